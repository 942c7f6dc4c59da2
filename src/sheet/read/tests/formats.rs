//! Numbers and texts by the format of their cell.

use super::super::format::NumberFormat;
use super::super::number::decimal;

fn shown(code: &str, number: f64) -> String {
    NumberFormat::parse(code).map_or_else(|| decimal(number), |format| format.number(number))
}

#[test]
fn numbers_are_shown_by_their_placeholders() {
    for (code, number, text) in [
        ("00000", 1000.0, "01000"),
        ("00000", 123_456.0, "123456"),
        ("0", 2.5, "3"),
        ("0.00", 12.5, "12,50"),
        ("0.00", 0.125, "0,13"),
        ("0.00", 1.005, "1,01"),
        ("0.00", 9.999, "10,00"),
        (".00", 0.5, ",50"),
        ("#", 0.0, ""),
        ("0.0##", 1.25, "1,25"),
        ("0.0##", 1.0, "1,0"),
        ("#,##0", 1_234_567.0, "1 234 567"),
        ("#,##0.00", 1234.5, "1 234,50"),
        ("#,##0.00", 12.0, "12,00"),
        ("0000,000", 12.0, "0 000 012"),
        ("0,", 12_345.0, "12"),
        ("0.0,,\" M\"", 12_345_678.0, "12,3 M"),
        ("0%", 0.125, "13%"),
        ("0.00 %", 0.125, "12,50 %"),
        ("??0", 5.0, "5"),
    ] {
        assert_eq!(shown(code, number), text, "{code} {number}");
    }
}

#[test]
fn literals_stand_between_digits() {
    for (code, number, text) in [
        ("0#\" \"##\" \"##\" \"##\" \"##", 612_345_678.0, "06 12 34 56 78"),
        ("00\\ 00\\ 00\\ 00\\ 00", 102_030_405.0, "01 02 03 04 05"),
        ("\"FR\"00\"-\"000", 1234.0, "FR01-234"),
        ("000\" \"000\" \"000\" \"00000", 12_345_678_900_011.0, "123 456 789 00011"),
        ("0\" km\"", 3.0, "3 km"),
        ("#,##0.00\\ [$€-40C]", 1234.5, "1 234,50 €"),
        ("[$-40C]0", 7.0, "7"),
        ("General\" kg\"", 1.5, "1,5 kg"),
        ("\\N\\°\\ 0", 7.0, "N° 7"),
        ("+0", 33.0, "+33"),
        ("0_)*x", 5.0, "5"),
        ("\"a;b\"0", 1.0, "a;b1"),
        ("\"oui\"", 1.0, "oui"),
    ] {
        assert_eq!(shown(code, number), text, "{code} {number}");
    }
}

#[test]
fn sections_are_chosen_by_sign_or_condition() {
    for (code, number, text) in [
        ("0", -5.0, "-5"),
        ("0", -0.2, "0"),
        ("0;(0)", -5.0, "(5)"),
        ("0;(0)", 0.0, "0"),
        ("0;-0;\"-\"", 0.0, "-"),
        ("0;-0;;@", 0.0, ""),
        ("_(* #,##0.00_);_(* (#,##0.00);_(* \"-\"??_);_(@_)", 0.0, "-"),
        ("_(* #,##0.00_);_(* (#,##0.00);_(* \"-\"??_);_(@_)", -1234.5, "(1 234,50)"),
        ("#,##0;[Red]-#,##0", -1234.0, "-1 234"),
        ("[>=1000]0,\" k\";0", 2500.0, "3 k"),
        ("[>=1000]0,\" k\";0", 25.0, "25"),
        ("[<=9999999]00\" \"00;0#\" \"##\" \"##\" \"##\" \"##", 612_345_678.0, "06 12 34 56 78"),
        ("[=1]\"oui\";[=0]\"non\";\"?\"", 0.0, "non"),
        ("[=1]\"oui\";[=0]\"non\";\"?\"", 1.0, "oui"),
        ("[Blue][>0]0", 4.0, "4"),
    ] {
        assert_eq!(shown(code, number), text, "{code} {number}");
    }
}

#[test]
fn texts_are_shown_by_their_section() {
    let shown = |code, text| NumberFormat::parse(code).map_or_else(|| "as it is".to_owned(), |of| of.text(text));
    for (code, text) in [
        ("\"M. \"@", "M. Roux"),
        ("0;-0;0;\"<\"@\">\"", "<Roux>"),
        ("0;-0;;@", "Roux"),
        ("0", "Roux"),
        ("@", "as it is"),
    ] {
        assert_eq!(shown(code, "Roux"), text, "{code}");
    }
}

#[test]
fn formats_that_say_nothing_or_too_much_leave_numbers_plain() {
    for code in ["General", "general", "@", "", "0.00E+00", "# ?/?", "##0.0E+0", "[Red]General", "General;General"] {
        assert_eq!(NumberFormat::parse(code), None, "{code}");
    }
    for code in ["\"", "[", "\\", "_", "*", ";;;;;;", "[>", "[$", "0.0.0", ",", "%", "\u{e9}", "[>=x]0"] {
        shown(code, -12.5);
    }
}

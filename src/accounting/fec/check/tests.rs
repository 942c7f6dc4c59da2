use std::io::Write;

use super::*;

const NAME: &str = "123456789FEC20251231.txt";

/// A file with the usual headings and records, each with the last field changed.
fn record(changes: &[(usize, &str)]) -> String {
    let mut fields = [
        "01",
        "Recette",
        "1",
        "20250105",
        "756",
        "Cotisations",
        "",
        "",
        "P1",
        "20250105",
        "Cotisation",
        "10,00",
        "0,00",
        "",
        "",
        "20250105",
        "",
        "",
    ];
    for (place, value) in changes {
        fields[*place] = value;
    }
    fields.join("\t")
}

fn headings() -> String {
    FIELDS.join("\t")
}

fn check(name: &str, file: impl AsRef<[u8]>) -> Vec<Finding> {
    let mut checker = Checker::new(name, None);
    // In small pieces, as a file may come.
    for piece in file.as_ref().chunks(7) {
        checker.write_all(piece).unwrap();
    }
    let mut found = checker.take();
    found.extend(checker.finish());
    found
}

/// Level, code and line of all that is found in the given records, which end with CRLF.
fn found(records: &[String]) -> Vec<String> {
    let file: String = [&[headings()], records].concat().iter().map(|record| format!("{record}\r\n")).collect();
    told(&check(NAME, file))
}

fn told(findings: &[Finding]) -> Vec<String> {
    let of = |finding: &Finding| {
        let line = finding.line.map_or(String::new(), |line| format!(" {line}"));
        let field = finding.field.as_deref().map_or(String::new(), |field| format!(" {field}"));
        format!("{} {}{line}{field}", finding.level.word(), finding.code())
    };
    findings.iter().map(of).collect()
}

/// A right entry: the given record and one that balances it.
fn entry(number: &str, changes: &[(usize, &str)]) -> [String; 2] {
    let with_number = [&[(2, number)], changes].concat();
    [record(&with_number), record(&[&with_number[..], &[(11, "0"), (12, "10,00")]].concat())]
}

fn entries(list: &[[String; 2]]) -> Vec<String> {
    found(&list.concat())
}

#[test]
fn a_right_file_has_no_findings_however_its_lines_end_and_letters_are_encoded() {
    let records = entry("1", &[(10, "Adhésion")]).join("\n");
    let text = format!("{}\n{records}", headings());
    for file in [
        text.clone().into_bytes(),
        text.replace('\n', "\r\n").into_bytes(),
        text.replace('\n', "\r").into_bytes(),
        format!("\u{feff}{text}\n").into_bytes(),
        text.replace('\t', "|").into_bytes(),
        encoding_rs::WINDOWS_1252.encode(&text).0.into_owned(),
        text.replace("Montantdevise", "MONTANTDEVISE").replace("Debit", "Débit").into_bytes(),
    ] {
        assert_eq!(told(&check(NAME, &file)), [""; 0], "{}", String::from_utf8_lossy(&file));
    }
}

#[test]
fn the_name_needs_the_word_and_a_date_and_by_law_a_siren() {
    let file = format!("{}\n{}\n", headings(), entry("1", &[]).join("\n"));
    for name in ["123456789FEC20251231.txt", "123456789FEC20251231", "123456789FEC20251231_1.txt"] {
        assert_eq!(told(&check(name, &file)), [""; 0], "{name}");
    }
    for name in ["ASSOFEC20251231.txt", "12345678XFEC20251231.txt"] {
        assert_eq!(told(&check(name, &file)), ["law no_siren"], "{name}");
    }
    for name in ["export.txt", "FEC20251231.txt", "123456789FEC19991231.txt", "123456789FEC2025.txt", "é", ""] {
        assert_eq!(told(&check(name, &file))[0], "error name", "{name}");
    }
}

#[test]
fn files_that_cannot_be_read_are_refused_once() {
    for (file, expected) in [
        ("", "error empty_file"),
        ("<?xml version=\"1.0\"?>\n<comptabilite>\n", "unchecked xml"),
        ("JournalCode,JournalLib\n1,2\n3,4\n", "error separator 1"),
    ] {
        assert_eq!(told(&check(NAME, file)), [expected]);
    }
    assert_eq!(told(&check(NAME, headings())), ["error empty_file"]);
    assert_eq!(told(&check(NAME, headings().replace('\t', ";"))), ["error separator 1"]);
    let endless = [headings().as_bytes(), b"\r\n", &vec![b'x'; 2 << 20]].concat();
    assert_eq!(told(&check(NAME, endless)), ["error record_too_long 2"]);
}

#[test]
fn headings_must_be_the_eighteen_and_by_law_in_their_order() {
    let with = |headings: String, extra: &str| {
        let records = entry("1", &[]).map(|record| record + extra).join("\n");
        told(&check(NAME, format!("{headings}\n{records}\n")))
    };
    assert_eq!(with(headings() + "\tNote", "\tx"), ["warning field_extra 1 Note"]);
    let missing = with(headings().replace("PieceRef", "\"PieceRef\""), "");
    assert_eq!(missing, ["warning field_extra 1 \"PieceRef\"", "error field_missing 1 PieceRef", "law field_order 1"]);
    let swapped = headings().replace("Debit\tCredit", "Credit\tDebit");
    assert_eq!(with(swapped, ""), ["law field_order 1"]);
}

#[test]
fn records_have_as_many_fields_as_the_headings() {
    let [first, second] = entry("1", &[]);
    let short = first.rsplit_once('\t').unwrap().0.to_owned();
    assert_eq!(
        found(&[first.clone(), second, first + "\t", short, String::new()]),
        ["error field_count 4", "error field_count 5", "error empty_line 6"]
    );
}

#[test]
fn empty_values_are_errors_or_missing_by_field() {
    for (place, level) in [
        (0, "missing"),
        (1, "missing"),
        (2, "error"),
        (3, "error"),
        (4, "error"),
        (5, "error"),
        (8, "missing"),
        (9, "missing"),
        (10, "error"),
        (15, "missing"),
    ] {
        for empty in ["", " \u{a0}"] {
            let told = entries(&[entry("1", &[(place, empty)])]);
            let expected = [2, 3].map(|line| format!("{level} empty_value {line} {}", FIELDS[place]));
            assert_eq!(told, expected, "{}", FIELDS[place]);
        }
    }
}

#[test]
fn accounts_begin_with_three_digits() {
    assert_eq!(entries(&[entry("1", &[(4, "512A")])]), [""; 0]);
    for account in ["75", "A512", "5A2"] {
        assert_eq!(entries(&[entry("1", &[(4, account)])])[0], "warning account_number 2 CompteNum", "{account}");
    }
}

#[test]
fn amounts_have_one_side_and_a_decimal_comma() {
    assert_eq!(
        found(&[record(&[(11, "10.00")]), record(&[(11, "0"), (12, "1 0")])])[..2],
        ["error amount 2 Debit", "error amount 3 Credit"]
    );
    assert_eq!(entries(&[entry("1", &[(11, "10")])]), [""; 0]);
    let both = [record(&[(11, "5,00"), (12, "5,00")]), record(&[(11, ""), (12, "")])];
    assert_eq!(found(&both), ["warning amount_sides 2", "warning amount_sides 3"]);
}

#[test]
fn blanks_beside_separators_are_nothing_and_blanks_inside_values_are() {
    for blank in [" ", "\u{a0}", "\u{202f}", "  "] {
        let padded =
            |record: String| record.split('\t').map(|value| format!("{blank}{value}{blank}")).collect::<Vec<_>>();
        let records = entry("1", &[]).map(|record| padded(record).join("\t")).to_vec();
        assert_eq!(found(&records), [""; 0], "{blank:?}");
        let file = format!("{}\n{}\n", padded(headings()).join("\t"), records.join("\n"));
        assert_eq!(told(&check(NAME, file)), [""; 0], "{blank:?}");
        let inside = entries(&[entry("1", &[(11, &format!("1{blank}0,00"))])]);
        assert_eq!(inside[0], "error amount 2 Debit", "{blank:?}");
    }
}

#[test]
fn an_amount_with_its_side_may_stand_for_debit_and_credit() {
    let with = |debit: &str, credit: &str, amount: &str| {
        let records = [debit, credit].map(|side| record(&[(11, amount), (12, side)])).join("\n");
        let headings = headings().replace("Debit\tCredit", "Montant\tSens");
        told(&check(NAME, format!("{headings}\n{records}\n")))
    };
    for (debit, credit) in [("D", "C"), ("d", "c"), ("+1", "-1"), (" D", "C ")] {
        assert_eq!(with(debit, credit, "10,00"), [""; 0], "{debit}");
    }
    assert_eq!(with("D", "D", "10,00"), ["law entry_unbalanced 2", "law file_unbalanced"]);
    assert_eq!(with("D", "X", "10,00")[0], "error side 3 Sens");
    assert_eq!(with("D", "", "10,00")[0], "error side 3 Sens");
    assert_eq!(with("D", "C", "10.00")[0], "error amount 2 Montant");
    assert_eq!(with("D", "C", "0,00")[0], "warning amount_sides 2");
    // One of them alone stands for nothing.
    let alone = headings().replace("Debit\tCredit", "Montant\tCredit");
    let found = told(&check(NAME, format!("{alone}\n{}\n", entry("1", &[]).join("\n"))));
    assert!(found.contains(&"error field_missing 1 Debit".to_owned()), "{found:?}");
}

#[test]
fn dates_are_read_like_the_tool_and_judged_like_the_law() {
    let of = |place: usize, value: &str| entries(&[entry("1", &[(place, value)])]);
    assert_eq!(of(9, "demain")[0], "error date 2 PieceDate");
    assert_eq!(of(9, "20251301")[0], "error date 2 PieceDate");
    assert_eq!(of(14, "20250132")[0], "error date 2 DateLet");
    assert_eq!(of(9, "20250230")[0], "law date_impossible 2 PieceDate");
    assert_eq!(of(9, "31/12/2025")[0], "law date_form 2 PieceDate");
    assert_eq!(of(9, "18500101")[0], "warning date_year 2 PieceDate");
    assert_eq!(of(15, "00000000")[0], "law date_impossible 2 ValidDate");
    assert_eq!(of(3, "20260101")[0], "law date_outside 2 EcritureDate");
}

#[test]
fn signs_that_part_fields_elsewhere_are_warned_about() {
    let told = entries(&[entry("1", &[(10, "a|b"), (5, "c\nd")])]);
    assert_eq!(told[..2], ["warning line_break 2 CompteLib", "warning pipe 2 EcritureLib"]);
}

#[test]
fn entries_and_the_file_must_balance_wherever_their_lines_stand() {
    let [debit, credit] = entry("1", &[]);
    let other = entry("2", &[]);
    assert_eq!(
        found(&[debit.clone(), other[0].clone(), other[1].clone()]),
        ["law entry_unbalanced 2", "law file_unbalanced"]
    );
    // The lines of the first entry stand apart: it balances, and its number does not follow the other's.
    let apart = found(&[debit, other[0].clone(), other[1].clone(), credit]);
    assert_eq!(apart, ["law number_gap 5"]);
}

#[test]
fn numbers_follow_each_other_in_the_file_or_in_each_journal() {
    let sales = |number| entry(number, &[]);
    let purchases = |number| entry(number, &[(0, "02"), (1, "Dépense")]);
    assert_eq!(entries(&[sales("1"), purchases("2"), sales("3")]), [""; 0]);
    assert_eq!(entries(&[sales("1"), purchases("1"), sales("2"), purchases("2")]), [""; 0]);
    assert_eq!(entries(&[sales("V-007"), sales("V-008")]), [""; 0]);
    assert_eq!(entries(&[sales("1"), sales("3")]), ["law number_gap 4"]);
    assert_eq!(entries(&[sales("a"), sales("b")]), ["law number_text 2"]);
}

#[test]
fn entries_stand_in_the_order_of_validation_with_the_opening_first() {
    let valid = |number, date| entry(number, &[(15, date)]);
    assert_eq!(entries(&[valid("1", "20250201"), valid("2", "20250101")]), ["law order 4"]);
    let opening = entry("2", &[(0, "AN"), (1, "À-nouveaux")]);
    assert_eq!(entries(&[entry("1", &[]), opening.clone()]), ["law opening_late 4"]);
    assert_eq!(entries(&[entry("1", &[(0, "RAN")]), opening]), [""; 0]);
}

#[test]
fn the_lines_of_an_entry_have_one_date() {
    let [debit, _] = entry("1", &[]);
    let credit = record(&[(3, "20250106"), (11, "0,00"), (12, "10,00")]);
    assert_eq!(found(&[debit, credit]), ["law entry_dates 3"]);
}

#[test]
fn findings_name_the_entry_and_are_given_as_they_come() {
    let mut checker = Checker::new(NAME, None);
    let file: String = [headings(), record(&[(2, "77"), (8, "")])].map(|record| record + "\r\n").concat();
    let filler: String = entry("77", &[]).concat().repeat(40);
    checker.write_all(file.as_bytes()).unwrap();
    checker.write_all(filler.as_bytes()).unwrap();
    let first = checker.take();
    assert_eq!((first[0].number.as_deref(), first[0].line), (Some("77"), Some(2)));
    assert!(checker.take().is_empty());
}

proptest::proptest! {
    #[test]
    fn no_file_breaks_the_check(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..400), records in "([0-9a-z|\t\r\n,.é-]{0,60}){0,6}") {
        check(NAME, &bytes);
        check(NAME, format!("{}\r\n{records}", headings()));
        check(NAME, format!("{}\n{records}", headings().replace('\t', "|")));
    }
}

//! Values and shown texts, errors, hidden sheets, shared texts.

use super::*;

/// An XLSX file whose styles have these formats, from style 1 on.
fn formatted(formats: &[&str], rows: &str) -> Vec<u8> {
    let codes: String = (200..)
        .zip(formats)
        .map(|(id, code)| format!("<numFmt numFmtId=\"{id}\" formatCode=\"{}\"/>", code.replace('"', "&quot;")))
        .collect();
    let styles: String = (200..).zip(formats).map(|(id, _)| format!("<xf numFmtId=\"{id}\"/>")).collect();
    let styles = format!(
        "<styleSheet><numFmts>{codes}</numFmts><fonts><font><name val=\"A\"/></font></fonts><cellXfs><xf numFmtId=\"0\"/>\
         {styles}</cellXfs></styleSheet>"
    );
    let sheet = format!("<worksheet><sheetData>{rows}</sheetData></worksheet>");
    xlsx_parts(&[("xl/styles.xml", &styles), ("xl/worksheets/sheet1.xml", &sheet)])
}

#[test]
fn numbers_have_a_value_and_what_their_format_shows() {
    let phone = "0#\" \"##\" \"##\" \"##\" \"##";
    for (format, number, value, shown) in [
        ("00000", "1000", "1000", "01000"),
        (phone, "612345678", "612345678", "06 12 34 56 78"),
        ("#,##0.00", "1234.5", "1234.5", "1234.5"),
        ("0.00", "12.5", "12.5", "12.5"),
        ("#,##0.00\\ [$€-40C]", "1234.5", "1234.5", "1 234,50 €"),
        ("0%", "0.5", "0.5", "50%"),
        ("\"oui\";;\"non\"", "0", "0", "non"),
        ("_-* #,##0.00_-;\\-* #,##0.00_-;_-* \"-\"??_-;_-@_-", "0", "0", "-"),
        ("dd/mm/yyyy", "29345", "1980-05-04", "1980-05-04"),
        ("General", "1E3", "1000", "1000"),
        ("0.00E+00", "1000", "1000", "1000"),
    ] {
        let file = formatted(&[format], &format!("<row><c s=\"1\"><v>{number}</v></c></row>"));
        let record = read(&file).unwrap().remove(0);
        assert_eq!((record.value(0).unwrap(), record.text(0).unwrap()), (value, shown), "{format}");
    }
}

#[test]
fn formats_of_texts_are_shown_and_the_value_is_the_text() {
    let file =
        formatted(&["\"M. \"@"], "<row><c s=\"1\" t=\"s\"><v>1</v></c><c s=\"1\" t=\"str\"><v>Roux</v></c></row>");
    let record = read(&file).unwrap().remove(0);
    assert_eq!((record.value(0).unwrap(), record.text(0).unwrap()), ("deux", "M. deux"));
    assert_eq!((record.value(1).unwrap(), record.text(1).unwrap()), ("Roux", "M. Roux"));
}

#[test]
fn error_cells_and_formulas_without_results_are_refused_by_their_name() {
    let row = "<row r=\"3\"><c r=\"A3\"><v>1</v></c><c r=\"B3\" t=\"e\"><v>#N/A</v></c><c r=\"C3\"><f>A3</f></c><c r=\"D3\">\
               <f>A3</f><v></v></c><c r=\"E3\" t=\"str\"><f>\"\"</f><v></v></c><c r=\"F3\"><f t=\"shared\" si=\"4\">A3</f>\
               <v>5</v></c><c r=\"G3\" t=\"e\"><v>#SPILL!</v></c><c r=\"AB3\" t=\"s\"><v>0</v></c></row>";
    let record = read(&xlsx(row)).unwrap().remove(0);
    assert_eq!(record.line, 3);
    assert_eq!(
        fault(&record, 1),
        "cell B3 holds an error (#N/A): correct its formula in a spreadsheet program, or empty the cell."
    );
    let no_result = "has no stored result: open the file in a spreadsheet program and save it again.";
    assert_eq!(fault(&record, 2), format!("the formula in cell C3 {no_result}"));
    assert_eq!(fault(&record, 3), format!("the formula in cell D3 {no_result}"));
    assert!(fault(&record, 6).starts_with("cell G3 holds an error (#SPILL!)"));
    for (at, value) in [(0, "1"), (4, ""), (5, "5"), (7, ""), (27, "un")] {
        assert_eq!(record.value(at).unwrap(), value, "{at}");
    }
    // A row is not empty when all it holds is such a cell.
    assert_eq!(read(&xlsx("<row r=\"9\"><c r=\"A9\"><f>B9</f></c></row>")).unwrap()[0].line, 9);
}

#[test]
fn error_cells_of_other_formats_are_refused_too() {
    let cell = |attributes: &str, text: &str| {
        format!("<table:table-row><table:table-cell {attributes}>{text}</table:table-cell></table:table-row>")
    };
    for (attributes, text) in [
        ("table:formula=\"of:=[.B1]\"", ""),
        ("calcext:value-type=\"error\" office:value-type=\"string\"", "<text:p>#NOM ?</text:p>"),
        ("table:formula=\"of:=1/0\" office:value-type=\"float\" office:value=\"0\"", "<text:p>#DIV/0!</text:p>"),
        ("office:value-type=\"string\"", "<text:p>#REF!</text:p>"),
    ] {
        let record = read(&ods(&cell(attributes, text))).unwrap().remove(0);
        assert!(fault(&record, 0).contains("A1"), "{attributes}");
    }
    let empty_text = "table:formula=\"of:=&quot;&quot;\" office:value-type=\"string\" office:string-value=\"\"";
    assert!(refusal(ods(&cell(empty_text, ""))).contains("empty"));
    let record = read(b"nom;ville\nZ;#N/A\n").unwrap().remove(1);
    assert!(fault(&record, 1).starts_with("cell B2 holds an error (#N/A)"));
}

#[test]
fn an_ods_number_has_the_value_behind_what_is_shown() {
    for (attributes, shown, value, text) in [
        ("float\" office:value=\"0\"", "-", "0", "-"),
        ("float\" office:value=\"1000\"", "01000", "1000", "01000"),
        ("percentage\" office:value=\"0.125\"", "12,50%", "0.125", "12.50%"),
        ("float\" office:value=\"1042.5\"", "1 042,50", "1042.5", "1042.5"),
    ] {
        let row = format!(
            "<table:table-row><table:table-cell office:value-type=\"{attributes}><text:p>{shown}</text:p>\
             </table:table-cell></table:table-row>"
        );
        let record = read(&ods(&row)).unwrap().remove(0);
        assert_eq!((record.value(0).unwrap(), record.text(0).unwrap()), (value, text), "{attributes}");
    }
}

#[test]
fn a_hidden_sheet_is_never_chosen_and_the_one_that_is_has_its_name() {
    let row = |text: &str| {
        format!("<table:table-row><table:table-cell><text:p>{text}</text:p></table:table-cell></table:table-row>")
    };
    let ods_with = |active: &str, hidden: [bool; 2]| {
        let content = ods_content(&[("A", &row("one")), ("B", &row("two"))]);
        let hide = "<office:automatic-styles><style:style style:name=\"on\" style:family=\"table\"/>\
                    <style:style style:name=\"off\"><style:table-properties table:display=\"false\"/></style:style>\
                    </office:automatic-styles>";
        let mut content = content.replace("<office:automatic-styles/>", hide);
        for (name, is_hidden) in ["A", "B"].into_iter().zip(hidden) {
            let (from, style) = (format!("table:name=\"{name}\""), if is_hidden { "off" } else { "on" });
            content = content.replace(&from, &format!("{from} table:style-name=\"{style}\""));
        }
        let settings = format!("<s><i config:name=\"ActiveTable\">{active}</i></s>");
        archive(&[("settings.xml", &settings), ("content.xml", &content)])
    };
    let xlsx_with = |active: usize, hidden: [bool; 2]| {
        let [one, two] = hidden.map(|is_hidden| if is_hidden { " state=\"veryHidden\"" } else { " state=\"visible\"" });
        let workbook = format!(
            "<workbook><bookViews><workbookView activeTab=\"{active}\"/></bookViews><sheets><sheet name=\"A\" r:id=\"rId1\"{one}/>\
             <sheet name=\"B\" r:id=\"rId2\"{two}/></sheets></workbook>"
        );
        let sheet = |text: &str| {
            format!("<worksheet><sheetData><row><c t=\"str\"><v>{text}</v></c></row></sheetData></worksheet>")
        };
        let (one, two) = (sheet("one"), sheet("two"));
        let parts = [
            ("xl/workbook.xml", workbook.as_str()),
            ("xl/worksheets/sheet1.xml", &one),
            ("xl/worksheets/sheet2.xml", &two),
        ];
        xlsx_parts(&parts)
    };
    for (active, hidden, text) in [
        (0, [false, false], "one"),
        (1, [false, false], "two"),
        (0, [true, false], "two"),
        (1, [false, true], "one"),
        (7, [true, false], "two"),
    ] {
        let name = ["A", "B"].get(active).copied().unwrap_or("gone");
        assert_eq!(rows(ods_with(name, hidden)), [[text]], "{active} {hidden:?}");
        assert_eq!(rows(xlsx_with(active, hidden)), [[text]], "{active} {hidden:?}");
        let chosen = if text == "one" { "A" } else { "B" };
        for bytes in [ods_with(name, hidden), xlsx_with(active, hidden)] {
            assert_eq!(open(file(&bytes), &Options::default()).unwrap().sheet(), Some(chosen));
        }
    }
    assert_eq!(open(file(b"a;b"), &Options::default()).unwrap().sheet(), None);
    assert!(refusal(ods_with("A", [true, true])).contains("All sheets of this file are hidden"));
    assert!(refusal(xlsx_with(0, [true, true])).contains("All sheets of this file are hidden"));
}

#[test]
fn a_shared_text_of_a_mebibyte_in_thousands_of_cells_is_read_in_flat_memory() {
    let strings = format!("<sst><si><t>{}</t></si></sst>", "x".repeat(1_000_000));
    let rows = "<row><c t=\"s\"><v>0</v></c></row>".repeat(3_000);
    let sheet = format!("<worksheet><sheetData>{rows}</sheetData></worksheet>");
    let file = xlsx_parts(&[("xl/sharedStrings.xml", &strings), ("xl/worksheets/sheet1.xml", &sheet)]);
    let little = small(|limits| limits.text_bytes = 5 << 20);
    assert!(refusal_with(&file, &little).contains("more than 5 MiB of text"));
    let limits = small(|limits| limits.text_bytes = usize::MAX);
    assert_eq!(open(super::file(&file), &limits).unwrap().map(Result::unwrap).count(), 3000);
}

#[test]
fn what_a_file_claims_about_its_shared_texts_is_not_believed() {
    let with = |strings: &str| {
        let sheet = "<worksheet><sheetData><row><c t=\"s\"><v>0</v></c></row></sheetData></worksheet>";
        xlsx_parts(&[("xl/sharedStrings.xml", strings), ("xl/worksheets/sheet1.xml", sheet)])
    };
    for count in ["4000000000", "18446744073709551615"] {
        let strings = format!("<sst uniqueCount=\"{count}\"><si><t>a</t></si></sst>");
        assert!(refusal(with(&strings)).contains("128 MiB of text"), "{count}");
    }
    for count in ["0", "7", "x", "-1", "99999999999999999999999"] {
        let strings = format!("<sst uniqueCount=\"{count}\"><si><t>a</t></si></sst>");
        assert_eq!(rows(with(&strings)), [["a"]], "{count}");
    }
    // Empty texts take memory too.
    let many = format!("<sst>{}</sst>", "<si/>".repeat(3_000_000));
    assert!(refusal_with(with(&many), &small(|limits| limits.ratio = u64::MAX)).contains("128 MiB of text"));
}

#[test]
fn a_text_in_very_many_pieces_is_as_long_as_all_of_them() {
    // Each piece is short, and only together they are more than a cell may hold.
    let long = "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx&amp;".repeat(30_000);
    let sheet = |cell: &str| format!("<worksheet><sheetData><row r=\"2\">{cell}</row></sheetData></worksheet>");
    let file = |strings: &str, cell: &str| {
        xlsx_parts(&[("xl/sharedStrings.xml", strings), ("xl/worksheets/sheet1.xml", &sheet(cell))])
    };
    let shared = format!("<sst><si><r><t>{long}</t></r></si></sst>");
    assert_eq!(refusal(file(&shared, "<c t=\"s\"><v>0</v></c>")), "A text in this file is longer than 1 MiB.");
    for cell in [
        format!("<c/><c t=\"str\"><v>{long}</v></c>"),
        format!("<c/><c t=\"inlineStr\"><is><t>{long}</t></is></c>"),
        format!("<c/><c><f>{long}</f><v>1</v></c>"),
    ] {
        assert_eq!(refusal(file("<sst/>", &cell)), "Line 2, column B: this cell is longer than 1 MiB.");
    }
}

#[test]
fn markup_deeper_than_fifty_levels_is_refused_in_ods_and_xlsx() {
    let nested = |levels: usize| format!("{}{}", "<a>".repeat(levels), "</a>".repeat(levels));
    let ods_with = |levels: usize| {
        let content = ods_content(&[(
            "A",
            "<table:table-row><table:table-cell><text:p>x</text:p></table:table-cell></table:table-row>",
        )]);
        archive(&[("content.xml", &content.replace("<table:named-expressions/>", &nested(levels)))])
    };
    let xlsx_with = |levels: usize| {
        let sheet =
            format!("<worksheet>{}<sheetData><row><c><v>1</v></c></row></sheetData></worksheet>", nested(levels));
        xlsx_parts(&[("xl/worksheets/sheet1.xml", &sheet)])
    };
    assert_eq!((rows(ods_with(40)).len(), rows(xlsx_with(40)).len()), (1, 1));
    assert!(refusal(xlsx_with(51)).contains("damaged"));
    let cell = format!("<table:table-row><table:table-cell>{}</table:table-cell></table:table-row>", nested(51));
    assert!(refusal(ods(&cell)).contains("damaged"));
}

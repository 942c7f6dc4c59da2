//! Cells, rows and sheets of ODS and XLSX files.

use super::*;

fn one_ods_cell(cell: &str) -> String {
    let rows = rows(ods(&format!(
        "<table:table-row>{cell}<table:table-cell><text:p>end</text:p></table:table-cell></table:table-row>"
    )));
    assert_eq!(rows[0][1], "end");
    rows[0][0].clone()
}

fn one_xlsx_cell(cell: &str) -> String {
    let rows = rows(xlsx(&format!("<row r=\"1\">{cell}<c r=\"B1\" t=\"str\"><v>end</v></c></row>")));
    assert_eq!(rows[0][1], "end");
    rows[0][0].clone()
}

#[test]
fn ods_cells_become_texts_by_their_type() {
    for (attributes, shown, text) in [
        ("value-type=\"string\"", "Lyon", "Lyon"),
        ("value-type=\"string\" office:string-value=\"caché\"", "", "caché"),
        ("value-type=\"float\" office:value=\"12.5\"", "12,5", "12.5"),
        ("value-type=\"float\" office:value=\"2\"", "2", "2"),
        ("value-type=\"float\" office:value=\"2.0\"", "", "2"),
        ("value-type=\"float\" office:value=\"1042.5\"", "1 042,50", "1042.5"),
        ("value-type=\"float\" office:value=\"102030405\"", "01 02 03 04 05", "01 02 03 04 05"),
        ("value-type=\"float\" office:value=\"1000\"", "01000", "01000"),
        ("value-type=\"float\" office:value=\"59.969999999999995\"", "59,97", "59.97"),
        ("value-type=\"currency\" office:currency=\"EUR\" office:value=\"12.5\"", "12,50 €", "12.5"),
        ("value-type=\"percentage\" office:value=\"0.125\"", "12,50%", "12.50%"),
        ("value-type=\"date\" office:date-value=\"1980-05-04\"", "04/05/80", "1980-05-04"),
        ("value-type=\"date\" office:date-value=\"2026-03-04T10:20:00\"", "04/03/2026", "2026-03-04T10:20:00"),
        ("value-type=\"time\" office:time-value=\"PT10H20M00S\"", "10:20", "10:20:00"),
        ("value-type=\"boolean\" office:boolean-value=\"true\"", "VRAI", "1"),
        ("value-type=\"boolean\" office:boolean-value=\"false\"", "FAUX", "0"),
        ("value-type=\"string\" calcext:value-type=\"error\"", "#N/D", "#N/D"),
    ] {
        let cell = format!("<table:table-cell office:{attributes}><text:p>{shown}</text:p></table:table-cell>");
        assert_eq!(one_ods_cell(&cell), text, "{attributes}");
    }
}

#[test]
fn ods_paragraphs_are_shown_text() {
    for (content, text) in [
        ("<text:p>1 rue A</text:p><text:p/><text:p>Bât. B</text:p>", "1 rue A\n\nBât. B"),
        ("<text:p>a<text:s text:c=\"3\"/>b<text:tab/>c<text:line-break/>d</text:p>", "a   b\tc\nd"),
        ("<text:p> a  b <text:span>c</text:span>\nd</text:p>", "a  b c\nd"),
        ("<text:p>a &amp; <text:a xlink:href=\"x\">b</text:a>&#233;&lt;</text:p>", "a & bé<"),
        ("<text:p><![CDATA[<a>]]><!-- no --></text:p>", "<a>"),
        ("<office:annotation><text:p>note</text:p></office:annotation><text:p>a</text:p>", "a"),
        ("<text:p>a<office:annotation><text:p>note</text:p></office:annotation>b</text:p>", "ab"),
        ("<draw:frame><draw:text-box><text:p>no</text:p></draw:text-box></draw:frame><text:p>a</text:p>", "a"),
    ] {
        let cell = format!("<table:table-cell office:value-type=\"string\">{content}</table:table-cell>");
        assert_eq!(one_ods_cell(&cell), text, "{content}");
    }
}

const A: &str = "<table:table-cell><text:p>a</text:p></table:table-cell>";

#[test]
fn ods_rows_keep_their_numbers_and_empty_ones_are_passed_over() {
    let sheet = format!(
        "<table:table-column table:number-columns-repeated=\"1024\"/><table:table-header-rows><table:table-row>{A}\
         </table:table-row></table:table-header-rows><table:table-row table:number-rows-repeated=\"3\"><table:table-cell/>\
         </table:table-row><table:table-row-group><table:table-row table:number-rows-repeated=\"2\">\
         <table:table-cell table:number-columns-repeated=\"2\"/>{A}<table:table-cell table:number-columns-repeated=\"16381\"/>\
         </table:table-row></table:table-row-group><table:table-row table:number-rows-repeated=\"1048570\">\
         <table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row>"
    );
    let a = || "a".to_owned();
    let third = || vec![String::new(), String::new(), a()];
    assert_eq!(records(ods(&sheet)), [(1, vec![a()]), (5, third()), (6, third())]);
}

#[test]
fn ods_cells_repeat_and_covered_ones_take_their_place() {
    let row = format!(
        "<table:table-row><table:table-cell table:number-columns-repeated=\"3\"><text:p>x</text:p></table:table-cell>\
         <table:covered-table-cell><text:p>hidden</text:p></table:covered-table-cell><text:soft-page-break/>{A}</table:table-row>"
    );
    assert_eq!(rows(ods(&row)), [["x", "x", "x", "", "a"]]);
}

#[test]
fn the_active_sheet_is_read_else_the_first() {
    let row = |text: &str| {
        format!("<table:table-row><table:table-cell><text:p>{text}</text:p></table:table-cell></table:table-row>")
    };
    let (one, two) = (row("one"), row("two"));
    let sheets = [("A &amp; B", one.as_str()), ("Deux", two.as_str())];
    for (active, text) in [("Deux", "two"), ("A &amp; B", "one"), ("Gone", "one")] {
        assert_eq!(rows(ods_sheets(active, &sheets)), [[text]]);
    }

    let sheet = |text: &str| {
        format!(
            "<x:worksheet><x:sheetData><x:row><x:c t=\"str\"><x:v>{text}</x:v></x:c></x:row></x:sheetData></x:worksheet>"
        )
    };
    let (one, two) = (sheet("one"), sheet("two"));
    for (views, text) in [
        ("", "one"),
        ("<workbookView activeTab=\"2\"/><workbookView activeTab=\"0\"/>", "two"),
        ("<workbookView activeTab=\"1\"/>", "one"),
        ("<workbookView activeTab=\"9\"/>", "one"),
        ("<workbookView activeTab=\"x\"/>", "one"),
    ] {
        let workbook = format!(
            "<workbook><bookViews>{views}</bookViews><sheets><sheet r:id=\"rId1\"/><sheet r:id=\"rId3\"/><sheet r:id=\"rId2\"/>\
             </sheets></workbook>"
        );
        let parts = [
            ("xl/workbook.xml", workbook.as_str()),
            ("xl/worksheets/sheet1.xml", &one),
            ("xl/worksheets/sheet2.xml", &two),
        ];
        assert_eq!(rows(xlsx_parts(&parts)), [[text]], "{views}");
    }
}

#[test]
fn xlsx_cells_become_texts_by_their_type() {
    for (cell, text) in [
        ("t=\"inlineStr\"><is><t>Ly</t><r><t>on</t></r></is>", "Lyon"),
        ("t=\"s\"><v>0</v>", "un"),
        ("t=\"s\"><v>1</v>", "deux"),
        ("t=\"s\"><v>2</v>", ""),
        ("t=\"s\"><v>3</v>", "a\rb & é"),
        ("t=\"str\"><f>A2&amp;\"x\"</f><v>résultat_x0041_</v>", "résultatA"),
        ("><v>12.5</v>", "12.5"),
        ("t=\"n\"><f>19.99*3</f><v>59.969999999999995</v>", "59.97"),
        ("><v>1E3</v>", "1000"),
        ("s=\"1\"><v>29345</v>", "1980-05-04"),
        ("s=\"2\"><v>46085.43055555555</v>", "2026-03-04T10:20:00"),
        ("s=\"2\"><v>0.5</v>", "12:00:00"),
        ("s=\"3\"><v>1.5</v>", "36:00:00"),
        ("s=\"1\"><v>-7</v>", "-7"),
        ("s=\"99\"><v>29345</v>", "29345"),
        ("t=\"d\"><v>2026-03-04T10:20:00.000</v>", "2026-03-04T10:20:00"),
        ("t=\"b\"><v>1</v>", "1"),
        ("t=\"b\"><v>0</v>", "0"),
        ("t=\"e\"><v>#N/A</v>", "#N/A"),
        ("><f>1+1</f>", ""),
        ("s=\"1\">", ""),
    ] {
        assert_eq!(one_xlsx_cell(&format!("<c r=\"A1\" {cell}</c>")), text, "{cell}");
    }
}

#[test]
fn xlsx_dates_follow_the_calendar_of_their_workbook() {
    let sheet = "<worksheet><sheetData><row><c s=\"1\"><v>27883</v></c></row></sheetData></worksheet>";
    let workbook = "<workbook><workbookPr date1904=\"1\"/><sheets><sheet r:id=\"rId1\"/></sheets></workbook>";
    let parts = [("xl/workbook.xml", workbook), ("xl/worksheets/sheet1.xml", sheet)];
    assert_eq!(rows(xlsx_parts(&parts)), [["1980-05-04"]]);
}

#[test]
fn xlsx_rows_and_cells_may_leave_out_their_address_or_leave_gaps() {
    let rows = "<row><c><v>1</v></c><c/><c><v>3</v></c></row><row r=\"4\"><c r=\"B4\"><v>2</v></c><c><v>3</v></c></row>\
                <row r=\"5\"><c r=\"A5\" s=\"1\"/></row><row><c r=\"C6\"><v>3</v></c><c r=\"A6\"><v>1</v></c></row>\
                <row r=\"1048576\"><c r=\"XFD1048576\" s=\"1\"/></row>";
    let cells = |cells: [&str; 3]| cells.map(str::to_owned).to_vec();
    let expected = [(1, cells(["1", "", "3"])), (4, cells(["", "2", "3"])), (6, cells(["1", "", "3"]))];
    assert_eq!(records(xlsx(rows)), expected);
}

#[test]
fn names_of_parts_are_compared_as_programs_do() {
    let links = relationships(&[("rId1", "worksheet", "Worksheets\\Sheet1.xml")]);
    let sheet = "<worksheet><sheetData><row><c><v>1</v></c></row></sheetData></worksheet>";
    let parts = [("xl/_rels/workbook.xml.rels", links.as_str()), ("xl/worksheets/sheet1.xml", sheet)];
    assert_eq!(rows(xlsx_parts(&parts)), [["1"]]);
}

#[test]
fn an_empty_active_sheet_is_refused() {
    assert!(refusal(ods("")).contains("empty"));
    assert!(refusal(ods("<table:table-row><table:table-cell/></table:table-row>")).contains("empty"));
    assert!(refusal(xlsx("")).contains("empty"));
    assert!(refusal(xlsx("<row r=\"1\"><c r=\"A1\" s=\"1\"/></row>")).contains("empty"));
    assert!(refusal(xlsx_parts(&[("xl/worksheets/sheet1.xml", "<worksheet/>")])).contains("empty"));
    assert!(refusal(xlsx_parts(&[("xl/workbook.xml", "<workbook/>")])).contains("empty"));
}

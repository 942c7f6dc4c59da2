//! XLS and XLSB files.

use super::super::binary;
use super::super::compound::with_workbook;
use super::*;

const XLS: &[u8] = include_bytes!("files/people.xls");
const SHEETJS: &[u8] = include_bytes!("files/sheetjs.xlsb");

/// The sentences of a file as a whole.
fn warnings(bytes: &[u8]) -> Vec<String> {
    let records = open(file(bytes), &Options::default()).unwrap();
    records.warnings().iter().map(|warning| crate::i18n::text(Language::English, warning)).collect()
}

#[test]
fn an_xls_file_is_read_with_its_values() {
    let records = read(XLS).unwrap();
    let values = |at: usize| (0..7).map(|cell| records[at].cell(cell)).collect::<Vec<_>>();
    assert_eq!(records.iter().map(|record| record.line).collect::<Vec<_>>(), [1, 2, 4]);
    assert_eq!(values(0), ["nom", "code", "né", "rdv", "oui", "montant", "calcul"]);
    assert_eq!(values(1), ["Zoé Été — œuf €", "1000", "1980-05-04", "2026-03-04T10:20:00", "1", "12.5", "25"]);
    assert_eq!(values(2)[..5], ["Zoé Été — œuf €", "-3.25", "", "", "0"]);
    assert!(fault(&records[2], 6).starts_with("cell G4 holds an error (#DIV/0!)"));
    assert!(warnings(XLS)[0].starts_with("XLS files are read without the formats of their numbers"));
}

#[test]
fn xls_files_are_bounded_before_they_are_held() {
    let small_file = small(|limits| limits.held_file_bytes = 5000);
    assert!(refusal_with(XLS, &small_file).contains("larger than 1 MiB"));
    let small_area = small(|limits| limits.held_cells = 20);
    assert!(refusal_with(XLS, &small_area).contains("more than 20 cells, empty ones included"));
    let little_text = small(|limits| limits.shared_bytes = 100);
    assert!(refusal_with(XLS, &little_text).contains("of text"));
}

/// An XLS file whose sheet has these records.
fn xls(sheet: &[(u16, Vec<u8>)]) -> Vec<u8> {
    let record =
        |kind: u16, content: &[u8]| [&kind.to_le_bytes(), &(content.len() as u16).to_le_bytes(), content].concat();
    let begin = record(0x809, &[0, 6, 5, 0, 0, 0, 0, 0]);
    let tab = |place: u32| record(0x85, &[&place.to_le_bytes()[..], &[0, 0, 1, 0, b'A']].concat());
    let start = (begin.len() + tab(0).len() + 4) as u32;
    let cells: Vec<u8> = sheet.iter().flat_map(|(kind, content)| record(*kind, content)).collect();
    with_workbook([begin.clone(), tab(start), record(0x0a, &[]), begin, cells, record(0x0a, &[])].concat())
}

fn number(row: u16, column: u16) -> (u16, Vec<u8>) {
    (0x203, [&row.to_le_bytes()[..], &column.to_le_bytes(), &[0, 0], &1.5_f64.to_le_bytes()].concat())
}

#[test]
fn results_of_formulas_in_xls_files_are_of_any_kind() {
    // A formula whose result is not a number, and something that calamine would fail at.
    let formula = |column: u8, result: [u8; 8]| {
        (0x06, [&[0, 0, column, 0, 0, 0][..], &result, &[0, 0, 0, 0, 0, 0], &[0xff; 40]].concat())
    };
    let special = |kind: u8, value: u8| [kind, 0, value, 0, 0, 0, 0xff, 0xff];
    let file = xls(&[
        formula(0, special(0, 0)),
        (0x4bc, vec![0; 10]),
        (0x207, [&[2, 0, 1][..], &"aé".encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>()].concat()),
        formula(1, special(1, 1)),
        formula(2, special(2, 0x2a)),
        formula(3, special(3, 0)),
        formula(4, 2.5_f64.to_le_bytes()),
        // A text that belongs to no formula.
        (0x207, vec![1, 0, 0, b'x']),
        number(1, 0),
        // A chart in the sheet has cells of its own.
        (0x809, vec![0, 6, 0x20, 0]),
        number(1, 1),
        (0x0a, vec![]),
    ]);
    let records = read(&file).unwrap();
    let values: Vec<&str> = (0..6).map(|at| records[0].cell(at)).collect();
    assert_eq!(values, ["aé", "1", "#N/A", "", "2.5", ""]);
    assert!(fault(&records[0], 2).starts_with("cell C1 holds an error (#N/A)"));
    assert_eq!((records[1].cell(0), records[1].cell(1)), ("1.5", ""));
}

#[test]
fn hostile_xls_files_are_refused() {
    assert_eq!(rows(xls(&[number(0, 1), number(2, 0)])), vec![vec!["", "1.5"], vec!["1.5"]]);
    assert!(refusal(xls(&[number(0, 0), number(u16::MAX, 999)])).contains("more than 2000000 cells"));
    assert!(refusal(xls(&[number(7, 2000)])).starts_with("Line 8: this line goes beyond column 1000"));
    // A rectangle that the file claims is not believed.
    let claimed = (0x200, [&[0; 4][..], &[0xff; 8], &[0; 2]].concat());
    assert_eq!(rows(xls(&[claimed, number(0, 0)])), [["1.5"]]);
    for (kind, content) in [
        (0x203, vec![0; 13]),
        (0x204, vec![0, 0, 0, 0, 0, 0, 0xff, 0xff, 0]),
        (0xfd, vec![0; 10]),
        (0xbd, vec![0, 0, 9, 0, 0, 0, 0, 0, 0, 0, 1, 0]),
        (0x205, vec![0; 7]),
        (0x205, vec![0, 0, 0, 0, 0, 0, 99, 1]),
    ] {
        assert!(refusal(xls(&[(kind, content), number(0, 0)])).contains("damaged"), "{kind:x}");
    }
    // Without an end the file was cut short.
    let mut cut = xls(&[number(0, 0)]);
    let end = memchr::memmem::rfind(&cut, &[0x0a, 0, 0, 0]).unwrap();
    cut[end] = 0x0b;
    assert!(refusal(cut).contains("damaged"));
}

#[test]
fn an_xlsb_file_of_another_program_is_read() {
    let records = read(SHEETJS).unwrap();
    assert!(records.len() > 1 && records.iter().all(|record| !record.cells.is_empty()));
    assert_eq!(records[0].cell(0), "numero");
    assert!(warnings(SHEETJS)[0].starts_with("XLSB files are read without the formats of their numbers"));
}

/// A record of a binary workbook.
fn record(kind: u16, content: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    binary::push(&mut bytes, kind, content);
    bytes
}

/// An XLSB file with these records in the rows of its only sheet.
fn xlsb(rows: &[Vec<u8>]) -> Vec<u8> {
    let tab = [vec![0, 0, 0, 0, 1, 0, 0, 0], binary::text("rId1"), binary::text("A")].concat();
    let book = [record(0x83, &[]), record(0x9c, &tab), record(0x90, &[]), record(0x84, &[])].concat();
    let sheet =
        [record(0x81, &[]), record(0x94, &[0; 16]), record(0x91, &[]), rows.concat(), record(0x92, &[])].concat();
    let strings = [record(0x9f, &[2, 0, 0, 0, 2, 0, 0, 0]), shared("un"), shared("déjà"), record(0xa0, &[])].concat();
    let styles =
        [record(0x269, &[2, 0, 0, 0]), record(0x2f, &[0; 16]), record(0x2f, &[0, 0, 14, 0]), record(0x26a, &[])];
    let root = relationships(&[("r", "officeDocument", "xl/workbook.bin")]);
    let links = relationships(&[
        ("rId1", "worksheet", "/xl/worksheets/sheet1.bin"),
        ("rId2", "sharedStrings", "sharedStrings.bin"),
        ("rId3", "styles", "styles.bin"),
    ]);
    archive_of_bytes(&[
        ("_rels/.rels", root.as_bytes()),
        ("xl/_rels/workbook.bin.rels", links.as_bytes()),
        ("xl/workbook.bin", &book),
        ("xl/sharedStrings.bin", &strings),
        ("xl/styles.bin", &styles.concat()),
        ("xl/worksheets/sheet1.bin", &sheet),
    ])
}

fn shared(text: &str) -> Vec<u8> {
    record(0x13, &[vec![0], binary::text(text)].concat())
}

fn row(number: u32) -> Vec<u8> {
    record(0, &number.to_le_bytes())
}

/// A cell with its column, style and value.
fn cell(kind: u16, column: u32, style: u8, value: &[u8]) -> Vec<u8> {
    record(kind, &[&column.to_le_bytes()[..], &[style, 0, 0, 0], value].concat())
}

#[test]
fn every_cell_of_an_xlsb_file_is_read_or_refused_by_its_name() {
    let real = |number: f64| number.to_le_bytes();
    let file = xlsb(&[
        row(0),
        cell(0x07, 0, 0, &[1, 0, 0, 0]),
        cell(0x05, 1, 0, &real(12.5)),
        cell(0x05, 2, 1, &real(29_345.0)),
        cell(0x0b, 3, 0, &[0x07, 0, 0]),
        cell(0x3e, 4, 0, &[vec![0], binary::text("riche")].concat()),
        cell(0x04, 5, 0, &[1]),
        row(4),
        cell(0x3e, 0, 0, &[vec![0], binary::text("seul")].concat()),
        row(5),
        // Cells in their short form follow the one before.
        cell(0x06, 1, 0, &binary::text("texte")),
        record(0x0e, &[0, 0, 0, 0, 0x2a]),
        record(0x12, &[0, 0, 0, 0, 0, 0, 0, 0]),
        record(0x10, &[&[1, 0, 0, 0][..], &real(29_345.5)].concat()),
        row(6),
        record(0x0c, &[0; 4]),
        record(0x0f, &[0, 0, 0, 0, 1]),
        cell(0x07, 2, 0, &[0, 0, 0, 0]),
    ]);
    let records = read(&file).unwrap();
    let lines: Vec<usize> = records.iter().map(|record| record.line).collect();
    assert_eq!(lines, [1, 5, 6, 7]);
    let values: Vec<&str> = (0..6).map(|at| records[0].cell(at)).collect();
    assert_eq!(values, ["déjà", "12.5", "1980-05-04", "#DIV/0!", "riche", "1"]);
    assert!(fault(&records[0], 3).starts_with("cell D1 holds an error (#DIV/0!)"));
    assert_eq!((records[1].cell(0), records[2].cell(1)), ("seul", "texte"));
    assert!(fault(&records[2], 2).starts_with("cell C6 holds an error (#N/A)"));
    assert_eq!((records[2].cell(3), records[2].cell(4)), ("un", "1980-05-04T12:00:00"));
    assert_eq!((records[3].cell(0), records[3].cell(1), records[3].cell(2)), ("", "1", "un"));
}

#[test]
fn hostile_xlsb_files_are_refused() {
    let good = [row(0), cell(0x04, 0, 0, &[1])];
    assert_eq!(rows(xlsb(&good)), [["1"]]);
    for bad in [
        cell(0x07, 0, 0, &[2, 0, 0, 0]),
        cell(0x06, 0, 0, &[0xff, 0xff, 0xff, 0x7f]),
        cell(0x05, 0, 0, &[0; 7]),
        cell(0x04, 16_384, 0, &[1]),
        row(1_048_576),
        // A length of 256 MiB.
        vec![0x06, 0xff, 0xff, 0xff, 0x7f],
        vec![0x80],
    ] {
        assert!(refusal(xlsb(&[row(0), bad.clone()])).contains("damaged"), "{bad:?}");
    }
    let short = small(|limits| limits.held_file_bytes = 100);
    let cells: Vec<Vec<u8>> = std::iter::once(row(0)).chain((0..20).map(|_| record(0x0f, &[0, 0, 0, 0, 1]))).collect();
    assert!(refusal_with(xlsb(&cells), &short).contains("larger than 1 MiB"));
    assert!(
        refusal(xlsb(&[row(6), cell(0x04, 2000, 0, &[1])])).starts_with("Line 7: this line goes beyond column 1000")
    );
    let little = small(|limits| limits.shared_bytes = 50);
    assert!(refusal_with(xlsb(&good), &little).contains("of text"));
}

#[test]
fn binary_workbooks_have_the_name_of_their_sheet() {
    for (bytes, name) in [(XLS, "2026"), (SHEETJS, "Membres")] {
        assert_eq!(open(file(bytes), &Options::default()).unwrap().sheet(), Some(name));
    }
}

//! What is written is read back by a reader that is not ours.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};

use calamine::{Data, Ods as OdsReader, Reader, Xlsx as XlsxReader};
use proptest::prelude::*;
use tempfile::tempfile;

use super::*;

mod print;

/// Columns `c0`, `c1`… of these kinds.
pub(super) fn columns(kinds: &[Kind]) -> Vec<Column> {
    kinds.iter().enumerate().map(|(at, kind)| Column::new(format!("c{at}"), *kind)).collect()
}

pub(super) fn written(writer: &mut dyn RowWriter, rows: &[&[Cell<'_>]]) {
    for row in rows {
        writer.row(row).unwrap();
    }
    writer.finish().unwrap();
}

fn document() -> Document {
    Document::new("L'été & <co>").of("Les <amis> & co")
}

const SPREADSHEETS: [Format; 2] = [Format::Ods, Format::Xlsx];

fn file(format: Format, columns: &[Column], rows: &[&[Cell<'_>]]) -> File {
    let mut file = tempfile().unwrap();
    let mut writer = spreadsheet(format, &document(), columns, file.try_clone().unwrap()).unwrap();
    written(writer.as_mut(), rows);
    file.seek(SeekFrom::Start(0)).unwrap();
    file
}

/// The cells of the only sheet, after its headings.
fn read_back(format: Format, columns: &[Column], rows: &[&[Cell<'_>]]) -> Vec<Vec<Data>> {
    let file = file(format, columns, rows);
    let (names, range) = match format {
        Format::Ods => {
            let mut book = OdsReader::new(file).unwrap();
            (book.sheet_names(), book.worksheet_range_at(0).unwrap().unwrap())
        }
        _ => {
            let mut book = XlsxReader::new(file).unwrap();
            (book.sheet_names(), book.worksheet_range_at(0).unwrap().unwrap())
        }
    };
    assert_eq!(names, ["L'été & <co>"]);
    let titles: Vec<_> = columns.iter().map(|column| Data::String(column.title.clone())).collect();
    assert_eq!(range.rows().next(), Some(titles.as_slice()));
    (1..=rows.len() as u32)
        .map(|row| {
            (0..columns.len() as u32).map(|at| range.get_value((row, at)).cloned().unwrap_or_default()).collect()
        })
        .collect()
}

fn part(format: Format, name: &str, columns: &[Column], rows: &[&[Cell<'_>]]) -> String {
    let mut text = String::new();
    let mut archive = zip::ZipArchive::new(file(format, columns, rows)).unwrap();
    archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

fn cells_part(format: Format, columns: &[Column], rows: &[&[Cell<'_>]]) -> String {
    let name = if format == Format::Ods { "content.xml" } else { "xl/worksheets/sheet1.xml" };
    part(format, name, columns, rows)
}

/// What our reader makes of a date cell.
fn date_text(data: &Data) -> Option<String> {
    match data {
        Data::DateTimeIso(text) => Some(text.replace('T', " ")),
        Data::DateTime(time) => {
            let (year, month, day, hour, minute, second, _) = time.to_ymd_hms_milli();
            let text = format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}");
            Some(text.strip_suffix(" 00:00:00").map_or(text.clone(), str::to_owned))
        }
        _ => None,
    }
}

/// What OpenDocument makes of a text: CR is a line end, other control characters do not exist.
fn as_in_ods(text: &str) -> String {
    let lines = text.replace("\r\n", "\n").replace('\r', "\n");
    lines.chars().filter(|c| matches!(c, '\n' | '\t') || *c >= ' ' && !matches!(c, '\u{FFFE}' | '\u{FFFF}')).collect()
}

#[test]
fn formats_are_named_by_their_extensions_in_lower_case() {
    for &format in Format::ALL {
        assert_eq!(Format::from_extension(format.extension()), Some(format));
    }
    for other in ["CSV", "", ".csv", "pdf", "csv ", "xls"] {
        assert_eq!(Format::from_extension(other), None);
    }
}

#[test]
fn cells_are_typed_by_their_columns() {
    let columns = columns(&[Kind::Text, Kind::Number, Kind::Amount, Kind::Date, Kind::DateTime, Kind::Free]);
    let rows: &[&[Cell<'_>]] = &[
        &[
            Cell::Integer(7),
            Cell::Integer(-7),
            Cell::Integer(-150_005),
            Cell::Text("2025-01-31"),
            Cell::Text("2025-01-31 14:30:59"),
            Cell::Real(0.1),
        ],
        &[
            Cell::Text("2025-01-31"),
            Cell::Text("12"),
            Cell::Text("1,50"),
            Cell::Text("12 %"),
            Cell::Empty,
            Cell::Text("2024-02-29 00:00:01"),
        ],
        &[Cell::Empty, Cell::Real(1e300), Cell::Empty, Cell::Empty, Cell::Empty, Cell::Integer(9_007_199_254_740_993)],
    ];
    for format in SPREADSHEETS {
        let read = read_back(format, &columns, rows);
        let text = |text: &str| Data::String(text.to_owned());
        assert_eq!(read[0][..3], [text("7"), Data::Float(-7.0), Data::Float(-1500.05)], "{format:?}");
        assert_eq!(date_text(&read[0][3]).as_deref(), Some("2025-01-31"));
        assert_eq!(date_text(&read[0][4]).as_deref(), Some("2025-01-31 14:30:59"));
        assert_eq!(read[0][5], Data::Float(0.1));
        assert_eq!(read[1][..5], [text("2025-01-31"), text("12"), text("1,50"), text("12 %"), Data::Empty]);
        assert_eq!(date_text(&read[1][5]).as_deref(), Some("2024-02-29 00:00:01"));
        assert_eq!(read[2][..2], [Data::Empty, Data::Float(1e300)]);
        assert_eq!(read[2][5], text("9007199254740993"));
    }
}

#[test]
fn texts_that_look_like_formulas_are_texts() {
    let texts = [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\0=1",
        "=cmd|' /C calc'!A0",
        "</t><f>1+1</f>",
        "\" table:formula=\"of:=1\"",
    ];
    let columns = [Column::new("=1+1", Kind::Free)];
    let rows: Vec<[Cell<'_>; 1]> = texts.iter().map(|text| [Cell::Text(text)]).collect();
    let rows: Vec<&[Cell<'_>]> = rows.iter().map(|row| row.as_slice()).collect();
    for format in SPREADSHEETS {
        let xml = cells_part(format, &columns, &rows);
        let formula = if format == Format::Ods { " table:formula=\"of:" } else { "<f>" };
        assert!(!xml.contains(formula), "{xml}");
        let is_typed = |cell: &str| cell.contains("t=\"inlineStr\"") || cell.contains("office:value-type=\"string\"");
        let mark = if format == Format::Ods { "<table:table-cell " } else { "<c r=" };
        assert_eq!(xml.split(mark).skip(1).filter(|cell| is_typed(cell)).count(), texts.len() + 1);
        for (row, text) in read_back(format, &columns, &rows).iter().zip(texts) {
            let expected = if format == Format::Ods { as_in_ods(text) } else { text.to_owned() };
            assert_eq!(row[0], Data::String(expected));
        }
    }
}

#[test]
fn the_longest_cell_of_xlsx_is_kept_and_a_longer_one_is_cut_with_a_mark() {
    let fits = "é".repeat(32_767);
    let too_long = "😀".repeat(16_384);
    let rows: &[&[Cell<'_>]] = &[&[Cell::Text(&fits)], &[Cell::Text(&too_long)]];
    let read = read_back(Format::Xlsx, &columns(&[Kind::Text]), rows);
    assert_eq!(read[0][0], Data::String(fits.clone()));
    assert_eq!(read[1][0], Data::String("😀".repeat(16_383) + "…"));
    let read = read_back(Format::Ods, &columns(&[Kind::Text]), rows);
    assert_eq!(read, [[Data::String(fits.clone())], [Data::String(too_long.clone())]]);
}

#[test]
fn a_table_without_rows_or_columns_is_a_file_that_opens() {
    for format in SPREADSHEETS {
        assert!(read_back(format, &columns(&[Kind::Text]), &[]).is_empty());
        let mut archive = zip::ZipArchive::new(file(format, &[], &[&[]])).unwrap();
        assert!(archive.len() > 3 && archive.by_index(0).is_ok());
    }
}

#[test]
fn amounts_are_written_as_exact_decimals() {
    let rows: &[&[Cell<'_>]] = &[&[Cell::Integer(999_999_999_999_999)]];
    let columns = columns(&[Kind::Amount]);
    assert!(
        cells_part(Format::Ods, &columns, rows).contains("office:value=\"9999999999999.99\"><text:p>9999999999999,99<")
    );
    assert!(cells_part(Format::Xlsx, &columns, rows).contains("<v>9999999999999.99</v>"));
}

#[test]
fn the_type_of_an_ods_file_stands_at_its_start_uncompressed() {
    let mut start = [0; 84];
    file(Format::Ods, &columns(&[Kind::Text]), &[]).read_exact(&mut start).unwrap();
    assert_eq!(&start[30..38], b"mimetype");
    assert_eq!(&start[38..], ods::MEDIA_TYPE.as_bytes());
}

#[test]
fn headings_are_bold_frozen_and_filtered() {
    let columns = columns(&[Kind::Text, Kind::Text]);
    let rows: &[&[Cell<'_>]] = &[&[Cell::Empty, Cell::Empty]];
    let xml = cells_part(Format::Ods, &columns, rows);
    assert!(xml.contains("<table:table-header-rows><table:table-row><table:table-cell table:style-name=\"heading\""));
    assert!(xml.contains("table:target-range-address=\"'L''été &amp; &lt;co&gt;'.A1:'L''été &amp; &lt;co&gt;'.B2\""));
    assert!(part(Format::Ods, "settings.xml", &columns, rows).contains("VerticalSplitPosition"));
    let xml = cells_part(Format::Xlsx, &columns, rows);
    assert!(xml.contains("state=\"frozen\"") && xml.contains("<autoFilter ref=\"A1:B2\"/>"), "{xml}");
    assert_eq!(print::bold_cells(file(Format::Xlsx, &columns, rows)), [(0, 0), (0, 1)]);
}

#[test]
fn a_sheet_takes_no_more_columns_than_programs_can_open() {
    for format in SPREADSHEETS {
        let result =
            spreadsheet(format, &Document::new("a"), &columns(&[Kind::Text; MAX_COLUMNS + 1]), tempfile().unwrap());
        assert!(matches!(result.err(), Some(Error::TooLarge(_))));
    }
}

#[test]
fn a_sheet_takes_no_more_rows_than_programs_can_open() {
    for format in SPREADSHEETS {
        let mut writer =
            spreadsheet(format, &Document::new("a"), &columns(&[Kind::Text]), tempfile().unwrap()).unwrap();
        for _ in 1..MAX_ROWS {
            writer.row(&[Cell::Empty]).unwrap();
        }
        assert!(matches!(writer.row(&[Cell::Empty]), Err(Error::TooLarge(_))));
    }
}

#[test]
fn a_file_that_cannot_be_written_is_an_error() {
    for &format in Format::ALL {
        let read_only = File::open("/dev/null").unwrap();
        let result = spreadsheet(format, &Document::new("a"), &columns(&[Kind::Text]), read_only)
            .and_then(|mut writer| writer.finish());
        assert!(result.is_err(), "{format:?}");
    }
}

/// A cell, as one that can be kept.
#[derive(Debug, Clone)]
enum Owned {
    Empty,
    Integer(i64),
    Real(f64),
    Text(String),
}

impl Owned {
    fn cell(&self) -> Cell<'_> {
        match self {
            Owned::Empty => Cell::Empty,
            Owned::Integer(value) => Cell::Integer(*value),
            Owned::Real(value) => Cell::Real(*value),
            Owned::Text(text) => Cell::Text(text),
        }
    }

    /// What should be read back from a column of unknown kind.
    fn matches(&self, data: &Data, format: Format) -> bool {
        match self {
            Owned::Empty => *data == Data::Empty,
            Owned::Integer(value) if value.unsigned_abs() > 1 << 53 => *data == Data::String(value.to_string()),
            Owned::Integer(value) => *data == Data::Float(*value as f64),
            Owned::Real(value) => *data == Data::Float(*value),
            Owned::Text(text) if format == Format::Ods => {
                let text = as_in_ods(text);
                date_text(data).as_ref() == Some(&text) || text_of(data) == text
            }
            Owned::Text(text) => date_text(data).as_ref() == Some(text) || text_of(data) == *text,
        }
    }
}

/// The text of a text cell; an empty text is an empty cell.
fn text_of(data: &Data) -> String {
    match data {
        Data::String(text) => text.clone(),
        Data::Empty => String::new(),
        other => panic!("{other:?} is no text"),
    }
}

fn any_cell() -> impl Strategy<Value = Owned> {
    prop_oneof![
        Just(Owned::Empty),
        any::<i64>().prop_map(Owned::Integer),
        (-1_000_000_i64..1_000_000).prop_map(Owned::Integer),
        proptest::num::f64::NORMAL.prop_map(Owned::Real),
        any::<String>().prop_map(Owned::Text),
        "[=+\\-@ a\t\n\r\"'&<>_x0D\0\u{1}\u{1f}\u{fffe}\u{ffff}é😀]{0,10}".prop_map(Owned::Text),
        "(19[1-9]|20[0-9])[0-9]-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])( ([01][0-9]|2[0-3])(:[0-5][0-9]){2})?"
            .prop_map(Owned::Text),
    ]
}

proptest! {
    #[test]
    fn any_table_reads_back_the_same(rows in proptest::collection::vec(proptest::collection::vec(any_cell(), 4), 0..12)) {
        let cells: Vec<Vec<Cell<'_>>> = rows.iter().map(|row| row.iter().map(Owned::cell).collect()).collect();
        let cells: Vec<&[Cell<'_>]> = cells.iter().map(Vec::as_slice).collect();
        for format in SPREADSHEETS {
            let read = read_back(format, &columns(&[Kind::Free; 4]), &cells);
            for (row, read) in rows.iter().zip(&read) {
                for (cell, read) in row.iter().zip(read) {
                    prop_assert!(cell.matches(read, format), "{format:?}: {cell:?} came back as {read:?}");
                }
            }
        }
    }
}

//! What our writers write is read back as the same texts.

use proptest::prelude::*;
use tempfile::tempfile;

use super::*;
use crate::sheet::{self, Column, Csv, Document, Format, Kind, RowWriter, spreadsheet};

const FORMATS: [Format; 3] = [Format::Csv, Format::Ods, Format::Xlsx];

/// The rows after the headings, each as long as the table is wide.
fn read_back(format: Format, formulas: Formulas, kinds: &[Kind], rows: &[Vec<sheet::Cell<'_>>]) -> Vec<Vec<String>> {
    let columns: Vec<Column> =
        kinds.iter().enumerate().map(|(at, kind)| Column::new(format!("c{at}"), *kind)).collect();
    let file = tempfile().unwrap();
    let out = file.try_clone().unwrap();
    let mut writer: Box<dyn RowWriter> = match format {
        Format::Csv => Box::new(Csv::new(out, &columns, formulas)),
        _ => spreadsheet(format, &Document::new("Feuille"), &columns, out).unwrap(),
    };
    for row in rows {
        writer.row(row).unwrap();
    }
    writer.finish().unwrap();
    let records: Vec<Record> =
        open(file, &Options { formulas, ..Options::default() }).unwrap().map(Result::unwrap).collect();
    let mut found = vec![vec![String::new(); kinds.len()]; rows.len()];
    for record in &records[1..] {
        for (at, cell) in found[record.line - 2].iter_mut().enumerate() {
            *cell = record.cells.get(at).map_or("", Cell::shown).to_owned();
        }
    }
    found
}

#[test]
fn typed_cells_are_read_back_as_texts_that_imports_understand() {
    let kinds = [Kind::Text, Kind::Number, Kind::Amount, Kind::Date, Kind::DateTime, Kind::Free];
    let row = vec![
        sheet::Cell::Integer(7),
        sheet::Cell::Real(-12.5),
        sheet::Cell::Integer(-150_005),
        sheet::Cell::Text("2025-01-31"),
        sheet::Cell::Text("2025-01-31 14:30:59"),
        sheet::Cell::Text("01 02 03 04 05"),
    ];
    for format in FORMATS {
        let (amount, time) = match format {
            Format::Csv => ("-1500,05", "2025-01-31 14:30:59"),
            _ => ("-1500.05", "2025-01-31T14:30:59"),
        };
        let read = read_back(format, Formulas::Raw, &kinds, std::slice::from_ref(&row));
        assert_eq!(read, [["7", "-12.5", amount, "2025-01-31", time, "01 02 03 04 05"]], "{format:?}");
    }
}

/// What the reader makes of any text.
fn cleaned(text: &str) -> String {
    Cell::text(text).shown().to_owned()
}

/// What each format keeps of a text: ODS has no control characters and only one kind of line end.
fn kept(format: Format, text: &str) -> String {
    if format != Format::Ods {
        return text.trim().to_owned();
    }
    let lines = text.replace("\r\n", "\n").replace('\r', "\n");
    let kept = |c: &char| matches!(c, '\n' | '\t') || *c >= ' ' && !matches!(c, '\u{FFFE}' | '\u{FFFF}');
    lines.chars().filter(kept).collect::<String>().trim().to_owned()
}

proptest! {
    #[test]
    fn any_text_is_read_back(
        rows in proptest::collection::vec(proptest::collection::vec("[^\0]{0,12}|[=+@'\"\\\\,;\r\n\t a_x0D&<>é\u{1}\u{fffe}-]{0,10}", 3), 1..8),
    ) {
        let cells: Vec<Vec<sheet::Cell<'_>>> = rows.iter().map(|row| row.iter().map(|text| sheet::Cell::Text(text)).collect()).collect();
        for format in FORMATS {
            for formulas in [Formulas::Raw, Formulas::Escape] {
                let read = read_back(format, formulas, &[Kind::Text; 3], &cells);
                for (row, read) in rows.iter().zip(&read) {
                    for (text, read) in row.iter().zip(read) {
                        prop_assert_eq!(read, &cleaned(&kept(format, text)), "{:?} {:?}", format, formulas);
                    }
                }
            }
        }
    }

    #[test]
    fn any_number_is_read_back(integers in proptest::collection::vec(any::<i64>(), 1..20), reals in proptest::collection::vec(proptest::num::f64::NORMAL, 20)) {
        let cells: Vec<Vec<sheet::Cell<'_>>> = integers.iter().zip(&reals).map(|(integer, real)| vec![sheet::Cell::Integer(*integer), sheet::Cell::Real(*real)]).collect();
        for format in [Format::Ods, Format::Xlsx] {
            let read = read_back(format, Formulas::Raw, &[Kind::Free; 2], &cells);
            for ((integer, real), read) in integers.iter().zip(&reals).zip(&read) {
                prop_assert_eq!(&read[0], &integer.to_string());
                let number: f64 = read[1].parse().unwrap();
                prop_assert!((number - real).abs() <= real.abs() * 1e-14, "{} came back as {}", real, read[1]);
            }
        }
    }

    #[test]
    fn any_amount_is_read_back_to_the_cent(cents in proptest::collection::vec(-99_999_999_999_999_i64..99_999_999_999_999, 1..20)) {
        let cells: Vec<Vec<sheet::Cell<'_>>> = cents.iter().map(|cents| vec![sheet::Cell::Integer(*cents)]).collect();
        for format in FORMATS {
            for (cents, read) in cents.iter().zip(read_back(format, Formulas::Raw, &[Kind::Amount], &cells)) {
                let text = read[0].replace(',', ".");
                let (whole, decimals) = text.split_once('.').unwrap_or((&text, ""));
                prop_assert_eq!(format!("{whole}{decimals:0<2}").parse::<i64>().unwrap(), *cents, "{}", text);
            }
        }
    }
}

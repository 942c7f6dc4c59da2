//! What calamine gives, as cells and errors of ours.

use std::io;

use calamine::{Data, DataRef, ExcelDateTime, XlsError, XlsbError, XlsxError};

use super::Cell;
use super::archive::damaged;
use super::date::{self, Calendar};
use super::style::CellStyle;
use crate::error::Error;

/// A value in a cell of a style.
pub(super) fn cell(value: &DataRef<'_>, style: &CellStyle, calendar: Calendar) -> Cell {
    match value {
        DataRef::Int(number) => style.number(*number as f64, calendar),
        DataRef::Float(number) => float(*number, style, calendar),
        DataRef::String(text) => style.text(text),
        DataRef::SharedString(text) => style.text(text),
        DataRef::Bool(truth) => bool(*truth),
        DataRef::DateTime(time) => date_time(time, style, calendar),
        DataRef::DateTimeIso(text) => Cell::date(&date::from_iso(text)),
        DataRef::DurationIso(text) => Cell::text(&date::from_duration(text)),
        DataRef::Error(error) => Cell::error(&error.to_string()),
        DataRef::Empty => Cell::default(),
    }
}

/// A value whose style is not known.
pub(super) fn plain_cell(value: &Data, calendar: Calendar) -> Cell {
    let style = &CellStyle::PLAIN;
    match value {
        Data::Int(number) => style.number(*number as f64, calendar),
        Data::Float(number) => float(*number, style, calendar),
        Data::String(text) => Cell::text(text),
        Data::Bool(truth) => bool(*truth),
        Data::DateTime(time) => date_time(time, style, calendar),
        Data::DateTimeIso(text) => Cell::date(&date::from_iso(text)),
        Data::DurationIso(text) => Cell::text(&date::from_duration(text)),
        Data::Error(error) => Cell::error(&error.to_string()),
        Data::Empty => Cell::default(),
    }
}

fn bool(truth: bool) -> Cell {
    Cell::text(if truth { "1" } else { "0" })
}

fn float(number: f64, style: &CellStyle, calendar: Calendar) -> Cell {
    if number.is_finite() { style.number(number, calendar) } else { Cell::text(&number.to_string()) }
}

/// A number that calamine takes for a date by its format. Ours says so too, if it is known.
fn date_time(time: &ExcelDateTime, style: &CellStyle, calendar: Calendar) -> Cell {
    let number = time.as_f64();
    let date = match (style.is_date(), time.is_duration()) {
        (true, _) => None,
        (false, true) => date::from_elapsed(number),
        (false, false) => date::from_serial(number, calendar),
    };
    date.map_or_else(|| float(number, style, calendar), |date| Cell::date(&date))
}

/// A library's error: the file is damaged, unless the machine failed to read it.
pub(super) fn failure(error: impl Into<Failure>, part: &str) -> Error {
    match error.into().0 {
        Some(error) if error.raw_os_error().is_some() => error.into(),
        _ => damaged(part),
    }
}

/// The input or output error among the errors of calamine.
pub(super) struct Failure(Option<io::Error>);

fn of_xml(error: &quick_xml::Error) -> Option<io::Error> {
    match error {
        quick_xml::Error::Io(error) => error.raw_os_error().map(io::Error::from_raw_os_error),
        _ => None,
    }
}

impl From<XlsxError> for Failure {
    fn from(error: XlsxError) -> Self {
        Failure(match error {
            XlsxError::Io(error) | XlsxError::Zip(zip::result::ZipError::Io(error)) => Some(error),
            XlsxError::Xml(error) => of_xml(&error),
            _ => None,
        })
    }
}

impl From<XlsbError> for Failure {
    fn from(error: XlsbError) -> Self {
        Failure(match error {
            XlsbError::Io(error) | XlsbError::Zip(zip::result::ZipError::Io(error)) => Some(error),
            XlsbError::Xml(error) => of_xml(&error),
            _ => None,
        })
    }
}

impl From<XlsError> for Failure {
    fn from(error: XlsError) -> Self {
        Failure(match error {
            XlsError::Io(error) => Some(error),
            _ => None,
        })
    }
}

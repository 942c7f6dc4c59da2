//! How cells of a style show their numbers: as dates, by a number format, or plain.

use super::Cell;
use super::date::{self, Calendar, Shown, builtin_format, format_code};
use super::format::NumberFormat;
use super::number::{decimal, shows};

/// The most characters of a format code; spreadsheet programs allow 255.
const CODE_CHARACTERS_MAX: usize = 1024;

/// Identifiers of formats up to this one are built in, unless a file says otherwise.
const LAST_BUILTIN: u32 = 163;

#[derive(Debug, Clone, PartialEq)]
pub(super) struct CellStyle {
    shown: Shown,
    format: Option<NumberFormat>,
}

impl CellStyle {
    pub(super) const PLAIN: CellStyle = CellStyle { shown: Shown::Number, format: None };

    /// The style of a format by its code, or by its identifier where the code says nothing.
    pub(super) fn new(id: Option<u32>, code: &str) -> Self {
        if code.len() > CODE_CHARACTERS_MAX {
            return Self::PLAIN;
        }
        let builtin = id.filter(|id| *id <= LAST_BUILTIN && code.eq_ignore_ascii_case("general"));
        let shown = builtin.map_or_else(|| format_code(code), builtin_format);
        let format = if shown == Shown::Number { NumberFormat::parse(code) } else { None };
        CellStyle { shown, format }
    }

    pub(super) fn is_date(&self) -> bool {
        self.shown != Shown::Number
    }

    /// A number as the person sees it, with its value.
    pub(super) fn number(&self, number: f64, calendar: Calendar) -> Cell {
        let date = match self.shown {
            Shown::Number => None,
            Shown::Date => date::from_serial(number, calendar),
            Shown::Elapsed => date::from_elapsed(number),
        };
        if let Some(date) = date {
            return Cell::date(&date);
        }
        let value = decimal(number);
        match &self.format {
            Some(format) => {
                let shown = format.number(number);
                // Thousands, decimals and rounding say nothing that the number does not.
                let says_more = !shows(&shown, number);
                Cell::number_shown_as(value, if says_more { &shown } else { "" })
            }
            None => Cell::number_shown_as(value, ""),
        }
    }

    pub(super) fn text(&self, text: &str) -> Cell {
        match &self.format {
            Some(format) if !text.is_empty() => {
                let cell = Cell::text(text);
                let shown = format.text(text);
                if shown == text || cell.fault(String::new).is_some() {
                    return cell;
                }
                Cell::text_shown_as(cell.value(), &shown)
            }
            _ => Cell::text(text),
        }
    }
}

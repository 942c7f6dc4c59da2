//! What a request says about an entry (accounting.md 4.1 to 4.3). What was not said stays as it is.

use std::borrow::Cow;

use jiff::civil::Date;
use serde_json::{Map, Value as Json};

use super::lines::{self, GivenLine};
use super::links::GivenLinks;
use crate::accounting::entry::EntryType;
use crate::error::{Error, Result};
use crate::members::values::{self, DateContext};
use crate::msg;
pub use crate::params::{clean, read_date as parse_date};

/// The year that an entry is to be in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WantedYear {
    Id(i64),
    /// The open year of today, else the one that begins last.
    Current,
    /// The open year of the entry's date.
    Match,
}

/// The values of an entry that a request gives.
#[derive(Debug)]
pub struct Given {
    pub year: Option<WantedYear>,
    pub entry_type: Option<EntryType>,
    pub label: Option<String>,
    pub date: Option<Date>,
    pub notes: Option<Option<String>>,
    pub reference: Option<Option<String>>,
    pub status: Option<i64>,
    pub creator: Option<Option<i64>>,
    pub lines: Option<Vec<GivenLine>>,
    /// `amount`, `debit`, `credit`, `payment_reference` and `id_project`: looked at when the entry is a simple one.
    pub simple: Map<String, Json>,
    pub links: GivenLinks,
}

impl Given {
    /// Reads the parameters of a request; those that are none of ours are ignored.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] with the parameter that cannot be read.
    pub fn from_params(params: &Map<String, Json>, context: &DateContext) -> Result<Self> {
        let simple = ["amount", "debit", "credit", "payment_reference", "id_project"];
        Ok(Given {
            year: params.get("id_year").map(read_year).transpose()?,
            entry_type: params.get("type").map(read_type).transpose()?,
            label: params.get("label").map(read_label).transpose()?,
            date: params.get("date").map(|date| read_date(date, context)).transpose()?,
            notes: text(params, "notes")?,
            reference: text(params, "reference")?,
            status: params.get("status").map(|status| read_status("status", status)).transpose()?,
            creator: params.get("id_creator").map(|id| read_optional_id("id_creator", id)).transpose()?,
            lines: params.get("lines").filter(|lines| !lines.is_null()).map(lines::read).transpose()?,
            simple: simple.iter().filter_map(|name| Some(((*name).to_owned(), params.get(*name)?.clone()))).collect(),
            links: GivenLinks::from_params(params)?,
        })
    }
}

fn read_year(value: &Json) -> Result<WantedYear> {
    let text = scalar("id_year", value)?;
    let id = text.trim().parse().ok().filter(|id| *id > 0 && text.trim().bytes().all(|byte| byte.is_ascii_digit()));
    match (text.trim(), id) {
        ("current", _) => Ok(WantedYear::Current),
        ("match", _) => Ok(WantedYear::Match),
        (_, Some(id)) => Ok(WantedYear::Id(id)),
        ("", None) => Err(Error::invalid_field("id_year", msg!("entry-year-missing"))),
        (word, None) => Err(Error::invalid_field("id_year", msg!("year-unknown", year = word))),
    }
}

/// A number or a word; clients know that an unknown word counts as 0.
fn read_type(value: &Json) -> Result<EntryType> {
    let unknown = |word: &str| Error::invalid_field("type", msg!("entry-type-unknown", type = word));
    match value {
        Json::Number(number) => {
            number.as_i64().and_then(EntryType::from_number).ok_or_else(|| unknown(&number.to_string()))
        }
        Json::String(text) => {
            let word = text.trim();
            let is_number = word.strip_prefix('-').unwrap_or(word).starts_with(|first: char| first.is_ascii_digit());
            match word {
                "" => Err(Error::invalid_field("type", msg!("entry-type-missing"))),
                _ if is_number => word.parse().ok().and_then(EntryType::from_number).ok_or_else(|| unknown(word)),
                _ => Ok(EntryType::from_word(word).unwrap_or(EntryType::Advanced)),
            }
        }
        Json::Null => Err(Error::invalid_field("type", msg!("entry-type-missing"))),
        other => Err(unknown(&other.to_string())),
    }
}

fn read_label(value: &Json) -> Result<String> {
    clean(&scalar("label", value)?).ok_or_else(|| Error::invalid_field("label", msg!("entry-label-missing")))
}

/// A day in the forms of accounting.md 1.2; nothing but texts, and no timestamps.
fn read_date(value: &Json, context: &DateContext) -> Result<Date> {
    let text = match value {
        Json::String(text) => text.trim(),
        _ => "",
    };
    parse_date(text, context).ok_or_else(|| match text {
        "" => Error::invalid_field("date", msg!("entry-date-missing")),
        _ => Error::invalid_field("date", msg!("entry-date-wrong", date = text)),
    })
}

/// Bits; clients know that a text which is no number counts as 0.
pub(super) fn read_status(name: &str, value: &Json) -> Result<i64> {
    let bits = scalar(name, value)?.trim().parse().unwrap_or(0);
    if (0..1 << 31).contains(&bits) {
        Ok(bits)
    } else {
        Err(Error::invalid_field(name, msg!("entry-status-wrong", status = bits)))
    }
}

/// An identifier; nothing and 0 are none.
pub(super) fn read_optional_id(name: &str, value: &Json) -> Result<Option<i64>> {
    let text = scalar(name, value)?;
    match text.trim() {
        "" | "0" => Ok(None),
        digits => match digits.parse() {
            Ok(id) if id > 0 => Ok(Some(id)),
            _ => Err(Error::invalid_field(name, msg!("entry-id-wrong", field = name, value = digits))),
        },
    }
}

/// An optional text: `None` when it was not given, and within it `None` when it is empty.
fn text(params: &Map<String, Json>, name: &str) -> Result<Option<Option<String>>> {
    params.get(name).map(|value| Ok(clean(&scalar(name, value)?))).transpose()
}

/// One value as a form would send it.
pub(super) fn scalar<'a>(name: &str, value: &'a Json) -> Result<Cow<'a, str>> {
    values::scalar_text(values::Given::Json(value))
        .ok_or_else(|| Error::invalid_field(name, msg!("param-not-scalar", name = name)))
}

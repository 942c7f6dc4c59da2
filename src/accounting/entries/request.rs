//! Reads the parameters of a request about an entry (accounting.md 4.1 to 4.3). An absent parameter leaves its value
//! unchanged.

use jiff::civil::Date;

use super::lines::{self, GivenLine};
use super::links::GivenLinks;
use crate::accounting::entry::{EntryType, STATUS_MAX};
use crate::error::Result;
use crate::msg;
use crate::params::{DateContext, Param, Params};

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
pub struct Given<'p> {
    pub year: Option<WantedYear>,
    pub entry_type: Option<EntryType>,
    pub label: Option<String>,
    pub date: Option<Date>,
    pub notes: Option<Option<String>>,
    pub reference: Option<Option<String>>,
    pub status: Option<i64>,
    pub creator: Option<Option<i64>>,
    pub lines: Option<Vec<GivenLine>>,
    pub links: GivenLinks,
    /// For `amount`, `debit`, `credit`, `payment_reference` and `id_project`, which only simple entries read.
    pub params: &'p Params,
}

impl<'p> Given<'p> {
    /// Reads the parameters of a request and ignores unknown ones.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`](crate::error::Error::Invalid) with the parameter that cannot be read.
    pub fn from_params(params: &'p Params, context: &DateContext) -> Result<Self> {
        let sent = |name| params.sent(name);
        // A date that is sent must be a date, even on a change (accounting/dates refused: empty, null).
        Ok(Given {
            year: sent("id_year").map(|year| read_year(&year)).transpose()?,
            entry_type: sent("type").map(|entry_type| read_type(&entry_type)).transpose()?,
            label: sent("label").map(|label| label.required_text()).transpose()?,
            date: sent("date").map(|date| date.required_date(context)).transpose()?,
            notes: sent("notes").map(|notes| notes.text()).transpose()?,
            reference: sent("reference").map(|reference| reference.text()).transpose()?,
            status: params.integer("status", 0, STATUS_MAX)?,
            creator: sent("id_creator").map(|creator| creator.id_or_none()).transpose()?,
            lines: sent("lines")
                .filter(|lines| lines.value() != Some(&serde_json::Value::Null))
                .map(|lines| lines::read(&lines))
                .transpose()?,
            links: GivenLinks::from_params(params)?,
            params,
        })
    }
}

fn read_year(year: &Param<'_>) -> Result<WantedYear> {
    match year.text()?.as_deref() {
        Some("current") => Ok(WantedYear::Current),
        Some("match") => Ok(WantedYear::Match),
        None => Err(year.refused(msg!("entry-year-missing"))),
        Some(_) => match year.required_id() {
            Ok(id) => Ok(WantedYear::Id(id)),
            Err(_) => Err(year.refused(msg!("entry-year-wrong", name = year.name(), value = year.shown()))),
        },
    }
}

/// A word in any case or a number (accounting/JSON numbers for the type). An unknown word is refused, as decision 1 of the
/// specification's README says.
fn read_type(entry_type: &Param<'_>) -> Result<EntryType> {
    entry_type.required_word_or_number(EntryType::ALL, EntryType::word, EntryType::number)
}

//! What a request to import entries says beside the file.

use serde_json::{Map, Value as Json};

use crate::error::{Error, Result};
use crate::members::import::options::{formulas, text};
use crate::members::values::is_yes;
use crate::msg;
use crate::sheet::Formulas;

/// How a table holds entries: as exports write them (accounting.md 3 and 10).
pub use crate::accounting::export::ExportType as Format;

/// The format a request names; `None` when the headings are to say it.
fn format(params: &Map<String, Json>) -> Result<Option<Format>> {
    let Some(given) = text(params, "type")?.filter(|given| !given.trim().is_empty()) else { return Ok(None) };
    let known = Format::ALL.into_iter().find(|format| format.word() == given.trim());
    known.map(Some).ok_or_else(|| Error::invalid_field("type", msg!("entry-import-type", value = &*given)))
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Options {
    /// `None` when the headings are to say it.
    pub format: Option<Format>,
    /// Whether every entry of the table is a new one, whatever numbers it has there.
    pub ignore_ids: bool,
    /// Whether accounts that do not exist are created instead of refused.
    pub create_accounts: bool,
    /// Whether each journal of a [`Format::Fec`] numbers its entries for itself.
    pub number_per_journal: bool,
    /// Whether apostrophes that an export put before formulas are to be taken off.
    pub formulas: Formulas,
}

impl Options {
    /// # Errors
    ///
    /// [`Error::Invalid`] for an unknown type, a list where one value is wanted.
    pub fn from_params(params: &Map<String, Json>) -> Result<Self> {
        Ok(Options {
            format: format(params)?,
            ignore_ids: flag(params, "ignore_ids")?,
            create_accounts: flag(params, "create_accounts")?,
            number_per_journal: flag(params, "number_per_journal")?,
            formulas: formulas(params)?,
        })
    }
}

/// Nothing, `0` and words that mean no are no.
pub fn flag(params: &Map<String, Json>, name: &str) -> Result<bool> {
    Ok(text(params, name)?.is_some_and(|given| !given.trim().is_empty() && is_yes(given.trim())))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(params: Json) -> Result<Options> {
        let Json::Object(params) = params else { unreachable!() };
        Options::from_params(&params)
    }

    #[test]
    fn a_request_that_says_nothing_leaves_the_format_to_the_headings_and_follows_numbers() {
        assert_eq!(read(json!({})).unwrap(), Options::default());
        assert_eq!(read(json!({"type": "", "ignore_ids": "0", "create_accounts": "non"})).unwrap(), Options::default());
    }

    #[test]
    fn formats_are_four_words_and_switches_are_yes_or_no() {
        for format in Format::ALL {
            assert_eq!(read(json!({"type": format.word()})).unwrap().format, Some(format));
        }
        let options = read(json!({"ignore_ids": 1, "create_accounts": true, "number_per_journal": "oui"})).unwrap();
        assert_eq!((options.ignore_ids, options.create_accounts, options.number_per_journal), (true, true, true));
        for wrong in [json!({"type": "FEC"}), json!({"type": ["fec"]}), json!({"ignore_ids": {"a": 1}})] {
            assert!(read(wrong.clone()).is_err(), "{wrong}");
        }
    }
}

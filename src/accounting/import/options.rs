//! What a request to import entries says beside the file.

use crate::error::Result;
use crate::imports::options::{columns, formulas, skip_lines};
use crate::params::Params;
use crate::sheet::Formulas;

/// How a table holds entries: as exports write them (accounting.md 3 and 10).
pub use crate::accounting::export::ExportType as Format;

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Options {
    /// `None` when the headings are to say it.
    pub format: Option<Format>,
    /// Whether every entry of the table is a new one, whatever numbers it has there.
    pub ignore_ids: bool,
    /// Whether accounts that do not exist are created instead of refused.
    pub create_accounts: bool,
    /// Whether projects that do not exist are created instead of refused.
    pub create_projects: bool,
    /// Columns, from 0, with the name of what each holds; `None` when the headings say it.
    pub columns: Option<Vec<(usize, String)>>,
    /// Lines at the top that are no data; `None` for the headings alone.
    pub skip_lines: Option<usize>,
    /// Whether each journal of a [`Format::Fec`] numbers its entries for itself.
    pub number_per_journal: bool,
    /// Whether apostrophes that an export put before formulas are to be taken off.
    pub formulas: Formulas,
}

impl Options {
    /// # Errors
    ///
    /// [`Error::Invalid`](crate::error::Error::Invalid) with the parameter that cannot be read.
    pub fn from_params(params: &Params) -> Result<Self> {
        Ok(Options {
            format: params.choice("type", &Format::ALL, Format::word)?,
            ignore_ids: params.flag("ignore_ids")?,
            create_accounts: params.flag("create_accounts")?,
            create_projects: params.flag("create_projects")?,
            columns: columns(params),
            skip_lines: skip_lines(params)?,
            number_per_journal: params.flag("number_per_journal")?,
            formulas: formulas(params)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(params: serde_json::Value) -> Result<Options> {
        Options::from_params(&Params::of_json(params))
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
        for wrong in [
            json!({"type": "FEC"}),
            json!({"type": ["fec"]}),
            json!({"ignore_ids": {"a": 1}}),
            json!({"create_accounts": "peut-être"}),
        ] {
            assert!(read(wrong.clone()).is_err(), "{wrong}");
        }
    }
}

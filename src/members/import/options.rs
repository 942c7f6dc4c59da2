//! What a request to import says beside the file (members.md 8.1 and 8.3).

use serde_json::Value as Json;

use crate::error::Result;
use crate::imports::options::{columns, formulas, skip_lines};
use crate::params::Params;
use crate::sheet::Formulas;

/// How lines are matched to members by number (members.md 8.5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mode {
    /// Changes the member who has the number, creates one otherwise.
    #[default]
    Auto,
    /// Creates only.
    Create,
    /// Changes only.
    Update,
}

impl Mode {
    pub const ALL: [Mode; 3] = [Mode::Auto, Mode::Create, Mode::Update];

    pub fn word(self) -> &'static str {
        match self {
            Mode::Auto => "auto",
            Mode::Create => "create",
            Mode::Update => "update",
        }
    }

    /// The mode a request names; `auto` when it is absent. A blank one is refused (members.md 8.1).
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`](crate::error::Error::Invalid) for anything else than the three words, in lower case.
    pub fn from_params(params: &Params) -> Result<Self> {
        let mode = params.sent("mode").filter(|mode| mode.value() != Some(&Json::Null));
        mode.map_or(Ok(Mode::default()), |mode| mode.required_choice(&Self::ALL, Self::word))
    }
}

/// How a file of members is to be read and what is to be done with it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Options {
    pub mode: Mode,
    /// Columns, from 0, with the unique name of a field each; `None` when the headings say it.
    pub columns: Option<Vec<(usize, String)>>,
    /// The number of lines to skip at the top; `None` skips the headings only.
    pub skip_lines: Option<usize>,
    /// Whether apostrophes that an export put before formulas are to be taken off.
    pub formulas: Formulas,
}

impl Options {
    /// # Errors
    ///
    /// [`Error::Invalid`](crate::error::Error::Invalid) with the parameter that cannot be read.
    pub fn from_params(params: &Params) -> Result<Self> {
        Ok(Options {
            mode: Mode::from_params(params)?,
            columns: columns(params),
            skip_lines: skip_lines(params)?,
            formulas: formulas(params)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::error::Error;

    fn read(params: Json) -> Result<Options> {
        Options::from_params(&Params::of_json(params))
    }

    #[test]
    fn a_request_that_says_nothing_changes_and_creates_by_the_headings() {
        assert_eq!(read(json!({})).unwrap(), Options::default());
        assert_eq!(Options::default().mode, Mode::Auto);
    }

    #[test]
    fn modes_are_three_words_in_lower_case() {
        for mode in Mode::ALL {
            assert_eq!(read(json!({"mode": mode.word()})).unwrap().mode, mode);
        }
        for mode in [json!("Auto"), json!("delete"), json!(""), json!(["auto"])] {
            assert!(read(json!({ "mode": mode })).is_err());
        }
    }

    #[test]
    fn columns_are_a_list_by_number_and_anything_else_is_ignored() {
        let columns = |given: Json| read(json!({ "column": given })).unwrap().columns;
        assert_eq!(columns(json!({"2": "nom", "x": "ville", "0": ""})), Some(vec![(2, "nom".into()), (0, "".into())]));
        assert_eq!(columns(json!("nom")), None);
    }

    #[test]
    fn lines_to_skip_are_a_number_and_words_are_refused_by_name() {
        assert_eq!(read(json!({"skip_lines": "0"})).unwrap().skip_lines, Some(0));
        assert_eq!(read(json!({"skip_lines": ""})).unwrap().skip_lines, None);
        for wrong in ["deux", "-1", "1.5"] {
            let error = read(json!({ "skip_lines": wrong })).unwrap_err();
            assert!(matches!(&error, Error::Invalid { fields, .. } if fields[0].field == "skip_lines"), "{error}");
        }
    }
}

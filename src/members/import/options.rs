//! What a request to import says beside the file (members.md 8.1 and 8.3).

use std::borrow::Cow;

use serde_json::{Map, Value as Json};

use crate::error::{Error, Result};
use crate::msg;
use crate::sheet::Formulas;

/// What becomes of a line whose number exists, does not exist, or is missing (members.md 8.5).
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

    /// The mode a request names; `auto` when it names none.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] for anything else than the three words, in lower case.
    pub fn from_params(params: &Map<String, Json>) -> Result<Self> {
        let Some(given) = text(params, "mode")? else { return Ok(Mode::default()) };
        let known = Self::ALL.into_iter().find(|mode| mode.word() == given);
        known.ok_or_else(|| Error::invalid_field("mode", msg!("import-mode", value = given.into_owned())))
    }
}

/// How a file of members is to be read and what is to be done with it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Options {
    pub mode: Mode,
    /// Columns, from 0, with the unique name of a field each; `None` when the headings say it.
    pub columns: Option<Vec<(usize, String)>>,
    /// Lines at the top that are no data; `None` for the headings alone.
    pub skip_lines: Option<usize>,
    /// Whether apostrophes that an export put before formulas are to be taken off.
    pub formulas: Formulas,
}

impl Options {
    /// # Errors
    ///
    /// [`Error::Invalid`] for an unknown mode, a number of lines that is none, a list where one value is wanted.
    pub fn from_params(params: &Map<String, Json>) -> Result<Self> {
        Ok(Options {
            mode: Mode::from_params(params)?,
            columns: columns(params.get("column")),
            skip_lines: skip_lines(params)?,
            formulas: formulas(params)?,
        })
    }
}

/// Whether the file was exported with `formulas=escape`, and is to be read accordingly.
pub fn formulas(params: &Map<String, Json>) -> Result<Formulas> {
    Ok(if text(params, "formulas")?.as_deref() == Some("escape") { Formulas::Escape } else { Formulas::Raw })
}

/// The fingerprint of the preview that the import must agree with, if one was given.
pub fn token(params: &Map<String, Json>) -> Result<Option<String>> {
    Ok(text(params, "token")?.filter(|token| !token.is_empty()).map(Cow::into_owned))
}

/// `column[N]=name`; what is no list is ignored, and so are keys that are no number.
fn columns(given: Option<&Json>) -> Option<Vec<(usize, String)>> {
    let pairs: Vec<(usize, &Json)> = match given? {
        Json::Object(map) => map.iter().filter_map(|(key, name)| Some((key.parse().ok()?, name))).collect(),
        Json::Array(list) => list.iter().enumerate().collect(),
        _ => return None,
    };
    Some(pairs.into_iter().filter_map(|(at, name)| Some((at, name.as_str()?.trim().to_owned()))).collect())
}

fn skip_lines(params: &Map<String, Json>) -> Result<Option<usize>> {
    let Some(given) = text(params, "skip_lines")?.filter(|given| !given.trim().is_empty()) else { return Ok(None) };
    let lines = given.trim().parse().ok();
    let lines = lines.ok_or_else(|| Error::invalid_field("skip_lines", msg!("import-skip-lines", value = &*given)))?;
    Ok(Some(lines))
}

/// A parameter as a form would send it; `None` when it is absent or null.
///
/// # Errors
///
/// [`Error::Invalid`] for a list or an object.
pub fn text<'a>(params: &'a Map<String, Json>, name: &str) -> Result<Option<Cow<'a, str>>> {
    match params.get(name) {
        None | Some(Json::Null) => Ok(None),
        Some(Json::String(text)) => Ok(Some(Cow::Borrowed(text))),
        Some(Json::Bool(truth)) => Ok(Some(Cow::Borrowed(if *truth { "1" } else { "0" }))),
        Some(Json::Number(number)) => Ok(Some(Cow::Owned(number.to_string()))),
        Some(_) => Err(Error::invalid_field(name, msg!("param-not-scalar", name = name))),
    }
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

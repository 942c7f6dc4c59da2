//! What a request says about a statement beside the file, and what is remembered of it.

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use super::day::Order;
use super::vocabulary::Role;
use crate::error::{Error, Result};
use crate::msg;
use crate::params::Params;

/// How a statement is to be read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// The account that is wanted of a file with several.
    pub account_in_file: Option<String>,
    /// Columns that the request names: they stand in for headings.
    pub given: Option<Layout>,
    /// Columns that an earlier request named for this account: they serve when a table has no headings that we know.
    pub remembered: Option<Layout>,
    /// What the request says of a table whose columns it does not name.
    pub hints: Layout,
}

/// The columns of a table and its conventions, as far as a person told them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Layout {
    pub columns: Vec<(usize, Role)>,
    /// Lines above the data.
    pub skip_lines: Option<usize>,
    /// `,` or `.`.
    pub decimal: Option<char>,
    /// `dmy`, `mdy` or `ymd`.
    pub date_order: Option<String>,
    /// Cells of the longest row of the table that it was used for.
    pub width: Option<usize>,
}

impl Layout {
    pub fn order(&self) -> Option<Order> {
        self.date_order.as_deref().and_then(Order::from_word)
    }
}

/// The most columns that a request names.
const COLUMNS_MAX: usize = 100;
/// The most lines above the data.
const SKIPPED_LINES_MAX: i64 = 1_000_000;

impl Options {
    /// # Errors
    ///
    /// [`Error::Invalid`] for an unknown role of a column, and for values that cannot be read.
    pub fn from_params(params: &Params) -> Result<Self> {
        let columns = columns(params.tree.get("column"))?;
        let hints = Layout {
            columns: Vec::new(),
            skip_lines: params
                .integer("skip_lines", 0, SKIPPED_LINES_MAX)?
                .and_then(|lines| usize::try_from(lines).ok()),
            decimal: decimal(params)?,
            date_order: date_order(params)?,
            width: None,
        };
        let given = columns.map(|columns| Layout { columns, ..hints.clone() });
        Ok(Options { account_in_file: params.text("account_in_file")?, given, remembered: None, hints })
    }
}

/// `column[N]=role`, or `column` as a list; empty roles leave a column out.
fn columns(given: Option<&Json>) -> Result<Option<Vec<(usize, Role)>>> {
    let pairs: Vec<(String, &Json)> = match given {
        None | Some(Json::Null) => return Ok(None),
        Some(Json::Object(map)) => map.iter().map(|(key, role)| (key.clone(), role)).collect(),
        Some(Json::Array(list)) => list.iter().enumerate().map(|(at, role)| (at.to_string(), role)).collect(),
        Some(_) => return Err(Error::invalid_field("column", msg!("statement-column-form"))),
    };
    let mut columns = Vec::new();
    for (key, role) in pairs.into_iter().take(COLUMNS_MAX) {
        let name = format!("column[{key}]");
        let word = role.as_str().unwrap_or_default().trim();
        if word.is_empty() && (role.is_string() || role.is_null()) {
            continue;
        }
        let roles = || Role::GIVEN.map(Role::word).join(", ");
        let unknown = || msg!("statement-column-unknown", name = name.as_str(), value = word, roles = roles());
        let role = Role::from_word(word).ok_or_else(|| Error::invalid_field(name.as_str(), unknown()))?;
        let at = key.parse().ok().filter(|at| *at < 1000);
        columns.push((at.ok_or_else(|| Error::invalid_field(name.as_str(), msg!("statement-column-form")))?, role));
    }
    Ok(Some(columns).filter(|columns| !columns.is_empty()))
}

fn decimal(params: &Params) -> Result<Option<char>> {
    match params.text("decimal")?.as_deref() {
        None => Ok(None),
        Some(",") => Ok(Some(',')),
        Some(".") => Ok(Some('.')),
        Some(other) => Err(Error::invalid_field("decimal", msg!("statement-decimal-wrong", value = other))),
    }
}

fn date_order(params: &Params) -> Result<Option<String>> {
    let Some(given) = params.text("date_order")? else { return Ok(None) };
    match Order::from_word(&given) {
        Some(order) => Ok(Some(order.word().to_owned())),
        None => Err(Error::invalid_field("date_order", msg!("statement-order-wrong", value = given))),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(params: Json) -> Result<Options> {
        Options::from_params(&Params::of_json(params))
    }

    #[test]
    fn columns_and_conventions_are_read() {
        assert_eq!(read(json!({"column": {}, "decimal": "", "days": "3"})).unwrap(), Options::default());
        let options = read(
            json!({"column": {"0": "date", "3": "amount", "1": ""}, "decimal": ",", "date_order": "MDY", "skip_lines": "2"}),
        );
        let layout = options.unwrap().given.unwrap();
        assert_eq!(layout.columns, [(0, Role::Date), (3, Role::Amount)]);
        assert_eq!(
            (layout.decimal, layout.order(), layout.skip_lines),
            (Some(','), Some(Order::MonthDayYear), Some(2))
        );
        assert_eq!(read(json!({"column": ["date", null, "label"]})).unwrap().given.unwrap().columns.len(), 2);
    }

    #[test]
    fn what_cannot_be_read_is_refused_with_its_name() {
        for (params, field) in [
            (json!({"column": {"0": "miel"}}), "column[0]"),
            (json!({"column": {"x": "date"}}), "column[x]"),
            (json!({"column": "date"}), "column"),
            (json!({"decimal": ";"}), "decimal"),
            (json!({"date_order": "ydm"}), "date_order"),
            (json!({"skip_lines": "x"}), "skip_lines"),
        ] {
            let Err(Error::Invalid { fields, .. }) = read(params) else { panic!("{field} was accepted") };
            assert_eq!(fields[0].field, field);
        }
    }
}

//! The lines that a request gives, in every way it may spell them (accounting.md 4.3).

use serde_json::{Map, Value as Json};

use super::checks::refused;
use super::request::{clean, read_optional_id, read_status, scalar};
use crate::accounting::amount;
use crate::error::{Error, Result};
use crate::members::values;
use crate::money::Cents;
use crate::msg;

/// The account of a line, not known to exist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GivenAccount {
    /// In the chart of the year.
    Code(String),
    Id(i64),
}

/// The values of a line that a request gives.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GivenLine {
    pub account: Option<GivenAccount>,
    pub debit: Option<Cents>,
    pub credit: Option<Cents>,
    pub label: Option<Option<String>>,
    pub reference: Option<Option<String>>,
    pub project: Option<Option<i64>>,
    pub status: Option<i64>,
    pub reconciled: Option<bool>,
}

/// Reads the parameter `lines`.
///
/// # Errors
///
/// [`Error::Invalid`] when it is no list of lines, or names the line and the value that cannot be read.
pub fn read(lines: &Json) -> Result<Vec<GivenLine>> {
    let wrong = || Error::invalid_field("lines", msg!("entry-lines-wrong"));
    let rows: Vec<Map<String, Json>> = match lines {
        Json::Array(rows) => rows.iter().map(row).collect::<Option<_>>().ok_or_else(wrong)?,
        Json::Object(map) if map.keys().next().is_some_and(|key| is_number(key)) => {
            map.values().map(row).collect::<Option<_>>().ok_or_else(wrong)?
        }
        Json::Object(columns) => transposed(columns).ok_or_else(wrong)?,
        _ => return Err(wrong()),
    };
    rows.iter().enumerate().map(|(at, row)| read_line(at, row)).collect()
}

fn row(value: &Json) -> Option<Map<String, Json>> {
    value.as_object().cloned()
}

fn is_number(key: &str) -> bool {
    !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_digit())
}

/// Lists of values by the name of their column become lines; lists that end early have nothing in the last lines.
fn transposed(columns: &Map<String, Json>) -> Option<Vec<Map<String, Json>>> {
    let mut rows: Vec<Map<String, Json>> = Vec::new();
    for (name, column) in columns {
        let values: Vec<&Json> = match column {
            Json::Array(values) => values.iter().collect(),
            Json::Object(values) if values.keys().all(|key| is_number(key)) => values.values().collect(),
            _ => return None,
        };
        if rows.len() < values.len() {
            rows.resize(values.len(), Map::new());
        }
        for (row, value) in rows.iter_mut().zip(values) {
            row.insert(name.clone(), value.clone());
        }
    }
    Some(rows)
}

fn read_line(at: usize, row: &Map<String, Json>) -> Result<GivenLine> {
    let in_line = |name: &str| format!("lines[{at}].{name}");
    let text = |name: &str| -> Result<Option<Option<String>>> {
        row.get(name).map(|value| Ok(clean(&scalar(&in_line(name), value)?))).transpose()
    };
    let amount =
        |name: &str| -> Result<Option<Cents>> { row.get(name).map(|value| read_amount(at, name, value)).transpose() };
    Ok(GivenLine {
        account: read_account(at, row)?,
        debit: amount("debit")?,
        credit: amount("credit")?,
        label: text("label")?,
        reference: text("reference")?,
        project: row.get("id_project").map(|id| read_optional_id(&in_line("id_project"), id)).transpose()?,
        status: row.get("status").map(|status| read_status(&in_line("status"), status)).transpose()?,
        reconciled: row
            .get("reconciled")
            .map(|value| Ok::<_, Error>(values::is_yes(scalar(&in_line("reconciled"), value)?.trim())))
            .transpose()?,
    })
}

/// An amount without its sign, which clients know to be dropped.
fn read_amount(line: usize, name: &str, value: &Json) -> Result<Cents> {
    let Some(Cents(cents)) = amount::of_param(value) else {
        let message = msg!("entry-line-amount-wrong", line = line + 1, field = name, value = shown(value));
        return Err(refused(line, name, message));
    };
    Ok(Cents(cents.abs()))
}

/// The account by the selector of a form, its code or its identifier, whichever comes first.
fn read_account(line: usize, row: &Map<String, Json>) -> Result<Option<GivenAccount>> {
    let wrong = || refused(line, "account", msg!("entry-account-missing", line = line + 1));
    match row.get("account_selector") {
        Some(Json::Object(selector)) if !selector.is_empty() => {
            let id = selector.keys().next().and_then(|id| id.trim().parse().ok()).ok_or_else(wrong)?;
            return Ok(Some(GivenAccount::Id(id)));
        }
        _ => {}
    }
    let given = |name: &str| -> Result<Option<String>> {
        row.get(name).map_or(Ok(None), |value| Ok(clean(&scalar(&format!("lines[{line}].{name}"), value)?)))
    };
    if let Some(code) = given("account")? {
        return Ok(Some(GivenAccount::Code(code)));
    }
    match given("id_account")? {
        None => Ok(None),
        Some(id) => Ok(Some(GivenAccount::Id(id.parse().map_err(|_| wrong())?))),
    }
}

/// A value in a sentence.
pub fn shown(value: &Json) -> String {
    match value {
        Json::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn codes(lines: &Json) -> Vec<String> {
        let lines = read(lines).unwrap();
        lines
            .into_iter()
            .map(|line| match line.account {
                Some(GivenAccount::Code(code)) => code,
                Some(GivenAccount::Id(id)) => format!("={id}"),
                None => "-".to_owned(),
            })
            .collect()
    }

    #[test]
    fn lines_are_lists_of_objects_or_objects_by_number_in_their_order() {
        assert_eq!(codes(&json!([{"account": "530"}, {"account": 706}])), ["530", "706"]);
        assert_eq!(codes(&json!({"5": {"account": "530"}, "0": {"id_account": "7"}})), ["530", "=7"]);
        assert_eq!(codes(&json!([{"account": "530", "account_selector": {"12": "x"}}, {}])), ["=12", "-"]);
    }

    #[test]
    fn lists_by_column_are_completed_at_their_end() {
        let lines = json!({"account": ["530", "706", "707"], "debit": {"0": "10", "1": ""}, "label": ["a"]});
        let read = read(&lines).unwrap();
        assert_eq!(codes(&lines), ["530", "706", "707"]);
        assert_eq!((read[0].debit, read[1].debit, read[2].debit), (Some(Cents(1000)), Some(Cents(0)), None));
        assert_eq!((read[0].label.clone(), read[1].label.clone()), (Some(Some("a".to_owned())), None));
    }

    #[test]
    fn what_is_no_list_of_lines_is_refused() {
        for lines in
            [json!("x"), json!(5), json!(["x"]), json!([[1]]), json!({"a": {"account": "530"}}), json!({"a": 1})]
        {
            assert!(matches!(read(&lines), Err(Error::Invalid { .. })), "{lines}");
        }
    }

    #[test]
    fn a_value_that_cannot_be_read_is_named_with_its_line() {
        for (name, value) in [("debit", json!("abc")), ("id_project", json!("PJ1")), ("label", json!(["x"]))] {
            let error = read(&json!([{"account": "530"}, {"account": "706", name: value}])).unwrap_err();
            let Error::Invalid { fields, .. } = error else { panic!("{error}") };
            assert_eq!(fields[0].field, format!("lines[1].{name}"));
        }
    }
}

//! Reads the lines that a request gives, in every spelling (accounting.md 4.3).

use serde_json::Value as Json;

use super::checks::line_field;
use crate::accounting::entry::STATUS_MAX;
use crate::error::{Error, Result};
use crate::money::Cents;
use crate::msg;
use crate::params::{Param, Params};

/// The account of a line, which may not exist.
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
/// [`Error::Invalid`] when it is not a list of lines, or with the value that cannot be read and its place.
pub fn read(lines: &Param<'_>) -> Result<Vec<GivenLine>> {
    let rows = rows(lines).ok_or_else(|| lines.refused(msg!("entry-lines-wrong", name = lines.name())))?;
    rows.iter().enumerate().map(|(at, row)| read_line(at, row)).collect()
}

/// The amounts of which decimals are cut, by name: those of lines, or the one of a simple entry.
pub fn cut_amounts(params: &Params) -> Vec<String> {
    let rows = params.sent("lines").as_ref().and_then(rows).unwrap_or_default();
    let of_lines = rows.iter().flat_map(|row| ["debit", "credit"].map(|name| row.get(name)));
    let all = std::iter::once(params.get("amount")).chain(of_lines);
    all.filter(Param::is_cut_amount).map(|amount| amount.name().to_owned()).collect()
}

/// One line of the parameter `lines`, however it is spelt.
enum Row<'p> {
    /// `lines[2][debit]`
    Object(Param<'p>),
    /// `lines[debit][2]`: the parameter `lines` and the place in each of its columns.
    Columns(Param<'p>, usize),
}

impl<'p> Row<'p> {
    fn get(&self, name: &str) -> Param<'p> {
        match self {
            Row::Object(line) => line.child(name),
            Row::Columns(columns, at) => {
                let column = columns.child(name);
                column
                    .items_of_list()
                    .and_then(|items| items.into_iter().nth(*at))
                    .unwrap_or_else(|| column.child(&at.to_string()))
            }
        }
    }

    fn sent(&self, name: &str) -> Option<Param<'p>> {
        Some(self.get(name)).filter(Param::is_sent)
    }

    /// The parameter that names the account: the selector of a form, else the code, else the identifier.
    fn account(&self) -> Param<'p> {
        let selector = self.get("account_selector");
        if selector.value().and_then(Json::as_object).is_some_and(|selector| !selector.is_empty()) {
            return selector;
        }
        let (code, id) = (self.get("account"), self.get("id_account"));
        if code.is_blank() && !id.is_blank() { id } else { code }
    }
}

/// The lines of a list, of an object whose first key is a number, or of lists by column; `None` for anything else. Columns
/// that end early have no value in the last lines.
fn rows<'p>(lines: &Param<'p>) -> Option<Vec<Row<'p>>> {
    let is_line = |line: &Param<'_>| matches!(line.value(), Some(Json::Object(_)));
    match lines.value()? {
        Json::Object(map) if map.keys().next().is_some_and(|key| !is_number(key)) => {
            let columns: Option<Vec<_>> = map.keys().map(|name| lines.child(name).items_of_list()).collect();
            let longest = columns?.iter().map(Vec::len).max().unwrap_or(0);
            Some((0..longest).map(|at| Row::Columns(lines.clone(), at)).collect())
        }
        Json::Array(_) | Json::Object(_) => {
            let items = lines.items();
            items.iter().all(is_line).then(|| items.into_iter().map(Row::Object).collect())
        }
        _ => None,
    }
}

fn is_number(key: &str) -> bool {
    !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_digit())
}

fn read_line(at: usize, row: &Row<'_>) -> Result<GivenLine> {
    let text = |name| row.sent(name).map(|value| value.text()).transpose();
    Ok(GivenLine {
        account: read_account(at, row)?,
        debit: read_amount(at, "debit", row)?,
        credit: read_amount(at, "credit", row)?,
        label: text("label")?,
        reference: text("reference")?,
        project: row.sent("id_project").map(|id| id.id_or_none()).transpose()?,
        status: row.get("status").integer(0, STATUS_MAX)?,
        reconciled: row.get("reconciled").optional_flag()?,
    })
}

/// An amount without its sign (accounting/amounts accepted: `-12,3`).
fn read_amount(line: usize, name: &str, row: &Row<'_>) -> Result<Option<Cents>> {
    let value = row.get(name);
    match value.amount_or_zero() {
        Ok(amount) => Ok(amount.map(|Cents(cents)| Cents(cents.abs()))),
        Err(_) => {
            let message = msg!("entry-line-amount-wrong", line = line + 1, field = name, value = value.shown());
            Err(value.refused(message))
        }
    }
}

fn read_account(line: usize, row: &Row<'_>) -> Result<Option<GivenAccount>> {
    let account = row.account();
    if account.is_blank() {
        return Ok(None);
    }
    if let Some(Json::Object(selector)) = account.value() {
        let id = selector.keys().next().and_then(|id| id.trim().parse().ok());
        let wrong = || account.refused(msg!("entry-account-missing", line = line + 1));
        return id.map(GivenAccount::Id).map(Some).ok_or_else(wrong);
    }
    if account.name() == row.get("id_account").name() {
        return Ok(account.id()?.map(GivenAccount::Id));
    }
    Ok(account.text()?.map(GivenAccount::Code))
}

/// The same error with the names of the request. Checks name the fields of lines in one way
/// ([`line_field`]); requests about simple entries have other parameters for them.
pub fn in_words_of_request(error: Error, params: &Params) -> Error {
    let Error::Invalid { message, mut fields } = error else { return error };
    for field in &mut fields {
        if let Some((line, name)) = line_field::parse(&field.field)
            && let Some(sent) = name_in_request(params, line, name)
        {
            field.field = sent;
        }
    }
    Error::Invalid { message, fields }
}

fn name_in_request(params: &Params, line: usize, name: &str) -> Option<String> {
    if !params.get("amount").is_blank() {
        let name = match name {
            "debit" | "credit" => "amount",
            "reference" => "payment_reference",
            "account" => return ["debit", "credit"].into_iter().find(|side| params.has(side)).map(str::to_owned),
            other => other,
        };
        return Some(name.to_owned());
    }
    let rows = rows(&params.get("lines"))?;
    let row = rows.get(line)?;
    Some(if name == "account" { row.account() } else { row.get(name) }.name().to_owned())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn given(lines: &Json) -> Result<Vec<GivenLine>> {
        read(&Params::of_json(json!({ "lines": lines })).get("lines"))
    }

    fn codes(lines: &Json) -> Vec<String> {
        given(lines)
            .unwrap()
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
        let read = given(&lines).unwrap();
        assert_eq!(codes(&lines), ["530", "706", "707"]);
        assert_eq!((read[0].debit, read[1].debit, read[2].debit), (Some(Cents(1000)), Some(Cents(0)), None));
        assert_eq!((read[0].label.clone(), read[1].label.clone()), (Some(Some("a".to_owned())), None));
    }

    #[test]
    fn what_is_no_list_of_lines_is_refused() {
        for lines in
            [json!("x"), json!(5), json!(["x"]), json!([[1]]), json!({"a": {"account": "530"}}), json!({"a": 1})]
        {
            assert!(matches!(given(&lines), Err(Error::Invalid { .. })), "{lines}");
        }
    }

    #[test]
    fn a_value_that_cannot_be_read_is_named_with_its_line() {
        for (name, value) in [("debit", json!("abc")), ("id_project", json!("PJ1")), ("label", json!(["x"]))] {
            let error = given(&json!([{"account": "530"}, {"account": "706", name: value}])).unwrap_err();
            let Error::Invalid { fields, .. } = error else { panic!("{error}") };
            assert_eq!(fields[0].field, format!("lines[1].{name}"));
        }
    }

    #[test]
    fn errors_of_lines_have_the_names_of_the_request() {
        let in_request = |params: &Params, line, name: &str| {
            let error = super::super::checks::refused(line, name, msg!("entry-lines-wrong", name = "x"));
            let Error::Invalid { fields, .. } = in_words_of_request(error, params) else { unreachable!() };
            fields[0].field.clone()
        };
        let form = |tree: Json| if let Json::Object(tree) = tree { Params::of_form(tree) } else { unreachable!() };
        let by_number = form(json!({"lines": {"3": {"account": "530"}, "7": {"id_account": "5", "debit": "1"}}}));
        assert_eq!(in_request(&by_number, 1, "debit"), "lines[7][debit]");
        assert_eq!(in_request(&by_number, 1, "account"), "lines[7][id_account]");
        assert_eq!(in_request(&by_number, 0, "account"), "lines[3][account]");
        let by_column = form(json!({"lines": {"account": {"0": "530", "1": "706"}, "debit": {"0": "1"}}}));
        assert_eq!(in_request(&by_column, 1, "account"), "lines[account][1]");
        assert_eq!(in_request(&by_column, 1, "debit"), "lines[debit][1]");
        let simple = form(json!({"amount": "5", "credit": "530"}));
        assert_eq!(
            (in_request(&simple, 0, "debit"), in_request(&simple, 0, "reference")),
            ("amount".into(), "payment_reference".into())
        );
        assert_eq!(in_request(&Params::of_json(json!({"lines": [{}]})), 0, "debit"), "lines[0].debit");
    }
}

//! Statements as banks write them, and what is made of them on books of their own. All fixtures are invented.

use std::io::Write;

use jiff::civil::date;
use jiff::tz::TimeZone;
use serde_json::{Value as Json, json};

use super::*;
use crate::params::Params;

mod banks;
mod exchange;
mod matching;
mod properties;
mod tables;

fn context() -> DateContext {
    DateContext { today: date(2026, 3, 1), zone: TimeZone::get("Europe/Paris").unwrap() }
}

fn read_with(bytes: &[u8], params: Json) -> Result<Statement> {
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(bytes).unwrap();
    read(file, &Options::from_params(&Params::of_json(params)).unwrap(), "EUR", &context())
}

fn read_bytes(bytes: &[u8]) -> Result<Statement> {
    read_with(bytes, json!({}))
}

fn read_text(text: &str) -> Statement {
    read_bytes(text.as_bytes()).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

/// Day, label, reference and cents of each row.
fn told(statement: &Statement) -> Vec<(String, String, Option<String>, i64)> {
    let row = |row: &Row| (row.date.to_string(), row.label.clone(), row.reference.clone(), row.amount.0);
    statement.rows.iter().map(row).collect()
}

fn amounts(statement: &Statement) -> Vec<i64> {
    statement.rows.iter().map(|row| row.amount.0).collect()
}

/// Line and reason of each row that is not a movement.
fn passed(statement: &Statement) -> Vec<(usize, &'static str)> {
    statement.passed_over.iter().map(|passed| (passed.line, passed.reason.code())).collect()
}

fn warnings(statement: &Statement) -> Vec<&'static str> {
    statement.warnings.iter().map(|warning| warning.id).collect()
}

/// The sentence that refuses a statement, by its identifier, and the parameter that it names.
fn refusal(result: Result<Statement>) -> (&'static str, String) {
    match result {
        Err(Error::Invalid { message, fields }) => {
            (message.id, fields.first().map(|field| field.field.clone()).unwrap_or_default())
        }
        other => panic!("{other:?}"),
    }
}

//! Imports of entries, on books of their own. Tables are written here by hand, cells between `;`.

mod formats;
mod people;
mod properties;
mod tax_office;
mod undone;

use jiff::civil::date;
use jiff::tz::TimeZone;
use rusqlite::types::Value;
use rusqlite::{Connection, Transaction};
use serde_json::{Value as Json, json};

use super::{Codes, EntryImport, EntryPlan, Options, Plan, Report, plan};
use crate::accounting::{fixture, invariants};
use crate::error::Result;
use crate::i18n::{Language, text};
use crate::imports::{self, ImportDomain, Obstacle, record};
use crate::params::{DateContext, Params};
use crate::sheet::read::Record;

const FULL: &str = "id;type;status;label;date;notes;reference;account;debit;credit;line_reference;line_label;reconciled;project;linked_users";

fn context() -> DateContext {
    DateContext { today: date(2026, 3, 1), zone: TimeZone::get("Europe/Paris").unwrap() }
}

fn rows(table: &str) -> Vec<Result<Record>> {
    let cells = |line: &'_ str| line.split(';').map(str::trim).map(str::to_owned).collect::<Vec<String>>();
    (1..).zip(table.lines()).map(|(line, text)| Ok(Record::of_texts(line, cells(text)))).collect()
}

fn options(pairs: &Json) -> Options {
    Options::from_params(&Params::of_json(pairs.clone())).unwrap()
}

fn planned(conn: &Connection, year: i64, table: &str, how: &Json) -> Result<Plan> {
    plan(conn, &fixture::year(conn, year), rows(table), &options(how), &context())
}

/// The preview of an import into 2025, as JSON.
fn preview(conn: &Connection, table: &str, how: &Json) -> Json {
    let plan = planned(conn, 1, table, how).unwrap();
    let codes = Codes::read(conn, &fixture::year(conn, 1), &plan).unwrap();
    serde_json::to_value(Report::new(&plan, &codes, Language::French, "")).unwrap()
}

fn errors(conn: &Connection, table: &str, how: &Json) -> Vec<String> {
    let errors = preview(conn, table, how)["errors"].clone();
    errors.as_array().unwrap().iter().map(|error| error.as_str().unwrap().to_owned()).collect()
}

/// Imports into a year unless something stands in the way; looks at all books after it.
fn import_into(conn: &mut Connection, year: i64, table: &str, how: &Json) -> Option<i64> {
    let tx = conn.transaction().unwrap();
    let plan = planned(&tx, year, table, how).unwrap();
    if !plan.errors.is_empty() {
        return None;
    }
    let import = EntryImport { year: year.to_string(), options: options(how), context: context() };
    let plan = EntryPlan::new(&tx, fixture::year(&tx, year), plan).unwrap();
    let id = imports::execute(&tx, &import, plan, None, &fixture::trace()).unwrap();
    tx.commit().unwrap();
    assert_sound(conn);
    Some(id)
}

fn assert_sound(conn: &Connection) {
    let violations = invariants::violations(conn).unwrap();
    let told: Vec<String> = violations.iter().map(|violation| text(Language::English, violation)).collect();
    assert_eq!(told, [] as [String; 0]);
}

fn import(conn: &mut Connection, table: &str, how: &Json) -> i64 {
    import_into(conn, 1, table, how).unwrap_or_else(|| panic!("{:?}", errors(conn, table, how)))
}

fn undo(conn: &mut Connection, id: i64) -> Vec<Obstacle> {
    let tx: Transaction = conn.transaction().unwrap();
    let undone = imports::undo(&tx, ImportDomain::Accounting, id, &fixture::trace(), super::undo).unwrap();
    let obstacles = undone.err().unwrap_or_default();
    if obstacles.is_empty() {
        tx.commit().unwrap();
        assert_sound(conn);
    }
    obstacles
}

/// All rows of the books, line by line.
fn books(conn: &Connection) -> Vec<String> {
    let tables = [
        "acc_accounts WHERE user = 1 ORDER BY id",
        "acc_letters ORDER BY id",
        "acc_transactions ORDER BY id",
        "acc_transactions_lines ORDER BY id",
        "acc_transactions_users ORDER BY 2, 1, 3",
        "acc_transactions_links ORDER BY 1, 2",
    ];
    tables.iter().flat_map(|table| dump(conn, &format!("SELECT * FROM {table}"))).collect()
}

/// Cells of rows joined by `|`.
fn dump(conn: &Connection, sql: &str) -> Vec<String> {
    let mut statement = conn.prepare(sql).unwrap();
    let width = statement.column_count();
    let cell = |row: &rusqlite::Row<'_>, at| match row.get::<_, Value>(at).unwrap() {
        Value::Null => "–".to_owned(),
        Value::Integer(integer) => integer.to_string(),
        Value::Text(text) => text,
        other => format!("{other:?}"),
    };
    let rows = statement.query_map([], |row| Ok((0..width).map(|at| cell(row, at)).collect::<Vec<_>>().join("|")));
    rows.unwrap().collect::<rusqlite::Result<_>>().unwrap()
}

/// The lines of all entries: entry, code, debit, credit, reference, label, reconciled, project.
fn lines(conn: &Connection) -> Vec<String> {
    dump(
        conn,
        "SELECT id_transaction, a.code, debit, credit, reference, l.label, reconciled, id_project
         FROM acc_transactions_lines l JOIN acc_accounts a ON a.id = l.id_account ORDER BY l.id",
    )
}

fn entries(conn: &Connection) -> Vec<String> {
    dump(conn, "SELECT id, type, status, label, date, notes, reference FROM acc_transactions ORDER BY id")
}

fn nothing() -> Json {
    json!({})
}

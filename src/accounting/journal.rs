//! The journal of a year: every entry with its lines (accounting.md 2.4).

use std::io::Write;

use rusqlite::Connection;

use super::lines::{self, EntryLineColumn, LineRow, Order};
use super::year::Year;
use crate::error::Result;
use crate::json::JsonStream;
use crate::sheet::Cell;

/// Writes the entries of a year by date and number, as a list in JSON, without ever holding more than one line.
pub fn write(conn: &Connection, year: &Year, out: &mut impl Write) -> Result<()> {
    let mut json = JsonStream::new(out);
    json.open_list()?;
    let mut current = None;
    lines::walk(conn, year.id, Order::Date, |row| {
        let id = EntryLineColumn::Entry.integer(row)?;
        if current != Some(id) {
            if current.is_some() {
                close_entry(&mut json)?;
            }
            current = Some(id);
            open_entry(&mut json, row)?;
        }
        line(&mut json, row, year)
    })?;
    if current.is_some() {
        close_entry(&mut json)?;
    }
    Ok(json.close_list()?)
}

fn open_entry(json: &mut JsonStream<impl Write>, row: &LineRow<'_>) -> Result<()> {
    json.element()?;
    json.open_object()?;
    for (key, column) in [
        ("id", EntryLineColumn::Entry),
        ("label", EntryLineColumn::EntryLabel),
        ("date", EntryLineColumn::Date),
        ("reference", EntryLineColumn::EntryReference),
    ] {
        member(json, key, column.cell(row))?;
    }
    json.key("lines")?;
    Ok(json.open_list()?)
}

fn close_entry(json: &mut JsonStream<impl Write>) -> Result<()> {
    json.close_list()?;
    Ok(json.close_object()?)
}

fn line(json: &mut JsonStream<impl Write>, row: &LineRow<'_>, year: &Year) -> Result<()> {
    if EntryLineColumn::Id.cell(row) == Cell::Empty {
        return Ok(());
    }
    json.element()?;
    json.open_object()?;
    for (key, column) in [
        ("account_label", EntryLineColumn::AccountLabel),
        ("account_code", EntryLineColumn::AccountCode),
        ("label", EntryLineColumn::Label),
        ("reference", EntryLineColumn::Reference),
        ("id_account", EntryLineColumn::Account),
        ("credit", EntryLineColumn::Credit),
        ("debit", EntryLineColumn::Debit),
    ] {
        member(json, key, column.cell(row))?;
    }
    member(json, "id_year", Cell::Integer(year.id))?;
    member(json, "id_project", EntryLineColumn::Project.cell(row))?;
    member(json, "project_code", EntryLineColumn::ProjectCode.cell(row))?;
    Ok(json.close_object()?)
}

fn member(json: &mut JsonStream<impl Write>, key: &str, value: Cell<'_>) -> Result<()> {
    json.key(key)?;
    Ok(match value {
        Cell::Empty => json.null(),
        Cell::Integer(number) => json.integer(number),
        // Nothing here is a fraction; programs may have left a float where cents belong.
        Cell::Real(number) => json.integer(number.round() as i64),
        Cell::Text(text) => json.string(text),
        Cell::Bytes(bytes) => json.string(&String::from_utf8_lossy(bytes)),
    }?)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::accounting::entry::EntryType;
    use crate::accounting::fixture;

    fn journal(conn: &Connection, year: i64) -> String {
        let mut out = Vec::new();
        write(conn, &fixture::year(conn, year), &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_year_without_entries_has_an_empty_journal() {
        assert_eq!(journal(&fixture::books(), 1), "[]");
    }

    #[test]
    fn entries_stand_by_date_with_their_lines_in_the_spelling_of_the_api() {
        let conn = fixture::books();
        let bank = fixture::BANK;
        let second = fixture::entry(
            &conn,
            EntryType::Expense,
            "2025-03-01",
            "Timbres \"é\"/",
            &[("606", 499, 0), (bank, 0, 499)],
        );
        let first = fixture::entry(&conn, EntryType::Advanced, "2025-01-02", "Rien", &[]);
        conn.execute_batch(
            "UPDATE acc_transactions SET reference = 'P1' WHERE label = 'Rien';
             UPDATE acc_transactions_lines SET id_project = 1, label = 'l', reference = 'r' WHERE debit > 0",
        )
        .unwrap();
        let label = |code: &str| -> String {
            conn.query_row("SELECT label FROM acc_accounts WHERE code = ?1", [code], |row| row.get(0)).unwrap()
        };
        let line = |code: &str, debit: i64, credit: i64, text: [Value; 2], project: [Value; 2]| {
            json!({
                "account_label": label(code), "account_code": code, "label": text[0], "reference": text[1],
                "id_account": fixture::account(&conn, code), "credit": credit, "debit": debit, "id_year": 1,
                "id_project": project[0], "project_code": project[1],
            })
        };
        let expected = json!([
            {"id": first, "label": "Rien", "date": "2025-01-02", "reference": "P1", "lines": []},
            {"id": second, "label": "Timbres \"é\"/", "date": "2025-03-01", "reference": null, "lines": [
                line("606", 499, 0, [json!("l"), json!("r")], [json!(1), json!("PJ1")]),
                line(bank, 0, 499, [json!(null), json!(null)], [json!(null), json!(null)]),
            ]},
        ]);
        assert_eq!(journal(&conn, 1).into_bytes(), crate::json::pretty(&expected).unwrap());
        assert_eq!(journal(&conn, 2), "[]");
    }
}

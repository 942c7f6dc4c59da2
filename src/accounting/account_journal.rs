//! The journal of one account in one year, line by line (accounting.md 2.5).

use std::io::Write;

use rusqlite::{Connection, OptionalExtension, Row, ToSql};

use super::account_type::AccountType;
use super::lines::{cell, in_order};
use super::year::Year;
use crate::error::{Error, Result};
use crate::msg;
use crate::sheet::{Cell, Column, JsonRows, Kind, RowWriter};

/// An account whose journal is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    id: i64,
    account_type: AccountType,
}

impl Account {
    /// By its code, to the letter, in the chart of a year.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] when there is none.
    pub fn of_code(conn: &Connection, year: &Year, code: &str) -> Result<Self> {
        Self::find(conn, "code = ?1 AND id_chart = ?2", &[&code, &year.chart])?
            .ok_or_else(|| Error::invalid_field("code", msg!("journal-no-account", account = code)))
    }

    /// By its number, in any chart: clients know that the journal of an account of another chart is empty.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] when there is none, or when the text is no number.
    pub fn of_id(conn: &Connection, id: &str) -> Result<Self> {
        let found = match id.parse::<i64>() {
            Ok(id) => Self::find(conn, "id = ?1", &[&id])?,
            Err(_) => None,
        };
        found.ok_or_else(|| Error::invalid_field("id", msg!("journal-no-account", account = id)))
    }

    fn find(conn: &Connection, condition: &str, values: &[&dyn ToSql]) -> Result<Option<Self>> {
        let account = |row: &Row<'_>| Ok(Account { id: row.get(0)?, account_type: row.get(1)? });
        let sql = format!("SELECT id, type FROM acc_accounts WHERE {condition}");
        Ok(conn.prepare_cached(&sql)?.query_row(values, account).optional()?)
    }
}

/// The lines of account `?1` in year `?2`.
const KEYS: &str = "
    SELECT l.id FROM acc_transactions_lines l INNER JOIN acc_transactions t ON t.id = l.id_transaction
    WHERE l.id_account = ?1 AND t.id_year = ?2 ORDER BY t.date, t.id, l.id";

/// How columns that depend on a row alone are read; those between are made here.
const ROWS: &str = "
    SELECT t.id, l.id, t.date, l.debit, l.credit, t.reference, t.type, t.label, l.label, l.reference, s.letter,
        l.id_project, ifnull(nullif(p.code, ''), p.label), t.hash IS NOT NULL,
        (SELECT count(*) FROM acc_transactions_files x INNER JOIN files f ON f.id = x.id_file
            WHERE x.id_transaction = t.id AND f.trash IS NULL AND f.path NOT LIKE 'trash/%'),
        t.status, l.reconciled
    FROM acc_transactions_lines l INNER JOIN acc_transactions t ON t.id = l.id_transaction
    LEFT JOIN acc_projects p ON p.id = l.id_project
    LEFT JOIN acc_letters s ON s.id = l.id_letter
    WHERE l.id = ?1";

/// What stands under a key.
#[derive(Clone, Copy)]
enum Source {
    Column(usize),
    /// Credit − debit, as clients know it: what comes into a bank account is negative.
    Change,
    /// All changes up to here.
    Sum,
    /// Whether the entry is sealed: a word, not a number.
    Sealed,
}

const DEBIT: usize = 3;
const CREDIT: usize = 4;
const SEALED: usize = 13;

/// Writes the lines by date, entry and line, as a list in JSON, without ever holding more than one.
pub fn write(conn: &Connection, year: &Year, account: &Account, out: &mut impl Write) -> Result<()> {
    let keys = keys(conn, account)?;
    let columns: Vec<Column> = keys.iter().map(|(key, _)| Column::new(*key, Kind::Free)).collect();
    let mut writer = JsonRows::new(out, &columns, 0);
    let mut sum = 0_i64;
    in_order(conn, KEYS, [account.id, year.id], ROWS, |row| {
        let change = row.get::<_, i64>(CREDIT)?.checked_sub(row.get(DEBIT)?).ok_or_else(beyond)?;
        sum = sum.checked_add(change).ok_or_else(beyond)?;
        let cells: Result<Vec<Cell<'_>>> = keys
            .iter()
            .map(|(_, source)| match source {
                Source::Column(at) => cell(row, *at),
                Source::Change => Ok(Cell::Integer(change)),
                Source::Sum => Ok(Cell::Integer(sum)),
                Source::Sealed => Ok(Cell::Text(if row.get(SEALED)? { "Oui" } else { "" })),
            })
            .collect();
        writer.row(&cells?)
    })?;
    writer.finish()
}

/// The keys in their order: the letter is there for third parties only, the reconciliation for banks only, and the seal
/// once any entry has one.
fn keys(conn: &Connection, account: &Account) -> Result<Vec<(&'static str, Source)>> {
    let mut keys = vec![
        ("id", Source::Column(0)),
        ("id_line", Source::Column(1)),
        ("date", Source::Column(2)),
        ("debit", Source::Column(DEBIT)),
        ("credit", Source::Column(CREDIT)),
        ("change", Source::Change),
        ("sum", Source::Sum),
        ("reference", Source::Column(5)),
        ("type", Source::Column(6)),
        ("label", Source::Column(7)),
        ("line_label", Source::Column(8)),
        ("line_reference", Source::Column(9)),
    ];
    if account.account_type == AccountType::ThirdParty {
        keys.push(("letter", Source::Column(10)));
    }
    keys.extend([("id_project", Source::Column(11)), ("project_code", Source::Column(12))]);
    if conn.prepare_cached("SELECT 1 FROM acc_transactions WHERE hash IS NOT NULL")?.exists([])? {
        keys.push(("locked", Source::Sealed));
    }
    keys.extend([("files", Source::Column(14)), ("status", Source::Column(15))]);
    if account.account_type == AccountType::Bank {
        keys.push(("reconciled", Source::Column(16)));
    }
    Ok(keys)
}

fn beyond() -> Error {
    Error::internal(anyhow::anyhow!("the amounts of an account do not fit"))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::accounting::entry::EntryType;
    use crate::accounting::fixture;

    fn journal(conn: &Connection, year: i64, code: &str) -> Value {
        let year = fixture::year(conn, year);
        let account = Account::of_code(conn, &year, code).unwrap();
        let mut out = Vec::new();
        write(conn, &year, &account, &mut out).unwrap();
        serde_json::from_slice(&out).unwrap()
    }

    fn keys_of(journal: &Value) -> Vec<&str> {
        journal[0].as_object().unwrap().keys().map(String::as_str).collect()
    }

    const USUAL: [&str; 16] = [
        "id",
        "id_line",
        "date",
        "debit",
        "credit",
        "change",
        "sum",
        "reference",
        "type",
        "label",
        "line_label",
        "line_reference",
        "id_project",
        "project_code",
        "files",
        "status",
    ];

    #[test]
    fn what_comes_into_the_bank_is_a_negative_change_and_changes_add_up() {
        let conn = fixture::books();
        let bank = fixture::BANK;
        let later =
            fixture::entry(&conn, EntryType::Expense, "2025-03-01", "Timbres", &[("606", 499, 0), (bank, 0, 499)]);
        let first =
            fixture::entry(&conn, EntryType::Revenue, "2025-01-02", "Don", &[("756", 0, 2000), (bank, 2000, 0)]);
        conn.execute_batch("UPDATE acc_transactions_lines SET reconciled = 1, id_project = 1 WHERE debit = 2000")
            .unwrap();
        let journal = journal(&conn, 1, bank);
        assert_eq!(keys_of(&journal), [&USUAL[..], &["reconciled"]].concat());
        let of = |at: usize, key: &str| journal[at][key].clone();
        let row = |at| {
            ["id", "date", "debit", "credit", "change", "sum", "reconciled", "project_code"].map(|key| of(at, key))
        };
        let shown = |values: [Value; 8]| values;
        assert_eq!(
            row(0),
            shown([
                json!(first),
                json!("2025-01-02"),
                json!(2000),
                json!(0),
                json!(-2000),
                json!(-2000),
                json!(1),
                json!("PJ1")
            ])
        );
        assert_eq!(
            row(1),
            shown([
                json!(later),
                json!("2025-03-01"),
                json!(0),
                json!(499),
                json!(499),
                json!(-1501),
                json!(0),
                json!(null)
            ])
        );
        assert_eq!(journal.as_array().unwrap().len(), 2);
    }

    #[test]
    fn third_parties_have_letters_and_seals_are_told_once_there_is_one() {
        let conn = fixture::books();
        fixture::entry(&conn, EntryType::Debt, "2025-03-01", "a", &[("606", 499, 0), ("401", 0, 499)]);
        let sealed =
            fixture::entry(&conn, EntryType::Advanced, "2025-03-02", "b", &[("401", 499, 0), (fixture::BANK, 0, 499)]);
        let with_letter = [&USUAL[..12], &["letter"], &USUAL[12..]].concat();
        assert_eq!(keys_of(&journal(&conn, 1, "401")), with_letter);
        conn.execute_batch(
            "INSERT INTO acc_letters (id, id_year, letter) VALUES (1, 1, 'A');
             UPDATE acc_transactions_lines SET id_letter = 1 WHERE id = 2",
        )
        .unwrap();
        conn.execute("UPDATE acc_transactions SET hash = 'x' WHERE id = ?1", [sealed]).unwrap();
        let journal = journal(&conn, 1, "401");
        assert_eq!(keys_of(&journal), [&with_letter[..15], &["locked"], &with_letter[15..]].concat());
        assert_eq!([&journal[0]["letter"], &journal[1]["letter"]], [&json!("A"), &json!(null)]);
        assert_eq!([&journal[0]["locked"], &journal[1]["locked"]], [&json!(""), &json!("Oui")]);
    }

    #[test]
    fn files_in_the_trash_are_not_counted() {
        let conn = fixture::books();
        let id =
            fixture::entry(&conn, EntryType::Expense, "2025-03-01", "a", &[("606", 499, 0), (fixture::BANK, 0, 499)]);
        for (file, path, trash) in
            [(901, "transaction/a", None), (902, "transaction/b", Some("2025-01-01 00:00:00")), (903, "trash/c", None)]
        {
            conn.execute(
                "INSERT INTO files (id, path, name, type, mime, size, modified, hash_id, trash)
                 VALUES (?1, ?2, ?2, 1, 'text/plain', 1, '2025-01-01 00:00:00', ?2, ?3)",
                (file, path, trash),
            )
            .unwrap();
            conn.execute("INSERT INTO acc_transactions_files (id_file, id_transaction) VALUES (?1, ?2)", (file, id))
                .unwrap();
        }
        assert_eq!(journal(&conn, 1, "606")[0]["files"], 1);
    }

    #[test]
    fn accounts_are_found_by_code_to_the_letter_or_by_number() {
        let conn = fixture::books();
        let year = fixture::year(&conn, 1);
        let bank = Account::of_code(&conn, &year, fixture::BANK).unwrap();
        assert_eq!(Account::of_id(&conn, &bank.id.to_string()).unwrap(), bank);
        assert!(matches!(Account::of_code(&conn, &year, "512a"), Err(Error::Invalid { .. })));
        for id in ["0", "99999", "x", "", "99999999999999999999"] {
            assert!(matches!(Account::of_id(&conn, id), Err(Error::Invalid { .. })), "{id}");
        }
        assert_eq!(journal(&conn, 2, "627"), json!([]));
    }
}

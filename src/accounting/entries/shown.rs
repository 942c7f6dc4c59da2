//! An entry as the API shows it (accounting.md 2.6).

use rusqlite::{Connection, OptionalExtension, Row};
use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};
use utoipa::ToSchema;

use super::record::{Entry, unknown};
use crate::error::Result;

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Entry)]
pub struct Shown {
    id: i64,
    r#type: i64,
    status: i64,
    label: String,
    notes: Option<String>,
    reference: Option<String>,
    date: String,
    hash: Option<String>,
    prev_id: Option<i64>,
    prev_hash: Option<String>,
    id_year: i64,
    id_creator: Option<i64>,
    /// The address of the entry.
    url: String,
    lines: Vec<ShownLine>,
    /// What was taken otherwise than it was sent, in words; only there when there is something.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    warnings: Vec<String>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = EntryLine)]
struct ShownLine {
    id: i64,
    id_transaction: i64,
    id_account: i64,
    credit: i64,
    debit: i64,
    reference: Option<String>,
    label: Option<String>,
    reconciled: bool,
    id_project: Option<i64>,
    id_letter: Option<i64>,
    status: i64,
    account_code: String,
    account_label: String,
    account_position: i64,
    account_type: i64,
    #[schema(value_type = Object)]
    account_selector: Selector,
}

/// The account as select boxes need it: `{identifier: "code — label"}`.
#[derive(Debug)]
struct Selector {
    id: i64,
    text: String,
}

impl Serialize for Selector {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(1))?;
        map.serialize_entry(&self.id.to_string(), &self.text)?;
        map.end()
    }
}

const ENTRY: &str =
    "SELECT id, type, status, label, notes, reference, date, hash, prev_id, prev_hash, id_year, id_creator
    FROM acc_transactions WHERE id = ?1";

const LINES: &str =
    "SELECT l.id, l.id_transaction, l.id_account, l.credit, l.debit, l.reference, l.label, l.reconciled,
        l.id_project, l.id_letter, l.status, a.code, a.label, a.position, a.type
    FROM acc_transactions_lines l INNER JOIN acc_accounts a ON a.id = l.id_account
    WHERE l.id_transaction = ?1 ORDER BY l.id";

impl Shown {
    /// The entry with that number, as it is stored. `site` is the address of the site, which ends in a slash.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`](crate::error::Error::NotFound) when there is none.
    pub fn get(conn: &Connection, id: i64, site: &str) -> Result<Shown> {
        let entry = conn.prepare_cached(ENTRY)?.query_row([id], |row| Self::of_row(row, site)).optional()?;
        let mut entry = entry.ok_or_else(|| unknown(id))?;
        let mut statement = conn.prepare_cached(LINES)?;
        entry.lines = statement.query_map([id], ShownLine::of_row)?.collect::<rusqlite::Result<_>>()?;
        Ok(entry)
    }

    /// Shows the letters that a change of the entry broke on the lines that had them, as Paheko answers that change
    /// (accounting/lettered lines).
    pub fn with_broken_letters(mut self, before: &Entry) -> Shown {
        for line in &mut self.lines {
            let old = before.lines.iter().find(|old| old.id == line.id);
            line.id_letter = line.id_letter.or_else(|| old.and_then(|old| old.letter));
        }
        self
    }

    /// The entry, with sentences about what was sent.
    pub fn with_warnings(self, warnings: Vec<String>) -> Shown {
        Shown { warnings, ..self }
    }

    fn of_row(row: &Row<'_>, site: &str) -> rusqlite::Result<Shown> {
        let id: i64 = row.get(0)?;
        Ok(Shown {
            id,
            r#type: row.get(1)?,
            status: row.get(2)?,
            label: row.get(3)?,
            notes: row.get(4)?,
            reference: row.get(5)?,
            date: row.get(6)?,
            hash: row.get(7)?,
            prev_id: row.get(8)?,
            prev_hash: row.get(9)?,
            id_year: row.get(10)?,
            id_creator: row.get(11)?,
            url: format!("{site}api/accounting/transaction/{id}"),
            lines: Vec::new(),
            warnings: Vec::new(),
        })
    }
}

impl ShownLine {
    fn of_row(row: &Row<'_>) -> rusqlite::Result<ShownLine> {
        let (account, code, label): (i64, String, String) = (row.get(2)?, row.get(11)?, row.get(12)?);
        Ok(ShownLine {
            id: row.get(0)?,
            id_transaction: row.get(1)?,
            id_account: account,
            credit: row.get(3)?,
            debit: row.get(4)?,
            reference: row.get(5)?,
            label: row.get(6)?,
            reconciled: row.get(7)?,
            id_project: row.get(8)?,
            id_letter: row.get(9)?,
            status: row.get(10)?,
            account_position: row.get(13)?,
            account_type: row.get(14)?,
            account_selector: Selector { id: account, text: format!("{code} — {label}") },
            account_code: code,
            account_label: label,
        })
    }
}

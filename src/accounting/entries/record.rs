//! An entry with its lines, as stored in `acc_transactions` and `acc_transactions_lines`.

use jiff::civil::Date;
use rusqlite::{Connection, OptionalExtension, Row};

use crate::accounting::entry::EntryType;
use crate::accounting::year::stored_date;
use crate::error::{Error, Result};
use crate::money::Cents;
use crate::msg;

/// An entry, stored or about to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its number; 0 when it is not stored yet.
    pub id: i64,
    pub entry_type: EntryType,
    /// Bits, see [`status`](crate::accounting::entry::status).
    pub status: i64,
    pub label: String,
    pub notes: Option<String>,
    /// The number of the voucher.
    pub reference: Option<String>,
    pub date: Date,
    /// Its seal; a sealed entry keeps its amounts, texts and dates for good.
    pub seal: Option<Seal>,
    pub year: i64,
    /// The member who entered it; `None` for programs.
    pub creator: Option<i64>,
    /// In the order of their identifiers.
    pub lines: Vec<Line>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seal {
    pub hash: String,
    /// The entry that was sealed before it in the same year, with its hash.
    pub prev_id: Option<i64>,
    pub prev_hash: Option<String>,
}

/// A line of an entry: an amount on one side of one account.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Line {
    /// 0 when it is not stored yet.
    pub id: i64,
    /// `acc_accounts.id`.
    pub account: i64,
    pub debit: Cents,
    pub credit: Cents,
    /// The number of a cheque or transfer.
    pub reference: Option<String>,
    pub label: Option<String>,
    /// Seen on the statement of the bank.
    pub reconciled: bool,
    pub project: Option<i64>,
    pub letter: Option<i64>,
    /// Bits, see [`LINE_DEPOSITED`](crate::accounting::entry::LINE_DEPOSITED).
    pub status: i64,
}

impl Line {
    pub fn debit(account: i64, amount: Cents) -> Line {
        Line { account, debit: amount, ..Line::default() }
    }

    pub fn credit(account: i64, amount: Cents) -> Line {
        Line { account, credit: amount, ..Line::default() }
    }

    /// Whether account and amount are those of another line.
    pub fn has_amount_of(&self, other: &Line) -> bool {
        (self.account, self.debit, self.credit) == (other.account, other.debit, other.credit)
    }
}

const ENTRY: &str = "SELECT type, status, label, notes, reference, date, hash, prev_id, prev_hash, id_year, id_creator
    FROM acc_transactions WHERE id = ?1";

const LINES: &str = "SELECT id, id_account, debit, credit, reference, label, reconciled, id_project, id_letter, status
    FROM acc_transactions_lines WHERE id_transaction = ?1 ORDER BY id";

impl Entry {
    /// An advanced entry that is not stored yet and has no lines.
    pub fn new(year: i64, date: Date, label: impl Into<String>) -> Entry {
        Entry {
            id: 0,
            entry_type: EntryType::Advanced,
            status: 0,
            label: label.into(),
            notes: None,
            reference: None,
            date,
            seal: None,
            year,
            creator: None,
            lines: Vec::new(),
        }
    }

    pub fn find(conn: &Connection, id: i64) -> Result<Option<Entry>> {
        let entry = conn.prepare_cached(ENTRY)?.query_row([id], |row| Self::of_row(row, id)).optional()?;
        let Some(mut entry) = entry else { return Ok(None) };
        let mut statement = conn.prepare_cached(LINES)?;
        entry.lines = statement.query_map([id], Line::of_row)?.collect::<rusqlite::Result<_>>()?;
        Ok(Some(entry))
    }

    /// As [`Entry::find`].
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`] if there is no such entry.
    pub fn get(conn: &Connection, id: i64) -> Result<Entry> {
        Self::find(conn, id)?.ok_or_else(|| unknown(id))
    }

    pub fn exists(conn: &Connection, id: i64) -> Result<bool> {
        Ok(conn.prepare_cached("SELECT 1 FROM acc_transactions WHERE id = ?1")?.exists([id])?)
    }

    fn of_row(row: &Row<'_>, id: i64) -> rusqlite::Result<Entry> {
        let hash: Option<String> = row.get(6)?;
        let seal = match hash {
            None => None,
            Some(hash) => Some(Seal { hash, prev_id: row.get(7)?, prev_hash: row.get(8)? }),
        };
        Ok(Entry {
            id,
            entry_type: row.get(0)?,
            status: row.get(1)?,
            label: row.get(2)?,
            notes: row.get(3)?,
            reference: row.get(4)?,
            date: stored_date(row, 5)?,
            seal,
            year: row.get(9)?,
            creator: row.get(10)?,
            lines: Vec::new(),
        })
    }
}

impl Line {
    fn of_row(row: &Row<'_>) -> rusqlite::Result<Line> {
        Ok(Line {
            id: row.get(0)?,
            account: row.get(1)?,
            debit: Cents(row.get(2)?),
            credit: Cents(row.get(3)?),
            reference: row.get(4)?,
            label: row.get(5)?,
            reconciled: row.get(6)?,
            project: row.get(7)?,
            letter: row.get(8)?,
            status: row.get(9)?,
        })
    }
}

/// The error of an entry that does not exist.
pub fn unknown(id: i64) -> Error {
    Error::NotFound(msg!("entry-unknown", entry = id))
}

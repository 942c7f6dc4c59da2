//! The general ledger: every line of every account, with its running sum (accounting.md 9). It is as long as the books,
//! so it is never held whole: lines go from the query to the answer one by one.

use std::cell::RefCell;
use std::io::Write;

use rusqlite::{Connection, Row, Rows};
use serde::ser::{Error as _, SerializeMap, SerializeSeq};
use serde::{Serialize, Serializer};

use super::balances::{Balance, Side, balances, sum};
use super::criteria::{CONDITION, Criteria, View};
use super::json;
use super::table::{CODE_WIDTH, column};
use crate::accounting::account_type::AccountType;
use crate::error::{Error, Result};
use crate::i18n::{Language, text};
use crate::json::write_pretty;
use crate::msg;
use crate::sheet::{Cell, Column, Kind, RowWriter};

/// A line of an account. The names are those of the API.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Line {
    #[serde(skip)]
    account: i64,
    /// The entry.
    id: i64,
    id_line: i64,
    date: String,
    #[serde(rename = "type")]
    entry_type: i64,
    reference: Option<String>,
    label: String,
    line_label: Option<String>,
    line_reference: Option<String>,
    debit: i64,
    credit: i64,
    /// The running sum; its sign is that of [`counts_debits`].
    sum: i64,
    id_project: Option<i64>,
    project_code: Option<String>,
    letter: Option<String>,
}

impl Line {
    fn of_row(row: &Row<'_>) -> rusqlite::Result<Line> {
        Ok(Line {
            account: row.get(0)?,
            id: row.get(1)?,
            id_line: row.get(2)?,
            date: row.get(3)?,
            entry_type: row.get(4)?,
            reference: row.get(5)?,
            label: row.get(6)?,
            line_label: row.get(7)?,
            line_reference: row.get(8)?,
            debit: row.get(9)?,
            credit: row.get(10)?,
            sum: 0,
            id_project: row.get(11)?,
            project_code: row.get(12)?,
            letter: row.get(13)?,
        })
    }
}

/// The lines in the order of the accounts of [`balances`], with one read ahead to see where an account ends.
struct Lines<'s> {
    rows: Rows<'s>,
    ahead: Option<Line>,
    sum: i64,
    view: View,
}

impl Lines<'_> {
    fn advance(&mut self) -> Result<()> {
        self.ahead = self.rows.next()?.map(Line::of_row).transpose()?;
        Ok(())
    }

    /// The next line of an account; `None` after its last, and the sum begins anew.
    fn next_of(&mut self, account: &Balance) -> Result<Option<Line>> {
        let Some(mut line) = self.ahead.take_if(|line| line.account == account.id) else {
            self.sum = 0;
            return Ok(None);
        };
        self.advance()?;
        let change = line.credit.saturating_sub(line.debit);
        let change = if counts_debits(self.view, account.account_type) { change.saturating_neg() } else { change };
        self.sum = self.sum.saturating_add(change);
        line.sum = self.sum;
        Ok(Some(line))
    }
}

/// Whether running sums are debit − credit (accounting.md 9): where people see money, what is owed to them and what they
/// spend grow. Elsewhere, and always in the expert view, they are credit − debit, as in the journal of an account.
fn counts_debits(view: View, account_type: AccountType) -> bool {
    use AccountType::{Bank, Cash, Expense, Outstanding, ThirdParty};
    view == View::Simple && matches!(account_type, Bank | Cash | Outstanding | ThirdParty | Expense)
}

/// Whether balances count credits: people see a debt or a revenue grow.
fn is_turned(view: View, side: Side) -> bool {
    view == View::Simple && !side.is_debit()
}

/// Runs `work` on the accounts and the lines.
fn with_lines<T>(
    conn: &Connection,
    criteria: &Criteria,
    work: impl FnOnce(&[Balance], Lines<'_>) -> Result<T>,
) -> Result<T> {
    let accounts = balances(conn, criteria)?;
    let sql = format!(
        "SELECT a.id, t.id, l.id, t.date, t.type, t.reference, t.label, l.label, l.reference,
            CAST(l.debit AS INTEGER), CAST(l.credit AS INTEGER), l.id_project, coalesce(p.code, p.label), c.letter
         FROM acc_transactions t
         CROSS JOIN acc_transactions_lines l ON l.id_transaction = t.id
         CROSS JOIN acc_accounts a ON a.id = l.id_account
         LEFT JOIN acc_projects p ON p.id = l.id_project
         LEFT JOIN acc_letters c ON c.id = l.id_letter
         WHERE {CONDITION} ORDER BY a.code COLLATE NOCASE, a.id, t.date, t.id, l.id"
    );
    let mut statement = conn.prepare(&sql)?;
    let mut lines = Lines { rows: statement.query(criteria.values())?, ahead: None, sum: 0, view: criteria.view };
    lines.advance()?;
    work(&accounts, lines)
}

pub(super) fn columns(language: Language) -> Vec<Column> {
    vec![
        column(language, &msg!("report-account"), Kind::Text).of_width(CODE_WIDTH),
        column(language, &msg!("report-account-label"), Kind::Text).of_width(32),
        column(language, &msg!("report-date"), Kind::Date),
        column(language, &msg!("report-entry"), Kind::Number),
        column(language, &msg!("report-reference"), Kind::Text).of_width(14),
        column(language, &msg!("report-label"), Kind::Text),
        column(language, &msg!("report-line-label"), Kind::Text),
        column(language, &msg!("report-line-reference"), Kind::Text).of_width(14),
        column(language, &msg!("report-project"), Kind::Text).of_width(14),
        column(language, &msg!("report-letter"), Kind::Text).of_width(14),
        column(language, &msg!("report-debit"), Kind::Amount),
        column(language, &msg!("report-credit"), Kind::Amount),
        column(language, &msg!("report-sum"), Kind::Amount),
    ]
}

/// The lines of each account, with a row for its totals.
pub(super) fn write_rows(
    conn: &Connection,
    criteria: &Criteria,
    language: Language,
    writer: &mut dyn RowWriter,
) -> Result<()> {
    let total = text(language, &msg!("report-total"));
    with_lines(conn, criteria, |accounts, mut lines| {
        for account in accounts {
            let mut sum = 0;
            while let Some(line) = lines.next_of(account)? {
                sum = line.sum;
                writer.row(&cells(account, &line))?;
            }
            let mut cells = [Cell::Empty; 13];
            (cells[0], cells[1], cells[5]) =
                (Cell::Text(&account.code), Cell::Text(&account.label), Cell::Text(&total));
            cells[10..].copy_from_slice(&[account.debit, account.credit, sum].map(Cell::Integer));
            writer.total(&cells)?;
        }
        Ok(())
    })
}

fn cells<'a>(account: &'a Balance, line: &'a Line) -> [Cell<'a>; 13] {
    let text = |text: &'a Option<String>| text.as_deref().map_or(Cell::Empty, Cell::Text);
    [
        Cell::Text(&account.code),
        Cell::Text(&account.label),
        Cell::Text(&line.date),
        Cell::Integer(line.id),
        text(&line.reference),
        Cell::Text(&line.label),
        text(&line.line_label),
        text(&line.line_reference),
        text(&line.project_code),
        text(&line.letter),
        Cell::Integer(line.debit),
        Cell::Integer(line.credit),
        Cell::Integer(line.sum),
    ]
}

pub(super) fn write_json(conn: &Connection, criteria: &Criteria, out: &mut impl Write) -> Result<()> {
    with_lines(conn, criteria, |accounts, lines| {
        let lines = RefCell::new(lines);
        let debit = sum(accounts.iter().map(|account| account.debit))?;
        let credit = sum(accounts.iter().map(|account| account.credit))?;
        write_pretty(out, &Document { criteria, accounts, lines: &lines, debit, credit })
    })
}

struct Document<'a, 's> {
    criteria: &'a Criteria,
    accounts: &'a [Balance],
    lines: &'a RefCell<Lines<'s>>,
    debit: i64,
    credit: i64,
}

impl Serialize for Document<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (key, value) in json::head(self.criteria) {
            map.serialize_entry(&key, &value)?;
        }
        map.serialize_entry("accounts", &Accounts(self))?;
        map.serialize_entry("total", &serde_json::json!({"debit": self.debit, "credit": self.credit}))?;
        map.end()
    }
}

struct Accounts<'a, 's>(&'a Document<'a, 's>);

impl Serialize for Accounts<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut seq = serializer.serialize_seq(None)?;
        for account in self.0.accounts {
            seq.serialize_element(&Account { account, document: self.0 })?;
        }
        seq.end()
    }
}

struct Account<'a, 's> {
    account: &'a Balance,
    document: &'a Document<'a, 's>,
}

impl Serialize for Account<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (account, view) = (self.account, self.document.criteria.view);
        let turned = is_turned(view, account.side);
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("id", &account.id)?;
        map.serialize_entry("code", &account.code)?;
        map.serialize_entry("label", &account.label)?;
        map.serialize_entry("type", &account.account_type)?;
        map.serialize_entry("debit", &account.debit)?;
        map.serialize_entry("credit", &account.credit)?;
        map.serialize_entry("balance", &if turned { -account.balance } else { account.balance })?;
        map.serialize_entry("lines", &AccountLines(self))?;
        map.end()
    }
}

struct AccountLines<'a, 's>(&'a Account<'a, 's>);

impl Serialize for AccountLines<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut seq = serializer.serialize_seq(None)?;
        let next = || self.0.document.lines.borrow_mut().next_of(self.0.account);
        while let Some(line) = next().map_err(|error: Error| S::Error::custom(error))? {
            seq.serialize_element(&line)?;
        }
        seq.end()
    }
}

//! What is proposed for a statement: matches to confirm, entries to add, lines that the bank does not have. Nothing of it is
//! written.

use jiff::civil::Date;
use rusqlite::Connection;
use serde::Serialize;
use serde_json::{Value as Json, json};

use super::lines::{self, BookLine, Books};
use super::matching::{self, Match};
use super::table::columns::ShownColumn;
use super::{Form, Row, Statement, label};
use crate::accounting::account_type::AccountType;
use crate::accounting::settlement::account_of_types;
use crate::accounting::year::{Year, text_of};
use crate::error::{Error, Result};
use crate::i18n::{self, Language};
use crate::money::Cents;
use crate::msg;

/// Lines that a statement lacks, as many as an answer lists: a statement of one line must not list a year.
const MISSING_MAX: usize = 500;

#[derive(Debug, Serialize)]
pub struct Proposal {
    form: Form,
    /// The code of the bank account.
    account: String,
    /// The account as the file names it.
    account_in_file: Option<String>,
    /// How many days may lie between a row and its line.
    days: u16,
    rows: Vec<ProposedRow>,
    /// Rows of the file that are not movements.
    passed_over: Vec<ShownPassedOver>,
    /// What was decided although the file does not tell it.
    warnings: Vec<String>,
    /// Of a table: what each column was taken for.
    columns: Vec<ShownColumn>,
    /// `remembered` when the columns are those of an earlier request.
    layout: Option<&'static str>,
    /// Lines of the books in the time of the statement that it does not have, the first of them.
    missing: Vec<BookLine>,
    /// Whether there are more than those.
    more_missing: bool,
    /// The lines to reconcile when all matches are right: those that are not yet.
    reconcile: Vec<i64>,
    balance: Option<Balances>,
}

#[derive(Debug, Serialize)]
struct ProposedRow {
    line: usize,
    date: String,
    label: String,
    reference: Option<String>,
    /// In cents; above zero for money received.
    amount: i64,
    /// Whether it is the fee of the row before it.
    fee: bool,
    r#match: Option<ShownMatch>,
    /// The parameters of an entry for what the books do not have, and for what they may have.
    entry: Option<Json>,
}

#[derive(Debug, Serialize)]
struct ShownMatch {
    #[serde(flatten)]
    line: BookLine,
    /// `reference`, `label` or `amount`: what the match rests on.
    by: &'static str,
    /// Days from the row to the line.
    days: i64,
    /// Other lines that could be the same, when the amount alone speaks for this one.
    others: Vec<BookLine>,
}

#[derive(Debug, Serialize)]
struct ShownPassedOver {
    line: usize,
    code: &'static str,
    reason: String,
}

/// In cents, on the day of the statement's balance.
#[derive(Debug, Serialize)]
struct Balances {
    date: String,
    statement: i64,
    /// Of the account in the books, up to that day.
    books: i64,
}

/// The identifier of a bank account of the year's chart.
///
/// # Errors
///
/// [`Error::Invalid`] when the account is unknown or not a bank account.
pub fn bank_account(conn: &Connection, year: &Year, code: &str) -> Result<i64> {
    account_of_types(conn, year, code, &[AccountType::Bank])?
        .ok_or_else(|| Error::invalid_field("account", msg!("statement-account-wrong", code = code)))
}

/// Compares a statement with the lines of a bank account in a year.
///
/// # Errors
///
/// [`Error::Invalid`] when the account is unknown or not a bank account.
pub fn propose(
    conn: &Connection,
    year: &Year,
    code: &str,
    statement: Statement,
    days: u16,
    language: Language,
) -> Result<Proposal> {
    let account = bank_account(conn, year, code)?;
    let Some((first, last)) = period(&statement.rows) else { return Err(Error::invalid(msg!("statement-empty"))) };
    let lines = Books { conn, year, account }.lines_for(&statement.rows, (first, last), days, MISSING_MAX + 1)?;
    let mut rows = matching::resolve_batches(statement.rows, &lines, days);
    rows.iter_mut().for_each(|row| name(row, language));
    let matches = matching::matches(&rows, &lines, days);
    let mut is_used = vec![false; lines.len()];
    matches.iter().flatten().for_each(|found| is_used[found.line] = true);
    let unreconciled = matches.iter().flatten().map(|found| &lines[found.line]).filter(|line| !line.reconciled);
    let reconcile = unreconciled.map(|line| line.id).collect();
    let is_missing = |line: &BookLine| !line.reconciled && (first..=last).contains(&line.day);
    let missing = lines.iter().zip(&is_used).filter(|(line, used)| !**used && is_missing(line));
    let mut missing: Vec<BookLine> = missing.take(MISSING_MAX + 1).map(|(line, _)| line.clone()).collect();
    let more_missing = missing.len() > MISSING_MAX;
    missing.truncate(MISSING_MAX);
    let balance = statement.balance.map(|(date, amount)| {
        let books = lines::balance(conn, year, account, date)?;
        Ok::<_, Error>(Balances { date: text_of(date), statement: amount.0, books })
    });
    let passed_over = statement.passed_over.iter().map(|passed| ShownPassedOver {
        line: passed.line,
        code: passed.reason.code(),
        reason: i18n::text(language, &passed.reason.message()),
    });
    Ok(Proposal {
        form: statement.form,
        account: code.to_owned(),
        account_in_file: statement.account_in_file,
        days,
        passed_over: passed_over.collect(),
        warnings: statement.warnings.iter().map(|warning| i18n::text(language, warning)).collect(),
        columns: statement.columns,
        layout: statement.used_layout.then_some("remembered"),
        missing,
        more_missing,
        rows: rows.iter().zip(matches).map(|(row, found)| proposed(row, found, &lines, year, code)).collect(),
        reconcile,
        balance: balance.transpose()?,
    })
}

/// From the first to the last day of the movements.
fn period(rows: &[Row]) -> Option<(Date, Date)> {
    let days = || rows.iter().map(|row| row.date);
    days().min().zip(days().max())
}

/// Gives a row without a text, and a fee, a label of their own.
fn name(row: &mut Row, language: Language) {
    if row.label.is_empty() {
        row.label = i18n::text(language, &msg!("statement-label-none"));
    }
    if row.is_fee {
        let label = i18n::text(language, &msg!("statement-label-fee", label = row.label.as_str()));
        row.label = label::cut(&label, label::LABEL_BYTES_MAX);
    }
}

fn proposed(row: &Row, found: Option<Match>, lines: &[BookLine], year: &Year, code: &str) -> ProposedRow {
    // A line that was reconciled before is no longer in doubt.
    let is_sure = found.as_ref().is_some_and(|found| !found.is_doubtful || lines[found.line].reconciled);
    let is_new = !is_sure && year.contains(row.date) && row.amount.0 != i64::MIN;
    ProposedRow {
        line: row.line,
        date: text_of(row.date),
        label: row.label.clone(),
        reference: row.reference.clone(),
        amount: row.amount.0,
        fee: row.is_fee,
        r#match: found.map(|found| ShownMatch {
            line: lines[found.line].clone(),
            by: found.by,
            days: found.days,
            others: found.others.iter().map(|line| lines[*line].clone()).collect(),
        }),
        entry: is_new.then(|| entry(row, year, code)),
    }
}

/// What `POST accounting/transaction` takes, but for the account that the bank cannot know.
fn entry(row: &Row, year: &Year, code: &str) -> Json {
    let (entry_type, side, other) =
        if row.amount > Cents(0) { ("REVENUE", "debit", "credit") } else { ("EXPENSE", "credit", "debit") };
    json!({
        "id_year": year.id,
        "type": entry_type,
        "label": row.label,
        "date": text_of(row.date),
        "amount": Cents(row.amount.0.saturating_abs()).to_string(),
        side: code,
        other: null,
        "payment_reference": row.reference,
    })
}

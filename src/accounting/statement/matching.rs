//! Which line of the books is which row of a statement: the same amount, days near to each other, and the label or the
//! reference if several would do. Each line is used once.

use std::collections::HashMap;

use jiff::civil::Date;
use rusqlite::Connection;
use serde::Serialize;
use serde_json::{Value as Json, json};

use super::words::Words;
use super::{Form, Row, Statement};
use crate::accounting::account_type::AccountType;
use crate::accounting::settlement::account_of_types;
use crate::accounting::year::{Year, stored_date, text_of};
use crate::error::{Error, Result};
use crate::money::Cents;
use crate::msg;

/// Lines of one amount that a row is compared with, the nearest in time.
const COMPARED: usize = 64;
/// The most bytes of the label of an entry.
const LABEL_BYTES_MAX: usize = 200;

/// What is proposed; nothing of it is written.
#[derive(Debug, Serialize)]
pub struct Proposal {
    form: Form,
    /// The code of the bank account.
    account: String,
    /// How many days may lie between a row and its line.
    days: u16,
    rows: Vec<ProposedRow>,
    /// Lines of the books in the time of the statement that it does not have.
    missing: Vec<BookLine>,
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
    r#match: Option<Match>,
    /// The parameters of an entry for what the books do not have.
    entry: Option<Json>,
}

#[derive(Debug, Serialize)]
struct Match {
    #[serde(flatten)]
    line: BookLine,
    /// `reference`, `label` or `amount`: what the match rests on.
    by: &'static str,
    /// Days from the row to the line.
    days: i64,
}

/// A line of the bank account.
#[derive(Debug, Clone, Serialize)]
struct BookLine {
    id: i64,
    id_transaction: i64,
    date: String,
    label: String,
    reference: Option<String>,
    line_label: Option<String>,
    line_reference: Option<String>,
    /// In cents; above zero for money received, which stands at the debit.
    amount: i64,
    reconciled: bool,
    #[serde(skip)]
    day: Date,
}

/// In cents, on the day of the statement's balance.
#[derive(Debug, Serialize)]
struct Balances {
    date: String,
    statement: i64,
    /// Of the account in the books, up to that day.
    books: i64,
}

/// Compares a statement with the lines of a bank account in a year.
///
/// # Errors
///
/// [`Error::Invalid`] when the account is no bank account of the year's chart.
pub fn propose(conn: &Connection, year: &Year, code: &str, statement: &Statement, days: u16) -> Result<Proposal> {
    let account = account_of_types(conn, year, code, &[AccountType::Bank])?
        .ok_or_else(|| Error::invalid_field("account", msg!("statement-account-wrong", code = code)))?;
    let lines = lines(conn, year, account)?;
    let pairs = pairs(&statement.rows, &lines, days);
    let mut matches: Vec<Option<Match>> = statement.rows.iter().map(|_| None).collect();
    let mut is_used = vec![false; lines.len()];
    for pair in pairs {
        let (row, line) = (pair.row, pair.line);
        if matches[row].is_none() && !is_used[line] {
            is_used[line] = true;
            matches[row] = Some(Match { line: lines[line].clone(), by: pair.by(), days: pair.days });
        }
    }
    let reconcile =
        matches.iter().flatten().filter(|found| !found.line.reconciled).map(|found| found.line.id).collect();
    let time = Time::of(&statement.rows);
    let missing = lines.iter().zip(&is_used).filter(|(line, used)| !**used && !line.reconciled && time.holds(line.day));
    let missing = missing.map(|(line, _)| line.clone()).collect();
    let balance = statement.balance.map(|(date, amount)| Balances {
        date: text_of(date),
        statement: amount.0,
        books: lines.iter().filter(|line| line.day <= date).fold(0, |sum: i64, line| sum.saturating_add(line.amount)),
    });
    let rows = statement.rows.iter().zip(matches).map(|(row, found)| proposed(row, found, year, code)).collect();
    Ok(Proposal { form: statement.form, account: code.to_owned(), days, rows, missing, reconcile, balance })
}

/// From the first to the last day of a statement.
struct Time(Option<(Date, Date)>);

impl Time {
    fn of(rows: &[Row]) -> Self {
        let days = || rows.iter().map(|row| row.date);
        Time(days().min().zip(days().max()))
    }

    fn holds(&self, day: Date) -> bool {
        self.0.is_some_and(|(first, last)| (first..=last).contains(&day))
    }
}

fn lines(conn: &Connection, year: &Year, account: i64) -> Result<Vec<BookLine>> {
    let mut statement = conn.prepare_cached(
        "SELECT l.id, t.id, t.date, t.label, t.reference, l.label, l.reference, l.debit - l.credit, l.reconciled
         FROM acc_transactions_lines l INNER JOIN acc_transactions t ON t.id = l.id_transaction
         WHERE l.id_account = ?1 AND t.id_year = ?2 ORDER BY t.date, t.id, l.id",
    )?;
    let lines = statement.query_map((account, year.id), |row| {
        Ok(BookLine {
            id: row.get(0)?,
            id_transaction: row.get(1)?,
            date: row.get(2)?,
            label: row.get(3)?,
            reference: row.get(4)?,
            line_label: row.get(5)?,
            line_reference: row.get(6)?,
            amount: row.get(7)?,
            reconciled: row.get(8)?,
            day: stored_date(row, 2)?,
        })
    })?;
    Ok(lines.collect::<rusqlite::Result<_>>()?)
}

/// A row and a line that may be the same, by their places.
struct Pair {
    row: usize,
    line: usize,
    has_reference: bool,
    has_label: bool,
    is_reconciled: bool,
    /// Days from the row to the line.
    days: i64,
    closeness: usize,
}

impl Pair {
    fn by(&self) -> &'static str {
        match self {
            Pair { has_reference: true, .. } => "reference",
            Pair { has_label: true, .. } => "label",
            _ => "amount",
        }
    }
}

/// What may be the same, the surest first.
fn pairs(rows: &[Row], lines: &[BookLine], days: u16) -> Vec<Pair> {
    let mut by_amount: HashMap<Cents, Vec<usize>> = HashMap::new();
    for (at, line) in lines.iter().enumerate() {
        by_amount.entry(Cents(line.amount)).or_default().push(at);
    }
    let words: Vec<[Words; 4]> = lines
        .iter()
        .map(|line| {
            let of = |text: &Option<String>| Words::of(text.as_deref().unwrap_or_default());
            [Words::of(&line.label), of(&line.line_label), of(&line.reference), of(&line.line_reference)]
        })
        .collect();
    let mut pairs = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        let Some(same) = by_amount.get(&row.amount) else { continue };
        let (label, reference) = (Words::of(&row.label), Words::of(row.reference.as_deref().unwrap_or_default()));
        let distance = |line: usize| i64::from((lines[line].day - row.date).get_days());
        // Lines are in the order of their days: those that are near stand together.
        let first = same.partition_point(|line| distance(*line) < -i64::from(days));
        let near = same[first..].iter().copied().take_while(|line| distance(*line) <= i64::from(days));
        let mut near: Vec<usize> = near.collect();
        if near.len() > COMPARED {
            near.select_nth_unstable_by_key(COMPARED, |line| (distance(*line).abs(), *line));
            near.truncate(COMPARED);
        }
        pairs.extend(near.into_iter().map(|line| {
            let [entry_label, line_label, entry_reference, line_reference] = &words[line];
            let references = [entry_reference, line_reference];
            Pair {
                row: at,
                line,
                has_reference: references.iter().any(|own| reference.are(own) || label.hold(own)),
                has_label: label.are(entry_label) || label.are(line_label),
                is_reconciled: lines[line].reconciled,
                days: distance(line),
                closeness: label.closeness(entry_label).max(label.closeness(line_label)),
            }
        }));
    }
    pairs.sort_by_key(|pair| {
        let is_exact = pair.has_label || pair.has_reference;
        (!is_exact, pair.days.abs(), std::cmp::Reverse(pair.closeness), pair.is_reconciled, pair.row, pair.line)
    });
    pairs
}

fn proposed(row: &Row, found: Option<Match>, year: &Year, code: &str) -> ProposedRow {
    let is_new = found.is_none() && year.contains(row.date) && row.amount.0 != i64::MIN;
    ProposedRow {
        line: row.line,
        date: text_of(row.date),
        label: row.label.clone(),
        reference: row.reference.clone(),
        amount: row.amount.0,
        r#match: found,
        entry: is_new.then(|| entry(row, year, code)),
    }
}

/// What `POST accounting/transaction` takes, but for the account that the bank cannot know.
fn entry(row: &Row, year: &Year, code: &str) -> Json {
    let (entry_type, side, other) =
        if row.amount > Cents(0) { ("REVENUE", "debit", "credit") } else { ("EXPENSE", "credit", "debit") };
    let label = &row.label[..row.label.floor_char_boundary(LABEL_BYTES_MAX)];
    json!({
        "id_year": year.id,
        "type": entry_type,
        "label": label,
        "date": text_of(row.date),
        "amount": Cents(row.amount.0.saturating_abs()).to_string(),
        side: code,
        other: null,
        "payment_reference": row.reference,
    })
}

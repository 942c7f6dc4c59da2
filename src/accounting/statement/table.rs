//! Tables of banks: CSV most of all. Each bank has headings of its own; some write a few lines above them.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};

use deunicode::deunicode;

use super::day;
use super::{Form, Row, Statement, tidy};
use crate::accounting::amount;
use crate::error::{Error, Result};
use crate::money::Cents;
use crate::msg;
use crate::params::DateContext;
use crate::params::read_date;
use crate::sheet::read::{self, Record};

/// Headings by what they mean, in plain letters, the best first. What follows in a heading, such as a currency, is left.
const DATE: &[&str] = &[
    "date operation",
    "date d operation",
    "date de l operation",
    "date comptable",
    "date de comptabilisation",
    "date transaction",
    "transaction date",
    "booking date",
    "posting date",
    "posted date",
    "date",
    "date valeur",
    "date de valeur",
    "value date",
    "jour",
];
const LABEL: &[&str] = &[
    "libelle operation",
    "libelle de l operation",
    "libelle complet",
    "libelle",
    "label",
    "description",
    "intitule",
    "nature de l operation",
    "nature",
    "wording",
    "details",
    "detail",
    "payee",
    "communication",
    "motif",
    "memo",
    "operation",
    "transaction",
];
const AMOUNT: &[&str] = &["montant", "amount", "valeur", "value"];
const DEBIT: &[&str] = &["debit", "depense", "sortie", "paid out", "money out", "withdrawal"];
const CREDIT: &[&str] = &["credit", "recette", "entree", "paid in", "money in", "deposit"];
const BALANCE: &[&str] = &["solde", "balance"];
const REFERENCE: &[&str] = &[
    "reference",
    "numero de cheque",
    "numero cheque",
    "n cheque",
    "cheque",
    "check number",
    "numero d operation",
    "ref",
];

/// How far down the headings are looked for.
const LINES_ABOVE_MAX: usize = 30;

struct Columns {
    date: usize,
    label: Option<usize>,
    amount: Option<usize>,
    debit: Option<usize>,
    credit: Option<usize>,
    balance: Option<usize>,
    reference: Option<usize>,
}

/// `head` is the beginning of the file.
pub fn read(mut file: File, head: &[u8], context: &DateContext) -> Result<Statement> {
    // The reader of tables wants rows of one length: what stands above the headings is passed over in texts.
    let (skipped_bytes, skipped_lines) = above_headings(head);
    if skipped_bytes > 0 {
        let mut rest = tempfile::tempfile()?;
        file.seek(SeekFrom::Start(skipped_bytes))?;
        std::io::copy(&mut (&mut file).take(super::BYTES_MAX), &mut rest)?;
        file = rest;
    }
    let mut records = read::open(file, &read::Options::default())?;
    let mut columns = None;
    for record in records.by_ref().take(LINES_ABOVE_MAX) {
        columns = Columns::find(&record?);
        if columns.is_some() {
            break;
        }
    }
    let columns = columns.ok_or_else(|| Error::invalid(msg!("statement-columns-missing")))?;
    let mut rows = Vec::new();
    for record in records {
        let mut record = record?;
        record.line += skipped_lines;
        rows.extend(columns.row(&record, context)?);
        if rows.len() > super::ROWS_MAX {
            return Err(Error::invalid(msg!("statement-too-many-rows", limit = super::ROWS_MAX)));
        }
    }
    // Banks list movements from either end: the last balance is that of the last day.
    let last = rows.iter().enumerate().filter_map(|(at, row)| Some((row.date, at, row.balance?)));
    let is_descending = rows.first().zip(rows.last()).is_some_and(|(first, last)| first.date > last.date);
    let balance = match is_descending {
        true => last.max_by_key(|(date, at, _)| (*date, std::cmp::Reverse(*at))),
        false => last.max_by_key(|(date, at, _)| (*date, *at)),
    };
    Ok(Statement { form: Form::Table, rows, balance: balance.map(|(date, _, balance)| (date, balance)) })
}

/// How many bytes and lines stand above the headings of a text; none when it is no text or has none.
fn above_headings(head: &[u8]) -> (u64, usize) {
    let (mut bytes, mut lines) = (0, 0);
    if head.starts_with(b"PK") {
        return (0, 0);
    }
    for line in head.split_inclusive(|byte| *byte == b'\n').take(LINES_ABOVE_MAX) {
        let text = String::from_utf8_lossy(line);
        let cells = [';', ',', '\t', '|'].map(|separator| text.split(separator).map(plain).collect::<Vec<String>>());
        let are_headings = |cells: &Vec<String>| Columns::of(cells).is_some();
        if cells.iter().any(are_headings) {
            return (bytes, lines);
        }
        bytes += line.len() as u64;
        lines += 1;
    }
    (0, 0)
}

/// A heading in plain letters, words apart by one space.
fn plain(heading: &str) -> String {
    let short = &heading[..heading.floor_char_boundary(100)];
    let plain = deunicode(short).to_ascii_lowercase();
    let words: Vec<&str> =
        plain.split(|character: char| !character.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

impl Columns {
    fn find(record: &Record) -> Option<Columns> {
        Self::of(&record.cells.iter().map(|cell| plain(cell)).collect::<Vec<_>>())
    }

    /// A day and an amount are needed.
    fn of(headings: &[String]) -> Option<Columns> {
        let find = |names: &[&str]| {
            names.iter().find_map(|name| {
                let is_it = |heading: &String| {
                    heading.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
                };
                headings.iter().position(is_it)
            })
        };
        let (amount, debit, credit) = (find(AMOUNT), find(DEBIT), find(CREDIT));
        let date = find(DATE)?;
        (amount.is_some() || debit.is_some() && credit.is_some()).then(|| Columns {
            date,
            label: find(LABEL),
            amount,
            debit,
            credit,
            balance: find(BALANCE),
            reference: find(REFERENCE),
        })
    }

    /// `None` for a row without movement, such as one that tells a balance.
    fn row(&self, record: &Record, context: &DateContext) -> Result<Option<Row>> {
        let cell = |at: Option<usize>| at.map_or("", |at| record.cell(at).trim());
        let money = |at: Option<usize>| {
            // Amounts of banks may be followed by their currency.
            let text = cell(at).trim_end_matches(|c: char| c.is_whitespace() || c == '€' || c.is_ascii_alphabetic());
            amount::parse(text)
                .ok_or_else(|| Error::invalid(msg!("statement-amount-wrong", line = record.line, value = cell(at))))
        };
        let moved = match (self.debit, self.credit) {
            (Some(_), Some(_)) if cell(self.debit).len() + cell(self.credit).len() > 0 => {
                // Some banks give what was paid out a sign, others not.
                let (paid, received) = (money(self.debit)?, money(self.credit)?);
                Cents(received.0.saturating_abs()).checked_sub(Cents(paid.0.saturating_abs())).unwrap_or_default()
            }
            _ => money(self.amount)?,
        };
        if moved == Cents(0) {
            return Ok(None);
        }
        let date = record.cell(self.date);
        let wrong_date = || Error::invalid(msg!("statement-date-wrong", line = record.line, value = date));
        let read = read_date(date, context).or_else(|| day::read(date, day::First::Day, context.today));
        Ok(Some(Row {
            line: record.line,
            date: read.ok_or_else(wrong_date)?,
            label: tidy(cell(self.label)).unwrap_or_default(),
            reference: tidy(cell(self.reference)),
            amount: moved,
            balance: Some(self.balance).filter(|_| !cell(self.balance).is_empty()).map(money).transpose()?,
        }))
    }
}

//! Statements of banks: reading them, and finding the lines of the books that they confirm (accounting.md 8).
//!
//! | module | what it does |
//! |---|---|
//! | `text`, `delimited` | the characters of a file, and the cells of a text table |
//! | `table`, `ofx`, `qif`, `camt`, `mt940`, `coda` | the forms in which banks give statements, each read into a `draft` |
//! | `vocabulary`, `amounts`, `day`, `label` | words, amounts, days and labels as banks write them |
//! | `select`, `fees`, `closing` | the movements of one account in one currency, and its closing balance |
//! | `matching`, `words` | which line of the books is which row |
//! | `proposal` | the answer: matches, entries to add, what was passed over |
//! | `layouts` | columns that a person named, remembered for each account |
//! | `reconcile` | marks lines as seen on a statement |

use std::fs::File;
use std::io::{Read, Seek};

use jiff::civil::Date;
use rusqlite::Connection;
use serde::Serialize;

use crate::association::Settings;
use crate::error::{Error, Result};
use crate::i18n::Message;
use crate::money::Cents;
use crate::msg;
use crate::params::DateContext;

pub mod amounts;
mod camt;
mod closing;
mod coda;
pub mod day;
mod delimited;
mod draft;
mod fees;
mod label;
pub mod layouts;
mod lines;
mod matching;
mod mt940;
mod ofx;
mod options;
mod passed_over;
mod proposal;
mod qif;
mod reconcile;
mod select;
mod table;
#[cfg(test)]
mod tests;
mod text;
pub mod vocabulary;
mod words;

pub use options::{Layout, Options};
pub use proposal::{Proposal, bank_account, propose};
pub use reconcile::reconcile;

use draft::{Draft, Movement};
use passed_over::PassedOver;
use table::ShownColumn;

/// Bytes of a statement that is a text.
const BYTES_MAX: u64 = 32 << 20;
/// Movements of a statement: a year of a large association has a few thousand.
const ROWS_MAX: usize = 100_000;
/// Rows of a table, with those that are not movements.
const LINES_MAX: usize = 2 * ROWS_MAX;

/// A movement on the account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Where it stands in the file, from 1: its line, or its place among the others.
    pub line: usize,
    pub date: Date,
    /// At most as long as an entry takes; empty when the file gives no text.
    pub label: String,
    /// The number of a cheque or transfer, when the bank tells it apart.
    pub reference: Option<String>,
    /// Above zero for money received, which the books have at the debit of the bank.
    pub amount: Cents,
    /// Whether it is the fee of the movement before it.
    pub is_fee: bool,
    /// The payments of a batch, whose sum is the amount.
    pub parts: Vec<Row>,
}

impl Row {
    fn of(movement: Movement) -> Self {
        let Movement { line, date, label, reference, amount, parts, .. } = movement;
        Row { line, date, label, reference, amount, is_fee: false, parts }
    }
}

/// How a statement is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Form {
    Ofx,
    Qif,
    Table,
    Camt,
    Mt940,
    Coda,
}

/// The movements of one account, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    pub form: Form,
    /// As the file names it.
    pub account_in_file: Option<String>,
    pub rows: Vec<Row>,
    pub passed_over: Vec<PassedOver>,
    /// What was decided although the file does not tell it.
    pub warnings: Vec<Message>,
    /// Of a table.
    pub columns: Vec<ShownColumn>,
    /// Whether columns that were remembered served.
    pub used_layout: bool,
    /// Cells of the longest row of a table.
    pub width: usize,
    /// Of the account when the statement was made, with its day.
    pub balance: Option<(Date, Cents)>,
}

/// The currency of the association.
pub fn currency(conn: &Connection) -> Result<String> {
    Ok(Settings::read(conn)?.currency.unwrap_or_default())
}

/// Reads a statement of any form, which is found from its content. `currency` is that of the association.
///
/// # Errors
///
/// [`Error::Invalid`] when it is not a statement, holds no movement, is of several accounts or is beyond a limit; names the
/// line when there is one. [`Error::TooLarge`] beyond the most bytes.
pub fn read(mut file: File, options: &Options, currency: &str, context: &DateContext) -> Result<Statement> {
    let mut head = Vec::new();
    file.rewind()?;
    (&mut file).take(8).read_to_end(&mut head)?;
    file.rewind()?;
    let draft = if head.starts_with(b"PK") || head.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        table::read(&table::lines_of_sheet(file)?, options, context)?
    } else {
        let bytes = bytes_of(&mut file)?;
        let text = text::decode(&bytes);
        read_text(&text, file, options, context)?
    };
    select::select(draft, options, currency)
}

fn read_text(text: &str, file: File, options: &Options, context: &DateContext) -> Result<Draft> {
    match form_of(text.trim_start_matches(delimited::is_blank)) {
        Form::Ofx => ofx::read(text),
        Form::Qif => qif::read(text, options, context),
        Form::Camt => camt::read(text),
        Form::Mt940 => mt940::read(text),
        Form::Coda => coda::read(text),
        Form::Table => {
            // Pictures, web pages and the like are refused by the reader of tables, which says what they are.
            let start = text.trim_start();
            if start.is_empty() || text.contains('\0') || start.starts_with(['<', '%', '{', '[']) {
                crate::sheet::read::open(file, &crate::sheet::read::Options::default())?;
            }
            table::read(&table::lines_of_text(text, options)?, options, context)
        }
    }
}

fn bytes_of(file: &mut File) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.take(BYTES_MAX + 1).read_to_end(&mut bytes)?;
    file.rewind()?;
    if bytes.len() as u64 > BYTES_MAX {
        return Err(Error::TooLarge(msg!("statement-too-large", limit = BYTES_MAX >> 20)));
    }
    Ok(bytes)
}

/// As much of a text as tells its form.
const HEAD_BYTES: usize = 8192;

fn form_of(text: &str) -> Form {
    let head = &text[..text.floor_char_boundary(HEAD_BYTES)];
    let upper = head.to_ascii_uppercase();
    if upper.starts_with("OFXHEADER") || upper.contains("<OFX>") || upper.contains("<?OFX") {
        Form::Ofx
    } else if camt::is_camt(head) {
        Form::Camt
    } else if qif::is_qif(head) {
        Form::Qif
    } else if mt940::is_mt940(head) {
        Form::Mt940
    } else if coda::is_coda(head) {
        Form::Coda
    } else {
        Form::Table
    }
}

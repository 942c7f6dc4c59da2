//! Statements of banks: reading them, and finding the lines of the books that they confirm (accounting.md 8).
//!
//! | module | what it does |
//! |---|---|
//! | `ofx`, `qif`, `table` | the three forms in which banks give them |
//! | `day`, `words` | days as banks write them; labels compared |
//! | `matching` | which line of the books is which row |
//! | `reconcile` | marking lines as seen on a statement |

use std::fs::File;
use std::io::{Read, Seek};

use encoding_rs::WINDOWS_1252;
use jiff::civil::Date;
use serde::Serialize;

use crate::error::{Error, Result};
use crate::money::Cents;
use crate::msg;
use crate::params::DateContext;

mod day;
mod matching;
mod ofx;
mod qif;
mod reconcile;
mod table;
#[cfg(test)]
mod tests;
mod words;

pub use matching::{Proposal, propose};
pub use reconcile::reconcile;

/// Bytes of a statement that is a text.
const BYTES_MAX: u64 = 16 << 20;
/// Rows of a statement: a year of a large association has a few thousand.
const ROWS_MAX: usize = 100_000;

/// A movement on the account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Where it stands in the file, from 1: its line, or its place among the others.
    pub line: usize,
    pub date: Date,
    pub label: String,
    /// The number of a cheque or transfer, when the bank tells it apart.
    pub reference: Option<String>,
    /// Above zero for money received, which the books have at the debit of the bank.
    pub amount: Cents,
    /// Of the account, after the movement.
    pub balance: Option<Cents>,
}

/// How a statement is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Form {
    Ofx,
    Qif,
    Table,
}

/// A statement, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    pub form: Form,
    pub rows: Vec<Row>,
    /// Of the account when the statement was made, with its day.
    pub balance: Option<(Date, Cents)>,
}

/// Reads a statement of any form, which is found from its content.
///
/// # Errors
///
/// [`Error::Invalid`] when it is none, holds no movement, or is beyond a limit; names the line when there is one.
pub fn read(mut file: File, context: &DateContext) -> Result<Statement> {
    let mut head = Vec::new();
    file.rewind()?;
    (&mut file).take(4096).read_to_end(&mut head)?;
    file.rewind()?;
    let statement = match form_of(&head) {
        Form::Ofx => ofx::read(&text_of(file)?)?,
        Form::Qif => qif::read(&text_of(file)?, context)?,
        Form::Table => table::read(file, &head, context)?,
    };
    match statement.rows.len() {
        0 => Err(Error::invalid(msg!("statement-empty"))),
        1..=ROWS_MAX => Ok(statement),
        _ => Err(Error::invalid(msg!("statement-too-many-rows", limit = ROWS_MAX))),
    }
}

fn form_of(head: &[u8]) -> Form {
    let head = String::from_utf8_lossy(head).to_ascii_uppercase();
    let head = head.trim_start_matches('\u{feff}').trim_start();
    if head.starts_with("OFXHEADER") || head.contains("<OFX>") || head.contains("<?OFX") {
        Form::Ofx
    } else if head.starts_with('!') {
        Form::Qif
    } else {
        Form::Table
    }
}

/// A whole file as text: UTF-8, else Windows-1252, which takes any bytes.
fn text_of(file: File) -> Result<String> {
    let mut bytes = Vec::new();
    file.take(BYTES_MAX + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > BYTES_MAX {
        return Err(Error::TooLarge(msg!("statement-too-large", limit = BYTES_MAX >> 20)));
    }
    Ok(match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => WINDOWS_1252.decode_without_bom_handling(error.as_bytes()).0.into_owned(),
    })
}

/// A text of a statement on one line, without what controls; `None` when nothing is left.
fn tidy(text: &str) -> Option<String> {
    let words: Vec<&str> = text
        .split(|character: char| character.is_whitespace() || character.is_control())
        .filter(|w| !w.is_empty())
        .collect();
    Some(words.join(" ")).filter(|text| !text.is_empty())
}

/// The two texts of a movement as one label, without saying the same twice.
fn label_of(name: Option<String>, memo: Option<String>) -> String {
    match (name, memo) {
        (Some(name), Some(memo)) if memo.starts_with(&name) => memo,
        (Some(name), Some(memo)) if !name.contains(&memo) => format!("{name} {memo}"),
        (Some(text), _) | (None, Some(text)) => text,
        (None, None) => String::new(),
    }
}

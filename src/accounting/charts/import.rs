//! Imports charts from CSV, ODS or XLSX files with the columns of accounting.md 11, whole or not at all.

use std::collections::BTreeMap;

use rusqlite::Transaction;
use serde::Serialize;

use super::change::{self, ChartDraft, note_new};
use super::{Chart, ChartAccount, ChartCountry, Position, shipped};
use crate::accounting::codes;
use crate::accounting::texts;
use crate::audit::AuditContext;
use crate::error::{Error, FieldError, Result};
use crate::i18n::Message;
use crate::imports::headings::fold;
use crate::msg;
use crate::sheet::read::{Limits, Record, Records};

/// Columns with their key, their heading in French, and whether the file must have them.
pub(super) const COLUMNS: [(&str, &str, bool); 6] = [
    ("code", "Numéro", true),
    ("label", "Libellé", true),
    ("description", "Description", true),
    ("position", "Position", true),
    ("added", "Ajouté", false),
    ("bookmark", "Favori", true),
];

/// The most wrong lines that an error lists.
const ERRORS_TOLD: usize = 100;

/// The limits of a file: the largest chart has a thousand accounts.
pub fn limits() -> Limits {
    Limits { records: 20_000, columns: 100, ..Limits::default() }
}

/// A chart made from a file.
#[derive(Debug, Serialize)]
pub struct Imported {
    #[serde(flatten)]
    pub chart: Chart,
    /// How many it has.
    pub accounts: usize,
}

/// Creates a chart of the association from a file. Types and positions follow from the codes by the rules of the country.
///
/// # Errors
///
/// [`Error::Invalid`] without a label, or when the file cannot be taken: every wrong line is named.
pub fn import(tx: &Transaction<'_>, draft: &ChartDraft, records: Records, trace: &AuditContext) -> Result<Imported> {
    let label = draft.label.as_deref().ok_or_else(texts::no_label)?;
    let country = draft.country.flatten();
    let accounts = accounts(records, country)?;
    let id = change::insert(tx, label, country.map(ChartCountry::code), draft.archived.unwrap_or(false))?;
    for account in &accounts {
        shipped::insert(tx, id, country, account)?;
    }
    Ok(Imported { chart: note_new(tx, id, trace)?, accounts: accounts.len() })
}

/// The accounts of a file, or what is wrong with it.
fn accounts(mut records: Records, country: Option<ChartCountry>) -> Result<Vec<ChartAccount>> {
    let headings = records.next().transpose()?.unwrap_or(Record { line: 1, cells: Vec::new() });
    let columns = Columns::find(&headings)?;
    let (mut accounts, mut errors) = (Vec::new(), Vec::new());
    let mut lines: BTreeMap<String, usize> = BTreeMap::new();
    for record in records {
        let record = record?;
        let read = columns.account(&record, country).and_then(|account| {
            match lines.insert(account.code.clone(), record.line) {
                Some(first) => Err(msg!("chart-line-twice", line = record.line, code = account.code, first = first)),
                None => Ok(account),
            }
        });
        match read {
            Ok(account) => accounts.push(account),
            Err(message) => errors.push(FieldError { field: format!("line {}", record.line), message }),
        }
    }
    match errors.first() {
        Some(first) => {
            let message = first.message.clone();
            errors.truncate(ERRORS_TOLD);
            Err(Error::Invalid { message, fields: errors })
        }
        None if accounts.is_empty() => Err(Error::invalid_field("file", msg!("chart-file-empty"))),
        None => Ok(accounts),
    }
}

/// Where each of [`COLUMNS`] stands in the file.
struct Columns {
    places: [Option<usize>; COLUMNS.len()],
    width: usize,
}

impl Columns {
    fn find(headings: &Record) -> Result<Self> {
        let folded: Vec<String> = headings.cells.iter().map(|heading| fold(heading)).collect();
        let mut places = [None; COLUMNS.len()];
        for ((key, heading, required), place) in COLUMNS.iter().zip(&mut places) {
            *place = folded.iter().position(|folded| folded == key || *folded == fold(heading));
            if *required && place.is_none() {
                return Err(Error::invalid_field(*key, msg!("chart-column-missing", key = *key, heading = *heading)));
            }
        }
        Ok(Columns { places, width: headings.cells.len() })
    }

    fn account(&self, record: &Record, country: Option<ChartCountry>) -> Result<ChartAccount, Message> {
        let line = record.line;
        if record.cells.len() > self.width {
            return Err(msg!("chart-line-width", line = line, cells = record.cells.len(), width = self.width));
        }
        let mut cells = [""; COLUMNS.len()];
        for (cell, place) in cells.iter_mut().zip(self.places) {
            *cell = place.map_or(Ok(""), |place| record.text(place))?;
        }
        let [code, label, description, position, added, bookmark] = cells;
        if codes::parse(code, country).is_err() {
            return Err(msg!("chart-line-code", line = line, code = code));
        }
        let chosen =
            Position::parse(position).ok_or_else(|| msg!("chart-line-position", line = line, position = position))?;
        let long = |_| msg!("chart-line-long", line = line);
        Ok(ChartAccount {
            code: code.to_owned(),
            label: texts::optional("label", label, texts::LABEL_BYTES_MAX)
                .map_err(long)?
                .ok_or_else(|| msg!("chart-line-label", line = line))?,
            description: texts::optional("description", description, texts::DESCRIPTION_BYTES_MAX).map_err(long)?,
            position: Position::of_code(country, code, chosen),
            bookmark: !bookmark.is_empty(),
            added: !added.is_empty(),
        })
    }
}

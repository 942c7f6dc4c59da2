//! Marking lines of bank accounts as seen on a statement.

use std::collections::BTreeMap;

use rusqlite::{OptionalExtension, Transaction};

use crate::accounting::account_type::AccountType;
use crate::accounting::entries::{Entry, store};
use crate::accounting::year::Year;
use crate::audit::AuditLog;
use crate::error::{Error, Result};
use crate::i18n::Message;
use crate::msg;
use crate::params::Ids;

/// Marks lines of a year as reconciled, and others as not; tells how many were not so before.
///
/// # Errors
///
/// [`Error::Invalid`] when the year is not open, for a line that is not of it or not of a bank account, or that is named
/// on both sides.
pub fn reconcile(
    tx: &Transaction<'_>,
    year: &Year,
    reconciled: &Ids,
    unreconciled: &Ids,
    audit: &AuditLog<'_>,
) -> Result<usize> {
    year.require_open()?;
    let mut by_entry: BTreeMap<i64, BTreeMap<i64, bool>> = BTreeMap::new();
    for (lines, is_reconciled) in [(reconciled, true), (unreconciled, false)] {
        for line in lines.values() {
            let entry = entry_of(tx, year, *line).map_err(|error| error.about(lines, *line))?;
            let before = by_entry.entry(entry).or_default().insert(*line, is_reconciled);
            if before == Some(!is_reconciled) {
                return Err(lines.refused(*line, msg!("reconcile-both", line = *line)));
            }
        }
    }
    let mut changed = 0;
    for (entry, wanted) in by_entry {
        let before = Entry::get(tx, entry)?;
        let mut after = before.clone();
        for line in &mut after.lines {
            if let Some(is_reconciled) = wanted.get(&line.id).filter(|wanted| **wanted != line.reconciled) {
                line.reconciled = *is_reconciled;
                changed += 1;
            }
        }
        store::save(tx, Some(&before), after, audit)?;
    }
    Ok(changed)
}

/// Why a line cannot be reconciled, or what could not be read.
enum Refused {
    Because(Message),
    Failed(Error),
}

impl Refused {
    fn about(self, lines: &Ids, line: i64) -> Error {
        match self {
            Refused::Because(message) => lines.refused(line, message),
            Refused::Failed(error) => error,
        }
    }
}

fn entry_of(tx: &Transaction<'_>, year: &Year, line: i64) -> Result<i64, Refused> {
    let found: rusqlite::Result<Option<(i64, i64, AccountType)>> = tx
        .prepare_cached(
            "SELECT l.id_transaction, t.id_year, a.type FROM acc_transactions_lines l
             INNER JOIN acc_transactions t ON t.id = l.id_transaction
             INNER JOIN acc_accounts a ON a.id = l.id_account WHERE l.id = ?1",
        )
        .and_then(|mut select| select.query_row([line], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).optional());
    match found.map_err(|error| Refused::Failed(error.into()))? {
        None => Err(Refused::Because(msg!("letter-line-unknown", line = line))),
        Some((_, other, _)) if other != year.id => {
            Err(Refused::Because(msg!("letter-other-year", line = line, year = year.label.as_str())))
        }
        Some((_, _, account_type)) if account_type != AccountType::Bank => {
            Err(Refused::Because(msg!("reconcile-not-bank", line = line)))
        }
        Some((entry, ..)) => Ok(entry),
    }
}

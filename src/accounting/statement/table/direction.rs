//! What gives the amounts of a column their sign: their own minus, or a column of directions beside them.

use super::super::delimited::Line;
use super::super::vocabulary;
use super::columns::Columns;
use super::conventions::Conventions;
use crate::error::{Error, Result};
use crate::money::Cents;
use crate::msg;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Amounts have their own signs.
    Own,
    /// Amounts have no sign; this column gives it.
    Column(usize),
    /// Amounts have no sign and there is no such column: all is money received.
    Unsigned,
}

impl Direction {
    /// # Errors
    ///
    /// [`Error::Invalid`] when amounts have no sign and a column of directions cannot be read, and when the two
    /// contradict each other.
    pub fn of(columns: &Columns, rows: &[Line], conventions: &Conventions) -> Result<Self> {
        let Some(amount) = columns.amount else { return Ok(Direction::Own) };
        let amounts = || {
            let dated = rows.iter().filter(|line| columns.date.is_none_or(|at| !line.cell(at).is_empty()));
            dated.filter_map(move |line| Some((line, conventions.amount(line, amount).ok()??.0)))
        };
        let is_signed = amounts().any(|(_, amount)| amount < Cents(0));
        let Some(at) = columns.direction else {
            return match columns.unclear_direction {
                Some(at) if !is_signed && columns.debit.is_none() => {
                    let first = rows.iter().find(|line| !line.cell(at).is_empty());
                    let (line, value) = first.map_or((0, ""), |line| (line.number, line.cell(at)));
                    Err(Error::invalid(msg!("statement-direction-unknown", line = line, value = value)))
                }
                _ => Ok(if is_signed { Direction::Own } else { Direction::Unsigned }),
            };
        };
        if !is_signed {
            return Ok(Direction::Column(at));
        }
        for (line, amount) in amounts().filter(|(_, amount)| *amount != Cents(0)) {
            let is_in = vocabulary::direction_of(line.cell(at));
            if is_in.is_some_and(|is_in| is_in != (amount > Cents(0))) {
                let message = msg!("statement-direction-contradicts", line = line.number, value = line.cell(at));
                return Err(Error::invalid(message));
            }
        }
        Ok(Direction::Own)
    }

    /// The amount with its sign.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] with the line when the column of directions is empty there.
    pub fn apply(self, line: &Line, amount: Cents) -> Result<Cents> {
        let Direction::Column(at) = self else { return Ok(amount) };
        match vocabulary::direction_of(line.cell(at)) {
            Some(true) => Ok(amount),
            Some(false) => Ok(Cents(-amount.0)),
            None if amount == Cents(0) => Ok(amount),
            None => {
                let message = msg!("statement-direction-unknown", line = line.number, value = line.cell(at));
                Err(Error::invalid(message))
            }
        }
    }
}

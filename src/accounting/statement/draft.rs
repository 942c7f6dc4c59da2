//! A statement as a file tells it, before the account, the currency and the fees are settled (`select`).

use jiff::civil::Date;

use super::passed_over::{PassedOver, Reason};
use super::table::columns::ShownColumn;
use super::{Form, ROWS_MAX, Row};
use crate::error::{Error, Result};
use crate::i18n::Message;
use crate::money::Cents;
use crate::msg;

/// A movement as the file gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Movement {
    /// Where it stands in the file, from 1: its line, or its place among the others.
    pub line: usize,
    pub date: Date,
    pub label: String,
    pub reference: Option<String>,
    /// Above zero for money received.
    pub amount: Cents,
    /// Of the account, after the movement.
    pub balance: Option<Cents>,
    /// What the bank took for it, which the amount may or may not include.
    pub fee: Option<Cents>,
    /// The amount and the fee together.
    pub net: Option<Cents>,
    /// The account of the association, when the file names it.
    pub account: Option<String>,
    pub currency: Option<String>,
    /// The payments of a batch, when the file gives each of them.
    pub parts: Vec<Row>,
}

impl Movement {
    /// A movement of which the file tells nothing else.
    pub fn new(line: usize, date: Date, amount: Cents) -> Self {
        Movement {
            line,
            date,
            label: String::new(),
            reference: None,
            amount,
            balance: None,
            fee: None,
            net: None,
            account: None,
            currency: None,
            parts: Vec::new(),
        }
    }
}

/// The balance of an account at the end of a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closing {
    pub account: Option<String>,
    pub currency: Option<String>,
    pub date: Date,
    pub amount: Cents,
}

#[derive(Debug)]
pub struct Draft {
    pub form: Form,
    pub movements: Vec<Movement>,
    pub passed_over: Vec<PassedOver>,
    pub closings: Vec<Closing>,
    pub warnings: Vec<Message>,
    /// Of a table.
    pub columns: Vec<ShownColumn>,
    /// Whether columns that were remembered served.
    pub used_layout: bool,
    /// Cells of the longest row of a table.
    pub width: usize,
}

impl Draft {
    pub fn new(form: Form) -> Self {
        Draft {
            form,
            movements: Vec::new(),
            passed_over: Vec::new(),
            closings: Vec::new(),
            warnings: Vec::new(),
            columns: Vec::new(),
            used_layout: false,
            width: 0,
        }
    }

    /// # Errors
    ///
    /// [`Error::Invalid`] beyond the most movements that a statement may have.
    pub fn push(&mut self, movement: Movement) -> Result<()> {
        if self.movements.len() >= ROWS_MAX {
            return Err(Error::invalid(msg!("statement-too-many-rows", limit = ROWS_MAX)));
        }
        self.movements.push(movement);
        Ok(())
    }

    pub fn pass_over(&mut self, line: usize, reason: Reason) {
        if self.passed_over.len() < 2 * ROWS_MAX {
            self.passed_over.push(PassedOver { line, reason });
        }
    }
}

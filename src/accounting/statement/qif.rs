//! QIF: a letter and a value on each line, a caret after each movement.

use super::day::{self, First};
use super::{Form, ROWS_MAX, Row, Statement, label_of, tidy};
use crate::accounting::amount;
use crate::error::{Error, Result};
use crate::msg;
use crate::params::DateContext;

/// A movement as its lines give it.
#[derive(Default)]
struct Movement<'a> {
    /// Of its first line; 0 before there is one.
    line: usize,
    date: &'a str,
    amount: &'a str,
    payee: &'a str,
    memo: &'a str,
    number: &'a str,
}

pub fn read(text: &str, context: &DateContext) -> Result<Statement> {
    let mut movements: Vec<Movement<'_>> = Vec::new();
    let mut current = Movement::default();
    // Lists of categories, securities and accounts have the same form.
    let mut is_account = true;
    for (line, text) in (1..).zip(text.trim_start_matches('\u{feff}').split(['\n', '\r']).filter(|l| !l.is_empty())) {
        let text = text.trim();
        let Some(letter) = text.chars().next() else { continue };
        let value = text[letter.len_utf8()..].trim();
        match letter {
            '!' => is_account = is_of_account(value).unwrap_or(is_account),
            '^' => {
                let done = std::mem::take(&mut current);
                if is_account && done.line > 0 && !(done.date.is_empty() && done.amount.is_empty()) {
                    movements.push(done);
                }
                if movements.len() > ROWS_MAX {
                    return Err(Error::invalid(msg!("statement-too-many-rows", limit = ROWS_MAX)));
                }
            }
            _ => current.take(line, letter, value),
        }
    }
    if is_account && !current.date.is_empty() {
        movements.push(current);
    }
    let order = day::order_of(movements.iter().map(|movement| movement.date));
    let rows = movements.iter().map(|movement| movement.row(order, context)).collect::<Result<_>>()?;
    Ok(Statement { form: Form::Qif, rows, balance: None })
}

/// Whether movements of an account follow a heading; `None` when it says nothing of it.
fn is_of_account(heading: &str) -> Option<bool> {
    let heading = heading.to_ascii_lowercase();
    match heading.strip_prefix("type:") {
        Some(kind) => Some(["bank", "cash", "ccard", "oth a", "oth l"].contains(&kind.trim())),
        None if heading == "account" => Some(false),
        None => None,
    }
}

impl<'a> Movement<'a> {
    fn take(&mut self, line: usize, letter: char, value: &'a str) {
        if self.line == 0 {
            self.line = line;
        }
        match letter {
            'D' => self.date = value,
            'T' => self.amount = value,
            // The same amount again, for larger ones.
            'U' if self.amount.is_empty() => self.amount = value,
            'P' => self.payee = value,
            'M' => self.memo = value,
            'N' => self.number = value,
            _ => {}
        }
    }

    fn row(&self, order: First, context: &DateContext) -> Result<Row> {
        let wrong_date = || Error::invalid(msg!("statement-date-wrong", line = self.line, value = self.date));
        let wrong_amount = || Error::invalid(msg!("statement-amount-wrong", line = self.line, value = self.amount));
        Ok(Row {
            line: self.line,
            date: day::read(self.date, order, context.today).ok_or_else(wrong_date)?,
            amount: Some(self.amount)
                .filter(|amount| !amount.is_empty())
                .and_then(amount::parse)
                .ok_or_else(wrong_amount)?,
            label: label_of(tidy(self.payee), tidy(self.memo)),
            reference: tidy(self.number),
            balance: None,
        })
    }
}

//! How a table writes its days and amounts, decided from all its rows.

use super::super::amounts::{Evidence, Unread, Written};
use super::super::day::{self, Order};
use super::super::delimited::Line;
use super::super::options::Layout;
use super::columns::Columns;
use crate::error::{Error, Result};
use crate::money::Cents;
use crate::msg;
use crate::params::DateContext;

pub struct Conventions {
    pub order: Order,
    /// Days could be read in another order, and nothing tells which.
    pub is_order_a_guess: bool,
    /// The mark of decimals that the request gives.
    decimal: Option<char>,
    /// What the amounts of each column tell, by its place.
    by_column: Vec<(usize, Evidence)>,
}

impl Conventions {
    pub fn of(columns: &Columns, rows: &[Line], layout: &Layout, context: &DateContext) -> Self {
        let days = || rows.iter().filter_map(|line| day::Written::parse(line.cell(columns.date?)));
        let told = layout.order().or_else(|| day::order_of(days()));
        let places = [columns.amount, columns.net, columns.debit, columns.credit, columns.balance, columns.fee];
        let evidence = |at: usize| {
            let mut evidence = Evidence::default();
            rows.iter().filter_map(|line| Written::parse(line.cell(at))).for_each(|amount| evidence.note(&amount));
            (at, evidence)
        };
        Conventions {
            order: told.unwrap_or(Order::DayMonthYear),
            is_order_a_guess: told.is_none() && day::may_be_month_first(days(), context.today),
            decimal: layout.decimal,
            by_column: places.into_iter().flatten().map(evidence).collect(),
        }
    }

    /// The mark of decimals in a column: its own amounts tell it, else those of the other columns.
    fn decimal_of(&self, at: usize) -> Option<char> {
        let own =
            self.by_column.iter().find(|(place, _)| *place == at).map(|(_, evidence)| *evidence).unwrap_or_default();
        let all = || self.by_column.iter().fold(Evidence::default(), |sum, (_, evidence)| sum.and(*evidence));
        self.decimal.or_else(|| if own.is_empty() { all().decimal() } else { own.decimal() })
    }

    /// The amount in a cell and the currency beside it; `None` for an empty cell or a dash.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] with the line for a text that is not an amount, and for an amount that can be read in two ways.
    pub fn amount(&self, line: &Line, at: usize) -> Result<Option<(Cents, Option<String>)>> {
        let cell = line.cell(at);
        if is_void(cell) {
            return Ok(None);
        }
        let wrong = || Error::invalid(msg!("statement-amount-wrong", line = line.number, value = cell));
        let written = Written::parse(cell).ok_or_else(wrong)?;
        match written.read(self.decimal_of(at)) {
            Ok(cents) => Ok(Some((cents, written.currency))),
            Err(Unread::Wrong) => Err(wrong()),
            Err(Unread::Undecided) => {
                let message = msg!("statement-amount-undecided", line = line.number, value = cell);
                Err(Error::invalid_field("decimal", message))
            }
        }
    }
}

/// Nothing, or dashes where a table has no amount.
fn is_void(cell: &str) -> bool {
    cell.chars().all(|c| c.is_whitespace() || matches!(c, '-' | '.' | '/' | '\u{2010}'..='\u{2015}' | '\u{2212}'))
}

//! A row of a table as a movement, or the reason why it is not one.

use std::collections::BTreeSet;

use super::super::delimited::Line;
use super::super::draft::Movement;
use super::super::label;
use super::super::options::Layout;
use super::super::passed_over::Reason;
use super::super::vocabulary::{self, Meaning};
use super::super::{amounts, day};
use super::columns::Columns;
use super::conventions::Conventions;
use super::direction::Direction;
use crate::error::{Error, Result};
use crate::i18n::Message;
use crate::money::Cents;
use crate::msg;
use crate::params::DateContext;

/// A table of which it is known how to read it.
pub struct Reading<'a> {
    columns: &'a Columns,
    context: &'a DateContext,
    conventions: Conventions,
    direction: Direction,
    /// Whether amounts in the debit column are money paid as they are, or have a minus as well.
    debit_sign: DebitSign,
    /// Whether a balance cannot be read: then none is used.
    has_unread_balance: bool,
    unknown_states: BTreeSet<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum DebitSign {
    /// All are written alike: the sign says nothing.
    Alike,
    /// Some have a minus and others not: those with a minus give money back.
    Mixed,
}

impl<'a> Reading<'a> {
    pub fn new(columns: &'a Columns, rows: &[Line], layout: &Layout, context: &'a DateContext) -> Result<Self> {
        let conventions = Conventions::of(columns, rows, layout, context);
        let direction = Direction::of(columns, rows, &conventions)?;
        let debits = rows.iter().filter_map(|line| conventions.amount(line, columns.debit?).ok()??.0.into());
        let (mut is_above, mut is_below) = (false, false);
        for Cents(debit) in debits {
            is_above |= debit > 0;
            is_below |= debit < 0;
        }
        let debit_sign = if is_above && is_below { DebitSign::Mixed } else { DebitSign::Alike };
        let states = rows.iter().filter_map(|line| Some(line.cell(columns.state?)));
        let is_unknown = |state: &&str| !state.is_empty() && vocabulary::state_of(state).is_none();
        let unknown_states = states.filter(is_unknown).map(|state| label::cut(state, 40)).take(1000).collect();
        let mut balances = rows.iter().filter_map(|line| Some(conventions.amount(line, columns.balance?)));
        let has_unread_balance = balances.any(|balance| balance.is_err());
        Ok(Reading { columns, context, conventions, direction, debit_sign, has_unread_balance, unknown_states })
    }

    /// What was decided without being told.
    pub fn warnings(&self) -> Vec<Message> {
        let mut warnings = Vec::new();
        if self.conventions.is_order_a_guess {
            warnings.push(msg!("statement-warning-order"));
        }
        if self.direction == Direction::Unsigned && self.columns.debit.is_none() {
            warnings.push(msg!("statement-warning-unsigned"));
        }
        if self.debit_sign == DebitSign::Mixed {
            warnings.push(msg!("statement-warning-debit-signs"));
        }
        if self.has_unread_balance {
            warnings.push(msg!("statement-warning-balances"));
        }
        if !self.unknown_states.is_empty() {
            let states: Vec<&str> = self.unknown_states.iter().map(String::as_str).take(10).collect();
            warnings.push(msg!("statement-warning-states", states = states.join(", ")));
        }
        warnings
    }

    /// # Errors
    ///
    /// [`Error::Invalid`] with the line for a date or an amount that cannot be read. `is_edge` says that the row is the first
    /// or the last one.
    pub fn movement(&self, line: &Line, is_edge: bool) -> Result<Result<Movement, Reason>> {
        if line.cells.iter().all(String::is_empty) {
            return Ok(Err(Reason::Empty));
        }
        if let Some(reason) = self.state(line) {
            return Ok(Err(reason));
        }
        let date = match self.date(line)? {
            Ok(date) => date,
            Err(reason) => return Ok(Err(reason)),
        };
        let label = self.label(line);
        let is_balance = |text: &str| {
            // Alone between other rows, these words may be what somebody wrote beside a payment.
            let is_doubtful = ["solde", "saldo", "balance"].contains(&vocabulary::plain(text).as_str());
            vocabulary::summary_of(text) == Some(Meaning::Balance) && (is_edge || !is_doubtful)
        };
        if self.columns.labels.iter().any(|at| is_balance(line.cell(*at))) {
            return Ok(Err(Reason::Balance));
        }
        let Some((amount, currency)) = self.amount(line, &label)? else {
            let is_balance = vocabulary::begins_as_summary(&label) == Some(Meaning::Balance);
            return Ok(Err(if is_balance { Reason::Balance } else { Reason::NoAmount }));
        };
        let cents = |at: Option<usize>| match at {
            Some(at) => Ok(self.conventions.amount(line, at)?.map(|(cents, _)| cents)),
            None => Ok::<_, Error>(None),
        };
        let text = |at: Option<usize>| at.map(|at| line.cell(at)).filter(|cell| !cell.is_empty());
        Ok(Ok(Movement {
            line: line.number,
            date,
            reference: label::reference(self.columns.references.iter().map(|at| line.cell(*at))),
            label,
            amount,
            balance: cents(self.columns.balance.filter(|_| !self.has_unread_balance))?,
            fee: cents(self.columns.fee)?,
            net: cents(self.columns.net)?,
            account: text(self.columns.account).map(str::to_owned),
            currency: text(self.columns.currency).map(amounts::currency_code).or(currency),
            parts: Vec::new(),
        }))
    }

    /// The reason when the row says that the bank did not make the movement.
    fn state(&self, line: &Line) -> Option<Reason> {
        let state = self.columns.state.map(|at| line.cell(at)).filter(|state| !state.is_empty());
        let of_state = state.and_then(|text| Reason::of_state(vocabulary::state_of(text)?, text));
        let direction = self.columns.direction.map(|at| line.cell(at));
        of_state.or_else(|| {
            let text = direction.filter(|text| vocabulary::is_without_effect(text))?;
            Some(Reason::NoEffect(text.to_owned()))
        })
    }

    fn date(&self, line: &Line) -> Result<Result<jiff::civil::Date, Reason>> {
        let cell = self.columns.date.map_or("", |at| line.cell(at));
        let written = day::Written::parse(cell);
        if let Some(date) = written.and_then(|written| written.read(self.conventions.order, self.context.today)) {
            return Ok(Ok(date));
        }
        if written.is_some() || looks_like_a_day(cell) {
            return Err(Error::invalid(msg!("statement-date-wrong", line = line.number, value = cell)));
        }
        if let Some(reason) = vocabulary::state_of(cell).and_then(|state| Reason::of_state(state, cell)) {
            return Ok(Err(reason));
        }
        let summary = line.cells.iter().find_map(|cell| vocabulary::begins_as_summary(cell));
        Ok(Err(match summary {
            Some(Meaning::Balance) => Reason::Balance,
            Some(Meaning::Total) => Reason::Total,
            _ => Reason::NoDate,
        }))
    }

    /// The amount with its sign and the currency beside it; `None` when the cells are empty.
    fn amount(&self, line: &Line, label: &str) -> Result<Option<(Cents, Option<String>)>> {
        if let (Some(debit), Some(credit)) = (self.columns.debit, self.columns.credit) {
            let (paid, received) = (self.conventions.amount(line, debit)?, self.conventions.amount(line, credit)?);
            let cents = |side: &Option<(Cents, _)>| side.as_ref().map_or(Cents(0), |(cents, _)| *cents);
            let (debit, credit) = (cents(&paid), cents(&received));
            if debit != Cents(0) && credit != Cents(0) {
                let is_total = vocabulary::begins_as_summary(label).is_some();
                let message = msg!("statement-both-sides", line = line.number);
                return if is_total { Ok(None) } else { Err(Error::invalid(message)) };
            }
            let debit = if self.debit_sign == DebitSign::Mixed { debit.0 } else { debit.0.saturating_abs() };
            if let Some((_, currency)) = paid.filter(|_| debit != 0).or(received) {
                return Ok(credit.checked_sub(Cents(debit)).map(|amount| (amount, currency)));
            }
        }
        let Some(at) = self.columns.amount else { return Ok(None) };
        let Some((amount, currency)) = self.conventions.amount(line, at)? else { return Ok(None) };
        Ok(Some((self.direction.apply(line, amount)?, currency)))
    }

    fn label(&self, line: &Line) -> String {
        let of = |places: &[usize]| label::join(places.iter().map(|at| line.cell(*at)));
        let label = of(&self.columns.labels);
        let label = if label.is_empty() { of(&self.columns.types) } else { label };
        if label.is_empty() { of(&self.columns.references) } else { label }
    }
}

/// Whether a text that is not a day was meant to be one: it is refused, so that no movement is lost.
fn looks_like_a_day(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let is_numeric = text.chars().all(|c| c.is_ascii_digit() || c.is_whitespace() || "/.-".contains(c));
    let has_separator = text.contains(['/', '.', '-']);
    is_numeric && (digits >= 5 || has_separator && digits >= 3)
}

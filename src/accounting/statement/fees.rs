//! Whether the amounts of a file include the fees of its fee column, which only the other numbers of the file can tell.

use super::draft::Movement;
use super::{Row, label};
use crate::i18n::Message;
use crate::money::Cents;
use crate::msg;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fees {
    /// There are none.
    None,
    /// Amounts include them, or they are of no account.
    Included,
    /// The fee is taken beside the amount. `true` when the file writes what is taken below zero.
    Beside { is_signed: bool },
    /// Nothing tells.
    Unknown,
}

/// Compares amounts and fees with the net amounts, else with the balances from row to row.
pub fn decide(movements: &[Movement]) -> Fees {
    let has_fee = |movement: &Movement| movement.fee.is_some_and(|fee| fee != Cents(0));
    if !movements.iter().any(has_fee) {
        return Fees::None;
    }
    let readings = [Fees::Included, Fees::Beside { is_signed: false }, Fees::Beside { is_signed: true }];
    let holding = |holds: &dyn Fn(Fees) -> Option<bool>| {
        let mut told = readings.into_iter().filter(|reading| holds(*reading) == Some(true));
        told.next().filter(|_| told.next().is_none())
    };
    let by_net = |reading: Fees| {
        let nets = movements.iter().filter(|movement| has_fee(movement));
        let nets = nets.filter_map(|movement| Some(reading.change(movement) == movement.net?));
        nets.reduce(|all, holds| all && holds)
    };
    let by_balance = |reading: Fees, is_descending: bool| {
        let steps = movements.windows(2).filter_map(|pair| {
            let [before, after] = if is_descending { [&pair[1], &pair[0]] } else { [&pair[0], &pair[1]] };
            let step = after.balance?.checked_sub(before.balance?)?;
            has_fee(after).then(|| reading.change(after) == step)
        });
        steps.reduce(|all, holds| all && holds)
    };
    holding(&by_net)
        .or_else(|| holding(&|reading| by_balance(reading, false)))
        .or_else(|| holding(&|reading| by_balance(reading, true)))
        .unwrap_or(Fees::Unknown)
}

impl Fees {
    /// What the movement and its fee do to the balance.
    pub fn change(self, movement: &Movement) -> Cents {
        Cents(movement.amount.0.saturating_add(self.fee(movement).0))
    }

    /// What the fee does to the balance.
    fn fee(self, movement: &Movement) -> Cents {
        let fee = movement.fee.unwrap_or_default();
        match self {
            Fees::Beside { is_signed: true } => fee,
            Fees::Beside { is_signed: false } => Cents(fee.0.saturating_neg()),
            _ => Cents(0),
        }
    }

    /// The fee of a movement as a row of its own.
    pub fn row(self, movement: &Movement) -> Option<Row> {
        let amount = Some(self.fee(movement)).filter(|fee| *fee != Cents(0))?;
        Some(Row {
            line: movement.line,
            date: movement.date,
            label: label::cut(&movement.label, label::LABEL_BYTES_MAX),
            reference: movement.reference.clone(),
            amount,
            is_fee: true,
            parts: Vec::new(),
        })
    }

    pub fn warning(self) -> Option<Message> {
        (self == Fees::Unknown).then(|| msg!("statement-warning-fees"))
    }
}

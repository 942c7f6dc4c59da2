//! Rows of a statement that are not movements: they are listed with the reason, never dropped silently.

use crate::i18n::Message;
use crate::msg;

use super::vocabulary::Meaning;

/// A row that is not a movement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PassedOver {
    pub line: usize,
    pub reason: Reason,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// No cell holds a text.
    Empty,
    /// A footer, a disclaimer, headings again: nothing where the date stands.
    NoDate,
    NoAmount,
    /// An amount of zero.
    Zero,
    /// The bank has not booked it, as the text of the file says.
    Pending(String),
    Refused(String),
    Cancelled(String),
    Reverted(String),
    /// The bank says that the row does not change the balance.
    NoEffect(String),
    OtherCurrency(String),
    /// Of another account than the one that was asked for.
    OtherAccount(String),
    Balance,
    Total,
    /// A part of a movement that the file gives as a whole too.
    Detail,
}

impl Reason {
    /// The reason that a state gives; `None` for movements that were made.
    pub fn of_state(state: Meaning, text: &str) -> Option<Self> {
        let text = text.trim();
        let text = text[..text.floor_char_boundary(60)].to_owned();
        match state {
            Meaning::Pending => Some(Reason::Pending(text)),
            Meaning::Refused => Some(Reason::Refused(text)),
            Meaning::Cancelled => Some(Reason::Cancelled(text)),
            Meaning::Reverted => Some(Reason::Reverted(text)),
            Meaning::NoEffect => Some(Reason::NoEffect(text)),
            _ => None,
        }
    }

    /// The stable word for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Reason::Empty => "empty",
            Reason::NoDate => "no_date",
            Reason::NoAmount => "no_amount",
            Reason::Zero => "zero",
            Reason::Pending(_) => "pending",
            Reason::Refused(_) => "refused",
            Reason::Cancelled(_) => "cancelled",
            Reason::Reverted(_) => "reverted",
            Reason::NoEffect(_) => "no_effect",
            Reason::OtherCurrency(_) => "other_currency",
            Reason::OtherAccount(_) => "other_account",
            Reason::Balance => "balance",
            Reason::Total => "total",
            Reason::Detail => "detail",
        }
    }

    /// The sentence for people.
    pub fn message(&self) -> Message {
        match self {
            Reason::Empty => msg!("statement-passed-empty"),
            Reason::NoDate => msg!("statement-passed-no-date"),
            Reason::NoAmount => msg!("statement-passed-no-amount"),
            Reason::Zero => msg!("statement-passed-zero"),
            Reason::Pending(text) => msg!("statement-passed-pending", text = text.as_str()),
            Reason::Refused(text) => msg!("statement-passed-refused", text = text.as_str()),
            Reason::Cancelled(text) => msg!("statement-passed-cancelled", text = text.as_str()),
            Reason::Reverted(text) => msg!("statement-passed-reverted", text = text.as_str()),
            Reason::NoEffect(text) => msg!("statement-passed-no-effect", text = text.as_str()),
            Reason::OtherCurrency(currency) => msg!("statement-passed-currency", currency = currency.as_str()),
            Reason::OtherAccount(account) => msg!("statement-passed-account", account = account.as_str()),
            Reason::Balance => msg!("statement-passed-balance"),
            Reason::Total => msg!("statement-passed-total"),
            Reason::Detail => msg!("statement-passed-detail"),
        }
    }
}

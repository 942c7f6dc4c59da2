//! The type of an entry and the bits of its status (accounting.md 3 and 6.3). The tables call an entry a transaction.

use std::borrow::Cow;

use crate::db::stored_enum;

stored_enum! {
    /// `acc_transactions.type`, with the words of requests.
    EntryType {
        /// Any number of lines on any accounts.
        Advanced = 0 "ADVANCED",
        Revenue = 1 "REVENUE",
        Expense = 2 "EXPENSE",
        Transfer = 3 "TRANSFER",
        /// Owed to a third party.
        Debt = 4 "DEBT",
        /// Owed by a third party.
        Credit = 5 "CREDIT",
    }
}

impl EntryType {
    /// The name in exported files, the same in every language; the number of an unknown type.
    pub fn name(self) -> Cow<'static, str> {
        Cow::Borrowed(match self {
            EntryType::Advanced => "Avancé",
            EntryType::Revenue => "Recette",
            EntryType::Expense => "Dépense",
            EntryType::Transfer => "Virement",
            EntryType::Debt => "Dette",
            EntryType::Credit => "Créance",
            EntryType::Unknown(number) => return Cow::Owned(number.to_string()),
        })
    }

    /// The known type with that name in exported files, to the letter.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|entry_type| entry_type.name() == name)
    }

    /// The code of its journal in the files of the tax office: the number in two digits.
    pub fn journal_code(self) -> Cow<'static, str> {
        Cow::Borrowed(match self {
            EntryType::Advanced => "00",
            EntryType::Revenue => "01",
            EntryType::Expense => "02",
            EntryType::Transfer => "03",
            EntryType::Debt => "04",
            EntryType::Credit => "05",
            EntryType::Unknown(number) => return Cow::Owned(format!("{number:02}")),
        })
    }

    /// Whether it has exactly two lines, which follow from one amount and two accounts.
    pub fn is_simple(self) -> bool {
        !matches!(self, EntryType::Advanced | EntryType::Unknown(_))
    }

    /// Whether somebody owes something until it is settled.
    pub fn awaits_settlement(self) -> bool {
        matches!(self, EntryType::Debt | EntryType::Credit)
    }
}

/// Bits of `acc_transactions.status`.
pub mod status {
    /// A debt or credit that is not settled.
    pub const WAITING: i64 = 1;
    pub const SETTLED: i64 = 2;
    /// Left by old migrations; the next save removes it.
    pub const ERROR: i64 = 8;
    /// The opening balance of a year, or the appropriation of the result with it.
    pub const OPENING: i64 = 16;
    /// A deposit of outstanding payments at the bank.
    pub const DEPOSIT: i64 = 32;

    /// Bits with their names in exported files; other bits have no name.
    pub const NAMES: [(i64, &str); 2] = [(WAITING, "En attente de règlement"), (SETTLED, "Réglé")];
}

/// The largest number that requests may give as bits of a status.
pub const STATUS_MAX: i64 = (1 << 31) - 1;

/// The bit of `acc_transactions_lines.status` of a line that was deposited at the bank.
pub const LINE_DEPOSITED: i64 = 4;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_named_in_files_and_unknown_ones_by_their_number() {
        for entry_type in EntryType::ALL {
            assert_eq!(EntryType::from_name(&entry_type.name()), Some(*entry_type));
        }
        let unknown = EntryType::from_number(9);
        assert_eq!((unknown.name(), unknown.journal_code()), ("9".into(), "09".into()));
        assert_eq!((EntryType::from_name("9"), EntryType::from_name("dépense")), (None, None));
        assert!(!unknown.is_simple() && !EntryType::Advanced.is_simple() && EntryType::Debt.is_simple());
    }
}

//! What an entry is: its type and the bits of its status (accounting.md 3 and 6.3). The tables call it a transaction.

use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};

/// `acc_transactions.type`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EntryType {
    /// Any number of lines on any accounts.
    Advanced = 0,
    Revenue = 1,
    Expense = 2,
    Transfer = 3,
    /// Owed to a third party.
    Debt = 4,
    /// Owed by a third party.
    Credit = 5,
}

impl EntryType {
    pub const ALL: [EntryType; 6] = [
        EntryType::Advanced,
        EntryType::Revenue,
        EntryType::Expense,
        EntryType::Transfer,
        EntryType::Debt,
        EntryType::Credit,
    ];

    pub fn from_number(number: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|entry_type| *entry_type as i64 == number)
    }

    /// From the word of a request, in any case: `EXPENSE`, `revenue`.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|entry_type| entry_type.word().eq_ignore_ascii_case(word))
    }

    /// As requests name it.
    pub fn word(self) -> &'static str {
        match self {
            EntryType::Advanced => "ADVANCED",
            EntryType::Revenue => "REVENUE",
            EntryType::Expense => "EXPENSE",
            EntryType::Transfer => "TRANSFER",
            EntryType::Debt => "DEBT",
            EntryType::Credit => "CREDIT",
        }
    }

    /// As exported files name it: a machine word, the same in every language.
    pub fn name(self) -> &'static str {
        match self {
            EntryType::Advanced => "Avancé",
            EntryType::Revenue => "Recette",
            EntryType::Expense => "Dépense",
            EntryType::Transfer => "Virement",
            EntryType::Debt => "Dette",
            EntryType::Credit => "Créance",
        }
    }

    /// Whether somebody owes something until it is settled.
    pub fn awaits_settlement(self) -> bool {
        matches!(self, EntryType::Debt | EntryType::Credit)
    }
}

impl FromSql for EntryType {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let number = value.as_i64()?;
        Self::from_number(number).ok_or(FromSqlError::OutOfRange(number))
    }
}

impl ToSql for EntryType {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::from(*self as i64))
    }
}

/// Bits of `acc_transactions.status`.
pub mod status {
    /// A debt or credit that is not settled.
    pub const WAITING: i64 = 1;
    pub const SETTLED: i64 = 2;
    /// Left by old migrations; taken away by the next save.
    pub const ERROR: i64 = 8;
    /// The opening balance of a year, or the appropriation of the result beside it.
    pub const OPENING: i64 = 16;
    /// A deposit at the bank of what was outstanding.
    pub const DEPOSIT: i64 = 32;

    /// Bits of a status with their names in exported files; the other bits have none.
    pub const NAMES: [(i64, &str); 2] = [(WAITING, "En attente de règlement"), (SETTLED, "Réglé")];
}

/// The bit of `acc_transactions_lines.status` of a line whose money is at the bank.
pub const LINE_DEPOSITED: i64 = 4;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_named_in_requests_in_any_case() {
        assert_eq!(EntryType::from_word("expense"), Some(EntryType::Expense));
        assert_eq!(EntryType::from_word("Dépense"), None);
        assert!(EntryType::ALL.into_iter().map(|entry_type| entry_type as i64).eq(0..=5));
        assert_eq!(EntryType::from_number(6), None);
    }
}

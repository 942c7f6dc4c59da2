//! The datasets of the books: entries, their lines, and the balance of each account in each year.

use super::account_type::AccountType;
use super::entry::EntryType;
use crate::datasets::{Column, Dataset, Kind};

/// An entry's type as requests say it.
fn type_word(column: &str) -> String {
    words(column, EntryType::ALL.iter().map(|known| (known.number(), known.word())))
}

/// The word of a number, or its digits if it has none. The words are ours and hold no quotes.
fn words(column: &str, known: impl Iterator<Item = (i64, &'static str)>) -> String {
    let cases: String = known.map(|(number, word)| format!(" WHEN {number} THEN '{word}'")).collect();
    format!("CASE {column}{cases} ELSE CAST({column} AS TEXT) END")
}

fn columns(columns: &[(&str, Kind, &str)]) -> Vec<Column> {
    columns.iter().map(|(name, kind, sql)| Column::new(*name, *kind, *sql)).collect()
}

/// `transactions`: one row for each entry. Entries do not know when they were changed.
pub fn entries() -> Dataset {
    Dataset {
        name: "transactions",
        columns: columns(&[
            ("id", Kind::Integer, "t.id"),
            ("id_year", Kind::Integer, "t.id_year"),
            ("year", Kind::Text, "y.label"),
            ("type", Kind::Text, &type_word("t.type")),
            ("status", Kind::Integer, "t.status"),
            ("date", Kind::Date, "t.date"),
            ("label", Kind::Text, "t.label"),
            ("reference", Kind::Text, "t.reference"),
            ("notes", Kind::Text, "t.notes"),
            (
                "amount",
                Kind::Amount,
                "(SELECT ifnull(sum(l.debit), 0) FROM acc_transactions_lines l WHERE l.id_transaction = t.id)",
            ),
            ("is_sealed", Kind::Truth, "(t.hash IS NOT NULL)"),
            ("id_creator", Kind::Integer, "t.id_creator"),
        ]),
        from: "acc_transactions t LEFT JOIN acc_years y ON y.id = t.id_year".to_owned(),
        values: Vec::new(),
        changed: None,
    }
}

/// `lines`: one row for each line, with what stands at the head of its entry.
pub fn lines() -> Dataset {
    Dataset {
        name: "lines",
        columns: columns(&[
            ("id", Kind::Integer, "l.id"),
            ("id_transaction", Kind::Integer, "l.id_transaction"),
            ("id_year", Kind::Integer, "t.id_year"),
            ("year", Kind::Text, "y.label"),
            ("type", Kind::Text, &type_word("t.type")),
            ("date", Kind::Date, "t.date"),
            ("label", Kind::Text, "t.label"),
            ("reference", Kind::Text, "t.reference"),
            ("id_account", Kind::Integer, "l.id_account"),
            ("account_code", Kind::Text, "a.code"),
            ("account_label", Kind::Text, "a.label"),
            ("debit", Kind::Amount, "l.debit"),
            ("credit", Kind::Amount, "l.credit"),
            ("line_label", Kind::Text, "l.label"),
            ("line_reference", Kind::Text, "l.reference"),
            ("reconciled", Kind::Truth, "l.reconciled"),
            ("letter", Kind::Text, "g.letter"),
            ("id_project", Kind::Integer, "l.id_project"),
            ("project_code", Kind::Text, "p.code"),
            ("project_label", Kind::Text, "p.label"),
        ]),
        from: "acc_transactions_lines l LEFT JOIN acc_transactions t ON t.id = l.id_transaction
            LEFT JOIN acc_years y ON y.id = t.id_year LEFT JOIN acc_accounts a ON a.id = l.id_account
            LEFT JOIN acc_letters g ON g.id = l.id_letter LEFT JOIN acc_projects p ON p.id = l.id_project"
            .to_owned(),
        values: Vec::new(),
        changed: None,
    }
}

/// Where an account stands, by the numbers of `acc_accounts.position`; in the view, none is on either side.
const POSITIONS: [(i64, &str); 5] = [(0, "none"), (1, "asset"), (2, "liability"), (4, "expense"), (5, "revenue")];

/// `balances`: one row for each account that has lines in a year.
pub fn balances() -> Dataset {
    let position = words("b.position", POSITIONS.into_iter());
    let account_type = words("b.type", AccountType::ALL.iter().map(|known| (known.number(), known.word())));
    Dataset {
        name: "balances",
        columns: columns(&[
            ("id", Kind::Text, "b.id_year || '-' || b.id"),
            ("id_year", Kind::Integer, "b.id_year"),
            ("year", Kind::Text, "y.label"),
            ("id_account", Kind::Integer, "b.id"),
            ("account_code", Kind::Text, "b.code"),
            ("account_label", Kind::Text, "b.label"),
            ("type", Kind::Text, &account_type),
            ("position", Kind::Text, &position),
            ("debit", Kind::Amount, "b.debit"),
            ("credit", Kind::Amount, "b.credit"),
            ("balance", Kind::Amount, "b.balance"),
        ]),
        from: "acc_accounts_balances b LEFT JOIN acc_years y ON y.id = b.id_year".to_owned(),
        values: Vec::new(),
        changed: None,
    }
}

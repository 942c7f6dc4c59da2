//! Searches of the books: the condition that a saved document becomes, and the lines of entries that it finds (people.md 3).

use rusqlite::Connection;
use rusqlite::types::Value;
use serde_json::{Map, Value as Json};

use crate::error::Result;
use crate::searches::{Column, Compiled, Document, Kind, compile, run};
use crate::sheet::{self, RowWriter};

/// Names that older programs saved, and what they mean.
const ALIASES: [(&str, &str); 2] = [("p.code", "project_code"), ("t.id", "id")];

/// What every line is shown with.
const ALWAYS: [(&str, &str); 5] =
    [("id", "t.id"), ("id_line", "l.id"), ("account_code", "a.code"), ("debit", "l.debit"), ("credit", "l.credit")];

const FROM: &str = "acc_transactions_lines l INNER JOIN acc_transactions t ON t.id = l.id_transaction
    INNER JOIN acc_accounts a ON a.id = l.id_account LEFT JOIN acc_projects p ON p.id = l.id_project
    LEFT JOIN acc_letters g ON g.id = l.id_letter";

/// Every column, in the order in which they are shown.
fn columns() -> Vec<Column> {
    let text = |name: &str, sql: &str| {
        Column::new(name, Kind::Text, sql).compared_by(format!("transliterate_to_ascii({sql})"))
    };
    let linked =
        |name: &str, condition: &str| Column::new(name, Kind::Boolean, format!("EXISTS (SELECT 1 FROM {condition})"));
    vec![
        Column::new("id", Kind::Integer, "t.id"),
        Column::new("date", Kind::Date, "t.date"),
        text("label", "t.label"),
        text("reference", "t.reference"),
        text("notes", "t.notes"),
        text("account_code", "a.code"),
        Column::new("debit", Kind::Money, "l.debit"),
        Column::new("credit", Kind::Money, "l.credit"),
        text("line_label", "l.label"),
        text("line_reference", "l.reference"),
        Column::new("type", Kind::Identifier, "t.type"),
        Column::new("id_year", Kind::Identifier, "t.id_year"),
        text("project_code", "p.code"),
        text("project_label", "p.label"),
        linked(
            "has_linked_transactions",
            "acc_transactions_links k WHERE k.id_transaction = t.id OR k.id_related = t.id",
        ),
        linked("has_linked_users", "acc_transactions_users k WHERE k.id_transaction = t.id"),
        linked(
            "has_linked_subscriptions",
            "acc_transactions_users k WHERE k.id_transaction = t.id AND k.id_service_user IS NOT NULL",
        ),
        Column::new("reconciled", Kind::Boolean, "l.reconciled"),
        text("letter", "g.letter"),
    ]
}

/// A search of lines of entries, ready to run.
#[derive(Debug)]
pub struct LineSearch {
    condition: String,
    order: String,
    values: Vec<Value>,
    /// Names and expressions of what is shown.
    shown: Vec<(String, String)>,
    /// Names in conditions that nothing has.
    pub unknown: Vec<String>,
}

impl LineSearch {
    /// # Errors
    ///
    /// [`Error::Invalid`](crate::error::Error::Invalid) for a value that cannot be read, and when no condition is left.
    pub fn new(mut document: Document) -> Result<Self> {
        let real = |name: &str| {
            ALIASES
                .iter()
                .find(|(alias, _)| *alias == name)
                .map_or_else(|| name.to_owned(), |(_, real)| (*real).to_owned())
        };
        for condition in document.groups.iter_mut().flat_map(|group| &mut group.conditions) {
            condition.column = real(&condition.column);
        }
        let all = columns();
        let Compiled { condition, values, unknown } = compile(&document, &all)?;
        let sorted = document.order.as_deref().map(real);
        let sorted = sorted.and_then(|order| all.iter().find(|column| column.name == order)?.shown.clone());
        // Newest entries first, unless the document says otherwise.
        let direction = if document.descending.unwrap_or(true) { " DESC" } else { "" };
        let order = match sorted {
            Some(sql) => format!("{sql} COLLATE U_NOCASE{direction}, t.id{direction}, l.id"),
            None => format!("t.id{direction}, l.id"),
        };
        let named = document.columns();
        let mut shown: Vec<(String, String)> =
            ALWAYS.iter().map(|(name, sql)| ((*name).to_owned(), (*sql).to_owned())).collect();
        shown.extend(
            all.into_iter()
                .filter(|column| {
                    named.contains(&column.name.as_str()) && !ALWAYS.iter().any(|(name, _)| *name == column.name)
                })
                .filter_map(|column| Some((column.name, column.shown?))),
        );
        Ok(LineSearch { condition, order, values, shown, unknown })
    }

    fn sql(&self) -> String {
        let shown: Vec<&str> = self.shown.iter().map(|(_, sql)| sql.as_str()).collect();
        format!("SELECT {} FROM {FROM} WHERE {} ORDER BY {}", shown.join(", "), self.condition, self.order)
    }

    /// Lines of one page, from 1, and how many there are in all; amounts in cents.
    pub fn page(&self, conn: &Connection, page: i64, size: i64) -> Result<(i64, Vec<Map<String, Json>>)> {
        let names: Vec<&str> = self.shown.iter().map(|(name, _)| name.as_str()).collect();
        run::page(conn, &self.sql(), &self.values, (page, size), &names, |_, value| run::stored(value))
    }

    /// Every line, as a table.
    pub fn write(&self, conn: &Connection, writer: &mut dyn RowWriter) -> Result<()> {
        run::write(conn, &self.sql(), &self.values, self.shown.len(), writer)
    }

    /// The columns of [`LineSearch::write`].
    pub fn columns(&self) -> Vec<sheet::Column> {
        let kind = |name: &str| match name {
            "debit" | "credit" => sheet::Kind::Amount,
            "date" => sheet::Kind::Date,
            "id" | "id_line" | "type" | "id_year" | "reconciled" => sheet::Kind::Number,
            _ => sheet::Kind::Text,
        };
        self.shown.iter().map(|(name, _)| sheet::Column::new(name.as_str(), kind(name))).collect()
    }
}

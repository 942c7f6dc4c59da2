//! Entries found: by time, account, project, member, text and amount; and the debts and credits that wait to be settled.

use jiff::civil::Date;
use rusqlite::types::Value;
use rusqlite::{Connection, Row, params_from_iter};
use serde::Serialize;
use utoipa::ToSchema;

use super::entry::{EntryType, status};
use super::year::Year;
use crate::error::Result;
use crate::members::layout::Layout;
use crate::money::Cents;
use crate::params::{DateContext, Params, read_date};
use crate::sheet::{Cell, Column, Kind, RowWriter};
use crate::text::transliterate_to_ascii;

/// Words of a question that are looked at.
const WORDS_MAX: usize = 10;

/// Which entries.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Criteria {
    /// The number of a year, or `current`.
    pub year: Option<String>,
    pub from: Option<Date>,
    /// The last day, included.
    pub to: Option<Date>,
    /// The code of an account that one of the lines is on.
    pub account: Option<String>,
    pub project: Option<i64>,
    /// A member that the entry is linked to.
    pub member: Option<i64>,
    pub entry_type: Option<EntryType>,
    /// Each word must stand in the label, the reference or the notes, or in those of a line, whatever accents and case.
    pub words: String,
    /// The number of the entry.
    pub number: Option<i64>,
    /// A line whose debit or credit compares so: a sign of SQL and cents.
    pub side: Option<(&'static str, Cents)>,
    /// Of the whole entry, or of one of its lines.
    pub amount: Option<Cents>,
    pub least: Option<Cents>,
    pub most: Option<Cents>,
    /// Only debts and credits that wait to be settled.
    pub waiting: bool,
}

impl Criteria {
    /// Reads `year`, `from`, `to`, `account`, `project`, `user`, `type`, `q`, `amount`, `min`, `max` and `waiting`. `q` is a
    /// number (`#12`), a comparison of amounts (`>=12,5`), a day, or words (people.md 3.4).
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`](crate::error::Error::Invalid) with the parameter that cannot be read.
    pub fn from_params(params: &Params, context: &DateContext) -> Result<Self> {
        let quick = Quick::read(&params.text("q")?.unwrap_or_default(), context);
        let (from, to) = (params.date("from", context)?, params.date("to", context)?);
        Ok(Criteria {
            year: params.text("year")?,
            from: from.or(quick.day),
            to: to.or(quick.day),
            number: quick.number,
            side: quick.side,
            words: quick.words,
            account: params.text("account")?,
            project: params.id("project")?,
            member: params.id("user")?,
            entry_type: params.get("type").word_or_number(EntryType::ALL, EntryType::word, EntryType::number)?,
            amount: params.amount("amount")?,
            least: params.amount("min")?,
            most: params.amount("max")?,
            waiting: params.flag("waiting")?,
        })
    }

    /// The condition over `acc_transactions t` and the values for its holes.
    fn condition(&self, conn: &Connection, today: Date) -> Result<(String, Vec<Value>)> {
        let mut parts = vec!["1".to_owned()];
        let mut values = Vec::new();
        let mut hole = |value: Value| {
            values.push(value);
            format!("?{}", values.len())
        };
        let year = self.year.as_deref().map(|year| Year::from_path(conn, year, today)).transpose()?;
        if let Some(year) = year {
            parts.push(format!("t.id_year = {}", hole(Value::Integer(year.id))));
        }
        if let Some(from) = self.from {
            parts.push(format!("t.date >= {}", hole(Value::Text(from.to_string()))));
        }
        if let Some(to) = self.to {
            parts.push(format!("t.date <= {}", hole(Value::Text(to.to_string()))));
        }
        if let Some(entry_type) = self.entry_type {
            parts.push(format!("t.type = {}", hole(Value::Integer(entry_type.number()))));
        }
        if self.waiting {
            let (waiting, settled) = (status::WAITING, status::SETTLED);
            parts.push(format!("t.type IN (4, 5) AND t.status & {waiting} AND NOT t.status & {settled}"));
        }
        let line = |condition: String| {
            format!("EXISTS (SELECT 1 FROM acc_transactions_lines l WHERE l.id_transaction = t.id AND {condition})")
        };
        if let Some(code) = &self.account {
            let code = hole(Value::Text(code.clone()));
            parts.push(line(format!("l.id_account IN (SELECT id FROM acc_accounts WHERE code = {code})")));
        }
        if let Some(project) = self.project {
            parts.push(line(format!("l.id_project = {}", hole(Value::Integer(project)))));
        }
        if let Some(member) = self.member {
            let member = hole(Value::Integer(member));
            parts.push(format!("t.id IN (SELECT id_transaction FROM acc_transactions_users WHERE id_user = {member})"));
        }
        if let Some(number) = self.number {
            parts.push(format!("t.id = {}", hole(Value::Integer(number))));
        }
        if let Some((sign, Cents(cents))) = self.side {
            let amount = hole(Value::Integer(cents));
            parts.push(line(format!(
                "(l.debit > 0 AND l.debit {sign} {amount} OR l.credit > 0 AND l.credit {sign} {amount})"
            )));
        }
        for word in self.words.split_whitespace().take(WORDS_MAX) {
            let word = hole(Value::Text(transliterate_to_ascii(word).into_owned()));
            let texts = |texts: &str| format!("instr(transliterate_to_ascii({texts}), {word}) > 0");
            let of_entry = texts("t.label || ' ' || ifnull(t.reference, '') || ' ' || ifnull(t.notes, '')");
            let of_line = line(texts("ifnull(l.label, '') || ' ' || ifnull(l.reference, '')"));
            parts.push(format!("({of_entry} OR {of_line})"));
        }
        let total = "(SELECT sum(l.debit) FROM acc_transactions_lines l WHERE l.id_transaction = t.id)";
        if let Some(Cents(cents)) = self.amount {
            let amount = hole(Value::Integer(cents));
            parts.push(format!("({total} = {amount} OR {})", line(format!("{amount} IN (l.debit, l.credit)"))));
        }
        if let Some(Cents(cents)) = self.least {
            parts.push(format!("{total} >= {}", hole(Value::Integer(cents))));
        }
        if let Some(Cents(cents)) = self.most {
            parts.push(format!("{total} <= {}", hole(Value::Integer(cents))));
        }
        Ok((parts.join(" AND "), values))
    }
}

/// What a short question means.
#[derive(Debug, Default, PartialEq, Eq)]
struct Quick {
    number: Option<i64>,
    side: Option<(&'static str, Cents)>,
    day: Option<Date>,
    words: String,
}

impl Quick {
    fn read(text: &str, context: &DateContext) -> Self {
        let text = text.trim();
        if let Some(number) = text.strip_prefix('#').and_then(|digits| digits.trim().parse().ok()) {
            return Quick { number: Some(number), ..Quick::default() };
        }
        for sign in [">=", "<=", "<>", ">", "<", "="] {
            if let Some(amount) = text.strip_prefix(sign).and_then(Cents::parse) {
                return Quick { side: Some((sign, amount)), ..Quick::default() };
            }
        }
        match read_date(text, context).filter(|_| text.contains(['/', '-'])) {
            Some(day) => Quick { day: Some(day), ..Quick::default() },
            None => Quick { words: text.to_owned(), ..Quick::default() },
        }
    }
}

/// An entry in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = FoundEntry)]
pub struct Found {
    pub id: i64,
    pub r#type: i64,
    pub status: i64,
    pub date: String,
    pub label: String,
    pub reference: Option<String>,
    pub id_year: i64,
    /// Whether it is sealed.
    pub sealed: bool,
    /// The sum of its debits, in cents.
    pub amount: i64,
    /// The codes of the accounts that it debits and credits, each once.
    pub debit: Option<String>,
    pub credit: Option<String>,
    /// The names of its members, each once.
    pub users: Option<String>,
}

impl Found {
    fn of_row(row: &Row<'_>) -> rusqlite::Result<Found> {
        Ok(Found {
            id: row.get(0)?,
            r#type: row.get(1)?,
            status: row.get(2)?,
            date: row.get(3)?,
            label: row.get(4)?,
            reference: row.get(5)?,
            id_year: row.get(6)?,
            sealed: row.get(7)?,
            amount: row.get::<_, Option<i64>>(8)?.unwrap_or(0),
            debit: row.get(9)?,
            credit: row.get(10)?,
            users: row.get(11)?,
        })
    }
}

/// The statement that gives the entries of a condition, the latest first; `values` are those of the condition, and get the
/// number of entries, all if it is -1, and of those before them.
fn statement(layout: &Layout, condition: &str, values: &mut Vec<Value>, size: i64, skipped: i64) -> String {
    let holes = values.len();
    values.extend([Value::Integer(size), Value::Integer(skipped)]);
    let codes = |side: &str| {
        format!(
            "(SELECT group_concat(DISTINCT a.code) FROM acc_transactions_lines l
              INNER JOIN acc_accounts a ON a.id = l.id_account WHERE l.id_transaction = t.id AND l.{side} > 0)"
        )
    };
    // The links have no index by entry: they are looked up for the entries that are found, together.
    format!(
        "WITH found AS MATERIALIZED (
             SELECT t.* FROM acc_transactions t WHERE {condition}
             ORDER BY t.date DESC, t.id DESC LIMIT ?{} OFFSET ?{}),
         names AS MATERIALIZED (
             SELECT k.id_transaction, group_concat(DISTINCT CAST({} AS TEXT)) AS names
             FROM acc_transactions_users k INNER JOIN users u ON u.id = k.id_user
             WHERE k.id_transaction IN (SELECT id FROM found) GROUP BY k.id_transaction)
         SELECT t.id, t.type, t.status, t.date, t.label, t.reference, t.id_year, t.hash IS NOT NULL,
             (SELECT sum(l.debit) FROM acc_transactions_lines l WHERE l.id_transaction = t.id), {}, {}, n.names
         FROM found t LEFT JOIN names n ON n.id_transaction = t.id ORDER BY t.date DESC, t.id DESC",
        holes + 1,
        holes + 2,
        layout.name_of("u"),
        codes("debit"),
        codes("credit"),
    )
}

/// Entries of one page, from 1, the latest first, and how many there are in all.
pub fn page(
    conn: &Connection,
    layout: &Layout,
    criteria: &Criteria,
    today: Date,
    page: i64,
    size: i64,
) -> Result<(i64, Vec<Found>)> {
    let (condition, mut values) = criteria.condition(conn, today)?;
    let count = conn
        .prepare_cached(&format!("SELECT count(*) FROM acc_transactions t WHERE {condition}"))?
        .query_row(params_from_iter(&values), |row| row.get(0))?;
    let sql = statement(layout, &condition, &mut values, size, (page - 1).saturating_mul(size));
    let mut statement = conn.prepare_cached(&sql)?;
    let found = statement.query_map(params_from_iter(&values), Found::of_row)?;
    Ok((count, found.collect::<rusqlite::Result<_>>()?))
}

/// The columns of the table that [`write()`] makes.
pub fn columns() -> Vec<Column> {
    [
        ("id", Kind::Number),
        ("type", Kind::Text),
        ("date", Kind::Date),
        ("label", Kind::Text),
        ("reference", Kind::Text),
        ("debit", Kind::Text),
        ("credit", Kind::Text),
        ("amount", Kind::Amount),
        ("users", Kind::Text),
    ]
    .map(|(title, kind)| Column::new(title, kind))
    .into()
}

/// Every entry, as a table.
pub fn write(
    conn: &Connection,
    layout: &Layout,
    criteria: &Criteria,
    today: Date,
    writer: &mut dyn RowWriter,
) -> Result<()> {
    let (condition, mut values) = criteria.condition(conn, today)?;
    let sql = statement(layout, &condition, &mut values, -1, 0);
    let mut statement = conn.prepare(&sql)?;
    let mut rows = statement.query(params_from_iter(&values))?;
    while let Some(row) = rows.next()? {
        let found = Found::of_row(row)?;
        let name = EntryType::from_number(found.r#type).name();
        writer.row(&[
            Cell::Integer(found.id),
            Cell::Text(&name),
            Cell::Text(&found.date),
            Cell::Text(&found.label),
            Cell::Text(found.reference.as_deref().unwrap_or_default()),
            Cell::Text(found.debit.as_deref().unwrap_or_default()),
            Cell::Text(found.credit.as_deref().unwrap_or_default()),
            Cell::Integer(found.amount),
            Cell::Text(found.users.as_deref().unwrap_or_default()),
        ])?;
    }
    writer.finish()
}

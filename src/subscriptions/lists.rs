//! Lists of subscribers: of an activity, of a fee, or of the whole association (people.md 7, "State").

use jiff::civil::Date;
use rusqlite::types::Value;
use rusqlite::{Connection, Row, params_from_iter};
use serde::Serialize;
use serde_json::Value as Json;
use utoipa::ToSchema;

use crate::error::Result;
use crate::members::layout::Layout;
use crate::members::values::plain_text;
use crate::money::Cents;
use crate::sheet::{Cell, Column, Kind, RowWriter};

/// Which subscriptions are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    All,
    /// Paid, and not over.
    Active,
    Unpaid,
    /// The latest one is over.
    Expired,
}

impl State {
    pub const ALL: [State; 4] = [State::All, State::Active, State::Unpaid, State::Expired];

    /// The word in requests.
    pub fn word(self) -> &'static str {
        match self {
            State::All => "all",
            State::Active => "active",
            State::Unpaid => "unpaid",
            State::Expired => "expired",
        }
    }

    /// Over `services_users su`; `?1` is today.
    fn condition(self) -> &'static str {
        match self {
            State::All => "1",
            State::Active => "su.paid = 1 AND (su.expiry_date IS NULL OR su.expiry_date >= ?1)",
            State::Unpaid => "su.paid = 0",
            // Somebody who renewed, whatever the order of the dates, is not late.
            State::Expired => {
                "su.expiry_date < ?1 AND NOT EXISTS (SELECT 1 FROM services_users other WHERE other.id_user = su.id_user
                    AND other.id_service = su.id_service AND (other.expiry_date IS NULL OR other.expiry_date >= ?1))"
            }
        }
    }
}

/// Whose subscriptions are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    Everything,
    Activity(i64),
    Fee(i64),
    /// Every subscription of one member, in whatever category.
    Member(i64),
}

/// A list of subscriptions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct List {
    pub scope: Scope,
    pub state: State,
    /// Whether members of hidden categories count.
    pub with_hidden: bool,
    pub today: Date,
}

/// One line of a list.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = ListedSubscription)]
pub struct Listed {
    /// Of the subscription.
    pub id: i64,
    pub id_user: i64,
    /// The name of the member.
    pub identity: Option<String>,
    /// The number of the member: an integer or a text.
    #[schema(value_type = serde_json::Value)]
    pub number: Json,
    pub id_service: i64,
    pub service: String,
    pub id_fee: Option<i64>,
    pub fee: Option<String>,
    pub date: String,
    pub expiry_date: Option<String>,
    /// 0 or 1.
    pub paid: i64,
    /// Amounts in cents.
    pub expected_amount: Option<i64>,
    /// What the linked entries pay.
    pub paid_amount: i64,
    pub left_to_pay: Option<i64>,
    /// `late` or `current`; `None` without an end.
    pub state: Option<&'static str>,
}

impl List {
    /// The statement that gives the lines, by name, and its values: of each member and activity the latest subscription
    /// in that state.
    fn sql(&self, layout: &Layout) -> (String, Vec<Value>) {
        let mut values = vec![Value::Text(self.today.to_string())];
        let mut hole = |id: i64| {
            values.push(Value::Integer(id));
            format!("?{}", values.len())
        };
        let (scope, is_whole) = match self.scope {
            Scope::Everything => ("1".to_owned(), false),
            Scope::Activity(id) => (format!("su.id_service = {}", hole(id)), false),
            Scope::Fee(id) => (format!("su.id_fee = {}", hole(id)), false),
            Scope::Member(id) => (format!("su.id_user = {}", hole(id)), true),
        };
        let hidden = if self.with_hidden || is_whole { "1" } else { "c.hidden = 0" };
        let latest = if is_whole { "1" } else { "place = 1" };
        let name = layout.name_of("u");
        let sql = format!(
            "SELECT * FROM (
                 SELECT su.id, su.id_user, {name} AS name, u.{number} AS number, su.id_service, s.label AS service,
                     su.id_fee, f.label AS fee, su.date, su.expiry_date, su.paid, su.expected_amount,
                     row_number() OVER (PARTITION BY su.id_user, su.id_service ORDER BY su.date DESC, su.id DESC) AS place
                 FROM services_users su INNER JOIN services s ON s.id = su.id_service
                 LEFT JOIN services_fees f ON f.id = su.id_fee
                 INNER JOIN users u ON u.id = su.id_user INNER JOIN users_categories c ON c.id = u.id_category
                 WHERE {scope} AND {hidden} AND {state})
             WHERE {latest} AND ?1 IS NOT NULL ORDER BY name COLLATE U_NOCASE, id_user, date DESC, id",
            number = layout.fields.number().name.quoted(),
            state = self.state.condition(),
        );
        (sql, values)
    }

    /// The same with what is paid, which is only summed for the lines that are given; `limit` ends the
    /// choice of lines.
    fn sql_with_amounts(sql: &str, limit: &str) -> String {
        format!(
            "WITH chosen AS MATERIALIZED ({sql} {limit}),
             paid AS (SELECT chosen.*, (SELECT ifnull(sum(l.debit), 0) FROM acc_transactions_users tu
                 INNER JOIN acc_transactions_lines l ON l.id_transaction = tu.id_transaction
                 WHERE tu.id_service_user = chosen.id) AS paid_amount FROM chosen)
             SELECT id, id_user, name, number, id_service, service, id_fee, fee, date, expiry_date, paid,
                expected_amount, paid_amount,
                CASE WHEN expiry_date < ?1 THEN 'late' WHEN expiry_date >= ?1 THEN 'current' END FROM paid"
        )
    }

    /// Lines of one page, from 1, and how many there are in all.
    pub fn page(&self, conn: &Connection, layout: &Layout, page: i64, size: i64) -> Result<(Vec<Listed>, i64)> {
        let (sql, mut values) = self.sql(layout);
        let count = conn
            .prepare_cached(&format!("SELECT count(*) FROM ({sql})"))?
            .query_row(params_from_iter(&values), |row| row.get(0))?;
        let holes = values.len();
        values.extend([Value::Integer(size), Value::Integer((page - 1).saturating_mul(size))]);
        let mut statement =
            conn.prepare_cached(&Self::sql_with_amounts(&sql, &format!("LIMIT ?{} OFFSET ?{}", holes + 1, holes + 2)))?;
        let lines = statement.query_map(params_from_iter(&values), Listed::of_row)?;
        Ok((lines.collect::<rusqlite::Result<_>>()?, count))
    }

    /// Every line.
    pub fn all(&self, conn: &Connection, layout: &Layout) -> Result<Vec<Listed>> {
        let (sql, values) = self.sql(layout);
        let mut statement = conn.prepare_cached(&Self::sql_with_amounts(&sql, ""))?;
        let lines = statement.query_map(params_from_iter(&values), Listed::of_row)?;
        Ok(lines.collect::<rusqlite::Result<_>>()?)
    }

    /// Every line, as a table.
    pub fn write(&self, conn: &Connection, layout: &Layout, writer: &mut dyn RowWriter) -> Result<()> {
        let (sql, values) = self.sql(layout);
        let mut statement = conn.prepare(&Self::sql_with_amounts(&sql, ""))?;
        let mut rows = statement.query(params_from_iter(&values))?;
        while let Some(row) = rows.next()? {
            let line = Listed::of_row(row)?;
            let number = match &line.number {
                Json::Number(number) => number.to_string(),
                other => other.as_str().unwrap_or_default().to_owned(),
            };
            let amount = |cents: Option<i64>| cents.map_or(Cell::Empty, Cell::Integer);
            writer.row(&[
                Cell::Integer(line.id_user),
                Cell::Text(&number),
                Cell::Text(line.identity.as_deref().unwrap_or_default()),
                Cell::Text(&line.service),
                cell_of(line.fee.as_deref()),
                Cell::Text(&line.date),
                cell_of(line.expiry_date.as_deref()),
                Cell::Integer(line.paid),
                amount(line.expected_amount),
                amount(line.left_to_pay),
            ])?;
        }
        writer.finish()
    }

    /// The columns of [`List::write`].
    pub fn columns() -> Vec<Column> {
        [
            ("id_user", Kind::Number),
            ("number", Kind::Text),
            ("identity", Kind::Text),
            ("service", Kind::Text),
            ("fee", Kind::Text),
            ("date", Kind::Date),
            ("expiry_date", Kind::Date),
            ("paid", Kind::Number),
            ("expected_amount", Kind::Amount),
            ("left_to_pay", Kind::Amount),
        ]
        .into_iter()
        .map(|(title, kind)| Column::new(title, kind))
        .collect()
    }
}

fn cell_of(text: Option<&str>) -> Cell<'_> {
    text.filter(|text| !text.is_empty()).map_or(Cell::Empty, Cell::Text)
}

impl Listed {
    fn of_row(row: &Row<'_>) -> rusqlite::Result<Listed> {
        let name: Value = row.get(2)?;
        let number = match row.get(3)? {
            Value::Null => Json::Null,
            Value::Integer(number) => Json::from(number),
            other => Json::from(plain_text(&other).as_ref()),
        };
        let state: Option<String> = row.get(13)?;
        let (paid, expected, paid_amount) = (row.get(10)?, row.get(11)?, row.get(12)?);
        Ok(Listed {
            id: row.get(0)?,
            id_user: row.get(1)?,
            identity: Some(plain_text(&name).trim().to_owned()).filter(|name| !name.is_empty()),
            number,
            id_service: row.get(4)?,
            service: row.get(5)?,
            id_fee: row.get(6)?,
            fee: row.get(7)?,
            date: row.get(8)?,
            expiry_date: row.get(9)?,
            paid,
            expected_amount: expected,
            paid_amount,
            left_to_pay: left(paid != 0, expected, paid_amount),
            state: state.map(|state| if state == "late" { "late" } else { "current" }),
        })
    }
}

/// What is left to pay of a subscription: what is expected less the debits of all lines of the linked entries, not below
/// zero; nothing when it is marked as paid and no entry is linked. `None` when nothing is known to be expected.
pub fn left_to_pay(conn: &Connection, subscription: &super::Subscription) -> Result<Option<Cents>> {
    let paid: i64 = conn
        .prepare_cached(
            "SELECT ifnull(sum(l.debit), 0) FROM acc_transactions_users tu
             INNER JOIN acc_transactions_lines l ON l.id_transaction = tu.id_transaction WHERE tu.id_service_user = ?1",
        )?
        .query_row([subscription.id], |row| row.get(0))?;
    let expected = subscription.expected_amount.map(|Cents(expected)| expected);
    Ok(left(subscription.paid, expected, paid).map(Cents))
}

fn left(is_paid: bool, expected: Option<i64>, paid_amount: i64) -> Option<i64> {
    if is_paid && paid_amount == 0 {
        return Some(0);
    }
    expected.map(|expected| expected.saturating_sub(paid_amount).max(0))
}

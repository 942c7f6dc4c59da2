//! Fees: what an activity costs, and the account that its payments go to (people.md 7).

use rusqlite::{Connection, OptionalExtension, Row};
use serde::Serialize;
use utoipa::ToSchema;

use super::formula::Evaluator;
use crate::error::{Error, Result};
use crate::members::layout::Layout;
use crate::money::Cents;
use crate::msg;

/// A fee, as answers show it: a fixed amount, a formula, or neither for whatever one likes to give.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Fee {
    pub id: i64,
    pub label: String,
    pub description: Option<String>,
    /// In cents, above 0.
    #[serde(serialize_with = "super::as_cents")]
    #[schema(value_type = Option<i64>)]
    pub amount: Option<Cents>,
    /// An SQL expression over the member's record that gives cents.
    pub formula: Option<String>,
    pub id_service: i64,
    /// The account that payments are credited to; only together with the year.
    pub id_account: Option<i64>,
    pub id_year: Option<i64>,
    pub id_project: Option<i64>,
}

const COLUMNS: &str = "id, label, description, amount, formula, id_service, id_account, id_year, id_project";

impl Fee {
    /// # Errors
    ///
    /// [`Error::NotFound`].
    pub fn get(conn: &Connection, id: i64) -> Result<Fee> {
        let sql = format!("SELECT {COLUMNS} FROM services_fees WHERE id = ?1");
        let found = conn.prepare_cached(&sql)?.query_row([id], Self::of_row).optional()?;
        found.ok_or_else(|| Error::NotFound(msg!("fee-unknown", id = id)))
    }

    /// A fee of that activity; `None` for one that is unknown or another activity's.
    pub(super) fn of_service(conn: &Connection, id: i64, service: i64) -> Result<Option<Self>> {
        let sql = format!("SELECT {COLUMNS} FROM services_fees WHERE id = ?1 AND id_service = ?2");
        Ok(conn.prepare_cached(&sql)?.query_row((id, service), Self::of_row).optional()?)
    }

    fn of_row(row: &Row<'_>) -> rusqlite::Result<Fee> {
        Ok(Fee {
            id: row.get(0)?,
            label: row.get(1)?,
            description: row.get(2)?,
            amount: row.get::<_, Option<i64>>(3)?.map(Cents),
            formula: row.get(4)?,
            id_service: row.get(5)?,
            id_account: row.get(6)?,
            id_year: row.get(7)?,
            id_project: row.get(8)?,
        })
    }

    /// What a member owes: the amount, or what the formula gives for the member's record.
    pub fn due(&self, conn: &Connection, layout: &Layout, member: i64) -> Result<Option<Cents>> {
        Due::new(conn, layout, self.clone(), Some(member))?.of(member)
    }
}

/// What members owe by one fee.
pub struct Due {
    fee: Fee,
    formula: Option<Evaluator>,
}

impl Due {
    /// `member` is the only one that is asked about; `None` for any.
    pub fn new(conn: &Connection, layout: &Layout, fee: Fee, member: Option<i64>) -> Result<Self> {
        let formula = fee.formula.as_deref().filter(|_| fee.fixed().is_none());
        let formula = formula.map(|formula| Evaluator::new(conn, layout, member, formula)).transpose()?;
        Ok(Due { fee, formula })
    }

    pub fn fee(&self) -> &Fee {
        &self.fee
    }

    /// `None` for a free fee, or when the formula gives NULL.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] when the formula cannot be evaluated.
    pub fn of(&self, member: i64) -> Result<Option<Cents>> {
        match &self.formula {
            Some(formula) => formula.evaluate(member, &self.fee.label),
            None => Ok(self.fee.fixed()),
        }
    }
}

impl Fee {
    /// An amount of 0, which other programs may have stored, counts as none.
    fn fixed(&self) -> Option<Cents> {
        self.amount.filter(|amount| *amount > Cents(0))
    }
}

/// The fees of an activity by label.
pub fn list(conn: &Connection, activity: i64) -> Result<Vec<Fee>> {
    let sql = format!("SELECT {COLUMNS} FROM services_fees WHERE id_service = ?1 ORDER BY label COLLATE U_NOCASE, id");
    let mut statement = conn.prepare_cached(&sql)?;
    let fees = statement.query_map([activity], Fee::of_row)?;
    Ok(fees.collect::<rusqlite::Result<_>>()?)
}

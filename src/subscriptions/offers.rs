//! What can be taken now: each activity with each of its fees.

use jiff::civil::Date;
use rusqlite::Connection;

use crate::error::Result;
use crate::money::Cents;

/// An activity with one of its fees, or without.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    pub service: i64,
    pub fee: Option<i64>,
    /// The labels of both.
    pub label: String,
    /// What a fixed fee costs.
    pub amount: Option<Cents>,
}

/// The offers of activities that are neither archived nor over, in the order of their labels.
pub fn current(conn: &Connection, today: Date) -> Result<Vec<Offer>> {
    let mut statement = conn.prepare_cached(
        "SELECT s.id, f.id, s.label, f.label, f.amount FROM services s LEFT JOIN services_fees f ON f.id_service = s.id
         WHERE s.archived = 0 AND (s.end_date IS NULL OR s.end_date >= ?1)
         ORDER BY s.label COLLATE U_NOCASE, s.id, f.amount, f.id",
    )?;
    let rows = statement.query_map([today.to_string()], |row| {
        let (service, fee): (String, Option<String>) = (row.get(2)?, row.get(3)?);
        Ok(Offer {
            service: row.get(0)?,
            fee: row.get(1)?,
            label: fee.map_or_else(|| service.clone(), |fee| format!("{service} – {fee}")),
            amount: row.get::<_, Option<i64>>(4)?.map(Cents),
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

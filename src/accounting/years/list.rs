//! The list of years, as Paheko gives it (accounting.md 2.1).

use rusqlite::Connection;
use serde::Serialize;
use utoipa::ToSchema;

use crate::accounting::year::YearStatus;
use crate::error::{Error, Result};
use crate::msg;

/// A year of the list. The names are those of the API.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Year)]
pub struct Listed {
    pub id: i64,
    pub label: String,
    pub start_date: String,
    pub end_date: String,
    #[schema(value_type = i64)]
    pub status: YearStatus,
    pub id_chart: i64,
    pub nb_transactions: i64,
    /// Fees, of activities that are not archived, whose payments are booked in this year.
    pub nb_fees: i64,
    pub chart_name: String,
    pub status_tag_preset: &'static str,
    /// 1 when entries may no longer change: older clients read it.
    pub closed: i64,
}

const ALL: &str = "
    SELECT y.id, y.label, y.start_date, y.end_date, y.status, y.id_chart,
        (SELECT count(*) FROM acc_transactions t WHERE t.id_year = y.id),
        (SELECT count(*) FROM services_fees f INNER JOIN services s ON s.id = f.id_service
            WHERE f.id_year = y.id AND s.archived = 0),
        c.label
    FROM acc_years y INNER JOIN acc_charts c ON c.id = y.id_chart
    WHERE ?1 IS NULL OR y.id = ?1
    ORDER BY y.end_date DESC, y.id DESC";

/// Every year, the one that ends last first.
pub fn list(conn: &Connection) -> Result<Vec<Listed>> {
    find(conn, None)
}

/// One of them.
///
/// # Errors
///
/// [`Error::Invalid`] when there is none with that number.
pub fn one(conn: &Connection, id: i64) -> Result<Listed> {
    let unknown = || Error::invalid_field("id_year", msg!("year-unknown", year = id));
    find(conn, Some(id))?.pop().ok_or_else(unknown)
}

fn find(conn: &Connection, id: Option<i64>) -> Result<Vec<Listed>> {
    let mut statement = conn.prepare_cached(ALL)?;
    let years = statement.query_map([id], |row| {
        let status: YearStatus = row.get(4)?;
        Ok(Listed {
            id: row.get(0)?,
            label: row.get(1)?,
            start_date: row.get(2)?,
            end_date: row.get(3)?,
            status,
            id_chart: row.get(5)?,
            nb_transactions: row.get(6)?,
            nb_fees: row.get(7)?,
            chart_name: row.get(8)?,
            status_tag_preset: status.word(),
            closed: (status != YearStatus::Open).into(),
        })
    })?;
    Ok(years.collect::<rusqlite::Result<_>>()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounting::entry::EntryType;
    use crate::accounting::fixture::{self, BANK};

    #[test]
    fn years_are_listed_latest_first_with_what_is_booked_in_them() {
        let conn = fixture::books();
        fixture::entry(&conn, EntryType::Revenue, "2025-02-01", "Dons", &[("756", 0, 100), (BANK, 100, 0)]);
        conn.execute_batch(
            "UPDATE acc_years SET status = 2 WHERE id = 1;
             INSERT INTO services (id, label, archived) VALUES (1, 'Cours', 0), (2, 'Vieux', 1);
             INSERT INTO services_fees (label, id_service, id_year) VALUES ('a', 1, 2), ('b', 2, 2), ('c', 1, NULL);",
        )
        .unwrap();
        let years = list(&conn).unwrap();
        assert_eq!(years.iter().map(|year| year.id).collect::<Vec<_>>(), [2, 1]);
        assert_eq!((years[0].nb_transactions, years[0].nb_fees, years[0].closed), (0, 1, 0));
        assert_eq!((years[1].nb_transactions, years[1].nb_fees, years[1].closed), (1, 0, 1));
        assert_eq!((years[0].status_tag_preset, years[1].status_tag_preset), ("open", "locked"));
        assert_eq!(years[0].chart_name, "Plan comptable associatif (révision 2025)");
    }
}

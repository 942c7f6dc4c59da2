//! Activities, which the tables call services: what members subscribe to, and for how long (people.md 7).

use jiff::civil::Date;
use rusqlite::{Connection, OptionalExtension, Row};
use serde::Serialize;
use utoipa::ToSchema;

use crate::error::{Error, Result};
use crate::msg;

/// An activity, as answers show it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Activity {
    pub id: i64,
    pub label: String,
    pub description: Option<String>,
    /// How many days a subscription lasts; the two dates are `None` then.
    pub duration: Option<i64>,
    /// `YYYY-MM-DD`. The first day of everybody's subscription; it limits nothing.
    pub start_date: Option<String>,
    /// The last day of everybody's subscription.
    pub end_date: Option<String>,
    /// Archived activities are hidden, and send no reminders.
    pub archived: bool,
}

const COLUMNS: &str = "id, label, description, duration, start_date, end_date, archived";

impl Activity {
    /// # Errors
    ///
    /// [`Error::NotFound`].
    pub fn get(conn: &Connection, id: i64) -> Result<Activity> {
        let sql = format!("SELECT {COLUMNS} FROM services WHERE id = ?1");
        let found = conn.prepare_cached(&sql)?.query_row([id], Self::of_row).optional()?;
        found.ok_or_else(|| Error::NotFound(msg!("activity-unknown", id = id)))
    }

    fn of_row(row: &Row<'_>) -> rusqlite::Result<Activity> {
        Ok(Activity {
            id: row.get(0)?,
            label: row.get(1)?,
            description: row.get(2)?,
            duration: row.get(3)?,
            start_date: row.get(4)?,
            end_date: row.get(5)?,
            archived: row.get(6)?,
        })
    }
}

/// An activity in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ListedActivity)]
pub struct Listed {
    #[serde(flatten)]
    pub activity: Activity,
    /// Whether its last day has passed.
    pub ended: bool,
    /// Members whose latest subscription is current, ended or unpaid; those of hidden categories do not count.
    pub active: i64,
    pub expired: i64,
    pub unpaid: i64,
}

/// Every activity by label, archived ones last, with the number of members in each state.
pub fn list(conn: &Connection, today: Date) -> Result<Vec<Listed>> {
    let sql = format!(
        "WITH latest AS (
             SELECT su.id_service, su.id_user, max(su.expiry_date) AS expiry, min(su.paid) AS all_paid,
                 max(su.paid AND (su.expiry_date IS NULL OR su.expiry_date >= ?1)) AS is_active,
                 max(su.expiry_date IS NULL) AS is_endless
             FROM services_users su INNER JOIN users u ON u.id = su.id_user
             INNER JOIN users_categories c ON c.id = u.id_category AND c.hidden = 0
             GROUP BY su.id_service, su.id_user),
         counts AS (
             SELECT id_service, sum(is_active) AS active, sum(expiry < ?1 AND NOT is_endless) AS expired,
                 sum(NOT all_paid) AS unpaid
             FROM latest GROUP BY id_service)
         SELECT {}, ifnull(s.end_date < ?1, 0), ifnull(n.active, 0), ifnull(n.expired, 0), ifnull(n.unpaid, 0)
         FROM services s LEFT JOIN counts n ON n.id_service = s.id
         ORDER BY s.archived, s.label COLLATE U_NOCASE, s.id",
        COLUMNS.split(", ").map(|column| format!("s.{column}")).collect::<Vec<_>>().join(", ")
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement.query_map([today.to_string()], |row| {
        Ok(Listed {
            activity: Activity::of_row(row)?,
            ended: row.get(7)?,
            active: row.get(8)?,
            expired: row.get(9)?,
            unpaid: row.get(10)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

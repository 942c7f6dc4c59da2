//! Who is due which reminder (platform.md 6.1): of each member and activity the latest end counts; a reminder is due the
//! day after its date; of several that are due the one with the largest delay is sent, and none with a smaller delay after
//! it for the same end.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use jiff::civil::Date;
use rusqlite::{Connection, OptionalExtension, Row, Transaction};
use serde::Serialize;
use utoipa::ToSchema;

use super::Reminder;
use super::render::{self, Values};
use crate::association::Settings;
use crate::error::{Error, Result};
use crate::members::fields::{Field, FieldType};
use crate::members::layout::Layout;
use crate::members::record::Member;
use crate::members::values::plain_text;
use crate::money::Cents;
use crate::msg;
use crate::subscriptions::activities::Activity;
use crate::subscriptions::fees::{Due, Fee};

/// A message of a reminder, for one address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ReminderMessage)]
pub struct Message {
    pub address: String,
    /// As it was written: it has no placeholders.
    pub subject: String,
    /// Plain text.
    pub body: String,
}

/// A reminder that a member is due.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct DueReminder {
    pub id_reminder: i64,
    pub id_service: i64,
    pub id_user: i64,
    pub identity: String,
    /// `YYYY-MM-DD`, as the two following.
    pub due_date: String,
    pub expiry_date: String,
    /// One for each address of the member.
    pub messages: Vec<Message>,
}

/// Reminders that were not sent for the latest end of each member, `?1` is today. A reminder with a larger delay that was
/// sent for that end stands in the way too.
const UNSENT: &str = "WITH latest AS (
        SELECT su.id_user, su.id_service, max(su.expiry_date) AS expiry
        FROM services_users su WHERE su.expiry_date IS NOT NULL GROUP BY su.id_user, su.id_service),
    unsent AS (
        SELECT r.id AS id_reminder, r.id_service, r.delay, l.id_user, l.expiry,
            date(l.expiry, r.delay || ' days') AS due
        FROM services_reminders r INNER JOIN services s ON s.id = r.id_service AND s.archived = 0
        INNER JOIN latest l ON l.id_service = r.id_service
        INNER JOIN users u ON u.id = l.id_user INNER JOIN users_categories c ON c.id = u.id_category AND c.hidden = 0
        WHERE NOT EXISTS (
            SELECT 1 FROM services_reminders_sent x INNER JOIN services_reminders o ON o.id = x.id_reminder
            WHERE x.id_user = l.id_user AND x.id_service = r.id_service AND o.delay >= r.delay
                AND x.due_date >= date(l.expiry, (o.delay - 1) || ' days')))";

/// A line of the statement above.
struct Unsent {
    id_reminder: i64,
    id_user: i64,
    expiry: String,
    due: String,
}

impl Unsent {
    fn of_row(row: &Row<'_>) -> rusqlite::Result<Unsent> {
        Ok(Unsent { id_reminder: row.get(0)?, id_user: row.get(1)?, expiry: row.get(2)?, due: row.get(3)? })
    }
}

/// The reminders that are to be sent today (in the association's time zone), at most one for each member and activity.
/// Members without an address are left out.
pub fn due(conn: &Connection, layout: &Layout, today: Date) -> Result<Vec<DueReminder>> {
    let mut renderer = Renderer::new(conn, layout, None, today)?;
    let mut found = Vec::new();
    for unsent in unsent_and_due(conn, today)? {
        let due = renderer.of_member(&unsent)?;
        if !due.messages.is_empty() {
            found.push(due);
        }
    }
    Ok(found)
}

fn unsent_and_due(conn: &Connection, today: Date) -> Result<Vec<Unsent>> {
    let sql = format!(
        "{UNSENT} SELECT id_reminder, id_user, expiry, due FROM (
             SELECT *, row_number() OVER (PARTITION BY id_user, id_service ORDER BY delay DESC, id_reminder) AS place
             FROM unsent WHERE due < ?1)
         WHERE place = 1 ORDER BY id_service, id_user"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement.query_map([today.to_string()], Unsent::of_row)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// A member who will get a reminder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = PendingReminder)]
pub struct Pending {
    pub id_user: i64,
    pub identity: String,
    pub expiry_date: String,
    pub due_date: String,
    /// Whether it would be sent today.
    pub is_due: bool,
    pub addresses: Vec<String>,
}

/// Who will get a reminder next, by date, unless they renew: also those without an address, who cannot.
///
/// # Errors
///
/// [`Error::NotFound`].
pub fn pending(conn: &Connection, layout: &Layout, reminder: i64, today: Date) -> Result<Vec<Pending>> {
    Reminder::get(conn, reminder)?;
    let sql = format!(
        "{UNSENT} SELECT id_reminder, id_user, expiry, due FROM unsent
         WHERE id_reminder = ?2 AND ?1 IS NOT NULL ORDER BY due, id_user"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement.query_map((today.to_string(), reminder), Unsent::of_row)?;
    let mut pending = Vec::new();
    let due: HashSet<i64> = unsent_and_due(conn, today)?
        .into_iter()
        .filter(|unsent| unsent.id_reminder == reminder)
        .map(|unsent| unsent.id_user)
        .collect();
    for unsent in rows.collect::<rusqlite::Result<Vec<_>>>()? {
        let member = Member::get(conn, layout, unsent.id_user)?;
        let addresses = member.emails(layout);
        pending.push(Pending {
            id_user: unsent.id_user,
            identity: member.name(layout),
            is_due: due.contains(&unsent.id_user) && !addresses.is_empty(),
            addresses,
            expiry_date: unsent.expiry,
            due_date: unsent.due,
        });
    }
    Ok(pending)
}

/// A reminder as a member would get it today, whether it is due or not.
///
/// # Errors
///
/// [`Error::NotFound`]; [`Error::Invalid`] for a member without an end of the activity.
pub fn preview(conn: &Connection, layout: &Layout, reminder: i64, member: i64, today: Date) -> Result<DueReminder> {
    let Reminder { id, id_service, delay, .. } = Reminder::get(conn, reminder)?;
    Member::get(conn, layout, member)?;
    let row: Option<(String, String)> = conn
        .prepare_cached(
            "SELECT max(expiry_date), date(max(expiry_date), ?3 || ' days') FROM services_users
             WHERE id_user = ?1 AND id_service = ?2 AND expiry_date IS NOT NULL",
        )?
        .query_row((member, id_service, delay), |row| Ok(row.get::<_, Option<String>>(0)?.zip(row.get(1)?)))?;
    let (expiry, due) = row.ok_or_else(|| Error::invalid_field("user", msg!("reminder-no-end", id = member)))?;
    Renderer::new(conn, layout, Some(member), today)?.of_member(&Unsent {
        id_reminder: id,
        id_user: member,
        expiry,
        due,
    })
}

/// Records that a reminder was sent, so that it is not sent again for the same end. To be called in the transaction that
/// puts its messages into the queue.
pub fn record_sent(tx: &Transaction<'_>, due: &DueReminder, today: Date) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO services_reminders_sent (id_user, id_service, id_reminder, sent_date, due_date)
         VALUES (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute((due.id_user, due.id_service, due.id_reminder, today.to_string(), &due.due_date))?;
    Ok(())
}

/// Writes reminders for members, and keeps what many of them share.
struct Renderer<'a> {
    conn: &'a Connection,
    layout: &'a Layout,
    today: Date,
    /// Behind amounts of money.
    currency: String,
    /// By the identifier of the reminder.
    reminders: HashMap<i64, (Reminder, Activity)>,
    /// By the identifier of the fee.
    fees: HashMap<i64, Due>,
    /// The only member that is asked about; `None` for any.
    only: Option<i64>,
}

impl<'a> Renderer<'a> {
    /// `only` is the one member that is asked about; `None` for any.
    fn new(conn: &'a Connection, layout: &'a Layout, only: Option<i64>, today: Date) -> Result<Self> {
        let currency = match Settings::read(conn)?.currency {
            None => "€".to_owned(),
            Some(code) if code == "EUR" => "€".to_owned(),
            Some(code) => code,
        };
        Ok(Renderer { conn, layout, today, currency, reminders: HashMap::new(), fees: HashMap::new(), only })
    }

    fn of_member(&mut self, unsent: &Unsent) -> Result<DueReminder> {
        let (reminder, activity) = self.reminder(unsent.id_reminder)?;
        let member = Member::get(self.conn, self.layout, unsent.id_user)?;
        let values = self.values(&reminder, activity, &member, unsent)?;
        let message = |address: String| {
            let mut values = values.clone();
            values.insert("email".to_owned(), address.clone());
            Message { address, subject: reminder.subject.clone(), body: render::fill(&reminder.body, &values) }
        };
        Ok(DueReminder {
            id_reminder: reminder.id,
            id_service: reminder.id_service,
            id_user: member.id,
            identity: member.name(self.layout),
            due_date: unsent.due.clone(),
            expiry_date: unsent.expiry.clone(),
            messages: member.emails(self.layout).into_iter().map(message).collect(),
        })
    }

    fn reminder(&mut self, id: i64) -> Result<(Reminder, Activity)> {
        if let Some(known) = self.reminders.get(&id) {
            return Ok(known.clone());
        }
        let reminder = Reminder::get(self.conn, id)?;
        let activity = Activity::get(self.conn, reminder.id_service)?;
        self.reminders.insert(id, (reminder.clone(), activity.clone()));
        Ok((reminder, activity))
    }

    /// The fee of the subscription that ends last. What its formula reads is copied once, not for each member.
    fn fee(&mut self, member: i64, activity: i64, expiry: &str) -> Result<Option<&Due>> {
        let id: Option<Option<i64>> = self
            .conn
            .prepare_cached(
                "SELECT id_fee FROM services_users WHERE id_user = ?1 AND id_service = ?2 AND expiry_date = ?3
                 ORDER BY date DESC, id DESC LIMIT 1",
            )?
            .query_row((member, activity, expiry), |row| row.get(0))
            .optional()?;
        let Some(id) = id.flatten() else { return Ok(None) };
        Ok(Some(match self.fees.entry(id) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(place) => {
                let fee = Fee::get(self.conn, id)?;
                place.insert(Due::new(self.conn, self.layout, fee, self.only)?)
            }
        }))
    }

    /// The values of the placeholders: those of the subscription, and each field of the member as it is stored. Computed
    /// fields and secrets are not among them.
    fn values(&mut self, reminder: &Reminder, activity: Activity, member: &Member, unsent: &Unsent) -> Result<Values> {
        let due = self.fee(member.id, reminder.id_service, &unsent.expiry)?;
        let amount = due.map(|due| due.of(member.id)).transpose()?.flatten();
        let fee = due.map(|due| due.fee().clone());
        let layout = self.layout;
        let days = unsent.expiry.parse::<Date>().ok().and_then(|expiry| self.today.until(expiry).ok());
        let is_shown =
            |field: &Field| !matches!(field.field_type, FieldType::Password | FieldType::File | FieldType::Virtual);
        let mut values: Values = layout
            .fields
            .iter()
            .zip(&member.values)
            .filter(|(field, _)| is_shown(field))
            .map(|(field, value)| (field.name.to_string(), plain_text(value).into_owned()))
            .collect();
        let mut set = |name: &str, value: String| {
            values.insert(name.to_owned(), value);
        };
        set("identity", member.name(layout));
        set("id_user", member.id.to_string());
        set("id_service", reminder.id_service.to_string());
        set("id_reminder", reminder.id.to_string());
        set("subject", reminder.subject.clone());
        set("label", activity.label);
        set("description", activity.description.unwrap_or_default());
        set("delay", reminder.delay.to_string());
        set("nb_days", days.map_or_else(String::new, |days| days.get_days().unsigned_abs().to_string()));
        set("reminder_date", french_date(&unsent.due));
        set("expiry_date", french_date(&unsent.expiry));
        set("user_amount", format!("{} {}", amount.unwrap_or_default(), self.currency));
        set("fee_label", fee.as_ref().map(|fee| fee.label.clone()).unwrap_or_default());
        let cents = fee.as_ref().and_then(|fee| fee.amount).map(|Cents(cents)| cents.to_string());
        set("amount", cents.unwrap_or_default());
        set("formula", fee.and_then(|fee| fee.formula).unwrap_or_default());
        Ok(values)
    }
}

/// `2026-12-08` as `08/12/2026`.
fn french_date(text: &str) -> String {
    text.parse::<Date>().map_or_else(|_| text.to_owned(), |date| date.strftime("%d/%m/%Y").to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_written_as_people_read_them() {
        assert_eq!((french_date("2026-12-08"), french_date("x")), ("08/12/2026".to_owned(), "x".to_owned()));
    }
}

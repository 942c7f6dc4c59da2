//! Storing subscriptions, and taking them back.

use rusqlite::{OptionalExtension, Transaction};
use serde_json::{Value, json};

use super::plan::Plan;
use crate::audit::{AuditContext, AuditLog, Entity};
use crate::error::Result;
use crate::imports::{ImportRecord, Obstacle, Reason, References, history};
use crate::members::layout::Layout;
use crate::members::record::Member;
use crate::subscriptions;

/// Carries out a plan that was made in the same transaction and has no error. `logs` gets no line, as Paheko does.
pub fn apply(tx: &Transaction<'_>, plan: Plan, import: i64, trace: &AuditContext) -> Result<()> {
    let audit = AuditLog::open(tx, trace)?;
    for line in plan.lines {
        let id = subscriptions::insert(tx, line.subscription, &audit)?.id;
        note_new(tx, import, id)?;
    }
    Ok(())
}

/// Notes a subscription that an import made, so that it can be undone.
pub fn note_new(tx: &Transaction<'_>, import: i64, id: i64) -> Result<()> {
    let row = stored(tx, id)?.map(|row| row.json);
    history::note_new(tx, import, id, row.as_deref())
}

/// Deletes the subscriptions of an import, unless one of them was changed, or something refers to it.
pub fn undo(tx: &Transaction<'_>, done: &ImportRecord, trace: &AuditContext) -> Result<Vec<Obstacle>> {
    let created = history::touched_rows(tx, done)?;
    let layout = Layout::read(tx)?;
    let references = References::to(tx, "services_users")?;
    let mut obstacles = Vec::new();
    for note in created.iter().rev() {
        let row = stored(tx, note.id)?;
        let reason = match &row {
            None => Some(Reason::Deleted),
            Some(row) if Some(&row.json) != note.after.as_ref() => Some(Reason::Changed),
            Some(_) if references.hold(tx, note.id)? => Some(Reason::Used),
            Some(_) => None,
        };
        let Some(reason) = reason else { continue };
        let member = row.map_or(Ok(None), |row| Member::find(tx, &layout, row.member))?;
        let (id, name) = member.map_or((0, String::new()), |member| (member.id, member.name(&layout)));
        obstacles.push(Obstacle { id, name, reason });
    }
    if obstacles.is_empty() {
        let audit = AuditLog::open(tx, trace)?;
        let mut delete = tx.prepare_cached("DELETE FROM services_users WHERE id = ?1")?;
        for note in created.iter().rev() {
            let before: Value = note.after.as_deref().map(serde_json::from_str).transpose()?.unwrap_or_default();
            delete.execute([note.id])?;
            audit.deleted(Entity::Subscription, note.id, &before)?;
        }
    }
    Ok(obstacles)
}

struct Stored {
    member: i64,
    /// The whole row, to recognise a change.
    json: String,
}

fn stored(tx: &Transaction<'_>, id: i64) -> Result<Option<Stored>> {
    let mut statement = tx.prepare_cached(
        "SELECT id_user, id_service, id_fee, paid, expected_amount, date, expiry_date FROM services_users WHERE id = ?1",
    )?;
    let row = statement.query_row([id], |row| {
        let json = json!({
            "id_user": row.get::<_, i64>(0)?,
            "id_service": row.get::<_, i64>(1)?,
            "id_fee": row.get::<_, Option<i64>>(2)?,
            "paid": row.get::<_, i64>(3)?,
            "expected_amount": row.get::<_, Option<i64>>(4)?,
            "date": row.get::<_, String>(5)?,
            "expiry_date": row.get::<_, Option<String>>(6)?,
        });
        Ok(Stored { member: row.get(0)?, json: json.to_string() })
    });
    Ok(row.optional()?)
}

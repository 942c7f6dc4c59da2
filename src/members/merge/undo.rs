//! Parting merged records again.

use rusqlite::types::Value;
use rusqlite::{Transaction, params_from_iter};
use serde_json::{Value as Json, json};

use super::notes::{Notes, Row, quoted, row};
use super::{files, references};
use crate::audit::{Action, AuditContext, AuditLog, Entity};
use crate::auth::{Principal, Rights};
use crate::error::{Error, Result};
use crate::imports::history::{self, TouchedRow};
use crate::imports::{ImportRecord, Obstacle, Reason};
use crate::members::actions;
use crate::members::categories::may_choose;
use crate::members::draft::{Draft, same};
use crate::members::given::Given;
use crate::members::import::stored_value;
use crate::members::layout::Layout;
use crate::members::record::Member;
use crate::members::store;

/// Undoes a merge: the records that are gone come back, with what belonged to them and is still there. It is refused when
/// the kept member is gone or out of reach, when what was noted was forgotten, or when a record cannot come back: its
/// identifier, its number or its login is taken, or its category is gone.
pub fn undo(
    tx: &Transaction<'_>,
    principal: &Principal,
    done: &ImportRecord,
    trace: &AuditContext,
) -> Result<Vec<Obstacle>> {
    let layout = Layout::read(tx)?;
    let touched = history::touched_rows(tx, done)?;
    let (keepers, others): (Vec<TouchedRow>, Vec<TouchedRow>) =
        touched.into_iter().partition(|row| row.before["keeper"] == true);
    let mut all: Vec<(i64, Notes)> = Vec::new();
    let mut obstacles = Vec::new();
    for other in others {
        match serde_json::from_value::<Notes>(other.before) {
            Ok(notes) => all.push((other.id, notes)),
            Err(_) => obstacles.push(Obstacle { id: other.id, name: String::new(), reason: Reason::Deleted }),
        }
    }
    let Some(keeper) = keepers.first().filter(|_| obstacles.is_empty()) else {
        if obstacles.is_empty() {
            obstacles.push(Obstacle { id: 0, name: String::new(), reason: Reason::Deleted });
        }
        return Ok(obstacles);
    };
    // In the order of the merge: what came last goes first.
    let steps = history::steps(tx, done, Entity::Member)?;
    all.sort_by_key(|(id, _)| steps.iter().position(|step| step.id == *id).unwrap_or_default());
    let reason = match actions::require_reach(tx, keeper.id, principal) {
        Ok(()) => None,
        Err(Error::Forbidden(_)) => Some(Reason::OutOfReach),
        Err(Error::NotFound(_)) => Some(Reason::Deleted),
        Err(other) => return Err(other),
    };
    if let Some(reason) = reason {
        obstacles.push(Obstacle { id: keeper.id, name: Member::name_of(tx, &layout, keeper.id)?, reason });
    }
    if !obstacles.is_empty() {
        return Ok(obstacles);
    }
    let is_untouched = !history::is_changed_since(tx, done, Entity::Member, keeper.id)?;
    let audit = AuditLog::open(tx, trace)?;
    // All of it or nothing: an obstacle may show when others are back already.
    tx.execute_batch("SAVEPOINT parting")?;
    for (id, notes) in all.iter().rev() {
        empty_filled(tx, &layout, notes, &audit)?;
        match obstacle(tx, &layout, *id, notes, principal)? {
            Some(reason) => {
                obstacles.push(Obstacle { id: *id, name: name_of(&layout, &notes.member), reason });
                break;
            }
            None => bring_back(tx, &layout, *id, notes, &audit)?,
        }
    }
    if obstacles.is_empty() {
        restore_keeper(tx, keeper, is_untouched)?;
    } else {
        tx.execute_batch("ROLLBACK TO parting")?;
    }
    tx.execute_batch("RELEASE parting")?;
    Ok(obstacles)
}

fn name_of(layout: &Layout, member: &Row) -> String {
    let parts: Vec<&str> =
        layout.fields.of_name().filter_map(|field| member.get(field.name.as_str()).and_then(Json::as_str)).collect();
    parts.join(" ")
}

/// Fields of the kept record that were filled and hold that value still are as before.
fn empty_filled(tx: &Transaction<'_>, layout: &Layout, notes: &Notes, audit: &AuditLog<'_>) -> Result<()> {
    let current = Member::get(tx, layout, notes.keeper)?;
    let mut values = Vec::new();
    for (at, field) in layout.fields.iter().enumerate() {
        if let Some((old, new)) = notes.filled.get(field.name.as_str())
            && same(&current.values[at], &stored_value::value(new))
        {
            values.push((at, stored_value::value(old)));
        }
    }
    store::update(tx, layout, &Draft::of_change(current, Given { values, parent: None }), audit)?;
    Ok(())
}

/// Why a record cannot come back.
fn obstacle(
    tx: &Transaction<'_>,
    layout: &Layout,
    id: i64,
    notes: &Notes,
    principal: &Principal,
) -> Result<Option<Reason>> {
    if Member::exists(tx, id)? {
        return Ok(Some(Reason::Used));
    }
    let category = notes.member.get("id_category").and_then(Json::as_i64).unwrap_or(0);
    match Rights::of_category(tx, category)? {
        None => return Ok(Some(Reason::Deleted)),
        Some(rights) if !may_choose(principal, &rights) => return Ok(Some(Reason::OutOfReach)),
        Some(_) => {}
    }
    for field in [layout.fields.number(), layout.fields.login()] {
        let value = notes.member.get(field.name.as_str()).map_or(Value::Null, stored_value::value);
        let sql = format!("SELECT 1 FROM users WHERE {} = ?1", field.name.quoted());
        if value != Value::Null && tx.prepare_cached(&sql)?.exists([value])? {
            return Ok(Some(Reason::Used));
        }
    }
    Ok(None)
}

fn bring_back(tx: &Transaction<'_>, layout: &Layout, id: i64, notes: &Notes, audit: &AuditLog<'_>) -> Result<()> {
    let mut member = notes.member.clone();
    let parent = member.remove("id_parent").and_then(|id| id.as_i64());
    // Triggers count the attached ones anew.
    member.remove("is_parent");
    insert(tx, "users", &member)?;
    if let Some(parent) = parent
        && Member::exists(tx, parent)?
    {
        tx.execute("UPDATE users SET id_parent = ?2 WHERE id = ?1", [id, parent])?;
    }
    let restored = Member::get(tx, layout, id)?;
    store::write_search_row(tx, layout, id, &restored.values)?;
    audit.record(
        Entity::Member,
        id,
        Action::Created,
        &json!({"merged_into": {"old": notes.keeper, "new": null}}).to_string(),
    )?;
    // Subscriptions first: links of entries refer to them.
    for gone in notes.gone.iter().filter(|gone| gone.table == "services_users") {
        insert(tx, &gone.table, &gone.row)?;
    }
    for moved in notes.moved.iter().rev() {
        references::change_back(tx, moved)?;
    }
    for gone in notes.gone.iter().filter(|gone| gone.table != "services_users") {
        insert(tx, &gone.table, &gone.row)?;
    }
    files::move_back(tx, notes, audit)
}

/// Inserts a row with the columns that the table still has; nothing when one like it is there.
fn insert(tx: &Transaction<'_>, table: &str, values: &Row) -> Result<()> {
    let mut statement = tx.prepare_cached("SELECT name FROM pragma_table_info(?1)")?;
    let known = statement.query_map([table], |row| row.get(0))?.collect::<rusqlite::Result<Vec<String>>>()?;
    let kept: Vec<(&String, &Json)> = values.iter().filter(|(name, _)| known.contains(name)).collect();
    let columns = kept.iter().map(|(name, _)| quoted(name)).collect::<Vec<_>>().join(", ");
    let holes = vec!["?"; kept.len()].join(", ");
    let sql = format!("INSERT OR IGNORE INTO {} ({columns}) VALUES ({holes})", quoted(table));
    let stored = kept.iter().map(|(_, value)| stored_value::value(value));
    tx.prepare(&sql)?.execute(params_from_iter(stored))?;
    Ok(())
}

/// The kept member is attached as before, and was changed when it was before, unless it has changed since.
fn restore_keeper(tx: &Transaction<'_>, keeper: &TouchedRow, is_untouched: bool) -> Result<()> {
    let Some(now) = row(tx, "users", keeper.id)? else { return Ok(()) };
    if now["id_parent"].is_null()
        && let Some(parent) = keeper.before["id_parent"].as_i64()
        && row(tx, "users", parent)?.is_some()
    {
        tx.execute("UPDATE users SET id_parent = ?2 WHERE id = ?1", [keeper.id, parent])?;
    }
    if is_untouched {
        tx.execute(
            "UPDATE users SET date_updated = ?2 WHERE id = ?1",
            (keeper.id, keeper.before["date_updated"].as_str()),
        )?;
    }
    Ok(())
}

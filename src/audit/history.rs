//! Reading the history, and forgetting what it says of a person.

use rusqlite::types::Value;
use rusqlite::{Connection, Row, Transaction, params_from_iter};
use serde::Serialize;
use serde_json::Value as Json;

use super::Entity;
use crate::error::Result;

/// One line of the history of something.
#[derive(Debug, Serialize)]
pub struct HistoryEvent {
    /// Local date-time.
    pub date: String,
    pub action: String,
    /// `{field: {"old", "new"}}`.
    pub changes: Json,
    /// The name of the actor.
    pub who: Option<String>,
    /// The import it was part of.
    pub id_import: Option<i64>,
}

impl HistoryEvent {
    /// Leaves out the values of what has another name.
    pub fn keep_changes(&mut self, shows: impl Fn(&str) -> bool) {
        match &mut self.changes {
            Json::Object(changes) => changes.retain(|name, _| shows(name)),
            other => *other = Json::Object(serde_json::Map::new()),
        }
    }
}

/// The history of one thing, newest first. Identifiers are used again after a deletion: what was before is left out.
pub fn history(conn: &Connection, entity: Entity, id: i64) -> Result<Vec<HistoryEvent>> {
    let mut statement = conn.prepare_cached(
        "SELECT moment, action, changes, who, id_import FROM ruche_history
         WHERE entity = ?1 AND id_entity = ?2 AND id > coalesce((SELECT max(id) FROM ruche_history
             WHERE entity = ?1 AND id_entity = ?2 AND action = 'deleted'), 0)
         ORDER BY id DESC",
    )?;
    let entries = statement.query_map((entity.table(), id), |row| event(row, 0))?;
    Ok(entries.collect::<rusqlite::Result<_>>()?)
}

/// Reads the columns moment, action, changes, who, id_import, which begin at `first`.
fn event(row: &Row<'_>, first: usize) -> rusqlite::Result<HistoryEvent> {
    Ok(HistoryEvent {
        date: row.get(first)?,
        action: row.get(first + 1)?,
        changes: serde_json::from_str(&row.get::<_, String>(first + 2)?).unwrap_or_default(),
        who: row.get(first + 3)?,
        id_import: row.get(first + 4)?,
    })
}

/// A line of the history of everything.
#[derive(Debug, Serialize)]
pub struct RecordedEvent {
    /// Grows with time: where the next page begins.
    pub id: i64,
    /// The word of the kind of thing; the table, for one that this program does not know.
    pub entity: String,
    pub id_entity: i64,
    /// `key`, `member`, `system` or `job`; `null` where it was not kept.
    pub actor: Option<String>,
    pub id_actor: Option<i64>,
    #[serde(flatten)]
    pub event: HistoryEvent,
}

/// Which lines of the history are wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HistoryQuery {
    pub entity: Option<Entity>,
    /// The thing of that kind.
    pub id: Option<i64>,
    /// The name of the actor.
    pub who: Option<String>,
    /// Local date or date-time, the first one that counts.
    pub since: Option<String>,
    /// Only lines older than that one: where the last page ended.
    pub after: Option<i64>,
    pub limit: i64,
}

impl HistoryQuery {
    /// The lines, newest first.
    pub fn run(&self, conn: &Connection) -> Result<Vec<RecordedEvent>> {
        let mut sql = String::from(
            "SELECT id, entity, id_entity, actor, id_actor, moment, action, changes, who, id_import FROM ruche_history WHERE 1",
        );
        let mut values: Vec<Value> = Vec::new();
        let mut condition = |text: &str, value: Option<Value>| {
            if let Some(value) = value {
                sql.push_str(" AND ");
                sql.push_str(text);
                values.push(value);
            }
        };
        condition("entity = ?", self.entity.map(|entity| Value::Text(entity.table().to_owned())));
        condition("id_entity = ?", self.id.map(Value::Integer));
        condition("who = ?", self.who.clone().map(Value::Text));
        condition("moment >= ?", self.since.clone().map(Value::Text));
        condition("id < ?", self.after.map(Value::Integer));
        sql.push_str(" ORDER BY id DESC LIMIT ?");
        values.push(Value::Integer(self.limit));
        let mut statement = conn.prepare_cached(&sql)?;
        let events = statement.query_map(params_from_iter(values), |row| {
            let table: String = row.get(1)?;
            let entity = Entity::ALL.into_iter().find(|entity| entity.table() == table);
            Ok(RecordedEvent {
                id: row.get(0)?,
                entity: entity.map_or(table, |entity| entity.word().to_owned()),
                id_entity: row.get(2)?,
                actor: row.get(3)?,
                id_actor: row.get(4)?,
                event: event(row, 5)?,
            })
        })?;
        Ok(events.collect::<rusqlite::Result<_>>()?)
    }
}

/// Empties what is kept of the values of one thing; that it was changed, when and by whom, stays.
pub fn forget_values(tx: &Transaction<'_>, entity: Entity, id: i64) -> Result<()> {
    tx.prepare_cached("UPDATE ruche_history SET changes = '{}' WHERE entity = ?1 AND id_entity = ?2")?
        .execute((entity.table(), id))?;
    Ok(())
}

/// Takes what could name a member out of the history of other things: the member's own name where the member acted, and
/// the names of the member's files. That something was changed stays.
pub fn forget_member(tx: &Transaction<'_>, member: i64) -> Result<()> {
    tx.prepare_cached("UPDATE ruche_history SET who = NULL WHERE actor = 'member' AND id_actor = ?1")?
        .execute([member])?;
    tx.prepare_cached(
        "UPDATE ruche_history SET changes = '{}'
         WHERE entity = 'files' AND (instr(changes, ?1) > 0 OR instr(changes, ?2) > 0)",
    )?
    .execute([format!("\"user/{member}/"), format!("/user/{member}/")])?;
    Ok(())
}

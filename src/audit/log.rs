//! Recording what one request does.

use rusqlite::Transaction;
use serde::Serialize;
use serde_json::json;

use super::{Action, Actor, Entity, differences};
use crate::association::Settings;
use crate::clock::Clock;
use crate::error::Result;

/// Who acts, from where and when: the same for all that one request writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditContext {
    /// Local date-time, `YYYY-MM-DD HH:MM:SS`.
    pub moment: String,
    /// The client's address.
    pub address: Option<String>,
    pub actor: Actor,
    /// The import that the changes belong to.
    pub import: Option<i64>,
}

impl AuditContext {
    /// What a command or a job does, now.
    pub fn on_this_machine(actor: Actor, clock: &Clock) -> Self {
        AuditContext { moment: clock.local_now_text(), address: None, actor, import: None }
    }
}

/// Records what one request does.
pub struct AuditLog<'a> {
    tx: &'a Transaction<'a>,
    trace: &'a AuditContext,
    /// The association may keep no journal but of what is gone (`config.log_retention` = 0, platform.md 6.3).
    keeps_log: bool,
}

const LOG: &str = "INSERT INTO logs (id_user, type, details, created, ip_address) VALUES (?1, ?2, ?3, ?4, ?5)";
const HISTORY: &str =
    "INSERT INTO ruche_history (moment, entity, id_entity, action, changes, who, actor, id_actor, id_import)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";

impl<'a> AuditLog<'a> {
    pub fn open(tx: &'a Transaction<'a>, trace: &'a AuditContext) -> Result<Self> {
        Ok(AuditLog { tx, trace, keeps_log: Settings::keeps_log(tx)? })
    }

    /// Local date-time of all that is written.
    pub fn moment(&self) -> &str {
        &self.trace.moment
    }

    /// Whether the association keeps a journal.
    pub(super) fn keeps_log(&self) -> bool {
        self.keeps_log
    }

    /// The member who acts, if it is one.
    pub fn member(&self) -> Option<i64> {
        self.trace.actor.member()
    }

    /// Records that something was created, changed or deleted. `changes` is the JSON object `{field: {"old", "new"}}`,
    /// without secrets: of a secret it says `{"changed": true}`.
    pub fn record(&self, entity: Entity, id: i64, action: Action, changes: &str) -> Result<()> {
        if let Some(name) = entity.log_name()
            && (self.keeps_log || action == Action::Deleted)
        {
            // Written by hand: the same few bytes thousands of times in an import.
            let details = format!(r#"{{"entity":"{}","id":{id}}}"#, name.replace('\\', r"\\"));
            self.insert_log(self.member(), action.log_type(), Some(&details))?;
        }
        self.record_history_only(entity, id, action, changes)
    }

    /// Records that a thing was created, with all its values.
    pub fn created(&self, entity: Entity, id: i64, thing: &impl Serialize) -> Result<()> {
        self.record(entity, id, Action::Created, &differences(&(), thing)?.unwrap_or_default())
    }

    /// Records that a thing was deleted, with all the values that it had.
    pub fn deleted(&self, entity: Entity, id: i64, thing: &impl Serialize) -> Result<()> {
        self.record(entity, id, Action::Deleted, &differences(thing, &())?.unwrap_or_default())
    }

    /// Records what happened to a file or a folder. `logs` only knows of files that are gone, by their paths
    /// (platform.md 6.3).
    pub fn record_file(&self, id: i64, action: Action, changes: &str, gone: &[String]) -> Result<()> {
        for path in gone {
            let details = json!({"entity": Entity::File.log_name(), "path": path}).to_string();
            self.insert_log(self.member(), Action::Deleted.log_type(), Some(&details))?;
        }
        self.record_history_only(Entity::File, id, action, changes)
    }

    /// Records what happened in our own history alone, for changes that Paheko writes no line of `logs` about.
    pub fn record_history_only(&self, entity: Entity, id: i64, action: Action, changes: &str) -> Result<()> {
        let (trace, actor, word) = (self.trace, &self.trace.actor, action.word());
        let mut insert = self.tx.prepare_cached(HISTORY)?;
        let (who, kind, id_actor) = (actor.name(), actor.kind(), actor.id());
        insert.execute((&trace.moment, entity.table(), id, word, changes, who, kind, id_actor, trace.import))?;
        Ok(())
    }

    /// Records that a member signs in under another name from now on.
    pub fn login_changed(&self, member: i64) -> Result<()> {
        if self.keeps_log { self.insert_log(Some(member), 5, None) } else { Ok(()) }
    }

    /// Records that something was sent: a line of `logs`, which keeps who sent it (people.md 10).
    pub fn sent(&self, entity: Entity, id: i64) -> Result<()> {
        let Some(name) = entity.log_name().filter(|_| self.keeps_log) else { return Ok(()) };
        let details = json!({"entity": name, "id": id}).to_string();
        self.insert_log(self.member(), 13, Some(&details))
    }

    /// Records that a member has another password from now on.
    pub fn password_changed(&self, member: i64) -> Result<()> {
        if self.keeps_log { self.insert_log(Some(member), 4, None) } else { Ok(()) }
    }

    /// Records that a member has a second factor from now on, or none.
    pub fn factor_switched(&self, member: i64, enabled: bool) -> Result<()> {
        let details = json!({"action": if enabled { "enabled" } else { "disabled" }}).to_string();
        if self.keeps_log { self.insert_log(Some(member), 8, Some(&details)) } else { Ok(()) }
    }

    /// Records a sentence, such as that an import was made.
    pub fn message(&self, message: &str) -> Result<()> {
        let details = json!({ "message": message }).to_string();
        if self.keeps_log { self.insert_log(self.member(), 0, Some(&details)) } else { Ok(()) }
    }

    pub(super) fn insert_log(&self, member: Option<i64>, log_type: i64, details: Option<&str>) -> Result<()> {
        let mut insert = self.tx.prepare_cached(LOG)?;
        insert.execute((member, log_type, details, &self.trace.moment, &self.trace.address))?;
        Ok(())
    }
}

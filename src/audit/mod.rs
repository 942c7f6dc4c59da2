//! What was done, by whom, from where: the lines of `logs` that clients know (members.md 9, platform.md 6.3), and our own
//! history, which also keeps what each change replaced.

mod actor;

use rusqlite::{Connection, Transaction};
use serde::Serialize;
use serde_json::Value as Json;

use crate::association::Settings;
use crate::clock::Clock;
use crate::error::Result;

pub use actor::Actor;

/// The kinds of things whose changes are noted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entity {
    Member,
    /// A field of the record of members.
    Field,
    /// An entry of the books.
    Entry,
    /// A fiscal year.
    Year,
    /// A chart of accounts.
    Chart,
    Account,
    Project,
    /// A page of the website.
    Page,
    /// A stored file or a folder of them.
    File,
}

impl Entity {
    /// As `logs.details` names it.
    fn log_name(self) -> &'static str {
        match self {
            Entity::Member => r"Users\User",
            Entity::Field => r"Users\DynamicField",
            Entity::Entry => r"Accounting\Transaction",
            Entity::Year => r"Accounting\Year",
            Entity::Chart => r"Accounting\Chart",
            Entity::Account => r"Accounting\Account",
            Entity::Project => r"Accounting\Project",
            Entity::Page => r"Web\Page",
            Entity::File => r"Files\File",
        }
    }

    /// As `ruche_history.entity` names it: the table.
    pub fn table(self) -> &'static str {
        match self {
            Entity::Member => "users",
            Entity::Field => "config_users_fields",
            Entity::Entry => "acc_transactions",
            Entity::Year => "acc_years",
            Entity::Chart => "acc_charts",
            Entity::Account => "acc_accounts",
            Entity::Project => "acc_projects",
            Entity::Page => "web_pages",
            Entity::File => "files",
        }
    }
}

/// What happened to one thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    Created,
    Changed,
    Deleted,
    Anonymised,
}

impl Action {
    /// The number in `logs.type`.
    fn log_type(self) -> i64 {
        match self {
            Action::Created => 10,
            Action::Deleted => 11,
            Action::Changed | Action::Anonymised => 12,
        }
    }

    fn word(self) -> &'static str {
        match self {
            Action::Created => "created",
            Action::Changed => "changed",
            Action::Deleted => "deleted",
            Action::Anonymised => "anonymised",
        }
    }
}

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

/// Writes down what one request does.
pub struct AuditLog<'a> {
    tx: &'a Transaction<'a>,
    trace: &'a AuditContext,
    /// The association may keep no journal but of what is gone (`config.log_retention` = 0, platform.md 6.3).
    keeps_log: bool,
}

const LOG: &str = "INSERT INTO logs (id_user, type, details, created, ip_address) VALUES (?1, ?2, ?3, ?4, ?5)";
const HISTORY: &str = "INSERT INTO ruche_history (moment, entity, id_entity, action, changes, who, id_import)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";

impl<'a> AuditLog<'a> {
    pub fn open(tx: &'a Transaction<'a>, trace: &'a AuditContext) -> Result<Self> {
        Ok(AuditLog { tx, trace, keeps_log: Settings::read(tx)?.keeps_log() })
    }

    /// Local date-time of all that is written.
    pub fn moment(&self) -> &str {
        &self.trace.moment
    }

    /// Notes that something was created, changed or deleted. `changes` is the JSON object `{field: {"old", "new"}}`,
    /// without secrets.
    pub fn record(&self, entity: Entity, id: i64, action: Action, changes: &str) -> Result<()> {
        // Written by hand: the same few bytes thousands of times in an import.
        let details = format!(r#"{{"entity":"{}","id":{id}}}"#, entity.log_name().replace('\\', r"\\"));
        if self.keeps_log || action == Action::Deleted {
            self.insert_log(None, action.log_type(), Some(&details))?;
        }
        self.record_history_only(entity, id, action, changes)
    }

    /// Notes what happened to a file or a folder. `logs` only knows of files that are gone, by their paths
    /// (platform.md 6.3).
    pub fn record_file(&self, id: i64, action: Action, changes: &str, gone: &[String]) -> Result<()> {
        gone.iter().try_for_each(|path| self.file_deleted(path))?;
        self.record_history_only(Entity::File, id, action, changes)
    }

    /// Notes that a file is gone, by its path from its context, where nothing else is to be kept of it.
    pub fn file_deleted(&self, path: &str) -> Result<()> {
        let details = serde_json::json!({"entity": Entity::File.log_name(), "path": path}).to_string();
        self.insert_log(None, Action::Deleted.log_type(), Some(&details))
    }

    /// Notes what happened in our own history alone, for changes that clients do not expect a line of `logs` for.
    pub fn record_history_only(&self, entity: Entity, id: i64, action: Action, changes: &str) -> Result<()> {
        let (trace, word) = (self.trace, action.word());
        let mut insert = self.tx.prepare_cached(HISTORY)?;
        insert.execute((&trace.moment, entity.table(), id, word, changes, trace.actor.name(), trace.import))?;
        Ok(())
    }

    /// Notes that a member logs in under another name from now on.
    pub fn login_changed(&self, member: i64) -> Result<()> {
        if self.keeps_log { self.insert_log(Some(member), 5, None) } else { Ok(()) }
    }

    /// Notes a sentence, such as that an import was made.
    pub fn message(&self, message: &str) -> Result<()> {
        let details = serde_json::json!({ "message": message }).to_string();
        if self.keeps_log { self.insert_log(None, 0, Some(&details)) } else { Ok(()) }
    }

    fn insert_log(&self, member: Option<i64>, log_type: i64, details: Option<&str>) -> Result<()> {
        let mut insert = self.tx.prepare_cached(LOG)?;
        insert.execute((member, log_type, details, &self.trace.moment, &self.trace.address))?;
        Ok(())
    }
}

/// One line of the history of something.
#[derive(Debug, Serialize)]
pub struct HistoryEvent {
    /// Local date-time.
    pub date: String,
    pub action: String,
    /// `{field: {"old", "new"}}`.
    pub changes: Json,
    /// The name of the key.
    pub who: Option<String>,
    /// The import it was part of.
    pub id_import: Option<i64>,
}

/// The history of one thing, newest first. Identifiers are used again after a deletion: what was before is not told.
pub fn history(conn: &Connection, entity: Entity, id: i64) -> Result<Vec<HistoryEvent>> {
    let mut statement = conn.prepare_cached(
        "SELECT moment, action, changes, who, id_import FROM ruche_history
         WHERE entity = ?1 AND id_entity = ?2 AND id > coalesce((SELECT max(id) FROM ruche_history
             WHERE entity = ?1 AND id_entity = ?2 AND action = 'deleted'), 0)
         ORDER BY id DESC",
    )?;
    let entries = statement.query_map((entity.table(), id), |row| {
        Ok(HistoryEvent {
            date: row.get(0)?,
            action: row.get(1)?,
            changes: serde_json::from_str(&row.get::<_, String>(2)?).unwrap_or_default(),
            who: row.get(3)?,
            id_import: row.get(4)?,
        })
    })?;
    Ok(entries.collect::<rusqlite::Result<_>>()?)
}

/// Empties what is kept of the values of one thing; that it was changed, when and by whom, stays.
pub fn forget_values(tx: &Transaction<'_>, entity: Entity, id: i64) -> Result<()> {
    tx.prepare_cached("UPDATE ruche_history SET changes = '{}' WHERE entity = ?1 AND id_entity = ?2")?
        .execute((entity.table(), id))?;
    Ok(())
}

//! Projects, for analytical accounting: `acc_projects` (accounting.md 6.4).

use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};
use serde::Serialize;
use utoipa::ToSchema;

use super::texts;
use crate::audit::{Action, AuditContext, AuditLog, Entity};
use crate::error::{Error, Result};
use crate::msg;
use crate::params::Params;

const CODE_CHARACTERS_MAX: usize = 100;

/// A project, as answers show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Project {
    pub id: i64,
    /// Capitals, digits and `_`.
    pub code: Option<String>,
    pub label: String,
    pub description: Option<String>,
    pub archived: bool,
}

const COLUMNS: &str = "id, code, label, description, archived";

impl Project {
    /// # Errors
    ///
    /// [`Error::NotFound`].
    pub fn get(conn: &Connection, id: i64) -> Result<Project> {
        let sql = format!("SELECT {COLUMNS} FROM acc_projects WHERE id = ?1");
        let found = conn.prepare_cached(&sql)?.query_row([id], Self::of_row).optional()?;
        found.ok_or_else(|| Error::NotFound(msg!("project-unknown", id = id)))
    }

    fn of_row(row: &Row<'_>) -> rusqlite::Result<Project> {
        Ok(Project {
            id: row.get(0)?,
            code: row.get(1)?,
            label: row.get(2)?,
            description: row.get(3)?,
            archived: row.get(4)?,
        })
    }
}

/// Every project by code, else by label; archived ones last.
pub fn list(conn: &Connection) -> Result<Vec<Project>> {
    let sql = format!("SELECT {COLUMNS} FROM acc_projects ORDER BY archived, ifnull(code, label) COLLATE NOCASE, id");
    let mut statement = conn.prepare_cached(&sql)?;
    let projects = statement.query_map([], Project::of_row)?;
    Ok(projects.collect::<rusqlite::Result<_>>()?)
}

/// The values that a request gives for a project; the others stay.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProjectDraft {
    pub code: Option<Option<String>>,
    pub label: Option<String>,
    pub description: Option<Option<String>>,
    pub archived: Option<bool>,
}

impl ProjectDraft {
    /// The parameters that [`ProjectDraft::from_params`] reads.
    pub const NAMES: [&'static str; 4] = ["code", "label", "description", "archived"];

    /// Reads the parameters of a request.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] with the parameter that cannot be read.
    pub fn from_params(params: &Params) -> Result<Self> {
        Ok(ProjectDraft {
            code: params.sent("code").map(|given| code(&given.raw()?.unwrap_or_default())).transpose()?,
            label: texts::given_label(params)?,
            description: texts::given_description(params)?,
            archived: params.optional_flag("archived")?,
        })
    }
}

fn code(text: &str) -> Result<Option<String>> {
    let code = text.trim().to_ascii_uppercase();
    let is_code = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_';
    if code.len() > CODE_CHARACTERS_MAX || !code.bytes().all(is_code) {
        return Err(Error::invalid_field("code", msg!("project-code", code = text, limit = CODE_CHARACTERS_MAX)));
    }
    Ok(Some(code).filter(|code| !code.is_empty()))
}

/// # Errors
///
/// [`Error::Invalid`] without a label, or with the code of another project.
pub fn create(tx: &Transaction<'_>, draft: ProjectDraft, trace: &AuditContext) -> Result<Project> {
    let mut project = Project {
        id: 0,
        code: draft.code.flatten(),
        label: draft.label.ok_or_else(texts::no_label)?,
        description: draft.description.flatten(),
        archived: draft.archived.unwrap_or(false),
    };
    require_free_code(tx, &project)?;
    project.id = tx
        .prepare_cached("INSERT INTO acc_projects (code, label, description, archived) VALUES (?1, ?2, ?3, ?4)")?
        .insert(params![project.code, project.label, project.description, project.archived])?;
    let changes = texts::differences(&(), &project)?.unwrap_or_default();
    AuditLog::open(tx, trace)?.record(Entity::Project, project.id, Action::Created, &changes)?;
    Ok(project)
}

/// # Errors
///
/// [`Error::NotFound`]; [`Error::Invalid`] for the code of another project.
pub fn change(tx: &Transaction<'_>, id: i64, draft: ProjectDraft, trace: &AuditContext) -> Result<Project> {
    let before = Project::get(tx, id)?;
    let current = before.clone();
    let after = Project {
        id,
        code: draft.code.unwrap_or(current.code),
        label: draft.label.unwrap_or(current.label),
        description: draft.description.unwrap_or(current.description),
        archived: draft.archived.unwrap_or(current.archived),
    };
    require_free_code(tx, &after)?;
    let Some(changes) = texts::differences(&before, &after)? else { return Ok(after) };
    tx.prepare_cached("UPDATE acc_projects SET code = ?2, label = ?3, description = ?4, archived = ?5 WHERE id = ?1")?
        .execute(params![id, after.code, after.label, after.description, after.archived])?;
    AuditLog::open(tx, trace)?.record(Entity::Project, id, Action::Changed, &changes)?;
    Ok(after)
}

/// Deletes a project and removes it from its lines and fees.
///
/// # Errors
///
/// [`Error::NotFound`]; [`Error::Conflict`] when lines of a closed year are of it.
pub fn delete(tx: &Transaction<'_>, id: i64, trace: &AuditContext) -> Result<()> {
    let project = Project::get(tx, id)?;
    let is_settled = tx
        .prepare_cached(
            "SELECT 1 FROM acc_transactions_lines l
             INNER JOIN acc_transactions t ON t.id = l.id_transaction INNER JOIN acc_years y ON y.id = t.id_year
             WHERE l.id_project = ?1 AND y.status <> 0",
        )?
        .exists([id])?;
    if is_settled {
        return Err(Error::Conflict(msg!("project-in-closed-year", label = project.label)));
    }
    tx.execute("DELETE FROM acc_projects WHERE id = ?1", [id])?;
    let changes = texts::differences(&project, &())?.unwrap_or_default();
    AuditLog::open(tx, trace)?.record(Entity::Project, id, Action::Deleted, &changes)
}

fn require_free_code(tx: &Transaction<'_>, project: &Project) -> Result<()> {
    let Some(code) = &project.code else { return Ok(()) };
    if tx
        .prepare_cached("SELECT 1 FROM acc_projects WHERE code = ?1 AND id <> ?2")?
        .exists(params![code, project.id])?
    {
        return Err(Error::invalid_field("code", msg!("project-code-taken", code = code.as_str())));
    }
    Ok(())
}

#[cfg(test)]
mod tests;

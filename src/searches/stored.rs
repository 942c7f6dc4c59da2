//! The table `searches`: what is saved, and who sees, makes, changes and deletes it (people.md 3.5).

use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};
use serde::Serialize;
use utoipa::ToSchema;

use super::document::Document;
use super::target::{Target, Type};
use crate::audit::{Action, AuditContext, AuditLog, Entity, differences};
use crate::auth::{Access, Level, Principal, Section};
use crate::error::{Error, Result};
use crate::msg;
use crate::params::{Param, Params};

const LABEL_CHARACTERS_MAX: usize = 500;
const DESCRIPTION_CHARACTERS_MAX: usize = 10_000;
const CONTENT_CHARACTERS_MAX: usize = 100_000;

/// A saved search, as answers show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Search)]
pub struct Saved {
    pub id: i64,
    /// Its owner; `None` when everybody who reads the section sees it.
    pub id_user: Option<i64>,
    pub label: String,
    pub description: Option<String>,
    /// Local date-time of the last change.
    pub updated: String,
    pub target: String,
    pub r#type: String,
    /// A document in JSON, or SQL.
    pub content: String,
}

const COLUMNS: &str = "id, id_user, label, description, updated, target, type, content";

impl Saved {
    fn of_row(row: &Row<'_>) -> rusqlite::Result<Saved> {
        Ok(Saved {
            id: row.get(0)?,
            id_user: row.get(1)?,
            label: row.get(2)?,
            description: row.get(3)?,
            updated: row.get(4)?,
            target: row.get(5)?,
            r#type: row.get(6)?,
            content: row.get(7)?,
        })
    }

    /// A search of that target which the principal sees: a public one, or one's own. The others do not exist, whoever asks.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`].
    pub fn get(conn: &Connection, target: Target, id: i64, principal: &Principal) -> Result<Saved> {
        let sql = format!(
            "SELECT {COLUMNS} FROM searches WHERE id = ?1 AND target = ?2 AND (id_user IS NULL OR id_user = ?3)"
        );
        let found = conn
            .prepare_cached(&sql)?
            .query_row((id, target.word(), principal.actor.member()), Self::of_row)
            .optional()?;
        found.ok_or_else(|| Error::NotFound(msg!("search-unknown", id = id)))
    }

    /// The kind of its text.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] for a kind that this program does not know.
    pub fn search_type(&self) -> Result<Type> {
        let known = Type::ALL.into_iter().find(|known| known.word() == self.r#type);
        known.ok_or_else(|| Error::invalid(msg!("search-type-unknown", type = self.r#type.as_str())))
    }
}

/// The searches of a target that the principal sees, by label.
pub fn list(conn: &Connection, target: Target, principal: &Principal) -> Result<Vec<Saved>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM searches WHERE target = ?1 AND (id_user IS NULL OR id_user = ?2)
         ORDER BY label COLLATE U_NOCASE, id"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let searches = statement.query_map((target.word(), principal.actor.member()), Saved::of_row)?;
    Ok(searches.collect::<rusqlite::Result<_>>()?)
}

/// The values that a request gives for a search; the others stay.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SavedDraft {
    label: Option<String>,
    description: Option<Option<String>>,
    search_type: Option<Type>,
    content: Option<String>,
    /// Whether everybody sees it.
    public: Option<bool>,
}

impl SavedDraft {
    /// Reads `label`, `description`, `type`, `content` (a text, or the document itself in JSON) and `public`.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] with the parameter that cannot be read.
    pub fn from_params(params: &Params) -> Result<Self> {
        Ok(SavedDraft {
            label: params.sent("label").map(|given| required(&given, LABEL_CHARACTERS_MAX)).transpose()?,
            description: params
                .sent("description")
                .map(|given| within(&given, DESCRIPTION_CHARACTERS_MAX))
                .transpose()?,
            search_type: params.choice("type", &Type::ALL, Type::word)?,
            content: params.sent("content").map(|given| content(&given)).transpose()?,
            public: params.optional_flag("public")?,
        })
    }
}

fn within(given: &Param<'_>, characters_max: usize) -> Result<Option<String>> {
    let text = given.text()?;
    if text.as_ref().is_some_and(|text| text.chars().count() > characters_max) {
        return Err(given.refused(msg!("search-text-long", name = given.name(), limit = characters_max)));
    }
    Ok(text)
}

fn required(given: &Param<'_>, characters_max: usize) -> Result<String> {
    within(given, characters_max)?.ok_or_else(|| given.refused(msg!("param-missing", name = given.name())))
}

fn content(given: &Param<'_>) -> Result<String> {
    match given.value() {
        Some(document @ serde_json::Value::Object(_)) => Ok(document.to_string()),
        _ => required(given, CONTENT_CHARACTERS_MAX),
    }
}

/// # Errors
///
/// [`Error::Invalid`] without a label or a content, or with one that is no document or no statement;
/// [`Error::Forbidden`] for SQL below the level that it asks for, and for a public search below `write`.
pub fn create(
    tx: &Transaction<'_>,
    target: Target,
    draft: SavedDraft,
    principal: &Principal,
    trace: &AuditContext,
) -> Result<Saved> {
    let missing = |name: &'static str| Error::invalid_field(name, msg!("param-missing", name = name));
    // A key owns nothing: what it saves is for everybody.
    let owner = principal.actor.member().filter(|_| draft.public != Some(true));
    let mut saved = Saved {
        id: 0,
        id_user: owner,
        label: draft.label.ok_or_else(|| missing("label"))?,
        description: draft.description.flatten(),
        updated: trace.moment.clone(),
        target: target.word().to_owned(),
        r#type: draft.search_type.unwrap_or(Type::Json).word().to_owned(),
        content: draft.content.ok_or_else(|| missing("content"))?,
    };
    require_allowed(target, &saved, principal)?;
    let Saved { id_user, label, description, updated, target, r#type, content, .. } = &saved;
    saved.id = tx
        .prepare_cached(
            "INSERT INTO searches (id_user, label, description, updated, target, type, content)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?
        .insert(params![id_user, label, description, updated, target, r#type, content])?;
    AuditLog::open(tx, trace)?.created(Entity::Search, saved.id, &saved)?;
    Ok(saved)
}

/// Changes a search: one's own, or a public one with `admin`.
///
/// # Errors
///
/// As for [`create`], and [`Error::NotFound`].
pub fn change(
    tx: &Transaction<'_>,
    target: Target,
    id: i64,
    draft: SavedDraft,
    principal: &Principal,
    trace: &AuditContext,
) -> Result<Saved> {
    let before = Saved::get(tx, target, id, principal)?;
    require_owner(target, &before, principal)?;
    let after = Saved {
        id_user: match draft.public {
            None => before.id_user,
            Some(true) => None,
            Some(false) => before.id_user.or(principal.actor.member()),
        },
        label: draft.label.unwrap_or_else(|| before.label.clone()),
        description: draft.description.unwrap_or_else(|| before.description.clone()),
        r#type: draft.search_type.map_or_else(|| before.r#type.clone(), |known| known.word().to_owned()),
        content: draft.content.unwrap_or_else(|| before.content.clone()),
        ..before.clone()
    };
    if after == before {
        return Ok(after);
    }
    require_allowed(target, &after, principal)?;
    let after = Saved { updated: trace.moment.clone(), ..after };
    tx.prepare_cached(
        "UPDATE searches SET id_user = ?2, label = ?3, description = ?4, updated = ?5, type = ?6, content = ?7 WHERE id = ?1",
    )?
    .execute(params![id, after.id_user, after.label, after.description, after.updated, after.r#type, after.content])?;
    let changes = differences(&before, &after)?.unwrap_or_default();
    AuditLog::open(tx, trace)?.record(Entity::Search, id, Action::Changed, &changes)?;
    Ok(after)
}

/// Deletes a search: one's own, or a public one with `admin`.
///
/// # Errors
///
/// [`Error::NotFound`], [`Error::Forbidden`].
pub fn delete(
    tx: &Transaction<'_>,
    target: Target,
    id: i64,
    principal: &Principal,
    trace: &AuditContext,
) -> Result<()> {
    let saved = Saved::get(tx, target, id, principal)?;
    require_owner(target, &saved, principal)?;
    tx.execute("DELETE FROM searches WHERE id = ?1", [id])?;
    AuditLog::open(tx, trace)?.deleted(Entity::Search, id, &saved)
}

fn require_owner(target: Target, saved: &Saved, principal: &Principal) -> Result<()> {
    match saved.id_user {
        Some(owner) if principal.actor.member() == Some(owner) => Ok(()),
        _ => principal.rights.require(Access::write(target.section(), Level::Admin)),
    }
}

/// What the text and the readers of a search ask for; and a text that can be read at all.
fn require_allowed(target: Target, saved: &Saved, principal: &Principal) -> Result<()> {
    let rights = &principal.rights;
    if saved.id_user.is_none() {
        rights.require(Access::write(target.section(), Level::Write))?;
    }
    match saved.search_type()? {
        Type::Json => Document::parse(&saved.content).map(drop),
        Type::Sql => {
            rights.require(Access::write(target.section(), Level::Admin))?;
            super::people_sql::check(&saved.content)
        }
        Type::SqlUnprotected => {
            rights.require(Access::write(Section::Config, Level::Admin))?;
            super::people_sql::check(&saved.content)
        }
    }
}

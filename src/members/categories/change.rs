//! Creating, changing and deleting categories (people.md 5, "Categories").

use rusqlite::{Connection, OptionalExtension, Row, ToSql, Transaction, params};
use serde::Serialize;
use utoipa::ToSchema;

use crate::association::Settings;
use crate::audit::{Action, Actor, AuditContext, AuditLog, Entity, differences};
use crate::auth::{Level, Principal};
use crate::error::{Error, Result};
use crate::msg;
use crate::params::{Param, Params};

/// Bytes of a name.
const NAME_BYTES_MAX: usize = 200;
/// The levels that a section can have.
const LEVELS: [Level; 4] = [Level::None, Level::Read, Level::Write, Level::Admin];

/// A category of members with the rights that it gives, as answers show it: a level is 0, 1, 2 or 9, a truth 0 or 1.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Category {
    pub id: i64,
    pub name: String,
    pub perm_web: i64,
    pub perm_documents: i64,
    pub perm_users: i64,
    pub perm_accounting: i64,
    pub perm_subscribe: i64,
    /// 0 or 1.
    pub perm_connect: i64,
    /// 0 or 9.
    pub perm_config: i64,
    pub hidden: i64,
    pub allow_passwordless_login: i64,
    pub force_otp: i64,
    pub force_pgp: i64,
}

impl Category {
    /// # Errors
    ///
    /// [`Error::NotFound`].
    pub fn get(conn: &Connection, id: i64) -> Result<Category> {
        let sql = format!("SELECT {} FROM users_categories WHERE id = ?1", super::COLUMNS.join(", "));
        let found = conn.prepare_cached(&sql)?.query_row([id], Self::of_row).optional()?;
        found.ok_or_else(|| Error::NotFound(msg!("category-unknown", id = id)))
    }

    fn of_row(row: &Row<'_>) -> rusqlite::Result<Category> {
        Ok(Category {
            id: row.get("id")?,
            name: row.get("name")?,
            perm_web: row.get("perm_web")?,
            perm_documents: row.get("perm_documents")?,
            perm_users: row.get("perm_users")?,
            perm_accounting: row.get("perm_accounting")?,
            perm_subscribe: row.get("perm_subscribe")?,
            perm_connect: row.get("perm_connect")?,
            perm_config: row.get("perm_config")?,
            hidden: row.get("hidden")?,
            allow_passwordless_login: row.get("allow_passwordless_login")?,
            force_otp: row.get("force_otp")?,
            force_pgp: row.get("force_pgp")?,
        })
    }
}

/// The values that a request gives for a category; the others stay.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CategoryDraft {
    name: Option<String>,
    web: Option<i64>,
    documents: Option<i64>,
    users: Option<i64>,
    accounting: Option<i64>,
    connect: Option<i64>,
    config: Option<i64>,
    hidden: Option<i64>,
    allow_passwordless_login: Option<i64>,
    force_otp: Option<i64>,
    force_pgp: Option<i64>,
}

impl CategoryDraft {
    /// Reads the parameters of a request, which have the names of the columns. Levels are `none`, `read`, `write` or
    /// `admin`, or their numbers.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] with the parameter that cannot be read.
    pub fn from_params(params: &Params) -> Result<Self> {
        let level = |name: &str| level(&params.get(name), &LEVELS);
        let flag = |name: &str| Ok::<_, Error>(params.optional_flag(name)?.map(i64::from));
        Ok(CategoryDraft {
            name: params.sent("name").map(|given| name(&given)).transpose()?,
            web: level("perm_web")?,
            documents: level("perm_documents")?,
            users: level("perm_users")?,
            accounting: level("perm_accounting")?,
            connect: flag("perm_connect")?,
            config: self::level(&params.get("perm_config"), &[Level::None, Level::Admin])?,
            hidden: flag("hidden")?,
            allow_passwordless_login: flag("allow_passwordless_login")?,
            force_otp: flag("force_otp")?,
            force_pgp: flag("force_pgp")?,
        })
    }

    fn apply(self, before: &Category) -> Category {
        Category {
            id: before.id,
            name: self.name.unwrap_or_else(|| before.name.clone()),
            perm_web: self.web.unwrap_or(before.perm_web),
            perm_documents: self.documents.unwrap_or(before.perm_documents),
            perm_users: self.users.unwrap_or(before.perm_users),
            perm_accounting: self.accounting.unwrap_or(before.perm_accounting),
            perm_subscribe: before.perm_subscribe,
            perm_connect: self.connect.unwrap_or(before.perm_connect),
            perm_config: self.config.unwrap_or(before.perm_config),
            hidden: self.hidden.unwrap_or(before.hidden),
            allow_passwordless_login: self.allow_passwordless_login.unwrap_or(before.allow_passwordless_login),
            force_otp: self.force_otp.unwrap_or(before.force_otp),
            force_pgp: self.force_pgp.unwrap_or(before.force_pgp),
        }
    }
}

fn level(given: &Param<'_>, levels: &[Level]) -> Result<Option<i64>> {
    let level = given.word_or_number(levels, Level::word, |level| level as i64)?;
    Ok(level.map(|level| level as i64))
}

fn name(given: &Param<'_>) -> Result<String> {
    let name = given.text()?.ok_or_else(|| given.refused(msg!("category-name-missing")))?;
    if name.len() > NAME_BYTES_MAX || name.contains('\n') {
        return Err(given.refused(msg!("category-name-long", limit = NAME_BYTES_MAX)));
    }
    Ok(name)
}

/// # Errors
///
/// [`Error::Invalid`] without a name, or with that of another category; [`Error::Forbidden`] for rights that only members
/// who manage the settings give.
pub fn create(
    tx: &Transaction<'_>,
    draft: CategoryDraft,
    principal: &Principal,
    trace: &AuditContext,
) -> Result<Category> {
    // A new category gives no rights unless the request names them.
    let mut category = draft.apply(&Category::default());
    require_possible(tx, &category)?;
    require_reach(principal, &category)?;
    let columns = &super::COLUMNS[1..];
    let holes = vec!["?"; columns.len()].join(", ");
    category.id = tx
        .prepare_cached(&format!("INSERT INTO users_categories ({}) VALUES ({holes})", columns.join(", ")))?
        .insert(values(&category).as_slice())?;
    AuditLog::open(tx, trace)?.created(Entity::Category, category.id, &category)?;
    Ok(category)
}

/// # Errors
///
/// As for [`create`]; [`Error::NotFound`]; [`Error::Invalid`] when a member would lock itself out with its own category.
pub fn change(
    tx: &Transaction<'_>,
    id: i64,
    draft: CategoryDraft,
    principal: &Principal,
    trace: &AuditContext,
) -> Result<Category> {
    let before = Category::get(tx, id)?;
    require_reach(principal, &before)?;
    let after = draft.apply(&before);
    require_possible(tx, &after)?;
    require_reach(principal, &after)?;
    require_own_access(tx, &before, &after, principal)?;
    let Some(changes) = differences(&before, &after)? else { return Ok(after) };
    let columns = &super::COLUMNS[1..];
    let assignments = columns.iter().map(|column| format!("{column} = ?")).collect::<Vec<_>>().join(", ");
    let sql = format!("UPDATE users_categories SET {assignments} WHERE id = {id}");
    tx.execute(&sql, values(&after).as_slice())?;
    AuditLog::open(tx, trace)?.record(Entity::Category, id, Action::Changed, &changes)?;
    Ok(after)
}

/// Deletes a category without members.
///
/// # Errors
///
/// [`Error::NotFound`]; [`Error::Conflict`] for the default category, one that has members, or one's own.
pub fn delete(tx: &Transaction<'_>, id: i64, principal: &Principal, trace: &AuditContext) -> Result<()> {
    let category = Category::get(tx, id)?;
    require_reach(principal, &category)?;
    let members: i64 = tx.query_row("SELECT count(*) FROM users WHERE id_category = ?1", [id], |row| row.get(0))?;
    if members > 0 {
        return Err(Error::Conflict(msg!("category-has-members", name = category.name, count = members)));
    }
    if Settings::read(tx)?.default_category == Some(id) {
        return Err(Error::Conflict(msg!("category-is-default", name = category.name)));
    }
    tx.execute("DELETE FROM users_categories WHERE id = ?1", [id])?;
    AuditLog::open(tx, trace)?.deleted(Entity::Category, id, &category)
}

/// The values of all columns but the identifier, in the order of the columns.
fn values(category: &Category) -> [&dyn ToSql; 12] {
    [
        &category.name,
        &category.perm_web,
        &category.perm_documents,
        &category.perm_users,
        &category.perm_accounting,
        &category.perm_subscribe,
        &category.perm_connect,
        &category.perm_config,
        &category.hidden,
        &category.allow_passwordless_login,
        &category.force_otp,
        &category.force_pgp,
    ]
}

/// What no category can be, whoever asks.
fn require_possible(tx: &Transaction<'_>, category: &Category) -> Result<()> {
    if category.name.is_empty() {
        return Err(Error::invalid_field("name", msg!("category-name-missing")));
    }
    let taken = tx
        .prepare_cached("SELECT 1 FROM users_categories WHERE name = ?1 COLLATE U_NOCASE AND id <> ?2")?
        .exists(params![category.name, category.id])?;
    if taken {
        return Err(Error::invalid_field("name", msg!("category-name-taken", name = category.name.as_str())));
    }
    if category.allow_passwordless_login != 0 && category.perm_config != 0 {
        return Err(Error::invalid_field("allow_passwordless_login", msg!("category-needs-password")));
    }
    Ok(())
}

/// The rights on the settings are given and changed by members who have them, or on the machine itself: a key must not be
/// a way to them.
fn require_reach(principal: &Principal, category: &Category) -> Result<()> {
    match principal.actor {
        Actor::Key { .. } | Actor::Job { .. } if category.perm_config != 0 => {
            Err(Error::Forbidden(msg!("category-of-settings")))
        }
        _ => Ok(()),
    }
}

/// Members keep the way in that they have, and force a second factor on themselves only when they have one.
fn require_own_access(tx: &Transaction<'_>, before: &Category, after: &Category, principal: &Principal) -> Result<()> {
    let Some(member) = principal.actor.member() else { return Ok(()) };
    let own: Option<(i64, bool)> = tx
        .prepare_cached(
            "SELECT id_category, otp_secret IS NOT NULL AND coalesce(otp_recovery_codes, '[]') NOT IN ('[]', '{}')
             FROM users WHERE id = ?1",
        )?
        .query_row([member], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let Some((_, has_factor)) = own.filter(|(category, _)| *category == after.id) else { return Ok(()) };
    let lost = |field: &str| Err(Error::invalid_field(field, msg!("category-own-access")));
    if after.perm_connect == 0 {
        return lost("perm_connect");
    }
    if before.perm_config != 0 && after.perm_config == 0 {
        return lost("perm_config");
    }
    if after.force_otp != 0 && before.force_otp == 0 && !has_factor {
        return Err(Error::invalid_field("force_otp", msg!("category-own-factor")));
    }
    Ok(())
}

//! Keys made, changed and given another secret by people: nobody gives more than they have.

use jiff::ToSpan;
use jiff::civil::DateTime;
use rusqlite::{Connection, Transaction};
use serde::Serialize;
use serde_json::{Value, json};

use super::draft::End;
use super::shown::{self, ApiKey};
use super::{KeyDraft, KeyName, NewKey, Terms, id_of, insert, networks, set_aside, stored_secret};
use crate::audit::{Action, Actor, AuditLog, Entity};
use crate::auth::Principal;
use crate::auth::rights::{Level, Rights};
use crate::error::{Error, Result};
use crate::msg;

/// How long a key lasts unless somebody says otherwise.
const USUAL_MONTHS: i64 = 12;

/// A key with its secret, which is shown once and kept nowhere.
#[derive(Debug, Serialize)]
pub struct Issued {
    #[serde(flatten)]
    pub key: ApiKey,
    pub secret: String,
}

/// Refuses a key that has more than the principal: its secret, in their hands, would be more than they have.
///
/// # Errors
///
/// [`Error::Forbidden`].
pub fn require_within(principal: &Principal, rights: &Rights) -> Result<()> {
    if principal.rights.include(rights) { Ok(()) } else { Err(Error::Forbidden(msg!("key-beyond"))) }
}

/// Makes the key that a draft describes; without another end it lasts twelve months.
///
/// # Errors
///
/// [`Error::Invalid`] without a name or a level, [`Error::Conflict`] for a name that is taken, [`Error::Forbidden`] for more
/// than the principal has.
pub fn create_from(
    tx: &Transaction<'_>,
    draft: KeyDraft,
    principal: &Principal,
    now: DateTime,
    audit: &AuditLog<'_>,
) -> Result<Issued> {
    let renewed = draft.renewed.map(|id| shown::one(tx, id, audit.moment())).transpose()?;
    let level = draft.level.or_else(|| Level::parse(renewed.as_ref()?.level?));
    let level = level.ok_or_else(|| Error::invalid_field("level", msg!("key-level-missing")))?;
    let name = match (draft.name.clone(), &renewed) {
        (Some(name), _) => name,
        (None, Some(key)) => free_name(tx, &key.key)?,
        (None, None) => return Err(Error::invalid_field("key", msg!("key-name-missing"))),
    };
    let label = draft.label.clone().or_else(|| Some(renewed.as_ref()?.label.clone()));
    let label = label.unwrap_or_else(|| name.as_str().to_owned());
    let expires = match draft.end.clone() {
        Some(End::At(moment)) => Some(moment),
        Some(End::Never) => None,
        None => Some(usual_end(now)?),
    };
    let before = renewed.as_ref().map_or_else(|| Ok(Terms::default()), |key| Terms::of(tx, key.id))?;
    let terms = with(before, &draft);
    require_within(principal, &Rights::of_key(level).limited_to(terms.scopes))?;
    require_networks_within(tx, principal, &terms)?;
    let key = NewKey { name, label, level, expires };
    let (id, secret) = insert(tx, &key, audit.moment())?;
    terms.save(tx, id)?;
    let mut new =
        json!({"key": key.name.as_str(), "label": key.label, "level": key.level.word(), "expires": key.expires});
    if !terms.scopes.is_everything() {
        new["scopes"] = json!(terms.scopes.words());
    }
    if !terms.networks.is_empty() {
        new["networks"] = json!(terms.network_words());
    }
    audit.created(Entity::Key, id, &new)?;
    Ok(Issued { secret, key: shown::one(tx, id, audit.moment())? })
}

fn usual_end(now: DateTime) -> Result<String> {
    let end = now.checked_add(USUAL_MONTHS.months()).map_err(Error::internal)?;
    Ok(end.strftime("%Y-%m-%d %H:%M:%S").to_string())
}

/// The name with the first number behind it that no key has.
fn free_name(conn: &Connection, name: &str) -> Result<KeyName> {
    let (stem, number) = match name.rsplit_once('_') {
        Some((stem, number)) if !stem.is_empty() => (stem, number.parse().unwrap_or(0)),
        _ => (name, 0_u32),
    };
    let stem = if number == 0 { name } else { stem };
    for number in number.max(1).saturating_add(1).. {
        let name = KeyName::parse(&format!("{stem}_{number}"))?;
        if id_of(conn, name.as_str()).is_err() {
            return Ok(name);
        }
    }
    Err(Error::Conflict(msg!("key-taken", name = name)))
}

/// The terms, with what a draft says instead.
fn with(before: Terms, draft: &KeyDraft) -> Terms {
    Terms {
        scopes: draft.scopes.unwrap_or(before.scopes),
        networks: draft.networks.clone().unwrap_or(before.networks),
        supervisor: draft.supervisor.clone().unwrap_or(before.supervisor),
        recipient: draft.recipient.clone().unwrap_or(before.recipient),
        remind_months: draft.remind_months.unwrap_or(before.remind_months),
    }
}

/// A key that is accepted from some networks only gives none that is accepted from others.
fn require_networks_within(conn: &Connection, principal: &Principal, terms: &Terms) -> Result<()> {
    let Actor::Key { id, .. } = principal.actor else { return Ok(()) };
    match networks::stored(&Terms::of(conn, id)?.networks) {
        Some(own) if !networks::hold(&own, &terms.networks) => Err(Error::Forbidden(msg!("key-beyond-networks"))),
        _ => Ok(()),
    }
}

/// Changes what a draft says of a key.
///
/// # Errors
///
/// [`Error::NotFound`]; [`Error::Invalid`] for another name; [`Error::Conflict`] for a new end of a key that has expired;
/// [`Error::Forbidden`] for a key that has, or would have, more than the principal.
pub fn change(
    tx: &Transaction<'_>,
    id: i64,
    draft: &KeyDraft,
    principal: &Principal,
    audit: &AuditLog<'_>,
) -> Result<ApiKey> {
    let before = shown::one(tx, id, audit.moment())?;
    if draft.name.as_ref().is_some_and(|name| name.as_str() != before.key) {
        return Err(Error::invalid_field("key", msg!("key-name-stays")));
    }
    let old_terms = Terms::of(tx, id)?;
    let terms = with(old_terms.clone(), draft);
    let level = draft.level.or_else(|| Level::parse(before.level?)).unwrap_or(Level::None);
    require_within(principal, &before.rights)?;
    require_within(principal, &Rights::of_key(level).limited_to(terms.scopes))?;
    require_networks_within(tx, principal, &terms)?;
    let mut changes = old_terms.differences(&terms);
    let mut note = |name: &str, old: Value, new: Value| {
        if old != new {
            changes.insert(name.to_owned(), json!({"old": old, "new": new}));
        }
    };
    if let Some(label) = &draft.label {
        note("label", json!(before.label), json!(label));
        tx.execute("UPDATE api_credentials SET label = ?2 WHERE id = ?1", (id, label))?;
    }
    if let Some(level) = draft.level {
        note("level", json!(before.level), json!(level.word()));
        tx.execute("UPDATE api_credentials SET access_level = ?2 WHERE id = ?1", (id, level as i64))?;
    }
    if let Some(end) = &draft.end {
        if before.expired {
            return Err(Error::Conflict(msg!("key-has-expired", name = before.key)));
        }
        let expires = if let End::At(moment) = end { Some(moment.as_str()) } else { None };
        note("expires", json!(before.expires), json!(expires));
        set_end(tx, id, expires)?;
    }
    terms.save(tx, id)?;
    if !changes.is_empty() {
        audit.record(Entity::Key, id, Action::Changed, &Value::Object(changes).to_string())?;
    }
    shown::one(tx, id, audit.moment())
}

fn set_end(tx: &Transaction<'_>, id: i64, expires: Option<&str>) -> Result<()> {
    tx.execute(
        "INSERT INTO ruche_credentials (id, expires) VALUES (?1, ?2) ON CONFLICT (id) DO UPDATE SET expires = excluded.expires",
        (id, expires),
    )?;
    tx.execute("UPDATE ruche_api_access SET reminded = NULL WHERE id = ?1", [id])?;
    Ok(())
}

/// Gives a key another secret; the former one is good until the local date-time `keep_until`, if there is one.
///
/// # Errors
///
/// [`Error::NotFound`]; [`Error::Conflict`] for a key that is disabled or has expired; [`Error::Forbidden`] for a key that
/// has more than the principal.
pub fn rotate(
    tx: &Transaction<'_>,
    id: i64,
    keep_until: Option<&str>,
    principal: &Principal,
    audit: &AuditLog<'_>,
) -> Result<Issued> {
    let key = shown::one(tx, id, audit.moment())?;
    require_within(principal, &key.rights)?;
    if key.disabled || key.expired {
        return Err(Error::Conflict(msg!("key-not-in-use", name = key.key)));
    }
    let secret = stored_secret::replace(tx, id, keep_until)?;
    let changes = json!({"secret": {"changed": true}, "former_secret_until": {"old": null, "new": keep_until}});
    audit.record(Entity::Key, id, Action::Changed, &changes.to_string())?;
    Ok(Issued { secret, key: shown::one(tx, id, audit.moment())? })
}

/// Enables a key; one that has expired lasts twelve months more, unless a draft says otherwise.
pub fn enable_by(
    tx: &Transaction<'_>,
    id: i64,
    end: &KeyDraft,
    principal: &Principal,
    now: DateTime,
    audit: &AuditLog<'_>,
) -> Result<ApiKey> {
    let key = shown::one(tx, id, audit.moment())?;
    require_within(principal, &key.rights)?;
    let expires = match &end.end {
        Some(End::At(moment)) => Some(moment.clone()),
        None if key.expired => Some(usual_end(now)?),
        None | Some(End::Never) => None,
    };
    if end.end == Some(End::Never) {
        set_end(tx, id, None)?;
    }
    set_aside::enable(tx, &key.key, expires.as_deref(), audit)?;
    tx.execute("UPDATE ruche_api_access SET reminded = NULL WHERE id = ?1", [id])?;
    shown::one(tx, id, audit.moment())
}

/// Forgets addresses of a person, a JSON list in lower case.
pub fn forget_addresses(tx: &Transaction<'_>, addresses: &str) -> Result<()> {
    for column in ["supervisor", "recipient"] {
        let sql = format!(
            "UPDATE ruche_api_access SET {column} = NULL WHERE lower({column}) IN (SELECT value FROM json_each(?1))"
        );
        tx.execute(&sql, [addresses])?;
    }
    Ok(())
}

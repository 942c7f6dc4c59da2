//! Links of entries to members, other entries and subscriptions (accounting.md 5).

use rusqlite::types::ValueRef;
use rusqlite::{Connection, Transaction};
use serde::Serialize;
use serde_json::{Value as Json, json};
use utoipa::ToSchema;

use crate::audit::{Action, AuditLog, Entity};
use crate::error::Result;
use crate::members::layout::Layout;
use crate::members::record::Member;
use crate::msg;
use crate::params::{Ids, Params};

/// The kinds of links.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Link {
    /// To members directly, not through a subscription.
    Users,
    /// To other entries, in both directions.
    Transactions,
    /// To subscriptions, with their members.
    Subscriptions,
}

impl Link {
    pub const ALL: [Link; 3] = [Link::Users, Link::Transactions, Link::Subscriptions];

    /// The parameter that names them in requests about links.
    pub fn parameter(self) -> &'static str {
        match self {
            Link::Users => "users",
            Link::Transactions => "transactions",
            Link::Subscriptions => "subscriptions",
        }
    }

    /// The parameter that names them in requests about entries; the history names them so too.
    fn parameter_of_entry(self) -> &'static str {
        match self {
            Link::Users => "linked_users",
            Link::Transactions => "linked_transactions",
            Link::Subscriptions => "linked_subscriptions",
        }
    }

    fn select(self) -> &'static str {
        match self {
            Link::Users => {
                "SELECT id_user FROM acc_transactions_users WHERE id_transaction = ?1 AND id_service_user IS NULL
                 ORDER BY id_user"
            }
            Link::Transactions => {
                "SELECT id_related FROM acc_transactions_links WHERE id_transaction = ?1
                 UNION SELECT id_transaction FROM acc_transactions_links WHERE id_related = ?1 ORDER BY 1"
            }
            // In the order in which they were linked.
            Link::Subscriptions => {
                "SELECT id_service_user FROM acc_transactions_users WHERE id_transaction = ?1
                 AND id_service_user IS NOT NULL ORDER BY rowid"
            }
        }
    }

    fn delete(self) -> &'static str {
        match self {
            Link::Users => "DELETE FROM acc_transactions_users WHERE id_transaction = ?1 AND id_service_user IS NULL",
            Link::Transactions => "DELETE FROM acc_transactions_links WHERE id_transaction = ?1 OR id_related = ?1",
            Link::Subscriptions => {
                "DELETE FROM acc_transactions_users WHERE id_transaction = ?1 AND id_service_user IS NOT NULL"
            }
        }
    }

    /// Writes one link, unless it exists or would link an entry to itself.
    fn insert(self) -> &'static str {
        match self {
            Link::Users => "INSERT OR IGNORE INTO acc_transactions_users (id_transaction, id_user) VALUES (?1, ?2)",
            Link::Transactions => {
                "INSERT OR IGNORE INTO acc_transactions_links (id_transaction, id_related) SELECT ?1, ?2 WHERE ?1 <> ?2"
            }
            Link::Subscriptions => {
                "INSERT OR IGNORE INTO acc_transactions_users (id_transaction, id_user, id_service_user)
                 SELECT ?1, id_user, id FROM services_users WHERE id = ?2"
            }
        }
    }

    fn exists(self, conn: &Connection, id: i64) -> Result<bool> {
        match self {
            Link::Users => Member::exists(conn, id),
            Link::Transactions => {
                Ok(conn.prepare_cached("SELECT 1 FROM acc_transactions WHERE id = ?1")?.exists([id])?)
            }
            // Unknown subscriptions are passed over, as Paheko does (accounting/linked subscriptions: unknown).
            Link::Subscriptions => Ok(true),
        }
    }
}

/// The identifiers that an entry is linked to.
pub fn ids(conn: &Connection, entry: i64, link: Link) -> Result<Vec<i64>> {
    let mut statement = conn.prepare_cached(link.select())?;
    Ok(statement.query_map([entry], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?)
}

/// Replaces the links of one kind.
///
/// # Errors
///
/// [`Error::Invalid`](crate::error::Error::Invalid) for a member or an entry that does not exist.
pub fn replace(tx: &Transaction<'_>, entry: i64, link: Link, wanted: &Ids, audit: &AuditLog<'_>) -> Result<()> {
    for id in wanted.values() {
        if !link.exists(tx, *id)? {
            return Err(wanted.refused(*id, msg!("entry-link-unknown", kind = wanted.name(), id = *id)));
        }
    }
    let before = ids(tx, entry, link)?;
    tx.prepare_cached(link.delete())?.execute([entry])?;
    for id in wanted.values() {
        tx.prepare_cached(link.insert())?.execute((entry, id))?;
    }
    let after = ids(tx, entry, link)?;
    if before == after {
        return Ok(());
    }
    let changes = json!({ link.parameter_of_entry(): { "old": before, "new": after } });
    audit.record_history_only(Entity::Entry, entry, Action::Changed, &changes.to_string())
}

/// Changes the members of an entry from `before` to `after`. Bulk imports pass the known links instead of scanning the
/// table, which has no index by entry.
pub fn relink(tx: &Transaction<'_>, entry: i64, before: &[i64], after: &[i64], audit: &AuditLog<'_>) -> Result<()> {
    if before == after {
        return Ok(());
    }
    for gone in before.iter().filter(|id| !after.contains(id)) {
        tx.prepare_cached(
            "DELETE FROM acc_transactions_users WHERE id_user = ?1 AND id_transaction = ?2 AND id_service_user IS NULL",
        )?
        .execute((gone, entry))?;
    }
    for id in after {
        tx.prepare_cached(Link::Users.insert())?.execute((entry, id))?;
    }
    let changes = json!({ Link::Users.parameter_of_entry(): { "old": before, "new": after } });
    audit.record_history_only(Entity::Entry, entry, Action::Changed, &changes.to_string())
}

/// The links that a request about an entry gives; those of a kind that is absent or empty stay.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct GivenLinks(Vec<(Link, Ids)>);

impl GivenLinks {
    /// # Errors
    ///
    /// [`Error::Invalid`](crate::error::Error::Invalid) with the element that is not an identifier.
    pub fn from_params(params: &Params) -> Result<Self> {
        let mut links = Vec::new();
        for link in Link::ALL {
            let wanted = params.ids(link.parameter_of_entry())?;
            if !wanted.is_empty() {
                links.push((link, wanted));
            }
        }
        Ok(GivenLinks(links))
    }

    pub fn apply(&self, tx: &Transaction<'_>, entry: i64, audit: &AuditLog<'_>) -> Result<()> {
        self.0.iter().try_for_each(|(link, wanted)| replace(tx, entry, *link, wanted, audit))
    }
}

/// A member that an entry is linked to.
#[derive(Debug, Serialize, ToSchema)]
pub struct LinkedMember {
    id: i64,
    identity: Option<String>,
    #[schema(value_type = serde_json::Value)]
    number: Json,
}

pub fn members(conn: &Connection, layout: &Layout, entry: i64) -> Result<Vec<LinkedMember>> {
    let sql = format!(
        "SELECT u.id, {}, u.{} FROM acc_transactions_users l INNER JOIN users u ON u.id = l.id_user
         WHERE l.id_transaction = ?1 AND l.id_service_user IS NULL ORDER BY u.id",
        layout.name_of("u"),
        layout.fields.number().name.quoted()
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let members = statement.query_map([entry], |row| {
        Ok(LinkedMember { id: row.get(0)?, identity: row.get(1)?, number: plain_json(row.get_ref(2)?) })
    })?;
    Ok(members.collect::<rusqlite::Result<_>>()?)
}

/// A subscription that an entry is linked to, with its member.
#[derive(Debug, Serialize, ToSchema)]
pub struct LinkedSubscription {
    id: i64,
    id_user: i64,
    id_service: i64,
    id_fee: Option<i64>,
    paid: i64,
    /// In cents.
    expected_amount: Option<i64>,
    date: String,
    expiry_date: Option<String>,
    user_identity: Option<String>,
    #[schema(value_type = serde_json::Value)]
    user_number: Json,
    id_subscription: i64,
}

pub fn subscriptions(conn: &Connection, layout: &Layout, entry: i64) -> Result<Vec<LinkedSubscription>> {
    let sql = format!(
        "SELECT s.id, s.id_user, s.id_service, s.id_fee, s.paid, s.expected_amount, s.date, s.expiry_date, {}, u.{}
         FROM acc_transactions_users l INNER JOIN services_users s ON s.id = l.id_service_user
         INNER JOIN users u ON u.id = s.id_user WHERE l.id_transaction = ?1 ORDER BY l.rowid",
        layout.name_of("u"),
        layout.fields.number().name.quoted()
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let subscriptions = statement.query_map([entry], |row| {
        Ok(LinkedSubscription {
            id: row.get(0)?,
            id_user: row.get(1)?,
            id_service: row.get(2)?,
            id_fee: row.get(3)?,
            paid: row.get(4)?,
            expected_amount: row.get(5)?,
            date: row.get(6)?,
            expiry_date: row.get(7)?,
            user_identity: row.get(8)?,
            user_number: plain_json(row.get_ref(9)?),
            id_subscription: row.get(0)?,
        })
    })?;
    Ok(subscriptions.collect::<rusqlite::Result<_>>()?)
}

/// The stored member number: an integer or a text.
fn plain_json(value: ValueRef<'_>) -> Json {
    match value {
        ValueRef::Integer(number) => json!(number),
        ValueRef::Text(text) => json!(String::from_utf8_lossy(text)),
        _ => Json::Null,
    }
}

//! Who receives a group message: rows of `mailings_recipients`, copied when they are chosen, with the values of their member.

use jiff::civil::Date;
use rusqlite::types::{Value, ValueRef};
use rusqlite::{Connection, Row, Transaction, params_from_iter};
use serde::Serialize;
use serde_json::{Map, Value as Json};

use crate::auth::Principal;
use crate::error::{Error, Result};
use crate::json::float_text;
use crate::mail::{Context, address};
use crate::members::categories;
use crate::members::fields::{Field, FieldType};
use crate::members::layout::Layout;
use crate::members::record::Member;
use crate::members::selection::Selection;
use crate::msg;
use crate::params::Params;
use crate::subscriptions::participants;
use crate::text::email_hash;

/// Whom a message is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// All members but those of hidden categories.
    All,
    /// The members of a category, hidden or not.
    Category(i64),
    /// The members, but hidden ones, whose activity has not ended at that day.
    Service(i64, Date),
    /// Members by their identifiers, wherever they are.
    Members(Vec<i64>),
    /// The members that a saved search finds, wherever they are.
    Search(i64),
}

impl Target {
    /// # Errors
    ///
    /// [`Error::Invalid`] unless exactly one target is named.
    pub fn from_params(params: &Params, today: Date) -> Result<Self> {
        let category = params.id("id_category")?.map(Target::Category);
        let service = params.id("id_service")?.map(|id| Target::Service(id, today));
        let members = match params.has("users") {
            true => Some(Target::Members(params.ids("users")?.values().to_vec())),
            false => None,
        };
        let all = params.flag("all")?.then_some(Target::All);
        let search = params.id("search")?.map(Target::Search);
        let mut named = [category, service, members, all, search].into_iter().flatten();
        match (named.next(), named.next()) {
            (Some(target), None) => Ok(target),
            _ => Err(Error::invalid(msg!("mailing-target"))),
        }
    }

    /// A saved search becomes the members that it finds for whoever asks.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`] for a search that the principal does not see; [`Error::Invalid`] for one that cannot be run.
    pub fn resolve(self, conn: &Connection, layout: &Layout, principal: &Principal, today: Date) -> Result<Self> {
        let Target::Search(id) = self else { return Ok(self) };
        let found = Selection::Search(id).members(conn, layout, principal, today)?;
        Ok(Target::Members(found.into_iter().collect()))
    }

    /// The condition on a member `u` of a category `c`, with the values for its holes.
    fn condition(&self, conn: &Connection) -> Result<(String, Vec<Value>)> {
        // As JSON, since there may be more of them than a statement has holes.
        let listed = |ids: &[i64]| Ok::<_, Error>(Value::Text(serde_json::to_string(ids)?));
        let is_listed = "u.id IN (SELECT value FROM json_each(?))";
        Ok(match self {
            Target::All => ("c.hidden = 0".to_owned(), Vec::new()),
            Target::Category(id) => {
                let unknown = || Error::invalid_field("id_category", msg!("member-no-such-category", id = *id));
                categories::name(conn, *id)?.ok_or_else(unknown)?;
                ("u.id_category = ?".to_owned(), vec![Value::Integer(*id)])
            }
            Target::Service(id, today) => {
                let members = participants::current(conn, *id, *today)?;
                (format!("c.hidden = 0 AND {is_listed}"), vec![listed(&members)?])
            }
            // Resolved before; one that was not finds nobody.
            Target::Search(_) => ("0".to_owned(), Vec::new()),
            Target::Members(ids) => {
                for id in ids {
                    if !Member::exists(conn, *id)? {
                        return Err(Error::invalid_field("users", msg!("member-unknown", id = *id)));
                    }
                }
                (is_listed.to_owned(), vec![listed(ids)?])
            }
        })
    }
}

/// One recipient.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Recipient {
    pub id: i64,
    /// `None` once it was forgotten.
    pub email: Option<String>,
    /// The member, if it is known.
    pub id_user: Option<i64>,
    /// The values of placeholders; `None` for an address that cannot be written to.
    #[serde(skip)]
    pub data: Option<Map<String, Json>>,
}

impl Recipient {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        let data: Option<String> = row.get(2)?;
        let data: Option<Map<String, Json>> = data.and_then(|data| serde_json::from_str(&data).ok());
        let id_user = data.as_ref().and_then(|data| data.get("id")?.as_i64());
        Ok(Recipient { id: row.get(0)?, email: row.get(1)?, id_user, data })
    }
}

impl Recipient {
    /// What of a recipient may be shown: the values that whoever asks sees, and the address if it is one of them.
    #[must_use]
    pub fn seen(mut self, layout: &Layout) -> Self {
        if layout.hidden().next().is_none() {
            return self;
        }
        let mails = |field: &&Field| field.field_type == FieldType::Email;
        let is_address = |text: &str| {
            self.email.as_ref().is_some_and(|email| text.trim().to_lowercase() == email.trim().to_lowercase())
        };
        let has_address = |data: &Map<String, Json>| {
            let mut seen = layout.shown().filter(mails).filter_map(|field| data.get(field.name.as_str())?.as_str());
            seen.any(is_address)
        };
        if layout.hidden().any(|field| mails(&field)) && !self.data.as_ref().is_some_and(has_address) {
            self.email = None;
        }
        if let Some(data) = &mut self.data {
            let shows_address = self.email.is_some();
            data.retain(|name, _| if name == "_email" { shows_address } else { layout.shows_name(name) });
        }
        self
    }
}

/// The fields named as placeholders in a text that whoever asks does not see.
pub fn hidden_placeholders<'l>(layout: &'l Layout, body: &str) -> Vec<&'l str> {
    let is_named = |name: &str| {
        let after = body.match_indices('$').map(|(at, sign)| &body[at + sign.len()..]);
        let mut after = after.filter_map(|rest| rest.strip_prefix(name));
        after.any(|rest| !rest.starts_with(|next: char| next.is_ascii_alphanumeric() || next == '_'))
    };
    layout.hidden().map(|field| field.name.as_str()).filter(|name| is_named(name)).collect()
}

/// The recipients of a message, in the order in which they were copied.
pub fn list(conn: &Connection, mailing: i64) -> Result<Vec<Recipient>> {
    let mut statement =
        conn.prepare_cached("SELECT id, email, extra_data FROM mailings_recipients WHERE id_mailing = ?1 ORDER BY id")?;
    Ok(statement.query_map([mailing], Recipient::read)?.collect::<rusqlite::Result<_>>()?)
}

/// Takes one recipient off a message.
///
/// # Errors
///
/// [`Error::NotFound`].
pub fn remove(tx: &Transaction<'_>, mailing: i64, id: i64) -> Result<()> {
    let removed = tx.execute("DELETE FROM mailings_recipients WHERE id_mailing = ?1 AND id = ?2", [mailing, id])?;
    if removed > 0 { Ok(()) } else { Err(Error::NotFound(msg!("mailing-recipient-unknown", id = id))) }
}

/// Copies the members of a target as recipients, one row for each address, with the values that whoever asks sees.
///
/// # Errors
///
/// [`Error::Invalid`] when there is none.
pub(super) fn copy(tx: &Transaction<'_>, layout: &Layout, mailing: i64, target: &Target, moment: &str) -> Result<()> {
    let (condition, values) = target.condition(tx)?;
    let columns: Vec<(String, bool)> = layout
        .fields
        .with_column()
        .filter(|(field, _)| field.field_type != FieldType::Password && field.id != layout.fields.password().id)
        .filter(|(field, _)| layout.access.sees(field))
        .map(|(field, _)| (field.name.as_str().to_owned(), field.field_type == FieldType::Email))
        .collect();
    let names: String = columns.iter().map(|(name, _)| format!(", u.\"{name}\"")).collect();
    let sql = format!(
        "SELECT u.id{names} FROM users u JOIN users_categories c ON c.id = u.id_category WHERE {condition} ORDER BY u.id"
    );
    let mut statement = tx.prepare(&sql)?;
    let mut rows = statement.query(params_from_iter(values))?;
    let mut insert = tx.prepare_cached(
        "INSERT INTO mailings_recipients (id_mailing, email, id_email, extra_data) VALUES (?1, ?2, ?3, ?4)",
    )?;
    let mut count = 0;
    while let Some(row) = rows.next()? {
        let data = data(row, &columns)?;
        let addresses =
            columns.iter().filter(|(_, is_email)| *is_email).filter_map(|(name, _)| data.get(name)?.as_str());
        let addresses: Vec<String> =
            addresses.map(|text| text.trim().to_lowercase()).filter(|text| !text.is_empty()).collect();
        for email in addresses {
            let hash = email_hash(&email);
            let id_email = hash.map(|hash| address::ensure(tx, &hash, moment)).transpose()?;
            let is_writable = !matches!(
                address::refusal(tx, &email, Context::Mailing)?,
                Some(address::Refusal::Malformed | address::Refusal::Invalid | address::Refusal::Blocked)
            );
            let mut data = data.clone();
            data.insert("_email".to_owned(), email.clone().into());
            let data = is_writable.then(|| Json::Object(data).to_string());
            insert.execute((mailing, &email, id_email.map(|id| id.to_string()), data))?;
            count += 1;
        }
    }
    if count > 0 { Ok(()) } else { Err(Error::invalid(msg!("mailing-no-recipient"))) }
}

/// The values of a member as they are stored, but secrets: a text that begins like a hash is none of people's.
fn data(row: &Row<'_>, columns: &[(String, bool)]) -> Result<Map<String, Json>> {
    let mut data = Map::new();
    data.insert("id".to_owned(), row.get::<_, i64>(0)?.into());
    for (at, (name, _)) in columns.iter().enumerate() {
        let value = match row.get_ref(at + 1)? {
            ValueRef::Null => Json::Null,
            ValueRef::Integer(number) => number.into(),
            ValueRef::Real(number) => float_text(number).into(),
            ValueRef::Text(bytes) | ValueRef::Blob(bytes) => String::from_utf8_lossy(bytes).into(),
        };
        if !value.as_str().is_some_and(|text| text.starts_with("$2") || text.starts_with("$argon2")) {
            data.insert(name.clone(), value);
        }
    }
    Ok(data)
}

/// What is kept of a recipient once the message is sent: identifier, number, name.
pub(super) fn reduced(layout: &Layout, data: &Map<String, Json>) -> Json {
    let number = std::iter::once(layout.fields.number().name.as_str());
    let names = number.chain(layout.fields.of_name().map(|field| field.name.as_str()));
    let mut kept = Map::new();
    for name in std::iter::once("id").chain(names) {
        kept.insert(name.to_owned(), data.get(name).cloned().unwrap_or(Json::Null));
    }
    Json::Object(kept)
}

/// Writes what is kept of a recipient.
pub(super) fn reduce(tx: &Transaction<'_>, layout: &Layout, recipient: &Recipient) -> Result<()> {
    let Some(data) = &recipient.data else { return Ok(()) };
    tx.prepare_cached("UPDATE mailings_recipients SET extra_data = ?2 WHERE id = ?1")?
        .execute((recipient.id, reduced(layout, data).to_string()))?;
    Ok(())
}

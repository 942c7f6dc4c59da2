//! One member: as it is stored, and as the API shows it (members.md 3).

use std::borrow::Cow;
use std::collections::BTreeSet;

use rusqlite::types::{Value, ValueRef};
use rusqlite::{Connection, OptionalExtension, Row};
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::Value as Json;

use super::fields::{Field, FieldType};
use super::layout::{Layout, SYSTEM_COUNT};
use super::values;
use crate::error::{Error, Result};
use crate::files;
use crate::msg;
use crate::params::{Ids, scalar_text};

/// A member, without its secrets.
#[derive(Debug, Clone, PartialEq)]
pub struct Member {
    /// 0 for a member that is not stored yet.
    pub id: i64,
    pub id_category: i64,
    /// Local date-times `YYYY-MM-DD HH:MM:SS`.
    pub date_login: Option<String>,
    pub date_updated: Option<String>,
    pub id_parent: Option<i64>,
    pub is_parent: bool,
    /// A JSON object.
    pub preferences: Option<String>,
    pub has_otp: bool,
    pub has_pgp_key: bool,
    pub has_password: bool,
    /// One value for each field of the [`Layout`], in its order; NULL for passwords and files.
    pub values: Vec<Value>,
}

impl Member {
    /// A new member of a category, without values.
    pub fn new(layout: &Layout, id_category: i64) -> Self {
        Member {
            id: 0,
            id_category,
            date_login: None,
            date_updated: None,
            id_parent: None,
            is_parent: false,
            preferences: None,
            has_otp: false,
            has_pgp_key: false,
            has_password: false,
            values: layout.fields.iter().map(values::empty).collect(),
        }
    }

    /// Reads a row of [`Layout`]'s selection.
    pub fn read(row: &Row<'_>, layout: &Layout) -> rusqlite::Result<Self> {
        let count = layout.fields.iter().count();
        Ok(Member {
            id: row.get(0)?,
            id_category: row.get(1)?,
            date_login: row.get(2)?,
            date_updated: row.get(3)?,
            id_parent: row.get(4)?,
            is_parent: row.get(5)?,
            preferences: row.get(6)?,
            has_otp: row.get(7)?,
            has_pgp_key: row.get(8)?,
            has_password: row.get(9)?,
            values: (SYSTEM_COUNT..SYSTEM_COUNT + count).map(|at| row.get(at)).collect::<rusqlite::Result<_>>()?,
        })
    }

    /// The member with that id.
    pub fn find(conn: &Connection, layout: &Layout, id: i64) -> Result<Option<Self>> {
        Ok(conn.prepare_cached(&layout.select_one)?.query_row([id], |row| Self::read(row, layout)).optional()?)
    }

    /// The same.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`] when there is none.
    pub fn get(conn: &Connection, layout: &Layout, id: i64) -> Result<Self> {
        Self::find(conn, layout, id)?.ok_or_else(|| unknown(id))
    }

    /// Every member, by id: what an import compares its lines with.
    pub fn all(conn: &Connection, layout: &Layout) -> Result<Vec<Self>> {
        let mut statement = conn.prepare(&format!("{} ORDER BY id", layout.select))?;
        let members = statement.query_map([], |row| Self::read(row, layout))?;
        Ok(members.collect::<rusqlite::Result<_>>()?)
    }

    /// The values of the name's fields, joined by spaces.
    pub fn name(&self, layout: &Layout) -> String {
        let of_name = layout.fields.of_name().map(|field| field.id).collect::<Vec<_>>();
        let parts: Vec<_> = layout
            .fields
            .iter()
            .zip(&self.values)
            .filter(|(field, _)| of_name.contains(&field.id))
            .map(|(_, value)| values::plain_text(value))
            .collect();
        parts.join(" ").trim().to_owned()
    }

    /// The e-mail addresses in the order of their fields, each once, whatever its case.
    pub fn emails(&self, layout: &Layout) -> Vec<String> {
        let mut emails: Vec<String> = Vec::new();
        let fields = layout.fields.iter().zip(&self.values);
        for (_, value) in fields.filter(|(field, _)| field.field_type == FieldType::Email) {
            let text = values::plain_text(value);
            let email = text.trim();
            if !email.is_empty() && !emails.iter().any(|known| known.eq_ignore_ascii_case(email)) {
                emails.push(email.to_owned());
            }
        }
        emails
    }

    /// The name of the member with that id; empty if there is none.
    pub fn name_of(conn: &Connection, layout: &Layout, id: i64) -> Result<String> {
        let sql = format!("SELECT {} FROM users WHERE id = ?1", layout.name_of("users"));
        let name: Option<Value> = conn.prepare_cached(&sql)?.query_row([id], |row| row.get(0)).optional()?;
        Ok(name.map_or_else(String::new, |name| values::plain_text(&name).trim().to_owned()))
    }

    /// Calls `each` with the identifier, the name and the number of every member, by identifier.
    pub fn for_each_name(
        conn: &Connection,
        layout: &Layout,
        mut each: impl FnMut(i64, Option<String>, Option<String>),
    ) -> Result<()> {
        let (name, number) = (layout.name_of("users"), layout.fields.number().name.quoted());
        let sql = format!("SELECT id, CAST({name} AS TEXT), CAST({number} AS TEXT) FROM users ORDER BY id");
        let mut statement = conn.prepare(&sql)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            each(row.get(0)?, row.get(1)?, row.get(2)?);
        }
        Ok(())
    }

    /// Whether a member with that id exists.
    pub fn exists(conn: &Connection, id: i64) -> Result<bool> {
        Ok(conn.prepare_cached("SELECT 1 FROM users WHERE id = ?1")?.exists([id])?)
    }
}

/// The members that a request names, each once.
///
/// # Errors
///
/// [`Error::Invalid`] with the first one who does not exist.
pub fn named(conn: &Connection, members: &Ids) -> Result<BTreeSet<i64>> {
    for id in members.values() {
        if !Member::exists(conn, *id)? {
            return Err(members.refused(*id, msg!("member-unknown", id = *id)));
        }
    }
    Ok(members.distinct())
}

/// The error for an unknown member.
pub fn unknown(id: i64) -> Error {
    Error::NotFound(msg!("member-unknown", id = id))
}

/// A member as the API shows it.
pub struct Shown<'a> {
    pub layout: &'a Layout,
    pub member: &'a Member,
    /// Field and file name, by field and name.
    pub files: Vec<(String, String)>,
}

impl<'a> Shown<'a> {
    /// Adds the names of the member's files, if any field holds some.
    pub fn new(conn: &Connection, layout: &'a Layout, member: &'a Member) -> Result<Self> {
        Ok(Shown { layout, member, files: files_of(conn, layout, member.id)? })
    }

    /// Of parameters that a request ignored, the names of those worth a word. One that says what is stored anyway, as
    /// clients do that send a record back, is not.
    pub fn without_effect<'p>(&self, ignored: Vec<(&'p str, &'p Json)>) -> Result<Vec<&'p str>> {
        let stored = serde_json::to_value(self)?;
        let text = |value: &Json| scalar_text(value).map(Cow::into_owned);
        let is_stored = |name: &str, sent: &Json| {
            stored
                .get(name)
                .is_some_and(|stored| stored == sent || text(stored).is_some() && text(stored) == text(sent))
        };
        Ok(ignored.into_iter().filter(|(name, sent)| !is_stored(name, sent)).map(|(name, _)| name).collect())
    }
}

/// The files of a member's fields that are not in the trash: field and file name.
pub fn files_of(conn: &Connection, layout: &Layout, member: i64) -> Result<Vec<(String, String)>> {
    if !layout.has_files {
        return Ok(Vec::new());
    }
    files::member::names(conn, member)
}

impl Serialize for Shown<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Shown { layout, member, files } = self;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("has_password", &member.has_password)?;
        map.serialize_entry("has_otp", &member.has_otp)?;
        map.serialize_entry("has_pgp_key", &member.has_pgp_key)?;
        map.serialize_entry("id", &member.id)?;
        map.serialize_entry("id_category", &member.id_category)?;
        map.serialize_entry("date_login", &member.date_login)?;
        map.serialize_entry("date_updated", &member.date_updated)?;
        map.serialize_entry("id_parent", &member.id_parent)?;
        map.serialize_entry("is_parent", &member.is_parent)?;
        let preferences: Option<Json> = member.preferences.as_deref().and_then(|text| serde_json::from_str(text).ok());
        map.serialize_entry("preferences", &preferences)?;
        let password = layout.fields.password().id;
        let is_shown = |field: &Field| field.id != password && layout.access.sees(field);
        for (field, value) in layout.fields.iter().zip(&member.values).filter(|(field, _)| is_shown(field)) {
            let name = field.name.as_str();
            if field.field_type == FieldType::File {
                let names: Vec<&str> =
                    files.iter().filter(|(field, _)| field == name).map(|(_, file)| file.as_str()).collect();
                map.serialize_entry(name, &names)?;
            } else {
                map.serialize_entry(name, &values::scalar(field, ValueRef::from(value)))?;
            }
        }
        map.end()
    }
}

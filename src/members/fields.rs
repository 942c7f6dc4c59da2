//! The fields of a member, as the association configured them (`fields.md` 1 and 2, `database.md` 2).

use std::fmt;

use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ValueRef};
use rusqlite::{Connection, Row};

pub use super::field_type::FieldType;
use crate::error::{Error, Result};
use crate::i18n::Message;
use crate::msg;

/// The columns of `users` that no field may take the name of.
pub const SYSTEM_COLUMNS: [&str; 10] = [
    "id",
    "id_category",
    "date_login",
    "date_updated",
    "otp_secret",
    "otp_recovery_codes",
    "pgp_key",
    "id_parent",
    "is_parent",
    "preferences",
];

/// The unique name of a field: also the name of a column, so it never holds anything but groups of lower-case letters
/// and digits joined by single underscores, beginning with a letter.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FieldName(String);

impl FieldName {
    /// `None` for a name of another form, or one of [`SYSTEM_COLUMNS`].
    pub fn parse(text: &str) -> Option<Self> {
        let group = |part: &str| {
            !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
        };
        let legal = text.starts_with(|first: char| first.is_ascii_lowercase()) && text.split('_').all(group);
        (legal && !SYSTEM_COLUMNS.contains(&text)).then(|| FieldName(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name as an SQL identifier, in quotes since it may be a word of the language (`order`).
    pub fn quoted(&self) -> String {
        format!("\"{}\"", self.0)
    }
}

impl fmt::Display for FieldName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The roles of a field: the bit mask `config_users_fields.system`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Roles(pub u32);

impl Roles {
    pub const PASSWORD: Roles = Roles(2);
    pub const LOGIN: Roles = Roles(4);
    pub const NUMBER: Roles = Roles(8);
    /// Part of the name of a member.
    pub const NAME: Roles = Roles(16);
    /// Came with the installation.
    pub const PRESET: Roles = Roles(32);
    /// Offers completion of addresses.
    pub const ADDRESS: Roles = Roles(64);

    pub fn include(self, role: Roles) -> bool {
        self.0 & role.0 == role.0
    }
}

impl std::ops::BitOr for Roles {
    type Output = Roles;

    fn bitor(self, other: Roles) -> Roles {
        Roles(self.0 | other.0)
    }
}

impl FromSql for Roles {
    /// The column is declared TEXT and holds digits, or NULL for no role.
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        match value {
            ValueRef::Null => Ok(Roles::default()),
            ValueRef::Integer(number) => u32::try_from(number).map(Roles).map_err(|_| FromSqlError::OutOfRange(number)),
            _ => match value.as_str()?.trim() {
                "" => Ok(Roles::default()),
                digits => digits.parse().map(Roles).map_err(FromSqlError::other),
            },
        }
    }
}

/// The access of members to a field of their own record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum MemberAccess {
    Nothing,
    See,
    Change,
}

/// An option of a field of type select, multiple or datalist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// Its place from 0; for `multiple`, the number of its bit. Numbers of removed choices are not reused.
    pub number: u32,
    pub label: String,
}

/// A row of `config_users_fields`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    pub id: i64,
    pub name: FieldName,
    pub sort_order: i64,
    pub field_type: FieldType,
    /// Shown to people, and the heading of the column in exports and imports.
    pub label: String,
    pub help: Option<String>,
    pub required: bool,
    pub member_access: MemberAccess,
    /// The right on members (1, 2 or 9) from which managers see it.
    pub management_level: i64,
    /// Whether lists of members show it.
    pub in_lists: bool,
    pub choices: Vec<Choice>,
    /// Proposed in forms; `NOW()` means today.
    pub default_value: Option<String>,
    /// The SQL expression of a virtual field.
    pub expression: Option<String>,
    pub roles: Roles,
}

impl Field {
    fn read(row: &Row<'_>) -> Result<Self> {
        let name: String = row.get("name")?;
        let refuse = |message: Message| Error::Conflict(message);
        let field_type: String = row.get("type")?;
        let roles = row.get("system").map_err(|_| refuse(msg!("database-field-roles", field = name.clone())))?;
        let choices = parse_choices(row.get::<_, Option<String>>("options")?.as_deref())
            .ok_or_else(|| refuse(msg!("database-field-choices", field = name.clone())))?;
        let field = Field {
            id: row.get("id")?,
            sort_order: row.get("sort_order")?,
            field_type: FieldType::parse(&field_type)
                .ok_or_else(|| refuse(msg!("database-field-type", field = name.clone(), type = field_type)))?,
            label: row.get("label")?,
            help: row.get("help")?,
            required: row.get("required")?,
            member_access: match row.get::<_, i64>("user_access_level")? {
                ..=0 => MemberAccess::Nothing,
                1 => MemberAccess::See,
                2.. => MemberAccess::Change,
            },
            management_level: row.get("management_access_level")?,
            in_lists: row.get("list_table")?,
            choices,
            default_value: row.get("default_value")?,
            expression: row.get("sql")?,
            roles,
            name: FieldName::parse(&name).ok_or_else(|| refuse(msg!("database-field-name", field = name.clone())))?,
        };
        if field.field_type == FieldType::Virtual && field.expression.is_none() {
            return Err(refuse(msg!("database-field-expression", field = name)));
        }
        Ok(field)
    }
}

/// A list of labels, or an object from number to label once a choice was removed. `None` for anything else.
fn parse_choices(json: Option<&str>) -> Option<Vec<Choice>> {
    let json = json.map(str::trim).filter(|text| !text.is_empty()).unwrap_or("[]");
    let numbered: Vec<(u32, serde_json::Value)> = match serde_json::from_str(json).ok()? {
        serde_json::Value::Null => Vec::new(),
        serde_json::Value::Array(labels) => (0..).zip(labels).collect(),
        serde_json::Value::Object(labels) => {
            labels.into_iter().map(|(number, label)| Some((number.parse().ok()?, label))).collect::<Option<_>>()?
        }
        _ => return None,
    };
    let choice = |(number, label)| match label {
        serde_json::Value::String(label) => Some(Choice { number, label }),
        serde_json::Value::Number(label) => Some(Choice { number, label: label.to_string() }),
        _ => None,
    };
    numbered.into_iter().map(choice).collect()
}

/// All fields of an association in their order: exactly one of them is the password, one the login, one the member
/// number, and at least one is part of the name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fields {
    all: Vec<Field>,
    password: usize,
    login: usize,
    number: usize,
}

impl Fields {
    /// Reads `config_users_fields`.
    ///
    /// # Errors
    ///
    /// [`Error::Conflict`] when the configuration makes no sense; the sentence names the field.
    pub fn read(conn: &Connection) -> Result<Self> {
        let mut statement = conn.prepare_cached("SELECT * FROM config_users_fields ORDER BY sort_order, id")?;
        let mut rows = statement.query([])?;
        let mut all = Vec::new();
        while let Some(row) = rows.next()? {
            all.push(Field::read(row)?);
        }
        Self::parse(all)
    }

    /// Fields in their order.
    ///
    /// # Errors
    ///
    /// [`Error::Conflict`] when a role is not played exactly once, or by a field without a column, or no field is part
    /// of the name.
    pub fn parse(all: Vec<Field>) -> Result<Self> {
        let only = |role: Roles, word: &'static str| {
            let mut players = (0..all.len()).filter(|&at| all[at].roles.include(role));
            match (players.next(), players.next()) {
                (Some(at), None) if all[at].field_type.column().is_some() => Ok(at),
                _ => Err(Error::Conflict(msg!("database-fields-role", role = word))),
            }
        };
        let (password, login, number) =
            (only(Roles::PASSWORD, "password")?, only(Roles::LOGIN, "login")?, only(Roles::NUMBER, "number")?);
        if !all.iter().any(|field| field.roles.include(Roles::NAME)) {
            return Err(Error::Conflict(msg!("database-fields-no-name")));
        }
        Ok(Fields { all, password, login, number })
    }

    /// Every field, in order.
    pub fn iter(&self) -> impl Iterator<Item = &Field> {
        self.all.iter()
    }

    pub fn get(&self, name: &str) -> Option<&Field> {
        self.iter().find(|field| field.name.as_str() == name)
    }

    /// The password members log in with.
    pub fn password(&self) -> &Field {
        &self.all[self.password]
    }

    /// What members type to log in.
    pub fn login(&self) -> &Field {
        &self.all[self.login]
    }

    /// The member number.
    pub fn number(&self) -> &Field {
        &self.all[self.number]
    }

    /// The fields that make the name of a member, joined by spaces.
    pub fn of_name(&self) -> impl Iterator<Item = &Field> {
        self.iter().filter(|field| field.roles.include(Roles::NAME))
    }

    /// The fields that have a column in `users`, with its declaration.
    pub fn with_column(&self) -> impl Iterator<Item = (&Field, &'static str)> {
        self.iter().filter_map(|field| Some((field, field.field_type.column()?)))
    }

    /// The virtual fields, with their expression.
    pub fn computed(&self) -> impl Iterator<Item = (&Field, &str)> {
        let computed = self.iter().filter(|field| field.field_type == FieldType::Virtual);
        computed.filter_map(|field| Some((field, field.expression.as_deref()?)))
    }

    /// The fields copied into `users_search`.
    pub fn searchable(&self) -> impl Iterator<Item = &Field> {
        self.iter().filter(|field| field.field_type.is_searchable() && !field.roles.include(Roles::NUMBER))
    }
}

#[cfg(test)]
mod tests;

//! The keys of `config`: a closed list with what each may hold (`database.md` 5). Clients refuse a database with any
//! other key, so what is ours alone is kept in `ruche_meta`.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension};

use super::differences::Difference;

mod change;

pub use change::{all, is_flag, set};

/// What the text of a setting must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Text,
    /// `0` or `1`.
    Boolean,
    /// A whole number between two bounds, both included.
    Integer(i64, i64),
    /// Three capitals (ISO 4217).
    Currency,
    /// Two capitals (ISO 3166-1).
    Country,
    /// A name of the IANA data base, such as `Europe/Paris`.
    TimeZone,
    /// `#` and six hexadecimal digits.
    Colour,
    OneOf(&'static [&'static str]),
    Json,
    /// A JSON object with exactly the keys of [`CUSTOM_FILES`], each a Unix time or null.
    CustomFiles,
}

/// One key of `config`.
#[derive(Debug, Clone, Copy)]
pub struct Key {
    pub name: &'static str,
    pub kind: Kind,
    /// Whether clients need a value; the others may be NULL or missing.
    pub required: bool,
    /// The value in a new database; what is asked at installation has none.
    pub default: Option<&'static str>,
}

/// The files an association may put in place of the usual ones.
pub const CUSTOM_FILES: [&str; 7] =
    ["admin_background", "admin_homepage", "admin_css", "logo", "icon", "favicon", "signature"];

const NO_CUSTOM_FILES: &str = concat!(
    r#"{"admin_background":null,"admin_homepage":null,"admin_css":null,"#,
    r#""logo":null,"icon":null,"favicon":null,"signature":null}"#
);

const fn required(name: &'static str, kind: Kind, default: Option<&'static str>) -> Key {
    Key { name, kind, required: true, default }
}

const fn optional(name: &'static str, kind: Kind, default: Option<&'static str>) -> Key {
    Key { name, kind, required: false, default }
}

/// Every key, in the order they are shown.
pub const KEYS: [Key; 29] = [
    required("org_name", Kind::Text, None),
    optional("org_infos", Kind::Text, None),
    optional("org_business_number", Kind::Text, None),
    required("org_email", Kind::Text, None),
    optional("org_address", Kind::Text, None),
    optional("org_address_public", Kind::Text, None),
    optional("org_phone", Kind::Text, None),
    optional("org_web", Kind::Text, None),
    required("currency", Kind::Currency, None),
    required("country", Kind::Country, None),
    optional("timezone", Kind::TimeZone, None),
    required("default_category", Kind::Integer(1, i64::MAX), Some("1")),
    optional("show_parent_column", Kind::Boolean, Some("1")),
    optional("show_has_children_column", Kind::Boolean, Some("1")),
    required("show_category_in_list", Kind::Boolean, Some("1")),
    optional("backup_frequency", Kind::Integer(-1, 366), None),
    optional("backup_limit", Kind::Integer(0, 50), None),
    optional("last_chart_change", Kind::Integer(0, i64::MAX), None),
    optional("last_version_check", Kind::Json, None),
    optional("color1", Kind::Colour, None),
    optional("color2", Kind::Colour, None),
    required("files", Kind::CustomFiles, Some(NO_CUSTOM_FILES)),
    required("site_disabled", Kind::Boolean, Some("1")),
    required("log_retention", Kind::Integer(0, i64::MAX), Some("365")),
    required("analytical_set_all", Kind::Boolean, Some("1")),
    required("analytical_mandatory", Kind::Boolean, Some("0")),
    optional("file_versioning_policy", Kind::OneOf(&["none", "min", "avg", "max"]), Some("min")),
    required("file_versioning_max_size", Kind::Integer(0, i64::MAX), Some("2")),
    optional("auto_logout", Kind::Integer(0, i64::MAX), Some("120")),
];

impl Kind {
    /// Whether a text is such a value.
    pub fn accepts(self, text: &str) -> bool {
        let capitals = |count| text.len() == count && text.bytes().all(|byte| byte.is_ascii_uppercase());
        match self {
            Kind::Text => true,
            Kind::Boolean => matches!(text, "0" | "1"),
            Kind::Integer(least, most) => text.parse().is_ok_and(|number| (least..=most).contains(&number)),
            Kind::Currency => capitals(3),
            Kind::Country => capitals(2),
            Kind::TimeZone => {
                text.split('/').all(|part| !part.is_empty())
                    && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/_+-".contains(&byte))
            }
            Kind::Colour => text
                .strip_prefix('#')
                .is_some_and(|digits| digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_hexdigit())),
            Kind::OneOf(values) => values.contains(&text),
            Kind::Json => serde_json::from_str::<serde_json::Value>(text).is_ok(),
            Kind::CustomFiles => {
                let Ok(serde_json::Value::Object(files)) = serde_json::from_str(text) else { return false };
                files.len() == CUSTOM_FILES.len()
                    && CUSTOM_FILES
                        .iter()
                        .all(|name| files.get(*name).is_some_and(|time| time.is_null() || time.is_u64()))
            }
        }
    }
}

/// Where the settings of a database are not those clients expect: unknown keys, required ones without a value, values of
/// the wrong kind, a default category that does not exist.
pub fn differences(conn: &Connection) -> rusqlite::Result<Vec<Difference>> {
    let found: BTreeMap<String, Option<String>> = conn
        // A number stored as such is read as its text, like clients do.
        .prepare("SELECT key, CAST(value AS TEXT) FROM config")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    let mut differences: Vec<Difference> = found
        .keys()
        .filter(|name| !KEYS.iter().any(|key| key.name == name.as_str()))
        .map(|name| Difference::UnknownSetting { key: name.clone() })
        .collect();
    for key in &KEYS {
        let name = key.name.to_owned();
        match found.get(key.name).cloned().flatten() {
            None if key.required => differences.push(Difference::MissingSetting { key: name }),
            Some(value) if !key.kind.accepts(&value) => {
                differences.push(Difference::UnreadableSetting { key: name, value });
            }
            _ => {}
        }
    }
    if let Some(Some(id)) = found.get("default_category") {
        let exists = conn.query_row("SELECT 1 FROM users_categories WHERE id = ?1", [id], |_| Ok(())).optional()?;
        if exists.is_none() {
            differences.push(Difference::NoDefaultCategory { id: id.clone() });
        }
    }
    Ok(differences)
}

#[cfg(test)]
mod tests;

//! A new association: everything its database holds before anyone has typed anything (`database.md` 7).

use jiff::civil::DateTime;
use rusqlite::{Transaction, params};

use crate::association;
use crate::countries;
use crate::db::schema;
use crate::error::{Error, Result};
use crate::members::fields::{FieldType, Fields, Roles};
use crate::members::tables::{self, Fold};
use crate::msg;
use crate::text::is_email;

/// The countries an association can be created in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Country {
    France,
    Belgium,
    Switzerland,
}

impl Country {
    pub const ALL: [Country; 3] = [Country::France, Country::Belgium, Country::Switzerland];

    /// From its code (ISO 3166-1) or its French or English name, in any case.
    pub fn parse(text: &str) -> Result<Self> {
        let wanted = text.trim();
        let is_wanted = |country: &Self| {
            let names = countries::by_code(country.code()).map(|known| [&known.code, &known.french, &known.english]);
            names.iter().flatten().any(|name| name.eq_ignore_ascii_case(wanted))
        };
        Self::ALL
            .into_iter()
            .find(is_wanted)
            .ok_or_else(|| Error::invalid_field("country", msg!("install-country", code = text)))
    }

    pub fn code(self) -> &'static str {
        match self {
            Country::France => "FR",
            Country::Belgium => "BE",
            Country::Switzerland => "CH",
        }
    }

    /// Its money (ISO 4217).
    pub fn currency(self) -> &'static str {
        match self {
            Country::France | Country::Belgium => "EUR",
            Country::Switzerland => "CHF",
        }
    }

    /// The time zone of all local times in the database.
    pub fn time_zone(self) -> &'static str {
        match self {
            Country::France => "Europe/Paris",
            Country::Belgium => "Europe/Brussels",
            Country::Switzerland => "Europe/Zurich",
        }
    }
}

/// What has to be known of an association to create its database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAssociation {
    name: String,
    country: Country,
    email: String,
    administrator_name: String,
    password_hash: Option<String>,
}

impl NewAssociation {
    pub fn country(&self) -> Country {
        self.country
    }

    /// Checks all answers. The e-mail address is the association's and its administrator's. `password_hash` is a hash,
    /// such as `$2y$10$…`, never the password; without it the administrator cannot log in yet.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] with the field `name`, `email`, `administrator_name` or `password_hash`.
    pub fn parse(
        name: &str,
        country: Country,
        email: &str,
        administrator_name: &str,
        password_hash: Option<String>,
    ) -> Result<Self> {
        if password_hash.as_ref().is_some_and(|hash| !hash.starts_with('$')) {
            return Err(Error::invalid_field("password_hash", msg!("install-password-hash")));
        }
        Ok(NewAssociation {
            name: parse_name(name)?,
            country,
            email: parse_email(email)?,
            administrator_name: parse_administrator_name(administrator_name)?,
            password_hash,
        })
    }
}

/// The association's name: one line of text, with single spaces.
pub fn parse_name(text: &str) -> Result<String> {
    line(text).ok_or_else(|| Error::invalid_field("name", msg!("install-name")))
}

/// The name of the administrator, in the same form.
pub fn parse_administrator_name(text: &str) -> Result<String> {
    line(text).ok_or_else(|| Error::invalid_field("administrator_name", msg!("install-administrator-name")))
}

/// An e-mail address, without the spaces around it.
pub fn parse_email(text: &str) -> Result<String> {
    let email = text.trim();
    let valid = is_email(email).then(|| email.to_owned());
    valid.ok_or_else(|| Error::invalid_field("email", msg!("install-email", email = email)))
}

/// One line of text that says something: spaces around it and doubled ones removed.
fn line(text: &str) -> Option<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    (!words.is_empty() && !text.chars().any(|character| character.is_control())).then(|| words.join(" "))
}

/// Fills an empty database: the agreed tables, the settings, the fields of members, the categories, the administrator,
/// two searches. Our own tables come from [`crate::db::migrations::apply`]. `now` is in the time zone of the country;
/// `fold` gives the searchable form of a text.
pub fn create(tx: &Transaction<'_>, association: &NewAssociation, now: DateTime, fold: Fold) -> Result<()> {
    let now = now.strftime("%Y-%m-%d %H:%M:%S").to_string();
    schema::create(tx)?;
    create_settings(tx, association)?;
    create_fields(tx)?;
    let fields = Fields::read(tx)?;
    tables::create(tx, &fields)?;
    create_categories(tx)?;
    create_administrator(tx, association, &now)?;
    tables::write_search_row(tx, &fields, ADMINISTRATOR, fold)?;
    create_searches(tx, &now)
}

fn create_settings(tx: &Transaction<'_>, association: &NewAssociation) -> Result<()> {
    let country = association.country;
    association::create(
        tx,
        &[
            ("org_name", &association.name),
            ("org_email", &association.email),
            ("country", country.code()),
            ("currency", country.currency()),
            ("timezone", country.time_zone()),
        ],
    )
}

/// A field of every new association. Names and labels are known to clients; the help is ours.
struct Preset {
    name: &'static str,
    field_type: FieldType,
    label: &'static str,
    roles: Roles,
    required: bool,
    in_lists: bool,
    help: Option<&'static str>,
    default_value: Option<&'static str>,
}

const fn preset(name: &'static str, field_type: FieldType, label: &'static str) -> Preset {
    let roles = Roles::PRESET;
    Preset { name, field_type, label, roles, required: false, in_lists: false, help: None, default_value: None }
}

/// Adds a role to the one every preset has.
const fn and(role: Roles) -> Roles {
    Roles(Roles::PRESET.0 | role.0)
}

const PRESETS: [Preset; 10] = [
    Preset {
        roles: and(Roles::NUMBER),
        required: true,
        in_lists: true,
        ..preset("numero", FieldType::Number, "Numéro de membre")
    },
    Preset {
        roles: and(Roles::NAME),
        required: true,
        in_lists: true,
        ..preset("nom", FieldType::Text, "Nom & prénom")
    },
    Preset { roles: and(Roles::LOGIN), ..preset("email", FieldType::Email, "Adresse E-Mail") },
    Preset { roles: and(Roles::PASSWORD), ..preset("password", FieldType::Password, "Mot de passe") },
    Preset {
        roles: and(Roles::ADDRESS),
        help: Some("Numéro et voie, bâtiment, étage ou boîte postale"),
        ..preset("adresse", FieldType::Textarea, "Adresse postale")
    },
    preset("code_postal", FieldType::Text, "Code postal"),
    Preset { in_lists: true, ..preset("ville", FieldType::Text, "Ville") },
    preset("telephone", FieldType::Tel, "Numéro de téléphone"),
    preset("lettre_infos", FieldType::Checkbox, "Inscription à la lettre d'information"),
    Preset {
        help: Some("Jour de la première adhésion"),
        default_value: Some("NOW()"),
        ..preset("date_inscription", FieldType::Date, "Date d'inscription")
    },
];

fn create_fields(tx: &Transaction<'_>) -> Result<()> {
    let mut insert = tx.prepare(
        "INSERT INTO config_users_fields (name, sort_order, type, label, help, required, user_access_level,
            management_access_level, list_table, options, default_value, system)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, 1, 1, ?7, '[]', ?8, ?9)",
    )?;
    for (sort_order, field) in (0_i64..).zip(&PRESETS) {
        insert.execute(params![
            field.name,
            sort_order,
            field.field_type.as_str(),
            field.label,
            field.help,
            field.required,
            field.in_lists,
            field.default_value,
            field.roles.0.to_string(),
        ])?;
    }
    Ok(())
}

/// The member created with the association.
const ADMINISTRATOR: i64 = 1;

/// The category whose members may do everything.
const ADMINISTRATORS: i64 = 3;

fn create_categories(tx: &Transaction<'_>) -> Result<()> {
    // Name, right on everything, on logging in and on the settings; whether its members are former ones.
    let categories = [
        (1, "Membres actifs", 0, 1, 0, false),
        (2, "Anciens membres", 0, 0, 0, true),
        (ADMINISTRATORS, "Administrateurs", 9, 1, 9, false),
    ];
    let mut insert = tx.prepare(
        "INSERT INTO users_categories (id, name, perm_web, perm_documents, perm_users, perm_accounting, perm_subscribe,
            perm_connect, perm_config, hidden)
         VALUES (?1, ?2, ?3, ?3, ?3, ?3, 0, ?4, ?5, ?6)",
    )?;
    for category in categories {
        insert.execute(category)?;
    }
    Ok(())
}

fn create_administrator(tx: &Transaction<'_>, association: &NewAssociation, now: &str) -> Result<()> {
    tx.execute(
        "INSERT INTO users (id, id_category, date_updated, numero, nom, email, password) VALUES (?1, ?2, ?3, 1, ?4, ?5, ?6)",
        params![
            ADMINISTRATOR,
            ADMINISTRATORS,
            now,
            association.administrator_name,
            association.email,
            association.password_hash,
        ],
    )?;
    Ok(())
}

fn create_searches(tx: &Transaction<'_>, now: &str) -> Result<()> {
    let query = |column: &str, operator: &str, order: &str, descending: bool, limit: &str| {
        let condition = serde_json::json!({"column": column, "operator": operator, "values": []});
        let group = serde_json::json!({"operator": "AND", "conditions": [condition]});
        serde_json::json!({"groups": [group], "order": order, "desc": descending, "limit": limit}).to_string()
    };
    let searches = [
        ("Inscrits à la lettre d'information", "users", query("lettre_infos", "= 1", "numero", true, "10000")),
        ("Écritures sans projet", "accounting", query("p.code", "IS NULL", "t.id", false, "100")),
    ];
    let mut insert =
        tx.prepare("INSERT INTO searches (label, updated, target, type, content) VALUES (?1, ?2, ?3, 'json', ?4)")?;
    for (label, target, content) in searches {
        insert.execute(params![label, now, target, content])?;
    }
    Ok(())
}

#[cfg(test)]
mod behaviour;
#[cfg(test)]
pub(crate) mod tests;

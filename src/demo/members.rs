//! Members, their categories and the fields that this association added.

use jiff::civil::{Date, Time};
use rusqlite::types::Value;
use rusqlite::{Transaction, params};

use super::calendar::{Calendar, shift, text};
use super::sequence::Sequence;
use super::settings::EMAIL;
use crate::error::{Error, Result};
use crate::members::fields::{FieldType, Fields};
use crate::members::{rebuild, searchable, tables};

/// A row of `members.csv`. The number of a member is the number of its row, from 1.
pub struct Person {
    pub name: String,
    pub category: Category,
    /// The part before the `@`.
    mailbox: Option<String>,
    address: String,
    postal_code: String,
    town: String,
    country: String,
    phone: Option<String>,
    pronoun: Option<String>,
    pub age: Option<i64>,
    /// Full years since this member joined.
    years: i64,
    parent: Option<i64>,
    skills: String,
    pub level: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Category {
    Active = 1,
    Former = 2,
    Administrators = 3,
    Volunteers = 4,
    Treasury = 5,
    Supporters = 6,
}

impl Category {
    fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "active" => Category::Active,
            "former" => Category::Former,
            "administrators" => Category::Administrators,
            "volunteers" => Category::Volunteers,
            "treasury" => Category::Treasury,
            "supporters" => Category::Supporters,
            _ => return None,
        })
    }
}

/// Every row, in the order of member numbers.
pub fn people() -> Result<Vec<Person>> {
    csv::Reader::from_reader(include_str!("members.csv").as_bytes())
        .records()
        .map(|row| person(&row.map_err(Error::internal)?))
        .collect()
}

/// The member created with the association.
pub fn administrator() -> Result<Person> {
    people()?.into_iter().next().ok_or_else(|| Error::internal(anyhow::anyhow!("members.csv is empty")))
}

fn person(row: &csv::StringRecord) -> Result<Person> {
    let cell = |at: usize| row.get(at).unwrap_or_default().to_owned();
    let optional = |at: usize| Some(cell(at)).filter(|text| !text.is_empty());
    let number = |at: usize| optional(at).map(|text| text.parse::<i64>()).transpose().map_err(Error::internal);
    let category = Category::parse(&cell(1)).ok_or_else(|| Error::internal(anyhow::anyhow!("category {}", cell(1))))?;
    Ok(Person {
        name: cell(0),
        category,
        mailbox: optional(2),
        address: cell(3),
        postal_code: cell(4),
        town: cell(5),
        country: cell(6),
        phone: optional(7),
        pronoun: optional(8),
        age: number(9)?,
        years: number(10)?.unwrap_or(0),
        parent: number(11)?,
        skills: cell(12),
        level: optional(13),
    })
}

/// Creates the categories, the fields and the members.
pub fn fill(tx: &Transaction<'_>, calendar: &Calendar, sequence: &mut Sequence) -> Result<()> {
    create_categories(tx)?;
    create_fields(tx)?;
    let fields = Fields::read(tx)?;
    rebuild::rebuild(tx, &fields, searchable)?;
    let people = people()?;
    for (number, person) in (1..).zip(&people) {
        write(tx, number, person, calendar, sequence)?;
    }
    for (number, person) in (1..).zip(&people) {
        tx.execute("UPDATE users SET id_parent = ?2 WHERE id = ?1", params![number, person.parent])?;
        tables::write_search_row(tx, &fields, number, searchable)?;
    }
    Ok(())
}

fn create_categories(tx: &Transaction<'_>) -> Result<()> {
    // Rights on the website, documents, members, accounting; on logging in.
    let categories = [
        (Category::Volunteers, "Bénévoles", 2, 2, 1, 0, 1),
        (Category::Treasury, "Trésorerie", 1, 2, 1, 9, 1),
        (Category::Supporters, "Partenaires et donateurs", 0, 0, 0, 0, 0),
    ];
    let mut insert = tx.prepare(
        "INSERT INTO users_categories (id, name, perm_web, perm_documents, perm_users, perm_accounting, perm_connect)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?;
    for (category, name, web, documents, users, accounting, connect) in categories {
        insert.execute(params![category as i64, name, web, documents, users, accounting, connect])?;
    }
    // Members see the pages kept for them and the documents.
    tx.execute(
        "UPDATE users_categories SET perm_web = 1, perm_documents = 1 WHERE id = ?1",
        [Category::Active as i64],
    )?;
    Ok(())
}

/// The choices of the field `competences`: option n is bit n.
const SKILLS: [&str; 6] = ["Apiculture", "Jardinage", "Comptabilité", "Communication", "Bricolage", "Accueil"];

/// The expression for the age in full years.
const AGE: &str = "CAST((strftime('%Y%m%d', 'now') - strftime('%Y%m%d', naissance)) / 10000 AS INTEGER)";

fn create_fields(tx: &Transaction<'_>) -> Result<()> {
    /// Name, type, label, choices, expression, level needed among those who manage members.
    type Added<'a> = (&'a str, FieldType, &'a str, &'a [&'a str], Option<&'a str>, i64);
    let fields: [Added<'_>; 15] = [
        ("pronom", FieldType::Select, "Pronom", &["elle", "il", "iel"], None, 1),
        ("naissance", FieldType::Date, "Date de naissance", &[], None, 1),
        ("age", FieldType::Virtual, "Âge", &[], Some(AGE), 1),
        ("pays", FieldType::Country, "Nationalité ou siège", &[], None, 1),
        ("competences", FieldType::Multiple, "Compétences", &SKILLS, None, 1),
        ("niveau", FieldType::Datalist, "Niveau en apiculture", &["Débutant", "Intermédiaire", "Confirmé"], None, 1),
        ("ruches", FieldType::Number, "Nombre de ruches", &[], None, 1),
        ("recolte", FieldType::Decimal, "Dernière récolte (kg)", &[], None, 1),
        ("annee_debut", FieldType::Year, "Apiculture depuis", &[], None, 1),
        ("visite", FieldType::Datetime, "Prochaine visite du rucher", &[], None, 1),
        ("quotient_familial", FieldType::Number, "Quotient familial", &[], None, 2),
        ("allergie", FieldType::Checkbox, "Allergie au venin d'abeille", &[], None, 1),
        ("droit_image", FieldType::Boolean, "Accepte d'être en photo", &[], None, 1),
        ("site", FieldType::Url, "Site personnel", &[], None, 1),
        ("portrait", FieldType::File, "Portrait", &[], None, 1),
    ];
    let mut insert = tx.prepare(
        "INSERT INTO config_users_fields (name, sort_order, type, label, user_access_level, management_access_level,
            list_table, options, sql, system)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, '0')",
    )?;
    for (order, (name, field_type, label, choices, expression, level)) in (10_i64..).zip(fields) {
        // Members may change all but computed fields and those that others assess.
        let member_access = if matches!(name, "age" | "quotient_familial" | "visite") { 1 } else { 2 };
        let in_lists = matches!(name, "niveau" | "ruches");
        let options = serde_json::to_string(choices)?;
        insert.execute(params![
            name,
            order,
            field_type.as_str(),
            label,
            member_access,
            level,
            in_lists,
            options,
            expression
        ])?;
    }
    Ok(())
}

/// Writes a member; the first exists already.
fn write(
    tx: &Transaction<'_>,
    number: i64,
    person: &Person,
    calendar: &Calendar,
    sequence: &mut Sequence,
) -> Result<()> {
    tx.execute(
        "INSERT OR IGNORE INTO users (id, id_category, numero, nom) VALUES (?1, ?2, ?1, ?3)",
        params![number, person.category as i64, person.name],
    )?;
    let joined = joined(person, calendar, sequence);
    let values = values(number, person, joined, calendar, sequence);
    let columns: Vec<String> = values.iter().map(|(column, _)| format!("{column} = ?")).collect();
    let sql = format!("UPDATE users SET {} WHERE id = {number}", columns.join(", "));
    tx.prepare_cached(&sql)?.execute(rusqlite::params_from_iter(values.into_iter().map(|(_, value)| value)))?;
    Ok(())
}

/// The day a member joined: always before today.
fn joined(person: &Person, calendar: &Calendar, sequence: &mut Sequence) -> Date {
    let days =
        if person.years == 0 { sequence.between(10, 100) } else { person.years * 365 + sequence.between(0, 300) };
    shift(calendar.today, -days)
}

fn values(
    number: i64,
    person: &Person,
    joined: Date,
    calendar: &Calendar,
    sequence: &mut Sequence,
) -> Vec<(&'static str, Value)> {
    let born = person.age.map(|age| shift(calendar.today, -(age * 365 + age / 4 + sequence.between(1, 360))));
    let email = person.mailbox.as_ref().map(|mailbox| format!("{mailbox}@rucher-reyssouze.example"));
    let keeps_bees = person.skills.contains("Apiculture");
    let hives = keeps_bees.then(|| sequence.between(1, 12));
    let harvest = hives.map(|hives| f64::from(i32::try_from(hives * sequence.between(60, 180)).unwrap_or(0)) / 10.0);
    let knows_site = keeps_bees && number % 7 == 2;
    let mut values = vec![
        ("email", of(if number == 1 { Some(EMAIL.to_owned()) } else { email })),
        ("adresse", of(Some(person.address.clone()))),
        ("code_postal", of(Some(person.postal_code.clone()))),
        ("ville", of(Some(person.town.clone()))),
        ("telephone", of(person.phone.clone())),
        ("lettre_infos", Value::from(person.mailbox.is_some() && sequence.chance(70))),
        ("date_inscription", of(Some(joined.to_string()))),
        ("pronom", of(person.pronoun.clone())),
        ("naissance", of(born.map(|born| born.to_string()))),
        ("pays", of(Some(person.country.clone()))),
        ("competences", skills_mask(&person.skills).map_or(Value::Null, Value::from)),
        ("niveau", of(person.level.clone())),
        ("ruches", hives.map_or(Value::Null, Value::from)),
        ("recolte", harvest.map_or(Value::Null, Value::from)),
        ("annee_debut", hives.map_or(Value::Null, |hives| Value::from(i64::from(joined.year()) - hives / 3))),
        ("quotient_familial", person.age.map_or(Value::Null, |_| Value::from(sequence.between(38, 190) * 10))),
        ("allergie", Value::from(number % 19 == 4)),
        ("droit_image", if number % 5 == 0 { Value::Null } else { Value::from(number % 4 != 1) }),
        ("site", of(knows_site.then(|| format!("https://rucher-{number}.example/miel")))),
        ("date_updated", of(Some(text(shift(calendar.today, -sequence.between(1, 200)).at(18, 30, 0, 0))))),
    ];
    if hives.is_some_and(|hives| hives > 6) {
        let visit = shift(calendar.today, sequence.between(3, 60)).to_datetime(Time::constant(14, 30, 0, 0));
        values.push(("visite", of(Some(text(visit)))));
    }
    if person.category != Category::Former && person.category != Category::Supporters && sequence.chance(40) {
        let login = shift(calendar.today, -sequence.between(1, 90)).to_datetime(Time::constant(20, 15, 42, 0));
        values.push(("date_login", of(Some(text(login)))));
    }
    values
}

fn of(text: Option<String>) -> Value {
    text.map_or(Value::Null, Value::from)
}

/// The skills of a member as a bit mask; NULL without any.
fn skills_mask(skills: &str) -> Option<i64> {
    let mask = (0..).zip(SKILLS).filter(|(_, skill)| skills.split('|').any(|known| known == *skill));
    Some(mask.map(|(bit, _)| 1_i64 << bit).sum()).filter(|mask| *mask != 0)
}

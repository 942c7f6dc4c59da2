use jiff::civil::date;
use rusqlite::Connection;

use super::*;
use crate::db::structure::Structure;

pub(crate) fn association(country: Country) -> NewAssociation {
    let hash = Some("$2y$10$abcdefghijklmnopqrstuv".to_owned());
    NewAssociation::parse("Les Abeilles", country, "ada@example.org", "Ada LOVELACE", hash).unwrap()
}

pub(crate) fn database(association: &NewAssociation, now: DateTime) -> Connection {
    let mut conn = Connection::open_in_memory().unwrap();
    let tx = conn.transaction().unwrap();
    create(&tx, association, now, |text| text.to_lowercase()).unwrap();
    tx.commit().unwrap();
    conn
}

pub(super) fn french() -> Connection {
    database(&association(Country::France), date(2025, 1, 31).at(14, 30, 5, 999))
}

/// All rows of a query, one text each, values joined by a bar.
fn rows(conn: &Connection, sql: &str) -> Vec<String> {
    let mut statement = conn.prepare(sql).unwrap();
    let width = statement.column_count();
    let rows = statement.query_map([], |row| {
        let values: rusqlite::Result<Vec<String>> = (0..width)
            .map(|at| {
                Ok(match row.get(at)? {
                    rusqlite::types::Value::Null => "-".to_owned(),
                    rusqlite::types::Value::Integer(number) => number.to_string(),
                    rusqlite::types::Value::Text(text) => text,
                    other => format!("{other:?}"),
                })
            })
            .collect();
        Ok(values?.join("|"))
    });
    rows.unwrap().collect::<rusqlite::Result<_>>().unwrap()
}

/// The facts come from the PRAGMAs of a database written by Paheko 1.3.22.1.
#[test]
fn a_new_database_has_exactly_the_agreed_structure() {
    let structure = Structure::read(&french()).unwrap().to_string();
    for (ours, agreed) in structure.lines().zip(include_str!("../db/structure-1.3.22.txt").lines()) {
        assert_eq!(ours, agreed);
    }
    assert_eq!(structure, include_str!("../db/structure-1.3.22.txt"));
}

#[test]
fn a_new_database_is_sound() {
    let conn = french();
    assert!(!conn.prepare("PRAGMA foreign_key_check").unwrap().exists([]).unwrap());
    assert_eq!(rows(&conn, "PRAGMA integrity_check"), ["ok"]);
}

#[test]
fn all_settings_have_their_row_and_those_of_the_country_their_value() {
    let expected = [
        (Country::France, "FR|EUR|Europe/Paris"),
        (Country::Belgium, "BE|EUR|Europe/Brussels"),
        (Country::Switzerland, "CH|CHF|Europe/Zurich"),
    ];
    for (country, values) in expected {
        let conn = database(&association(country), date(2025, 1, 31).at(0, 0, 0, 0));
        let value = |key: &str| rows(&conn, &format!("SELECT value FROM config WHERE key = '{key}'")).concat();
        assert_eq!([value("country"), value("currency"), value("timezone")].join("|"), values);
        assert_eq!([value("org_name"), value("org_email")].join("|"), "Les Abeilles|ada@example.org");
        assert_eq!(rows(&conn, "SELECT count(*) FROM config"), ["29"]);
    }
    let empty = rows(&french(), "SELECT key FROM config WHERE value IS NULL ORDER BY key").join(" ");
    let expected = "backup_frequency backup_limit color1 color2 last_chart_change last_version_check org_address \
        org_address_public org_business_number org_infos org_phone org_web";
    assert_eq!(empty, expected);
    let defaults = rows(
        &french(),
        "SELECT value FROM config WHERE key IN ('site_disabled', 'log_retention', 'analytical_mandatory') ORDER BY key",
    );
    assert_eq!(defaults, ["0", "365", "1"]);
}

#[test]
fn ten_fields_are_there() {
    let fields = rows(
        &french(),
        "SELECT id, name, sort_order, type, label, required, user_access_level, management_access_level, list_table, options,
            default_value, sql, system FROM config_users_fields ORDER BY id",
    );
    let expected = [
        "1|numero|0|number|Numéro de membre|1|1|1|1|[]|-|-|40",
        "2|nom|1|text|Nom & prénom|1|1|1|1|[]|-|-|48",
        "3|email|2|email|Adresse E-Mail|0|1|1|0|[]|-|-|36",
        "4|password|3|password|Mot de passe|0|1|1|0|[]|-|-|34",
        "5|adresse|4|textarea|Adresse postale|0|1|1|0|[]|-|-|96",
        "6|code_postal|5|text|Code postal|0|1|1|0|[]|-|-|32",
        "7|ville|6|text|Ville|0|1|1|1|[]|-|-|32",
        "8|telephone|7|tel|Numéro de téléphone|0|1|1|0|[]|-|-|32",
        "9|lettre_infos|8|checkbox|Inscription à la lettre d'information|0|1|1|0|[]|-|-|32",
        "10|date_inscription|9|date|Date d'inscription|0|1|1|0|[]|NOW()|-|32",
    ];
    assert_eq!(fields, expected);
}

#[test]
fn three_categories_carry_the_rights() {
    let expected = [
        "1|Membres actifs|0|0|0|0|0|1|0|0|0|0|0",
        "2|Anciens membres|0|0|0|0|0|0|0|1|0|0|0",
        "3|Administrateurs|9|9|9|9|0|1|9|0|0|0|0",
    ];
    assert_eq!(rows(&french(), "SELECT * FROM users_categories"), expected);
}

#[test]
fn the_administrator_is_the_first_member_and_is_found_by_searches() {
    let conn = french();
    let member = rows(&conn, "SELECT * FROM users");
    let expected = "1|3|-|2025-01-31 14:30:05|-|-|-|-|0|-|1|Ada LOVELACE|ada@example.org|$2y$10$abcdefghijklmnopqrstuv|-|-|-|-|0|-";
    assert_eq!(member, [expected]);
    assert_eq!(rows(&conn, "SELECT * FROM users_search"), ["1|ada lovelace|ada@example.org|-|-|-"]);
}

#[test]
fn two_searches_are_saved_for_everybody() {
    let expected = [
        r#"1|-|Inscrits à la lettre d'information|-|2025-01-31 14:30:05|users|json|{"groups":[{"operator":"AND","conditions":[{"column":"lettre_infos","operator":"= 1","values":[]}]}],"order":"numero","desc":true,"limit":"10000"}"#,
        r#"2|-|Écritures sans projet|-|2025-01-31 14:30:05|accounting|json|{"groups":[{"operator":"AND","conditions":[{"column":"p.code","operator":"IS NULL","values":[]}]}],"order":"t.id","desc":false,"limit":"100"}"#,
    ];
    assert_eq!(rows(&french(), "SELECT * FROM searches"), expected);
}

#[test]
fn nothing_else_is_there() {
    let conn = french();
    let filled: Vec<String> = Structure::read(&conn)
        .unwrap()
        .tables
        .iter()
        .filter(|(name, table)| table.kind == "table" && rows(&conn, &format!("SELECT count(*) FROM {name}")) != ["0"])
        .map(|(name, _)| name.clone())
        .collect();
    assert_eq!(filled, ["config", "config_users_fields", "searches", "users", "users_categories", "users_search"]);
}

#[test]
fn what_was_asked_is_checked() {
    let parse = |name: &str, email: &str, administrator: &str, hash: Option<&str>| {
        let parsed = NewAssociation::parse(name, Country::France, email, administrator, hash.map(str::to_owned));
        match parsed {
            Err(Error::Invalid { fields, .. }) => fields[0].field.clone(),
            Err(other) => panic!("{other:?}"),
            Ok(parsed) => format!("{}|{}|{}", parsed.name, parsed.email, parsed.administrator_name),
        }
    };
    assert_eq!(parse("  Les   Abeilles ", " a@b.fr ", "Ada\u{a0}L", None), "Les Abeilles|a@b.fr|Ada L");
    assert_eq!(parse(" ", "a@b.fr", "Ada", None), "name");
    assert_eq!(parse("Les\nAbeilles", "a@b.fr", "Ada", None), "name");
    assert_eq!(parse("Les Abeilles", "a@b.fr", "", None), "administrator_name");
    for email in ["", "a", "@b.fr", "a@b", "a b@c.fr", "a@b.fr\r\nBcc: c@d.fr"] {
        assert_eq!(parse("Les Abeilles", email, "Ada", None), "email", "{email}");
    }
    assert_eq!(parse("Les Abeilles", "a@b.fr", "Ada", Some("sesame")), "password_hash");
}

#[test]
fn a_country_is_one_of_three() {
    for text in ["ch", "Suisse", "switzerland", " CH "] {
        assert_eq!(Country::parse(text).unwrap(), Country::Switzerland, "{text}");
    }
    for country in Country::ALL {
        assert_eq!(Country::parse(country.code()).unwrap(), country);
    }
    assert!(matches!(Country::parse("LU"), Err(Error::Invalid { .. })));
}

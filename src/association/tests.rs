use rusqlite::Connection;

use super::keys::KEYS;
use super::kind::Kind;
use super::*;
use crate::db::differences::Difference;
use crate::db::schema;
use crate::error::Error;
use crate::i18n::Language;

fn database() -> Connection {
    let conn = schema::in_memory().unwrap();
    conn.execute("INSERT INTO users_categories (id, name) VALUES (1, 'Membres')", []).unwrap();
    for key in &KEYS {
        let asked = match key.kind {
            Kind::Currency => "EUR",
            Kind::Email => "bureau@example.org",
            Kind::Country => "FR",
            _ => "Ruche",
        };
        let value = key.default.or(key.required.then_some(asked));
        conn.execute("INSERT INTO config (key, value) VALUES (?1, ?2)", (key.name, value)).unwrap();
    }
    conn
}

fn after(change: &str) -> Vec<Difference> {
    let conn = database();
    conn.execute_batch(change).unwrap();
    differences(&conn).unwrap()
}

#[test]
fn the_settings_of_a_new_database_are_sound() {
    assert_eq!(after(""), []);
}

#[test]
fn optional_settings_may_be_missing_or_null() {
    assert_eq!(
        after("DELETE FROM config WHERE key = 'org_web'; UPDATE config SET value = NULL WHERE key = 'auto_logout'"),
        []
    );
}

#[test]
fn a_key_that_is_not_in_the_list_is_named() {
    assert_eq!(
        after("INSERT INTO config VALUES ('ruche_theme', '1')"),
        [Difference::UnknownSetting { key: "ruche_theme".into() }]
    );
}

#[test]
fn a_required_setting_is_missed_whether_absent_or_null() {
    for change in ["DELETE FROM config WHERE key = 'org_name'", "UPDATE config SET value = NULL WHERE key = 'org_name'"]
    {
        assert_eq!(after(change), [Difference::MissingSetting { key: "org_name".into() }]);
    }
}

#[test]
fn a_default_category_that_does_not_exist_is_named() {
    assert_eq!(
        after("UPDATE config SET value = '9' WHERE key = 'default_category'"),
        [Difference::NoDefaultCategory { id: "9".into() }]
    );
}

#[test]
fn values_of_the_wrong_kind_are_named() {
    let wrong = [
        ("site_disabled", "oui"),
        ("site_disabled", ""),
        ("log_retention", "-1"),
        ("log_retention", "un an"),
        ("backup_limit", "51"),
        ("currency", "euro"),
        ("currency", "EURO"),
        ("currency", "XXX"),
        ("country", "fr"),
        ("country", "XX"),
        ("timezone", "Europe/Paris; x"),
        ("timezone", "Paris"),
        ("org_email", "xx"),
        ("color1", "#12345g"),
        ("file_versioning_policy", "always"),
        ("last_version_check", "{"),
        ("files", "{}"),
        (
            "files",
            r#"{"admin_background":null,"admin_homepage":null,"admin_css":null,"logo":null,"icon":null,"favicon":null,"signature":"x"}"#,
        ),
    ];
    for (key, value) in wrong {
        let found = after(&format!("UPDATE config SET value = '{value}' WHERE key = '{key}'"));
        assert_eq!(found, [Difference::UnreadableSetting { key: key.into(), value: value.into() }]);
    }
}

#[test]
fn values_of_the_right_kind_pass() {
    let right = [
        ("backup_frequency", "-1"),
        ("backup_limit", "50"),
        ("color2", "#9c4F15"),
        ("timezone", "America/Argentina/Buenos_Aires"),
        ("country", "RE"),
        ("currency", "XPF"),
        ("org_email", "bureau@été.example.org"),
        ("last_version_check", r#"{"time":1,"version":null}"#),
        (
            "files",
            r#"{"admin_background":null,"admin_homepage":null,"admin_css":null,"logo":1738310400,"icon":null,"favicon":null,"signature":null}"#,
        ),
    ];
    for (key, value) in right {
        assert_eq!(after(&format!("UPDATE config SET value = '{value}' WHERE key = '{key}'")), [], "{key} {value}");
    }
}

#[test]
fn a_value_that_is_not_accepted_is_refused_with_what_is_and_an_unchanged_one_is_left() {
    let mut conn = database();
    conn.execute("UPDATE config SET value = 'Paris' WHERE key = 'timezone'", []).unwrap();
    let tx = conn.transaction().unwrap();
    for (name, text, accepted) in [
        ("timezone", "Lyon", "Europe/Paris"),
        ("country", "XX", "ISO 3166-1"),
        ("currency", "euro", "ISO 4217"),
        ("org_email", "xx", "example.org"),
        ("site_disabled", "oui", "0"),
        ("backup_limit", "51", "50"),
        ("log_retention", "-1", "0"),
        ("color1", "red", "#"),
        ("default_category", "9", "9"),
        ("file_versioning_policy", "always", "none, min, avg, max"),
    ] {
        let error = set(&tx, name, text).unwrap_err();
        assert!(matches!(&error, Error::Invalid { fields, .. } if fields[0].field == name), "{error}");
        for language in [Language::French, Language::English] {
            let sentence = error.sentence(language);
            assert!([name, text, accepted].iter().all(|part| sentence.contains(part)), "{sentence}");
        }
    }
    assert_eq!(set(&tx, "timezone", "Paris").unwrap(), None);
}

#[test]
fn a_value_that_is_not_accepted_is_read_as_absent() {
    let conn = database();
    let sound = Settings::read(&conn).unwrap();
    assert_eq!(
        (sound.name.as_str(), sound.default_category, Settings::keeps_log(&conn).unwrap()),
        ("Ruche", Some(1), true)
    );
    conn.execute_batch(
        "UPDATE config SET value = 'Paris' WHERE key = 'timezone';
         UPDATE config SET value = 'un an' WHERE key = 'log_retention';
         UPDATE config SET value = '{\"logo\": 5}' WHERE key = 'files'",
    )
    .unwrap();
    let settings = Settings::read(&conn).unwrap();
    assert_eq!((settings.timezone, settings.log_retention_days), (None, None));
    assert_eq!(settings.custom_files.get("logo"), Some(&5));
}

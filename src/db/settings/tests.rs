use super::*;
use crate::db::schema;

fn database() -> Connection {
    let conn = schema::in_memory().unwrap();
    conn.execute("INSERT INTO users_categories (id, name) VALUES (1, 'Membres')", []).unwrap();
    for key in &KEYS {
        let asked = match key.kind {
            Kind::Currency => "EUR",
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
        ("country", "fr"),
        ("timezone", "Europe/Paris; x"),
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

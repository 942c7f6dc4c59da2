use jiff::civil::date;

use super::*;
use crate::bootstrap;

fn installed() -> Connection {
    let association = bootstrap::tests::association(bootstrap::Country::France);
    bootstrap::tests::database(&association, date(2025, 1, 31).at(10, 0, 0, 0))
}

fn after(change: &str) -> Vec<Difference> {
    let conn = installed();
    conn.execute_batch(change).unwrap();
    differences(&conn).unwrap()
}

#[test]
fn a_new_database_differs_in_nothing() {
    assert_eq!(after(""), []);
}

#[test]
fn our_own_tables_and_the_data_of_modules_are_no_difference() {
    let change = "CREATE TABLE module_data_invoice (id INTEGER PRIMARY KEY, key TEXT, document TEXT);
        CREATE UNIQUE INDEX module_data_invoice_key ON module_data_invoice (key);
        CREATE TABLE ruche_meta (key TEXT PRIMARY KEY, value); CREATE INDEX by_town ON users (ville)";
    assert_eq!(after(change), []);
}

#[test]
fn the_tables_of_members_are_compared_with_their_fields() {
    let missing =
        after("INSERT INTO config_users_fields (name, sort_order, type, label) VALUES ('site', 10, 'url', 'Site')");
    let expected = [
        Difference::MissingColumn { table: "users".into(), column: "site".into() },
        Difference::MissingColumn { table: "users_search".into(), column: "site".into() },
        Difference::MissingIndex {
            table: "users_search".into(),
            index: "users_search_site".into(),
            columns: "(site)".into(),
        },
        Difference::View { view: "users_view".into() },
    ];
    assert_eq!(missing, expected);
    let extra = after("ALTER TABLE users ADD COLUMN ruche_seen TEXT");
    assert_eq!(extra[0], Difference::ExtraColumn { table: "users".into(), column: "ruche_seen".into() });
}

#[test]
fn computed_fields_may_use_functions_that_only_the_server_has() {
    let change = "INSERT INTO config_users_fields (name, sort_order, type, label, sql) VALUES ('x', 10, 'virtual', 'X', 'md5(nom)');
        DROP VIEW users_view; CREATE VIEW users_view AS SELECT *, (md5(nom)) AS x FROM users";
    assert_eq!(after(change), []);
}

#[test]
fn marks_and_settings_are_compared() {
    assert_eq!(after("PRAGMA application_id = 0"), [Difference::ApplicationId { found: 0 }]);
    assert_eq!(after("PRAGMA user_version = 1032299"), []);
    assert_eq!(after("PRAGMA user_version = 1040000"), [Difference::UserVersion { found: 1_040_000 }]);
    assert_eq!(after("INSERT INTO config VALUES ('x', 1)"), [Difference::UnknownSetting { key: "x".into() }]);
}

#[test]
fn missing_tables_are_said_one_by_one() {
    let differences = after("DROP TABLE config; DROP TABLE logs");
    assert!(differences.contains(&Difference::MissingTable { table: "config".into() }));
    assert!(differences.contains(&Difference::MissingTable { table: "logs".into() }));
}

#[test]
fn fields_that_make_no_sense_are_refused() {
    let conn = installed();
    conn.execute_batch("UPDATE config_users_fields SET type = 'colour' WHERE name = 'ville'").unwrap();
    assert!(matches!(differences(&conn), Err(crate::error::Error::Conflict(_))));
}

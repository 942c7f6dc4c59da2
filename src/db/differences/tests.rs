use super::*;
use crate::db::schema;
use crate::i18n::{Language, text};

fn after(change: &str) -> Vec<Difference> {
    let conn = schema::in_memory().unwrap();
    conn.execute_batch(change).unwrap();
    from_schema(&conn).unwrap()
}

#[test]
fn what_stands_beside_the_agreed_tables_is_tolerated() {
    let differences = after(
        "CREATE TABLE ruche_meta (key TEXT); CREATE TABLE module_data_invoice (id INTEGER PRIMARY KEY, key TEXT, document TEXT);
         CREATE TABLE plugin_x (id INTEGER REFERENCES services (id)); CREATE INDEX extra ON services (label);
         CREATE VIEW extra_view AS SELECT a FROM gone;
         CREATE TRIGGER extra_trigger AFTER INSERT ON services BEGIN SELECT 1; END",
    );
    assert_eq!(differences, []);
}

#[test]
fn a_missing_table_can_be_completed_unless_it_held_the_members() {
    let differences = after("DROP TABLE web_suspicious_clients");
    assert_eq!(differences, [Difference::MissingTable { table: "web_suspicious_clients".into() }]);
    assert!(differences[0].can_be_completed());
    assert!(!Difference::MissingTable { table: "users".into() }.can_be_completed());
}

#[test]
fn columns_missing_added_or_changed_in_an_agreed_table_are_named() {
    let differences = after(
        "ALTER TABLE services RENAME COLUMN description TO details;
         DROP TABLE web_suspicious_clients; CREATE TABLE web_suspicious_clients (ip TEXT NOT NULL UNIQUE, expiry INTEGER)",
    );
    let expected = [
        Difference::MissingColumn { table: "services".into(), column: "description".into() },
        Difference::ExtraColumn { table: "services".into(), column: "details".into() },
        Difference::Column {
            table: "web_suspicious_clients".into(),
            expected: "expiry TEXT not null".into(),
            found: "expiry INTEGER".into(),
        },
    ];
    assert_eq!(differences, expected);
    assert!(differences.iter().all(|difference| !difference.can_be_completed()));
}

#[test]
fn indexes_triggers_and_views_are_compared() {
    let differences = after(
        "DROP INDEX logs_ip; DROP INDEX su_unique; CREATE INDEX su_unique ON services_users (id_user);
         DROP TRIGGER acc_years_delete; DROP VIEW acc_accounts_balances; CREATE VIEW acc_accounts_balances AS SELECT 1 AS id",
    );
    let names: Vec<String> = differences.iter().map(|difference| format!("{difference:?}")).collect();
    assert_eq!(differences.len(), 4, "{names:?}");
    assert!(names[0].starts_with("MissingIndex { table: \"logs\", index: \"logs_ip\""));
    assert!(names[1].starts_with("Index { table: \"services_users\", index: \"su_unique\""));
    assert_eq!(differences[2], Difference::View { view: "acc_accounts_balances".into() });
    assert!(names[3].starts_with("MissingTrigger { trigger: \"acc_years_delete\""));
}

#[test]
fn the_same_structure_in_other_words_is_the_same() {
    let differences = after(
        "DROP TABLE web_pages_uris; DROP TABLE web_suspicious_clients; DROP TABLE acc_years_provisional;
         CREATE TABLE web_pages_uris (uri text not null, id_page integer not null, FOREIGN KEY (id_page) REFERENCES web_pages (id) ON DELETE CASCADE);
         CREATE UNIQUE INDEX whatever ON web_pages_uris (uri);
         CREATE TABLE web_suspicious_clients ('ip' text NOT NULL UNIQUE, [expiry] text NOT NULL);
         CREATE TABLE acc_years_provisional (amount INTEGER NOT NULL,
             id_year INTEGER NOT NULL REFERENCES acc_years ON DELETE CASCADE,
             id_account INTEGER NOT NULL REFERENCES acc_accounts ON DELETE CASCADE);
         CREATE UNIQUE INDEX acc_years_provisional_id_year ON acc_years_provisional (id_year, id_account)",
    );
    assert_eq!(differences, []);
}

#[test]
fn declared_types_and_the_order_of_columns_make_no_difference_but_a_lost_row_number_does() {
    let with_key = |key: &str| {
        after(&format!(
            "DROP TABLE web_pages_versions; CREATE TABLE web_pages_versions (content NUMERIC NOT NULL, id {key} PRIMARY KEY,
                 size TEXT NOT NULL DEFAULT 0, changes NOT NULL, date VARCHAR(20) NOT NULL,
                 id_user TEXT REFERENCES users (id) ON DELETE SET NULL,
                 id_page INT NOT NULL REFERENCES web_pages (id) ON DELETE CASCADE);
             DROP VIEW acc_accounts_balances; CREATE VIEW acc_accounts_balances AS SELECT 1 AS label, 2 AS id, 3 AS id_year,
                 4 AS type, 5 AS code, 6 AS is_debt, 7 AS credit, 8 AS bookmark, 9 AS position, 10 AS balance, 11 AS debit"
        ))
    };
    assert_eq!(with_key("INTEGER NOT NULL"), []);
    let lost = Difference::Column {
        table: "web_pages_versions".into(),
        expected: "id INTEGER not null key 1".into(),
        found: "id INT not null key 1".into(),
    };
    assert_eq!(with_key("INT NOT NULL")[0], lost);
}

#[test]
fn a_default_that_writers_count_on_is_missed_and_a_further_one_is_not() {
    let differences = after(
        "ALTER TABLE services ADD COLUMN x; ALTER TABLE services DROP COLUMN x;
         DROP TABLE web_pages_uris; CREATE TABLE web_pages_uris (uri TEXT NOT NULL UNIQUE DEFAULT '',
             id_page INTEGER NOT NULL DEFAULT 0 REFERENCES web_pages ON DELETE CASCADE);
         ALTER TABLE modules DROP COLUMN web; ALTER TABLE modules ADD COLUMN web INTEGER NOT NULL DEFAULT 1",
    );
    let web = Difference::Column {
        table: "modules".into(),
        expected: "web INTEGER not null default 0".into(),
        found: "web INTEGER not null default 1".into(),
    };
    assert_eq!(differences, [web]);
}

#[test]
fn a_lost_link_between_tables_is_named() {
    let differences = after(
        "DROP TABLE users_sessions; CREATE TABLE users_sessions (selector TEXT NOT NULL PRIMARY KEY, hash TEXT NOT NULL, id_user INTEGER, expiry INT NOT NULL)",
    );
    let expected = "(id_user) references users (id) on delete CASCADE".to_owned();
    let table = "users_sessions".to_owned();
    assert_eq!(differences, [Difference::ForeignKeys { table, expected, found: String::new() }]);
}

#[test]
fn every_difference_has_its_sentence_in_both_languages() {
    let word = || "mot".to_owned();
    let all = [
        Difference::MissingTable { table: word() },
        Difference::MissingColumn { table: word(), column: word() },
        Difference::ExtraColumn { table: word(), column: word() },
        Difference::Column { table: word(), expected: word(), found: word() },
        Difference::MissingIndex { table: word(), index: word(), columns: word() },
        Difference::Index { table: word(), index: word(), expected: word(), found: word() },
        Difference::ForeignKeys { table: word(), expected: word(), found: word() },
        Difference::MissingView { view: word() },
        Difference::View { view: word() },
        Difference::MissingTrigger { trigger: word(), table: word() },
        Difference::ApplicationId { found: 1 },
        Difference::UserVersion { found: 1_040_000 },
        Difference::UnknownSetting { key: word() },
        Difference::MissingSetting { key: word() },
        Difference::UnreadableSetting { key: word(), value: word() },
        Difference::NoDefaultCategory { id: word() },
    ];
    for difference in all {
        for language in Language::ALL {
            let sentence = text(language, &difference.message());
            let complete = sentence.ends_with('.') && !sentence.contains('{');
            assert!(complete || sentence.ends_with("mot."), "{difference:?}: {sentence}");
        }
    }
}

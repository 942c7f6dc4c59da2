use std::fmt::Write;

use jiff::civil::date;
use proptest::prelude::*;
use rusqlite::Connection;
use rusqlite::types::ValueRef;

use super::*;
use crate::accounting::invariants;
use crate::compatibility;
use crate::i18n::{Language, text};

fn filled(today: Date) -> Connection {
    let mut conn = Connection::open_in_memory().unwrap();
    conn.execute_batch("PRAGMA foreign_keys = ON").unwrap();
    let tx = conn.transaction().unwrap();
    fill(&tx, today).unwrap();
    tx.commit().unwrap();
    conn
}

fn number(conn: &Connection, sql: &str) -> i64 {
    conn.query_row(sql, [], |row| row.get(0)).unwrap()
}

/// Every row of every table but those in which SQLite keeps its own books.
fn dump(conn: &Connection) -> String {
    let tables: Vec<String> = conn
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .collect::<rusqlite::Result<_>>()
        .unwrap();
    let mut dump = String::new();
    for table in tables {
        let mut statement = conn.prepare(&format!("SELECT * FROM \"{table}\"")).unwrap();
        let columns: Vec<String> = statement.column_names().map(str::to_owned).collect();
        let mut rows = statement.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            write!(dump, "\n{table}").unwrap();
            for (at, column) in columns.iter().enumerate() {
                match row.get_ref(at).unwrap() {
                    _ if column == "secret" => {}
                    ValueRef::Text(text) => write!(dump, "|{}", String::from_utf8_lossy(text)).unwrap(),
                    other => write!(dump, "|{other:?}").unwrap(),
                }
            }
        }
    }
    dump
}

/// What anybody would check before trusting the file.
fn problems(conn: &Connection) -> Vec<String> {
    let mut found: Vec<String> =
        invariants::violations(conn).unwrap().iter().map(|message| text(Language::English, message)).collect();
    found.extend(compatibility::differences(conn).unwrap().iter().map(|difference| format!("{difference:?}")));
    let broken: i64 = number(conn, "SELECT count(*) FROM pragma_foreign_key_check");
    found.extend((broken > 0).then(|| format!("{broken} foreign keys")));
    let integrity: String = conn.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    found.extend((integrity != "ok").then_some(integrity));
    found
}

#[test]
fn the_demonstration_is_sound_on_any_day() {
    let days = [(2024, 2, 29), (2025, 1, 1), (2025, 12, 31), (2025, 4, 30), (2025, 5, 1), (2026, 11, 21), (2000, 3, 1)];
    for (year, month, day) in days {
        let today = date(year, month, day);
        let conn = filled(today);
        assert_eq!(problems(&conn), [""; 0], "{today}");
        let entries = number(&conn, "SELECT count(*) FROM acc_transactions");
        assert!((200..390).contains(&entries), "{entries} entries on {today}");
        let future = number(
            &conn,
            &format!(
                "SELECT (SELECT count(*) FROM acc_transactions WHERE date > '{today}')
                    + (SELECT count(*) FROM services_users WHERE date > '{today}')
                    + (SELECT count(*) FROM files WHERE modified > '{today} 00:00:00')
                    + (SELECT count(*) FROM users WHERE date_inscription > '{today}' OR date_login > '{today}')
                    + (SELECT count(*) FROM services_reminders_sent WHERE sent_date > '{today}')
                    + (SELECT count(*) FROM web_pages WHERE modified > '{today}')"
            ),
        );
        assert_eq!(future, 0, "{today}");
        let (bank, cash) = (balance(&conn, "512A"), balance(&conn, "530"));
        assert!(bank > 0 && cash > 0, "{bank} {cash} on {today}");
        assert_eq!(number(&conn, "SELECT count(DISTINCT id_year) FROM acc_transactions WHERE status & 16"), 2);
        assert!(balance(&conn, "5112") > 0, "no cheque waits on {today}");
    }
}

/// Debits minus credits of an account in the open year.
fn balance(conn: &Connection, code: &str) -> i64 {
    number(conn, &format!("SELECT debit - credit FROM acc_accounts_balances WHERE code = '{code}' AND id_year = 2"))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn no_day_breaks_the_demonstration(days in 0_i64..60_000) {
        let today = calendar::shift(date(1950, 1, 1), days);
        prop_assert_eq!(problems(&filled(today)), [""; 0]);
    }
}

#[test]
fn the_same_day_gives_the_same_data() {
    let today = date(2025, 6, 15);
    assert_eq!(dump(&filled(today)), dump(&filled(today)));
    assert_ne!(dump(&filled(today)), dump(&filled(date(2025, 6, 16))));
}

#[test]
fn the_file_has_three_keys_that_open_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("demo.sqlite");
    let now = date(2025, 6, 15).at(14, 30, 0, 0);
    let made = create(&path, now).unwrap();
    let conn = db::read_only(&path, &db::functions::FieldCatalog::default()).unwrap();
    assert_eq!(problems(&conn), [""; 0]);
    for (key, level) in made.iter().zip([Level::Read, Level::Write, Level::Admin]) {
        let stored = keys::find(&conn, &key.name, &key.secret, "2026-03-01 10:00:00").unwrap();
        let usable = stored.usable("2025-06-15 14:30:00").unwrap();
        assert_eq!((usable.rights, key.level), (crate::auth::Rights::of_key(level), level));
        assert!(crate::auth::password::verify(&key.secret, usable.secret_hash));
    }
    assert_eq!(made.len(), 3);
    let again = create(&folder.path().join("again.sqlite"), now).unwrap();
    let other = db::read_only(&folder.path().join("again.sqlite"), &db::functions::FieldCatalog::default()).unwrap();
    assert_eq!(dump(&conn), dump(&other));
    assert_ne!(made[0].secret, again[0].secret);
    assert!(create(&path, now).is_err());
}

#[test]
fn there_is_something_of_everything() {
    let conn = filled(date(2025, 11, 21));
    let at_least = |least: i64, sql: &str| {
        let found = number(&conn, &format!("SELECT count(*) FROM {sql}"));
        assert!(found >= least, "{found} {sql}");
    };
    at_least(60, "users_search WHERE nom IS NOT NULL");
    for category in 1..=6 {
        at_least(2, &format!("users WHERE id_category = {category}"));
    }
    at_least(4, "users WHERE id_parent IS NOT NULL");
    at_least(3, "users WHERE is_parent");
    at_least(5, "users WHERE email IS NULL");
    at_least(20, "users WHERE code_postal GLOB '01000'");
    for field in
        ["pronom", "naissance", "pays", "competences", "niveau", "ruches", "recolte", "visite", "site", "droit_image"]
    {
        at_least(2, &format!("users WHERE {field} IS NOT NULL"));
    }
    at_least(40, "users_view WHERE age BETWEEN 5 AND 120");
    for kind in 0..=5 {
        at_least(4, &format!("acc_transactions WHERE type = {kind}"));
    }
    at_least(1, "acc_transactions WHERE type = 4 AND status = 1");
    at_least(1, "acc_transactions WHERE type = 5 AND status = 1");
    at_least(5, "acc_transactions WHERE type = 4 AND status = 2");
    at_least(6, "acc_transactions WHERE status = 32");
    at_least(20, "acc_transactions_lines WHERE status = 4");
    at_least(
        1,
        "acc_transactions_lines l INNER JOIN acc_accounts a ON a.id = l.id_account WHERE a.type = 3 AND debit AND l.status = 0",
    );
    at_least(50, "acc_transactions_lines WHERE reconciled");
    at_least(20, "acc_transactions_lines WHERE id_letter IS NOT NULL");
    at_least(10, "acc_letters");
    at_least(3, "acc_projects WHERE id IN (SELECT id_project FROM acc_transactions_lines)");
    at_least(20, "acc_transactions_links");
    at_least(40, "acc_transactions_users WHERE id_service_user IS NOT NULL");
    at_least(10, "acc_transactions_users WHERE id_service_user IS NULL");
    at_least(10, "acc_transactions WHERE notes IS NOT NULL");
    at_least(8, "(SELECT 1 FROM acc_transactions_lines GROUP BY id_transaction HAVING count(*) > 3)");
    at_least(4, "acc_accounts_balances WHERE type IN (7, 8)");
    at_least(8, "acc_transactions_lines WHERE label = 'Écart de caisse' AND debit + credit < 5");
    at_least(1, "services WHERE duration");
    at_least(2, "services WHERE end_date");
    at_least(1, "services_fees WHERE formula IS NULL AND amount IS NULL");
    at_least(3, "services_fees WHERE formula IS NOT NULL");
    at_least(5, "services_users WHERE NOT paid");
    at_least(5, "services_users WHERE expiry_date < '2025-11-21'");
    at_least(5, "services_reminders_sent");
    at_least(10, "web_search");
    at_least(1, "web_pages WHERE status = 0");
    at_least(2, "web_pages WHERE inherited_status = 1");
    at_least(8, "acc_transactions_files");
    at_least(2, "users_files");
    at_least(5, "files_search WHERE content IS NOT NULL");
    at_least(1, "files_search WHERE files_search MATCH 'content:affectation'");
    at_least(4, "files WHERE image AND mime = 'image/png'");
    at_least(6, "searches");
}

#[test]
fn both_years_were_closed_and_opened_as_the_rules_say() {
    let conn = filled(date(2025, 11, 21));
    let years = "SELECT group_concat(label || ' ' || status, ', ') FROM acc_years";
    let years: String = conn.query_row(years, [], |row| row.get(0)).unwrap();
    assert_eq!(years, "Exercice 2024 1, Exercice 2025 0");
    let result = "SELECT SUM(credit - debit) FROM acc_accounts_balances WHERE id_year = 1 AND position IN (4, 5)";
    let result = number(&conn, result);
    assert_ne!(result, 0);
    let reserves = |year: i64| {
        number(
            &conn,
            &format!("SELECT credit - debit FROM acc_accounts_balances WHERE code = '1068' AND id_year = {year}"),
        )
    };
    assert_eq!(reserves(2), reserves(1) + result);
}

#[test]
fn dates_and_money_are_kept_in_the_agreed_forms() {
    let conn = filled(date(2024, 2, 29));
    let label: String = conn.query_row("SELECT label FROM acc_years WHERE id = 2", [], |row| row.get(0)).unwrap();
    assert_eq!(label, "Exercice 2023-24");
    let logo = "SELECT json_extract(value, '$.logo') FROM config WHERE key = 'files'";
    assert!(number(&conn, logo) > 1_600_000_000);
    assert_eq!(number(&conn, "SELECT count(*) FROM acc_transactions_lines WHERE typeof(debit) <> 'integer'"), 0);
}

//! What the tables of a new database enforce by themselves: checks, triggers, links, the view of balances. The rules of
//! the tables of members are tried in `members::tables`.

use rusqlite::Connection;

use super::tests::french;

/// A chart with five accounts, a year, an entry, and a member number 1.
const LEDGER: &str = "
    INSERT INTO acc_charts (id, label) VALUES (1, 'Plan');
    INSERT INTO acc_accounts (id, id_chart, code, label, position, type, bookmark) VALUES
        (1, 1, '512', 'Banque', 1, 1, 1), (2, 1, '411', 'Membres', 3, 4, 0), (3, 1, '606', 'Achats', 4, 5, 0),
        (4, 1, '756', 'Cotisations', 5, 6, 0), (5, 1, '164', 'Emprunt', 2, 0, 0), (6, 1, '890', 'Bilan', 0, 9, 0);
    INSERT INTO acc_years (id, label, start_date, end_date, id_chart) VALUES
        (1, '2025', '2025-01-01', '2025-12-31', 1), (2, '2026', '2026-01-01', '2026-12-31', 1);
    INSERT INTO acc_transactions (id, label, date, id_year) VALUES (1, 'x', '2025-01-31', 1), (2, 'y', '2026-01-31', 2);";

fn ledger() -> Connection {
    let conn = french();
    conn.execute_batch(LEDGER).unwrap();
    conn
}

fn line(conn: &Connection, entry: i64, account: i64, debit: i64, credit: i64) -> rusqlite::Result<usize> {
    conn.execute(
        "INSERT INTO acc_transactions_lines (id_transaction, id_account, debit, credit) VALUES (?1, ?2, ?3, ?4)",
        (entry, account, debit, credit),
    )
}

fn text(conn: &Connection, sql: &str) -> String {
    conn.query_row(sql, [], |row| row.get::<_, Option<String>>(0)).unwrap().unwrap_or_default()
}

/// Each statement that stores one value; `?` stands for it.
const DATES: [(&str, &str); 8] = [
    ("acc_transactions.date", "INSERT INTO acc_transactions (label, id_year, date) VALUES ('x', 1, ?)"),
    (
        "acc_years.start_date",
        "INSERT INTO acc_years (label, id_chart, end_date, start_date) VALUES ('x', 1, '2025-12-31', ?)",
    ),
    (
        "acc_years.end_date",
        "INSERT INTO acc_years (label, id_chart, start_date, end_date) VALUES ('x', 1, '2025-01-01', ?)",
    ),
    ("services.start_date", "INSERT INTO services (label, start_date) VALUES ('x', ?)"),
    ("services_users.date", "INSERT INTO services_users (id_user, id_service, date) VALUES (1, 1, ?)"),
    (
        "services_users.expiry_date",
        "INSERT INTO services_users (id_user, id_service, date, expiry_date) VALUES (1, 1, '2025-01-02', ?)",
    ),
    (
        "services_reminders_sent.sent_date",
        "INSERT INTO services_reminders_sent (id_user, id_service, id_reminder, due_date, sent_date) VALUES (1, 1, 1, '2025-01-02', ?)",
    ),
    (
        "services_reminders_sent.due_date",
        "INSERT INTO services_reminders_sent (id_user, id_service, id_reminder, sent_date, due_date) VALUES (1, 1, 1, '2025-01-02', ?)",
    ),
];

const DATE_TIMES: [(&str, &str); 12] = [
    ("logs.created", "INSERT INTO logs (type, created) VALUES (0, ?)"),
    (
        "searches.updated",
        "INSERT INTO searches (label, target, type, content, updated) VALUES ('x', 'users', 'sql', '', ?)",
    ),
    ("mailings.sent", "INSERT INTO mailings (subject, sent) VALUES ('x', ?)"),
    ("acc_letters.created", "INSERT INTO acc_letters (id_year, letter, created) VALUES (1, 'AAA', ?)"),
    ("files.modified", "INSERT INTO files (hash_id, path, name, type, modified) VALUES ('b', 'b', 'b', 2, ?)"),
    (
        "files.trash",
        "INSERT INTO files (hash_id, path, name, type, modified, trash) VALUES ('c', 'c', 'c', 2, '2025-01-31 10:00:00', ?)",
    ),
    ("files_shares.created", "INSERT INTO files_shares (id_file, hash_id, option, created) VALUES (1, 'a', 0, ?)"),
    (
        "files_shares.expiry",
        "INSERT INTO files_shares (id_file, hash_id, option, created, expiry) VALUES (1, 'b', 0, '2025-01-31 10:00:00', ?)",
    ),
    (
        "web_pages.published",
        "INSERT INTO web_pages (uri, type, status, inherited_status, format, title, content, modified, published) VALUES ('b', 1, 2, 2, 'markdown', '', '', '2025-01-31 10:00:00', ?)",
    ),
    (
        "web_pages.modified",
        "INSERT INTO web_pages (uri, type, status, inherited_status, format, title, content, published, modified) VALUES ('c', 1, 2, 2, 'markdown', '', '', '2025-01-31 10:00:00', ?)",
    ),
    (
        "web_pages_versions.date",
        "INSERT INTO web_pages_versions (id_page, size, changes, content, date) VALUES (1, 0, 0, '', ?)",
    ),
    ("web_suspicious_clients.expiry", "INSERT INTO web_suspicious_clients (ip, expiry) VALUES ('::1', ?)"),
];

const SURROUNDINGS: &str = "
    INSERT INTO services (id, label) VALUES (1, 'Cotisation');
    INSERT INTO services_reminders (id, id_service, delay, subject, body) VALUES (1, 1, 0, '', '');
    INSERT INTO files (id, hash_id, path, name, type, modified) VALUES (1, 'a', 'documents', 'documents', 2, '2025-01-31 10:00:00');
    INSERT INTO web_pages (id, uri, type, status, inherited_status, format, published, modified, title, content) VALUES
        (1, 'a', 2, 2, 2, 'markdown', '2025-01-31 10:00:00', '2025-01-31 10:00:00', 'Ruches', 'Le miel');";

#[test]
fn dates_are_real_and_written_in_one_way() {
    let conn = ledger();
    conn.execute_batch(SURROUNDINGS).unwrap();
    for (column, sql) in DATES {
        for wrong in
            ["2025-02-29", "2025-13-01", "31/01/2025", "2025-1-31", "2025-01-31 10:00:00", "20250131", "now", "5", ""]
        {
            assert!(conn.execute(sql, [wrong]).is_err(), "{column} took {wrong:?}");
        }
        assert!(conn.execute(sql, ["2024-02-29"]).is_ok(), "{column}");
    }
    for (column, sql) in DATE_TIMES {
        for wrong in [
            "2025-02-29 10:00:00",
            "2025-01-31",
            "2025-01-31T10:00:00",
            "2025-01-31 10:00",
            "2025-01-31 25:00:00",
            "2025-01-31 10:00:00.5",
            "2025-01-31 10:00:00Z",
            "",
        ] {
            assert!(conn.execute(sql, [wrong]).is_err(), "{column} took {wrong:?}");
        }
        assert!(conn.execute(sql, ["2024-02-29 23:59:59"]).is_ok(), "{column}");
    }
}

#[test]
fn dates_that_need_not_be_given_may_be_null() {
    let conn = ledger();
    conn.execute_batch(SURROUNDINGS).unwrap();
    let optional =
        ["services.start_date", "services_users.expiry_date", "mailings.sent", "files.trash", "files_shares.expiry"];
    for (column, sql) in DATES.iter().chain(&DATE_TIMES) {
        assert_eq!(conn.execute(sql, [None::<String>]).is_ok(), optional.contains(column), "{column}");
    }
}

#[test]
fn a_line_has_one_positive_side() {
    let conn = ledger();
    assert!(line(&conn, 1, 1, 100, 0).is_ok());
    assert!(line(&conn, 1, 1, 0, 100).is_ok());
    for (debit, credit) in [(0, 0), (100, 100), (-100, 0), (0, -100), (200, -100)] {
        assert!(line(&conn, 1, 1, debit, credit).is_err(), "{debit} {credit}");
    }
}

#[test]
fn an_activity_lasts_at_least_a_day_and_ends_after_it_began() {
    let conn = ledger();
    let insert = |duration: &str, start: &str, end: &str| {
        let values = format!("'x', {duration}, {start}, {end}");
        conn.execute(&format!("INSERT INTO services (label, duration, start_date, end_date) VALUES ({values})"), [])
    };
    assert!(insert("1", "NULL", "NULL").is_ok());
    assert!(insert("NULL", "'2025-01-31'", "'2025-01-31'").is_ok());
    assert!(insert("NULL", "NULL", "NULL").is_ok());
    assert!(insert("0", "NULL", "NULL").is_err());
    assert!(insert("-1", "NULL", "NULL").is_err());
    assert!(insert("NULL", "'2025-01-31'", "'2025-01-30'").is_err());
    assert!(insert("NULL", "'2025-01-31'", "'2025-02-31'").is_err());
}

#[test]
fn a_fee_is_booked_on_an_account_of_a_year_until_the_year_goes() {
    let conn = ledger();
    conn.execute_batch(SURROUNDINGS).unwrap();
    let insert = |account: &str, year: &str| {
        conn.execute(&format!("INSERT INTO services_fees (label, id_service, amount, id_account, id_year) VALUES ('x', 1, 4200, {account}, {year})"), [])
    };
    assert!(insert("4", "NULL").is_err());
    assert!(insert("NULL", "2").is_ok());
    assert!(insert("4", "1").is_ok());
    assert!(insert("4", "2").is_ok());
    conn.execute_batch("DELETE FROM acc_transactions WHERE id_year = 2; DELETE FROM acc_years WHERE id = 2").unwrap();
    let left = "SELECT group_concat(amount || ':' || ifnull(id_account, '') || ':' || ifnull(id_year, ''), ' ') FROM services_fees";
    assert_eq!(text(&conn, left), "4200:: 4200:4:1 4200::");
}

#[test]
fn an_entry_is_not_linked_to_itself() {
    let conn = ledger();
    assert!(conn.execute("INSERT INTO acc_transactions_links VALUES (1, 1)", []).is_err());
    assert!(conn.execute("INSERT INTO acc_transactions_links VALUES (1, 2)", []).is_ok());
}

#[test]
fn a_member_is_linked_once_to_an_entry_with_or_without_subscription() {
    let conn = ledger();
    conn.execute_batch(SURROUNDINGS).unwrap();
    conn.execute_batch("INSERT INTO services_users (id, id_user, id_service, date) VALUES (1, 1, 1, '2025-01-31')")
        .unwrap();
    let link = |subscription: &str| {
        conn.execute(&format!("INSERT INTO acc_transactions_users VALUES (1, 1, {subscription})"), [])
    };
    assert!(link("NULL").is_ok());
    assert!(link("NULL").is_err());
    assert!(link("1").is_ok());
    assert!(link("1").is_err());
}

#[test]
fn only_a_directory_has_neither_type_nor_size() {
    let conn = ledger();
    let insert = |values: &str| {
        conn.execute(&format!("INSERT INTO files (hash_id, path, name, modified, type, mime, size) VALUES (hex(randomblob(6)), hex(randomblob(6)), 'x', '2025-01-31 10:00:00', {values})"), [])
    };
    assert!(insert("2, NULL, NULL").is_ok());
    assert!(insert("1, 'text/plain', 0").is_ok());
    assert!(insert("1, NULL, 0").is_err());
    assert!(insert("1, 'text/plain', NULL").is_err());
}

/// Two lines in the group 1, one in the group 2.
fn settled() -> Connection {
    let conn = ledger();
    conn.execute_batch(
        "INSERT INTO acc_letters (id, id_year, letter, created) VALUES (1, 1, 'AAA', '2025-01-31 10:00:00'), (2, 1, 'AAB', '2025-01-31 10:00:00');
         INSERT INTO acc_transactions_lines (id, id_transaction, id_account, debit, credit, id_letter) VALUES
            (1, 1, 2, 100, 0, 1), (2, 1, 2, 0, 100, 1), (3, 1, 2, 100, 0, 2)",
    )
    .unwrap();
    conn
}

fn groups(conn: &Connection) -> String {
    let lines = text(conn, "SELECT group_concat(id || ':' || ifnull(id_letter, '-'), ' ') FROM acc_transactions_lines");
    format!("{} / {lines}", text(conn, "SELECT group_concat(letter, ' ') FROM acc_letters"))
}

#[test]
fn a_settled_group_is_undone_when_one_of_its_lines_goes_or_moves() {
    let undone = [
        ("DELETE FROM acc_transactions_lines WHERE id = 1", "AAB / 2:- 3:2"),
        ("UPDATE acc_transactions_lines SET debit = 50 WHERE id = 1", "AAB / 1:- 2:- 3:2"),
        ("UPDATE acc_transactions_lines SET id_account = 1 WHERE id = 2", "AAB / 1:- 2:- 3:2"),
        ("UPDATE acc_transactions_lines SET id_letter = 2 WHERE id = 1", "AAB / 1:2 2:- 3:2"),
        ("UPDATE acc_transactions_lines SET id_letter = NULL WHERE id = 1", "AAB / 1:- 2:- 3:2"),
        ("DELETE FROM acc_transactions WHERE id = 1", " / "),
    ];
    for (change, expected) in undone {
        let conn = settled();
        conn.execute_batch(change).unwrap();
        assert_eq!(groups(&conn), expected, "{change}");
    }
}

#[test]
fn a_settled_group_outlives_other_changes_of_its_lines() {
    for change in ["credit = 90", "label = 'x'", "reconciled = 1", "id_account = id_account", "id_letter = id_letter"] {
        let conn = settled();
        conn.execute_batch(&format!("UPDATE acc_transactions_lines SET {change} WHERE id = 2")).unwrap();
        assert_eq!(groups(&conn), "AAA AAB / 1:1 2:1 3:2", "{change}");
    }
}

#[test]
fn balances_are_counted_on_the_side_of_the_account() {
    let conn = ledger();
    for (account, debit, credit) in [(1, 0, 30), (2, 100, 0), (3, 50, 0), (4, 0, 70), (5, 10, 0), (6, 5, 0)] {
        line(&conn, 1, account, debit, credit).unwrap();
    }
    line(&conn, 1, 2, 0, 40).unwrap();
    line(&conn, 2, 2, 0, 40).unwrap();
    line(&conn, 2, 1, 20, 0).unwrap();
    line(&conn, 2, 1, 0, 20).unwrap();
    let mut statement = conn.prepare("SELECT * FROM acc_accounts_balances ORDER BY id_year, id").unwrap();
    let columns =
        ["id_year", "id", "label", "code", "type", "debit", "credit", "bookmark", "position", "balance", "is_debt"];
    assert!(statement.column_names().eq(columns));
    let rows: Vec<String> = statement
        .query_map([], |row| {
            let numbers: rusqlite::Result<Vec<String>> = [0, 1, 4, 5, 6, 7, 8, 9, 10]
                .iter()
                .map(|at| row.get::<_, i64>(*at).map(|number| number.to_string()))
                .collect();
            Ok(format!("{} {}: {}", row.get::<_, String>(3)?, row.get::<_, String>(2)?, numbers?.join(" ")))
        })
        .unwrap()
        .collect::<rusqlite::Result<_>>()
        .unwrap();
    let expected = [
        // Year, account, type, debit, credit, bookmark, position, balance, is_debt.
        "512 Banque: 1 1 1 0 30 1 1 -30 0",
        "411 Membres: 1 2 4 100 40 0 1 60 1",
        "606 Achats: 1 3 5 50 0 0 4 50 1",
        "756 Cotisations: 1 4 6 0 70 0 5 70 0",
        "164 Emprunt: 1 5 0 10 0 0 2 -10 1",
        "890 Bilan: 1 6 9 5 0 0 0 -5 1",
        "512 Banque: 2 1 1 20 20 1 1 0 0",
        "411 Membres: 2 2 4 0 40 0 2 40 0",
    ];
    assert_eq!(rows, expected);
}

#[test]
fn the_balances_of_a_year_are_found_by_the_year() {
    let plan: Vec<String> = ledger()
        .prepare("EXPLAIN QUERY PLAN SELECT * FROM acc_accounts_balances WHERE id_year = 1")
        .unwrap()
        .query_map([], |row| row.get(3))
        .unwrap()
        .collect::<rusqlite::Result<_>>()
        .unwrap();
    assert!(plan.iter().any(|step| step.contains("acc_transactions_year (id_year=?)")), "{plan:?}");
}

#[test]
fn the_index_of_files_follows_the_files() {
    let conn = ledger();
    conn.execute_batch(SURROUNDINGS).unwrap();
    conn.execute_batch(
        "INSERT INTO files (id, hash_id, path, parent, name, type, mime, size, modified) VALUES
            (2, 'b', 'documents/statuts.txt', 'documents', 'statuts.txt', 1, 'text/plain', 4, '2025-01-31 10:00:00');
         UPDATE files_search SET content = 'rucher' WHERE docid = 2",
    )
    .unwrap();
    let found = |word: &str| {
        text(&conn, &format!("SELECT group_concat(docid) FROM files_search WHERE files_search MATCH '{word}'"))
    };
    assert_eq!((found("statuts"), found("parent:documents"), found("rucher")), ("2".into(), "2".into(), "2".into()));
    conn.execute_batch("UPDATE files SET path = 'documents/Règlement.txt', name = 'Règlement.txt' WHERE id = 2")
        .unwrap();
    assert_eq!((found("statuts"), found("reglement"), found("rucher")), (String::new(), "2".into(), "2".into()));
    // A directory that moves takes along what it holds.
    conn.execute_batch("UPDATE files SET path = 'archives', name = 'archives' WHERE id = 1").unwrap();
    assert_eq!((found("parent:documents"), found("parent:archives")), (String::new(), "2".into()));
    conn.execute_batch("DELETE FROM files WHERE id = 1").unwrap();
    assert_eq!(text(&conn, "SELECT count(*) || '' FROM files_search"), "0");
}

#[test]
fn the_index_of_pages_forgets_a_page_that_changes_or_goes() {
    let conn = ledger();
    conn.execute_batch(SURROUNDINGS).unwrap();
    let write = || {
        conn.execute_batch("INSERT INTO web_search (docid, title, content) VALUES (1, 'Ruches', 'Le miel')").unwrap()
    };
    let found = || text(&conn, "SELECT group_concat(docid) FROM web_search WHERE web_search MATCH 'miel'");
    write();
    conn.execute_batch("UPDATE web_pages SET status = 0").unwrap();
    assert_eq!(found(), "1");
    conn.execute_batch("UPDATE web_pages SET content = 'La cire'").unwrap();
    assert_eq!(found(), "");
    write();
    conn.execute_batch("UPDATE web_pages SET title = 'Essaims'").unwrap();
    assert_eq!(found(), "");
    write();
    conn.execute_batch("DELETE FROM web_pages").unwrap();
    assert_eq!(found(), "");
}

#[test]
fn names_that_identify_are_unique() {
    let conn = ledger();
    conn.execute_batch(SURROUNDINGS).unwrap();
    let twice = [
        "INSERT INTO acc_letters (id_year, letter, created) VALUES (1, 'AAA', '2025-01-31 10:00:00')",
        "INSERT INTO acc_accounts (id_chart, code, label, position) VALUES (1, '999', 'x', 0)",
        "INSERT INTO acc_years_provisional VALUES (1, 1, 100)",
        "INSERT INTO services_users (id_user, id_service, id_fee, date) VALUES (1, 1, 1, '2025-01-31')",
        "INSERT INTO web_pages_uris VALUES (1, 'old')",
        "INSERT INTO web_suspicious_clients VALUES ('::1', '2025-01-31 10:00:00')",
        "INSERT INTO api_credentials (label, key, secret, created, access_level) VALUES ('x', 'x', 'x', '2025-01-31 10:00:00', 1)",
        "INSERT INTO emails (hash, added) VALUES ('x', '2025-01-31 10:00:00')",
    ];
    conn.execute_batch("INSERT INTO services_fees (id, label, id_service) VALUES (1, 'x', 1)").unwrap();
    for sql in twice {
        assert!(conn.execute(sql, []).is_ok(), "{sql}");
        assert!(conn.execute(sql, []).is_err(), "{sql}");
    }
}

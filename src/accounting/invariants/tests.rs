use super::*;
use crate::accounting::charts;
use crate::db::schema;
use crate::i18n::{Language, text};

/// A closed year followed by an open one on the French chart.
///
/// Entries: 1 a sale (10.00), 2 a purchase on credit (4.00) and 3 its settlement in cash, lettered, in the first year;
/// 4 the opening balance and 5 gifts in kind in the second.
fn books() -> Connection {
    let mut conn = schema::in_memory().unwrap();
    // Entries name members; what else members have does not matter here.
    conn.execute_batch("CREATE TABLE users (id INTEGER PRIMARY KEY)").unwrap();
    let tx = conn.transaction().unwrap();
    charts::install(&tx, "fr_pca_2025").unwrap();
    tx.commit().unwrap();
    conn.execute_batch(
        "INSERT INTO acc_years (id, label, start_date, end_date, status, id_chart) VALUES
            (1, '2024', '2024-01-01', '2024-12-31', 1, 1), (2, '2025', '2025-01-01', '2025-12-31', 0, 1);
         INSERT INTO acc_letters (id, id_year, letter, created) VALUES (1, 1, 'AAA', '2024-06-01 10:00:00');
         INSERT INTO acc_transactions (id, type, status, label, date, id_year) VALUES
            (1, 1, 0, 'Miel', '2024-03-01', 1), (2, 4, 2, 'Pots', '2024-03-02', 1), (3, 0, 0, 'Règlement', '2024-06-01', 1),
            (4, 0, 16, 'Balance d''ouverture', '2025-01-01', 2), (5, 0, 0, 'Bénévolat', '2025-02-01', 2);",
    )
    .unwrap();
    for (entry, code, debit, credit) in [
        (1, "530", 1000, 0),
        (1, "701", 0, 1000),
        (2, "6068", 400, 0),
        (2, "401", 0, 400),
        (3, "401", 400, 0),
        (3, "530", 0, 400),
        (4, "530", 600, 0),
        (4, "1068", 0, 600),
        (5, "864", 5000, 0),
        (5, "875", 0, 5000),
    ] {
        line(&conn, entry, code, debit, credit);
    }
    conn.execute_batch("UPDATE acc_transactions_lines SET id_letter = 1 WHERE id IN (4, 5)").unwrap();
    conn
}

fn line(conn: &Connection, entry: i64, code: &str, debit: i64, credit: i64) {
    let sql = "INSERT INTO acc_transactions_lines (id_transaction, id_account, debit, credit)
        SELECT ?1, id, ?3, ?4 FROM acc_accounts WHERE code = ?2 AND id_chart = 1";
    assert_eq!(conn.execute(sql, (entry, code, debit, credit)).unwrap(), 1);
}

/// The sentences after a change made behind the back of every check of the schema.
fn after(change: &str) -> Vec<String> {
    let conn = books();
    conn.execute_batch("PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON").unwrap();
    conn.execute_batch(change).unwrap();
    sentences(&conn)
}

fn sentences(conn: &Connection) -> Vec<String> {
    violations(conn).unwrap().iter().map(|message| text(Language::English, message)).collect()
}

#[test]
fn sound_books_break_no_rule() {
    assert_eq!(after(""), [""; 0]);
}

#[test]
fn an_entry_has_at_least_two_lines() {
    let empty = after("INSERT INTO acc_transactions (id, label, date, id_year) VALUES (9, 'x', '2025-03-01', 2)");
    assert_eq!(empty, ["Entry 9 has too few lines: 0, where at least two are needed."]);
    let single = after("DELETE FROM acc_transactions_lines WHERE id = 10");
    assert_eq!(single, ["Entry 5 has too few lines: 1, where at least two are needed."]);
}

#[test]
fn debits_equal_credits_in_each_entry() {
    assert_eq!(
        after("UPDATE acc_transactions_lines SET credit = credit + 5 WHERE id = 10"),
        ["Entry 5 does not balance: debits minus credits are -0.05."]
    );
}

#[test]
fn a_line_has_one_side_above_zero_in_whole_cents() {
    let told = ["Line 9 of entry 5 must have either a debit or a credit, positive and in whole cents, and not both."];
    assert_eq!(after("UPDATE acc_transactions_lines SET debit = 5001, credit = 1 WHERE id = 9"), told);
    let both = "UPDATE acc_transactions_lines SET debit = 0, credit = -5000 WHERE id = 9";
    assert_eq!(after(both), told);
    let zero =
        "INSERT INTO acc_transactions_lines (id, id_transaction, id_account, debit, credit) VALUES (11, 5, 1, 0, 0)";
    assert_eq!(after(zero), [told[0].replace("Line 9", "Line 11")]);
    let parts = "UPDATE acc_transactions_lines SET debit = debit + 0.5 WHERE id = 9;
        UPDATE acc_transactions_lines SET credit = credit + 0.5 WHERE id = 10";
    assert_eq!(after(parts), [told[0], &told[0].replace("Line 9", "Line 10")]);
}

#[test]
fn an_entry_lies_inside_its_year() {
    for (date, outside) in [("2024-12-31", true), ("2025-01-01", false), ("2025-12-31", false), ("2026-01-01", true)] {
        let told = after(&format!("UPDATE acc_transactions SET date = '{date}' WHERE id = 5"));
        let expected = format!("Entry 5 is dated {date}, outside the year “2025”.");
        assert_eq!(told, vec![expected; usize::from(outside)]);
    }
}

#[test]
fn accounts_are_those_of_the_chart_of_the_year() {
    let change = "INSERT INTO acc_charts (id, label) VALUES (2, 'x');
        INSERT INTO acc_accounts (id, id_chart, code, label, position, type) VALUES (9000, 2, '864', 'x', 4, 7);
        UPDATE acc_transactions_lines SET id_account = 9000 WHERE id = 9";
    assert_eq!(after(change), ["Entry 5 uses the account 864, which is not of the chart of the year “2025”."]);
}

#[test]
fn rows_name_rows_that_exist() {
    let line = after("DELETE FROM acc_transactions WHERE id = 5; DELETE FROM acc_transactions_lines WHERE id = 10");
    assert_eq!(
        line,
        ["Row 9 of the table acc_transactions_lines names a row of acc_transactions that does not exist."]
    );
    let account = after("UPDATE acc_transactions_lines SET id_account = 9000 WHERE id = 9");
    assert_eq!(account, ["Row 9 of the table acc_transactions_lines names a row of acc_accounts that does not exist."]);
    let file = after("INSERT INTO acc_transactions_files VALUES (7, 1)");
    assert_eq!(file, ["Row 7 of the table acc_transactions_files names a row of files that does not exist."]);
    let member = after("INSERT INTO acc_transactions_users VALUES (7, 1, NULL)");
    assert_eq!(member, ["Row 1 of the table acc_transactions_users names a row of users that does not exist."]);
    let year = after("INSERT INTO acc_years_provisional VALUES (7, 1, 100)");
    assert_eq!(year, ["Row 1 of the table acc_years_provisional names a row of acc_years that does not exist."]);
}

#[test]
fn lettered_lines_balance() {
    assert_eq!(
        after("UPDATE acc_transactions_lines SET credit = 300 WHERE id = 4; UPDATE acc_transactions_lines SET debit = 300 WHERE id = 3;
            UPDATE acc_transactions_lines SET debit = 500 WHERE id = 7; UPDATE acc_transactions_lines SET credit = 500 WHERE id = 8;
            DELETE FROM acc_transactions WHERE id = 4; DELETE FROM acc_transactions_lines WHERE id_transaction = 4"),
        ["The letter AAA of the year “2024” does not balance: debits minus credits are 1.00."]
    );
}

#[test]
fn a_letter_on_a_single_line_is_no_group() {
    let mark = "INSERT INTO acc_letters (id, id_year, letter, created) VALUES (2, 2, 'AAA', '2025-06-01 10:00:00');
        UPDATE acc_transactions_lines SET id_letter = 2 WHERE id = 9";
    assert_eq!(after(mark), [""; 0]);
}

/// Hashes computed by another program from the definition.
const SEALED: &str = "
    INSERT INTO acc_years (id, label, start_date, end_date, id_chart) VALUES (3, '2030', '2030-01-01', '2030-12-31', 1);
    INSERT INTO acc_transactions (id, label, reference, date, id_year, prev_id, prev_hash, hash) VALUES
        (11, 'Miel, été', 'R1', '2030-03-01', 3, NULL, NULL, '@A'), (12, 'Cire', NULL, '2030-03-02', 3, 11, '@A', '@B');
    INSERT INTO acc_transactions_lines (id, id_transaction, id_account, credit, debit, reference, label) VALUES
        (21, 11, 10, 0, 1000, 'CH1', NULL), (22, 11, 20, 1000, 0, NULL, 'Pots'),
        (23, 12, 10, 0, 250, NULL, NULL), (24, 12, 20, 250, 0, NULL, NULL);";
const HASH_A: &str = "dd1c848440211d219f5268580b373778f8baa4ddf25442fda3d7757f8d4c1c42";
const HASH_B: &str = "8e84a46be92672feba606e9970f66910c0c917a2672861646c1a6c36edf92dfc";
/// Of the first entry when its label is "Miel".
const HASH_OF_MIEL: &str = "ea96f9b8a375575fa2eafa46e1e705101f4fa1818c56c9e16f2fa64659dc4b48";

fn sealed_then(change: &str) -> Vec<String> {
    after(&(SEALED.to_owned() + change).replace("@A", HASH_A).replace("@B", HASH_B).replace("@C", HASH_OF_MIEL))
}

#[test]
fn seals_verify() {
    assert_eq!(sealed_then(""), [""; 0]);
    let told =
        |entry: i64| vec![format!("The sealed entry {entry} was changed: its hash no longer matches its content.")];
    assert_eq!(sealed_then("UPDATE acc_transactions SET label = 'Miel' WHERE id = 11"), told(11));
    assert_eq!(sealed_then("UPDATE acc_transactions SET date = '2030-03-03' WHERE id = 12"), told(12));
    assert_eq!(sealed_then("UPDATE acc_transactions_lines SET label = 'Pot' WHERE id = 22"), told(11));
    let amounts = "UPDATE acc_transactions_lines SET debit = 251 WHERE id = 23; UPDATE acc_transactions_lines SET credit = 251 WHERE id = 24";
    assert_eq!(sealed_then(amounts), told(12));
    assert_eq!(sealed_then("UPDATE acc_transactions SET notes = 'x', status = 2, type = 1 WHERE id = 11"), [""; 0]);
}

#[test]
fn seals_form_a_chain() {
    let resealed = "UPDATE acc_transactions SET label = 'Miel', hash = '@C' WHERE id = 11";
    assert_eq!(sealed_then(resealed), ["The sealed entry 12 no longer follows entry 11, sealed before it."]);
    let unsealed = "UPDATE acc_transactions SET hash = NULL WHERE id = 11";
    assert_eq!(sealed_then(unsealed), ["The sealed entry 12 no longer follows entry 11, sealed before it."]);
    let second = "INSERT INTO acc_transactions (id, label, date, id_year, hash) VALUES (13, 'Essaim', '2030-04-01', 3, '9ddef7d469ec56619a2b90945ee6bff6f2815d750063feb109a739498e3888c5');
        INSERT INTO acc_transactions_lines (id, id_transaction, id_account, credit, debit) VALUES (25, 13, 10, 0, 5), (26, 13, 20, 5, 0)";
    assert_eq!(
        sealed_then(second),
        ["In the year “2030”, 2 sealed entries are each the first one: the chain is broken."]
    );
}

#[test]
fn the_trial_balance_is_that_of_the_lines() {
    // Another program may have put its own view there.
    let view = "DROP VIEW acc_accounts_balances;
        CREATE VIEW acc_accounts_balances AS
        SELECT 2 AS id_year, 1 AS id, '' AS label, '530' AS code, 2 AS type, 7 AS debit, 0 AS credit, 0 AS bookmark, 1 AS position,
            7 AS balance, 1 AS is_debt";
    let told = after(&format!(
        "DELETE FROM acc_transactions WHERE id = 4; DELETE FROM acc_transactions_lines WHERE id_transaction = 4; {view}"
    ));
    assert_eq!(told, ["The trial balance of the year “2025” is off its entries by 0.07."]);
}

#[test]
fn assets_minus_liabilities_are_the_result() {
    let nowhere = "UPDATE acc_accounts SET position = 0 WHERE code = '701'; UPDATE acc_transactions SET status = 0";
    assert_eq!(after(nowhere), ["In the year “2024”, assets minus liabilities are off the result by 10.00."]);
    let mixed =
        "UPDATE acc_transactions_lines SET id_account = (SELECT id FROM acc_accounts WHERE code = '530') WHERE id = 9";
    assert_eq!(after(mixed), ["In the year “2025”, assets minus liabilities are off the result by 50.00."]);
    // Belgian charts give opening accounts no position.
    let opening = "UPDATE acc_accounts SET position = 0 WHERE code = '890';
        INSERT INTO acc_transactions (id, label, date, id_year) VALUES (9, 'x', '2025-01-01', 2);
        INSERT INTO acc_transactions_lines (id_transaction, id_account, debit, credit)
            SELECT 9, id, 900 * (code = '530'), 900 * (code = '890') FROM acc_accounts WHERE code IN ('530', '890')";
    assert_eq!(after(opening), [""; 0]);
}

const OTHER_OPENING: &str = "UPDATE acc_transactions_lines SET debit = 500 WHERE id = 7;
    INSERT INTO acc_transactions_lines (id_transaction, id_account, debit, credit) SELECT 4, id, 100, 0 FROM acc_accounts WHERE code = '512';";

#[test]
fn an_opening_balance_is_the_previous_closing() {
    let told =
        "The opening balance of the year “2025” is not the closing of the year “2024”. Accounts that differ: 512, 530.";
    assert_eq!(after(OTHER_OPENING), [told]);
    let less = "UPDATE acc_transactions_lines SET debit = 500 WHERE id = 7; UPDATE acc_transactions_lines SET credit = 500 WHERE id = 8";
    assert_eq!(after(less), [told.replace("512, 530", "120, 530")]);
}

#[test]
fn the_members_decide_where_the_result_goes() {
    for code in ["120", "110", "1062", "129"] {
        let change = format!(
            "UPDATE acc_transactions_lines SET id_account = (SELECT id FROM acc_accounts WHERE code = '{code}') WHERE id = 8"
        );
        assert_eq!(after(&change), [""; 0], "{code}");
    }
}

#[test]
fn an_opening_balance_is_compared_only_where_it_certainly_must_agree() {
    for reason in [
        "UPDATE acc_years SET status = 0 WHERE id = 1",
        "UPDATE acc_years SET end_date = '2024-12-30' WHERE id = 1",
        "UPDATE acc_transactions SET status = 0 WHERE id = 4",
        "INSERT INTO acc_years (label, start_date, end_date, id_chart) VALUES ('bis', '2024-07-01', '2024-12-31', 1)",
    ] {
        assert_eq!(after(&format!("{OTHER_OPENING} {reason}")), [""; 0], "{reason}");
    }
}

#[test]
fn a_fault_is_told_in_both_languages() {
    let conn = books();
    conn.execute_batch("UPDATE acc_transactions_lines SET credit = 4999 WHERE id = 10").unwrap();
    let message = &violations(&conn).unwrap()[0];
    assert_eq!(
        text(Language::French, message),
        "L'écriture n° 5 n'est pas équilibrée : débits moins crédits font 0,01."
    );
}

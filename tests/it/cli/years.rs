//! Fiscal years from the command line.

use super::*;

/// Two years, the first with a revenue of 120,50 in cash.
fn with_books() -> Folder {
    let (folder, _) = Folder::with_association();
    let connection = ruche::db::open_shared(&folder.path("association.sqlite")).unwrap();
    connection
        .execute_batch(
            "DELETE FROM acc_years;
             INSERT INTO acc_years (id, label, start_date, end_date, id_chart)
                SELECT 1, 'Premier', '2025-01-01', '2025-12-31', min(id) FROM acc_charts UNION ALL
                SELECT 2, 'Second', '2026-01-01', '2026-12-31', min(id) FROM acc_charts;
             INSERT INTO acc_transactions (id, label, date, id_year) VALUES (1, 'Don', '2025-05-01', 1);
             INSERT INTO acc_transactions_lines (id_transaction, id_account, debit, credit)
                SELECT 1, id, 12050 * (code = '530'), 12050 * (code = '756') FROM acc_accounts WHERE code IN ('530', '756');",
        )
        .unwrap();
    folder
}

#[test]
fn a_year_is_closed_and_its_balances_are_carried_over() {
    let folder = with_books();
    assert!(folder.ok(&["year", "close", "1"]).contains("« Premier »"));
    assert_eq!(folder.refused(&["year", "close", "1"]).0, 1);
    assert_eq!(folder.refused(&["year", "close", "9"]).0, 1);
    let listed = folder.json(&["year", "list", "--json"]);
    assert_eq!((&listed[1]["label"], &listed[1]["closed"]), (&"Premier".into(), &1.into()));
    assert!(folder.ok(&["year", "list"]).contains("closed"));
    let later = "UPDATE acc_years SET end_date = '2199-12-31' WHERE id = 2";
    ruche::db::open_shared(&folder.path("association.sqlite")).unwrap().execute_batch(later).unwrap();
    assert!(folder.refused(&["year", "close", "2"]).1.contains("2199-12-31"));
    folder.ok(&["year", "close", "2", "--force"]);
    let reopened = "UPDATE acc_years SET status = 0, end_date = '2026-12-31' WHERE id = 2";
    ruche::db::open_shared(&folder.path("association.sqlite")).unwrap().execute_batch(reopened).unwrap();
    let preview = folder.json(&["year", "open-balance", "2", "--from", "1", "--preview", "--json"]);
    assert_eq!(count(&folder, "acc_transactions"), 1);
    let opened = folder.ok(&["year", "open-balance", "2", "--from", "1"]);
    assert_eq!(preview["lines"][0]["debit"], 12_050);
    assert!(opened.lines().next().unwrap().starts_with("530 ") && opened.contains("120,50"), "{opened}");
    assert_eq!(count(&folder, "acc_transactions"), 3);
    folder.ok(&["year", "open-balance", "2", "--from", "1", "--keep-result"]);
    assert_eq!(count(&folder, "acc_transactions"), 2);
}

#[test]
fn a_year_is_created_locked_unlocked_and_reopened() {
    let folder = with_books();
    let made =
        folder.json(&["year", "create", "--label", "Tiers", "--start", "2027-01-01", "--end", "31/12/2027", "--json"]);
    assert_eq!(
        (&made["label"], &made["start_date"], &made["end_date"]),
        (&"Tiers".into(), &"2027-01-01".into(), &"2027-12-31".into())
    );
    let id = made["id"].to_string();
    assert!(
        folder
            .refused(&["year", "create", "--label", "x", "--start", "2028-01-01", "--end", "2027-01-01"])
            .1
            .contains("2027")
    );
    assert!(folder.ok(&["year", "lock", &id]).contains("« Tiers »"));
    assert_eq!(folder.refused(&["year", "lock", &id]).0, 1);
    folder.ok(&["year", "unlock", &id]);
    folder.ok(&["year", "close", "1"]);
    assert_eq!(folder.refused(&["year", "reopen", "2"]).0, 1, "it is open");
    assert!(folder.ok(&["year", "reopen", "1"]).contains("« Premier »"));
    assert_eq!(count(&folder, "acc_transactions"), 2, "an entry keeps the trace of it");
}

//! Years as operation tables: what is done, and the figures that follow, worked out by hand.

use jiff::civil::date;
use jiff::tz::TimeZone;
use rusqlite::{Connection, Transaction, params};
use serde_json::{Value as Json, json};

use super::*;
use crate::accounting::charts;
use crate::accounting::entries::{Entry, store};
use crate::accounting::entry::{EntryType, status};
use crate::accounting::fixture::{self, BANK, entry};
use crate::accounting::invariants::violations;
use crate::accounting::reports::{Criteria, balance_sheet};
use crate::accounting::seal;
use crate::accounting::year::{Year, YearStatus};
use crate::audit::{AuditContext, AuditLog};
use crate::error::{Error, Result};
use crate::params::{DateContext, Params};

fn map(value: Json) -> Params {
    Params::of_json(value)
}

fn context() -> DateContext {
    DateContext { today: date(2026, 3, 1), zone: TimeZone::UTC }
}

/// Does something in a transaction that is kept when it succeeds, and checks that the books are in order afterwards.
fn done<T>(conn: &mut Connection, work: impl FnOnce(&Transaction<'_>, &AuditLog<'_>) -> Result<T>) -> Result<T> {
    let trace: AuditContext = fixture::trace();
    let tx = conn.transaction().unwrap();
    let result = work(&tx, &AuditLog::open(&tx, &trace).unwrap());
    match result.is_ok() {
        true => tx.commit().unwrap(),
        false => tx.rollback().unwrap(),
    }
    let broken = violations(conn).unwrap();
    assert!(broken.is_empty(), "{broken:?}");
    result
}

fn field<T: std::fmt::Debug>(result: Result<T>) -> String {
    match result {
        Err(Error::Invalid { fields, .. }) => {
            fields.iter().map(|field| field.field.as_str()).collect::<Vec<_>>().join(" ")
        }
        other => panic!("{other:?}"),
    }
}

/// `[["401", 0, 39996], …]`: code, debit and credit of the lines of an entry.
fn lines(conn: &Connection, id: i64) -> Json {
    let mut statement = conn
        .prepare(
            "SELECT a.code, l.debit, l.credit FROM acc_transactions_lines l JOIN acc_accounts a ON a.id = l.id_account
             WHERE l.id_transaction = ?1 ORDER BY l.id",
        )
        .unwrap();
    let rows = statement
        .query_map([id], |row| Ok(json!([row.get::<_, String>(0)?, row.get::<_, i64>(1)?, row.get::<_, i64>(2)?])));
    rows.unwrap().collect::<rusqlite::Result<Json>>().unwrap()
}

/// The year 2025 ends like the worked example of the specification: a debt, claims, an overdrawn bank account, cash, and
/// a surplus of 2842,50. Gifts in kind are beside.
fn worked_books() -> Connection {
    let conn = fixture::books();
    for (date, debit, credit, cents) in [
        ("2025-01-31", "606", "401", 39_996),
        ("2025-02-01", "411", "741", 450_000),
        ("2025-03-01", BANK, "756", 341_946),
        ("2025-04-01", BANK, "530", 43_800),
        ("2025-05-01", "530", "706", 60_000),
        ("2025-06-01", "530", "707", 12_300),
        ("2025-07-01", "613", BANK, 540_000),
        ("2025-08-01", "864", "875", 77_700),
    ] {
        entry(&conn, EntryType::Advanced, date, "x", &[(debit, cents, 0), (credit, 0, cents)]);
    }
    conn
}

fn from(source: i64) -> OpeningRequest {
    OpeningRequest { source, accounts: Default::default(), appropriate: None }
}

fn open(conn: &mut Connection, year: i64, wanted: &OpeningRequest) -> Result<(Plan, Vec<i64>)> {
    done(conn, |tx, audit| open_balance(tx, &fixture::year(tx, year), wanted, audit))
}

#[test]
fn opening_carries_balances_and_the_result_over_and_appropriates_it() {
    let mut conn = worked_books();
    done(&mut conn, |tx, audit| close(tx, &fixture::year(tx, 1), audit)).unwrap();
    let (plan, entries) = open(&mut conn, 2, &from(1)).unwrap();
    assert_eq!((plan.result, plan.from_is_open), (284_250, false));
    let opening =
        json!([["401", 0, 39_996], ["411", 450_000, 0], [BANK, 0, 154_254], ["530", 28_500, 0], ["120", 0, 284_250],]);
    assert_eq!(lines(&conn, entries[0]), opening);
    assert_eq!(lines(&conn, entries[1]), json!([["120", 284_250, 0], ["1068", 0, 284_250]]));
    for (id, label) in entries.iter().zip(["Balance d'ouverture", "Affectation automatique du résultat"]) {
        let entry = Entry::get(&conn, *id).unwrap();
        assert_eq!((entry.label.as_str(), entry.date, entry.status), (label, date(2026, 1, 1), status::OPENING));
    }
}

#[test]
fn carrying_over_another_year_than_the_one_before_is_warned_of() {
    let conn = worked_books();
    let warnings = |start: &str, end: &str, other: Option<(&str, &str)>| -> Vec<&'static str> {
        conn.execute("DELETE FROM acc_years WHERE id > 2", []).unwrap();
        conn.execute("UPDATE acc_years SET start_date = ?1, end_date = ?2 WHERE id = 2", (start, end)).unwrap();
        if let Some(days) = other {
            let sql = "INSERT INTO acc_years (label, start_date, end_date, id_chart) SELECT 'z', ?1, ?2, id_chart FROM acc_years WHERE id = 1";
            conn.execute(sql, days).unwrap();
        }
        let plan = plan(&conn, &fixture::year(&conn, 2), &from(1)).unwrap();
        plan.warnings.iter().map(|warning| warning.id).collect()
    };
    assert_eq!(warnings("2026-01-01", "2026-12-31", None), [""; 0]);
    assert_eq!(warnings("2026-02-01", "2026-12-31", None), ["year-gap-after-source"]);
    assert_eq!(warnings("2025-12-01", "2026-11-30", None), ["year-overlaps-source"]);
    assert_eq!(warnings("2027-01-01", "2027-12-31", Some(("2026-01-01", "2026-12-31"))), ["year-another-between"]);
    assert_eq!(warnings("2026-01-01", "2026-12-31", Some(("2027-01-01", "2027-12-31"))), [""; 0]);
}

#[test]
fn a_year_that_is_not_over_is_closed_only_when_that_is_forced() {
    let conn = fixture::books();
    let year = fixture::year(&conn, 1);
    for (today, forced, is_allowed) in [
        ("2025-06-01", false, false),
        ("2025-12-31", false, false),
        ("2026-01-01", false, true),
        ("2025-06-01", true, true),
    ] {
        let ended = require_ended(&year, today.parse().unwrap(), forced);
        assert_eq!(ended.is_ok(), is_allowed, "{today} {forced}");
    }
}

#[test]
fn a_deficit_is_carried_at_the_debit_and_taken_from_the_reserves() {
    let mut conn = fixture::books();
    entry(&conn, EntryType::Expense, "2025-03-01", "Loyer", &[("613", 5_000, 0), (BANK, 0, 5_000)]);
    let (_, entries) = open(&mut conn, 2, &from(1)).unwrap();
    assert_eq!(lines(&conn, entries[0]), json!([[BANK, 0, 5_000], ["129", 5_000, 0]]));
    assert_eq!(lines(&conn, entries[1]), json!([["129", 0, 5_000], ["1068", 5_000, 0]]));
}

#[test]
fn a_year_without_result_carries_no_empty_line_and_appropriates_nothing() {
    let mut conn = fixture::books();
    entry(&conn, EntryType::Transfer, "2025-03-01", "Dépôt", &[(BANK, 700, 0), ("411", 0, 700)]);
    let (plan, entries) = open(&mut conn, 2, &from(1)).unwrap();
    assert_eq!((plan.result, entries.len()), (0, 1));
    assert_eq!(lines(&conn, entries[0]), json!([["411", 0, 700], [BANK, 700, 0]]));
    let mut empty = fixture::books();
    assert_eq!(field(open(&mut empty, 2, &from(1))), "from");
}

#[test]
fn the_result_stays_where_it_is_when_nobody_appropriates_it() {
    let mut conn = worked_books();
    let wanted = OpeningRequest { appropriate: Some(false), ..from(1) };
    assert_eq!(open(&mut conn, 2, &wanted).unwrap().1.len(), 1);
    // Without the account that receives it, nothing is appropriated unasked, and asking is refused.
    conn.execute("UPDATE acc_accounts SET type = 0 WHERE type = 13", []).unwrap();
    assert_eq!(open(&mut conn, 2, &from(1)).unwrap().1.len(), 1);
    assert!(open(&mut conn, 2, &OpeningRequest { appropriate: Some(true), ..from(1) }).is_err());
}

#[test]
fn opening_again_replaces_the_earlier_opening_and_nothing_else() {
    let mut conn = worked_books();
    let kept = entry(&conn, EntryType::Revenue, "2026-01-01", "Don", &[("756", 0, 100), (BANK, 100, 0)]);
    let (_, first) = open(&mut conn, 2, &from(1)).unwrap();
    entry(&conn, EntryType::Revenue, "2025-12-30", "Don tardif", &[("756", 0, 50), ("530", 50, 0)]);
    let (plan, second) = open(&mut conn, 2, &from(1)).unwrap();
    assert_eq!((plan.replaces, plan.from_is_open), (first.clone(), true));
    assert_eq!(lines(&conn, second[1]), json!([["120", 284_300, 0], ["1068", 0, 284_300]]));
    assert!(Entry::exists(&conn, kept).unwrap());
    let openings: i64 =
        conn.query_row("SELECT count(*) FROM acc_transactions WHERE status & 16", [], |row| row.get(0)).unwrap();
    assert_eq!(openings, 2);
}

#[test]
fn what_members_decided_about_the_result_is_not_appropriated_again() {
    let mut conn = worked_books();
    open(&mut conn, 2, &OpeningRequest { appropriate: Some(false), ..from(1) }).unwrap();
    let decision = [("120", 100_000, 0), ("110", 0, 100_000)];
    entry(&conn, EntryType::Advanced, "2026-05-01", "Décision de l'assemblée", &decision);
    let (_, entries) = open(&mut conn, 2, &from(1)).unwrap();
    assert_eq!(lines(&conn, entries[1]), json!([["120", 184_250, 0], ["1068", 0, 184_250]]));
}

#[test]
fn what_opening_accounts_hold_is_balanced_on_the_opening_account() {
    let mut conn = fixture::books();
    entry(&conn, EntryType::Advanced, "2025-01-01", "Départ", &[(BANK, 900, 0), ("890", 0, 900)]);
    let (_, entries) = open(&mut conn, 2, &from(1)).unwrap();
    assert_eq!(lines(&conn, entries[0]), json!([[BANK, 900, 0], ["890", 0, 900]]));
    conn.execute("UPDATE acc_accounts SET type = 10 WHERE code = '890'", []).unwrap();
    assert!(open(&mut conn, 2, &from(1)).is_err(), "no account to balance on");
}

/// A year (3) of 2027 with another chart: the same parts, other codes for cash.
fn with_other_chart(conn: &Connection) {
    conn.execute_batch(
        "INSERT INTO acc_charts (id, country, label) VALUES (9, 'FR', 'Autre');
         INSERT INTO acc_accounts (id_chart, code, label, position, type)
            SELECT 9, code, label, position, type FROM acc_accounts
            WHERE id_chart <> 9 AND code IN ('401', '411', '120', '129', '1068', '890', '606');
         INSERT INTO acc_accounts (id_chart, code, label, position, type) VALUES (9, '512B', 'Banque', 3, 1), (9, '531', 'Caisse', 3, 2);
         INSERT INTO acc_years (id, label, start_date, end_date, id_chart) VALUES (3, '2027', '2027-01-01', '2027-12-31', 9);",
    )
    .unwrap();
}

#[test]
fn between_charts_accounts_go_by_code_and_the_others_are_chosen() {
    let mut conn = worked_books();
    with_other_chart(&conn);
    let planned = plan(&conn, &fixture::year(&conn, 3), &from(1)).unwrap();
    let unmatched: Vec<_> = planned.lines.iter().filter(|line| line.account.is_none()).collect();
    assert_eq!(unmatched.iter().map(|line| line.source.as_deref().unwrap()).collect::<Vec<_>>(), [BANK, "530"]);
    assert_eq!(field(open(&mut conn, 3, &from(1))), "accounts[512A] accounts[530]");
    let chosen = |cash: &str| {
        let params = json!({"from": 1, "accounts": {"512A": "512B", "530": cash}});
        OpeningRequest::from_params(&map(params)).unwrap()
    };
    assert_eq!(field(open(&mut conn, 3, &chosen("999"))), "accounts.530");
    assert_eq!(field(open(&mut conn, 3, &chosen("606"))), "accounts.530");
    let (_, entries) = open(&mut conn, 3, &chosen("531")).unwrap();
    let opening =
        json!(
            [["401", 0, 39_996], ["411", 450_000, 0], ["512B", 0, 154_254], ["531", 28_500, 0], ["120", 0, 284_250],]
        );
    assert_eq!(lines(&conn, entries[0]), opening);
}

#[test]
fn openings_that_make_no_sense_are_refused() {
    let mut conn = worked_books();
    for (year, source) in [(2, 2), (1, 2), (2, 99)] {
        assert_eq!(field(open(&mut conn, year, &from(source))), "from", "{source} → {year}");
    }
    assert_eq!(field(OpeningRequest::from_params(&map(json!({})))), "from");
    assert_eq!(field(OpeningRequest::from_params(&map(json!({"from": 1, "accounts": "530"})))), "accounts");
    done(&mut conn, |tx, audit| lock(tx, &fixture::year(tx, 2), audit)).unwrap();
    assert_eq!(field(open(&mut conn, 2, &from(1))), "id_year");
}

#[test]
fn one_account_is_opened_against_the_opening_account() {
    let mut conn = fixture::books();
    let mut opened = |params: Json| {
        done(&mut conn, |tx, audit| open_account(tx, &fixture::year(tx, 2), &map(params), audit))
            .map(|id| (lines(&conn, id), Entry::get(&conn, id).unwrap().status))
    };
    let at_debit = opened(json!({"account": BANK, "amount": "1 500,00"})).unwrap();
    assert_eq!(at_debit, (json!([[BANK, 150_000, 0], ["890", 0, 150_000]]), status::OPENING));
    let at_credit = opened(json!({"account": "401", "amount": -12})).unwrap();
    assert_eq!(at_credit.0, json!([["401", 0, 1_200], ["890", 1_200, 0]]));
    for (params, name) in [
        (json!({"amount": "5"}), "account"),
        (json!({"account": "999", "amount": "5"}), "account"),
        (json!({"account": "606", "amount": "5"}), "account"),
        (json!({"account": BANK}), "amount"),
        (json!({"account": BANK, "amount": "0"}), "amount"),
        (json!({"account": BANK, "amount": "dix"}), "amount"),
    ] {
        assert_eq!(field(opened(params.clone())), name, "{params}");
    }
}

#[test]
fn each_status_has_its_ways_out() {
    type Operation = fn(&Transaction<'_>, &Year, &AuditLog<'_>) -> Result<()>;
    let operations: [(&str, Operation); 4] = [
        ("close", close),
        ("lock", lock),
        ("unlock", unlock),
        ("reopen", |tx, year, audit| reopen(tx, year, date(2026, 3, 1).at(10, 0, 0, 0), audit).map(drop)),
    ];
    use YearStatus::{Closed, Locked, Open};
    for (status, expected) in [
        (Open, [Some(Closed), Some(Locked), None, None]),
        (Locked, [Some(Closed), None, Some(Open), None]),
        (Closed, [None, None, None, Some(Open)]),
    ] {
        for ((name, operation), expected) in operations.iter().zip(expected) {
            let mut conn = worked_books();
            conn.execute("UPDATE acc_years SET status = ?1 WHERE id = 1", [status]).unwrap();
            let result = done(&mut conn, |tx, audit| operation(tx, &fixture::year(tx, 1), audit));
            assert_eq!(result.is_ok(), expected.is_some(), "{name} of {status:?}");
            assert_eq!(fixture::year(&conn, 1).status, expected.unwrap_or(status), "{name} of {status:?}");
        }
    }
}

#[test]
fn reopening_leaves_a_sealed_entry_that_changes_no_balance() {
    let mut conn = worked_books();
    conn.execute("UPDATE acc_years SET status = 1 WHERE id = 1", []).unwrap();
    let now = date(2026, 3, 1).at(9, 5, 7, 0);
    let id = done(&mut conn, |tx, audit| reopen(tx, &fixture::year(tx, 1), now, audit)).unwrap();
    assert_eq!(lines(&conn, id), json!([["891", 100, 0], ["891", 0, 100]]));
    let sealed = Entry::get(&conn, id).unwrap();
    assert_eq!(sealed.label, "Exercice réouvert le 01/03/2026 à 09:05:07");
    assert_eq!((sealed.date, sealed.seal.is_some()), (date(2025, 12, 31), true));
    assert_eq!(seal::broken(&conn).unwrap(), [0_i64; 0]);
    assert!(done(&mut conn, |tx, audit| store::delete(tx, &Entry::get(tx, id)?, audit)).is_err());
    assert!(done(&mut conn, |tx, audit| delete(tx, &fixture::year(tx, 1), audit)).is_err());
    // A second reopening follows the first.
    conn.execute("UPDATE acc_years SET status = 1 WHERE id = 1", []).unwrap();
    let second = done(&mut conn, |tx, audit| reopen(tx, &fixture::year(tx, 1), now, audit)).unwrap();
    assert_eq!(Entry::get(&conn, second).unwrap().seal.unwrap().prev_id, Some(id));
    conn.execute_batch(
        "UPDATE acc_years SET status = 1 WHERE id = 2; UPDATE acc_accounts SET type = 0 WHERE type = 10",
    )
    .unwrap();
    assert!(done(&mut conn, |tx, audit| reopen(tx, &fixture::year(tx, 2), now, audit)).is_err());
    assert_eq!(fixture::year(&conn, 2).status, YearStatus::Closed);
}

#[test]
fn a_year_needs_a_label_and_two_days_in_order() {
    let mut conn = fixture::books();
    let mut made =
        |params: Json| done(&mut conn, |tx, audit| create(tx, &Draft::from_params(&map(params), &context())?, audit));
    assert_eq!(field(made(json!({}))), "label start_date end_date");
    assert_eq!(field(made(json!({"label": " ", "start_date": "", "end_date": "2027-12-31"}))), "label start_date");
    let year = |start: &str, end: &str| json!({"label": "2027", "start_date": start, "end_date": end});
    assert_eq!(field(made(year("2027-12-31", "2027-12-31"))), "end_date");
    assert_eq!(field(made(year("2027-02-30", "2027-12-31"))), "start_date");
    let label = json!({"label": "é".repeat(101), "start_date": "2027-01-01", "end_date": "2027-12-31"});
    assert_eq!(field(made(label)), "label");
    let chart = json!({"label": "x", "start_date": "2027-01-01", "end_date": "2027-12-31", "id_chart": 99});
    assert_eq!(field(made(chart)), "id_chart");
    let id = made(year("01/01/2027", "2027-12-31")).unwrap();
    let year = fixture::year(&conn, id);
    assert_eq!(
        (year.start, year.end, year.chart),
        (date(2027, 1, 1), date(2027, 12, 31), fixture::year(&conn, 1).chart)
    );
}

#[test]
fn the_next_year_begins_the_day_after_the_last_one() {
    let conn = fixture::books();
    let next = propose(&conn, date(2026, 3, 1)).unwrap();
    assert_eq!(
        (next.label.as_str(), next.start_date.as_str(), next.end_date.as_str()),
        ("Exercice 2027", "2027-01-01", "2027-12-31")
    );
    conn.execute_batch("UPDATE acc_years SET start_date = '2026-03-01', end_date = '2027-02-28' WHERE id = 2").unwrap();
    let next = propose(&conn, date(2026, 3, 1)).unwrap();
    assert_eq!((next.label.as_str(), next.end_date.as_str()), ("Exercice 2027-28", "2028-02-29"));
    for (start, end, next_start, next_end) in [
        ("2025-07-01", "2026-12-31", "2027-01-01", "2027-12-31"),
        ("2026-09-15", "2026-12-31", "2027-01-01", "2027-12-31"),
        ("2026-01-01", "2026-06-30", "2026-07-01", "2027-06-30"),
    ] {
        conn.execute("UPDATE acc_years SET start_date = ?1, end_date = ?2 WHERE id = 2", (start, end)).unwrap();
        let next = propose(&conn, date(2026, 3, 1)).unwrap();
        assert_eq!((next.start_date.as_str(), next.end_date.as_str()), (next_start, next_end), "{start} {end}");
    }
    conn.execute_batch("DELETE FROM acc_years").unwrap();
    let next = propose(&conn, date(2026, 3, 1)).unwrap();
    assert_eq!(
        (next.label.as_str(), next.start_date.as_str(), next.end_date.as_str()),
        ("Exercice 2026", "2026-01-01", "2026-12-31")
    );
    assert!(next.id_chart.is_some());
}

#[test]
fn the_days_of_a_year_never_leave_entries_outside() {
    let mut conn = worked_books();
    let mut changed = |params: Json| {
        let draft = Draft::from_params(&map(params), &context()).unwrap();
        done(&mut conn, |tx, audit| change(tx, &fixture::year(tx, 1), &draft, audit))
    };
    assert_eq!(field(changed(json!({"start_date": "2025-02-01"}))), "start_date");
    assert_eq!(field(changed(json!({"end_date": "2025-07-31"}))), "end_date");
    assert_eq!(field(changed(json!({"end_date": "2025-01-01"}))), "end_date");
    changed(json!({"label": "Premier", "start_date": "2025-01-31", "end_date": "2025-08-01"})).unwrap();
    let year = fixture::year(&conn, 1);
    assert_eq!((year.label.as_str(), year.start, year.end), ("Premier", date(2025, 1, 31), date(2025, 8, 1)));
    conn.execute("UPDATE acc_years SET status = 1 WHERE id = 1", []).unwrap();
    let mut changed = |draft: Draft| done(&mut conn, |tx, audit| change(tx, &fixture::year(tx, 1), &draft, audit));
    assert!(changed(Draft { end: Some(date(2025, 12, 31)), ..Draft::default() }).is_err());
    changed(Draft { label: Some("Clos".to_owned()), ..Draft::default() }).unwrap();
}

#[test]
fn deleting_a_year_deletes_its_entries_and_frees_its_fees() {
    let mut conn = worked_books();
    conn.execute_batch(
        "INSERT INTO services (id, label) VALUES (1, 'Cours'); INSERT INTO services_fees (id, label, id_service, id_year) VALUES (1, 'a', 1, 1);",
    )
    .unwrap();
    let other = entry(&conn, EntryType::Revenue, "2026-01-01", "Don", &[("756", 0, 100), (BANK, 100, 0)]);
    conn.execute("UPDATE acc_years SET status = 2 WHERE id = 1", []).unwrap();
    let mut deleted = || done(&mut conn, |tx, audit| delete(tx, &fixture::year(tx, 1), audit));
    assert!(deleted().is_err(), "a locked year keeps its entries");
    conn.execute("UPDATE acc_years SET status = 0 WHERE id = 1", []).unwrap();
    done(&mut conn, |tx, audit| delete(tx, &fixture::year(tx, 1), audit)).unwrap();
    let left: Vec<i64> = vec![
        conn.query_row("SELECT group_concat(id) FROM acc_transactions", [], |row| row.get::<_, String>(0))
            .unwrap()
            .parse()
            .unwrap(),
    ];
    assert_eq!(left, [other]);
    assert_eq!(Year::find(&conn, 1).unwrap(), None);
    let noted: i64 =
        conn.query_row("SELECT count(*) FROM ruche_history WHERE action = 'deleted'", [], |row| row.get(0)).unwrap();
    assert_eq!(noted, 9, "eight entries and the year");
}

#[test]
fn entries_of_some_days_move_to_another_year_with_what_settles_them() {
    let mut conn = worked_books();
    let chart = fixture::year(&conn, 1).chart;
    conn.execute(
        "INSERT INTO acc_years (id, label, start_date, end_date, id_chart) VALUES (4, 'b', '2025-05-01', '2025-12-31', ?1)",
        [chart],
    )
    .unwrap();
    // Two groups of lines on 401: one moves wholly, the other would be torn apart.
    let put = |date, lines: &[(&str, i64, i64)]| {
        conn.execute("INSERT INTO acc_transactions (label, date, id_year) VALUES ('x', ?1, 1)", [date]).unwrap();
        let id = conn.last_insert_rowid();
        for (code, debit, credit) in lines {
            conn.execute(
                "INSERT INTO acc_transactions_lines (id_transaction, id_account, debit, credit) VALUES (?1, ?2, ?3, ?4)",
                params![id, fixture::account(&conn, code), debit, credit],
            )
            .unwrap();
        }
        id
    };
    let moving =
        [put("2025-09-01", &[("606", 10, 0), ("401", 0, 10)]), put("2025-10-01", &[("401", 10, 0), (BANK, 0, 10)])];
    let torn =
        [put("2025-04-01", &[("606", 20, 0), ("401", 0, 20)]), put("2025-11-01", &[("401", 20, 0), (BANK, 0, 20)])];
    conn.execute_batch("INSERT INTO acc_letters (id, id_year, letter) VALUES (1, 1, 'A'), (2, 1, 'B'), (3, 4, 'A');")
        .unwrap();
    for (letter, entries) in [(1, moving), (2, torn)] {
        for id in entries {
            conn.execute(
                "UPDATE acc_transactions_lines SET id_letter = ?1 WHERE id_transaction = ?2 AND id_account = ?3",
                params![letter, id, fixture::account(&conn, "401")],
            )
            .unwrap();
        }
    }
    let wanted = Split::from_params(&map(json!({"to_year": 4, "from": "2025-05-01"})), &context()).unwrap();
    let moved = done(&mut conn, |tx, audit| split(tx, &fixture::year(tx, 1), &wanted, audit)).unwrap();
    assert_eq!(moved, 7);
    let years = |id: i64| Entry::get(&conn, id).unwrap().year;
    assert_eq!((years(moving[0]), years(torn[0]), years(torn[1])), (4, 1, 4));
    let letter = |id: i64| -> Option<String> {
        conn.query_row(
            "SELECT c.letter FROM acc_transactions_lines l LEFT JOIN acc_letters c ON c.id = l.id_letter
             WHERE l.id_transaction = ?1 AND l.id_account = ?2",
            params![id, fixture::account(&conn, "401")],
            |row| row.get(0),
        )
        .unwrap()
    };
    assert_eq!(moving.map(letter), [Some("B".to_owned()), Some("B".to_owned())], "A is taken there");
    assert_eq!(torn.map(letter), [None, None]);
}

#[test]
fn entries_move_only_where_they_fit() {
    let mut conn = worked_books();
    with_other_chart(&conn);
    let mut moved = |to_year: i64, from: Option<&str>| {
        let wanted = Split { to_year, from: from.map(|day| day.parse().unwrap()), to: None };
        done(&mut conn, |tx, audit| split(tx, &fixture::year(tx, 1), &wanted, audit))
    };
    assert_eq!(field(moved(1, None)), "to_year");
    assert_eq!(field(moved(3, None)), "to_year");
    assert_eq!(field(moved(99, None)), "to_year");
    assert_eq!(field(moved(2, None)), "date");
    assert_eq!(moved(2, Some("2025-12-01")).unwrap(), 0);
}

#[test]
fn the_budget_is_set_account_by_account() {
    let mut conn = fixture::books();
    let mut set =
        |params: Json| done(&mut conn, |tx, audit| set_budget(tx, &fixture::year(tx, 2), &map(params), audit));
    let budget = set(json!({"accounts": {"613": "1 200,00", "741": 2000, "756": "300", "864": 9}})).unwrap();
    assert_eq!(budget.gifts_used[0].amount, 900, "gifts in kind stand beside");
    assert_eq!((budget.total_expense, budget.total_revenue, budget.result), (120_000, 230_000, 110_000));
    let budget = set(json!({"accounts": {"613": "1000", "756": ""}})).unwrap();
    assert_eq!((budget.total_expense, budget.revenue.len(), budget.result), (100_000, 1, 100_000));
    for (params, name) in [
        (json!({}), "accounts"),
        (json!({"accounts": {"999": 5}}), "accounts.999"),
        (json!({"accounts": {"401": 5}}), "accounts.401"),
        (json!({"accounts": {"606": "dix"}}), "accounts.606"),
        (json!({"accounts": {"606": [1]}}), "accounts.606"),
    ] {
        assert_eq!(field(set(params.clone())), name, "{params}");
    }
    let noted: i64 =
        conn.query_row("SELECT count(*) FROM ruche_history WHERE entity = 'acc_years'", [], |row| row.get(0)).unwrap();
    assert_eq!(noted, 2);
}

#[test]
fn every_shipped_chart_carries_a_year_into_the_next() {
    for chart in &charts::SHIPPED {
        let mut conn = fixture::books();
        conn.execute_batch("DELETE FROM acc_years; DELETE FROM acc_charts").unwrap();
        let tx = conn.transaction().unwrap();
        let id = charts::install(&tx, chart.name).unwrap();
        tx.execute(
            "INSERT INTO acc_years (id, label, start_date, end_date, id_chart, status)
             VALUES (1, 'a', '2025-01-01', '2025-12-31', ?1, 1), (2, 'b', '2026-01-01', '2026-12-31', ?1, 0)",
            [id],
        )
        .unwrap();
        let some = |condition: &str| -> String {
            let sql = format!("SELECT min(code) FROM acc_accounts WHERE {condition}");
            tx.query_row(&sql, [], |row| row.get(0)).unwrap()
        };
        let (claim, revenue) = (some("position = 1 AND type NOT IN (9, 10, 11)"), some("type = 6 AND position = 5"));
        entry(&tx, EntryType::Revenue, "2025-05-01", "x", &[(&claim, 900, 0), (&revenue, 0, 900)]);
        tx.commit().unwrap();
        let (plan, _) = open(&mut conn, 2, &from(1)).unwrap_or_else(|error| panic!("{}: {error}", chart.name));
        assert_eq!((plan.result, plan.lines.len()), (900, 2), "{}", chart.name);
        let all = Criteria::of_year(fixture::year(&conn, 2));
        assert_eq!(balance_sheet(&conn, &all).unwrap().difference().unwrap().value, 0, "{}", chart.name);
        conn.execute("UPDATE acc_years SET status = 1 WHERE id = 2", []).unwrap();
        let now = date(2026, 3, 1).at(9, 0, 0, 0);
        done(&mut conn, |tx, audit| reopen(tx, &fixture::year(tx, 2), now, audit)).unwrap();
    }
}

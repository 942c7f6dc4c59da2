//! Fiscal years through the API.

use serde_json::json;

use crate::support::Server;

/// A server with the French chart, a bank account (512A) and two open years: 1 is 2025, 2 is 2026.
pub fn server_with_books() -> Server {
    let server = Server::start();
    let mut conn = ruche::db::beside(&server.file()).unwrap();
    let tx = conn.transaction().unwrap();
    let chart = ruche::accounting::charts::install(&tx, "fr_pca_2025").unwrap();
    tx.execute(
        "INSERT INTO acc_accounts (id_chart, code, label, position, type) VALUES (?1, '512A', 'Banque', 3, 1)",
        [chart],
    )
    .unwrap();
    for (id, year) in [(1, 2025), (2, 2026)] {
        tx.execute(
            "INSERT INTO acc_years (id, label, start_date, end_date, id_chart)
             VALUES (?1, 'Exercice ' || ?2, ?2 || '-01-01', ?2 || '-12-31', ?3)",
            [id, year, chart],
        )
        .unwrap();
    }
    tx.commit().unwrap();
    server
}

#[test]
fn years_are_listed_to_every_key() {
    let server = server_with_books();
    let years = server.request("GET", "/api/accounting/years").key("read").send();
    assert_eq!(years.status, 200);
    let year = &years.json()[0];
    assert_eq!(year["end_date"], "2026-12-31");
    assert_eq!((&year["status"], &year["closed"], &year["status_tag_preset"]), (&json!(0), &json!(0), &json!("open")));
    assert_eq!(server.get("/api/accounting/years/").json(), years.json());
}

#[test]
fn below_the_years_methods_come_first_and_unknown_paths_after() {
    let server = Server::start();
    for path in ["1/foo", "foo", "1/foo/bar", "abc"] {
        let path = format!("/api/accounting/years/{path}");
        assert_eq!(server.get(&path).status, 404, "{path}");
        assert_eq!(server.request("PUT", &path).key("read").send().status, 400, "{path}");
    }
    assert_eq!(server.get("/api/accounting/years/1").status, 404);
}

//! Charts of accounts, accounts and projects over HTTP (accounting.md 2.2, 2.3, 6 and 11).

use ruche::db;
use serde_json::{Value, json};

use crate::support::{Answer, Server};

/// A server whose only chart, 1, is the French one as it is shipped, which no year uses.
fn server() -> Server {
    let server = server_without_charts();
    assert_eq!(post(&server, "charts", &json!({"install": "fr_pca_2025"})).json()["id"], 1);
    server
}

fn server_without_charts() -> Server {
    let server = Server::start();
    let connection = db::open_shared(&server.file()).unwrap();
    connection.execute_batch("PRAGMA foreign_keys = ON; DELETE FROM acc_years; DELETE FROM acc_charts").unwrap();
    server
}

fn post(server: &Server, path: &str, body: &Value) -> Answer {
    server.post_json(&format!("/api/accounting/{path}"), body)
}

fn get(server: &Server, path: &str) -> Answer {
    server.request("GET", &format!("/api/accounting/{path}")).key("read").send()
}

fn delete(server: &Server, path: &str) -> Answer {
    server.request("DELETE", &format!("/api/accounting/{path}")).key("admin").send()
}

/// The account of a chart with that code.
fn account(server: &Server, chart: i64, code: &str) -> Value {
    let accounts = get(server, &format!("charts/{chart}/accounts")).json();
    accounts.as_array().unwrap().iter().find(|account| account["code"] == code).cloned().unwrap_or(Value::Null)
}

#[test]
fn a_shipped_chart_is_installed_once_and_read_with_its_accounts() {
    let server = server();
    let chart = json!({
        "id": 1, "label": "Plan comptable associatif (révision 2025)", "country": "FR", "code": "PCA_2025",
        "archived": false,
    });
    assert_eq!(get(&server, "charts").json(), json!([chart]));
    let expected = json!({
        "id_chart": 1, "code": "530", "label": "Caisse", "description": "Argent liquide.", "position": 1, "type": 2,
        "user": false, "bookmark": true, "archived": false,
    });
    let mut cash = account(&server, 1, "530");
    cash.as_object_mut().unwrap().remove("id");
    assert_eq!(cash, expected);
    assert_eq!(post(&server, "charts", &json!({"install": "fr_pca_2025"})).status, 409);
    assert_eq!(post(&server, "charts", &json!({"install": "lu"})).status, 400);
    let shipped = get(&server, "charts/shipped").json();
    assert_eq!((shipped.as_array().unwrap().len(), &shipped[0]["id_chart"]), (8, &json!(1)));
    assert_eq!(
        shipped[1],
        json!({
            "name": "fr_pca_2018", "label": "Plan comptable associatif 2018 (règlement ANC 2018-06)", "country": "FR",
            "code": "PCA_2018", "id_chart": null,
        })
    );
}

#[test]
fn a_new_association_has_the_usual_chart_of_its_country() {
    let folder = tempfile::TempDir::new().unwrap();
    for (country, code) in [("FR", "PCA_2025"), ("BE", "PCMN_2019"), ("CH", "ASSO")] {
        let file = folder.path().join(country);
        let mut init = std::process::Command::new(assert_cmd::cargo::cargo_bin!("ruche"));
        init.args(["init", "--json", "--name", "x", "--country", country, "--email", "a@example.org"]);
        let made =
            init.args(["--administrator", "Ada", "--db"]).arg(&file).current_dir(folder.path()).output().unwrap();
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let found: String = db::open_shared(&file)
            .unwrap()
            .query_row("SELECT group_concat(code) FROM acc_charts", [], |row| row.get(0))
            .unwrap();
        assert_eq!(found, code);
    }
}

#[test]
fn addresses_that_are_none_answer_as_clients_expect() {
    let server = server();
    assert_eq!(get(&server, "charts/77/accounts").json(), json!([]));
    for path in ["charts/1", "charts/nope", "charts/fr/accounts", "charts/1/account", "charts/1/accounts/x", "foo"] {
        assert_eq!(get(&server, path).status, 404, "{path}");
    }
    for (method, path) in
        [("DELETE", "charts"), ("PUT", "charts/1/accounts"), ("POST", "charts/nope"), ("DELETE", "charts/1/nope")]
    {
        let answer = server.request(method, &format!("/api/accounting/{path}")).key("read").send();
        assert_eq!(answer.status, 400, "{method} {path}");
    }
    for path in ["charts", "charts/1", "charts/1/accounts", "accounts/1", "projects"] {
        let form = "application/x-www-form-urlencoded";
        assert_eq!(server.post(&format!("/api/accounting/{path}"), form, "").status, 400, "{path}");
        if path.starts_with("charts") {
            let address = format!("/api/accounting/{path}");
            assert_eq!(server.request("POST", &address).key("read").body(form, "").send().status, 400, "{path}");
            assert_eq!(server.request("POST", &address).key("read").body(form, "label=x").send().status, 403, "{path}");
        }
    }
    for path in ["charts/9", "charts/9/accounts", "charts/9/update", "accounts/9999", "projects/9"] {
        assert_eq!(post(&server, path, &json!({"label": "x", "code": "1"})).status, 404, "{path}");
    }
}

#[test]
fn a_chart_of_ones_own_is_copied_changed_and_deleted() {
    let server = server();
    let copy = post(&server, "charts", &json!({"label": "Le nôtre", "copy": 1})).json();
    assert_eq!((&copy["id"], &copy["country"], &copy["code"]), (&json!(2), &json!("FR"), &Value::Null));
    assert_eq!(account(&server, 2, "530")["type"], 2);
    let changed = post(&server, "charts/2", &json!({"country": null, "archived": true})).json();
    assert_eq!((&changed["country"], &changed["archived"]), (&Value::Null, &json!(true)));
    assert_eq!(account(&server, 2, "530")["type"], 0);
    assert_eq!(delete(&server, "charts/2").json(), json!({"success": true}));
    assert_eq!(get(&server, "charts/2/accounts").json(), json!([]));

    db::open_shared(&server.file())
        .unwrap()
        .execute_batch(
            "INSERT INTO acc_years (label, start_date, end_date, id_chart) VALUES ('x', '2026-01-01', '2026-12-31', 1)",
        )
        .unwrap();
    assert_eq!(delete(&server, "charts/1").status, 409);
    let updated = post(&server, "charts/1/update", &json!({})).json();
    assert_eq!(updated, json!({"added": 0, "changed": 0, "accounts": []}));
}

#[test]
fn accounts_are_added_changed_and_deleted_by_administrators() {
    let server = server();
    let bank = post(&server, "charts/1/accounts", &json!({"code": "512A", "label": "Banque", "bookmark": true})).json();
    let id = bank["id"].as_i64().unwrap();
    assert_eq!((&bank["type"], &bank["position"], &bank["user"]), (&json!(1), &json!(3), &json!(true)));
    let savings =
        server.post("/api/accounting/charts/1/accounts", "application/x-www-form-urlencoded", "type=1&label=Livret");
    assert_eq!(savings.json()["code"], "512B");
    let taken = post(&server, "charts/1/accounts", &json!({"code": 530, "label": "x"}));
    assert_eq!((taken.status, &taken.json()["fields"][0]["field"]), (400, &json!("code")));
    let path = format!("accounts/{id}");
    assert_eq!(post(&server, &path, &json!({"description": "Agence du port", "position": 1})).json()["position"], 1);
    assert_eq!(get(&server, &path).json()["description"], "Agence du port");
    assert_eq!(post(&server, &path, &json!({"description": null})).json()["description"], Value::Null);
    let address = format!("/api/accounting/{path}");
    let weaker = server.request("POST", &address).key("write").body("application/json", "{}").send();
    assert_eq!(weaker.status, 403);
    assert_eq!(delete(&server, &path).json(), json!({"success": true}));
    assert_eq!(get(&server, &path).status, 404);
    let official = account(&server, 1, "530")["id"].as_i64().unwrap();
    assert_eq!(delete(&server, &format!("accounts/{official}")).status, 409);
    assert_eq!(post(&server, &format!("accounts/{official}"), &json!({"label": "x"})).status, 409);
}

#[test]
fn a_chart_is_exported_in_each_format_and_imported_again() {
    let server = server();
    post(&server, "charts/1/accounts", &json!({"code": "512A", "label": "=Banque \"A\"", "description": "a\nb"}));
    let before = get(&server, "charts/1/accounts").json();
    for (at, format) in ["csv", "ods", "xlsx"].into_iter().enumerate() {
        let file = get(&server, &format!("charts/1/export.{format}"));
        let name = file.header("content-disposition").to_owned();
        assert!(
            name.contains(&format!("Plan comptable - Les Abeilles - Plan comptable associatif r_vision 2025.{format}")),
            "{name}"
        );
        let path = format!("/api/accounting/charts/import?label={format}&country=FR");
        let imported =
            server.request("PUT", &path).key("admin").body("application/octet-stream", &file.body).send().json();
        assert_eq!(
            (&imported["accounts"], &imported["label"], &imported["code"]),
            (&json!(544), &json!(format), &Value::Null)
        );
        let after = get(&server, &format!("charts/{}/accounts", at + 2)).json();
        for (before, after) in before.as_array().unwrap().iter().zip(after.as_array().unwrap()) {
            for key in ["code", "label", "description", "type", "user", "bookmark", "archived"] {
                assert_eq!(before[key], after[key], "{format} {before}");
            }
        }
    }
    let rows = get(&server, "charts/1/export.json").json();
    assert_eq!(rows[0]["code"], "1");
    assert_eq!(get(&server, "charts/1/export.pdf").status, 400);
    assert_eq!(get(&server, "charts/99/export.csv").status, 404);
}

#[test]
fn an_uploaded_file_gives_its_name_and_a_wrong_one_gives_nothing() {
    let server = server();
    let form = |name: &str, content: &str| {
        let body = format!(
            "--b\r\nContent-Disposition: form-data; name=\"country\"\r\n\r\nCH\r\n\
             --b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n{content}\r\n--b--\r\n"
        );
        server.post("/api/accounting/charts/import", "multipart/form-data; boundary=b", &body)
    };
    let head = "code,label,description,position,bookmark";
    let imported = form("Plan du club.csv", &format!("{head}\n1020,Banque,,Actif,x\n"));
    assert_eq!((&imported.json()["label"], &imported.json()["country"]), (&json!("Plan du club"), &json!("CH")));
    assert_eq!(account(&server, 2, "1020")["type"], 1);
    let wrong = form("x.csv", &format!("{head}\n1020,Banque,,Actif,x\n1030,Poste,,Avoir,\n"));
    assert_eq!((wrong.status, &wrong.json()["fields"][0]["field"]), (400, &json!("line 3")));
    assert!(wrong.error().contains("Avoir"), "{}", wrong.error());
    assert_eq!(get(&server, "charts").json().as_array().unwrap().len(), 2);
    let nothing = server.request("PUT", "/api/accounting/charts/import").key("admin").send();
    assert_eq!(nothing.status, 400);
}

#[test]
fn projects_are_created_listed_changed_and_deleted() {
    let server = Server::start();
    let created = post(&server, "projects", &json!({"label": "Fête", "code": "fete_26"})).json();
    let expected = json!({"id": 1, "code": "FETE_26", "label": "Fête", "description": null, "archived": false});
    assert_eq!(created, expected);
    assert_eq!(get(&server, "projects").json(), json!([expected]));
    assert_eq!(post(&server, "projects/1", &json!({"code": null, "archived": true})).json()["code"], Value::Null);
    assert_eq!(get(&server, "projects/1").json()["archived"], true);
    assert_eq!(delete(&server, "projects/1").json(), json!({"success": true}));
    assert_eq!(get(&server, "projects/1").status, 404);
    let details = server.sql("SELECT count(*) FROM acc_projects").json();
    assert_eq!(details["results"][0]["count(*)"], 0);
}

//! Datasets: flat tables at stable addresses, in pages, with tags, in every format.

use std::collections::BTreeSet;
use std::io::Cursor;

use calamine::{Data, Reader};
use serde_json::{Value, json};

use crate::sign_in::{CATEGORY, Club};
use crate::support::{Answer, Server};

const NAMES: [&str; 7] = ["members", "subscriptions", "transactions", "lines", "balances", "pages", "files"];

/// Some of everything.
fn filled() -> Server {
    let server = Server::start();
    for name in ["Zoé", "Ève \"la\" Brève", "=1+1"] {
        server.new_member(name);
    }
    server.new_entry("Timbres");
    server.new_entry("Enveloppes");
    let page = server.post_json("/api/web", &json!({"title": "Contact"}));
    assert_eq!(page.status, 200);
    let stored = server.request("PUT", "/api/files/documents/a.txt").key("admin").body("text/plain", "un").send();
    assert_eq!(stored.status, 200);
    let file = ruche::db::open_shared(&server.file()).unwrap();
    file.execute_batch(
        "INSERT INTO services (id, label) VALUES (900, 'Cotisation');
         INSERT INTO services_users (id_user, id_service, paid, expected_amount, date) VALUES (2, 900, 0, 1250, '2026-02-01'),
            (3, 900, 1, NULL, '2026-02-02')",
    )
    .unwrap();
    server
}

fn rows(answer: &Answer) -> Vec<Value> {
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()["rows"].as_array().unwrap().clone()
}

#[test]
fn each_dataset_has_the_columns_that_its_list_names_in_every_format() {
    let server = filled();
    let list = server.request("GET", "/api/datasets").key("read").send().json();
    let listed: Vec<&str> = list["datasets"].as_array().unwrap().iter().map(|d| d["name"].as_str().unwrap()).collect();
    assert_eq!(listed, NAMES);
    for dataset in list["datasets"].as_array().unwrap() {
        let name = dataset["name"].as_str().unwrap();
        let columns: Vec<&str> =
            dataset["columns"].as_array().unwrap().iter().map(|column| column["name"].as_str().unwrap()).collect();
        assert_eq!(columns.iter().collect::<BTreeSet<_>>().len(), columns.len(), "{name}: {columns:?}");
        let get =
            |extension: &str| server.request("GET", &format!("/api/datasets/{name}.{extension}")).key("read").send();
        let objects = rows(&get("json"));
        assert!(!objects.is_empty(), "{name}");
        for object in &objects {
            assert_eq!(object.as_object().unwrap().keys().collect::<Vec<_>>(), columns, "{name}");
        }
        let lines = get("jsonl").text();
        let lines: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(lines, objects, "{name}");
        let csv = get("csv");
        let mut reader = csv::Reader::from_reader(csv.body.as_slice());
        assert_eq!(reader.headers().unwrap().iter().collect::<Vec<_>>(), columns, "{name}");
        assert_eq!(reader.records().count(), objects.len(), "{name}");
        for extension in ["ods", "xlsx"] {
            let mut book = calamine::open_workbook_auto_from_rs(Cursor::new(get(extension).body)).unwrap();
            let sheet = book.worksheet_range_at(0).unwrap().unwrap();
            let headings: Vec<String> = sheet.rows().next().unwrap().iter().map(Data::to_string).collect();
            assert_eq!(headings, columns, "{name}.{extension}");
            assert_eq!(sheet.rows().count(), objects.len() + 1, "{name}.{extension}");
        }
    }
}

#[test]
fn values_have_the_type_of_their_column() {
    let server = filled();
    let lines = rows(&server.get("/api/datasets/lines.json"));
    let line = lines.iter().find(|line| line["account_code"] == "606").unwrap();
    assert_eq!((&line["debit"], &line["credit"]), (&json!(42.0), &json!(0.0)));
    assert_eq!(
        (&line["type"], &line["date"], &line["year"]),
        (&json!("EXPENSE"), &json!("2026-03-01"), &json!("Exercice 2026"))
    );
    assert!(server.get("/api/datasets/lines.json").text().contains("\"debit\": 42.00"));
    let unpaid = &rows(&server.get("/api/datasets/subscriptions.json"))[0];
    assert_eq!((&unpaid["paid"], &unpaid["expected_amount"]), (&json!(false), &json!(12.5)));
    assert_eq!(unpaid["identity"], "Zoé");
    let balances = rows(&server.get("/api/datasets/balances.json?fields=account_code,balance,position"));
    assert!(balances.contains(&json!({"account_code": "606", "balance": 84.0, "position": "expense"})), "{balances:?}");
    let page = &rows(&server.get("/api/datasets/pages.json?fields=uri,type,status"))[0];
    assert_eq!(*page["uri"].to_string(), *"\"contact\"");
    let file = &rows(&server.get("/api/datasets/files.json"))[0];
    assert!(file["type"] == "directory" || file["type"] == "file", "{file}");
}

#[test]
fn pages_follow_one_another_without_gap_or_repetition_whatever_is_written_meanwhile() {
    let server = filled();
    for name in NAMES {
        let whole = rows(&server.get(&format!("/api/datasets/{name}.json")));
        let (mut address, mut seen) = (format!("/api/datasets/{name}.json?limit=1"), Vec::new());
        loop {
            let answer = server.get(&address);
            let (page, next) = (rows(&answer), answer.json()["next_url"].clone());
            assert!(page.len() <= 1, "{name}");
            seen.extend(page);
            match next.as_str() {
                Some(next) => {
                    assert_eq!(answer.header("link"), format!("<{next}>; rel=\"next\""));
                    address = next.to_owned();
                }
                None => {
                    assert_eq!(answer.header("link"), "", "{name}");
                    break;
                }
            }
        }
        assert_eq!(seen, whole, "{name}");
    }
    let first = server.get("/api/datasets/members.csv?limit=2&fields=id");
    assert!(first.header("link").starts_with("</api/datasets/members.csv?limit=2&fields=id&after="));
}

#[test]
fn since_gives_what_changed_and_is_refused_where_nothing_tells() {
    let server = filled();
    let file = ruche::db::open_shared(&server.file()).unwrap();
    file.execute("UPDATE users SET date_updated = '2020-01-01 00:00:00' WHERE id <> 2", []).unwrap();
    let changed = |since: &str| rows(&server.get(&format!("/api/datasets/members.json?fields=id&since={since}")));
    assert_eq!(changed("2026-03-01"), [json!({"id": 2})]);
    assert_eq!(changed("2026-03-02"), [] as [Value; 0]);
    assert_eq!(changed("01/01/2020").len(), 4);
    for (address, field) in [
        ("transactions.json?since=2026-01-01", "since"),
        ("balances.csv?since=2026-01-01", "since"),
        ("members.json?since=hier", "since"),
        ("members.json?fields=id,nope", "fields"),
        ("members.xlsx?fields=id,id", "fields"),
        ("members.json?fields=password", "fields"),
        ("members.json?after=x", "after"),
        ("members.json?limit=0", "limit"),
    ] {
        let answer = server.get(&format!("/api/datasets/{address}"));
        assert_eq!((answer.status, answer.json()["fields"][0]["field"].as_str()), (400, Some(field)), "{address}");
    }
    for address in ["members.pdf", "members", "nothing.json", "members.CSV"] {
        assert_eq!(server.get(&format!("/api/datasets/{address}")).status, 404, "{address}");
    }
}

#[test]
fn what_the_client_has_is_not_sent_again_until_its_rows_change() {
    let server = filled();
    for extension in ["json", "jsonl", "csv", "ods", "xlsx"] {
        let address = format!("/api/datasets/members.{extension}");
        let tag = server.get(&address).header("etag").to_owned();
        assert_eq!(tag.starts_with("W/"), matches!(extension, "ods" | "xlsx"), "{tag}");
        let again = || server.request("GET", &address).key("admin").header("if-none-match", tag.as_str()).send();
        let same = again();
        assert_eq!((same.status, same.body.len(), same.header("etag")), (304, 0, tag.as_str()), "{extension}");
        // Rows of other tables do not count, nor that a key was used.
        server.new_entry("Timbres");
        assert_eq!(again().status, 304, "{extension}");
        let other = format!("{address}?fields=id");
        assert_ne!(server.get(&other).header("etag"), tag, "{extension}");
        server.new_member("Nouveau");
        let changed = again();
        assert_eq!(changed.status, 200, "{extension}");
        assert_ne!(changed.header("etag"), tag, "{extension}");
    }
}

#[test]
fn members_see_the_datasets_and_the_fields_that_their_rights_reach() {
    let club = Club::on(Server::start());
    club.sql("UPDATE config_users_fields SET management_access_level = 9 WHERE name = 'telephone'");
    club.sql("UPDATE users SET telephone = '0639981001'");
    let token = club.token();
    let ask =
        |address: &str| club.server.request("GET", address).header("authorization", format!("Bearer {token}")).send();
    let allow = |column: &str, level: i64| {
        club.sql(&format!(
            "UPDATE users_categories SET perm_users = 0, perm_accounting = 0, perm_documents = 0, perm_web = 0, perm_config = 0
             WHERE id = {CATEGORY}"
        ));
        club.sql(&format!("UPDATE users_categories SET {column} = {level} WHERE id = {CATEGORY}"));
    };
    for (column, names) in [
        ("perm_users", &["members", "subscriptions"][..]),
        ("perm_accounting", &["transactions", "lines", "balances"]),
        ("perm_web", &["pages"]),
        ("perm_documents", &["files"]),
    ] {
        allow(column, 1);
        let list = ask("/api/datasets").json();
        let listed: Vec<&str> =
            list["datasets"].as_array().unwrap().iter().map(|d| d["name"].as_str().unwrap()).collect();
        assert_eq!(listed, names, "{column}");
        for name in NAMES {
            let expected = if names.contains(&name) { 200 } else { 403 };
            assert_eq!(ask(&format!("/api/datasets/{name}.csv")).status, expected, "{name} with {column}");
        }
    }
    for (level, is_seen) in [(1, false), (2, false), (9, true)] {
        allow("perm_users", level);
        for extension in ["json", "jsonl", "csv"] {
            let text = ask(&format!("/api/datasets/members.{extension}")).text();
            assert_eq!(text.contains("0639981001"), is_seen, "{level} {extension}");
            assert_eq!(text.contains("telephone"), is_seen, "{level} {extension}");
        }
        let named = ask("/api/datasets/members.json?fields=telephone").status;
        assert_eq!(named, if is_seen { 200 } else { 400 });
    }
    assert!(club.server.request("GET", "/api/datasets/members.csv").key("read").send().text().contains("0639981001"));
}

#[test]
fn a_key_with_scopes_needs_the_one_of_datasets_and_no_other() {
    let server = filled();
    let secret = |key: &str, scopes: &str| {
        let made = server.post_json("/api/access", &json!({"key": key, "level": "read", "scopes": [scopes]}));
        made.json()["secret"].as_str().unwrap_or_else(|| panic!("{}", made.text())).to_owned()
    };
    let (of_sheets, of_members) = (secret("tableur", "datasets:read"), secret("membres", "members:read"));
    for name in NAMES {
        for address in [format!("/api/datasets/{name}.csv"), format!("/odata/{name}"), format!("/odata/{name}/$count")]
        {
            let status = |key: &str, secret: &str| server.request("GET", &address).basic(key, secret).send().status;
            assert_eq!((status("tableur", &of_sheets), status("membres", &of_members)), (200, 403), "{address}");
        }
    }
    let files = server.request("GET", "/api/datasets/files.csv").basic("tableur", &of_sheets).send().text();
    assert!(files.contains("documents/a.txt"), "{files}");
    assert_eq!(server.request("GET", "/api/user/2").basic("tableur", &of_sheets).send().status, 403);
}

//! Settlements, letters, deposits, statements and reconciliation over HTTP (accounting.md 8).

use serde_json::{Value, json};

use crate::support::{Answer, Server};

fn entry(server: &Server, entry_type: &str, debit: &str, credit: &str, amount: &str) -> Value {
    let answer = server.post_json(
        "/api/accounting/transaction",
        &json!({"id_year": "current", "type": entry_type, "label": "Cire", "date": "2026-02-01", "amount": amount,
                "debit": debit, "credit": credit}),
    );
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

fn post(server: &Server, path: &str, body: &Value) -> Answer {
    let path = format!("/api/accounting/years/current/{path}");
    let answer = server.request("POST", &path).key("write").body("application/json", body.to_string());
    answer.send()
}

/// The identifier of the line of an entry on an account.
fn line(entry: &Value, code: &str) -> i64 {
    let lines = entry["lines"].as_object().map(|lines| lines.values().cloned().collect::<Vec<_>>());
    let lines = lines.or_else(|| entry["lines"].as_array().cloned()).unwrap();
    lines.iter().find(|line| line["account_code"] == code).unwrap()["id"].as_i64().unwrap()
}

#[test]
fn a_debt_is_settled_lettered_and_freed_again() {
    let server = Server::start();
    let debt = entry(&server, "DEBT", "606", "401", "42,50");
    let wanted = json!({"transactions": [debt["id"]], "account": "512A", "date": "2026-02-10", "mark": 1});
    let paid = post(&server, "settlements", &wanted).json();
    assert_eq!(paid["label"], "Règlement de dette — Cire");
    assert_eq!(server.get(&format!("/api/accounting/transaction/{}", debt["id"])).json()["status"], 2);
    assert_eq!(post(&server, "settlements", &wanted).status, 400);
    assert_eq!(post(&server, "settlements", &json!({"account": "512A", "date": "2026-02-10"})).status, 400);

    let lines = json!({"lines": [line(&debt, "401"), line(&paid, "401")]});
    let letter = post(&server, "letters", &lines);
    assert_eq!((letter.status, &letter.json()["letter"]), (200, &json!("A")), "{}", letter.text());
    assert_eq!(letter.json()["created"], "2026-03-01 09:00:00");
    assert_eq!(post(&server, "letters", &lines).status, 400);
    let path = format!("/api/accounting/letters/{}", letter.json()["id"]);
    assert_eq!(server.request("DELETE", &path).key("write").send().json(), json!({"success": true}));
    assert_eq!(server.request("DELETE", &path).key("write").send().status, 404);
}

#[test]
fn a_settlement_that_is_sent_twice_under_one_key_is_made_once() {
    let server = Server::start();
    let debt = entry(&server, "DEBT", "606", "401", "42,50");
    let wanted = json!({"transactions": [debt["id"]], "account": "512A", "date": "2026-02-10"}).to_string();
    let send = || {
        let request = server.request("POST", "/api/accounting/years/current/settlements").key("write");
        request.header("idempotency-key", "a").body("application/json", &wanted).send().json()
    };
    let first = send();
    assert!(first["id"].is_i64(), "{first}");
    assert_eq!(send(), first);
}

#[test]
fn cheques_wait_until_they_are_deposited() {
    let server = Server::start();
    let cheque = entry(&server, "REVENUE", "5112", "756", "100");
    let waiting = || server.get("/api/accounting/years/current/deposits?account=5112").json()["lines"].clone();
    assert_eq!((&waiting()[0]["amount"], &waiting()[0]["account"]), (&json!(10_000), &json!("5112")));
    let wanted = json!({"lines": [line(&cheque, "5112")], "account": "512A", "date": "2026-02-10", "amount": "99"});
    assert!(post(&server, "deposits", &wanted).error().contains("100,00"));
    let deposit =
        post(&server, "deposits", &json!({"lines": wanted["lines"], "account": "512A", "date": "2026-02-10"}));
    assert_eq!((deposit.status, &deposit.json()["status"]), (200, &json!(32)), "{}", deposit.text());
    assert_eq!(waiting(), json!([]));
    let other = entry(&server, "REVENUE", "5112", "756", "1");
    let marked = post(&server, "deposits", &json!({"lines": [line(&other, "5112")], "mark_only": 1}));
    assert_eq!(marked.json(), json!({"success": true}));
    assert_eq!(waiting(), json!([]));
    assert_eq!(server.get("/api/accounting/years/current/deposits?account=512A").status, 400);
}

#[test]
fn a_statement_is_compared_and_its_lines_are_marked() {
    let server = Server::start();
    let known = entry(&server, "EXPENSE", "606", "512A", "42,50");
    let statement = "Date;Libellé;Montant\n02/02/2026;CIRE;-42,50\n03/02/2026;VIR DUPONT;10,00\n";
    let path = "/api/accounting/years/current/statements?account=512A";
    let answer = server.request("PUT", path).key("write").body("text/csv", statement).send();
    assert_eq!(answer.status, 200, "{}", answer.text());
    let proposal = answer.json();
    assert_eq!(proposal["rows"][0]["match"]["by"], "label");
    assert_eq!(proposal["reconcile"], json!([line(&known, "512A")]));
    let mut proposed = proposal["rows"][1]["entry"].clone();
    proposed["credit"] = json!("756");
    assert_eq!(server.post_json("/api/accounting/transaction", &proposed).json()["type"], 1);

    let form = format!(
        "--b\r\nContent-Disposition: form-data; name=\"days\"\r\n\r\n0\r\n--b\r\nContent-Disposition: form-data; \
         name=\"file\"; filename=\"r.csv\"\r\n\r\n{statement}\r\n--b--\r\n"
    );
    let answer = server.request("POST", path).key("write").body("multipart/form-data; boundary=b", form).send();
    assert_eq!(answer.json()["rows"][0]["match"], Value::Null, "{}", answer.text());
    assert_eq!(answer.json()["missing"].as_array().unwrap().len(), 0, "the expense is of a day before");

    let marked = post(&server, "reconcile", &json!({"reconciled": proposal["reconcile"]}));
    assert_eq!(marked.json(), json!({"success": true, "changed": 1}));
    let again = server.request("PUT", path).key("write").body("text/csv", statement).send().json();
    assert_eq!(
        (&again["rows"][0]["match"]["reconciled"], &again["reconcile"].as_array().unwrap().len()),
        (&json!(true), &1)
    );
    assert_eq!(post(&server, "reconcile", &json!({"reconciled": [line(&known, "606")]})).status, 400);
}

#[test]
fn a_statement_that_is_none_is_refused_and_hostile_ones_leave_the_server_alive() {
    let server = Server::start();
    let path = "/api/accounting/years/current/statements?account=512A";
    let deep = format!("<OFX>{}", "<A>".repeat(200_000));
    let wide = format!("!Type:Bank\nD{}\n^\n", "1/".repeat(200_000));
    for file in ["", "x", "PK\u{3}\u{4}", deep.as_str(), wide.as_str(), "date;montant\n;1\n"] {
        let answer = server.request("PUT", path).key("write").body("text/plain", file).send();
        assert_eq!(answer.status, 400, "{}", answer.text());
    }
    for query in ["", "?account=ZZZ", "?account=606", "?account=512A&days=x", "?account=512A&days=999"] {
        let path = format!("/api/accounting/years/current/statements{query}");
        let answer = server.request("PUT", &path).key("write").body("text/csv", "date;montant\n2026-01-01;1\n").send();
        assert_eq!(answer.status, 400, "{query}");
    }
    let answer = server.request("PUT", path).key("read").body("text/csv", "date;montant\n2026-01-01;1\n").send();
    assert_eq!(answer.status, 403);
}

/// The answer to a statement for the account 512A, with further parameters.
fn propose(server: &Server, parameters: &str, body: impl AsRef<[u8]>) -> Answer {
    let path = format!("/api/accounting/years/current/statements?account=512A{parameters}");
    server.request("PUT", &path).key("write").body("text/plain", body).send()
}

#[test]
fn a_table_without_headings_is_read_by_its_columns_which_are_remembered() {
    let server = Server::start();
    let table = "13-02-2026,BE12,\"45,35\",Debet,Papeterie\n14-02-2026,BE12,\"1.250,00\",Credit,Durand\n";
    let refused = propose(&server, "", table);
    assert_eq!(refused.status, 400);
    assert!(refused.error().contains("column[0]=date"), "{}", refused.error());
    let columns = "&column[0]=date&column[2]=amount&column[3]=direction&column[4]=label";
    let named = propose(&server, columns, table).json();
    assert_eq!((&named["rows"][0]["amount"], &named["rows"][1]["label"]), (&json!(-4535), &json!("Durand")));
    assert_eq!(named["layout"], Value::Null);
    let again = propose(&server, "", table).json();
    assert_eq!((&again["rows"], &again["layout"]), (&named["rows"], &json!("remembered")));
    assert_eq!(propose(&server, "", table.replace(",BE12", "")).status, 400, "a table of another width");
    for (parameters, field) in [
        ("&column[0]=miel", "column[0]"),
        ("&column[0]=date", "column"),
        ("&decimal=x", "decimal"),
        ("&date_order=x", "date_order"),
        ("&skip_lines=x", "skip_lines"),
    ] {
        let answer = propose(&server, parameters, table);
        assert_eq!(answer.status, 400, "{parameters}");
        assert_eq!(answer.json()["fields"][0]["field"], field, "{}", answer.text());
    }
}

#[test]
fn a_statement_of_several_accounts_lists_them_and_is_read_for_one() {
    let server = Server::start();
    let table = "Date;IBAN;Libellé;Montant\n13/02/2026;FR76 0001;A;-1,50\n14/02/2026;FR76 0002;B;-2,50\n";
    let refused = propose(&server, "", table);
    assert_eq!((refused.status, &refused.json()["fields"][0]["field"]), (400, &json!("account_in_file")));
    assert!(refused.error().contains("FR76 0001, FR76 0002"), "{}", refused.error());
    let answer = propose(&server, "&account_in_file=FR760002", table).json();
    assert_eq!((&answer["rows"][0]["amount"], &answer["account_in_file"]), (&json!(-250), &json!("FR76 0002")));
    assert_eq!(answer["passed_over"][0]["code"], "other_account");
}

#[test]
fn statements_of_every_form_are_read_and_hostile_ones_refused() {
    let server = Server::start();
    let camt = "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\"><BkToCstmrStmt><Stmt><Ntry><Amt Ccy=\"EUR\">12.50</Amt>\
        <CdtDbtInd>DBIT</CdtDbtInd><BookgDt><Dt>2026-02-05</Dt></BookgDt></Ntry></Stmt></BkToCstmrStmt></Document>";
    let mt940 =
        ":20:1\n:25:BE12\n:60F:C260201EUR0,\n:61:2602050205D12,50NTRFNONREF\n:86:Papeterie\n:62F:D260205EUR12,50\n";
    for (form, text) in [("camt", camt), ("mt940", mt940)] {
        let answer = propose(&server, "", text).json();
        assert_eq!((&answer["form"], &answer["rows"][0]["amount"]), (&json!(form), &json!(-1250)), "{answer}");
        assert_ne!(answer["rows"][0]["label"], "");
    }
    let nested = format!("<Document><BkToCstmrStmt>{}", "<a>".repeat(100_000));
    let entities = "<!DOCTYPE a [<!ENTITY b \"bbbbbbbbbb\">]><Document><BkToCstmrStmt>&b;</BkToCstmrStmt></Document>";
    let wide = ";".repeat(4 << 20);
    let quotes = ";\"x".repeat(1 << 20);
    let headings = format!("{}\n", "Date;".repeat(1000)).repeat(100);
    for hostile in [&nested, entities, &wide, &quotes, &headings] {
        assert_eq!(propose(&server, "", hostile).status, 400);
    }
}

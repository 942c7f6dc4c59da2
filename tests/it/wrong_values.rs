//! A value that cannot be read is refused with the name that the client sent and with what is accepted.

use crate::support::{Answer, Server};

const FLAG: &str = "yes (1, true, oui, yes, on, vrai) or no (0, false, non, no, off, faux)";
const DATE: &str = "a date such as 2026-03-01 or 01/03/2026";
const AMOUNT: &str = "an amount such as 42.50 or 1 500,00";
const ID: &str = "an identifier (a whole number from 1 on)";
const FORM: &str = "application/x-www-form-urlencoded";
const JSON: &str = "application/json";

fn require_named(answer: &Answer, request: &str, name: &str, accepted: &str) {
    assert_eq!(answer.status, 400, "{request}: {}", answer.text());
    let body = answer.json();
    assert_eq!(body["fields"][0]["field"], name, "{request}: {body}");
    let sentence = body["fields"][0]["message"].as_str().unwrap();
    assert!(sentence.contains(accepted), "{request}: {sentence}");
}

fn send(server: &Server, method: &str, path: &str, content_type: &str, body: &str) -> Answer {
    let path = format!("/api/{path}");
    let request = server.request(method, &path).key("admin").header("accept-language", "en");
    if body.is_empty() { request.send() } else { request.body(content_type, body).send() }
}

#[test]
fn wrong_values_of_addresses_are_named() {
    let server = Server::start();
    let year = "accounting/years/1";
    for (method, path, name, accepted) in [
        ("GET", "user?category=abc".to_owned(), "category", "a whole number from -1 on"),
        ("GET", "user?sort=couleur".to_owned(), "sort", "name, id, date_updated, category, numero, nom"),
        ("GET", "user?page=deux".to_owned(), "page", "a whole number from 1 to"),
        ("GET", "user?limit=501".to_owned(), "limit", "a whole number from 1 to 500"),
        ("GET", "user?format=pdf".to_owned(), "format", "csv, ods, xlsx, json"),
        ("GET", "user?q[]=a".to_owned(), "q", "a single value"),
        ("GET", "user/category/1.csv?formulas=oui".to_owned(), "formulas", "raw, escape"),
        ("GET", "sql?sql=SELECT+1&format[]=csv".to_owned(), "format", "a single value"),
        ("GET", "sql?sql=SELECT+1&formulas=oui".to_owned(), "formulas", "raw, escape"),
        ("GET", "sql.csv?sql[]=SELECT+1".to_owned(), "sql", "a single value"),
        ("GET", "files/search?q[x]=a".to_owned(), "q", "a single value"),
        ("DELETE", "files/documents/a.txt?permanent=maybe".to_owned(), "permanent", FLAG),
        ("GET", format!("{year}/trial-balance.json?project=abc"), "project", "the number of a project, or “all”"),
        ("GET", format!("{year}/trial-balance.json?member=abc"), "member", ID),
        ("GET", format!("{year}/ledger.json?from=hier"), "from", DATE),
        ("GET", format!("{year}/ledger.json?to=2026-02-30"), "to", DATE),
        (
            "GET",
            format!("{year}/income-statement.json?compare=abc"),
            "compare",
            "the number of a fiscal year, or “budget”",
        ),
        ("GET", format!("{year}/balance-sheet.json?view=abc"), "view", "expert, simple"),
        ("GET", format!("{year}/balance-sheet.csv?formulas=abc"), "formulas", "raw, escape"),
        ("GET", format!("{year}/projects.json?from[]=2026-01-01"), "from", DATE),
        ("GET", format!("{year}/export/full.csv?formulas=abc"), "formulas", "raw, escape"),
        ("GET", format!("{year}/export/fec.txt?siren=12"), "siren", "SIREN (9 digits)"),
        ("GET", format!("{year}/deposits?account=5112&all=maybe"), "all", FLAG),
        ("GET", format!("{year}/deposits"), "account", "missing"),
        ("GET", format!("{year}/open-balance?from=abc"), "from", ID),
        ("GET", format!("{year}/open-balance?from=1&appropriate=2"), "appropriate", FLAG),
        ("PUT", "user/import/preview?mode=tout".to_owned(), "mode", "auto, create, update"),
    ] {
        require_named(&send(&server, method, &path, FORM, ""), &path, name, accepted);
    }
    for (path, name, accepted) in [
        ("user/import/preview?skip_lines=deux", "skip_lines", "a whole number from 0"),
        ("user/import/preview?formulas=oui", "formulas", "raw, escape"),
        ("user/import?mode=", "mode", "auto, create, update"),
        ("services/subscriptions/import/preview?formulas=oui", "formulas", "raw, escape"),
        ("accounting/years/1/import/preview?type=tout", "type", "full, grouped, simple, fec"),
        ("accounting/years/1/import/preview?ignore_ids=2", "ignore_ids", FLAG),
        ("accounting/years/1/import?create_accounts=maybe", "create_accounts", FLAG),
        ("accounting/years/1/import?number_per_journal[]=1", "number_per_journal", "a single value"),
        ("accounting/years/1/statements?account=512A&days=400", "days", "a whole number from 0 to 366"),
        ("accounting/years/1/statements", "account", "missing"),
        ("accounting/charts/import?label=x&archived=2", "archived", FLAG),
        ("accounting/charts/import?label=x&country=LU", "country", "FR, BE, CH"),
    ] {
        require_named(&send(&server, "PUT", path, "text/csv", "a,b\n1,2\n"), path, name, accepted);
    }
}

#[test]
fn wrong_values_of_forms_are_named_with_their_brackets() {
    let server = Server::start();
    let entry = server.new_entry("Timbres");
    let expense = "id_year=1&label=x&date=2026-03-01&type=expense&amount=5&debit=606&credit=512A";
    let advanced =
        "id_year=1&label=x&date=2026-03-01&type=0&lines[3][account]=606&lines[3][debit]=5&lines[7][account]=530";
    let at_entry = format!("accounting/transaction/{entry}");
    for (path, body, name, accepted) in [
        ("accounting/transaction", format!("{expense}&linked_users[]=1&linked_users[]=x"), "linked_users[1]", ID),
        ("accounting/transaction", format!("{expense}&linked_users=1,2"), "linked_users", "a list of identifiers"),
        ("accounting/transaction", format!("{expense}&linked_users=[1,99]"), "linked_users[1]", "99 does not exist"),
        ("accounting/transaction", format!("{expense}&id_creator=x"), "id_creator", ID),
        ("accounting/transaction", format!("{expense}&id_project=PJ1"), "id_project", ID),
        ("accounting/transaction", format!("{expense}&id_project=99"), "id_project", "99 does not exist"),
        ("accounting/transaction", format!("{expense}&status=payée"), "status", "a whole number from 0"),
        ("accounting/transaction", format!("{expense}&amount=5,"), "amount", AMOUNT),
        ("accounting/transaction", format!("{expense}&amount=1000000000"), "amount", "below one billion"),
        ("accounting/transaction", format!("{expense}&date=hier"), "date", DATE),
        (
            "accounting/transaction",
            format!("{expense}&type=GIFT"),
            "type",
            "ADVANCED, REVENUE, EXPENSE, TRANSFER, DEBT, CREDIT",
        ),
        (
            "accounting/transaction",
            format!("{expense}&id_year=abc"),
            "id_year",
            "the number of a fiscal year, “current” or “match”",
        ),
        ("accounting/transaction", format!("{expense}&label[]=x"), "label", "a single value"),
        ("accounting/transaction", format!("{advanced}&lines[7][credit]=abc"), "lines[7][credit]", "42.50"),
        (
            "accounting/transaction",
            format!("{advanced}&lines[7][credit]=5&lines[7][id_project]=PJ1"),
            "lines[7][id_project]",
            ID,
        ),
        (
            "accounting/transaction",
            format!("{advanced}&lines[7][credit]=5&lines[7][reconciled]=2"),
            "lines[7][reconciled]",
            FLAG,
        ),
        (
            "accounting/transaction",
            format!("{advanced}&lines[7][credit]=5&lines[7][debit]=5"),
            "lines[7][debit]",
            "not both",
        ),
        ("accounting/transaction", format!("{expense}&type=0&amount=&lines=x"), "lines", "a list of lines"),
        (&format!("{at_entry}/users"), "users[]=1&users[]=x".to_owned(), "users[1]", ID),
        (&format!("{at_entry}/transactions"), "transactions[a]=0".to_owned(), "transactions[a]", ID),
        (&format!("{at_entry}/subscriptions"), "subscriptions=x".to_owned(), "subscriptions", "a list of identifiers"),
        (&at_entry, "amount=5&status=-1".to_owned(), "status", "a whole number from 0"),
        ("accounting/years/1/settlements", "transactions[]=1&transactions[]=x".to_owned(), "transactions[1]", ID),
        (
            "accounting/years/1/settlements",
            format!("transactions[]={entry}&account=512A&date=2026-03-02"),
            "transactions[0]",
            "neither",
        ),
        (
            "accounting/years/1/settlements",
            "transactions=1&account=512A&date=2026-03-02&mark=2".to_owned(),
            "mark",
            FLAG,
        ),
        ("accounting/years/1/settlements", "transactions=1&account=512A".to_owned(), "date", DATE),
        ("accounting/years/1/letters", "lines[]=x".to_owned(), "lines[0]", ID),
        ("accounting/years/1/letters", "lines[]=1&lines[]=999".to_owned(), "lines[1]", "999"),
        ("accounting/years/1/deposits", "lines=1&mark_only=2".to_owned(), "mark_only", FLAG),
        ("accounting/years/1/deposits", "lines=1&account=512A&date=2026-03-02&amount=x".to_owned(), "amount", AMOUNT),
        ("accounting/years/1/deposits", "lines[]=999&mark_only=oui".to_owned(), "lines[0]", "999"),
        ("accounting/years/1/reconcile", "reconciled[]=1.5".to_owned(), "reconciled[0]", ID),
        ("accounting/years/1/reconcile", "unreconciled[]=999".to_owned(), "unreconciled[0]", "999"),
        ("accounting/charts", "label=x&copy=abc".to_owned(), "copy", ID),
        ("accounting/charts", "label=x&country=LU".to_owned(), "country", "FR, BE, CH"),
        ("accounting/charts/1", "archived=peut-être".to_owned(), "archived", FLAG),
        ("accounting/charts/1/accounts", "code=606A&label=x&type=banque".to_owned(), "type", "none, bank, cash"),
        ("accounting/charts/1/accounts", "code=606A&label=x&position=9".to_owned(), "position", "Actif, Passif"),
        ("accounting/charts/1/accounts", "code=606A&label=x&bookmark=2".to_owned(), "bookmark", FLAG),
        ("accounting/projects", "label=x&archived=2".to_owned(), "archived", FLAG),
        ("accounting/years", "label=x&start_date=hier&end_date=2027-12-31".to_owned(), "start_date", DATE),
        ("accounting/years/1", "id_chart=abc".to_owned(), "id_chart", ID),
        ("accounting/years/1/split", "to_year=abc".to_owned(), "to_year", ID),
        ("accounting/years/1/split", "to_year=2&from=hier".to_owned(), "from", DATE),
        ("accounting/years/1/open-balance", "from=abc".to_owned(), "from", ID),
        ("accounting/years/1/open-balance", "from=1&accounts=530".to_owned(), "accounts", "accounts[512A]"),
        ("accounting/years/1/open-account", "account=530&amount=x".to_owned(), "amount", AMOUNT),
        ("accounting/years/1/budget", "accounts[606]=dix".to_owned(), "accounts[606]", AMOUNT),
        ("accounting/years/1/budget", "accounts[999]=5".to_owned(), "accounts[999]", "999"),
        ("user/new", "nom=x&force_duplicate=peut-être".to_owned(), "force_duplicate", FLAG),
        ("user/new", "nom=x&id_parent=abc".to_owned(), "id_parent", "a whole number from 1 on"),
        ("user/1/subscribe", "id_service=abc".to_owned(), "id_service", ID),
        ("user/1/subscribe", "id_service=1&id_fee=mot".to_owned(), "id_fee", ID),
        ("user/1/subscribe", "id_service=1&date=hier".to_owned(), "date", DATE),
        ("user/1/subscribe", "id_service=1&expiry_date=2026-02-30".to_owned(), "expiry_date", DATE),
        ("user/1/subscribe", "id_service=1&multiple=0".to_owned(), "multiple", "a whole number from 1 on"),
        ("user/1/subscribe", "id_service=1&paid=peut-être".to_owned(), "paid", FLAG),
        ("user/1/subscribe", "id_service=1&expected_amount=abc".to_owned(), "expected_amount", AMOUNT),
        ("web", "title=x&type=livre".to_owned(), "type", "category, page"),
        ("web", "title=x&status=public".to_owned(), "status", "draft, private, online"),
        ("web", "title=x&format=encrypted".to_owned(), "format", "markdown, skriv"),
        (
            "web",
            "title=x&published=2026-02-30+10:00".to_owned(),
            "published",
            "a date and time such as 2026-03-01 10:20:00",
        ),
        ("files/copy", "from=documents/a&to=documents/b&replace=2".to_owned(), "replace", FLAG),
        ("files/folder", "path=".to_owned(), "path", "missing"),
        ("association", "site_disabled=peut-être".to_owned(), "site_disabled", FLAG),
    ] {
        require_named(&send(&server, "POST", path, FORM, &body), &format!("{path} {body}"), name, accepted);
    }
}

#[test]
fn wrong_values_of_json_are_named_with_their_dots() {
    let server = Server::start();
    let entry = r#""id_year": 1, "label": "x", "date": "2026-03-01""#;
    for (path, body, name, accepted) in [
        ("accounting/transaction", format!(r#"{{{entry}, "type": 9}}"#), "type", "ADVANCED"),
        ("accounting/transaction", format!(r#"{{{entry}, "type": true}}"#), "type", "ADVANCED"),
        ("accounting/transaction", format!(r#"{{{entry}, "type": 0, "date": 20260301}}"#), "date", DATE),
        (
            "accounting/transaction",
            format!(r#"{{{entry}, "type": 0, "linked_users": [1, 2.5]}}"#),
            "linked_users[1]",
            ID,
        ),
        (
            "accounting/transaction",
            format!(r#"{{{entry}, "type": 0, "linked_users": {{"a": "x"}}}}"#),
            "linked_users.a",
            ID,
        ),
        (
            "accounting/transaction",
            format!(
                r#"{{{entry}, "type": 0, "lines": [{{"account": "530", "debit": 5}}, {{"account": 706, "credit": "x"}}]}}"#
            ),
            "lines[1].credit",
            "42.50",
        ),
        (
            "accounting/transaction",
            format!(
                r#"{{{entry}, "type": 0, "lines": [{{"account": "530", "debit": 5}}, {{"id_account": 99999, "credit": 5}}]}}"#
            ),
            "lines[1].id_account",
            "Line 2",
        ),
        ("accounting/years/1/budget", r#"{"accounts": {"606": [1]}}"#.to_owned(), "accounts.606", AMOUNT),
        ("user/1/subscribe", r#"{"id_service": [1]}"#.to_owned(), "id_service", ID),
        ("accounting/charts/1", r#"{"archived": {"a": 1}}"#.to_owned(), "archived", "a single value"),
    ] {
        require_named(&send(&server, "POST", path, JSON, &body), &body, name, accepted);
    }
}

#[test]
fn yes_and_no_have_the_same_words_everywhere() {
    let server = Server::start();
    let archived = |body: &str| {
        let answer = server.post_json("/api/accounting/charts/1", &serde_json::from_str(body).unwrap());
        assert_eq!(answer.status, 200, "{body}: {}", answer.text());
        answer.json()["archived"].as_bool().unwrap()
    };
    for yes in ["1", "true", r#""oui""#, r#""On""#, r#""VRAI""#] {
        assert!(archived(&format!(r#"{{"archived": {yes}}}"#)), "{yes}");
    }
    for no in ["0", "false", r#""""#, r#""non""#, r#""Off""#, r#""F""#] {
        assert!(!archived(&format!(r#"{{"archived": {no}}}"#)), "{no}");
    }
    for (value, stored) in [("false", "0"), (r#""oui""#, "1"), ("0", "0")] {
        let changed = server.post("/api/association", JSON, &format!(r#"{{"site_disabled": {value}}}"#));
        assert_eq!(changed.json()["site_disabled"], stored, "{value}");
    }
    for word in ["non", "0", ""] {
        let put = server.request("PUT", "/api/files/documents/a.txt").key("admin").body("text/plain", "a").send();
        assert_eq!(put.status, 200);
        let path = format!("/api/files/documents/a.txt?permanent={word}");
        let deleted = server.request("DELETE", &path).key("admin").send();
        assert!(deleted.json()["trash"].is_string(), "{word}: {}", deleted.text());
    }
}

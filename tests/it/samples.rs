//! For each row of the route table, a request that succeeds: what it is about is made first.

use std::cell::Cell;

use ruche::auth::Verb;
use ruche::db;
use ruche::web::route::{Method, Route};
use serde_json::{Value, json};

use crate::support::{Answer, Request, Server};

/// A request that its row answers with a success, once.
#[derive(Debug, Clone)]
pub struct Sample {
    pub method: &'static str,
    pub path: String,
    pub content_type: &'static str,
    pub body: Vec<u8>,
}

impl Sample {
    fn of(route: &Route, path: impl Into<String>) -> Self {
        Sample {
            method: route.method.name(),
            path: format!("/api/{}", path.into()),
            content_type: "application/octet-stream",
            body: Vec::new(),
        }
    }

    fn json(self, body: Value) -> Self {
        Sample { content_type: "application/json", body: body.to_string().into_bytes(), ..self }
    }

    fn bytes(self, body: impl Into<Vec<u8>>) -> Self {
        Sample { body: body.into(), ..self }
    }

    /// The part `file` of a form.
    fn upload(self, body: &str) -> Self {
        let form = format!(
            "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"file.csv\"\r\n\r\n{body}\r\n--b--\r\n"
        );
        Sample { content_type: "multipart/form-data; boundary=b", body: form.into_bytes(), ..self }
    }

    /// The file as a PUT or a POST sends it.
    fn file(self, body: &str) -> Self {
        if self.method == "PUT" { self.bytes(body) } else { self.upload(body) }
    }

    pub fn request<'a>(&'a self, server: &'a Server) -> Request<'a> {
        let request = server.request(self.method, &self.path);
        match self.method {
            "GET" | "DELETE" => request,
            _ => request.body(self.content_type, &self.body),
        }
    }
}

/// Rows that no key asks for: those of signing in, which `sign_in.rs` plays, and those of the own record, which
/// `sign_in/own_record.rs` plays.
pub fn is_of_members_alone(route: &Route) -> bool {
    route.path.starts_with("auth/") || is_of_own_record(route)
}

pub fn is_of_own_record(route: &Route) -> bool {
    route.path == "me" || route.path.starts_with("me/")
}

/// Makes samples on one server, each about things of its own.
pub struct Samples<'a> {
    server: &'a Server,
    made: Cell<i64>,
    years: Cell<i64>,
}

/// An activity to subscribe to.
const SERVICES: &str = "INSERT INTO services (id, label) VALUES (900, 'Cotisation')";

impl<'a> Samples<'a> {
    pub fn new(server: &'a Server) -> Self {
        sql(server, SERVICES);
        // Members change something of their own record.
        sql(server, "UPDATE config_users_fields SET user_access_level = 2 WHERE name = 'ville'");
        assert_eq!(server.get("/api/accounting/years").json()[0]["id"], 1, "the year that samples are about");
        Samples { server, made: Cell::new(0), years: Cell::new(2030) }
    }

    /// A number that no other sample of this server has.
    fn next(&self) -> i64 {
        self.made.set(self.made.get() + 1);
        self.made.get()
    }

    /// A calendar year that no other sample has.
    fn days(&self) -> i64 {
        self.years.set(self.years.get() + 1);
        self.years.get()
    }

    fn name(&self) -> String {
        format!("Exemple {}", self.next())
    }

    fn member(&self) -> i64 {
        self.server.new_member(&self.name())
    }

    fn posted(&self, path: &str, body: Value) -> Value {
        let answer = self.server.post_json(&format!("/api/{path}"), &body);
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        if answer.body.is_empty() { json!({"import": answer.header("x-import")}) } else { answer.json() }
    }

    fn put(&self, path: &str, body: &str) -> Answer {
        let answer = self.server.request("PUT", &format!("/api/{path}")).key("admin").body("text/csv", body).send();
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        answer
    }

    /// A stored document, by its path.
    fn document(&self) -> String {
        let path = format!("documents/exemple-{}.txt", self.next());
        self.put(&format!("files/{path}"), &path);
        path
    }

    fn entry(&self, entry_type: &str, debit: &str, credit: &str) -> Value {
        self.posted(
            "accounting/transaction",
            json!({"id_year": 1, "type": entry_type, "label": self.name(), "date": "2026-02-01", "amount": "10",
                   "debit": debit, "credit": credit}),
        )
    }

    /// A new year far away.
    fn year(&self) -> i64 {
        let year = self.days();
        self.year_of(year)
    }

    fn year_of(&self, year: i64) -> i64 {
        let body =
            json!({"label": self.name(), "start_date": format!("{year}-01-01"), "end_date": format!("{year}-12-31")});
        self.posted("accounting/years", body)["id"].as_i64().unwrap()
    }

    fn chart(&self) -> i64 {
        self.posted("accounting/charts", json!({"label": self.name(), "country": "FR"}))["id"].as_i64().unwrap()
    }

    fn account(&self) -> i64 {
        let code = format!("606X{}", self.next());
        self.posted("accounting/charts/1/accounts", json!({"code": code, "label": code}))["id"].as_i64().unwrap()
    }

    fn project(&self) -> i64 {
        self.posted("accounting/projects", json!({"label": self.name()}))["id"].as_i64().unwrap()
    }

    /// A page, by its address.
    fn page(&self) -> String {
        self.posted("web", json!({"title": self.name(), "content": "un"}))["uri"].as_str().unwrap().to_owned()
    }

    /// The number of an import of members that was made.
    fn import(&self) -> String {
        self.put("user/import", &format!("nom\n{}\n", self.name())).header("x-import").to_owned()
    }

    fn entries_file(&self) -> String {
        let label = self.name();
        format!("label;date;debit_account;credit_account;amount\n{label};2026-01-05;606;512A;4,20\n")
    }

    fn subscriptions_file(&self) -> String {
        let member = self.member();
        let number = value(self.server, &format!("SELECT numero FROM users WHERE id = {member}"));
        format!("numero;service;date\n{number};Cotisation;2026-02-01\n")
    }

    /// A request of that row; its answer is a success for an administrator.
    pub fn of(&self, route: &Route) -> Sample {
        let at = |path: String| Sample::of(route, path);
        let area = route.path.split('/').next().unwrap();
        match (area, route.path) {
            ("version" | "status" | "download", path) => at(path.to_owned()),
            ("odata", path) => at(path.replace("{set}", "members")),
            ("datasets", path) => at(path.replace("{format}", "csv")),
            ("history", _) => at("history?entity=entry".to_owned()),
            (_, path) if path.starts_with("sql") => {
                let path = path.replace("/*", "").replace("{format}", "csv");
                if route.method == Method::Get {
                    at(path + "?sql=SELECT%201")
                } else {
                    at(path).json(json!({"sql": "SELECT 1"}))
                }
            }
            ("me", "me/addresses") => at("me/addresses".to_owned()).json(json!({"mailings": 0})),
            ("me", path) => at(path.to_owned()).json(json!({"ville": self.name()})),
            ("errors", path) => at(path.to_owned()).json(json!({"context": {"id": self.name()}})),
            ("association", path) => at(path.to_owned()).json(json!({"org_infos": self.name()})),
            ("access" | "echo" | "v1", path) => self.of_access(route, path),
            ("jobs" | "mail", path) => self.of_mail(route, path),
            ("mailings", path) => self.of_mailings(route, path),
            ("user" | "services", path) => self.of_members(route, path),
            ("web", path) => self.of_web(route, path),
            ("files", path) => self.of_files(route, path),
            ("accounting", path) => self.of_accounting(route, path),
            (_, path) => panic!("{path}: make a sample of it here"),
        }
    }

    fn of_access(&self, route: &Route, path: &str) -> Sample {
        let at = |path: String| Sample::of(route, path).json(json!({}));
        let key = || format!("cle_{}", self.next());
        let made = || {
            let made = self.posted("access", json!({"key": key(), "preset": "read_books", "expires": "2y"}));
            path.replace("{id}", &made["id"].to_string())
        };
        match (route.method, path) {
            (Method::Post, "access") => at(path.to_owned()).json(json!({"key": key(), "preset": "read_books"})),
            (Method::Post, "access/{id}") => at(made()).json(json!({"label": self.name(), "scopes": ["members:read"]})),
            (Method::Post, "access/{id}/enable") => {
                let path = made();
                self.posted(&path.replace("enable", "disable"), json!({}));
                at(path)
            }
            _ if path.contains("{id}") => at(made()),
            _ => at(path.to_owned()),
        }
    }

    fn of_members(&self, route: &Route, path: &str) -> Sample {
        let at = |path: String| Sample::of(route, path);
        match path {
            "user" => at("user?q=ada".to_owned()),
            "user/search" => at("user/search?q=ada".to_owned()),
            "user/{id}/{field}/{file}" => at(format!("user/{}/photo/x.png", self.member())),
            "user/categories" => at(path.to_owned()),
            "user/category/*" => at("user/category/0.csv".to_owned()),
            "user/new" => at(path.to_owned()).json(json!({"nom": self.name()})),
            "user/import" | "user/import/preview" => at(path.to_owned()).file(&format!("nom\n{}\n", self.name())),
            "user/imports" => at(path.to_owned()),
            _ if path.starts_with("user/categories/")
                || path.starts_with("user/searches")
                || path.starts_with("user/bulk") =>
            {
                self.of_many_members(route, path)
            }
            "user/duplicates" => at(path.to_owned()),
            "user/{id}/merge" => at(format!("user/{}/merge", self.member())).json(json!({"users": [self.member()]})),
            "user/{id}/category" => {
                at(format!("user/{}/category", self.member())).json(json!({"id_category": self.category()}))
            }
            "user/{id}/identities" => {
                let body = json!({"issuer": "https://id.example", "subject": self.name()});
                at(format!("user/{}/identities", self.member())).json(body)
            }
            "user/{id}/identities/{identity}" => {
                let member = self.member();
                let insert = "INSERT INTO ruche_identities (id_user, issuer, subject, login_hash, name_hash, created)";
                sql(
                    self.server,
                    &format!("{insert} VALUES ({member}, 'https://id.example', '{}', '', '', 0)", self.name()),
                );
                let max = "SELECT max(id) FROM ruche_identities";
                let id: i64 =
                    db::open_shared(&self.server.file()).unwrap().query_row(max, [], |row| row.get(0)).unwrap();
                at(format!("user/{member}/identities/{id}"))
            }
            "user/{id}/password" | "user/{id}/otp" | "user/{id}/pgp_key" => {
                let member = self.member();
                sql(
                    self.server,
                    &format!("UPDATE users SET password = 'x', otp_secret = 'x', pgp_key = 'x' WHERE id = {member}"),
                );
                at(path.replace("{id}", &member.to_string()))
            }
            _ if path.starts_with("user/imports/") => at(path.replace("{id}", &self.import())),
            _ if path.starts_with("services/subscriptions/import") => {
                at(path.to_owned()).file(&self.subscriptions_file())
            }
            _ if path.starts_with("services/") => self.of_activities(route, path),
            "user/{id}/addresses" => {
                at(format!("user/{}/addresses", self.member_with_address())).json(json!({"mailings": 0}))
            }
            "user/{id}/addresses/verify" => {
                let member = self.member_with_address();
                let hash = format!("(SELECT email_hash(email) FROM users WHERE id = {member})");
                sql(self.server, &format!("INSERT INTO emails (hash, invalid) VALUES ({hash}, 1)"));
                at(format!("user/{member}/addresses/verify"))
            }
            "user/{id}/message" => {
                let body = json!({"subject": self.name(), "body": "Bonjour"});
                at(format!("user/{}/message", self.member_with_address())).json(body)
            }
            "user/{id}/subscribe" => at(format!("user/{}/subscribe", self.member())).json(json!({"id_service": 900})),
            _ => at(path.replace("{id}", &self.member().to_string())).json(json!({"ville": self.name()})),
        }
    }

    fn member_with_address(&self) -> i64 {
        let number = self.next();
        let member = json!({"nom": format!("Exemple {number}"), "email": format!("exemple{number}@example.org")});
        self.posted("user/new", member)["id"].as_i64().unwrap()
    }

    fn of_mail(&self, route: &Route, path: &str) -> Sample {
        let at = |path: String| Sample::of(route, path);
        let number = self.next();
        let given_up = || {
            let job = "INSERT INTO ruche_jobs (kind, payload, created, due, attempts, given_up)";
            let moment = "'2026-03-01 10:00:00'";
            sql(self.server, &format!("{job} VALUES ('example', '{{\"n\":{number}}}', {moment}, 0, 9, {moment})"));
            value(self.server, "SELECT max(id) FROM ruche_jobs")
        };
        let uncertain = || {
            let mail = "INSERT INTO ruche_uncertain_mails (moment, reason, recipient, recipient_hash, subject, content, context)";
            let values = "'2026-03-01 10:00:00', 'crash', 'a@example.org', email_hash('a@example.org'), 'x', 'x', 1";
            sql(self.server, &format!("{mail} VALUES ({values})"));
            value(self.server, "SELECT max(id) FROM ruche_uncertain_mails")
        };
        match path {
            "jobs" | "mail/queue" | "mail/uncertain" => at(path.to_owned()),
            "jobs/retry" => {
                given_up();
                at(path.to_owned())
            }
            "mail/bounce" => {
                let address = format!("rebond{number}@example.org");
                sql(self.server, &format!("INSERT INTO emails (hash) VALUES (email_hash('{address}'))"));
                let report = format!("Final-Recipient: rfc822; {address}\nAction: failed\nStatus: 5.1.1\n");
                at(path.to_owned()).bytes(report)
            }
            "mail/test" => at(path.to_owned()).json(json!({"address": format!("essai{number}@example.org")})),
            _ if path.starts_with("jobs/") => at(path.replace("{id}", &given_up().to_string())),
            _ => at(path.replace("{id}", &uncertain().to_string())),
        }
    }

    fn of_mailings(&self, route: &Route, path: &str) -> Sample {
        let subject = format!("Les nouvelles {}", self.next());
        let mailing = json!({"subject": subject, "body": "Bonjour {{$nom}}", "users": [self.member_with_address()]});
        if path == "mailings" {
            return Sample::of(route, path).json(mailing);
        }
        let id = self.posted("mailings", mailing)["id"].clone();
        let recipient =
            self.server.get(&format!("/api/mailings/{id}/recipients")).json()["recipients"][0]["id"].clone();
        let path = path.replace("{id}", &id.to_string()).replace("{recipient}", &recipient.to_string());
        let body = if path.ends_with("/send") { json!({}) } else { json!({"body": self.name()}) };
        Sample::of(route, path).json(body)
    }

    /// A category without members.
    fn category(&self) -> i64 {
        self.posted("user/categories/new", json!({"name": self.name()}))["id"].as_i64().unwrap()
    }

    /// A saved search of members, or of entries.
    fn search(&self, area: &str) -> i64 {
        let body = json!({"label": self.name(), "content": {"groups": []}});
        self.posted(&format!("{area}/searches"), body)["id"].as_i64().unwrap()
    }

    fn of_many_members(&self, route: &Route, path: &str) -> Sample {
        let at = |path: String| Sample::of(route, path);
        match path {
            "user/categories/new" => at(path.to_owned()).json(json!({"name": self.name()})),
            "user/categories/choosable" => at(path.to_owned()),
            "user/categories/{id}/members" => {
                at(path.replace("{id}", &self.category().to_string())).json(json!({"users": [self.member()]}))
            }
            "user/categories/{id}" => {
                at(path.replace("{id}", &self.category().to_string())).json(json!({"name": self.name()}))
            }
            "user/bulk" | "user/bulk/preview" => {
                let body = json!({"users": [self.member()], "field": "ville", "value": self.name()});
                at(path.to_owned()).json(body)
            }
            _ => self.of_searches(route, path),
        }
    }

    fn of_searches(&self, route: &Route, path: &str) -> Sample {
        let area = path.split('/').next().unwrap();
        let path =
            if path.contains("{id}") { path.replace("{id}", &self.search(area).to_string()) } else { path.to_owned() };
        Sample::of(route, path).json(json!({"label": self.name(), "content": {"groups": []}}))
    }

    /// A fee of 10,00 whose payments go to account 756 in year 1; the activity and the fee.
    fn fee(&self) -> (i64, i64) {
        let id = |value: Value| value["id"].as_i64().unwrap();
        let activity = id(self.posted("services/activities", json!({"label": self.name(), "duration": 30})));
        let account = value(self.server, "SELECT id FROM acc_accounts WHERE code = '756' AND id_chart = 1");
        let fee = json!({"label": self.name(), "amount": "10", "id_account": account, "id_year": 1});
        (activity, id(self.posted(&format!("services/activities/{activity}/fees"), fee)))
    }

    fn reminder(&self) -> i64 {
        let path = format!("services/activities/{}/reminders", self.fee().0);
        let body = json!({"delay": 1, "subject": self.name(), "body": "Bonjour"});
        self.posted(&path, body)["id"].as_i64().unwrap()
    }

    fn of_activities(&self, route: &Route, path: &str) -> Sample {
        let at = |path: String| Sample::of(route, path);
        let (activity, fee) = self.fee();
        let subscribed = || {
            let body = json!({"id_service": activity, "id_fee": fee, "date": "2026-02-01"});
            self.posted(&format!("user/{}/subscribe", self.member()), body)["id"].as_i64().unwrap()
        };
        let of = |id: i64| path.replace("{id}", &id.to_string());
        match path {
            "services/activities" => at(path.to_owned()).json(json!({"label": self.name()})),
            "services/activities/{id}" | "services/activities/{id}/fees" => {
                at(of(activity)).json(json!({"label": self.name()}))
            }
            "services/activities/{id}/reminders" => {
                at(of(activity)).json(json!({"delay": -5, "subject": self.name(), "body": "Bonjour"}))
            }
            "services/fees/{id}" => at(of(fee)).json(json!({"label": self.name()})),
            "services/activities/{id}/subscriptions" => at(of(activity)),
            "services/fees/{id}/subscriptions" => at(of(fee)),
            "services/subscriptions" => {
                at(path.to_owned()).json(json!({"users": [self.member()], "id_service": activity, "id_fee": fee}))
            }
            "services/subscriptions/{id}" => at(of(subscribed())).json(json!({"paid": true})),
            "services/subscriptions/{id}/payment" => {
                at(of(subscribed())).json(json!({"amount": "5", "account": "512A"}))
            }
            "services/subscriptions/{id}/transactions" => {
                let (id, entry) = (subscribed(), self.entry("REVENUE", "512A", "756")["id"].clone());
                if route.method == Method::Delete {
                    self.posted(&format!("services/subscriptions/{id}/transactions"), json!({"id_transaction": entry}));
                    return at(format!("{}?id_transaction={entry}", of(id)));
                }
                at(of(id)).json(json!({"id_transaction": entry}))
            }
            "services/reminders/due" => at(path.to_owned()),
            "services/reminders/send" => {
                let body = json!({"id_service": activity, "id_fee": fee, "date": "2026-01-01"});
                self.posted(&format!("user/{}/subscribe", self.member_with_address()), body);
                let reminder = json!({"delay": 1, "subject": self.name(), "body": "Bonjour"});
                self.posted(&format!("services/activities/{activity}/reminders"), reminder);
                at(path.to_owned())
            }
            _ => at(of(self.reminder())).json(json!({"subject": self.name()})),
        }
    }

    fn of_web(&self, route: &Route, path: &str) -> Sample {
        let at = |path: String| Sample::of(route, path);
        let page = self.page();
        let method = route.method.name();
        let with_file = || {
            self.put(&format!("web/{page}/plan.txt"), "un");
            page.clone()
        };
        match path {
            "web" => at(path.to_owned()).json(json!({"title": self.name()})),
            "web/list/*" => at("web/list".to_owned()),
            "web/page/*" | "web/html/*" => at(path.replace('*', &page)),
            "web/attachment/*" => at(format!("web/attachment/{}/plan.txt", with_file())),
            "web/{uri}/{file}" if method != "PUT" => at(format!("web/{}/plan.txt", with_file())),
            "web/{uri}" if method == "POST" => at(format!("web/{page}")).json(json!({"title": self.name()})),
            _ => at(path.replace("{uri}", &page).replace("{file}", "plan.txt")).bytes("deux"),
        }
    }

    fn of_files(&self, route: &Route, path: &str) -> Sample {
        let at = |path: String| Sample::of(route, path);
        let document = self.document();
        let to = format!("documents/autre-{}", self.next());
        let trashed = || {
            let gone = self.server.request("DELETE", &format!("/api/files/{document}")).key("admin").send().json();
            gone["trash"].as_str().unwrap().to_owned()
        };
        match path {
            "files/search" => at("files/search?q=exemple".to_owned()),
            "files/trash" => {
                trashed();
                at(path.to_owned())
            }
            "files/trash/restore" => at(path.to_owned()).json(json!({"path": trashed()})),
            "files/versions/restore" => {
                self.put(&format!("files/{document}"), "deux");
                let versions = self.server.get(&format!("/api/files/{document}?versions")).json();
                at(path.to_owned()).json(json!({"path": versions[0]["path"]}))
            }
            "files/folder" => at(path.to_owned()).json(json!({"path": to})),
            "files/move" | "files/copy" => at(path.to_owned()).json(json!({"from": document, "to": to})),
            "files/*" => at(format!("files/{document}")).bytes("deux"),
            _ => panic!("{path}: make a sample of it here"),
        }
    }
}

impl Samples<'_> {
    fn of_accounting(&self, route: &Route, path: &str) -> Sample {
        let at = |path: String| Sample::of(route, path);
        let post = route.method.name() == "POST";
        match path {
            "accounting/entries" | "accounting/debts" => at(path.to_owned()),
            _ if path.starts_with("accounting/searches") => self.of_searches(route, path),
            "accounting/transaction" => at(path.to_owned()).json(json!({
                "id_year": 1, "type": "EXPENSE", "label": self.name(), "date": "2026-02-01", "amount": "10",
                "debit": "606", "credit": "512A",
            })),
            _ if path.starts_with("accounting/transaction/{id}") => self.of_entry(route, path),
            _ if path.starts_with("accounting/imports") => {
                let made = self.put("accounting/years/1/import", &self.entries_file()).header("x-import").to_owned();
                at(path.replace("{id}", &made))
            }
            "accounting/letters/{id}" => {
                let letter = self.posted("accounting/years/1/letters", json!({"lines": self.settled_lines()}));
                at(format!("accounting/letters/{}", letter["id"]))
            }
            "accounting/charts" => at(path.to_owned()).json(json!({"label": self.name(), "country": "FR"})),
            "accounting/charts/import" => at(format!("{path}?label=x&country=CH"))
                .file("code,label,description,position,bookmark\n1020,Banque,,Actif,x\n"),
            "accounting/charts/shipped" => at(path.to_owned()),
            "accounting/charts/*" => at("accounting/charts/nope".to_owned()),
            "accounting/charts/{id}/update" => {
                sql(self.server, "UPDATE acc_accounts SET label = 'x' WHERE id_chart = 1 AND code = '530'");
                at("accounting/charts/1/update".to_owned())
            }
            "accounting/charts/{id}/accounts" if post => {
                let code = format!("606Y{}", self.next());
                at("accounting/charts/1/accounts".to_owned()).json(json!({"code": code, "label": code}))
            }
            _ if path.starts_with("accounting/charts/{id}") => {
                let path = path.replace("{id}", &self.chart().to_string()).replace("{format}", "csv");
                at(path).json(json!({"label": self.name()}))
            }
            "accounting/accounts/{id}" => {
                at(format!("accounting/accounts/{}", self.account())).json(json!({"description": self.name()}))
            }
            "accounting/projects" => at(path.to_owned()).json(json!({"label": self.name()})),
            "accounting/projects/{id}" => {
                at(format!("accounting/projects/{}", self.project())).json(json!({"label": self.name()}))
            }
            _ if path.starts_with("accounting/years") => self.of_year(route, path),
            _ => panic!("{path}: make a sample of it here"),
        }
    }

    fn of_entry(&self, route: &Route, path: &str) -> Sample {
        let entry = self.entry("EXPENSE", "606", "512A")["id"].clone();
        let at = Sample::of(route, path.replace("{id}", &entry.to_string()));
        let entries = || json!([self.entry("EXPENSE", "606", "512A")["id"]]);
        let linked = |part: &str, body: Value| {
            self.posted(&format!("accounting/transaction/{entry}/{part}"), body);
        };
        match (route.method.name(), path.rsplit('/').next().unwrap()) {
            ("POST", "users") => at.json(json!({"users": [self.member()]})),
            ("POST", "transactions") => at.json(json!({"transactions": entries()})),
            ("POST", "subscriptions") => at.json(json!({"subscriptions": [self.subscription()]})),
            ("DELETE", "users") => {
                linked("users", json!({"users": [self.member()]}));
                at
            }
            ("DELETE", "transactions") => {
                linked("transactions", json!({"transactions": entries()}));
                at
            }
            ("DELETE", "subscriptions") => {
                linked("subscriptions", json!({"subscriptions": [self.subscription()]}));
                at
            }
            _ => at.json(json!({"label": self.name(), "amount": "11"})),
        }
    }

    fn subscription(&self) -> Value {
        self.posted(&format!("user/{}/subscribe", self.member()), json!({"id_service": 900}))["id"].clone()
    }

    /// Two lines of a third party that settle each other.
    fn settled_lines(&self) -> [i64; 2] {
        let debt = self.entry("DEBT", "606", "401");
        let wanted = json!({"transactions": [debt["id"]], "account": "512A", "date": "2026-02-10"});
        [line(&debt, "401"), line(&self.posted("accounting/years/1/settlements", wanted), "401")]
    }

    fn of_year(&self, route: &Route, path: &str) -> Sample {
        let post = route.method.name() == "POST";
        let at = |year: i64| {
            let path = path.replace("{year}", &year.to_string()).replace("{id}", &year.to_string());
            Sample::of(route, path.replace("{format}", "csv").replace("{account}", "512A"))
        };
        let name = path.rsplit("}/").next().unwrap();
        match name {
            "accounting/years" => {
                let year = self.days();
                let days = (format!("{year}-01-01"), format!("{year}-12-31"));
                at(1).json(json!({"label": self.name(), "start_date": days.0, "end_date": days.1}))
            }
            "accounting/years/*" => Sample::of(route, "accounting/years/nope"),
            "account/journal" => Sample::of(route, "accounting/years/1/account/journal?code=512A"),
            "import" | "import/preview" => at(1).file(&self.entries_file()),
            "settlements" => {
                let debt = self.entry("DEBT", "606", "401");
                at(1).json(json!({"transactions": [debt["id"]], "account": "512A", "date": "2026-02-10"}))
            }
            "letters" => at(1).json(json!({"lines": self.settled_lines()})),
            "deposits" if post => {
                let cheque = self.entry("REVENUE", "5112", "756");
                at(1).json(json!({"lines": [line(&cheque, "5112")], "account": "512A", "date": "2026-02-10"}))
            }
            "deposits" => Sample::of(route, "accounting/years/1/deposits?account=5112"),
            "statements" => Sample::of(route, "accounting/years/1/statements?account=512A")
                .file("Date;Libellé;Montant\n02/02/2026;CIRE;-42,50\n"),
            "reconcile" => at(1).json(json!({"reconciled": [line(&self.entry("EXPENSE", "606", "512A"), "512A")]})),
            "unlock" => {
                let year = self.year();
                self.posted(&format!("accounting/years/{year}/lock"), json!({}));
                at(year)
            }
            "reopen" => {
                let year = self.year();
                self.posted(&format!("accounting/years/{year}/close"), json!({"force": 1}));
                at(year)
            }
            "open-balance" if post => {
                self.entry("EXPENSE", "606", "512A");
                at(self.year()).json(json!({"from": 1}))
            }
            "open-balance" => Sample::of(route, format!("accounting/years/{}/open-balance?from=1", self.year())),
            "open-account" => at(self.year()).json(json!({"account": "512A", "amount": "10"})),
            "split" => {
                let days = self.days();
                let (year, to_year) = (self.year_of(days), self.year_of(days));
                let entry = json!({"id_year": year, "type": "EXPENSE", "label": self.name(), "date": format!("{days}-02-01"),
                                   "amount": "10", "debit": "606", "credit": "512A"});
                self.posted("accounting/transaction", entry);
                at(year).json(json!({"to_year": to_year}))
            }
            "budget" if post => at(self.year()).json(json!({"accounts": {"606": "50"}})),
            "close" => at(self.year()).json(json!({"force": 1})),
            "lock" | "budget" => at(self.year()),
            "accounting/years/{id}" => at(self.year()).json(json!({"label": self.name()})),
            _ => {
                assert!(route.access.verb == Verb::Read, "{path}: make a sample of it here");
                at(1)
            }
        }
    }
}

/// The identifier of the line of an entry on an account.
fn line(entry: &Value, code: &str) -> i64 {
    let lines = entry["lines"].as_object().map(|lines| lines.values().cloned().collect::<Vec<_>>());
    let lines = lines.or_else(|| entry["lines"].as_array().cloned()).unwrap();
    lines.iter().find(|line| line["account_code"] == code).unwrap()["id"].as_i64().unwrap()
}

/// Changes the file beside the server.
fn sql(server: &Server, statement: &str) {
    db::open_shared(&server.file()).unwrap().execute_batch(statement).unwrap();
}

fn value(server: &Server, query: &str) -> i64 {
    db::open_shared(&server.file()).unwrap().query_row(query, [], |row| row.get(0)).unwrap()
}

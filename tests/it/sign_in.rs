//! Members who sign in: password, second factor, browsers, tokens, and what ends them (threats.md 1–9; people.md 1, 2, 6).

mod browsers;
mod ends;
mod guesses;
mod letters;
mod own_record;
mod rows;
mod second_factors;

use serde_json::{Value, json};

use crate::support::{Answer, Request, Server};
use ruche::db;

pub const PASSWORD: &str = "cheval agrafe pile";
pub const CATEGORY: i64 = 60;

/// A server with a member `ada@example.org` whose category may read members and write the books.
pub struct Club {
    pub server: Server,
    pub member: i64,
}

impl Club {
    pub fn new() -> Self {
        Self::on(Server::start())
    }

    pub fn on(server: Server) -> Self {
        let file = db::open_shared(&server.file()).unwrap();
        file.execute_batch(&format!(
            "INSERT INTO users_categories (id, name, perm_connect, perm_users, perm_accounting, perm_web) VALUES ({CATEGORY}, 'Bureau', 1, 1, 2, 0)"
        ))
        .unwrap();
        let body =
            json!({"nom": "Ada Martin", "email": "ada@example.org", "password": PASSWORD, "force_duplicate": true});
        let answer = server.post_json("/api/user/new", &body);
        let member = answer.json()["id"].as_i64().unwrap_or_else(|| panic!("{}", answer.text()));
        let club = Club { server, member };
        club.sql(&format!("UPDATE users SET id_category = {CATEGORY} WHERE id = {member}"));
        club
    }

    /// What another program does to the file.
    pub fn sql(&self, statement: &str) {
        db::open_shared(&self.server.file()).unwrap().execute_batch(statement).unwrap();
    }

    pub fn value<T: rusqlite::types::FromSql>(&self, question: &str) -> T {
        db::open_shared(&self.server.file()).unwrap().query_row(question, [], |row| row.get(0)).unwrap()
    }

    pub fn post(&self, path: &str, body: Value) -> Answer {
        self.request("POST", path).body("application/json", body.to_string()).send()
    }

    pub fn request<'a>(&'a self, method: &'a str, path: &'a str) -> Request<'a> {
        self.server.request(method, path)
    }

    pub fn login(&self, more: Value) -> Answer {
        let mut body = json!({"login": "ada@example.org", "password": PASSWORD});
        body.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap_or_default());
        self.post("/api/auth/login", body)
    }

    /// An access token.
    pub fn token(&self) -> String {
        let answer = self.login(json!({}));
        answer.json()["accessToken"].as_str().unwrap_or_else(|| panic!("{}", answer.text())).to_owned()
    }

    /// Asks with a token.
    pub fn ask(&self, token: &str, method: &str, path: &str, body: Value) -> Answer {
        let request = self.server.request(method, path).header("authorization", format!("Bearer {token}"));
        if method == "POST" { request.body("application/json", body.to_string()).send() } else { request.send() }
    }

    pub fn status(&self, token: &str) -> u16 {
        self.ask(token, "GET", "/api/auth/authenticated", json!({})).status
    }
}

#[test]
fn a_member_signs_in_and_has_the_rights_of_the_category() {
    let club = Club::new();
    let signed_in = club.login(json!({})).json();
    assert_eq!((&signed_in["tokenType"], &signed_in["expiresIn"]), (&json!("bearer"), &json!("900s")));
    assert_eq!((&signed_in["id_user"], &signed_in["needsSecondFactor"]), (&json!(club.member), &json!(false)));
    let token = signed_in["accessToken"].as_str().unwrap();
    let me = club.ask(token, "GET", "/api/auth/authenticated", json!({})).json();
    assert_eq!(
        (&me["kind"], &me["name"], &me["id_user"]),
        (&json!("member"), &json!("ada@example.org"), &json!(club.member))
    );
    assert_eq!(
        (&me["rights"]["users"], &me["rights"]["accounting"], &me["rights"]["web"]),
        (&json!("read"), &json!("write"), &json!("none"))
    );
    let status = |method: &str, path: &str| club.ask(token, method, path, json!({})).status;
    assert_eq!(status("GET", "/api/user/categories"), 200);
    assert_eq!(status("GET", "/api/web"), 403);
    assert_eq!(status("POST", &format!("/api/user/{}", club.member)), 403, "the category only reads members");
    let entry = json!({"id_year": "current", "type": "EXPENSE", "label": "Cire", "date": "2026-03-01", "amount": "1",
        "debit": "606", "credit": "512A"});
    let created = club.ask(token, "POST", "/api/accounting/transaction", entry);
    assert_eq!(created.status, 200, "{}", created.text());
    let creator = "SELECT id_creator FROM acc_transactions ORDER BY id DESC LIMIT 1";
    assert_eq!(club.value::<i64>(creator), club.member);
    let signed_in_at = format!("SELECT date_login FROM users WHERE id = {}", club.member);
    assert_eq!(club.value::<String>(&signed_in_at), "2026-03-01 10:00:00");
    assert_eq!(club.value::<i64>("SELECT count(*) FROM logs WHERE type = 2"), 1);
}

#[test]
fn an_unknown_login_and_a_wrong_password_are_told_the_same_thing_and_written_down() {
    let club = Club::new();
    let try_with =
        |login: &str, password: &str| club.post("/api/auth/login", json!({"login": login, "password": password}));
    let (wrong, unknown) = (try_with("ada@example.org", "nope"), try_with("eve@example.org", PASSWORD));
    assert_eq!((wrong.status, unknown.status), (403, 403));
    assert_eq!(wrong.body, unknown.body);
    club.sql(&format!("UPDATE users_categories SET perm_connect = 0 WHERE id = {CATEGORY}"));
    assert_eq!(try_with("ada@example.org", PASSWORD).body, wrong.body, "the category may not connect");
    assert_eq!(club.value::<i64>("SELECT count(*) FROM logs WHERE type = 1"), 3);
    assert_eq!(
        club.value::<i64>(&format!("SELECT count(*) FROM logs WHERE type = 1 AND id_user = {}", club.member)),
        1
    );
    for (body, field) in [(json!({"password": "x"}), "login"), (json!({"login": "x"}), "password")] {
        let answer = club.post("/api/auth/login", body);
        assert_eq!(answer.status, 400);
        assert!(answer.text().contains(field), "{}", answer.text());
    }
}

#[test]
fn a_login_has_no_case_and_an_address_of_one_member_alone_will_do() {
    let club = Club::new();
    let status = |login: &str| club.post("/api/auth/login", json!({"login": login, "password": PASSWORD})).status;
    assert_eq!(status("  ADA@example.org "), 200);
    // The login is the number from now on, and the address only an address.
    club.sql(
        "UPDATE config_users_fields SET system = system & ~4 WHERE system & 4;
         UPDATE config_users_fields SET system = system | 4 WHERE system & 8;
         DROP INDEX users_id_field;",
    );
    assert_eq!(status("ada@example.org"), 200, "her address");
    club.sql(
        "INSERT INTO users (nom, numero, email, password, id_category)
         SELECT 'Eve', 900, email, password, id_category FROM users WHERE email = 'ada@example.org'",
    );
    assert_eq!(status("ada@example.org"), 403, "an address of two members is nobody's");
}

#[test]
fn a_session_ends_when_its_password_second_factor_category_or_member_changes() {
    for change in [
        "UPDATE users SET password = 'another' WHERE id = {id}".to_owned(),
        "UPDATE users SET password = NULL WHERE id = {id}".to_owned(),
        "UPDATE users SET otp_secret = 'JBSWY3DPEHPK3PXP' WHERE id = {id}".to_owned(),
        format!("UPDATE users_categories SET perm_connect = 0 WHERE id = {CATEGORY}"),
        "DELETE FROM users WHERE id = {id}".to_owned(),
    ] {
        let club = Club::new();
        let (token, other) = (club.token(), club.token());
        assert_eq!((club.status(&token), club.status(&other)), (200, 200));
        club.sql(&change.replace("{id}", &club.member.to_string()));
        assert_eq!((club.status(&token), club.status(&other)), (401, 401), "{change}");
    }
    let club = Club::new();
    let token = club.token();
    club.sql(&format!("UPDATE users_categories SET perm_users = 0 WHERE id = {CATEGORY}"));
    assert_eq!(club.ask(&token, "GET", "/api/user/categories", json!({})).status, 403, "rights are read anew");
}

#[test]
fn a_refresh_token_works_once_and_its_second_use_ends_the_session() {
    let club = Club::new();
    let first = club.login(json!({})).json();
    let refresh = |token: &Value| club.post("/api/auth/refresh-token", json!({"refreshToken": token}));
    let second = refresh(&first["refreshToken"]);
    assert_eq!(second.status, 200, "{}", second.text());
    let second = second.json();
    let status = |tokens: &Value| club.status(tokens["accessToken"].as_str().unwrap());
    assert_eq!((status(&first), status(&second)), (401, 200), "the old access token goes with its refresh token");
    assert_eq!(club.status(second["refreshToken"].as_str().unwrap()), 401, "it opens nothing by itself");
    let stolen = refresh(&first["refreshToken"]);
    assert_eq!((stolen.status, status(&second)), (403, 401));
    assert_eq!(refresh(&second["refreshToken"]).status, 403);
    let third = club.login(json!({})).json();
    club.sql("UPDATE ruche_session_tokens SET expires = 0 WHERE kind = 'access'");
    assert_eq!(status(&third), 401);
    assert_eq!(refresh(&third["refreshToken"]).status, 200);
    club.sql("UPDATE ruche_session_tokens SET expires = 0");
    assert_eq!(refresh(&third["refreshToken"]).status, 403);
}

#[test]
fn a_member_sees_and_ends_their_own_sessions_only() {
    let club = Club::new();
    let (here, there) = (club.token(), club.token());
    let list = club.ask(&here, "GET", "/api/auth/sessions", json!({})).json();
    let current = |session: &Value| session["current"] == true;
    let list = list.as_array().unwrap().clone();
    assert_eq!((list.len(), list.iter().filter(|s| current(s)).count()), (2, 1));
    let other = list.iter().find(|session| !current(session)).unwrap()["id"].as_i64().unwrap();
    club.sql(&format!(
        "INSERT INTO ruche_sessions SELECT 99, id_user + 1, kind, login, fingerprint, created, last_seen, expires, NULL, NULL, NULL
         FROM ruche_sessions WHERE id = {other}"
    ));
    assert_eq!(club.ask(&here, "DELETE", "/api/auth/sessions/99", json!({})).status, 404);
    assert_eq!(club.ask(&here, "DELETE", &format!("/api/auth/sessions/{other}"), json!({})).status, 200);
    assert_eq!((club.status(&here), club.status(&there)), (200, 401));
    let third = club.token();
    assert_eq!(club.ask(&third, "DELETE", "/api/auth/sessions", json!({})).status, 200);
    assert_eq!((club.status(&here), club.status(&third)), (401, 200));
    assert_eq!(club.ask(&third, "POST", "/api/auth/logout", json!({})).status, 200);
    assert_eq!(club.status(&third), 401);
    assert_eq!(club.server.request("GET", "/api/auth/sessions").key("admin").send().status, 403, "keys have none");
}

#[test]
fn a_changed_password_keeps_the_session_that_asked_and_ends_all_others() {
    let club = Club::new();
    let (here, there) = (club.token(), club.token());
    let new = "un autre mot de passe";
    let change = |current: &str, new: &str| {
        club.ask(&here, "POST", "/api/auth/change-password", json!({"current_password": current, "password": new}))
    };
    assert_eq!(change("faux", new).status, 403);
    assert_eq!(change(PASSWORD, "court").status, 400);
    let differ = json!({"current_password": PASSWORD, "password": new, "password_confirmed": "autre chose"});
    assert_eq!(club.ask(&here, "POST", "/api/auth/change-password", differ).status, 400);
    let changed = change(PASSWORD, new);
    assert_eq!(changed.status, 200, "{}", changed.text());
    assert_eq!((club.status(&here), club.status(&there)), (200, 401));
    assert_eq!(club.login(json!({})).status, 403);
    assert_eq!(club.login(json!({"password": new})).status, 200);
    let hash: String = club.value(&format!("SELECT password FROM users WHERE id = {}", club.member));
    assert!(hash.starts_with("$2y$10$"));
    assert_eq!(club.value::<i64>("SELECT count(*) FROM logs WHERE type = 4"), 1);
    let history: String = club.value("SELECT group_concat(changes) FROM ruche_history");
    assert!(!history.contains(&hash) && !history.contains(new));
}

#[test]
fn a_trusted_proxy_names_the_member_and_nobody_else_can() {
    let with = |proxies: &'static str| {
        Club::on(Server::start_with(|sources| {
            sources.with_flag("proxy_login_header", "X-Remote-User").with_flag("trusted_proxies", proxies)
        }))
    };
    let ask =
        |club: &Club, login: &str| club.request("GET", "/api/auth/authenticated").header("x-remote-user", login).send();
    let club = with("127.0.0.0/8");
    assert_eq!(ask(&club, "ada@example.org").json()["id_user"], json!(club.member));
    assert_eq!(ask(&club, "eve@example.org").status, 403);
    assert_eq!(ask(&club, " ").status, 401);
    let twice = club.request("GET", "/api/auth/authenticated").header("x-remote-user", "bureau@example.org");
    assert_eq!(twice.header("x-remote-user", "ada@example.org").send().status, 401, "one of them is the client's");
    let club = with("10.0.0.0/8");
    assert_eq!(ask(&club, "ada@example.org").status, 401);
    let club = Club::on(Server::start_with(|sources| sources.with_flag("trusted_proxies", "127.0.0.0/8")));
    assert_eq!(ask(&club, "ada@example.org").status, 401, "nobody asked for it");
}

#[test]
fn no_secret_of_a_session_can_be_read() {
    let club = Club::new();
    let signed_in = club.login(json!({})).json();
    let secrets = [&signed_in["accessToken"], &signed_in["refreshToken"]].map(|secret| secret.as_str().unwrap());
    for table in [
        "ruche_sessions",
        "ruche_session_tokens",
        "ruche_challenges",
        "ruche_used_codes",
        "ruche_code_guesses",
        "users_sessions",
    ] {
        assert_eq!(club.server.sql(&format!("SELECT * FROM {table}")).status, 400, "{table}");
    }
    let stored = std::fs::read(club.server.file()).unwrap();
    let wal = std::fs::read(format!("{}-wal", club.server.file().display())).unwrap_or_default();
    for secret in secrets {
        let is_in = |bytes: &[u8]| bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
        assert!(!is_in(&stored) && !is_in(&wal), "the file holds hashes only");
    }
    let copy = club.server.request("GET", "/api/download").key("read").send().body;
    let folder = tempfile::TempDir::new().unwrap();
    let path = folder.path().join("copy.sqlite");
    std::fs::write(&path, copy).unwrap();
    let count = "SELECT (SELECT count(*) FROM ruche_sessions) + (SELECT count(*) FROM ruche_session_tokens)";
    let left: i64 = db::open_shared(&path).unwrap().query_row(count, [], |row| row.get(0)).unwrap();
    assert_eq!(left, 0, "a copy below the administrators' level has no session");
}

//! The administration in a browser: who comes in, what each person sees, what forms carry (threats.md 1–16).

use scraper::{Html, Selector};
use serde_json::json;

use crate::sign_in::{CATEGORY, Club, PASSWORD};
use crate::support::{Answer, Server};
use ruche::{db, demo};

/// A browser of Ada's that is signed in: its cookie.
struct Browser<'a> {
    club: &'a Club,
    cookie: String,
}

fn form(fields: &[(&str, &str)]) -> String {
    let pairs = fields.iter().map(|(name, value)| {
        let value: String = value.bytes().map(|byte| format!("%{byte:02X}")).collect();
        format!("{name}={value}")
    });
    pairs.collect::<Vec<_>>().join("&")
}

const FORM: &str = "application/x-www-form-urlencoded";

fn location(answer: &Answer) -> String {
    answer.headers.get("location").map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default()
}

impl<'a> Browser<'a> {
    fn signed_in(club: &'a Club) -> Self {
        let body = form(&[("login", "ada@example.org"), ("password", PASSWORD)]);
        let answer = club.request("POST", "/admin/login").body(FORM, body).send();
        assert_eq!((answer.status, location(&answer).as_str()), (303, "/admin/"), "{}", answer.text());
        let line = answer.headers.get("set-cookie").unwrap().to_str().unwrap();
        Browser { club, cookie: line.split(';').next().unwrap().to_owned() }
    }

    fn get(&self, path: &str) -> Answer {
        self.club.request("GET", path).header("cookie", &self.cookie).send()
    }

    /// The hidden values of the first form of a page that has them.
    fn hidden(&self, path: &str) -> Vec<(String, String)> {
        let page = self.get(path).text();
        ["_form", "_once"]
            .iter()
            .map(|name| {
                let mark = format!("name=\"{name}\" value=\"");
                let value = page.split(&mark).nth(1).unwrap_or_else(|| panic!("{name} in {page}"));
                ((*name).to_owned(), value.split('"').next().unwrap().to_owned())
            })
            .collect()
    }

    fn send(&self, path: &str, hidden: &[(String, String)], fields: &[(&str, &str)]) -> Answer {
        let mut all: Vec<(&str, &str)> = hidden.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        all.extend(fields);
        self.club.request("POST", path).header("cookie", &self.cookie).body(FORM, form(&all)).send()
    }
}

fn writing(club: &Club) {
    club.sql(&format!("UPDATE users_categories SET perm_users = 2 WHERE id = {CATEGORY}"));
}

#[test]
fn who_is_not_signed_in_is_led_to_the_sign_in_page_and_from_there_back() {
    let club = Club::new();
    let asked = club.request("GET", "/admin/members?q=a").send();
    assert_eq!((asked.status, location(&asked)), (303, "/admin/login?next=%2Fadmin%2Fmembers%3Fq%3Da".to_owned()));
    let page = club.request("GET", &location(&asked)).send();
    assert_eq!(page.status, 200);
    assert!(page.text().contains(r#"name="next" value="/admin/members?q=a""#), "{}", page.text());
    let body = form(&[("login", "ada@example.org"), ("password", PASSWORD), ("next", "/admin/members?q=a")]);
    let entered = club.request("POST", "/admin/login").body(FORM, body).send();
    assert_eq!(location(&entered), "/admin/members?q=a");
    let elsewhere = form(&[("login", "ada@example.org"), ("password", PASSWORD), ("next", "//evil.example/")]);
    let entered = club.request("POST", "/admin/login").body(FORM, elsewhere).send();
    assert_eq!(location(&entered), "/admin/", "no other site is led to");
}

#[test]
fn a_wrong_password_is_said_on_the_form_which_keeps_the_login_alone() {
    let club = Club::new();
    let body = form(&[("login", "ada@example.org"), ("password", "nope nope")]);
    let answer = club.request("POST", "/admin/login").body(FORM, body).send();
    assert_eq!(answer.status, 422);
    assert!(answer.text().contains("ada@example.org") && !answer.text().contains("nope nope"), "{}", answer.text());
    assert!(answer.headers.get("set-cookie").is_none());
}

#[test]
fn a_person_sees_the_screens_of_the_category_and_no_others() {
    let club = Club::new();
    let browser = Browser::signed_in(&club);
    let home = browser.get("/admin/").text();
    assert!(home.contains("/admin/members") && home.contains("Ada Martin"), "{home}");
    assert_eq!(browser.get("/admin/members").status, 200);
    assert_eq!(browser.get("/admin/members/new").status, 403, "the category only reads members");
    let card = browser.get(&format!("/admin/members/{}", club.member)).text();
    assert!(!card.contains("/edit"), "{card}");
    club.sql(&format!("UPDATE users_categories SET perm_users = 0 WHERE id = {CATEGORY}"));
    assert_eq!(browser.get("/admin/members").status, 403);
    assert!(!browser.get("/admin/").text().contains("/admin/members"));
    assert_eq!(browser.get("/admin/nothing").status, 404);
}

#[test]
fn a_form_without_the_token_of_its_session_changes_nothing() {
    let club = Club::new();
    writing(&club);
    let browser = Browser::signed_in(&club);
    let path = format!("/admin/members/{}/edit", club.member);
    let hidden = browser.hidden(&path);
    assert_eq!(browser.send(&path, &[], &[("nom", "Eve")]).status, 403);
    let wrong = vec![("_form".to_owned(), "0".repeat(64))];
    assert_eq!(browser.send(&path, &wrong, &[("nom", "Eve")]).status, 403);
    let foreign = club
        .request("POST", &path)
        .header("cookie", &browser.cookie)
        .header("sec-fetch-site", "cross-site")
        .body(FORM, form(&[("_form", &hidden[0].1), ("nom", "Eve")]))
        .send();
    assert_eq!(foreign.status, 403);
    let name = format!("SELECT nom FROM users WHERE id = {}", club.member);
    assert_eq!(club.value::<String>(&name), "Ada Martin");
    let saved = browser.send(&path, &hidden, &[("nom", "Ada Duval")]);
    assert_eq!((saved.status, location(&saved)), (303, format!("/admin/members/{}?done=member-saved", club.member)));
    assert_eq!(club.value::<String>(&name), "Ada Duval");
}

#[test]
fn a_form_that_is_sent_twice_is_done_once() {
    let club = Club::new();
    writing(&club);
    let browser = Browser::signed_in(&club);
    let hidden = browser.hidden("/admin/members/new");
    let category: i64 = club.value("SELECT id FROM users_categories WHERE perm_config = 0 AND perm_users = 0 AND perm_accounting = 0 AND perm_connect <= 1 ORDER BY id LIMIT 1");
    let fields = [("nom", "Charles Babbage"), ("id_category", &category.to_string())];
    let (first, second) =
        (browser.send("/admin/members/new", &hidden, &fields), browser.send("/admin/members/new", &hidden, &fields));
    assert_eq!(first.status, 303, "{}", first.text());
    assert_eq!((second.status, location(&second)), (303, location(&first)));
    assert_eq!(club.value::<i64>("SELECT count(*) FROM users WHERE nom = 'Charles Babbage'"), 1);
}

#[test]
fn a_refused_form_says_why_at_the_field_and_keeps_what_was_typed() {
    let club = Club::new();
    writing(&club);
    let browser = Browser::signed_in(&club);
    let path = format!("/admin/members/{}/edit", club.member);
    let hidden = browser.hidden(&path);
    let refused = browser.send(&path, &hidden, &[("nom", "Ada <b>"), ("email", "not an address")]);
    let page = refused.text();
    assert_eq!(refused.status, 422);
    assert!(page.contains(r##"href="#f-email""##) && page.contains(r#"aria-invalid="true""#), "{page}");
    assert!(page.contains("not an address") && page.contains("Ada &#60;b&#62;"), "{page}");
}

#[test]
fn a_second_factor_is_asked_for_and_set_up_in_the_browser() {
    let club = Club::new();
    club.sql(&format!("UPDATE users_categories SET force_otp = 1 WHERE id = {CATEGORY}"));
    let browser = Browser::signed_in(&club);
    let led = browser.get("/admin/members");
    assert_eq!((led.status, location(&led).as_str()), (303, "/admin/me/second-factor"));
    let page = browser.get("/admin/me/second-factor");
    assert_eq!(page.status, 200);
    assert!(page.text().contains("<svg"), "a picture to scan");
    club.sql(&format!("UPDATE users SET otp_secret = 'JBSWY3DPEHPK3PXP' WHERE id = {}", club.member));
    let body = form(&[("login", "ada@example.org"), ("password", PASSWORD)]);
    let asked = club.request("POST", "/admin/login").body(FORM, body).send();
    assert_eq!(asked.status, 200);
    assert!(
        asked.headers.get("set-cookie").is_none() && asked.text().contains("name=\"challenge\""),
        "{}",
        asked.text()
    );
}

#[test]
fn leaving_ends_the_session_and_a_session_elsewhere_can_be_ended() {
    let club = Club::new();
    let (here, there) = (Browser::signed_in(&club), Browser::signed_in(&club));
    let hidden = here.hidden("/admin/me/sessions");
    assert_eq!(here.send("/admin/me/sessions/end", &hidden, &[]).status, 303);
    assert_eq!(location(&there.get("/admin/")), "/admin/login");
    let hidden = here.hidden("/admin/me");
    assert_eq!(here.send("/admin/logout", &hidden, &[]).status, 303);
    assert_eq!(location(&here.get("/admin/")), "/admin/login");
}

#[test]
fn pages_are_kept_by_nobody_and_run_nothing_but_our_script() {
    let club = Club::new();
    let browser = Browser::signed_in(&club);
    for path in ["/admin/", "/admin/members", "/admin/me", "/admin/nothing"] {
        let page = browser.get(path);
        let header =
            |name: &str| page.headers.get(name).map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default();
        assert_eq!(header("cache-control"), "private, no-store", "{path}");
        let policy = header("content-security-policy");
        assert!(policy.contains("default-src 'none'") && policy.contains("script-src 'self';"), "{path}: {policy}");
        assert!(!page.text().contains(" style=") && !page.text().contains(" onclick="), "{path}");
    }
}

#[test]
fn a_sentence_on_top_of_a_page_is_always_one_of_ours() {
    let club = Club::new();
    let browser = Browser::signed_in(&club);
    assert!(browser.get("/admin/me?done=password-changed").text().contains("class=\"flash\""));
    for done in ["<script>", "nothing", "../x", ""] {
        let body = json!({"done": done});
        let page = browser.get(&format!("/admin/me?{}", form(&[("done", body["done"].as_str().unwrap())])));
        assert_eq!(page.status, 200);
        assert!(!page.text().contains("class=\"flash\""), "{done}");
    }
}

/// A body of `multipart/form-data` with a file.
fn multipart(fields: &[(&str, &str)], file: &str) -> (String, String) {
    let mut body = String::new();
    for (name, value) in fields {
        body += &format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
    }
    body += &format!(
        "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"membres.csv\"\r\n\r\n{file}\r\n--b--\r\n"
    );
    ("multipart/form-data; boundary=b".to_owned(), body)
}

fn token_of(page: &str, name: &str) -> String {
    let mark = format!("name=\"{name}\" value=\"");
    page.split(&mark).nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_else(|| panic!("{page}")).to_owned()
}

#[test]
fn a_file_changes_nothing_before_its_changes_were_seen_and_is_undone_at_once() {
    let club = Club::new();
    club.sql(&format!("UPDATE users_categories SET perm_users = 9 WHERE id = {CATEGORY}"));
    let browser = Browser::signed_in(&club);
    let send = |token: &str, file: &str| {
        let (kind, body) = multipart(&[("_form", token), ("mode", "auto")], file);
        club.request("POST", "/admin/members/import").header("cookie", &browser.cookie).body(&kind, body).send()
    };
    let count = || club.value::<i64>("SELECT count(*) FROM users WHERE nom IN ('Grace Hopper', 'Alan Turing')");
    let file = "numero,nom\n900,Grace Hopper\n901,Alan Turing\n";
    assert_eq!(send("", file).status, 403, "a form of another session");
    let token = token_of(&browser.get("/admin/members/import").text(), "_form");
    let sent = send(&token, file);
    assert_eq!(sent.status, 303, "{}", sent.text());
    let address = location(&sent);
    let review = browser.get(&address).text();
    assert!(review.contains("Grace Hopper") && review.contains("Alan Turing"), "{review}");
    assert_eq!(count(), 0, "nothing yet");
    let path = address.split('?').next().unwrap();
    let hidden =
        vec![("_form".to_owned(), token_of(&review, "_form")), ("_once".to_owned(), token_of(&review, "_once"))];
    let done = browser.send(path, &hidden, &[("mode", "auto"), ("token", &token_of(&review, "token"))]);
    assert_eq!((done.status, count()), (303, 2), "{}", done.text());
    let page = browser.get(&location(&done)).text();
    let undo = page.split("action=\"/admin/imports/").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    let undone = browser.send(&format!("/admin/imports/{undo}"), &hidden[..1], &[]);
    assert_eq!((undone.status, count()), (303, 0), "{}", undone.text());
    let refused = send(&token, "numero,nom\n902,\n").status;
    assert_eq!(refused, 303, "what is wrong stands on the page of the file");
    assert_eq!(send(&token, "").status, 422);
}

#[test]
fn a_subscription_is_taken_and_paid_and_its_entry_is_in_the_books() {
    let club = Club::new();
    writing(&club);
    let browser = Browser::signed_in(&club);
    let year: i64 =
        club.value("SELECT id FROM acc_years WHERE status = 0 AND '2026-03-01' BETWEEN start_date AND end_date");
    let account: i64 = club.value(&format!(
        "SELECT a.id FROM acc_accounts a JOIN acc_years y ON y.id_chart = a.id_chart WHERE y.id = {year} AND a.code = '756'"
    ));
    let activity =
        club.server.post_json("/api/services/activities", &json!({"label": "Adhésion", "duration": 365})).json();
    let fees = format!("/api/services/activities/{}/fees", activity["id"]);
    let body = json!({"label": "Normal", "amount": "25", "id_account": account, "id_year": year});
    let fee = club.server.post_json(&fees, &body).json()["id"].as_i64().unwrap();
    let service: i64 = club.value(&format!("SELECT id_service FROM services_fees WHERE id = {fee}"));
    let path = format!("/admin/members/{}/subscribe", club.member);
    let hidden = browser.hidden(&path);
    let taken = browser.send(&path, &hidden, &[("offer", &format!("{service}-{fee}")), ("date", "2026-03-01")]);
    assert_eq!(taken.status, 303, "{}", taken.text());
    let payment = location(&taken);
    assert!(payment.starts_with("/admin/subscriptions/"), "{payment}");
    let page = browser.get(&payment).text();
    let account = page.split("<option value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap().to_owned();
    let amount = token_of(&page, "amount");
    let hidden = browser.hidden(&payment);
    let path = payment.split('?').next().unwrap();
    let paid = browser.send(path, &hidden, &[("amount", &amount), ("account", &account), ("date", "2026-03-01")]);
    assert_eq!(
        (paid.status, location(&paid)),
        (303, format!("/admin/members/{}?done=paid", club.member)),
        "{}",
        paid.text()
    );
    let linked = format!("SELECT count(*) FROM acc_transactions_users WHERE id_user = {}", club.member);
    assert_eq!(club.value::<i64>(&linked), 1);
}

#[test]
fn a_box_that_is_not_ticked_any_more_is_stored_as_such() {
    let club = Club::new();
    writing(&club);
    let browser = Browser::signed_in(&club);
    let field: String = club
        .value("SELECT name FROM config_users_fields WHERE type = 'checkbox' AND management_access_level <= 2 LIMIT 1");
    let stored = || club.value::<i64>(&format!("SELECT {field} FROM users WHERE id = {}", club.member));
    let path = format!("/admin/members/{}/edit", club.member);
    for (ticked, expected) in [(true, 1), (false, 0)] {
        let hidden = browser.hidden(&path);
        let not_ticked = format!("<input type=\"hidden\" name=\"{field}\" value=\"0\">");
        assert!(browser.get(&path).text().contains(&not_ticked), "what a browser sends for a box that is not ticked");
        let mut sent = vec![("nom", "Ada Martin"), (field.as_str(), "0")];
        sent.extend(ticked.then_some((field.as_str(), "1")));
        let saved = browser.send(&path, &hidden, &sent);
        assert_eq!((saved.status, stored()), (303, expected), "{}", saved.text());
    }
}

/// What a browser sends for the form of a page when nobody touches it.
fn untouched(page: &str) -> Vec<(String, String)> {
    let html = Html::parse_document(page);
    let controls = Selector::parse("form.sheet input, form.sheet select, form.sheet textarea").unwrap();
    let chosen = Selector::parse("option[selected]").unwrap();
    let first = Selector::parse("option").unwrap();
    let mut pairs = Vec::new();
    for control in html.select(&controls) {
        let name = control.attr("name").unwrap().to_owned();
        let value = match control.value().name() {
            "select" => {
                let option = control.select(&chosen).next().or_else(|| control.select(&first).next());
                option.and_then(|option| option.attr("value")).unwrap_or_default().to_owned()
            }
            "textarea" => control.text().collect(),
            _ if control.attr("type") == Some("checkbox") && control.attr("checked").is_none() => continue,
            _ => control.attr("value").unwrap_or_default().to_owned(),
        };
        pairs.push((name, value));
    }
    pairs
}

#[test]
fn a_record_that_is_saved_untouched_stays_as_it_is() {
    // The demonstration has fields of every kind, and values in them.
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("demo.sqlite");
    demo::create(&file, "2026-03-01T10:00:00".parse().unwrap()).unwrap();
    let hash = bcrypt::hash("admin-secret", 4).unwrap();
    let key = "INSERT INTO api_credentials (label, key, secret, access_level) VALUES ('Tests', 'admin', ?1, 9)";
    db::open_shared(&file).unwrap().execute(key, [hash]).unwrap();
    let club = Club::on(Server::start_on(folder, &file, |sources| sources));
    club.sql(&format!("UPDATE users_categories SET perm_users = 9 WHERE id = {CATEGORY}"));
    let browser = Browser::signed_in(&club);
    let columns: String = club.value(
        "SELECT group_concat('quote(\"' || name || '\")', ' || ') FROM pragma_table_info('users')
         WHERE name NOT IN ('date_updated', 'date_login')",
    );
    let ids: String = club.value(
        "SELECT group_concat(u.id) FROM users u JOIN users_categories c ON c.id = u.id_category
         WHERE c.perm_config = 0 AND c.perm_users <= 9",
    );
    for id in ids.split(',') {
        let record = || club.value::<String>(&format!("SELECT {columns} FROM users WHERE id = {id}"));
        let before = record();
        let path = format!("/admin/members/{id}/edit");
        let pairs = untouched(&browser.get(&path).text());
        let saved = browser.send(&path, &pairs, &[]);
        assert_eq!(saved.status, 303, "{id}: {}", saved.text());
        assert_eq!(record(), before, "member {id}");
    }
}

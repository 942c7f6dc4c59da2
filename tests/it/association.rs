//! What the association says of itself, over HTTP.

use serde_json::json;

use crate::support::Server;

#[test]
fn settings_are_read_and_those_that_are_named_change() {
    let server = Server::start();
    assert_eq!(server.get("/api/association").json()["site_disabled"], "1");
    let changed = server.post_json("/api/association", &json!({"site_disabled": 0, "color1": "#9c4f15"})).json();
    assert_eq!((&changed["site_disabled"], &changed["color1"]), (&json!("0"), &json!("#9c4f15")));
    let refused = server.post_json("/api/association", &json!({"org_phone": "123", "color1": "red"}));
    assert_eq!((refused.status, &refused.json()["fields"][0]["field"]), (400, &json!("color1")));
    let now = server.get("/api/association").json();
    assert_eq!((&now["org_phone"], &now["color1"]), (&json!(null), &json!("#9c4f15")), "nothing is half-written");
}

#[test]
fn a_change_of_settings_is_seen_on_the_site_at_once() {
    let server = Server::start();
    assert_eq!(server.request("GET", "/atom.xml").send().status, 404);
    server.post_json("/api/association", &json!({"site_disabled": "0"}));
    assert_eq!(server.request("GET", "/atom.xml").send().status, 200);
}

#[test]
fn a_value_that_is_not_accepted_is_refused_with_what_is_and_nothing_changes() {
    let server = Server::start();
    let before = server.get("/api/association").json();
    for (name, value, accepted) in [
        ("timezone", "Paris", "Europe/Paris"),
        ("country", "XX", "ISO 3166-1"),
        ("currency", "euro", "ISO 4217"),
        ("org_email", "xx", "@"),
    ] {
        let refused = server.post_json("/api/association", &json!({"org_phone": "1", name: value}));
        assert_eq!((refused.status, &refused.json()["fields"][0]["field"]), (400, &json!(name)));
        assert!(refused.error().contains(accepted), "{}", refused.error());
    }
    assert_eq!(server.get("/api/association").json(), before);
}

#[test]
fn a_new_time_zone_is_that_of_the_clock_at_once() {
    let server = Server::start();
    assert_eq!(server.app.clock.local_now_text(), "2026-03-01 10:00:00");
    server.post_json("/api/association", &json!({"timezone": "Indian/Reunion"}));
    assert_eq!(server.app.clock.local_now_text(), "2026-03-01 13:00:00");
}

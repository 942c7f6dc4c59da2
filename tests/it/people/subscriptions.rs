//! Changes of subscriptions that are refused (people.md 7).

use serde_json::json;

use crate::support::Server;

#[test]
fn an_activity_that_does_not_exist_is_refused_whatever_else_the_change_gives() {
    let server = Server::start();
    let activity = server.post_json("/api/services/activities", &json!({"label": "Judo", "duration": 365})).json();
    let member = server.post_json("/api/user/new", &json!({"nom": "Ada Martin"})).json();
    let path = format!("/api/user/{}/subscribe", member["id"]);
    let taken = server.post_json(&path, &json!({"id_service": activity["id"]})).json();
    let path = format!("/api/services/subscriptions/{}", taken["id"]);
    for more in [json!({}), json!({"expiry_date": "2027-01-01", "expected_amount": "3"})] {
        let mut change = json!({"id_service": 7_349_204});
        change.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap());
        let refused = server.post_json(&path, &change);
        assert_eq!(refused.status, 400, "{}", refused.text());
        assert!(refused.text().contains("id_service"), "{}", refused.text());
    }
}

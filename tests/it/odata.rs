//! `/odata/`: what spreadsheet programs read.

use serde_json::{Value, json};

use crate::sign_in::{CATEGORY, Club};
use crate::support::{Answer, Server};

fn filled() -> Server {
    let server = Server::start();
    for name in ["Zoé", "Ève", "O'Brien", "Bo"] {
        server.new_member(name);
    }
    server.new_entry("Timbres");
    server.new_entry("Enveloppes");
    server
}

fn get(server: &Server, path: &str) -> Answer {
    let answer = server.request("GET", &format!("/odata/{path}")).key("read").send();
    assert_eq!(answer.header("odata-version"), "4.0", "{path}");
    answer
}

fn values(server: &Server, path: &str) -> Vec<Value> {
    let answer = get(server, path);
    assert_eq!(answer.status, 200, "{path}: {}", answer.text());
    answer.json()["value"].as_array().unwrap().clone()
}

fn names(server: &Server, query: &str) -> Vec<String> {
    let found = values(server, &format!("members?{query}"));
    found.iter().map(|member| member["nom"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn the_service_names_its_sets_and_the_model_types_every_property_of_their_entities() {
    let server = filled();
    let service = get(&server, "").json();
    assert_eq!(service["@odata.context"], "/odata/$metadata");
    assert_eq!(service["value"][0], json!({"name": "members", "kind": "EntitySet", "url": "members"}));
    let model = get(&server, "$metadata");
    assert_eq!(model.header("content-type"), "application/xml");
    let model = model.text();
    for set in service["value"].as_array().unwrap() {
        let name = set["name"].as_str().unwrap();
        let start = model.find(&format!("<EntityType Name=\"{name}\">")).unwrap();
        let entity_type = &model[start..start + model[start..].find("</EntityType>").unwrap()];
        for entity in values(&server, name) {
            for property in entity.as_object().unwrap().keys() {
                assert!(
                    entity_type.contains(&format!("<Property Name=\"{property}\" Type=\"Edm.")),
                    "{name}.{property}"
                );
            }
        }
        assert!(model.contains(&format!("<EntitySet Name=\"{name}\" EntityType=\"Ruche.{name}\"/>")));
    }
    assert_eq!(get(&server, "%24metadata").text(), model);
    assert_eq!(server.request("GET", "/odata").key("read").send().json(), service);
}

#[test]
fn the_options_choose_filter_sort_count_and_cut() {
    let server = filled();
    assert_eq!(names(&server, "$select=id,nom&$filter=nom%20eq%20'O''Brien'"), ["O'Brien"]);
    assert_eq!(
        names(&server, "$filter=contains(nom,'o')+and+not+startswith(nom,'Z')&$orderby=nom%20desc"),
        ["Bo", "Ada Lovelace"]
    );
    assert_eq!(names(&server, "$orderby=id+desc&$top=2&$skip=1"), ["O'Brien", "Ève"]);
    assert_eq!(names(&server, "$filter=id%20lt%203&mine=1"), ["Ada Lovelace", "Zoé"]);
    let counted = get(&server, "members?$count=true&$top=1&$filter=id%20gt%202").json();
    assert_eq!((&counted["@odata.count"], counted["value"].as_array().unwrap().len()), (&json!(3), 1));
    let chosen = get(&server, "lines?$select=debit,date&$top=1&$filter=debit%20gt%200").json();
    assert_eq!(chosen["@odata.context"], "/odata/$metadata#lines(debit,date)");
    assert_eq!(chosen["value"], json!([{"debit": 42.0, "date": "2026-03-01"}]));
    assert_eq!(values(&server, "lines?$filter=debit%20eq%2042%20and%20date%20ge%202026-03-01").len(), 2);
    assert_eq!(get(&server, "members/$count").text(), "5");
    assert_eq!(get(&server, "members/$count?$filter=id%20gt%203").text(), "2");
    assert_eq!(get(&server, "members?$top=0&$count=true").json()["@odata.count"], 5);
    let updated = &values(&server, "members?$select=date_updated&$filter=id%20eq%202")[0]["date_updated"];
    assert_eq!(updated, "2026-03-01T10:00:00+01:00");
}

#[test]
fn one_entity_is_found_by_its_key() {
    let server = filled();
    let member = get(&server, "members(2)?$select=id,nom").json();
    assert_eq!(member, json!({"@odata.context": "/odata/$metadata#members(id,nom)/$entity", "id": 2, "nom": "Zoé"}));
    let balances = values(&server, "balances");
    let key = balances[0]["id"].as_str().unwrap();
    assert_eq!(get(&server, &format!("balances('{key}')")).json()["debit"], balances[0]["debit"]);
    assert_eq!(get(&server, &format!("balances(%27{key}%27)")).json()["debit"], balances[0]["debit"]);
    for path in ["members(99)", "members(x)", "members()", "members(2", "balances('9-9')", "nothing", "nothing(1)"] {
        assert_eq!(get(&server, path).status, 404, "{path}");
    }
}

#[test]
fn links_lead_through_all_pages_in_any_order() {
    let server = filled();
    for (query, expected) in [
        ("$select=nom", vec!["Ada Lovelace", "Zoé", "Ève", "O'Brien", "Bo"]),
        ("$select=nom&$orderby=id%20desc", vec!["Bo", "O'Brien", "Ève", "Zoé", "Ada Lovelace"]),
        ("$select=nom&$top=3", vec!["Ada Lovelace", "Zoé", "Ève"]),
        ("$select=nom&$skip=1&$top=3&$orderby=nom", vec!["Bo", "O'Brien", "Zoé"]),
        ("$select=nom&%24skip=3", vec!["O'Brien", "Bo"]),
    ] {
        let (mut address, mut seen) = (format!("/odata/members?{query}"), Vec::new());
        loop {
            let request = server.request("GET", &address).key("read").header("prefer", "odata.maxpagesize=2");
            let page = request.send().json();
            let entities = page["value"].as_array().unwrap();
            assert!(entities.len() <= 2);
            seen.extend(entities.iter().map(|entity| entity["nom"].as_str().unwrap().to_owned()));
            let Some(next) = page["@odata.nextLink"].as_str() else { break };
            address = next.to_owned();
        }
        assert_eq!(seen, expected, "{query}");
    }
    let server = Server::start_with(|sources| sources.with_flag("site_url", "https://abeilles.example/"));
    server.new_member("Zoé");
    let request = server.request("GET", "/odata/members").key("read").header("prefer", "maxpagesize=1").send().json();
    assert_eq!(request["@odata.nextLink"], "https://abeilles.example/odata/members?$skiptoken=1");
}

#[test]
fn errors_have_the_form_of_odata() {
    let server = filled();
    for (path, status, target) in [
        ("members?$filter=nom%20eq", 400, Some("$filter")),
        ("members?$filter=name%20eq%20'x'", 400, Some("$filter")),
        ("members?$filter=password%20ne%20null", 400, Some("$filter")),
        ("members?$select=password", 400, Some("$select")),
        ("members?$orderby=nom%20up", 400, Some("$orderby")),
        ("members?$top=-1", 400, Some("$top")),
        ("members?$skiptoken=x", 400, Some("$skiptoken")),
        ("members?$orderby=nom&$skiptoken=x", 400, Some("$skiptoken")),
        ("members?$expand=category", 400, Some("$expand")),
        ("members?$format=atom", 400, Some("$format")),
        ("members/nom", 404, None),
    ] {
        let answer = get(&server, path);
        assert_eq!(answer.status, status, "{path}: {}", answer.text());
        let error = &answer.json()["error"];
        assert!(error["code"].is_string() && error["message"].is_string(), "{path}: {error}");
        assert_eq!(error["details"][0]["target"].as_str(), target, "{path}");
    }
    let nobody = server.request("GET", "/odata/members").send();
    assert_eq!((nobody.status, nobody.header("odata-version")), (401, "4.0"));
    assert!(nobody.header("www-authenticate").starts_with("Basic") && nobody.json()["error"]["code"] == "unauthorized");
    let posted = server.request("POST", "/odata/members").key("admin").body("application/json", "{}").send();
    assert_eq!((posted.status, posted.json()["error"]["code"].as_str()), (400, Some("invalid")));
    assert!(server.get("/api/nowhere").json()["error"].is_string(), "the API keeps its own form");
}

#[test]
fn members_see_the_sets_and_the_properties_that_their_rights_reach() {
    let club = Club::on(Server::start());
    club.sql("UPDATE config_users_fields SET management_access_level = 9 WHERE name = 'telephone'");
    club.sql("UPDATE users SET telephone = '0639981001'");
    let token = club.token();
    let ask = |path: &str| {
        club.server.request("GET", &format!("/odata/{path}")).header("authorization", format!("Bearer {token}")).send()
    };
    for (level, is_seen) in [(1, false), (9, true)] {
        club.sql(&format!(
            "UPDATE users_categories SET perm_users = {level}, perm_accounting = 0, perm_documents = 0, perm_web = 0,
                perm_config = 0 WHERE id = {CATEGORY}"
        ));
        assert_eq!(ask("").json()["value"].as_array().unwrap().len(), 2);
        for path in ["$metadata", "members", "members(1)"] {
            assert_eq!(ask(path).text().contains("telephone"), is_seen, "{path} at {level}");
        }
        // What is not seen cannot be found out by filters or sorting either.
        for path in
            ["members?$filter=startswith(telephone,'06')", "members?$orderby=telephone", "members?$select=telephone"]
        {
            assert_eq!(ask(path).status, if is_seen { 200 } else { 400 }, "{path} at {level}");
        }
        assert!(!ask("$metadata").text().contains("lines"));
        for path in ["lines", "lines/$count", "lines(1)", "pages", "files"] {
            assert_eq!(ask(path).status, 403, "{path}");
        }
        assert_eq!(ask("nothing").status, 404);
    }
}

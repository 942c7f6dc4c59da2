use serde_json::{Value as Json, json};

use super::{association, copies, dump, import, one, planned, preview, records};
use crate::error::Error;

fn errors(report: &Json) -> Vec<String> {
    report["errors"].as_array().unwrap().iter().map(|error| error.as_str().unwrap().to_owned()).collect()
}

fn lines(report: &Json) -> Vec<String> {
    errors(report).iter().map(|error| error.split(['(', ':']).next().unwrap().trim().to_owned()).collect()
}

#[test]
fn auto_changes_the_number_that_exists_and_creates_the_others() {
    let conn = association();
    let report = preview(&conn, "numero;nom\n002;Nouveau\n3;Zoë Simon\n;Neuve\n500;Autre\n;Suivante", json!({}));
    assert_eq!(
        report["modified"],
        json!([{"id": 2, "name": "Nouveau", "changed": {"nom": {"old": "Grace Hopper", "new": "Nouveau"}}}])
    );
    assert_eq!(report["unchanged"], json!([{"id": 3, "name": "Zoë Simon"}]));
    let numbers: Vec<_> = report["created"].as_array().unwrap().iter().map(|new| new["numero"].clone()).collect();
    assert_eq!(numbers, [json!("11"), json!("500"), json!("501")], "given numbers raise the next ones");
    assert_eq!((errors(&report), &report["token"]), (vec![], &json!("token")));
}

#[test]
fn create_refuses_a_taken_number_and_update_one_that_nobody_has() {
    let conn = association();
    let table = "numero;nom\n2;A\n;B\n900;C\n0;D";
    assert_eq!(lines(&preview(&conn, table, json!({"mode": "create"}))), ["Ligne 2"]);
    assert_eq!(lines(&preview(&conn, table, json!({"mode": "update"}))), ["Ligne 3", "Ligne 4", "Ligne 5"]);
    assert_eq!(lines(&preview(&conn, "numero;nom\nabc;A", json!({}))), ["Ligne 2"]);
}

#[test]
fn a_refused_line_names_its_number_whom_it_is_about_and_why() {
    let conn = association();
    let report = preview(&conn, "numero;nom;email;genre\n2;Grace;pas un mail;Elle\n3;;;", json!({}));
    let errors = errors(&report);
    assert!(errors[0].starts_with("Ligne 2 (Grace) : "), "{errors:?}");
    assert!(errors[0].contains("pas un mail") && errors[0].contains("Elle"), "every reason is told: {errors:?}");
    assert!(errors[1].starts_with("Ligne 3 (Zoë Simon) : ") && errors[1].contains("Nom & prénom"), "{errors:?}");
}

#[test]
fn each_line_sees_what_the_lines_above_it_do() {
    let mut conn = association();
    let report = preview(&conn, "numero;nom\n801;A\n801;B", json!({}));
    assert_eq!(report["created"][0]["nom"], "A");
    assert_eq!(report["modified"][0]["changed"], json!({"nom": {"old": "A", "new": "B"}}));
    import(&mut conn, "numero;nom\n801;A\n801;B\n2;C\n2;D", json!({})).unwrap();
    assert_eq!(one(&conn, "SELECT id, nom FROM users WHERE numero = 801"), "Integer(5)|Text(\"B\")");
    assert_eq!(one(&conn, "SELECT nom FROM users WHERE id = 2"), "Text(\"D\")");
    let twice = "numero;nom\n802;A\n802;B";
    assert_eq!(lines(&preview(&conn, twice, json!({"mode": "create"}))), ["Ligne 3"]);
}

#[test]
fn a_login_is_taken_in_any_case_by_members_and_by_lines_above_and_free_once_it_is_given_up() {
    let conn = association();
    let table = "numero;nom;email\n;A;GRACE@example.org\n;B;b@example.org\n;C;B@Example.org\n3;D;emile@example.org";
    assert_eq!(lines(&preview(&conn, table, json!({}))), ["Ligne 2", "Ligne 4", "Ligne 5"]);
    let handed_over = "numero;nom;email\n2;Grace;autre@example.org\n3;Zoë;grace@example.org\n2;Grace;grace@example.org";
    assert_eq!(lines(&preview(&conn, handed_over, json!({}))), ["Ligne 4"]);
    let given_back = "numero;nom;email\n2;Grace;\n2;Grace;grace@example.org\n3;Zoë;";
    assert_eq!(lines(&preview(&conn, given_back, json!({}))), Vec::<String>::new());
}

#[test]
fn the_login_of_who_manages_the_settings_may_change_but_not_go() {
    let conn = association();
    assert_eq!(
        lines(&preview(&conn, "numero;nom;email\n1;Ada Admin;ada@example.org", json!({}))),
        Vec::<String>::new()
    );
    assert_eq!(lines(&preview(&conn, "numero;nom;email\n1;Ada Admin;", json!({}))), ["Ligne 2"]);
    assert_eq!(lines(&preview(&conn, "numero;nom;email\n2;Grace;", json!({}))), Vec::<String>::new());
}

#[test]
fn an_empty_cell_erases_and_a_column_that_is_not_there_does_not() {
    let mut conn = association();
    import(&mut conn, "numero;nom;ville\n2;Grace Hopper;", json!({})).unwrap();
    assert_eq!(one(&conn, "SELECT ville, email FROM users WHERE id = 2"), "Null|Text(\"grace@example.org\")");
}

#[test]
fn previews_show_words_for_new_members_and_typed_values_for_changes() {
    let conn = association();
    let heading = "numero;nom;naissance;rendez_vous;don;adulte;ateliers;permis;quota;pays_naissance;lettre_infos";
    let row = "Neuve;04/03/1980;04/03/2026 10:20;12,5;oui;Bois, Laine;1999;7;be;non";
    let report = preview(&conn, &format!("{heading}\n;{row}\n2;{row}"), json!({}));
    let created = &report["created"][0];
    assert_eq!(created["naissance"], "04/03/1980");
    assert_eq!(created["rendez_vous"], "04/03/2026 à 10h20");
    assert_eq!((&created["don"], &created["adulte"]), (&json!("12.5"), &json!("1")));
    assert_eq!((&created["ateliers"], &created["permis"]), (&json!("Bois, Laine"), &json!("1999")));
    assert_eq!((&created["quota"], &created["pays_naissance"]), (&json!(7), &json!("Belgique")));
    assert_eq!((&created["lettre_infos"], &created["password"]), (&json!(""), &json!(null)));
    assert_eq!(created.as_object().unwrap().len(), 10 + 12, "every field has its place: {created}");
    let changed = &report["modified"][0]["changed"];
    let date = json!({"date": "1980-03-04 00:00:00.000000", "timezone_type": 3, "timezone": "Europe/Paris"});
    assert_eq!(changed["naissance"], json!({"old": null, "new": date}));
    assert_eq!(changed["rendez_vous"]["new"]["date"], "2026-03-04 10:20:00.000000");
    assert_eq!((&changed["don"]["new"], &changed["adulte"]["new"]), (&json!(12.5), &json!(true)));
    assert_eq!((&changed["ateliers"]["new"], &changed["quota"]["new"]), (&json!(5), &json!(7)));
    assert_eq!(changed.get("lettre_infos"), None, "it was not ticked before");
}

#[test]
fn a_stored_value_that_became_wrong_is_told_and_only_blocks_a_change() {
    let mut conn = association();
    conn.execute("UPDATE users SET genre = 'Elle' WHERE id = 3", []).unwrap();
    assert_eq!(lines(&preview(&conn, "numero;nom\n3;Zoë Simon", json!({}))), ["Ligne 2"]);
    assert!(import(&mut conn, "numero;nom\n3;Zoë Simon", json!({})).is_some());
    assert!(import(&mut conn, "numero;nom\n3;Zoé", json!({})).is_none());
    assert!(import(&mut conn, "numero;nom;genre\n3;Zoé;elle", json!({})).is_some());
}

#[test]
fn an_import_writes_records_copies_and_journal_in_the_order_of_the_lines() {
    let mut conn = association();
    import(&mut conn, "numero;nom;ville\n2;Grace Hopper;Évreux\n3;Zoë;Mâcon\n;Neuve;Lyon", json!({})).unwrap();
    assert_eq!(
        dump(&conn, "SELECT id, id_category, numero, date_updated, ville FROM users WHERE id IN (2, 3, 5)"),
        [
            "Integer(2)|Integer(1)|Integer(2)|Text(\"2026-01-02 00:00:00\")|Text(\"Évreux\")",
            "Integer(3)|Integer(1)|Integer(3)|Text(\"2026-03-01 10:00:00\")|Text(\"Mâcon\")",
            "Integer(5)|Integer(1)|Integer(11)|Text(\"2026-03-01 10:00:00\")|Text(\"Lyon\")",
        ]
    );
    assert_eq!(one(&conn, "SELECT nom, ville FROM users_search WHERE id = 3"), "Text(\"zoe\")|Text(\"macon\")");
    assert_eq!(
        dump(&conn, "SELECT type, id_user, details ->> 'id', ip_address FROM logs ORDER BY id"),
        [
            "Integer(0)|Null|Null|Text(\"192.0.2.1\")",
            "Integer(12)|Null|Integer(3)|Text(\"192.0.2.1\")",
            "Integer(10)|Null|Integer(5)|Text(\"192.0.2.1\")",
        ]
    );
    let message = one(&conn, "SELECT details ->> 'message' FROM logs WHERE type = 0");
    assert_eq!(message, "Text(\"Import de membres : un créé, un modifié.\")");
}

#[test]
fn the_same_file_again_changes_nothing() {
    let mut conn = association();
    let table = "numero;nom;ville;don;naissance;lettre_infos\n2;Grace;Pau;1,50;04/03/1980;oui\n500;Neuve;;;;";
    import(&mut conn, table, json!({})).unwrap();
    let (before, copies_before) = (records(&conn), copies(&conn));
    import(&mut conn, table, json!({})).unwrap();
    assert_eq!((records(&conn), copies(&conn)), (before, copies_before));
}

#[test]
fn new_members_never_enter_a_category_that_manages_the_settings() {
    let conn = association();
    conn.execute_batch(
        "UPDATE config SET value = (SELECT id FROM users_categories WHERE perm_config = 9) WHERE key = 'default_category'",
    )
    .unwrap();
    assert!(matches!(planned(&conn, "nom\nNeuve", json!({})), Err(Error::Forbidden(_))));
    assert!(planned(&conn, "numero;nom\n2;Grace", json!({})).is_ok());
}

#[test]
fn a_number_that_is_a_text_is_found_in_any_case_and_never_given() {
    let mut conn = association();
    conn.execute_batch("UPDATE config_users_fields SET type = 'text' WHERE name = 'numero'").unwrap();
    let tx = conn.transaction().unwrap();
    let fields = crate::members::fields::Fields::read(&tx).unwrap();
    crate::members::rebuild::rebuild(&tx, &fields, crate::members::searchable).unwrap();
    tx.execute("UPDATE users SET numero = 'A-7' WHERE id = 2", []).unwrap();
    tx.commit().unwrap();
    let report = preview(&conn, "numero;nom\nA-7;Grace Hopper\nB-1;Neuve\n;Sans", json!({}));
    assert_eq!(report["unchanged"][0]["id"], 2);
    assert_eq!(report["created"][0]["numero"], "B-1");
    assert_eq!(lines(&report), ["Ligne 4"]);
}

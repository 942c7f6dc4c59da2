use serde_json::json;

use super::{association, copies, dump, import, one, records, undo};
use crate::error::Error;
use crate::imports::{ImportDomain, Reason, history, record};

const TABLE: &str = "numero;nom;email;ville\n2;Grace;g@example.org;Pau\n;Neuve;grace@example.org;Lyon\n3;Zoë;;Évreux\n2;G;g@example.org;";

#[test]
fn an_import_that_is_taken_back_leaves_the_records_as_they_were_to_the_byte() {
    let mut conn = association();
    // Written elsewhere, in another way than ours.
    conn.execute_batch("UPDATE users_search SET ville = 'EVREUX' WHERE id = 2; DELETE FROM users_search WHERE id = 3")
        .unwrap();
    let (before, copies_before) = (records(&conn), copies(&conn));
    let id = import(&mut conn, TABLE, json!({})).unwrap();
    assert_ne!(records(&conn), before);
    assert_eq!(undo(&mut conn, id), []);
    assert_eq!((records(&conn), copies(&conn)), (before, copies_before));
    assert_eq!(one(&conn, "SELECT count(*) FROM logs WHERE type = 11"), "Integer(1)");
}

#[test]
fn an_import_is_taken_back_once() {
    let mut conn = association();
    let id = import(&mut conn, TABLE, json!({})).unwrap();
    undo(&mut conn, id);
    assert!(matches!(record::to_undo(&conn, ImportDomain::Members, id), Err(Error::Conflict(_))));
    assert!(matches!(record::to_undo(&conn, ImportDomain::Members, id + 1), Err(Error::NotFound(_))));
}

#[test]
fn members_that_were_changed_used_or_deleted_since_are_named_and_nothing_is_taken_back() {
    let table = "numero;nom\n2;Grace\n;Neuve";
    for (since, id, reason) in [
        ("UPDATE users SET ville = 'Nice', date_updated = '2026-03-02 00:00:00' WHERE id = 2", 2, Reason::Changed),
        ("UPDATE users SET nom = 'Autre' WHERE id = 2", 2, Reason::Changed),
        ("DELETE FROM users WHERE id = 5", 5, Reason::Deleted),
        ("UPDATE users SET id_parent = 5 WHERE id = 4", 5, Reason::Used),
        (
            "INSERT INTO services (id, label) VALUES (9, 'A'); INSERT INTO services_users (id_user, id_service) VALUES (5, 9)",
            5,
            Reason::Used,
        ),
    ] {
        let mut conn = association();
        let import = import(&mut conn, table, json!({})).unwrap();
        conn.execute_batch(since).unwrap();
        let after = records(&conn);
        let obstacles = undo(&mut conn, import);
        assert_eq!(obstacles.iter().map(|o| (o.id, o.reason)).collect::<Vec<_>>(), [(id, reason)], "{since}");
        assert_eq!(records(&conn), after);
    }
}

#[test]
fn of_two_imports_the_later_is_taken_back_first_and_then_the_earlier() {
    let mut conn = association();
    let before = records(&conn);
    let first = import(&mut conn, "numero;nom\n2;Un", json!({})).unwrap();
    let between = records(&conn);
    let second = import(&mut conn, "numero;nom\n2;Deux", json!({})).unwrap();
    assert_eq!(undo(&mut conn, first)[0].reason, Reason::Changed);
    assert_eq!(undo(&mut conn, second), []);
    assert_eq!(records(&conn), between);
    assert_eq!(undo(&mut conn, first), []);
    assert_eq!(records(&conn), before);
}

#[test]
fn imports_are_listed_with_what_they_did() {
    let mut conn = association();
    let id = import(&mut conn, TABLE, json!({"mode": "auto"})).unwrap();
    undo(&mut conn, id);
    let listed = record::list(&conn, ImportDomain::Members).unwrap();
    assert_eq!((listed[0].created, listed[0].modified, listed[0].unchanged), (1, 3, 0));
    assert_eq!((listed[0].mode.as_deref(), listed[0].who.as_deref()), (Some("auto"), Some("admin")));
    assert_eq!(listed[0].undone.as_deref(), Some(super::NOW));
    let effects = history::effects(&conn, &listed[0]).unwrap();
    let actions: Vec<_> = effects.iter().map(|effect| (effect.id, effect.action.as_str())).collect();
    assert_eq!(actions, [(2, "changed"), (5, "created"), (3, "changed"), (2, "changed")], "not its undoing");
    assert_eq!(dump(&conn, "SELECT count(*) FROM ruche_history WHERE id_import = 1"), ["Integer(8)"]);
}

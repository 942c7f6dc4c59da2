use rusqlite::Connection;

use super::super::tables::tests::database;
use super::*;
use crate::audit::{Actor, AuditContext};

fn trace() -> AuditContext {
    AuditContext {
        moment: "2026-03-01 10:00:00".to_owned(),
        address: None,
        actor: Actor::System { name: "test".to_owned() },
        import: None,
    }
}

fn with_members(more: &[&str]) -> Connection {
    let (mut conn, _) = database(more);
    let tx = conn.transaction().unwrap();
    crate::db::migrations::apply(&tx).unwrap();
    tx.execute_batch(
        "INSERT INTO users (id, id_category, numero, nom) VALUES (1, 1, 1, 'Ada'), (2, 1, 2, 'Zoé');
         INSERT INTO users_search (id, nom) VALUES (1, 'ada'), (2, 'zoe');",
    )
    .unwrap();
    tx.commit().unwrap();
    conn
}

/// Does it, and keeps it if it worked.
fn run(conn: &mut Connection, work: impl FnOnce(&Transaction<'_>, &AuditLog) -> Result<()>) -> Result<()> {
    let (tx, trace) = (conn.transaction().unwrap(), trace());
    work(&tx, &AuditLog::open(&tx, &trace)?)?;
    tx.commit().unwrap();
    Ok(())
}

fn new(name: &str, field_type: &str) -> NewField {
    NewField {
        name: name.to_owned(),
        field_type: field_type.to_owned(),
        label: "Un champ".to_owned(),
        help: None,
        required: false,
        in_lists: true,
        choices: Vec::new(),
        expression: None,
    }
}

fn labels(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

fn names(conn: &Connection) -> Vec<String> {
    Fields::read(conn).unwrap().iter().map(|field| field.name.to_string()).collect()
}

#[test]
fn a_new_field_has_its_columns_and_members_keep_their_values() {
    let mut conn = with_members(&[]);
    run(&mut conn, |tx, audit| add(tx, &new("metier", "text"), audit)).unwrap();
    assert_eq!(names(&conn).last().unwrap(), "metier");
    let row: (String, Option<String>, Option<String>) = conn
        .query_row(
            "SELECT u.nom, u.metier, s.metier FROM users u JOIN users_search s USING (id) WHERE id = 2",
            [],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
        )
        .unwrap();
    assert_eq!(row, ("Zoé".to_owned(), None, None));
    let details: String = conn.query_row("SELECT details FROM logs WHERE type = 10", [], |row| row.get(0)).unwrap();
    assert!(details.contains(r"Users\\DynamicField"), "{details}");
}

#[test]
fn what_cannot_be_a_field_is_refused_and_changes_nothing() {
    let mut conn = with_members(&[]);
    let before = names(&conn);
    let select = |choices: &[&str]| NewField { choices: labels(choices), ..new("x", "select") };
    let computed = |sql: &str| NewField { expression: Some(sql.to_owned()), ..new("x", "virtual") };
    for refused in [
        new("Nom", "text"),
        new("id", "text"),
        new("nom", "text"),
        new("x", "password"),
        new("x", "mot"),
        NewField { label: " ".to_owned(), ..new("x", "text") },
        select(&[]),
        select(&["a", "a"]),
        select(&["a", " "]),
        NewField { choices: labels(&["a"]), ..new("x", "text") },
        new("x", "virtual"),
        computed("pas une colonne"),
        computed("1; DROP TABLE users"),
        NewField { choices: (0..33).map(|n| n.to_string()).collect(), ..new("x", "multiple") },
    ] {
        assert!(run(&mut conn, |tx, audit| add(tx, &refused, audit)).is_err(), "{refused:?}");
    }
    assert_eq!(names(&conn), before);
    run(&mut conn, |tx, audit| add(tx, &computed("numero + 1"), audit)).unwrap();
    let value: i64 = conn.query_row("SELECT x FROM users_view WHERE id = 2", [], |row| row.get(0)).unwrap();
    assert_eq!(value, 3);
}

#[test]
fn choices_that_stay_keep_their_bit_and_those_held_cannot_go() {
    let mut conn = with_members(&[]);
    let field = NewField { choices: labels(&["a", "b", "c"]), ..new("envies", "multiple") };
    run(&mut conn, |tx, audit| add(tx, &field, audit)).unwrap();
    conn.execute("UPDATE users SET envies = 4 WHERE id = 1", []).unwrap();
    let choose = |conn: &mut Connection, choices: &[&str]| {
        let changes = Changes { choices: Some(labels(choices)), ..Changes::default() };
        run(conn, |tx, audit| change(tx, "envies", &changes, audit))
    };
    assert!(matches!(choose(&mut conn, &["a", "b"]), Err(Error::Conflict(_))), "c is held");
    choose(&mut conn, &["c", "a", "d"]).unwrap();
    let numbers: Vec<(u32, String)> = Fields::read(&conn)
        .unwrap()
        .get("envies")
        .unwrap()
        .choices
        .iter()
        .map(|choice| (choice.number, choice.label.clone()))
        .collect();
    assert_eq!(numbers, [(2, "c".to_owned()), (0, "a".to_owned()), (3, "d".to_owned())]);
}

#[test]
fn labels_help_and_duties_change_without_touching_values() {
    let mut conn = with_members(&[]);
    let changes = Changes { label: Some(" Nom complet ".to_owned()), required: Some(true), ..Changes::default() };
    run(&mut conn, |tx, audit| change(tx, "nom", &changes, audit)).unwrap();
    let fields = Fields::read(&conn).unwrap();
    assert_eq!(fields.get("nom").unwrap().label, "Nom complet");
    let unknown = run(&mut conn, |tx, audit| change(tx, "rien", &Changes::default(), audit));
    assert!(matches!(unknown, Err(Error::NotFound(_))));
}

#[test]
fn fields_the_program_needs_stay_and_values_are_not_lost_by_mistake() {
    let mut conn = with_members(&[]);
    for needed in ["numero", "nom", "courriel", "secret"] {
        let refused = run(&mut conn, |tx, audit| remove(tx, needed, true, audit));
        assert!(matches!(refused, Err(Error::Conflict(_))), "{needed}");
    }
    run(&mut conn, |tx, audit| add(tx, &new("metier", "text"), audit)).unwrap();
    conn.execute("UPDATE users SET metier = 'luthière' WHERE id = 1", []).unwrap();
    assert!(matches!(run(&mut conn, |tx, audit| remove(tx, "metier", false, audit)), Err(Error::Conflict(_))));
    run(&mut conn, |tx, audit| remove(tx, "metier", true, audit)).unwrap();
    assert!(conn.prepare("SELECT metier FROM users").is_err());
    assert_eq!(conn.query_row("SELECT count(*) FROM users", [], |row| row.get::<_, i64>(0)).unwrap(), 2);
}

#[test]
fn a_field_is_moved_among_the_others_columns_included() {
    let mut conn = with_members(&[]);
    run(&mut conn, |tx, audit| place(tx, "secret", 1, audit)).unwrap();
    assert_eq!(names(&conn)[0], "secret");
    run(&mut conn, |tx, audit| place(tx, "secret", 99, audit)).unwrap();
    assert_eq!(names(&conn).last().unwrap(), "secret");
    let count: i64 =
        conn.query_row("SELECT count(DISTINCT sort_order) FROM config_users_fields", [], |row| row.get(0)).unwrap();
    assert_eq!(count as usize, names(&conn).len());
}

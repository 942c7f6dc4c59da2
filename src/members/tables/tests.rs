use super::*;
use crate::db::schema;
use crate::db::structure::Structure;

/// Turns a text into lower case, as the real one does among other things.
pub(crate) fn fold(text: &str) -> String {
    text.to_lowercase()
}

/// A database with the given rows of `name, sort_order, type, label, options, sql, system` besides the four usual fields,
/// and its tables of members, empty.
pub(crate) fn database(more: &[&str]) -> (Connection, Fields) {
    let mut conn = schema::in_memory().unwrap();
    conn.execute_batch(
        "INSERT INTO users_categories (id, name) VALUES (1, 'Membres');
         INSERT INTO config_users_fields (name, sort_order, type, label, options, system) VALUES
            ('numero', 0, 'number', 'Numéro', '[]', '8'), ('nom', 1, 'text', 'Nom', NULL, '16'),
            ('courriel', 2, 'email', 'Adresse', '[]', '4'), ('secret', 3, 'password', 'Mot de passe', '', '2')",
    )
    .unwrap();
    for row in more {
        add_field(&conn, row);
    }
    let fields = Fields::read(&conn).unwrap();
    let tx = conn.transaction().unwrap();
    create(&tx, &fields).unwrap();
    tx.commit().unwrap();
    (conn, fields)
}

pub(crate) fn add_field(conn: &Connection, row: &str) {
    let columns = "name, sort_order, type, label, options, sql, system";
    conn.execute_batch(&format!("INSERT INTO config_users_fields ({columns}) VALUES ({row})")).unwrap();
}

fn number(conn: &Connection, sql: &str) -> i64 {
    conn.query_row(sql, [], |row| row.get(0)).unwrap()
}

#[test]
fn each_type_of_field_has_its_column() {
    let rows: Vec<String> =
        FIELD_TYPES.iter().map(|(word, _)| format!("'champ_{word}', 9, '{word}', 'x', '[]', '1', NULL")).collect();
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let (conn, _) = database(&rows);
    let structure = Structure::read(&conn).unwrap();
    for (word, declared) in FIELD_TYPES {
        let column = structure.tables["users"].column(&format!("champ_{word}")).map(ToString::to_string);
        let expected = (!declared.is_empty()).then(|| format!("champ_{word} {declared}"));
        assert_eq!(column, expected);
        assert!(structure.views["users_view"].as_ref().unwrap().contains(&format!("champ_{word}")));
    }
    let copied: Vec<&str> =
        structure.tables["users_search"].columns.iter().map(|column| column.name.as_str()).collect();
    let expected =
        ["id", "nom", "courriel", "champ_text", "champ_textarea", "champ_email", "champ_url", "champ_datalist"];
    assert_eq!(copied, expected);
}

const FIELD_TYPES: [(&str, &str); 20] = [
    ("text", "TEXT"),
    ("textarea", "TEXT"),
    ("email", "TEXT"),
    ("url", "TEXT"),
    ("tel", "TEXT"),
    ("date", "TEXT"),
    ("datetime", "TEXT"),
    ("month", "TEXT"),
    ("year", "INTEGER"),
    ("number", "INTEGER"),
    ("decimal", "FLOAT"),
    ("checkbox", "INTEGER not null default 0"),
    ("boolean", "INTEGER"),
    ("select", "TEXT"),
    ("multiple", "INTEGER"),
    ("datalist", "TEXT"),
    ("country", "TEXT"),
    ("file", "TEXT"),
    ("password", "TEXT"),
    ("virtual", ""),
];

#[test]
fn texts_ignore_case_but_not_passwords() {
    let (conn, _) = database(&["'ville', 9, 'text', 'Ville', '[]', NULL, NULL"]);
    conn.execute_batch("INSERT INTO users (id_category, ville, secret) VALUES (1, 'Lyon', 'abc')").unwrap();
    assert_eq!(number(&conn, "SELECT count(*) FROM users WHERE ville = 'LYON'"), 1);
    assert_eq!(number(&conn, "SELECT count(*) FROM users WHERE secret = 'ABC'"), 0);
}

#[test]
fn logins_are_unique_whatever_their_case_and_numbers_too() {
    let (conn, _) = database(&[]);
    conn.execute_batch(
        "INSERT INTO users (id_category, numero, courriel) VALUES (1, 1, 'a@b.fr'), (1, 2, NULL), (1, 3, NULL)",
    )
    .unwrap();
    assert!(conn.execute("INSERT INTO users (id_category, courriel) VALUES (1, 'A@B.FR')", []).is_err());
    assert!(conn.execute("INSERT INTO users (id_category, numero) VALUES (1, 2)", []).is_err());
}

#[test]
fn a_login_that_is_a_number_has_a_plain_index() {
    let (mut conn, _) = database(&[]);
    conn.execute_batch(
        "UPDATE config_users_fields SET system = '12' WHERE name = 'numero';
         UPDATE config_users_fields SET system = '0' WHERE name = 'courriel'; DROP TABLE users_search; DROP VIEW users_view; DROP TABLE users",
    )
    .unwrap();
    let fields = Fields::read(&conn).unwrap();
    let tx = conn.transaction().unwrap();
    create(&tx, &fields).unwrap();
    let index = &Structure::read(&tx).unwrap().tables["users"].indexes["users_id_field"];
    assert_eq!(index.to_string(), "(numero) unique");
}

#[test]
fn a_field_may_be_named_like_a_word_of_sql() {
    let (conn, _) = database(&[
        "'order', 9, 'text', 'Ordre', '[]', NULL, NULL",
        "'group', 10, 'virtual', 'x', '[]', '\"order\" || 1', NULL",
    ]);
    conn.execute_batch("INSERT INTO users (id_category, \"order\") VALUES (1, 'a')").unwrap();
    let group: String = conn.query_row("SELECT \"group\" FROM users_view", [], |row| row.get(0)).unwrap();
    assert_eq!(group, "a1");
}

#[test]
fn a_computed_field_is_one_expression() {
    for expression in ["numero + 1 -- one more", "(SELECT count(*) FROM users_categories)", "1 /* x */"] {
        let row = format!("'age', 9, 'virtual', 'x', '[]', '{expression}', NULL");
        database(&[&row]);
    }
    let (mut conn, _) = database(&[]);
    for expression in ["1) AS a, (2", "nothing", "1); DROP TABLE logs; --", "", "/*", "1) AS age FROM config --"] {
        conn.execute_batch("DELETE FROM config_users_fields WHERE name = 'age'").unwrap();
        add_field(&conn, &format!("'age', 9, 'virtual', 'x', '[]', '{expression}', NULL"));
        let fields = Fields::read(&conn).unwrap();
        let tx = conn.transaction().unwrap();
        tx.execute_batch("DROP TABLE users_search; DROP VIEW users_view; DROP TABLE users").unwrap();
        assert!(matches!(create(&tx, &fields), Err(Error::Conflict(_))), "{expression}");
        assert_eq!(number(&tx, "SELECT count(*) FROM sqlite_schema WHERE name = 'logs'"), 1);
    }
}

#[test]
fn is_parent_follows_the_children() {
    let (conn, _) = database(&[]);
    conn.execute_batch("INSERT INTO users (id, id_category) VALUES (1, 1), (2, 1); INSERT INTO users (id, id_category, id_parent) VALUES (3, 1, 1), (4, 1, 1)")
        .unwrap();
    let parents = || {
        conn.query_row("SELECT group_concat(id) FROM users WHERE is_parent", [], |row| row.get::<_, Option<String>>(0))
            .unwrap()
            .unwrap_or_default()
    };
    assert_eq!(parents(), "1");
    conn.execute_batch("UPDATE users SET id_parent = 2 WHERE id = 3").unwrap();
    assert_eq!(parents(), "1,2");
    conn.execute_batch("UPDATE users SET id_parent = NULL WHERE id = 3").unwrap();
    assert_eq!(parents(), "1");
    conn.execute_batch("DELETE FROM users WHERE id = 4").unwrap();
    assert_eq!(parents(), "");
    conn.execute_batch("UPDATE users SET id_parent = 2 WHERE id = 3; UPDATE users SET id_parent = 2 WHERE id = 3")
        .unwrap();
    assert_eq!(parents(), "2");
}

#[test]
fn children_of_a_deleted_member_stay_without_parent() {
    let (conn, _) = database(&[]);
    conn.execute_batch("INSERT INTO users (id, id_category) VALUES (1, 1); INSERT INTO users (id, id_category, id_parent) VALUES (2, 1, 1); DELETE FROM users WHERE id = 1")
        .unwrap();
    assert_eq!(number(&conn, "SELECT count(*) FROM users WHERE id = 2 AND id_parent IS NULL"), 1);
}

#[test]
fn a_parent_has_no_parent() {
    let (conn, _) = database(&[]);
    conn.execute_batch("INSERT INTO users (id, id_category) VALUES (1, 1), (3, 1); INSERT INTO users (id, id_category, id_parent) VALUES (2, 1, 1)")
        .unwrap();
    assert!(conn.execute("UPDATE users SET id_parent = 3 WHERE id = 1", []).is_err());
    assert!(conn.execute("INSERT INTO users (id_category, id_parent) VALUES (1, 2)", []).is_err());
}

#[test]
fn the_journal_keeps_what_a_deleted_member_did_to_records() {
    let (conn, _) = database(&[]);
    conn.execute_batch(
        "INSERT INTO users (id, id_category) VALUES (1, 1);
         INSERT INTO logs (id_user, type, created) VALUES (1, 2, '2025-01-31 10:00:00'), (1, 9, '2025-01-31 10:00:00'),
            (1, 10, '2025-01-31 10:00:00'), (1, 101, '2025-01-31 10:00:00');
         DELETE FROM users WHERE id = 1",
    )
    .unwrap();
    let left: String =
        conn.query_row("SELECT group_concat(type || ifnull(id_user, '')) FROM logs", [], |row| row.get(0)).unwrap();
    assert_eq!(left, "10,101");
}

#[test]
fn dates_of_members_are_real() {
    let (conn, _) = database(&[]);
    for column in ["date_login", "date_updated"] {
        for date in ["2025-02-31 10:00:00", "2025-01-31", "2025-01-31T10:00:00", "2025-01-31 24:00:00", ""] {
            let sql = format!("INSERT INTO users (id_category, {column}) VALUES (1, '{date}')");
            assert!(conn.execute(&sql, []).is_err(), "{sql}");
        }
        conn.execute(&format!("INSERT INTO users (id_category, {column}) VALUES (1, '2025-01-31 23:59:59')"), [])
            .unwrap();
    }
}

#[test]
fn a_search_row_holds_the_folded_texts_and_null_where_there_is_none() {
    let (mut conn, fields) = database(&["'ville', 9, 'text', 'Ville', '[]', NULL, NULL"]);
    conn.execute_batch("INSERT INTO users (id, id_category, nom, courriel) VALUES (5, 1, 'Émile ZOLA', 'E@Z.fr')")
        .unwrap();
    let tx = conn.transaction().unwrap();
    write_search_row(&tx, &fields, 5, fold).unwrap();
    write_search_row(&tx, &fields, 5, fold).unwrap();
    write_search_row(&tx, &fields, 99, fold).unwrap();
    let row: (i64, String, String, Option<String>) = tx
        .query_row("SELECT * FROM users_search", [], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))
        .unwrap();
    assert_eq!(row, (5, "émile zola".into(), "e@z.fr".into(), None));
}

#[test]
fn what_another_program_removed_is_made_anew() {
    let (mut conn, fields) = database(&[]);
    let whole = Structure::read(&conn).unwrap();
    conn.execute_batch(
        "INSERT INTO users (id, id_category, nom) VALUES (5, 1, 'ADA');
         DROP INDEX users_parent; DROP TRIGGER users_delete_logs; DROP VIEW users_view; DROP TABLE users_search",
    )
    .unwrap();
    let tx = conn.transaction().unwrap();
    let mut made = ensure(&tx, &fields, fold).unwrap();
    made.sort();
    let expected = [
        "users_delete_logs",
        "users_parent",
        "users_search",
        "users_search_courriel",
        "users_search_nom",
        "users_view",
    ];
    assert_eq!(made, expected);
    assert_eq!(Structure::read(&tx).unwrap(), whole);
    assert_eq!(number(&tx, "SELECT count(*) FROM users_search WHERE nom = 'ada'"), 1);
    assert_eq!(ensure(&tx, &fields, fold).unwrap(), Vec::<String>::new());
}

#[test]
fn a_unique_index_that_cannot_be_made_is_said() {
    let (mut conn, fields) = database(&[]);
    conn.execute_batch("DROP INDEX users_number; INSERT INTO users (id_category, numero) VALUES (1, 7), (1, 7)")
        .unwrap();
    let tx = conn.transaction().unwrap();
    assert!(matches!(ensure(&tx, &fields, fold), Err(Error::Conflict(_))));
}

#[test]
fn the_index_by_name_serves_the_search_for_duplicates_and_comes_back_when_it_is_lost_or_of_other_fields() {
    let (mut conn, fields) = database(&["'prenom', 9, 'text', 'Prénom', '[]', NULL, '16'"]);
    let plan = |conn: &Connection, fields: &Fields| -> String {
        let name = trimmed_name(fields, "users.").unwrap();
        let sql =
            format!("EXPLAIN QUERY PLAN SELECT id FROM users WHERE {name} = ?1 COLLATE NOCASE ORDER BY id LIMIT 1");
        conn.query_row(&sql, ["x"], |row| row.get(3)).unwrap()
    };
    ensure_name_index(&conn, &fields).unwrap();
    assert!(plan(&conn, &fields).contains(NAME_INDEX), "{}", plan(&conn, &fields));
    conn.execute_batch(
        "DROP INDEX ruche_users_name; UPDATE config_users_fields SET system = '0' WHERE name = 'prenom'",
    )
    .unwrap();
    let fewer = Fields::read(&conn).unwrap();
    for fields in [&fields, &fewer] {
        let tx = conn.transaction().unwrap();
        ensure_name_index(&tx, fields).unwrap();
        tx.commit().unwrap();
        assert!(plan(&conn, fields).contains(NAME_INDEX), "{}", plan(&conn, fields));
    }
}

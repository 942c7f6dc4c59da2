use proptest::prelude::*;
use rusqlite::Connection;

use super::*;
use crate::members::filter::Scope;
use crate::members::search::{Search, Sort};
use crate::members::tables::tests::database;

const WORDS: [&str; 17] = [
    "01 02 03",
    "+33 1 02",
    "0033102",
    "",
    "éli",
    "ELISE",
    "martin",
    "a",
    "12",
    "0102",
    "01.02.03",
    "7",
    "07",
    "x@y.fr",
    "ª",
    "paris dup",
    "%",
];

fn searches() -> Vec<Search> {
    let sorts = ["", "-name", "id", "-ville", "category"].map(Sort::parse);
    let scopes = [Scope::Visible, Scope::Everybody, Scope::Category(2), Scope::Category(9)];
    let mut all = Vec::new();
    for (at, words) in WORDS.iter().enumerate() {
        for more in ["", " a"] {
            for step in 0..2 {
                let (sort, scope) = (sorts[(at + step) % sorts.len()].clone(), scopes[(at + step) % scopes.len()]);
                all.push(Search { words: format!("{words}{more}"), scope, sort });
            }
        }
    }
    all
}

/// The index and the tables answer the same, all pages of it.
fn assert_same(conn: &Connection, layout: &Layout, index: &MemberIndex) -> Result<(), TestCaseError> {
    for search in searches() {
        for (page, size) in [(1, 3), (2, 3), (1, 500)] {
            let expected = search.page(conn, layout, None, page, size).unwrap();
            let found = search.page(conn, layout, Some(index), page, size).unwrap();
            prop_assert_eq!(&found, &expected, "{:?} page {} of {}", search, page, size);
        }
    }
    Ok(())
}

#[derive(Debug, Clone)]
struct Person {
    id: i64,
    category: i64,
    number: Option<i64>,
    name: Option<String>,
    city: Option<String>,
    phone: Option<String>,
    /// Other programs may have left none.
    has_copy: bool,
}

fn text() -> impl Strategy<Value = Option<String>> {
    let parts =
        prop::sample::select(vec!["Élise", "martin", "DUPONT", "a", " ", "12", "Paris", "x@y.fr", "07", "ß", "_", "-"]);
    prop_oneof![1 => Just(None), 6 => prop::collection::vec(parts, 0..4).prop_map(|parts| Some(parts.concat()))]
}

fn person() -> impl Strategy<Value = Person> {
    let phone = prop_oneof![Just(None), Just(Some("01 02 03 04 05".to_owned())), Just(Some("01.02.0307".to_owned()))];
    let fields = (1_i64..40, 1_i64..4, prop::option::of(1_i64..15), text(), text(), phone, prop::bool::weighted(0.9));
    fields.prop_map(|(id, category, number, name, city, phone, has_copy)| Person {
        id,
        category,
        number,
        name,
        city,
        phone,
        has_copy,
    })
}

fn people() -> (Connection, Layout) {
    let (conn, fields) = database(&[
        "'ville', 9, 'text', 'Ville', '[]', NULL, NULL",
        "'telephone', 10, 'tel', 'Téléphone', '[]', NULL, NULL",
        "'double', 11, 'virtual', 'x', '[]', 'numero * 2', NULL",
    ]);
    conn.execute_batch("INSERT INTO users_categories (id, name, hidden) VALUES (2, 'b', 0), (3, 'a', 1)").unwrap();
    crate::db::functions::register(&conn, &crate::db::functions::FieldCatalog::default()).unwrap();
    (conn, Layout::new(fields))
}

fn store(conn: &Connection, person: &Person) {
    conn.execute("DELETE FROM users WHERE id = ?1 OR numero = ?2", (person.id, person.number)).unwrap();
    let values = (person.id, person.category, person.number, &person.name, &person.city, &person.phone);
    let columns = "id, id_category, numero, nom, ville, telephone";
    conn.execute(&format!("INSERT INTO users ({columns}) VALUES (?1, ?2, ?3, ?4, ?5, ?6)"), values).unwrap();
    if person.has_copy {
        let sql = "INSERT INTO users_search (id, nom, ville)
            SELECT id, transliterate_to_ascii(nom), transliterate_to_ascii(ville) FROM users WHERE id = ?1";
        conn.execute(sql, [person.id]).unwrap();
    }
}

fn index_of(conn: &Connection, layout: &Layout) -> Option<MemberIndex> {
    MemberIndex::new(&read::everybody(conn, layout).unwrap()?)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]
    #[test]
    fn the_index_finds_what_the_tables_hold_after_any_changes(
        first in prop::collection::vec(person(), 0..25),
        later in prop::collection::vec(prop::collection::vec((person(), prop::bool::weighted(0.3)), 1..6), 0..4),
    ) {
        let (conn, layout) = people();
        first.iter().for_each(|person| store(&conn, person));
        let mut index = index_of(&conn, &layout).unwrap();
        assert_same(&conn, &layout, &index)?;
        for changes in later {
            let before: HashSet<i64> = ids(&conn);
            for (person, is_gone) in &changes {
                store(&conn, person);
                if *is_gone {
                    conn.execute("DELETE FROM users WHERE id = ?1", [person.id]).unwrap();
                }
            }
            // As the hook tells them: also those that made room for a number.
            let after = ids(&conn);
            let mut changed: HashSet<i64> = changes.iter().map(|(person, _)| person.id).collect();
            changed.extend(before.symmetric_difference(&after));
            index = index.with(&changed, &read::some(&conn, &layout, &changed).unwrap().unwrap()).unwrap();
            assert_same(&conn, &layout, &index)?;
        }
    }
}

fn ids(conn: &Connection) -> HashSet<i64> {
    let mut statement = conn.prepare("SELECT id FROM users").unwrap();
    statement.query_map([], |row| row.get(0)).unwrap().collect::<rusqlite::Result<_>>().unwrap()
}

#[test]
fn thousands_of_members_stay_in_order_through_changes() {
    let (conn, layout) = people();
    let member = |id: i64, name: String| Person {
        id,
        category: 1 + id % 3,
        number: None,
        name: Some(name),
        city: (id % 5 == 0).then(|| "Paris".to_owned()),
        phone: None,
        has_copy: true,
    };
    (1..=3_000).for_each(|id| store(&conn, &member(id, format!("Martin {}", id * 7_919 % 3_001))));
    let mut index = index_of(&conn, &layout).unwrap();
    for round in 0..3 {
        let changed: HashSet<i64> = (1..=400).map(|at| at * 7 + round).collect();
        for id in &changed {
            match id % 4 {
                0 => drop(conn.execute("DELETE FROM users WHERE id = ?1", [id]).unwrap()),
                // All to one place of the order.
                _ => store(&conn, &member(*id, format!("Élise {id}"))),
            }
        }
        index = index.with(&changed, &read::some(&conn, &layout, &changed).unwrap().unwrap()).unwrap();
    }
    for (words, sort) in [("", ""), ("", "-name"), ("martin", ""), ("elise", "-name"), ("paris", "id"), ("9", "")] {
        let search = Search { words: words.to_owned(), scope: Scope::Everybody, sort: Sort::parse(sort) };
        for page in [1, 4, 100] {
            let expected = search.page(&conn, &layout, None, page, 500).unwrap();
            assert_eq!(search.page(&conn, &layout, Some(&index), page, 500).unwrap(), expected, "{words} {sort}");
        }
    }
}

/// What other programs may have left is searched in the tables, by SQLite's own rules.
#[test]
fn members_with_bytes_that_are_no_text_or_names_that_are_computed_are_not_indexed() {
    let (conn, layout) = people();
    conn.execute_batch("INSERT INTO users (id, id_category, nom) VALUES (1, 1, 'a')").unwrap();
    assert!(index_of(&conn, &layout).is_some());
    conn.execute_batch("UPDATE users SET nom = x'ff' WHERE id = 1").unwrap();
    assert!(index_of(&conn, &layout).is_none());
    conn.execute_batch("UPDATE users SET nom = 'a' WHERE id = 1; INSERT INTO users_search (id, nom) VALUES (1, x'ff')")
        .unwrap();
    assert!(index_of(&conn, &layout).is_none());

    let (conn, fields) = database(&["'surnom', 9, 'virtual', 'x', '[]', '''x''', '16'"]);
    assert!(index_of(&conn, &Layout::new(fields)).is_none());
}

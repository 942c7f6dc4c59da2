//! Whatever the file and the mode: the preview says what the import does, a second import does nothing, and taking an
//! import back leaves no trace in the records.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::{Map, Value as Json, json};

use super::{association, copies, import, preview, records, undo};
use crate::members::layout::Layout;
use crate::members::record::Member;
use crate::members::values;

const FIELDS: [(&str, &str); 9] = [
    ("numero", "|1|2|3|10|11|11|500|501|0|abc|002"),
    ("nom", "Grace Hopper|Zoë|Neuve|Œuvre  double||A"),
    ("email", "|grace@example.org|GRACE@example.org|a@example.org|b@example.org|nul"),
    ("ville", "|Évreux|PAU|Pau"),
    ("don", "|1|1,5|1.5|x"),
    ("naissance", "|04/03/1980|1980-03-04|31/02/1980"),
    ("adulte", "|oui|non"),
    ("ateliers", "|Bois|Bois, Fer|Inconnu"),
    ("lettre_infos", "|oui|0"),
];

fn table() -> impl Strategy<Value = String> {
    let row = FIELDS.map(|(_, cells)| prop::sample::select(cells.split('|').collect::<Vec<_>>()));
    let columns = prop::sample::subsequence((2..FIELDS.len()).collect::<Vec<_>>(), 0..FIELDS.len() - 2);
    (columns, prop::collection::vec(row, 1..8), any::<bool>()).prop_map(|(mut columns, rows, has_number)| {
        columns.insert(0, 1);
        if has_number {
            columns.insert(0, 0);
        }
        let line = |cells: &[&str]| columns.iter().map(|at| cells[*at]).collect::<Vec<_>>().join(";");
        let mut table = line(&FIELDS.map(|(name, _)| name));
        for row in rows {
            table.push('\n');
            table.push_str(&line(&row));
        }
        table
    })
}

/// The members by id, with their values as previews of changes show them, dates aside.
fn members(conn: &rusqlite::Connection) -> BTreeMap<i64, Map<String, Json>> {
    let layout = Layout::read(conn).unwrap();
    let all = conn
        .prepare("SELECT id FROM users ORDER BY id")
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .collect::<Result<Vec<i64>, _>>()
        .unwrap();
    let record = |id: i64| {
        let member = Member::get(conn, &layout, id).unwrap();
        let pairs = layout.fields.iter().zip(&member.values);
        pairs.map(|(field, value)| (field.name.to_string(), values::json(field, value.into()))).collect()
    };
    all.into_iter().map(|id| (id, record(id))).collect()
}

/// The members as a preview says that they would be: changes are applied by name, new ones as far as words tell.
fn foretold(mut members: BTreeMap<i64, Map<String, Json>>, report: &Json) -> BTreeMap<i64, Map<String, Json>> {
    let first = members.keys().next_back().unwrap() + 1;
    for (id, new) in (first..).zip(report["created"].as_array().unwrap()) {
        let mut record = Map::new();
        for (name, shown) in new.as_object().unwrap() {
            let shown = shown.as_str().unwrap_or_default();
            let value = match name.as_str() {
                "numero" => json!(shown.parse::<i64>().unwrap()),
                "lettre_infos" => json!(shown == "Oui"),
                "adulte" => new["adulte"].as_str().map_or(Json::Null, |_| Json::Null),
                "don" => shown.parse().map_or(Json::Null, |don: f64| json!(don)),
                "ateliers" => json!(match shown {
                    "Bois" => Some(1),
                    "Bois, Fer" => Some(3),
                    _ => None,
                }),
                "naissance" => {
                    if shown.is_empty() {
                        Json::Null
                    } else {
                        json!("1980-03-04")
                    }
                }
                _ => new[name].clone(),
            };
            record.insert(name.clone(), value);
        }
        members.insert(id, record);
    }
    for modified in report["modified"].as_array().unwrap() {
        let record = members.get_mut(&modified["id"].as_i64().unwrap()).unwrap();
        for (name, change) in modified["changed"].as_object().unwrap() {
            let plain = |side: &Json| match side["date"].as_str() {
                Some(date) => json!(date[..10]),
                None => side.clone(),
            };
            assert_eq!(loose(name, &record[name]), loose(name, &plain(&change["old"])), "{name} was");
            record.insert(name.clone(), plain(&change["new"]));
        }
    }
    members
}

/// A new member's yes and no cannot be told from nothing in words.
fn loose(name: &str, value: &Json) -> Json {
    if name == "adulte" || name == "age" { Json::Null } else { value.clone() }
}

fn comparable(members: BTreeMap<i64, Map<String, Json>>) -> BTreeMap<i64, Map<String, Json>> {
    let clean = |record: Map<String, Json>| {
        record
            .into_iter()
            .map(|(name, value)| {
                let value = loose(&name, &value);
                (name, value)
            })
            .collect()
    };
    members.into_iter().map(|(id, record)| (id, clean(record))).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn the_preview_says_what_the_import_does(table in table(), mode in prop::sample::select(vec!["auto", "create", "update"])) {
        let mut conn = association();
        let how = json!({ "mode": mode });
        prop_assume!(super::planned(&conn, &table, how.clone()).is_ok());
        let before = members(&conn);
        let report = preview(&conn, &table, how.clone());
        prop_assert_eq!(&members(&conn), &before, "a preview writes nothing");
        let done = import(&mut conn, &table, how);
        prop_assert_eq!(done.is_some(), report["errors"].as_array().unwrap().is_empty());
        let expected = if done.is_some() { foretold(before, &report) } else { before };
        prop_assert_eq!(comparable(members(&conn)), comparable(expected), "{}", table);
    }

    #[test]
    fn a_second_import_of_known_members_changes_nothing(table in table()) {
        let mut conn = association();
        let how = json!({"mode": "update"});
        prop_assume!(table.starts_with("numero"));
        // Of a member on several lines the last one stands; the others would be changes again.
        let mut numbers: Vec<_> = table.lines().filter_map(|line| line.split(';').next()?.parse::<i64>().ok()).collect();
        let count = numbers.len();
        numbers.sort_unstable();
        numbers.dedup();
        prop_assume!(numbers.len() == count);
        if import(&mut conn, &table, how.clone()).is_some() {
            let (before, copies_before) = (records(&conn), copies(&conn));
            import(&mut conn, &table, how).unwrap();
            prop_assert_eq!((records(&conn), copies(&conn)), (before, copies_before));
        }
    }

    #[test]
    fn an_import_taken_back_leaves_no_trace_in_the_records(table in table(), mode in prop::sample::select(vec!["auto", "create", "update"])) {
        let mut conn = association();
        let how = json!({ "mode": mode });
        prop_assume!(super::planned(&conn, &table, how.clone()).is_ok());
        let (before, copies_before) = (records(&conn), copies(&conn));
        if let Some(id) = import(&mut conn, &table, how) {
            prop_assert_eq!(undo(&mut conn, id), vec![]);
        }
        prop_assert_eq!((records(&conn), copies(&conn)), (before, copies_before));
    }
}

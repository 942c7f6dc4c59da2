//! Whatever the table: the preview says what the import does, a second one changes nothing, and taking an import back
//! leaves no trace in the books.

use proptest::prelude::*;
use serde_json::json;

use super::*;

/// Cells that a row of [`FULL`] may have.
const CELLS: [&str; 15] = [
    "|1|2|#3|9",
    "Avancé|Recette|Dépense|Dette|Virement|Nul",
    "|En attente de règlement|Réglé",
    "A|B|Timbres",
    "2025-01-02|03/01/2025|",
    "|note",
    "|F1|F2",
    "606|706|512A|530|401|864|6069X",
    "|0|5|5,50|-5",
    "|0|5|5,50",
    "|CHQ",
    "|ligne",
    "|0|1",
    "|PJ1|Fête du miel",
    "|Bo|Cléo,2|Nul",
];

/// Rows by twos, most of which balance: a table of arbitrary rows would hardly ever be imported.
fn table() -> impl Strategy<Value = String> {
    let row = CELLS.map(|cells| prop::sample::select(cells.split('|').collect::<Vec<_>>()));
    let pair = (row, prop::sample::select(vec!["512A", "530", "401", "606", "706"]), 0..20u8);
    prop::collection::vec(pair, 1..5).prop_map(|pairs| {
        let mut table = FULL.to_owned();
        for (at, (mut row, other, spoilt)) in pairs.into_iter().enumerate() {
            let reference = format!("R{at}");
            row[6] = &reference;
            if spoilt > 0 {
                (row[8], row[9]) = if spoilt % 2 == 0 { ("5", "") } else { ("", "5,50") };
            }
            let mut second = row;
            (second[7], second[8], second[9]) = (other, row[9], row[8]);
            for row in [row, second] {
                table.push('\n');
                table.push_str(&row.join(";"));
            }
        }
        table
    })
}

fn with_entries() -> Connection {
    let mut conn = fixture::books();
    let rows = "label;date;debit_account;credit_account;amount;linked_users\nA;2025-01-02;606;512A;5;Bo\nB;2025-01-02;530;706;6;\nC;2025-01-02;606;401;7;Cléo";
    import(&mut conn, rows, &nothing());
    conn
}

/// Entries as a preview shows new ones, by number.
fn shown(conn: &Connection) -> Vec<(i64, Json)> {
    let ids: Vec<i64> =
        dump(conn, "SELECT id FROM acc_transactions ORDER BY id").iter().map(|id| id.parse().unwrap()).collect();
    let plan = planned(conn, 1, "label;date;debit_account;credit_account;amount\nx;2025-01-02;606;512A;1", &nothing())
        .unwrap();
    let codes = Codes::read(conn, &fixture::year(conn, 1), &plan).unwrap();
    let one = |id: i64| {
        let entry = crate::accounting::entries::Entry::get(conn, id).unwrap();
        let members =
            crate::accounting::entries::links::ids(conn, id, crate::accounting::entries::links::Link::Users).unwrap();
        let outcome = super::super::plan::Outcome::Created { entry: Box::new(entry), members };
        let plan = Plan {
            entries: vec![super::super::plan::Planned { line: 0, outcome }],
            ..Plan {
                columns: Vec::new(),
                accounts: Vec::new(),
                projects: Vec::new(),
                errors: Vec::new(),
                warnings: Vec::new(),
                file_warnings: Vec::new(),
                entries: Vec::new(),
                format: super::super::Format::Full,
            }
        };
        let mut shown =
            serde_json::to_value(Report::new(&plan, &codes, Language::French, "")).unwrap()["created"][0].take();
        shown.as_object_mut().unwrap().shift_remove("line");
        (id, shown)
    };
    ids.into_iter().map(one).collect()
}

/// The entries as a preview says that they would be.
fn foretold(mut entries: Vec<(i64, Json)>, report: &Json) -> Vec<(i64, Json)> {
    for modified in report["modified"].as_array().unwrap() {
        let id = modified["id"].as_i64().unwrap();
        let entry = &mut entries.iter_mut().find(|(number, _)| *number == id).unwrap().1;
        for (name, change) in modified["changed"].as_object().unwrap() {
            assert_eq!(entry[name], change["old"], "{name} was");
            entry[name] = change["new"].clone();
        }
    }
    let next = entries.last().map_or(1, |(id, _)| id + 1);
    for (id, created) in (next..).zip(report["created"].as_array().unwrap()) {
        let mut created = created.clone();
        created.as_object_mut().unwrap().shift_remove("line");
        entries.push((id, created));
    }
    entries
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn the_preview_says_what_the_import_does(table in table(), ignore_ids in any::<bool>(), create in any::<bool>()) {
        let mut conn = with_entries();
        let how = json!({"ignore_ids": ignore_ids, "create_accounts": create, "type": "full"});
        let (before, rows) = (shown(&conn), books(&conn));
        let report = preview(&conn, &table, &how);
        prop_assert_eq!(&books(&conn), &rows, "a preview writes nothing");
        let done = import_into(&mut conn, 1, &table, &how);
        prop_assert_eq!(done.is_some(), report["errors"].as_array().unwrap().is_empty());
        let expected = if done.is_some() { foretold(before, &report) } else { before };
        prop_assert_eq!(shown(&conn), expected, "{}", table);
    }

    #[test]
    fn an_import_taken_back_leaves_no_trace_in_the_books(table in table(), ignore_ids in any::<bool>()) {
        let mut conn = with_entries();
        let before = books(&conn);
        let how = json!({"ignore_ids": ignore_ids, "create_accounts": true, "type": "full"});
        if let Some(id) = import_into(&mut conn, 1, &table, &how) {
            prop_assert_eq!(undo(&mut conn, id), vec![]);
        }
        prop_assert_eq!(books(&conn), before);
    }

    #[test]
    fn what_a_table_changed_it_does_not_change_again(table in table()) {
        let mut conn = with_entries();
        let numbered: Vec<&str> = table.lines().filter(|line| line.starts_with(['1', '2', '#', 'i'])).collect();
        prop_assume!(numbered.len() > 1);
        let (table, how) = (numbered.join("\n"), json!({"create_accounts": 1, "type": "full"}));
        if import_into(&mut conn, 1, &table, &how).is_some() {
            let report = preview(&conn, &table, &how);
            prop_assert_eq!(&report["modified"], &json!([]), "{}", table);
        }
    }
}

//! What each format makes of its rows.

use serde_json::json;

use super::*;

#[test]
fn a_full_table_creates_entries_with_all_that_its_rows_say() {
    let mut conn = fixture::books();
    let table = format!(
        "{FULL}\n7;Recette;;Miel;2025-03-04;Au marché;F1;706;;42,50;CHQ;Pots;0;PJ1;Bo,3\n\
         7;Recette;;Miel;2025-03-04;Au marché;F1;512A;42,50;;CHQ;;1;;Bo\n\
         ;Dette;;Cire;05/03/2025;;;606;10;0;;;;;\n;Dette;;Cire;05/03/2025;;;401;0;10;;;;;"
    );
    import(&mut conn, &table, &json!({"ignore_ids": 1}));
    assert_eq!(entries(&conn), ["1|1|0|Miel|2025-03-04|Au marché|F1", "2|4|1|Cire|2025-03-05|–|–"]);
    assert_eq!(
        lines(&conn),
        ["1|706|0|4250|CHQ|Pots|0|1", "1|512A|4250|0|CHQ|–|1|–", "2|606|1000|0|–|–|0|–", "2|401|0|1000|–|–|0|–"]
    );
    assert_eq!(dump(&conn, "SELECT id_transaction, id_user FROM acc_transactions_users"), ["1|2", "1|3"]);
    assert_eq!(dump(&conn, "SELECT kind, mode, n_created FROM ruche_imports"), ["entries|full|2"]);
}

#[test]
fn a_grouped_table_continues_entries_and_types_are_guessed_from_accounts() {
    let mut conn = fixture::books();
    let table = "label;date;account;debit;credit\nA;2025-01-02;706;;1\n;;530;1;\nB;2025-01-02;606;1;\n;;512A;;1\n\
        C;2025-01-02;530;1;\n;;512A;;1\nD;2025-01-02;606;1;\n;;401;;1\nE;2025-01-02;606;1;\n;;606;1;\n;;512A;;2\n;;;;";
    import(&mut conn, table, &nothing());
    let types = dump(&conn, "SELECT label, type FROM acc_transactions ORDER BY id");
    assert_eq!(types, ["A|1", "B|2", "C|3", "D|0", "E|0"]);
    // Without a column of labels of lines, they get that of their entry.
    assert_eq!(lines(&conn)[0], "1|706|0|100|–|A|0|–");
}

#[test]
fn a_simple_table_has_an_entry_on_each_row() {
    let mut conn = fixture::books();
    let table = "type;label;date;reference;p_reference;debit_account;credit_account;amount;project\n\
        Dépense;Timbres;2025-01-02;F1;CB;606;512A;4,20;PJ1\nRecette;Dons;2025-01-03;;;530;756;10;\n\
        Dépense;Retour;2025-01-04;;;606;512A;-3;";
    import(&mut conn, table, &nothing());
    assert_eq!(
        lines(&conn),
        [
            "1|606|420|0|CB|–|0|1",
            "1|512A|0|420|CB|–|0|1",
            "2|756|0|1000|–|–|0|–",
            "2|530|1000|0|–|–|0|–",
            "3|512A|300|0|–|–|0|–",
            "3|606|0|300|–|–|0|–"
        ]
    );
    // The money comes back: that is no expense.
    assert_eq!(dump(&conn, "SELECT type FROM acc_transactions ORDER BY id"), ["2", "1", "0"]);
}

#[test]
fn a_table_of_the_tax_office_from_another_program_is_taken_with_its_vouchers_and_labels() {
    let mut conn = fixture::books();
    let table = "JournalCode;JournalLib;EcritureNum;EcritureDate;CompteNum;CompteLib;PieceRef;EcritureLib;Debit;Credit;EcritureLet;DateLet\n\
        BQ;Banque;2;20250105;512A;Banque;R1;Virement reçu;30,00;0,00;;\nAC;Achats;1;20250104;606;Achats;F12;Cire;12,00;;A;20250601\n\
        BQ;Banque;2;20250105;706;Ventes;R2;Pots;;30,00;;\nAC;Achats;1;20250104;4019X;Fournisseur Z;F12;Cire;;12,00;A;20250601";
    let how = json!({"ignore_ids": 1, "create_accounts": 1});
    let report = preview(&conn, table, &how);
    assert_eq!(report["accounts"], json!([{"code": "4019X", "label": "Fournisseur Z", "type": 4, "position": 3}]));
    assert_eq!(report["type"], "fec");
    import(&mut conn, table, &how);
    assert_eq!(entries(&conn), ["1|0|0|Cire|2025-01-04|–|F12", "2|1|0|Virement reçu|2025-01-05|–|R1"]);
    assert_eq!(
        lines(&conn),
        [
            "1|606|1200|0|–|Cire|0|–",
            "1|4019X|0|1200|–|Cire|0|–",
            "2|512A|3000|0|–|Virement reçu|0|–",
            "2|706|0|3000|R2|Pots|0|–"
        ]
    );
    assert_eq!(dump(&conn, "SELECT count(*) FROM acc_letters"), ["0"]);
    let error = &errors(&conn, table, &json!({"create_accounts": 1}))[0];
    assert!(error.contains("ignore_ids=1"), "{error}");
}

#[test]
fn journals_under_one_number_are_told_apart_when_that_is_asked_for() {
    let mut conn = fixture::books();
    let table = "JournalCode;EcritureNum;EcritureDate;CompteNum;EcritureLib;Debit;Credit\n\
        A;1;20250105;606;Un;1;\nB;1;20250105;606;Deux;2;\nA;1;20250105;530;Un;;1\nB;1;20250105;530;Deux;;2";
    let error = &errors(&conn, table, &json!({"ignore_ids": 1}))[0];
    assert!(error.starts_with("Ligne 3") && error.contains("number_per_journal=1"), "{error}");
    import(&mut conn, table, &json!({"ignore_ids": 1, "number_per_journal": 1}));
    assert_eq!(dump(&conn, "SELECT label FROM acc_transactions ORDER BY id"), ["Un", "Deux"]);
}

#[test]
fn what_is_wrong_is_told_with_its_row_and_its_entry() {
    let conn = fixture::books();
    let head = "type;status;label;date;account;debit;credit;project";
    for (rows, expected) in [
        ("Recette;;A;2025-01-02;706;;1;\n;;;;530;2;;", "Ligne 2 (A) : L'écriture n'est pas équilibrée"),
        ("Recette;;A;2025-01-02;706;;1;\n;;;;999Z;1;;", "Ligne 3 (A) : le compte 999Z"),
        ("Recette;;A;2025-01-02;706;;x;\n;;;;530;1;;", "Ligne 2 (A) : « x »"),
        ("Recette;;A;2025-01-02;706;1;1;\n;;;;530;1;;", "Ligne 2 (A) : il faut un débit ou un crédit"),
        ("Recette;;A;2026-01-02;706;;1;\n;;;;530;1;;", "Ligne 2 (A) : Le 2026-01-02 est hors"),
        ("Recette;;A;30/02/2025;706;;1;\n;;;;530;1;;", "Ligne 2 (A) : « 30/02/2025 »"),
        ("Recette;;;2025-01-02;706;;1;\n;;;;530;1;;", "Ligne 2 : le libellé"),
        ("recette;;A;2025-01-02;706;;1;\n;;;;530;1;;", "Ligne 2 (A) : le type « recette »"),
        (";;A;2025-01-02;706;;1;\n;;;;530;1;;", "Ligne 2 (A) : le type de l'écriture manque"),
        ("Recette;Payé;A;2025-01-02;706;;1;\n;;;;530;1;;", "Ligne 2 (A) : le statut « Payé »"),
        ("Recette;;A;2025-01-02;706;;1;PJ9\n;;;;530;1;;", "Ligne 2 (A) : le projet « PJ9 »"),
        ("Recette;;A;2025-01-02;706;;1;\n;;;;530;1;;\n;;;;530;1;;", "Ligne 2 (A) : "),
        (";;;;706;;1;\nRecette;;A;2025-01-02;706;;1;\n;;;;530;1;;", "Ligne 2 : "),
    ] {
        let found = errors(&conn, &format!("{head}\n{rows}"), &json!({"type": "grouped"}));
        assert!(found[0].starts_with(expected), "{rows}: {found:?}");
    }
}

#[test]
fn accounts_are_created_once_and_only_when_their_code_may_be_one() {
    let mut conn = fixture::books();
    let table = "label;date;debit_account;credit_account;amount\nA;2025-01-02;6069X;512A;1\nB;2025-01-02;6069X;512A;1";
    assert_eq!(errors(&conn, table, &nothing()).len(), 2);
    import(&mut conn, table, &json!({"create_accounts": 1}));
    let created = "SELECT code, label, type, position, user FROM acc_accounts WHERE code = '6069X'";
    assert_eq!(dump(&conn, created), ["6069X|6069X|5|4|1"]);
    for code in ["9X", "60 1", "éa", "6123456789012345678901"] {
        let table = format!("label;date;debit_account;credit_account;amount\nA;2025-01-02;{code};512A;1");
        assert_eq!(errors(&conn, &table, &json!({"create_accounts": 1})).len(), 1, "{code}");
    }
}

#[test]
fn a_file_without_numbers_that_is_imported_twice_is_warned_of() {
    let mut conn = fixture::books();
    let table = "label;date;debit_account;credit_account;amount\nA;2025-01-02;606;512A;1\nA;2025-01-02;606;512A;1";
    assert_eq!(preview(&conn, table, &nothing())["warnings"], json!([]));
    import(&mut conn, table, &nothing());
    let warnings = preview(&conn, table, &nothing())["warnings"].clone();
    assert_eq!(warnings[1], "Ligne 3 (A) : une écriture identique existe déjà (n° 2).");
}

#[test]
fn a_number_says_which_entry_changes_and_empty_cells_change_nothing() {
    let mut conn = fixture::books();
    import(
        &mut conn,
        "label;date;notes;reference;debit_account;credit_account;amount\nA;2025-01-02;n;r;606;512A;5",
        &nothing(),
    );
    let table = "id;label;date;notes;reference;debit_account;credit_account;amount\n#1;;;;;606;530;5";
    let report = preview(&conn, table, &nothing());
    let changed = report["modified"][0]["changed"].as_object().unwrap();
    assert_eq!(changed.keys().collect::<Vec<_>>(), ["lines"]);
    import(&mut conn, table, &nothing());
    assert_eq!(entries(&conn), ["1|2|0|A|2025-01-02|n|r"]);
    assert_eq!(lines(&conn), ["1|606|500|0|–|–|0|–", "1|530|0|500|–|–|0|–"]);
}

#[test]
fn numbers_of_no_entry_of_another_year_or_given_twice_are_refused() {
    let mut conn = fixture::books();
    let table = |ids: &[&str], date: &str| {
        let rows: Vec<String> = ids.iter().map(|id| format!("{id};A;{date};606;512A;5")).collect();
        format!("id;label;date;debit_account;credit_account;amount\n{}", rows.join("\n"))
    };
    import_into(&mut conn, 2, &table(&["", ""], "2026-01-02"), &nothing()).unwrap();
    import(&mut conn, &table(&[""], "2025-01-02"), &nothing());
    for (ids, expected) in [
        (&["99"][..], "Ligne 2 (A) : l'écriture n° 99 n'existe pas"),
        (&["x"], "Ligne 2 (A) : l'écriture n° x n'existe pas"),
        (&["1"], "Ligne 2 (A) : l'écriture n° 1 n'est pas de l'exercice"),
        (&["3", "3"], "Ligne 3 (A) : l'écriture n° 3 est déjà plus haut"),
    ] {
        let found = errors(&conn, &table(ids, "2025-01-02"), &nothing());
        assert!(found[0].starts_with(expected), "{found:?}");
    }
    assert!(planned(&conn, 1, "id;label", &nothing()).is_err());
    conn.execute_batch("UPDATE acc_years SET status = 1").unwrap();
    assert!(planned(&conn, 1, &table(&["3"], "2025-01-02"), &nothing()).is_err());
}

#[test]
fn a_sealed_entry_may_stand_in_the_table_as_long_as_it_stays_as_it_is() {
    let mut conn = fixture::books();
    let table = "id;label;date;notes;debit_account;credit_account;amount\n;A;2025-01-02;;606;512A;5";
    import(&mut conn, table, &nothing());
    conn.execute_batch("UPDATE acc_transactions SET hash = 'x'").unwrap();
    let numbered = table.replace("\n;", "\n1;");
    assert_eq!(preview(&conn, &numbered, &nothing())["unchanged"][0]["id"], 1);
    let noted = numbered.replace(";;606", ";vu;606");
    assert!(errors(&conn, &noted, &nothing())[0].contains("verrouillée"));
}

#[test]
fn lines_that_stay_keep_their_letter_their_deposit_and_what_the_table_does_not_say() {
    let mut conn = fixture::books();
    let table = "id;label;date;account;debit;credit\n;A;2025-01-02;401;3;\n;A;2025-01-02;401;;3\n;A;2025-01-02;5112;4;\n;A;2025-01-02;706;;4";
    import(&mut conn, table, &nothing());
    conn.execute_batch(
        "INSERT INTO acc_letters (id, id_year, letter) VALUES (1, 1, 'A');
         UPDATE acc_transactions_lines SET id_letter = 1 WHERE id IN (1, 2);
         UPDATE acc_transactions_lines SET status = 4, id_project = 1, label = 'chèque' WHERE id = 3",
    )
    .unwrap();
    let before = books(&conn);
    let reordered = "id;label;date;account;debit;credit\n1;A;2025-01-02;706;;4\n1;A;2025-01-02;5112;4;\n1;A;2025-01-02;401;;3\n1;A;2025-01-02;401;3;";
    assert_eq!(preview(&conn, reordered, &nothing())["unchanged"][0]["id"], 1);
    let more = reordered.replace(";706;;4", ";706;;1\n1;A;2025-01-02;707;;3");
    import(&mut conn, &more, &nothing());
    let after = books(&conn);
    let kept = |row: &&String| row.starts_with("1|1|A|") || row.starts_with("3|1|");
    assert_eq!(before.iter().filter(kept).count(), 2);
    assert!(before.iter().filter(kept).all(|row| after.contains(row)), "{after:#?}");
}

#[test]
fn members_are_linked_by_name_or_number_and_those_of_subscriptions_stay() {
    let mut conn = fixture::books();
    conn.execute_batch(
        "INSERT INTO users (id, id_category, numero, nom) VALUES (4, 1, 4, 'Bo'), (5, 1, 50, 'Dupont, Jean'), (6, 1, 6, '');
         INSERT INTO services (id, label) VALUES (1, 'Cours');
         INSERT INTO services_users (id, id_user, id_service) VALUES (7, 3, 1)",
    )
    .unwrap();
    let table = |id: &str, members: &str| {
        format!(
            "id;label;date;debit_account;credit_account;amount;linked_users\n{id};A;2025-01-02;606;512A;5;{members}"
        )
    };
    let linked =
        |conn: &Connection| dump(conn, "SELECT id_user, id_service_user FROM acc_transactions_users ORDER BY 1, 2");
    let doubtful = preview(&conn, &table("", "Bo, Nul,Cléo"), &nothing());
    assert_eq!(doubtful["warnings"].as_array().unwrap().len(), 2, "{doubtful}");
    assert_eq!(doubtful["created"][0]["linked_users"], json!([3]));
    import(&mut conn, &table("", "Ada Admin,Dupont, Jean,2"), &nothing());
    assert_eq!(linked(&conn), ["1|–", "2|–", "5|–"]);
    conn.execute_batch("INSERT INTO acc_transactions_users VALUES (3, 1, 7), (6, 1, NULL)").unwrap();
    let same = preview(&conn, &table("1", "Ada Admin,Bo,Cléo,Dupont, Jean"), &nothing());
    assert_eq!(same["unchanged"][0]["id"], 1, "{same}");
    import(&mut conn, &table("1", ""), &nothing());
    assert_eq!(linked(&conn), ["3|7", "6|–"]);
}

#[test]
fn an_entry_of_a_type_that_nobody_knows_keeps_it_and_no_row_gives_one() {
    let mut conn = fixture::books();
    import(&mut conn, "type;label;date;account;debit;credit\nAvancé;Miel;2025-03-01;530;5;\n;;;707;;5", &nothing());
    conn.execute_batch("UPDATE acc_transactions SET type = 9, status = 64").unwrap();
    let table = |entry_type: &str, label: &str| {
        format!(
            "id;type;label;date;account;debit;credit\n1;{entry_type};{label};2025-03-01;530;5;\n1;{entry_type};{label};2025-03-01;707;;5"
        )
    };
    assert_eq!(preview(&conn, &table("9", "Miel"), &nothing())["unchanged"][0]["id"], 1);
    import(&mut conn, &table("9", "Miellée"), &nothing());
    assert_eq!(entries(&conn), ["1|9|64|Miellée|2025-03-01|–|–"]);
    let refused = errors(&conn, &table("8", "Miel"), &nothing());
    assert!(refused[0].contains("« 8 »") && refused[0].contains("Avancé, Recette"), "{refused:?}");
    let created = errors(&conn, &table("9", "Miel"), &json!({"ignore_ids": true}));
    assert!(created[0].contains("« 9 »"), "{created:?}");
    import(&mut conn, &table("Avancé", "Miel"), &nothing());
    assert_eq!(entries(&conn), ["1|0|64|Miel|2025-03-01|–|–"]);
}

//! Tables as people make them: other headings, amounts with a currency, codes with their labels, projects that are not
//! there yet.

use serde_json::json;

use super::*;

const SIMPLE: &str = "label;date;debit_account;credit_account;amount";

fn list(report: &Json, name: &str) -> Vec<String> {
    let list = report[name].as_array().unwrap();
    list.iter().map(|sentence| sentence.as_str().unwrap().to_owned()).collect()
}

#[test]
fn columns_that_the_request_names_are_read_whatever_their_headings() {
    let named = json!({"column": {"0": "date", "1": "Libellé", "2": "debit_account", "3": "Compte de crédit", "5": "amount", "6": ""}});
    let mut conn = fixture::books();
    let rows = "02/01/2025;Timbres;606;512A;?;4,20;x\n03/01/2025;Colle;606;530;?;1,00;x";
    let table = format!("Jour;Quoi;Vers;Depuis;;Combien;Vu\n{rows}");
    let report = preview(&conn, &table, &named);
    assert_eq!((list(&report, "errors"), list(&report, "warnings")), (vec![], vec![]));
    let columns = json!({"Jour": "date", "Quoi": "label", "Vers": "debit_account", "Depuis": "credit_account", "Combien": "amount", "Vu": null});
    assert_eq!(report["columns"], columns);
    import(&mut conn, &table, &named);
    assert_eq!(lines(&conn).len(), 4);
    // Without any headings, or below a title.
    for (above, skip) in [("", 0), ("Journal de janvier;;;;;;\nJour;Quoi;Vers;Depuis;;Combien;Vu\n", 2)] {
        let mut how = named.clone();
        how["skip_lines"] = json!(skip);
        let plan = planned(&conn, 1, &format!("{above}{rows}"), &how).unwrap();
        assert_eq!((plan.entries.len(), plan.errors.len()), (2, 0), "{skip}");
    }
    let unknown = preview(
        &conn,
        &table,
        &json!({"column": ["date", "label", "debit_account", "credit_account", "", "amount", "couleur"]}),
    );
    assert!(list(&unknown, "warnings")[0].contains("couleur"), "{unknown}");
}

#[test]
fn a_table_without_any_known_heading_is_told_which_there_are() {
    let error = planned(&fixture::books(), 1, "Jour;Quoi\n1;2", &nothing()).unwrap_err().to_string();
    assert!(
        error.contains("skip_lines") && error.contains("column[N]") && error.contains("Compte de débit"),
        "{error}"
    );
}

#[test]
fn headings_below_a_title_are_found_when_lines_are_to_be_skipped() {
    let conn = fixture::books();
    let below = format!("Journal 2025;;;;\n{SIMPLE}\nA;2025-01-02;606;512A;1");
    for lines in [1, 2] {
        let plan = planned(&conn, 1, &below, &json!({"skip_lines": lines})).unwrap();
        assert_eq!((plan.entries.len(), plan.errors.len()), (1, 0), "{lines}");
    }
    assert!(planned(&conn, 1, &below, &nothing()).unwrap_err().to_string().contains("skip_lines"));
    // What says nothing above headings is passed over, and so is what stands below them up to that line.
    let plan = planned(&conn, 1, &format!("{SIMPLE}\nx;;;;\nA;2025-01-02;606;512A;1"), &json!({"skip_lines": 2}));
    assert_eq!(plan.unwrap().entries.len(), 1);
    let error = planned(&conn, 1, "label;date;debit_account;amount\nA;2025-01-02;606;1", &nothing()).unwrap_err();
    assert!(error.to_string().contains("column[N]=credit_account"), "{error}");
}

#[test]
fn columns_are_listed_and_those_that_are_lost_are_warned_of() {
    let conn = fixture::books();
    let table = format!("{SIMPLE};Couleur;Vide;PieceDate;Montant\nA;2025-01-02;606;512A;1;bleu;;20250102;2");
    let report = preview(&conn, &table, &nothing());
    assert_eq!((&report["columns"]["Couleur"], &report["columns"]["amount"]), (&json!(null), &json!("amount")));
    let said = list(&report, "warnings");
    assert_eq!(said.len(), 2, "{said:?}");
    assert!(said[0].contains("Montant") && said[1].contains("Couleur") && !said[1].contains("Vide"), "{said:?}");
}

#[test]
fn amounts_codes_and_days_are_read_as_people_write_them() {
    let mut conn = fixture::books();
    let table = format!(
        "{SIMPLE};project\nLoyer;11/1/25;606 - Achats;512A — Banque;12 €;PJ1 - Fête\n\
         Retour;12.1.2025;606;530;1.000,50 EUR;PJ1\nGros;13 janvier 2025;606;530;2.000;"
    );
    import(&mut conn, &table, &nothing());
    let sum = "SELECT date, sum(debit) FROM acc_transactions t JOIN acc_transactions_lines l ON l.id_transaction = t.id GROUP BY t.id";
    assert_eq!(dump(&conn, sum), ["2025-01-11|1200", "2025-01-12|100050", "2025-01-13|200000"]);
    assert_eq!(dump(&conn, "SELECT count(*) FROM acc_transactions_lines WHERE id_project = 1"), ["4"]);
    let otherwise = format!("{SIMPLE};project\nA;2025-01-02;606 (Achats);512a;1;pj1\nB;2025-01-02;606;512A;1;fête");
    let report = preview(&conn, &otherwise, &nothing());
    assert_eq!((&report["created"][0]["lines"][1]["account"], list(&report, "errors").len()), (&json!("512A"), 1));
    for (amount, said) in [("1.000", "milliers"), ("12 USD", "USD"), ("12 D", "montant"), ("douze", "montant")] {
        let told = errors(&conn, &format!("{SIMPLE}\nA;2025-01-02;606;530;{amount}"), &nothing());
        assert!(told.len() == 1 && told[0].contains(said), "{amount}: {told:?}");
    }
    let cut = preview(&conn, &format!("{SIMPLE}\nA;2025-01-02;606;530;12,5\nB;2025-01-02;606;530;42,999"), &nothing());
    assert_eq!(cut["created"][1]["lines"][0]["debit"], 4_299);
    assert!(list(&cut, "warnings")[0].starts_with("Ligne 3 (B) : un montant a plus de deux décimales"), "{cut}");
    let labelled = format!("{SIMPLE}\nA;2025-01-02;6132X - Salle de l'étoile;530;1,00");
    let report = preview(&conn, &labelled, &json!({"create_accounts": 1}));
    assert_eq!(
        (&report["accounts"][0]["code"], &report["accounts"][0]["label"]),
        (&json!("6132X"), &json!("Salle de l'étoile"))
    );
}

#[test]
fn totals_are_no_entries_and_are_said() {
    let conn = fixture::books();
    for (table, lines) in [
        (format!("{SIMPLE}\nA;2025-01-02;606;530;1\nTotal;;;;1\nB;2025-01-03;606;530;1\nTOTAL GÉNÉRAL :;;;;2"), "3, 5"),
        (
            "reference;label;date;account;debit;credit\n1;A;2025-01-02;606;1;\n1;A;2025-01-02;530;;1\n;;Totaux;;1;1"
                .to_owned(),
            "4",
        ),
        ("label;date;account;debit;credit\nA;2025-01-02;606;1;\n;;530;;1\n;;TOTAL;1;1".to_owned(), "4"),
    ] {
        let report = preview(&conn, &table, &nothing());
        assert_eq!(list(&report, "errors"), [""; 0], "{table}");
        let warned = list(&report, "warnings");
        assert!(warned.len() == 1 && warned[0].contains(lines) && warned[0].contains("tota"), "{warned:?}");
    }
    // An account makes an entry of it, and other words do.
    let entry = preview(
        &conn,
        &format!("{SIMPLE}\nTotal;2025-01-02;606;530;1\nTotal Énergies;2025-01-02;606;530;1"),
        &nothing(),
    );
    assert_eq!(entry["created"].as_array().unwrap().len(), 2);
}

#[test]
fn a_reason_that_many_lines_share_is_told_once_with_their_numbers() {
    let conn = fixture::books();
    let rows: String = (0..86).map(|at| format!("\nA;2025-01-02;606;530;1,00;Projet {}", at % 3)).collect();
    let told = errors(&conn, &format!("{SIMPLE};project{rows}\nB;2025-01-02;999Z;530;1,00;"), &nothing());
    assert_eq!(told.len(), 4, "{told:?}");
    assert!(
        told[0].starts_with("Lignes 2, 5, 8, 11, ") && told[0].contains("et 17 autres : le projet « Projet 0 »"),
        "{}",
        told[0]
    );
    assert!(told[3].starts_with("Ligne 88 (B) : le compte 999Z"), "{}", told[3]);
    let rows: String = (1..=40).map(|at| format!("\n{};A;2025-01-02;606;530;1,00", 900 + at)).collect();
    let told = errors(&conn, &format!("id;{SIMPLE}{rows}"), &nothing());
    assert!(told.len() == 1 && told[0].contains("et 28 autres") && told[0].contains("ignore_ids=1"), "{told:?}");
    let mut again = fixture::books();
    let twins: String = (1..=4).map(|day| format!("\nA;2025-01-0{day};606;530;1,00")).collect();
    import(&mut again, &format!("{SIMPLE}{twins}"), &nothing());
    let warned = list(&preview(&again, &format!("{SIMPLE}{twins}"), &nothing()), "warnings");
    assert!(warned.len() == 1 && warned[0].starts_with("Lignes 2, 3, 4, 5 : des écritures identiques"), "{warned:?}");
    let days: String = (1..=9).map(|day| format!("\nA;2024-01-0{day};606;530;1,00")).collect();
    let report = preview(&conn, &format!("{SIMPLE}{days}"), &nothing());
    let (told, warned) = (list(&report, "errors"), list(&report, "warnings"));
    assert!(told.len() == 1 && told[0].starts_with("Lignes 2, 3, 4, 5, 6, 7, 8, 9, 10 : la date est hors"), "{told:?}");
    assert!(warned.iter().any(|said| said.contains("2024-01-01") && said.contains("2024-01-09")), "{warned:?}");
}

#[test]
fn projects_are_created_when_that_is_asked_for_and_taken_back_with_the_import() {
    let mut conn = fixture::books();
    let before = dump(&conn, "SELECT code, label FROM acc_projects");
    let table = format!(
        "{SIMPLE};project\nA;2025-01-02;606;530;1,00;Fête du miel 2025\nB;2025-01-02;606;530;1,00;PJ9 — Ruches\n\
         C;2025-01-02;606;530;1,00;PJ9\nD;2025-01-02;606;530;1,00;Fête du miel 2025"
    );
    assert_eq!(errors(&conn, &table, &nothing()).len(), 4);
    // Another way to write a name is not another project.
    let table =
        format!("{table}\nE;2025-01-02;606;530;1,00;FÊTE  du miel 2025\nF;2025-01-02;606;530;1,00;pj9 - ruches");
    let how = json!({"create_projects": 1});
    let report = preview(&conn, &table, &how);
    assert_eq!(
        report["projects"],
        json!([{"code": null, "label": "Fête du miel 2025"}, {"code": "PJ9", "label": "Ruches"}])
    );
    assert_eq!(report["created"][1]["lines"][0]["project"], "PJ9");
    let id = import(&mut conn, &table, &how);
    let used = "SELECT p.label, count(*) FROM acc_transactions_lines l JOIN acc_projects p ON p.id = l.id_project GROUP BY p.id ORDER BY p.id";
    assert_eq!(dump(&conn, used), ["Fête du miel 2025|6", "Ruches|6"]);
    assert!(undo(&mut conn, id).is_empty());
    assert_eq!(dump(&conn, "SELECT code, label FROM acc_projects"), before);
}

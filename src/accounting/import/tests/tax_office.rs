//! Tables of the tax office from other programs: opening journals, amounts with a side, entries of nothing.

use serde_json::json;

use super::*;
use crate::accounting::years::{OpeningRequest, open_balance};
use crate::audit::AuditLog;

const HEAD: &str = "JournalCode;JournalLib;EcritureNum;EcritureDate;CompteNum;EcritureLib;Debit;Credit";

fn new() -> Json {
    json!({"ignore_ids": 1})
}

#[test]
fn entries_of_opening_journals_are_opening_entries_which_an_opening_of_the_year_replaces() {
    for (code, label) in [("AN", "À-nouveaux"), ("ANO", "x"), ("RAN", ""), ("00", "Report à nouveau")] {
        let mut conn = fixture::books();
        fixture::entry(
            &conn,
            crate::accounting::entry::EntryType::Advanced,
            "2025-03-01",
            "Don",
            &[(fixture::BANK, 700, 0), ("756", 0, 700)],
        );
        let table = format!(
            "{HEAD}\n{code};{label};1;20260101;512A;Soldes;7;0\n{code};{label};1;20260101;110;Soldes;0;7\n\
             VE;Ventes;2;20260102;512A;Vente;1;0\nVE;Ventes;2;20260102;706;Vente;0;1"
        );
        let warnings = {
            let plan = planned(&conn, 2, &table, &new()).unwrap();
            plan.file_warnings.iter().map(|warning| warning.id).collect::<Vec<_>>()
        };
        assert_eq!(warnings, ["entry-import-openings"]);
        import_into(&mut conn, 2, &table, &new()).unwrap();
        let of_year = "SELECT label, type, status FROM acc_transactions WHERE id_year = 2 ORDER BY id";
        assert_eq!(dump(&conn, of_year), ["Soldes|0|16", "Vente|1|0"], "{code} {label}");
        let again = planned(&conn, 2, &table, &new()).unwrap();
        assert_eq!(again.file_warnings.last().map(|warning| warning.id), Some("entry-import-opened-before"));

        let tx = conn.transaction().unwrap();
        let wanted =
            OpeningRequest { source: 1, accounts: std::collections::BTreeMap::new(), appropriate: Some(false) };
        let trace = fixture::trace();
        open_balance(&tx, &fixture::year(&tx, 2), &wanted, &AuditLog::open(&tx, &trace).unwrap()).unwrap();
        tx.commit().unwrap();
        let balance = "SELECT debit - credit FROM acc_accounts_balances WHERE id_year = 2 AND code = '512A'";
        assert_eq!(dump(&conn, balance), ["800"], "what was carried over counts once");
    }
}

#[test]
fn an_amount_with_its_side_is_a_debit_or_a_credit() {
    let table = "JournalCode;EcritureNum;EcritureDate;CompteNum;EcritureLib;Montant;Sens\n\
        VE;1;20250102;512A;Vente;5,00;D\nVE;1;20250102;706;Vente;5,00;C\n\
        VE;2;20250103;706;Avoir;5,00;+1\nVE;2;20250103;512A;Avoir;5,00;-1";
    let mut conn = fixture::books();
    import(&mut conn, table, &new());
    let amounts = "SELECT a.code, debit, credit FROM acc_transactions_lines l JOIN acc_accounts a ON a.id = l.id_account ORDER BY l.id";
    assert_eq!(dump(&conn, amounts), ["512A|500|0", "706|0|500", "706|500|0", "512A|0|500"]);
    let told = errors(&conn, &table.replace(";C\n", ";?\n"), &new());
    assert!(told.len() == 1 && told[0].contains("Ligne 3") && told[0].contains("« ? »"), "{told:?}");
}

#[test]
fn lines_of_a_number_with_letters_are_one_entry_wherever_they_stand() {
    let table = format!(
        "{HEAD}\nVE;Ventes;VE/2;20250102;512A;Vente;1;0\nAC;Achats;AC/1;20250103;606;Achat;2;0\n\
         AC;Achats;AC/1;20250103;512A;Achat;0;2\nVE;Ventes;VE/2;20250102;706;Vente;0;1\n\
         OD;Divers;;20250104;606;Seule;3;0\nOD;Divers;;20250104;530;Seule;0;3"
    );
    let mut conn = fixture::books();
    import(&mut conn, &table, &new());
    assert_eq!(dump(&conn, "SELECT label FROM acc_transactions ORDER BY id"), ["Vente", "Achat", "Seule"]);
}

#[test]
fn a_quote_in_a_label_is_a_character() {
    let folder = tempfile::tempdir().unwrap();
    let head = HEAD.replace(';', "\t");
    let record = |account: &str, label: &str, debit: &str, credit: &str| {
        format!("VE\tVentes\t1\t20250102\t{account}\t{label}\t{debit}\t{credit}\n")
    };
    let label = "\"Miel\" en pot";
    let path = folder.path().join("fec.txt");
    let open = record("706", "\"Miel", "0,00", "1,00");
    std::fs::write(&path, format!("{head}\n{}{open}", record("512A", label, "1,00", "0,00"))).unwrap();
    let conn = fixture::books();
    let import = EntryImport { year: "1".to_owned(), options: options(&new()), context: context() };
    let file = std::fs::File::open(path).unwrap();
    let request = imports::ImportRequest { import, file, file_name: None, token: None, language: Language::French };
    let report = serde_json::to_value(imports::preview(&conn, request).unwrap()).unwrap();
    let lines = &report["created"][0]["lines"];
    assert_eq!([&lines[0]["label"], &lines[1]["label"]], [&json!(label), &json!("\"Miel")], "{report}");
}

#[test]
fn an_entry_without_any_amount_is_passed_over_with_a_warning_in_every_format() {
    for table in [
        format!(
            "{HEAD}\nVE;Ventes;1;20250102;411;Nulle;0,00;0,00\nVE;Ventes;1;20250102;706;Nulle;0,00;\n\
                 VE;Ventes;2;20250102;512A;Vente;1;0\nVE;Ventes;2;20250102;706;Vente;0;1"
        ),
        "label;date;account;debit;credit\nNulle;2025-01-02;ZZZ;0;\n;;706;;0\nVente;2025-01-02;512A;1;\n;;706;;1"
            .to_owned(),
        "label;date;debit_account;credit_account;amount\nNulle;2025-01-02;606;512A;0,00\nVente;2025-01-02;512A;706;1"
            .to_owned(),
    ] {
        let conn = fixture::books();
        let report = preview(&conn, &table, &new());
        assert_eq!((report["errors"].clone(), report["created"].as_array().unwrap().len()), (json!([]), 1), "{table}");
        let warnings = report["warnings"].as_array().unwrap();
        let said: Vec<&str> = warnings.iter().map(|warning| warning.as_str().unwrap()).collect();
        assert!(said.len() == 1 && said[0].contains("Nulle") && said[0].contains("aucun montant"), "{said:?}");
    }
}

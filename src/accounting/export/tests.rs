use rusqlite::params;

use super::*;
use crate::accounting::entry::EntryType;
use crate::accounting::fixture;
use crate::sheet::{Csv, Formulas, JsonRows, Tsv};

/// Books with what is hard to export: an opening entry that was written last, texts with signs, a lettered line, a
/// settled debt, members, a project without code, and an entry of a simple type.
fn nasty_books() -> Connection {
    let conn = fixture::books();
    let bank = fixture::BANK;
    let debt = fixture::entry(
        &conn,
        EntryType::Debt,
        "2025-02-03",
        "Tab\there \"q\",\n=1+1",
        &[("606", 1250, 0), ("401", 0, 1250)],
    );
    let split = [(bank, 100, 0), ("756", 0, 60), ("1", 0, 40)];
    let advanced = fixture::entry(&conn, EntryType::Advanced, "2025-01-31", "Partagé", &split);
    let opening =
        fixture::entry(&conn, EntryType::Advanced, "2025-03-01", "Reprise", &[(bank, 700, 0), ("110", 0, 700)]);
    conn.execute("UPDATE acc_transactions SET status = 16 WHERE id = ?1", [opening]).unwrap();
    conn.execute("UPDATE acc_transactions SET status = 3, reference = 'F|1', notes = 'a\r\nb' WHERE id = ?1", [debt])
        .unwrap();
    conn.execute_batch(
        "INSERT INTO acc_projects (id, code, label) VALUES (2, NULL, 'Ruchers');
         INSERT INTO acc_letters (id, id_year, letter, created) VALUES (1, 1, 'A', '2025-02-04 23:00:00');",
    )
    .unwrap();
    conn.execute(
        "UPDATE acc_transactions_lines SET id_project = 2, reference = 'CB', label = 'ligne' WHERE id_transaction = ?1 AND debit > 0",
        [debt],
    )
    .unwrap();
    conn.execute(
        "UPDATE acc_transactions_lines SET id_letter = 1, reconciled = 1 WHERE id_transaction = ?1 AND credit > 0",
        [debt],
    )
    .unwrap();
    conn.execute(
        "INSERT INTO acc_transactions_users (id_user, id_transaction) VALUES (3, ?1), (2, ?1), (2, ?2)",
        params![debt, advanced],
    )
    .unwrap();
    conn
}

fn written(export: ExportType, form: Form, conn: &Connection, year: i64) -> String {
    let mut out = Vec::new();
    let columns = export.columns(form);
    let year = fixture::year(conn, year);
    match form {
        Form::Tabs => export.write(conn, &year, &mut Tsv::new(&mut out, &columns)),
        Form::Table(Format::Json) => export.write(conn, &year, &mut JsonRows::new(&mut out, &columns, 0)),
        Form::Table(_) => export.write(conn, &year, &mut Csv::new(&mut out, &columns, Formulas::Raw)),
    }
    .unwrap();
    String::from_utf8(out).unwrap()
}

fn csv_rows(export: ExportType) -> Vec<Vec<String>> {
    let text = written(export, Form::Table(Format::Csv), &nasty_books(), 1);
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

const OF_DEBT: [&str; 7] =
    ["1", "Dette", "En attente de règlement, Réglé", "Tab\there \"q\",\n=1+1", "2025-02-03", "a\r\nb", "F|1"];

#[test]
fn full_has_a_row_for_each_line_by_date_with_all_of_its_entry() {
    let rows = csv_rows(ExportType::Full);
    assert_eq!(
        rows[0].join("|"),
        "Numéro d'écriture|Type|Statut|Libellé|Date|Remarques|Numéro pièce comptable|Numéro compte|Libellé compte|Débit|\
         Crédit|Référence ligne|Libellé ligne|Rapprochement|Lettrage|Projet analytique|Membres associés"
    );
    let of_advanced = ["2", "Avancé", "", "Partagé", "2025-01-31", "", ""];
    assert_eq!(rows[1], [&of_advanced[..], &["512A", "Banque", "1,00", "0,00", "", "", "0", "", "", "Bo"]].concat());
    assert_eq!(rows[2][..8], [&of_advanced[..], &["756"]].concat());
    assert_eq!(rows[3][7], "1");
    let purchases = "Achats non stockés de matières et fournitures";
    let of_line = ["606", purchases, "12,50", "0,00", "CB", "ligne", "0", "", "Ruchers", "Bo,Cléo"];
    assert_eq!(rows[4], [&OF_DEBT[..], &of_line].concat());
    assert_eq!(
        rows[5],
        [&OF_DEBT[..], &["401", "Fournisseurs", "0,00", "12,50", "", "", "1", "A", "", "Bo,Cléo"]].concat()
    );
    assert_eq!((rows[6][0].as_str(), rows.len()), ("3", 8));
}

#[test]
fn grouped_says_what_is_of_the_entry_once() {
    let json = written(ExportType::Grouped, Form::Table(Format::Json), &nasty_books(), 1);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json[0]["id"], "2");
    assert_eq!(json[0]["linked_users"], "Bo");
    for row in [1, 2, 4, 6] {
        assert_eq!(json[row]["id"], "", "{row}");
        for key in ["type", "status", "label", "date", "notes", "reference", "linked_users"] {
            assert!(json[row][key].is_null(), "{row} {key}");
        }
        assert!(json[row]["account"].is_string() && json[row]["reconciled"].is_number());
    }
    assert_eq!([&json[3]["status"], &json[5]["status"]], ["En attente de règlement, Réglé", ""]);
}

#[test]
fn full_has_its_keys_and_types_in_json() {
    let json = written(ExportType::Full, Form::Table(Format::Json), &nasty_books(), 1);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(
        json[4],
        serde_json::json!({
            "id": "1", "type": "Dette", "status": "En attente de règlement, Réglé", "label": "Tab\there \"q\",\n=1+1",
            "date": "2025-02-03", "notes": "a\r\nb", "reference": "F|1", "account": "401",
            "account_label": "Fournisseurs", "debit": "0,00", "credit": "12,50", "line_reference": null,
            "line_label": null, "reconciled": 1, "letter": "A", "project": null, "linked_users": "Bo,Cléo",
        })
    );
}

#[test]
fn simple_has_a_row_for_each_entry_of_a_simple_type() {
    let rows = csv_rows(ExportType::Simple);
    let of_debt = [&OF_DEBT[..], &["CB", "606", "401", "12,50", "Ruchers", "Bo,Cléo"]].concat();
    assert_eq!(rows[1..], [of_debt]);
    let conn = nasty_books();
    conn.execute_batch(
        "UPDATE acc_transactions_lines SET reference = NULL, id_project = 1 WHERE credit = 1250; \
        UPDATE acc_transactions_lines SET reference = 'avoir' WHERE credit = 1250; \
        UPDATE acc_transactions_lines SET reference = NULL, id_project = NULL WHERE debit = 1250",
    )
    .unwrap();
    let json = written(ExportType::Simple, Form::Table(Format::Json), &conn, 1);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json[0]["p_reference"], "avoir", "the reference of the credit line, when the other has none");
    assert!(json[0]["project"].is_null(), "the project of the debit line only");
    assert_eq!((&json[0]["id"], &json[0]["amount"]), (&"1".into(), &"12,50".into()));
}

#[test]
fn fec_has_the_columns_and_keys_that_clients_know() {
    let json = written(ExportType::Fec, Form::Table(Format::Json), &nasty_books(), 1);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let row = |at: usize| json[at].as_object().unwrap().values().cloned().collect::<Vec<_>>();
    let expected = serde_json::json!([
        "04",
        "Dette",
        "1",
        "20250203",
        "401",
        "Fournisseurs",
        null,
        null,
        "F|1",
        "20250203",
        "Tab\there \"q\",\n=1+1",
        "0,00",
        "12,50",
        "A",
        "20250204",
        "20250203",
        null,
        null
    ]);
    assert_eq!(serde_json::json!(row(4)), expected);
    let keys: Vec<&str> = json[0].as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(
        keys.join(" "),
        "type_id type id EcritureDate account account_label CompAuxNum CompAuxLib reference PieceDate label debit credit \
         EcritureLet DateLet ValidDate MontantDevise Idevise"
    );
    assert_eq!(json[2]["account"], "10", "short codes get one zero");
    assert_eq!(json[0]["reference"], "ECRITURE-2");
}

#[test]
fn tabs_part_the_cells_of_any_table() {
    let text = written(ExportType::Fec, Form::Tabs, &nasty_books(), 1);
    assert!(text.starts_with("JournalCode\tJournalLib\tEcritureNum\t"), "{text}");
    assert!(text.contains("\r\n04\tDette\t1\t20250203\t401\tFournisseurs\t\t\tF|1\t20250203\tTabhere \"q\",\n=1+1\t0,00\t12,50\tA\t20250204\t20250203\t\t\r\n"), "{text}");
    let simple = written(ExportType::Simple, Form::Tabs, &nasty_books(), 1);
    assert_eq!(simple.split("\r\n").next().unwrap().split('\t').count(), 13);
}

#[test]
fn an_empty_year_has_headings_and_an_empty_list() {
    let conn = nasty_books();
    for export in ExportType::ALL {
        assert_eq!(written(export, Form::Table(Format::Json), &conn, 2), "[]");
        for form in [Form::Table(Format::Csv), Form::Tabs] {
            assert_eq!(written(export, form, &conn, 2).matches("\r\n").count(), 1, "{export:?}");
        }
    }
}

#[test]
fn columns_are_typed_the_same_whatever_their_cells() {
    let kind = |export: ExportType, format, title: &str| {
        export.columns(Form::Table(format)).into_iter().find(|column| column.title == title).unwrap().kind
    };
    assert_eq!(kind(ExportType::Full, Format::Ods, "Date"), Kind::Date);
    assert_eq!(kind(ExportType::Full, Format::Ods, "Débit"), Kind::Amount);
    assert_eq!(kind(ExportType::Full, Format::Ods, "Numéro d'écriture"), Kind::Text);
    assert_eq!(kind(ExportType::Full, Format::Ods, "Rapprochement"), Kind::Number);
    assert_eq!(kind(ExportType::Full, Format::Xlsx, "Rapprochement"), Kind::Text);
    assert_eq!(kind(ExportType::Full, Format::Json, "reconciled"), Kind::Number);
    assert_eq!(kind(ExportType::Fec, Format::Ods, "EcritureDate"), Kind::Text);
    assert_eq!(kind(ExportType::Simple, Format::Xlsx, "Montant"), Kind::Amount);
}

#[test]
fn an_extension_names_a_form_to_the_letter() {
    assert_eq!(Form::parse("csv"), Some(Form::Table(Format::Csv)));
    assert_eq!(Form::parse("fec"), Some(Form::Tabs));
    for extension in ["", "pdf", "CSV", "csv/x", "csv.", "txt.csv"] {
        assert_eq!(Form::parse(extension), None, "{extension}");
    }
}

#[test]
fn entries_of_unknown_types_and_without_lines_do_no_harm() {
    let conn = fixture::books();
    let id = fixture::entry(&conn, EntryType::Expense, "2025-03-01", "?", &[("606", 5, 0), (fixture::BANK, 0, 5)]);
    fixture::entry(&conn, EntryType::Expense, "2025-03-01", "sans ligne", &[]);
    conn.execute("UPDATE acc_transactions SET type = 9 WHERE id = ?1", [id]).unwrap();
    for export in [ExportType::Full, ExportType::Grouped, ExportType::Simple] {
        let table = written(export, Form::Table(Format::Csv), &conn, 1);
        assert!(table.contains(&format!("\r\n\"{id}\",\"9\",")), "{table}");
    }
    let fec = written(ExportType::Fec, Form::Tabs, &conn, 1);
    assert_eq!(fec.matches("\r\n09\t9\t").count(), 2, "{fec}");
    assert!(written(ExportType::Simple, Form::Table(Format::Json), &conn, 1).contains("sans ligne"));
}

use serde_json::json;

use super::{association, import, one, planned, preview, rows};
use crate::error::Error;
use crate::members::import::columns::Columns;
use crate::members::import::options::Options;
use crate::members::layout::Layout;

/// The names of the fields found under these headings.
fn found(headings: &str) -> Vec<String> {
    let conn = association();
    let layout = Layout::read(&conn).unwrap();
    let first = rows(headings).remove(0).unwrap();
    let columns = Columns::find(&layout.fields, &first, first.cells.len(), &Options::default()).unwrap();
    let fields: Vec<_> = layout.fields.iter().collect();
    columns.fields.iter().map(|(column, at)| format!("{column}={}", fields[*at].name)).collect()
}

#[test]
fn headings_are_unique_names_or_labels_in_any_case_with_any_apostrophe_and_space() {
    assert_eq!(found("nom;ville"), ["0=nom", "1=ville"]);
    assert_eq!(found("NOM & PRÉNOM;LIBELLÉ DE DON"), ["0=nom", "1=don"]);
    assert_eq!(found("Nom\u{a0}& prénom;Inscription à la lettre d’information"), ["0=nom", "1=lettre_infos"]);
    assert_eq!(found("Nom  &\tPRE\u{301}NOM;Libellé de \u{2003}don"), ["0=nom", "1=don"]);
    assert_eq!(found("nom;VILLES;;Libelle de don"), ["0=nom"], "accents and other words do not match");
}

#[test]
fn of_two_columns_for_one_field_the_last_one_counts() {
    assert_eq!(found("nom;Nom & prénom"), ["1=nom"]);
    assert_eq!(found("Nom & prénom;ville;nom"), ["2=nom", "1=ville"]);
}

#[test]
fn what_cannot_be_imported_is_no_column() {
    assert_eq!(found("nom;password;photo;age;id;id_category;id_parent;date_login"), ["0=nom"]);
}

#[test]
fn a_file_without_a_known_or_a_needed_column_is_refused_by_name() {
    let conn = association();
    let refused = |table: &str, how| match planned(&conn, table, how) {
        Err(Error::Invalid { fields, .. }) => fields.first().map(|field| field.field.clone()),
        other => panic!("{other:?}"),
    };
    assert_eq!(refused("x;y\n1;2", json!({})), None);
    assert_eq!(refused("ville\nPau", json!({})).as_deref(), Some("nom"));
    assert_eq!(refused("nom\nZoé", json!({"mode": "update"})).as_deref(), Some("numero"));
    assert_eq!(refused("a\nPau", json!({"column": {"0": "ville"}})).as_deref(), Some("nom"));
    assert_eq!(refused("nom", json!({})), None, "no line");
}

#[test]
fn columns_may_be_given_by_number_and_then_the_headings_are_not_read() {
    let conn = association();
    let report = preview(&conn, "ville;nom\nUn;Lyon", json!({"column": {"0": "nom", "1": "ville", "9": "email"}}));
    assert_eq!((&report["created"][0]["nom"], &report["created"][0]["ville"]), (&json!("Un"), &json!("Lyon")));
}

#[test]
fn a_column_beyond_the_file_is_ignored_so_that_it_erases_nothing() {
    let mut conn = association();
    let how = |at: &str| json!({"column": {"0": "numero", "1": "nom", at: "ville"}, "skip_lines": "0"});
    import(&mut conn, "2;Grace", how("2")).unwrap();
    assert_eq!(one(&conn, "SELECT ville FROM users WHERE id = 2"), "Text(\"Évreux\")");
    import(&mut conn, "3;Zoë\n2;Grace;\n4;Émile;Lyon", how("2")).unwrap();
    assert_eq!(one(&conn, "SELECT ville FROM users WHERE id = 2"), "Null", "another row is that wide");
}

#[test]
fn lines_at_the_top_are_skipped_as_told_and_the_headings_by_default() {
    let conn = association();
    let created = |table: &str, how| preview(&conn, table, how)["created"].as_array().unwrap().len();
    assert_eq!(created("nom\nUn\nDeux", json!({})), 2);
    assert_eq!(created("nom\nUn\nDeux", json!({"skip_lines": "0"})), 3, "the headings are a name too");
    assert_eq!(created("nom\nUn\nDeux", json!({"skip_lines": "2"})), 1);
    assert_eq!(created("Un\nDeux", json!({"column": {"0": "nom"}, "skip_lines": "0"})), 2);
    assert!(planned(&conn, "nom\nUn", json!({"skip_lines": "2"})).is_err());
}

use serde_json::{Value as Json, json};

use super::{association, context, options, planned_records, preview};
use crate::i18n::{Language, text};
use crate::members::layout::Layout;
use crate::members::values::{self, Given};
use crate::sheet::read::{self, Record};

fn warnings(report: &Json) -> Vec<String> {
    report["warnings"].as_array().unwrap().iter().map(|warning| warning.as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_preview_tells_which_columns_are_read_and_warns_of_the_others() {
    let conn = association();
    let report = preview(&conn, "Numéro;Nom & prénom;Tél.;;nom;Tél.\n2;A;0;;Grace;1", json!({}));
    let columns = json!({"Numéro": null, "Nom & prénom": null, "Tél.": null, "nom": "nom", "Tél. (F)": null});
    assert_eq!(report["columns"], columns);
    let said = warnings(&report);
    assert_eq!(said[0], "Deux colonnes portent le titre du champ « Nom & prénom » : seule la dernière est lue.");
    assert!(said[1].starts_with("3 colonnes ne sont pas lues") && said[1].contains("Numéro, Tél., Tél. (F)"));
}

#[test]
fn columns_that_are_given_by_number_are_taken_at_their_word_but_unknown_names_are_said() {
    let conn = association();
    let report = preview(&conn, "x;y\nUn;Lyon", json!({"column": {"0": "nom", "1": "vile"}}));
    assert_eq!(report["columns"], json!({"x": "nom", "y": null}));
    assert_eq!(warnings(&report), ["La colonne 1 n'est pas lue : « vile » n'est pas le nom d'un champ."]);
}

#[test]
fn a_file_without_a_known_heading_is_told_the_fields_and_the_two_parameters() {
    let conn = association();
    let first = Record::of_texts(1, ["Liste des membres"]);
    let error = planned_records(&conn, vec![Ok(first)], &options(json!({}))).unwrap_err();
    let sentence = error.sentence(Language::French);
    for words in ["Nom & prénom", "skip_lines", "column[N]"] {
        assert!(sentence.contains(words), "{sentence}");
    }
}

#[test]
fn lines_that_may_not_be_meant_are_warned_of() {
    let conn = association();
    for (table, words) in [
        ("nom;naissance\nA;15/06/30", "« 15/06/30 » est lu 2030-06-15, une date à venir"),
        ("numero;nom\n2;Un\n2;Deux", "Ligne 3 (Deux) : cette ligne change encore le membre de la ligne 2."),
        ("numero;nom;ville\n1;Ada;Lyon", "Ligne 2 (Ada) : ce membre administre l'association."),
        ("nom;ville;email\nTOTAL;;", "Ligne 2 (TOTAL) : cette ligne n'a qu'un nom"),
        ("nom;don\nTotal :;125,50", "est-ce un membre, ou un total"),
        ("nom;ateliers\nA;Bois, Verre, Cuir", "Libellé de ateliers : « Verre, Cuir » n'est pas proposé"),
        ("nom;;ville;\nA;;Pau;x", "La colonne D contient des valeurs mais n'a pas de titre"),
        ("nom;;;ville\nA;x;y;Pau", "Les colonnes B, C contiennent"),
        ("nom;ateliers\nA;64", "« 64 » n'est pas proposé"),
        ("nom;ville\ngrace  HOPPER;Lyon", "un membre porte déjà ce nom. Sans numéro, cette ligne en crée un autre."),
        ("nom;ville\nNeuve;Lyon\nNeuve;Pau", "Ligne 3 (Neuve) : un membre porte déjà ce nom"),
    ] {
        let said = warnings(&preview(&conn, table, json!({})));
        assert!(said.len() == 1 && said[0].contains(words), "{table}: {said:?}");
    }
    for table in [
        "nom;naissance\nA;15/06/20",
        "nom;naissance\nA;15/06/2030",
        "numero;nom\n2;Grace Hopper\n2;Grace Hopper",
        "numero;nom;ville\n3;Zoë Simon;Lyon\n50;Grace Hopper;Lyon",
        "nom\nSeule",
        "nom;;ville\nA;;Pau",
        "nom;ateliers\nA;Bois, Laine\nB;5\nC;5.0\nD;0",
    ] {
        assert_eq!(warnings(&preview(&conn, table, json!({}))), [""; 0], "{table}");
    }
}

/// The rows of an ODS file with these cells below headings.
fn ods(headings: &[&str], cells: &[(&str, &str)]) -> Vec<crate::error::Result<Record>> {
    use std::io::Write;
    let heading = |text: &&str| format!("<table:table-cell><text:p>{text}</text:p></table:table-cell>");
    let cell = |(attributes, shown): &(&str, &str)| {
        format!("<table:table-cell {attributes}><text:p>{shown}</text:p></table:table-cell>")
    };
    let (headings, cells): (String, String) =
        (headings.iter().map(heading).collect(), cells.iter().map(cell).collect());
    let content = format!(
        "<office:document-content><office:body><office:spreadsheet><table:table><table:table-row>{headings}\
         </table:table-row><table:table-row>{cells}</table:table-row></table:table></office:spreadsheet></office:body>\
         </office:document-content>"
    );
    let mut zip = zip::ZipWriter::new(tempfile::tempfile().unwrap());
    zip.start_file("content.xml", zip::write::SimpleFileOptions::default()).unwrap();
    zip.write_all(content.as_bytes()).unwrap();
    read::open(zip.finish().unwrap(), &read::Options::default()).unwrap().collect()
}

#[test]
fn fields_of_numbers_truths_and_dates_take_the_value_of_a_cell_and_fields_of_text_what_is_shown() {
    let conn = association();
    let headings = ["nom", "adulte", "don", "quota", "mois", "code_postal", "telephone"];
    let float = |value: &str| format!("office:value-type=\"float\" office:value=\"{value}\"");
    let (zero, thousand, phone) = (float("0"), float("1000"), float("612345678"));
    let records = ods(
        &headings,
        &[
            ("", "Zoe\u{301}\u{200b}"),
            (&zero, "-"),
            (&thousand, "mille"),
            (&thousand, "n° 1000"),
            ("office:value-type=\"date\" office:date-value=\"2026-03-01\"", "mars 2026"),
            (&thousand, "01000"),
            (&phone, "06 12 34 56 78"),
        ],
    );
    let plan = planned_records(&conn, records, &options(json!({}))).unwrap();
    assert_eq!(plan.errors, []);
    let layout = Layout::read(&conn).unwrap();
    let fields: Vec<_> = layout.fields.iter().collect();
    let crate::members::import::plan::Outcome::Created(given) = &plan.lines[0].outcome else { panic!("{plan:?}") };
    let value = |name: &str| {
        let (at, value) = given.iter().find(|(at, _)| fields[*at].name.as_str() == name).unwrap();
        values::preview(fields[*at], value).to_string().trim_matches('"').to_owned()
    };
    for (name, text) in [
        ("nom", "Zoé"),
        ("adulte", ""),
        ("don", "1000"),
        ("quota", "1000"),
        ("mois", "2026-03"),
        ("code_postal", "01000"),
        ("telephone", "06 12 34 56 78"),
    ] {
        assert_eq!(value(name), text, "{name}");
    }
}

#[test]
fn a_line_with_an_error_or_a_formula_without_result_is_refused_by_the_name_of_the_cell() {
    let conn = association();
    let records = ods(&["nom", "ville", "autre"], &[("", "Zoé"), ("table:formula=\"of:=[.A9]\"", ""), ("", "#REF!")]);
    let plan = planned_records(&conn, records, &options(json!({}))).unwrap();
    let sentence = plan.errors[0].sentence(Language::French);
    assert!(
        sentence.starts_with("Ligne 2 (Zoé) : la formule de la cellule B2 n'a pas de résultat enregistré"),
        "{sentence}"
    );
    assert_eq!(plan.errors[0].reasons.len(), 1, "a column that is not read does not matter");
    let french = plan.file_warnings.iter().map(|warning| text(Language::French, warning)).collect::<Vec<_>>();
    assert_eq!(french, ["Une colonne n'est pas lue, aucun champ n'a son titre : autre."]);
}

#[test]
fn any_spelling_of_zero_ticks_nothing() {
    let conn = association();
    let layout = Layout::read(&conn).unwrap();
    let field = layout.fields.iter().find(|field| field.name.as_str() == "adulte").unwrap();
    let read = |text: &str| values::read(field, Given::Text(text), &context()).unwrap();
    for no in ["0", "0.0", "0,00", "00", "-0", "-0,0", "+0", "F", "f", "FAUX", "non"] {
        assert_eq!(read(no), rusqlite::types::Value::Integer(0), "{no}");
    }
    for yes in ["1", "0.5", "-1", "-", "oui", "x", "00x"] {
        assert_eq!(read(yes), rusqlite::types::Value::Integer(1), "{yes}");
    }
}

#[test]
fn a_multiple_choice_may_be_the_number_that_exports_write() {
    let conn = association();
    let layout = Layout::read(&conn).unwrap();
    let field = layout.fields.iter().find(|field| field.name.as_str() == "ateliers").unwrap();
    let read = |text: &str| values::read(field, Given::Text(text), &context()).unwrap();
    let mask = rusqlite::types::Value::Integer;
    assert_eq!(read("5"), mask(5));
    assert_eq!(read("5.0"), mask(5));
    assert_eq!(read("Bois,  Laine"), mask(5));
    assert_eq!(read("0"), rusqlite::types::Value::Null);
    assert_eq!(read("8"), rusqlite::types::Value::Null, "not a choice");
}

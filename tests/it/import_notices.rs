//! What previews say of sheets, of dates to come and of labels, over HTTP.

use std::io::Write;

use serde_json::json;

use crate::support::{Answer, Server};

fn put(server: &Server, path: &str, file: impl AsRef<[u8]>) -> Answer {
    server
        .request("PUT", path)
        .key("admin")
        .header("accept-language", "fr")
        .body("application/octet-stream", file)
        .send()
}

/// An ODS file with one sheet of that name.
fn ods(sheet: &str, rows: &[&[&str]]) -> Vec<u8> {
    let cell = |text: &&str| format!("<table:table-cell><text:p>{text}</text:p></table:table-cell>");
    let row =
        |cells: &&[&str]| format!("<table:table-row>{}</table:table-row>", cells.iter().map(cell).collect::<String>());
    let rows: String = rows.iter().map(row).collect();
    let content = format!(
        "<office:document-content><office:body><office:spreadsheet><table:table table:name=\"{sheet}\">{rows}</table:table>\
         </office:spreadsheet></office:body></office:document-content>"
    );
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    zip.start_file("content.xml", zip::write::SimpleFileOptions::default()).unwrap();
    zip.write_all(content.as_bytes()).unwrap();
    zip.finish().unwrap().into_inner()
}

#[test]
fn a_preview_and_its_refusal_name_the_sheet_that_was_read() {
    let server = Server::start();
    let path = "/api/user/import/preview";
    let report = put(&server, path, ods("Adhérents", &[&["nom"], &["Grace"]])).json();
    assert_eq!((&report["sheet"], &report["created"][0]["nom"]), (&json!("Adhérents"), &json!("Grace")));
    assert!(report["token"].is_string());
    for path in [path, "/api/services/subscriptions/import/preview"] {
        let refused = put(&server, path, ods("Notes", &[&["Liste"], &["Grace"]]));
        assert!(refused.status == 400 && refused.error().starts_with("Feuille « Notes » : "), "{}", refused.text());
    }
    let text = put(&server, path, "nom\nGrace\n").json();
    assert!(text.get("sheet").is_none(), "a text has no sheets");
    assert!(!put(&server, path, "Liste\nGrace\n").error().contains("Feuille"));
}

#[test]
fn subscriptions_tell_what_they_need_and_warn_of_dates_to_come() {
    let server = Server::start();
    let connection = ruche::db::open_shared(&server.file()).unwrap();
    connection
        .execute_batch(
            "INSERT INTO services (id, label) VALUES (1, 'Cours de  théâtre');
             INSERT INTO services_fees (id, label, id_service) VALUES (1, 'Plein tarif', 1)",
        )
        .unwrap();
    let preview = |file: &str| put(&server, "/api/services/subscriptions/import/preview", file);
    let refused = preview("Truc;Bidule\nA;B\n").error();
    for heading in ["Numéro de membre", "Activité", "Tarif", "Date d'inscription"] {
        assert!(refused.contains(heading), "{refused}");
    }
    let report = preview(
        "numero;Activité;Tarif;date;Payé ?\n1;Cours de théâtre;PLEIN  tarif;01/09/30;1,0\n1;Cours  de théâtre;;01/09/25;Non  payé\n",
    )
    .json();
    assert_eq!((&report["created"][0]["id_fee"], &report["created"][0]["paid"]), (&json!(1), &json!(1)), "{report}");
    assert_eq!(report["created"][1]["paid"], 0);
    let warnings = report["warnings"].as_array().unwrap();
    assert!(
        warnings.len() == 1 && warnings[0].as_str().unwrap().contains("« 01/09/30 » est lu 2030-09-01"),
        "{report}"
    );
}

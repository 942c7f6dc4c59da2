//! LibreOffice opens what we write, and we read what LibreOffice saves. Without `soffice` these tests say so and pass;
//! `.ci/run` installs it.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::Server;

/// Converts a file in its own folder to another format, with a profile of its own; `None` without LibreOffice.
fn convert(file: &Path, format: &str) -> Option<PathBuf> {
    let folder = file.parent().unwrap();
    let profile = format!("-env:UserInstallation=file://{}/profile", folder.display());
    let mut command = Command::new("soffice");
    if file.extension().is_some_and(|extension| extension == "csv") {
        // Commas, double quotes, UTF-8, from the first line.
        command.arg("--infilter=CSV:44,34,76,1");
    }
    let run = command.args([&profile, "--headless", "--convert-to", format, "--outdir"]).arg(folder).arg(file).output();
    let Ok(output) = run else {
        eprintln!("soffice is not installed: nothing was tried");
        return None;
    };
    let converted = file.with_extension(format.split(':').next().unwrap());
    assert!(converted.exists(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(converted)
}

const MEMBERS: &str = "numero,nom,email,adresse,date_inscription\n\
                       50,Zoé Œuvrard,zoe@example.org,\"1 rue A\nBât. B\",2024-02-29\n\
                       51,Émile 2+2,,01000 Bourg,\n";

#[test]
fn spreadsheets_that_libreoffice_saved_import_like_the_csv_they_came_from() {
    let server = Server::start();
    let preview = |bytes: Vec<u8>| {
        let answer = server.request("PUT", "/api/user/import/preview").key("admin").body("", bytes).send();
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.json()["created"].clone()
    };
    let expected = preview(MEMBERS.into());
    assert_eq!(expected.as_array().map(Vec::len), Some(2), "{expected}");
    for format in ["ods", "xlsx", "xls"] {
        let folder = tempfile::tempdir().unwrap();
        let csv = folder.path().join("members.csv");
        std::fs::write(&csv, MEMBERS).unwrap();
        let Some(saved) = convert(&csv, format) else { return };
        assert_eq!(preview(std::fs::read(saved).unwrap()), expected, "{format}");
    }
}

/// A table as LibreOffice saves it flat: a post code, a phone and a day, all numbers with a format.
const FORMATTED: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
  xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
  xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
  xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0" office:version="1.2"
  office:mimetype="application/vnd.oasis.opendocument.spreadsheet">
<office:automatic-styles>
<number:number-style style:name="N1"><number:number number:decimal-places="0" number:min-integer-digits="5"/>
</number:number-style>
<number:number-style style:name="N2"><number:number number:decimal-places="0" number:min-integer-digits="10">
<number:embedded-text number:position="8"> </number:embedded-text><number:embedded-text number:position="6"> </number:embedded-text>
<number:embedded-text number:position="4"> </number:embedded-text><number:embedded-text number:position="2"> </number:embedded-text>
</number:number></number:number-style>
<number:date-style style:name="N3"><number:month number:style="long"/><number:text>/</number:text>
<number:year number:style="long"/></number:date-style>
<style:style style:name="c1" style:family="table-cell" style:data-style-name="N1"/>
<style:style style:name="c2" style:family="table-cell" style:data-style-name="N2"/>
<style:style style:name="c3" style:family="table-cell" style:data-style-name="N3"/>
</office:automatic-styles>
<office:body><office:spreadsheet><table:table table:name="A">
<table:table-row><table:table-cell office:value-type="string"><text:p>nom</text:p></table:table-cell>
<table:table-cell office:value-type="string"><text:p>code_postal</text:p></table:table-cell>
<table:table-cell office:value-type="string"><text:p>telephone</text:p></table:table-cell>
<table:table-cell office:value-type="string"><text:p>date_inscription</text:p></table:table-cell></table:table-row>
<table:table-row><table:table-cell office:value-type="string"><text:p>Zoé</text:p></table:table-cell>
<table:table-cell table:style-name="c1" office:value-type="float" office:value="1000"/>
<table:table-cell table:style-name="c2" office:value-type="float" office:value="612345678"/>
<table:table-cell table:style-name="c3" office:value-type="date" office:date-value="2026-03-01"/></table:table-row>
</table:table></office:spreadsheet></office:body></office:document>"#;

#[test]
fn what_a_person_sees_in_a_column_of_text_is_read_from_ods_and_xlsx_alike() {
    let server = Server::start();
    for format in ["ods", "xlsx", "xls"] {
        let folder = tempfile::tempdir().unwrap();
        let flat = folder.path().join("formatted.fods");
        std::fs::write(&flat, FORMATTED).unwrap();
        let Some(saved) = convert(&flat, format) else { return };
        let file = std::fs::read(saved).unwrap();
        let answer = server.request("PUT", "/api/user/import/preview").key("admin").body("", file).send();
        let preview = answer.json();
        let created = &preview["created"][0];
        let shown =
            ["code_postal", "telephone", "date_inscription"].map(|field| created[field].as_str().unwrap_or_default());
        match format {
            "xls" => {
                assert_eq!(shown, ["1000", "612345678", "01/03/2026"], "{preview}");
                assert!(preview["warnings"][0].as_str().unwrap().contains("XLS"), "{preview}");
            }
            _ => {
                assert_eq!(shown, ["01000", "06 12 34 56 78", "01/03/2026"], "{format}: {preview}");
                assert_eq!(preview["warnings"], serde_json::json!([]), "{preview}");
            }
        }
    }
}

#[test]
fn libreoffice_reads_in_our_spreadsheets_what_the_database_holds() {
    let server = Server::start();
    let sql = "SELECT 1.5 AS n, '=1+1' AS formula, '007' AS text, 'é😀 \"q\"' AS marks, '2024-02-29' AS day";
    for format in ["ods", "xlsx"] {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(format!("answer.{format}"));
        std::fs::write(&file, server.post(&format!("/api/sql.{format}"), "text/plain", sql).body).unwrap();
        // Comma, double quotes, UTF-8, from the first line, everything in quotes that is text, cells as they are shown.
        let Some(csv) = convert(&file, "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true") else { return };
        let text = std::fs::read_to_string(csv).unwrap();
        let row = text.lines().nth(1).unwrap_or_default();
        let cells: Vec<String> = csv::ReaderBuilder::new()
            .has_headers(false)
            .from_reader(row.as_bytes())
            .into_records()
            .next()
            .unwrap()
            .unwrap()
            .iter()
            .map(str::to_owned)
            .collect();
        assert_eq!(cells[1..], ["=1+1", "007", "é😀 \"q\"", "29/02/2024"], "{format}: {text}");
        assert!(["1.5", "1,5"].contains(&cells[0].as_str()), "{format}: {text}");
    }
}

#[test]
fn libreoffice_reads_the_dataset_of_members_from_csv_and_ods_alike() {
    let server = Server::start();
    for name in ["Zoé Œuvrard", "=1+1", "007"] {
        server.new_member(name);
    }
    let mut tables = Vec::new();
    for format in ["csv", "ods"] {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(format!("members.{format}"));
        let answer = server.get(&format!("/api/datasets/members.{format}?fields=id,nom,email&formulas=escape"));
        std::fs::write(&file, answer.body).unwrap();
        // Both as a flat document, whose cells are easily read again.
        let Some(saved) = convert(&file, if format == "csv" { "ods" } else { "xlsx" }) else { return };
        let bytes = std::io::Cursor::new(std::fs::read(saved).unwrap());
        let mut book = calamine::open_workbook_auto_from_rs(bytes).unwrap();
        let sheet = calamine::Reader::worksheet_range_at(&mut book, 0).unwrap().unwrap();
        let rows = sheet
            .rows()
            .map(|row| row.iter().map(|cell| cell.to_string().trim_start_matches('\'').to_owned()).collect::<Vec<_>>());
        tables.push(rows.collect::<Vec<_>>());
    }
    assert_eq!(tables[1].len(), 5, "{tables:?}");
    for (row, place) in [(0, 0), (1, 1), (2, 1), (3, 1)] {
        assert_eq!(tables[0][row][place], tables[1][row][place], "{tables:?}");
    }
    assert_eq!(tables[1][4][1], "007", "a number that is a text stays one");
}

//! Checking a file of accounting entries.

use super::*;

const HEADINGS: &str = "JournalCode\tJournalLib\tEcritureNum\tEcritureDate\tCompteNum\tCompteLib\tCompAuxNum\tCompAuxLib\t\
                        PieceRef\tPieceDate\tEcritureLib\tDebit\tCredit\tEcritureLet\tDateLet\tValidDate\tMontantdevise\tIdevise";

/// A file of some entries: the debits, then the credits of each.
fn fec(folder: &Folder, name: &str, amounts: &[(&str, &str)]) {
    let mut text = format!("{HEADINGS}\r\n");
    for (at, (debit, credit)) in amounts.iter().enumerate() {
        let number = at + 1;
        for (debit, credit) in [(*debit, "0,00"), ("0,00", *credit)] {
            text.push_str(&format!(
                "01\tRecette\t{number}\t20250105\t756\tCotisations\t\t\tP{number}\t20250105\tDon\t{debit}\t{credit}\t\t\t20250105\t\t\r\n"
            ));
        }
    }
    std::fs::write(folder.path(name), text).unwrap();
}

#[test]
fn a_right_file_is_said_to_be_right_without_any_database() {
    let folder = Folder::empty();
    fec(&folder, "123456789FEC20251231.txt", &[("5,00", "5,00")]);
    let output = folder.run(&["check", "fec", "123456789FEC20251231.txt"]);
    assert_eq!((output.status.code(), output.stdout.as_slice()), (Some(0), &b""[..]), "{}", stderr(&output));
    assert!(stderr(&output).contains("devrait accepter"), "{}", stderr(&output));
    let found = folder.json(&["check", "fec", "123456789FEC20251231.txt", "--json"]);
    assert_eq!((&found["ok"], &found["accepted"]), (&true.into(), &true.into()));
}

#[test]
fn findings_stand_one_a_line_with_their_weight_and_place() {
    let folder = Folder::empty();
    fec(&folder, "ASSOFEC20251231.txt", &[("5,00", "5,00"), ("5.00", "5,00")]);
    let output = folder.run(&["check", "fec", "ASSOFEC20251231.txt"]);
    assert_eq!(output.status.code(), Some(1));
    let told = String::from_utf8(output.stdout.clone()).unwrap();
    assert!(told.contains("[erreur] ligne 4, écriture 2 : Debit"), "{told}");
    assert!(told.starts_with("[loi] Le nom du fichier commence par « ASSO »"), "{told}");
    assert!(stderr(&output).contains("refuserait"), "{}", stderr(&output));
}

#[test]
fn an_xml_file_is_neither_right_nor_wrong() {
    let folder = Folder::empty();
    std::fs::write(folder.path("123456789FEC20251231.xml"), "<?xml version=\"1.0\"?>\n<comptabilite/>\n").unwrap();
    let output = folder.run(&["check", "fec", "123456789FEC20251231.xml"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stdout).contains("pas vérifié ici"), "{}", stderr(&output));
    assert!(!stderr(&output).contains("refuserait"), "{}", stderr(&output));
    let output = folder.run(&["check", "fec", "123456789FEC20251231.xml", "--json"]);
    let found: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&found["ok"], &found["accepted"]), (&false.into(), &Value::Null));
}

#[test]
fn what_is_said_many_times_is_counted() {
    let folder = Folder::empty();
    fec(&folder, "123456789FEC20251231.txt", &vec![("5.00", "5,00"); 1500]);
    let output = folder.run(&["check", "fec", "123456789FEC20251231.txt"]);
    let told = String::from_utf8(output.stdout).unwrap();
    assert!(told.lines().count() < 50, "{told}");
    assert!(told.contains("1480") || told.contains("1\u{202f}480"), "{told}");
    let output = folder.run(&["check", "fec", "123456789FEC20251231.txt", "--json"]);
    let found: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&found["ok"], &found["repeated"][0]["count"]), (&false.into(), &1500.into()), "{found}");
}

#[test]
fn a_file_that_is_not_there_is_said_so() {
    let (code, said) = Folder::empty().refused(&["check", "fec", "nowhere.txt"]);
    assert!(code == 1 && said.contains("nowhere.txt"), "{said}");
}

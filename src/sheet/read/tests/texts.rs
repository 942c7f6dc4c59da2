//! Text files.

use proptest::prelude::*;

use super::*;

#[test]
fn separators_quotes_and_line_ends_are_those_of_many_programs() {
    for (text, expected) in [
        ("numero,nom\n7,\"Es,sai\"\n", vec![vec!["numero", "nom"], vec!["7", "Es,sai"]]),
        ("numero;nom\r\n7;\"Es;sai\"", vec![vec!["numero", "nom"], vec!["7", "Es;sai"]]),
        ("numero\tnom\n\t\"Es\tsai\"\n", vec![vec!["numero", "nom"], vec!["", "Es\tsai"]]),
        ("numero|nom\n7|\"Es|sai\"\n", vec![vec!["numero", "nom"], vec!["7", "Es|sai"]]),
        ("a,b\r\n7,\"l1\r\nl2\"\r\n", vec![vec!["a", "b"], vec!["7", "l1\r\nl2"]]),
        ("a,b\n\"dit \"\"Zo\"\"\", \"a, b\" \n", vec![vec!["a", "b"], vec!["dit \"Zo\"", "a, b"]]),
        ("a,b\n\"a\"b,\"a\"b\"c\n", vec![vec!["a", "b"], vec!["ab", "ab\"c"]]),
        ("a,b\nx\"y\",5\" z\n", vec![vec!["a", "b"], vec!["x\"y\"", "5\" z"]]),
        ("a,b\n\"x\\\"y\",\"\\\\\"\n", vec![vec!["a", "b"], vec!["x\\\"y", "\\\\"]]),
        ("nom\nx", vec![vec!["nom"], vec!["x"]]),
        ("sep=;\r\na,b;c\r\n", vec![vec!["a,b", "c"]]),
    ] {
        assert_eq!(rows(text), expected, "{text:?}");
    }
}

#[test]
fn quotes_are_characters_in_files_that_are_known_to_have_no_quoted_cells() {
    let options = Options { unquoted: &["Code"], ..Options::default() };
    let rows = |text: &str| -> Vec<Vec<String>> {
        let records = read_with(text.as_bytes(), &options).unwrap();
        records.iter().map(|record| record.cells.iter().map(|cell| cell.to_string()).collect()).collect()
    };
    for separator in ['\t', '|'] {
        let text = "Code,Text\n1,\"open\n2,\"a\" b\n3,\"c\"".replace(',', &separator.to_string());
        assert_eq!(rows(&text), [["Code", "Text"], ["1", "\"open"], ["2", "\"a\" b"], ["3", "\"c\""]]);
    }
    // Others are read as ever: another first heading, another separator, a quoted heading.
    for text in ["Kode\tText\n1\t\"c\"", "Code,Text\n1,\"c\"", "\"Code\"\tText\n1\t\"c\""] {
        assert_eq!(rows(text)[1], ["1", "c"], "{text:?}");
    }
}

#[test]
fn cells_are_trimmed() {
    assert_eq!(rows("a, b\u{a0}\n \tx , \" y \"\n"), [["a", "b"], ["x", "y"]]);
}

#[test]
fn lines_are_counted_by_record_blank_ones_included() {
    let text = "\n \na,b\n\n\"l1\nl2\",x\n\n\n,\nc,d";
    let lines: Vec<usize> = records(text).into_iter().map(|(line, _)| line).collect();
    assert_eq!(lines, [3, 5, 9]);
}

#[test]
fn records_of_empty_cells_are_passed_over_whatever_their_width() {
    let ab = |line: usize| (line, vec!["a".to_owned(), "b".to_owned()]);
    for empty in [",", "\"\",\"\"", " , \u{a0}", "\"\"", " ", ",,,", ""] {
        assert_eq!(records(format!("a,b\n{empty}\na,b\n{empty}\n{empty}")), [ab(1), ab(3)], "{empty:?}");
    }
    assert_eq!(records(";;;;\na;b\n;;\n"), [ab(2)]);
    assert!(refusal(";;\n;;\n").contains("empty"));
}

#[test]
fn each_cell_has_its_own_encoding() {
    assert_eq!(rows(b"\xef\xbb\xbfnom,ville\nZo\xc3\xa9,Orl\xe9ans \x80\n"), [["nom", "ville"], ["Zoé", "Orléans €"]]);
    assert_eq!(rows(b"nom;n\xb0\nL\x92Ha\xff;\x9cuf\n"), [["nom", "n°"], ["L’Haÿ", "œuf"]]);
}

#[test]
fn utf_16_with_a_mark_is_read() {
    let text = "nom\tville\r\nZoé\t\"Saint-\r\nÉtienne 😀\"\r\n";
    let units: Vec<u16> = text.encode_utf16().collect();
    let little: Vec<u8> = [0xff, 0xfe].into_iter().chain(units.iter().flat_map(|unit| unit.to_le_bytes())).collect();
    let big: Vec<u8> = [0xfe, 0xff].into_iter().chain(units.iter().flat_map(|unit| unit.to_be_bytes())).collect();
    for bytes in [little, big] {
        assert_eq!(rows(bytes), [["nom", "ville"], ["Zoé", "Saint-\r\nÉtienne 😀"]]);
    }
}

#[test]
fn rows_of_other_lengths_are_refused_with_their_line() {
    assert_eq!(
        refusal("numero,nom\n700,Un,Deux\n"),
        "Line 2: 3 cells instead of 2. All lines must have the same number of cells."
    );
    let text = "a,b\n\"l1\nl2\",x\n\n701\n";
    assert_eq!(refusal(text), "Line 4: 1 cell instead of 2. All lines must have the same number of cells.");
}

#[test]
fn a_quote_that_nothing_closes_is_refused_with_the_line_where_it_was_opened() {
    let rest = "x,y\n".repeat(100_000);
    let text = format!("a,b\n1,2\n3,\"open\n{rest}");
    assert_eq!(refusal(&text), "Line 3: a quote is opened in this line and closed nowhere.");
    let options = small(|limits| limits.record_bytes = 10_000);
    let sentence = "Line 3: this line is longer than 1 MiB. A quote in it is probably never closed.";
    assert_eq!(refusal_with(&text, &options), sentence);
    assert!(refusal("\"a,b\n1,2\n").starts_with("Line 1: a quote"));
}

#[test]
fn line_ends_of_old_macs_are_refused() {
    for text in ["numero,nom\r700,Un\r", "\"numero\"\r\"7\"", "nom\r", "\n\na,b\rc,d\n"] {
        assert!(refusal(text).contains("old Macs"), "{text:?}");
    }
    assert_eq!(rows("a,\"b\rc\"\nd,e\rf\n"), [["a", "b\rc"], ["d", "e\rf"]]);
}

#[test]
fn a_nul_is_refused_with_its_line() {
    assert!(refusal("a,b\n1,2\n3,\0\n").starts_with("Line 3: this line has a NUL"));
    assert!(refusal(b"\0\0\0").starts_with("Line 1: this line has a NUL"));
}

#[test]
fn apostrophes_before_formulas_are_taken_off_when_asked() {
    let text = "\"a\",\"b\"\r\n\"'=1+1\",\"'hello\"\r\n";
    assert_eq!(rows(text)[1], ["'=1+1", "'hello"]);
    let options = Options { formulas: Formulas::Escape, ..Options::default() };
    let cells = &read_with(text.as_bytes(), &options).unwrap()[1].cells;
    assert_eq!(cells.iter().map(Cell::shown).collect::<Vec<_>>(), ["=1+1", "'hello"]);
}

#[test]
fn limits_are_said_with_their_line() {
    let long = "x".repeat(3 << 20);
    let two_lines = |line: &str| format!("a,b\n{line}\n");
    assert_eq!(refusal(two_lines(&format!("1,{long}"))), "Line 2, column B: this cell is longer than 1 MiB.");
    let quoted = two_lines(&format!("1,\"{long}\""));
    assert_eq!(refusal(quoted), "Line 2, column B: this cell is longer than 1 MiB.");
    assert_eq!(refusal(two_lines(&long.repeat(4))), "Line 2: this line is longer than 8 MiB.");
    assert_eq!(refusal(long.repeat(4)), "Line 1: this line is longer than 8 MiB.");
    assert!(refusal(",".repeat(1000)).starts_with("Line 1: this line goes beyond column 1000"));
    assert_eq!(rows(format!("{}\n", "a,".repeat(999)))[0].len(), 1000);
    let table = "a,b\n".repeat(10);
    let refused = |change: fn(&mut Limits)| refusal_with(&table, &small(change));
    assert!(refused(|limits| limits.records = 9).contains("more than 9 lines"));
    assert!(refused(|limits| limits.cells = 19).contains("more than 19 cells"));
    assert!(refused(|limits| limits.text_bytes = 19).contains("of text"));
    let exact = small(|limits| (limits.records, limits.cells, limits.text_bytes) = (10, 20, 20));
    assert_eq!(read_with(table.as_bytes(), &exact).unwrap().len(), 10);
}

#[test]
fn what_is_no_table_is_refused() {
    for (bytes, words) in [
        ("", "empty"),
        ("\u{feff}", "empty"),
        ("\n \r\n\n", "empty"),
        ("{\"nom\": \"x\"}", "not a table"),
        ("%PDF-1.4\n", "not a table"),
        ("<!DOCTYPE html><html>", "web page"),
    ] {
        assert!(refusal(bytes).contains(words), "{bytes:?}");
    }
    assert!(refusal(b"\x89PNG\r\n\x1a\n").contains("not a table"));
}

#[test]
fn nothing_follows_an_error() {
    let mut records = open(file(b"a,b\n1\n2,3\n"), &Options::default()).unwrap();
    assert!(records.next().unwrap().is_ok());
    assert!(records.next().unwrap().is_err());
    assert!(records.next().is_none());
}

proptest! {
    #[test]
    fn what_is_written_in_parts_of_any_size_is_read_whole(cells in proptest::collection::vec("[a\"\\\\,;\r\n é]{0,40}", 1..200)) {
        // Records of some kilobytes to some hundreds of them, so that many go beyond the bytes read at once.
        let mut text = "\"a\",\"b\"\r\n".to_owned();
        for cell in &cells {
            let quoted = cell.replace('"', "\"\"");
            text.push_str(&format!("\"x\",\"{}\"\r\n", quoted.repeat(97)));
        }
        let expected: Vec<String> = cells.iter().map(|cell| Cell::text(&cell.repeat(97)).shown().to_owned()).collect();
        let read: Vec<String> = rows(text).into_iter().skip(1).map(|mut row| row.remove(1)).collect();
        prop_assert_eq!(read, expected);
    }
}

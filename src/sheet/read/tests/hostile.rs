//! Files made to harm (threats 40 to 45), and files that came to harm.

use proptest::prelude::*;

use super::*;

const A: &str = "<table:table-cell><text:p>a</text:p></table:table-cell>";

#[test]
fn far_cells_are_refused_when_they_hold_something_and_cost_nothing_else() {
    let far = |cell: &str| xlsx(&format!("<row r=\"1\"><c r=\"A1\"><v>1</v></c></row><row r=\"1048576\">{cell}</row>"));
    assert!(
        refusal(far("<c r=\"XFD1048576\"><v>1</v></c>")).starts_with("Line 1048576: this line goes beyond column 1000")
    );
    assert_eq!(rows(far("<c r=\"XFD1048576\" s=\"1\"/>")), [["1"]]);
    assert_eq!(records(far("<c r=\"A1048576\"><v>2</v></c>"))[1].0, 1_048_576);
    for address in ["XFE1", "ZZZZZZZZZZZZZZZZ1", "1", ""] {
        assert!(refusal(far(&format!("<c r=\"{address}\"><v>1</v></c>"))).contains("damaged"), "{address}");
    }
    for row in ["0", "1048577", "99999999999999999999999", "-1", "x"] {
        assert!(refusal(xlsx(&format!("<row r=\"{row}\"><c><v>1</v></c></row>"))).contains("damaged"), "{row}");
    }
    let many = xlsx(&format!("<row>{}</row>", "<c/>".repeat(20_000)));
    assert!(refusal(many).contains("beyond column 1000"));
}

#[test]
fn repeats_are_bounded_when_they_hold_something_and_cost_nothing_else() {
    let repeated = |rows: &str, columns: &str, content: &str| {
        ods(&format!(
            "<table:table-row>{A}</table:table-row><table:table-row table:number-rows-repeated=\"{rows}\">\
             <table:table-cell table:number-columns-repeated=\"{columns}\">{content}</table:table-cell></table:table-row>\
             <table:table-row>{A}</table:table-row>"
        ))
    };
    let content = "<text:p>x</text:p>";
    assert!(refusal(repeated("20000", "10000", content)).starts_with("Line 2: this line goes beyond column 1000"));
    assert!(refusal(repeated("4000000000", "1", content)).contains("more than 1000000 lines"));
    assert!(refusal(repeated("99999999999999999999999", "1000", content)).contains("more than 20000000 cells"));
    assert_eq!(rows(repeated("20000", "10000", "")), [["a"], ["a"]]);
    let huge = "99999999999999999999999";
    assert_eq!(rows(repeated(huge, huge, "")).len(), 2);
    assert_eq!(rows(repeated("0", "-1", content)).len(), 3);
    let long = format!("<text:p>{}</text:p>", "x".repeat(100_000));
    assert_eq!(refusal(repeated("1", "100", &long)), "Line 2: this line is longer than 8 MiB.");
    assert!(refusal(repeated("100000", "50", &long)).contains("MiB of text"));
    let spaces = "<text:p>a<text:s text:c=\"4000000000\"/>b</text:p>";
    assert_eq!(refusal(repeated("1", "1", spaces)), "Line 2, column A: this cell is longer than 1 MiB.");
}

#[test]
fn a_shared_text_in_very_many_cells_is_bounded() {
    let strings = format!("<sst><si><t>{}</t></si></sst>", "x".repeat(1_000_000));
    let cells = "<c t=\"s\"><v>0</v></c>".repeat(9);
    let sheet = format!("<worksheet><sheetData><row>{cells}</row></sheetData></worksheet>");
    let parts = [("xl/sharedStrings.xml", strings.as_str()), ("xl/worksheets/sheet1.xml", &sheet)];
    assert_eq!(refusal(xlsx_parts(&parts)), "Line 1: this line is longer than 8 MiB.");
    let options = small(|limits| limits.shared_bytes = 1000);
    assert!(refusal_with(xlsx_parts(&parts), &options).contains("MiB of text"));
    for index in ["4", "-1", "x", "99999999999999999999"] {
        assert!(refusal(xlsx(&format!("<row><c t=\"s\"><v>{index}</v></c></row>"))).contains("damaged"), "{index}");
    }
}

#[test]
fn bombs_are_refused_by_what_they_declare() {
    let bomb = ods(&format!("<table:table-row>{A}</table:table-row>{}", (" ".repeat(500_000) + "<a/>").repeat(128)));
    assert!(bomb.len() < 200_000);
    assert!(refusal(&bomb).contains("enormous"));
    let limits = small(|limits| (limits.ratio, limits.part_bytes) = (u64::MAX, 1 << 20));
    assert!(refusal_with(&bomb, &limits).contains("the limit is 1 MiB"));
    let limits = small(|limits| (limits.ratio, limits.unpacked_bytes) = (u64::MAX, 1 << 20));
    assert!(refusal_with(&bomb, &limits).contains("enormous"));
    let limits = small(|limits| limits.ratio = u64::MAX);
    assert_eq!(read_with(&bomb, &limits).unwrap().len(), 1);
}

/// Changes a number in each header of an archive that bears the mark.
fn with_number(archive: &[u8], mark: &[u8], offset: usize, number: u32) -> Vec<u8> {
    let mut changed = archive.to_vec();
    for at in memchr::memmem::find_iter(archive, mark) {
        changed[at + offset..at + offset + 4].copy_from_slice(&number.to_le_bytes());
    }
    changed
}

#[test]
fn bombs_that_declare_less_are_stopped_where_they_should_end() {
    let bomb = ods(&format!("{}<table:table-row>{A}</table:table-row>", " ".repeat(64 << 20)));
    let lying = with_number(&bomb, b"PK\x01\x02", 24, 1000);
    assert!(refusal(lying).contains("damaged"));
    let lying = with_number(&ods(&format!("<table:table-row>{A}</table:table-row>")), b"PK\x01\x02", 24, 1_000_000);
    assert!(refusal(lying).contains("damaged"));
}

#[test]
fn a_wrong_checksum_is_noticed_at_the_end_at_the_latest() {
    let file = ods(&format!("<table:table-row>{A}</table:table-row>"));
    assert!(refusal(with_number(&file, b"PK\x01\x02", 16, 7)).contains("damaged"));
    let file = xlsx("<row><c><v>1</v></c></row>");
    assert!(refusal(with_number(&file, b"PK\x01\x02", 16, 7)).contains("damaged"));
}

#[test]
fn directories_that_lie_are_refused() {
    let file = ods(&format!("<table:table-row>{A}</table:table-row>"));
    for (offset, number) in [(8, u32::MAX), (10, 60_000), (12, u32::MAX), (12, 1 << 30), (16, u32::MAX), (16, 0)] {
        let lying = with_number(&file, b"PK\x05\x06", offset, number);
        assert!(matches!(read(&lying), Err(Error::Invalid { .. })), "{offset} {number}");
    }
    for offset in [28, 30, 42] {
        assert!(refusal(with_number(&file, b"PK\x01\x02", offset, u32::MAX)).contains("damaged"), "{offset}");
    }
    let options = small(|limits| limits.parts = 1);
    assert!(refusal_with(&file, &options).contains("more than 1 files"));
    assert!(refusal(b"PK\x03\x04").contains("damaged"));
    assert!(refusal([b"PK\x03\x04".as_slice(), &[0; 100_000]].concat()).contains("damaged"));
}

#[test]
fn entities_and_document_types_are_refused() {
    let bomb = "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;\">]>";
    let content = ods_content(&[("A", &format!("<table:table-row>{A}</table:table-row>"))]);
    let content = content.replace("<?xml version=\"1.0\" encoding=\"UTF-8\"?>", bomb);
    assert!(refusal(archive(&[("content.xml", &content)])).contains("for safety"));
    let external = "<!DOCTYPE x SYSTEM \"file:///etc/passwd\">";
    assert!(refusal(archive(&[("content.xml", &(external.to_owned() + &content))])).contains("for safety"));
    let unknown = "<table:table-row><table:table-cell><text:p>&b;</text:p></table:table-cell></table:table-row>";
    assert!(refusal(ods(unknown)).contains("for safety"));
    let manifest = [("content.xml", ods_content(&[])), ("META-INF/manifest.xml", bomb.to_owned())];
    assert!(refusal(archive(&manifest.each_ref().map(|(name, text)| (*name, text.as_str())))).contains("for safety"));
}

#[test]
fn deep_long_and_broken_markup_is_refused() {
    let deep = |levels: usize| ods(&format!("<table:table-row>{A}</table:table-row>{}", "<a>".repeat(levels)));
    assert!(refusal(deep(1_000_000)).contains("damaged"));
    assert!(refusal(deep(3)).contains("damaged"));
    let long = format!("<table:table-row x=\"{}\">{A}</table:table-row>", "y".repeat(3 << 20));
    let options = small(|limits| limits.ratio = u64::MAX);
    assert!(refusal_with(ods(&long), &options).contains("damaged"));
    let attributes: String = (0..100_000).map(|at| format!(" a{at}=\"\"")).collect();
    assert_eq!(rows(ods(&format!("<table:table-row{attributes}>{A}</table:table-row>"))), [["a"]]);
    assert!(refusal(ods("<table:table-row></table:table-cell>")).contains("damaged"));
    assert!(refusal(ods("<table:table-row>&#0;&#xFFFFFFFF;</table:table-row>")).contains("damaged"));
}

#[test]
fn a_nul_in_a_cell_is_refused_with_its_line() {
    let cell = "<row r=\"7\"><c t=\"inlineStr\"><is><t>a_x0000_</t></is></c></row>";
    assert!(refusal(xlsx(cell)).starts_with("Line 7: this line has a NUL"));
}

#[test]
fn files_with_a_password_say_so() {
    let manifest = "<manifest:manifest><manifest:file-entry manifest:full-path=\"content.xml\"><manifest:encryption-data/>\
                    </manifest:file-entry></manifest:manifest>";
    assert!(refusal(archive(&[("META-INF/manifest.xml", manifest), ("content.xml", "?")])).contains("password"));
    assert!(refusal(archive(&[("mimetype", ODS_TYPE), ("encrypted-package", "?")])).contains("password"));
    let mut flagged = ods("");
    for at in memchr::memmem::find_iter(&flagged.clone(), b"PK\x01\x02") {
        flagged[at + 8] |= 1;
    }
    assert!(refusal(flagged).contains("password"));
    let mut compound = vec![0; 2048];
    compound[..8].copy_from_slice(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1");
    (compound[30], compound[48]) = (9, 1);
    assert!(refusal(&compound).contains("old format"));
    for (at, unit) in "EncryptedPackage".encode_utf16().enumerate() {
        compound[1024 + 128 + 2 * at] = unit as u8;
    }
    assert!(refusal(&compound).contains("password"));
    compound[48..52].fill(0xff);
    assert!(refusal(&compound).contains("old format"));
    assert!(refusal(&compound[..20]).contains("old format"));
}

#[test]
fn other_archives_say_what_to_do_with_them() {
    let inner = String::from_utf8_lossy(&ods("")).into_owned();
    assert!(refusal(archive(&[("members.ods", &inner), ("a.csv", "a;b")])).contains("ZIP archive"));
    let word = relationships(&[("rId1", "officeDocument", "word/document.xml")]);
    let document = [("_rels/.rels", word.as_str()), ("word/document.xml", "<w:document/>")];
    assert!(refusal(archive(&document)).contains("not a table"));
    let text = "<office:document-content><office:body><office:text/></office:body></office:document-content>";
    assert!(refusal(archive(&[("content.xml", text)])).contains("not a table"));
    let nested = archive(&[("content.xml", &inner)]);
    assert!(matches!(read(&nested), Err(Error::Invalid { .. })));
    assert!(refusal(xlsx_parts(&[])).contains("damaged"));
}

/// Anything may be read or refused; nothing may fail in another way.
fn read_or_refused(bytes: &[u8]) -> bool {
    matches!(read(bytes), Ok(_) | Err(Error::Invalid { .. }))
}

fn valid_files() -> [Vec<u8>; 5] {
    let row = format!(
        "<table:table-row>{A}<table:table-cell office:value-type=\"date\" office:date-value=\"2026-01-01\"/></table:table-row>"
    );
    let cells = "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>1</v></c><c r=\"B1\" s=\"2\"><v>4e4</v></c></row>";
    let text = "\"a\";b;'=c\r\n\"l1\r\nl\"\"2\"; \"x\" ;\\\"\r\n".repeat(5).into_bytes();
    let [xls, xlsb] = [include_bytes!("files/people.xls").to_vec(), include_bytes!("files/sheetjs.xlsb").to_vec()];
    [ods_sheets("A", &[("A", &row.repeat(5))]), xlsx(cells), text, xls, xlsb]
}

proptest! {
    #[test]
    fn random_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..2000)) {
        prop_assert!(read_or_refused(&bytes));
        prop_assert!(read_or_refused(&[b"PK\x03\x04".as_slice(), &bytes].concat()));
        prop_assert!(read_or_refused(&[b"\xff\xfe".as_slice(), &bytes].concat()));
        prop_assert!(read_or_refused(&[b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".as_slice(), &bytes].concat()));
    }

    #[test]
    fn random_tables_are_read_or_refused(text in "[a\";,\t|\r\n \\\\'=é\u{feff}]{0,200}") {
        prop_assert!(read_or_refused(text.as_bytes()));
    }

    #[test]
    fn truncated_and_changed_files_are_read_or_refused(at in any::<prop::sample::Index>(), end in any::<prop::sample::Index>(), byte in any::<u8>()) {
        for file in valid_files() {
            prop_assert!(read_or_refused(&file[..end.index(file.len())]));
            let mut changed = file;
            let at = at.index(changed.len());
            changed[at] = byte;
            prop_assert!(read_or_refused(&changed));
        }
    }

    #[test]
    fn broken_markup_is_read_or_refused(at in any::<prop::sample::Index>(), piece in "[<>/&;\"=a-z:\0 é]{0,8}") {
        let content = ods_content(&[("A", &format!("<table:table-row>{A}</table:table-row>"))]);
        let sheet = "<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>1</v></c></row></sheetData></worksheet>";
        let change = |text: &str| {
            let boundaries: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
            let at = boundaries[at.index(boundaries.len())];
            format!("{}{piece}{}", &text[..at], &text[at + 1..])
        };
        prop_assert!(read_or_refused(&archive(&[("content.xml", &change(&content))])));
        prop_assert!(read_or_refused(&xlsx_parts(&[("xl/worksheets/sheet1.xml", &change(sheet))])));
        prop_assert!(read_or_refused(&xlsx_parts(&[("xl/worksheets/sheet1.xml", sheet), ("xl/styles.xml", &change(sheet))])));
    }
}

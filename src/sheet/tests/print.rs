//! Spreadsheets are fit to hand out: totals, widths, pages, properties.

use super::*;

/// The places of the bold cells of a workbook.
pub(super) fn bold_cells(file: File) -> Vec<(u32, u32)> {
    let mut book = XlsxReader::new(file).unwrap();
    let name = book.sheet_names().remove(0);
    let styles = book.worksheet_style(&name).unwrap();
    assert_eq!(styles.start(), Some((0, 0)));
    let is_bold = |place: &(u32, u32)| {
        styles.get(*place).and_then(|style| style.font.as_ref()).is_some_and(|font| font.is_bold())
    };
    let places = (0..styles.height() as u32).flat_map(|row| (0..styles.width() as u32).map(move |at| (row, at)));
    places.filter(is_bold).collect()
}

/// A part of a spreadsheet with one usual row and one of totals.
fn part_with_total(format: Format, document: &Document, columns: &[Column], name: &str) -> (File, String) {
    let mut file = tempfile().unwrap();
    let mut writer = spreadsheet(format, document, columns, file.try_clone().unwrap()).unwrap();
    let cells = |text| [vec![Cell::Text(text)], vec![Cell::Integer(150_005); columns.len() - 1]].concat();
    writer.row(&cells("a\nb")).unwrap();
    writer.total(&cells("Total")).unwrap();
    writer.finish().unwrap();
    file.seek(SeekFrom::Start(0)).unwrap();
    let mut text = String::new();
    zip::ZipArchive::new(file.try_clone().unwrap()).unwrap().by_name(name).unwrap().read_to_string(&mut text).unwrap();
    file.seek(SeekFrom::Start(0)).unwrap();
    (file, text)
}

fn two_columns() -> [Column; 2] {
    [Column::new("Compte", Kind::Text).of_width(30), Column::new("Montant", Kind::Amount)]
}

#[test]
fn totals_are_bold_and_keep_their_types() {
    let (file, xml) = part_with_total(Format::Xlsx, &document(), &two_columns(), "xl/worksheets/sheet1.xml");
    assert_eq!(xml.matches("<v>1500.05</v>").count(), 2, "{xml}");
    assert_eq!(bold_cells(file), [(0, 0), (0, 1), (2, 0), (2, 1)]);
    let (_, xml) = part_with_total(Format::Ods, &document(), &two_columns(), "content.xml");
    let total = "<table:table-cell table:style-name=\"total\" office:value-type=\"string\"><text:p>Total</text:p>";
    assert!(xml.contains(total) && xml.contains("\"total-amount\" office:value-type=\"float\""), "{xml}");
}

#[test]
fn a_total_is_a_row_like_others_where_nothing_can_be_bold() {
    let mut out = Vec::new();
    let mut csv = Csv::new(&mut out, &columns(&[Kind::Amount]), Formulas::Raw);
    csv.total(&[Cell::Integer(5)]).unwrap();
    csv.finish().unwrap();
    drop(csv);
    assert_eq!(out, b"\"c0\"\r\n\"0,05\"\r\n");
}

#[test]
fn widths_are_those_declared_or_of_the_heading() {
    let columns = [two_columns().to_vec(), vec![Column::new("Un intitulé vraiment long", Kind::Number).of_width(3)]];
    let (_, xml) = part_with_total(Format::Xlsx, &document(), &columns.concat(), "xl/worksheets/sheet1.xml");
    let widths: Vec<f64> = xml
        .split("<col ")
        .skip(1)
        .map(|column| column.split_once("width=\"").unwrap().1.split('"').next().unwrap().parse().unwrap())
        .collect();
    for (width, expected) in widths.iter().zip([30.0, 14.0, 29.0]) {
        assert!((width - expected).abs() < 1.0, "{widths:?}");
    }
    let (_, xml) = part_with_total(Format::Ods, &document(), &columns.concat(), "content.xml");
    assert!(xml.contains("style:name=\"width30\"") && xml.contains("style:name=\"width29\""), "{xml}");
}

#[test]
fn pages_are_a4_across_when_wide_with_headings_title_and_numbers() {
    let wide: Vec<Column> = (0..8).map(|_| Column::new("x", Kind::Number).of_width(14)).collect();
    for (columns, across) in [(two_columns().to_vec(), false), (wide, true)] {
        let (_, sheet) = part_with_total(Format::Xlsx, &document(), &columns, "xl/worksheets/sheet1.xml");
        for piece in ["<pageSetUpPr fitToPage=\"1\"/>", "paperSize=\"9\"", "fitToHeight=\"0\"", "&amp;P / &amp;N"] {
            assert!(sheet.contains(piece), "{piece}: {sheet}");
        }
        assert!(sheet.contains("L'été &amp;&amp; &lt;co&gt;"), "{sheet}");
        assert_eq!(sheet.contains("orientation=\"landscape\""), across);
        let (_, book) = part_with_total(Format::Xlsx, &document(), &columns, "xl/workbook.xml");
        assert!(book.contains("_xlnm.Print_Titles") && book.contains("'!$1:$1"), "{book}");
        let (_, styles) = part_with_total(Format::Ods, &document(), &columns, "styles.xml");
        assert!(styles.contains("style:scale-to-X=\"1\"") && styles.contains("<text:page-number>"), "{styles}");
        assert_eq!(styles.contains("landscape"), across);
    }
}

#[test]
fn documents_name_their_title_and_whose_they_are() {
    for (format, part) in [(Format::Xlsx, "docProps/core.xml"), (Format::Ods, "meta.xml")] {
        let (_, xml) = part_with_total(format, &document(), &two_columns(), part);
        assert!(xml.contains("<dc:title>L'été &amp; &lt;co&gt;</dc:title>"), "{xml}");
        assert!(xml.contains("<dc:creator>Les &lt;amis&gt; &amp; co</dc:creator>"), "{xml}");
    }
}

#[test]
fn two_lists_side_by_side_have_no_filter() {
    let document = Document { is_filtered: false, ..document() };
    for (format, part, filter) in
        [(Format::Xlsx, "xl/worksheets/sheet1.xml", "autoFilter"), (Format::Ods, "content.xml", "database-range")]
    {
        let (_, xml) = part_with_total(format, &document, &two_columns(), part);
        assert!(!xml.contains(filter), "{xml}");
    }
}

#[test]
fn titles_may_be_anything() {
    let long = "é😀&\"%<".repeat(200);
    for title in ["", "&P&[Page]", "2026", "'", "a\0b\n", "[]:*?/\\", long.as_str()] {
        for format in SPREADSHEETS {
            let document = Document::new(title).of(title);
            let mut file = tempfile().unwrap();
            let mut writer = spreadsheet(format, &document, &two_columns(), file.try_clone().unwrap()).unwrap();
            writer.finish().unwrap();
            file.seek(SeekFrom::Start(0)).unwrap();
            match format {
                Format::Ods => drop(OdsReader::new(file).unwrap().worksheet_range_at(0).unwrap().unwrap()),
                _ => drop(XlsxReader::new(file).unwrap().worksheet_range_at(0).unwrap().unwrap()),
            }
        }
    }
}

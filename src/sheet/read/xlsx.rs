//! Office Open XML workbooks, read by calamine once what it would hold in memory or believe was checked (members.md 8.2).

use std::collections::VecDeque;

use calamine::{DataRef, Reader, Xlsx, XlsxCellReader, XlsxError};

use super::archive::{Archive, damaged};
use super::archive_view::{ArchiveBuilder, ArchiveView};
use super::check::{self, OtherError};
use super::date::Calendar;
use super::markup::Markup;
use super::office::{self, failure};
use super::row::Row;
use super::style::CellStyle;
use super::workbook::Workbook;
use super::worker::{Sink, Worker};
use super::{Cell, Limits};
use crate::error::Result;

/// The one sheet of the archive that calamine gets.
const SHEET: &str = "A";

const ROOT: &str = "<Relationships><Relationship Id=\"w\" Type=\"/relationships/officeDocument\" Target=\"xl/workbook.xml\"/>\
                    </Relationships>";
const LINKS: &str = "<Relationships><Relationship Id=\"s\" Type=\"/worksheet\" Target=\"worksheets/sheet.xml\"/>\
                     </Relationships>";

/// Begins to read the active sheet. `None` when it has no rows.
pub(super) fn open(mut archive: Archive, workbook: &Workbook, limits: &Limits) -> Result<Option<Worker>> {
    let texts = match &workbook.shared_strings {
        Some(name) => check::shared_strings(&mut Markup::new(archive.part(name)?, name), limits)?,
        None => 0,
    };
    let name = workbook.sheet.clone();
    let checked = check::sheet(&mut Markup::new(archive.part(&name)?, &name), &name, texts, limits)?;
    let Some(checked) = checked else { return Ok(None) };
    let values = view(&mut archive, workbook, None)?;
    // The second reader tells which cells have formulas; texts of its own would only take memory.
    let formulas = checked.has_formulas.then(|| view(&mut archive, workbook, Some(texts))).transpose()?;
    let (calendar, part) = (workbook.calendar, name.clone());
    let worker = Worker::start(&name, limits, move |sink| {
        let mut books = (Xlsx::new(values).map_err(|error| failure(error, &part))?, None);
        if let Some(formulas) = formulas {
            books.1 = Some(Xlsx::new(formulas).map_err(|error| failure(error, &part))?);
        }
        let cells = books.0.worksheet_cells_reader(SHEET).map_err(|error| failure(error, &part))?;
        let styles = styles(&cells);
        let formulas = books.1.as_mut().map(|book| book.worksheet_cells_reader(SHEET)).transpose();
        let formulas = formulas.map_err(|error| failure(error, &part))?;
        let sheet = Sheet { cells, formulas, styles, calendar, other_errors: checked.other_errors, part: &part };
        sheet.read(sink)
    });
    worker.map(Some)
}

/// An archive with the checked parts of another one, and with so many empty texts instead of the shared ones if asked.
fn view(archive: &mut Archive, workbook: &Workbook, empty_texts: Option<usize>) -> Result<ArchiveView> {
    let epoch = if workbook.calendar == Calendar::From1904 { "1" } else { "0" };
    let book = format!(
        "<workbook><workbookPr date1904=\"{epoch}\"/><sheets><sheet name=\"{SHEET}\" id=\"s\"/></sheets></workbook>"
    );
    let mut builder = ArchiveBuilder::default();
    builder.own("_rels/.rels", ROOT.into());
    builder.own("xl/workbook.xml", book.into());
    builder.own("xl/_rels/workbook.xml.rels", LINKS.into());
    builder.own("xl/styles.xml", workbook.formats.part().into());
    match (empty_texts, &workbook.shared_strings) {
        (Some(count), _) => {
            builder.own("xl/sharedStrings.xml", format!("<sst>{}</sst>", "<si/>".repeat(count)).into());
        }
        (None, Some(name)) => archive.hand_over(name, "xl/sharedStrings.xml", &mut builder)?,
        (None, None) => {}
    }
    archive.hand_over(&workbook.sheet, "xl/worksheets/sheet.xml", &mut builder)?;
    Ok(builder.finish())
}

/// How the cells of each style are shown.
fn styles(cells: &XlsxCellReader<'_, ArchiveView>) -> Vec<CellStyle> {
    let of = |style: &calamine::Style| match &style.number_format {
        Some(format) => CellStyle::new(format.format_id, &format.format_code),
        None => CellStyle::PLAIN,
    };
    cells.styles().iter().map(of).collect()
}

/// A sheet being read. No pass of calamine gives style and formula at once, so two readers go through it side by side.
struct Sheet<'a> {
    cells: XlsxCellReader<'a, ArchiveView>,
    formulas: Option<XlsxCellReader<'a, ArchiveView>>,
    styles: Vec<CellStyle>,
    calendar: Calendar,
    other_errors: VecDeque<OtherError>,
    part: &'a str,
}

/// Row and column from 0, cell.
type Placed = ((u32, u32), Cell);

impl Sheet<'_> {
    fn read(mut self, sink: &mut Sink) -> Result<()> {
        let mut row = Row::new(0);
        while let Some(((line, column), cell)) = self.cell()? {
            let line = line as usize + 1;
            if line != row.line() {
                let ended = std::mem::replace(&mut row, Row::new(line));
                ended.record().map_or(Ok(()), |record| sink.push(record))?;
            }
            row.put(column as usize, &cell, 1, &sink.limits)?;
        }
        row.record().map_or(Ok(()), |record| sink.push(record))
    }

    fn cell(&mut self) -> Result<Option<Placed>> {
        let next = self.cells.next_cell_with_style_id();
        // Its sibling `next_cell_with_formula` copies a shared formula into each of its cells.
        let formula = self.formulas.as_mut().map(XlsxCellReader::next_cell_with_formula_metadata).transpose();
        match (next, formula) {
            (Ok(None), _) => Ok(None),
            (Ok(Some((cell, style))), Ok(formula)) => {
                let place = cell.get_position();
                let formula = formula.flatten().filter(|of| of.pos == place).is_some_and(|of| of.formula.is_some());
                Ok(Some((place, self.read_cell(cell.get_value(), style, formula))))
            }
            (Err(XlsxError::CellError(error)), _) => self.other_error(&error).map(Some),
            (Err(error), _) | (_, Err(error)) => Err(failure(error, self.part)),
        }
    }

    /// A cell with an error that calamine does not know: it says which, and our check where.
    fn other_error(&mut self, error: &str) -> Result<Placed> {
        while let Some((place, found)) = self.other_errors.pop_front() {
            if found == error {
                return Ok((place, Cell::error(error)));
            }
        }
        Err(damaged(self.part))
    }

    fn read_cell(&self, value: &DataRef<'_>, style: usize, has_formula: bool) -> Cell {
        let style = self.styles.get(style).unwrap_or(&CellStyle::PLAIN);
        match value {
            DataRef::Empty if has_formula => Cell::without_result(),
            value => office::cell(value, style, self.calendar),
        }
    }
}

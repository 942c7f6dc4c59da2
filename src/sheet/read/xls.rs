//! Workbooks of Excel 5 to 2003 (MS-XLS), read by calamine from a stream that was checked and reduced before. They are held
//! whole, and calamine gives no number formats: numbers are shown plain.

use std::fs::File;
use std::io::{Cursor, Read, Seek, SeekFrom};

use calamine::{Reader, Xls};

use super::archive::damaged;
use super::date::Calendar;
use super::office::{failure, plain_cell};
use super::row::Row;
use super::worker::{Sink, Worker};
use super::{Limits, biff, compound, mebibytes, refused};
use crate::error::Result;
use crate::msg;

/// The stream, for sentences.
const NAME: &str = "Workbook";

/// Begins to read the active sheet; gives its name too.
pub(super) fn open(mut file: File, limits: &Limits) -> Result<(Worker, String)> {
    let bytes = file.seek(SeekFrom::End(0))?;
    if bytes > limits.held_file_bytes {
        return Err(refused(msg!("sheet-read-too-large-xls", limit = mebibytes(limits.held_file_bytes))));
    }
    let mut content = Vec::new();
    file.seek(SeekFrom::Start(0))?;
    file.take(limits.held_file_bytes).read_to_end(&mut content)?;
    let stream = compound::workbook(&content)?;
    drop(content);
    let reduced = biff::reduce(&stream, limits)?;
    drop(stream);
    let calendar = if reduced.from_1904 { Calendar::From1904 } else { Calendar::From1900 };
    let file = compound::with_workbook(reduced.stream);
    Ok((Worker::start(NAME, limits, move |sink| read(file, calendar, sink))?, reduced.sheet_name))
}

fn read(file: Vec<u8>, calendar: Calendar, sink: &mut Sink) -> Result<()> {
    let mut book = Xls::new(Cursor::new(file)).map_err(|error| failure(error, NAME))?;
    let range = book.worksheet_range_at(0).ok_or_else(|| damaged(NAME))?.map_err(|error| failure(error, NAME))?;
    drop(book);
    let (first_row, first_column) = range.start().unwrap_or_default();
    for (at, cells) in range.rows().enumerate() {
        let mut row = Row::new(first_row as usize + at + 1);
        for (column, value) in cells.iter().enumerate() {
            row.put(first_column as usize + column, &plain_cell(value, calendar), 1, &sink.limits)?;
        }
        row.record().map_or(Ok(()), |record| sink.push(record))?;
    }
    Ok(())
}

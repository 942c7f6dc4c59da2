//! Charts into files that can be imported again (accounting.md 11).

use rusqlite::Connection;

use super::import::COLUMNS;
use super::{Chart, Position};
use crate::accounting::accounts;
use crate::error::Result;
use crate::sheet::{Cell, Column, Format, Kind, RowWriter};

/// Keys in JSON, headings elsewhere.
pub fn columns(format: Format) -> Vec<Column> {
    let title =
        |(key, heading, _): &(&str, &str, bool)| if format == Format::Json { *key } else { *heading }.to_owned();
    COLUMNS.iter().map(|column| Column::new(title(column), Kind::Text)).collect()
}

/// `Plan comptable - {association} - {chart}`.
pub fn title(association: &str, chart: &Chart) -> String {
    format!("Plan comptable - {association} - {}", chart.label)
}

/// Writes every account by its code, and the end.
pub fn write(conn: &Connection, chart: i64, writer: &mut dyn RowWriter) -> Result<()> {
    let word = |flag: bool, word: &'static str| if flag { Cell::Text(word) } else { Cell::Empty };
    for account in accounts::list(conn, chart)? {
        // The number of another program's position: importing the file refuses it instead of losing it.
        let position = match account.position {
            Position::Unknown(number) => number.to_string(),
            known => known.word().to_owned(),
        };
        writer.row(&[
            Cell::Text(&account.code),
            Cell::Text(&account.label),
            account.description.as_deref().map_or(Cell::Empty, Cell::Text),
            if position.is_empty() { Cell::Empty } else { Cell::Text(&position) },
            word(account.user, "Ajouté"),
            word(account.bookmark, "Favori"),
        ])?;
    }
    writer.finish()
}

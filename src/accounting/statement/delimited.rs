//! Text tables of banks, read leniently: rows of any length, quotes that nothing closes, formulas around numbers.
//!
//! [`crate::sheet::read`] reads what people fill in and refuses ragged rows, so that nothing moves to another column.
//! Banks write such rows on purpose: lines above the headings, totals, disclaimers.

use super::LINES_MAX;
use crate::error::{Error, Result};
use crate::msg;

/// One row that holds something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// From 1; blank lines count.
    pub number: usize,
    pub cells: Vec<String>,
}

impl Line {
    /// The text of a cell, by its place from 0; empty where there is none.
    pub fn cell(&self, at: usize) -> &str {
        self.cells.get(at).map_or("", String::as_str)
    }
}

pub const SEPARATORS: [char; 4] = [';', ',', '\t', '|'];

/// Cells of a row after this one are left out.
const COLUMNS_MAX: usize = 1000;
/// Cells of a whole table.
const CELLS_MAX: usize = 3_000_000;
/// A longer text between quotes is taken for a quote that nothing closes.
const QUOTED_BYTES_MAX: usize = 64 << 10;

/// The separator that a first line `sep=;` names, as some programs write it.
pub fn named_separator(text: &str) -> Option<char> {
    let line = text.lines().next()?.trim_matches('"');
    let name = line.get(..4).filter(|key| key.eq_ignore_ascii_case("sep="));
    name.and_then(|_| line[4..].chars().next()).filter(|separator| SEPARATORS.contains(separator))
}

/// All rows of a text, without those of one empty cell.
///
/// # Errors
///
/// [`Error::Invalid`] beyond the most rows or cells.
pub fn split(text: &str, separator: char) -> Result<Vec<Line>> {
    let lines = first_lines(text, separator, LINES_MAX + 1);
    if lines.len() > LINES_MAX {
        return Err(Error::invalid(msg!("statement-too-many-rows", limit = LINES_MAX)));
    }
    match lines.iter().map(|line| line.cells.len()).sum::<usize>() {
        0..=CELLS_MAX => Ok(lines),
        _ => Err(Error::invalid(msg!("sheet-read-too-many-cells", limit = CELLS_MAX))),
    }
}

/// The first rows of a text: at most `lines_max`, and about [`CELLS_MAX`] cells.
pub fn first_lines(text: &str, separator: char, lines_max: usize) -> Vec<Line> {
    // What may be read in vain: otherwise a hostile file could open a quote in each cell.
    let mut quote_budget = text.len().max(QUOTED_BYTES_MAX);
    let (mut lines, mut rest, mut number, mut cells_read) = (Vec::new(), text, 0, 0);
    while !rest.is_empty() && lines.len() < lines_max && cells_read <= CELLS_MAX {
        number += 1;
        let cells;
        (cells, rest) = record(rest, separator, &mut quote_budget);
        cells_read += cells.len();
        if cells.len() > 1 || cells.iter().any(|cell| !cell.is_empty()) {
            lines.push(Line { number, cells });
        }
    }
    lines
}

/// The first row and what follows it.
fn record<'a>(text: &'a str, separator: char, quote_budget: &mut usize) -> (Vec<String>, &'a str) {
    let (mut cells, mut rest) = (Vec::new(), text);
    loop {
        let (cell, after) = match quoted(rest.trim_start_matches(' '), separator, quote_budget) {
            Some(found) => found,
            None => {
                let end = rest.find([separator, '\n', '\r']).unwrap_or(rest.len());
                (rest[..end].to_owned(), &rest[end..])
            }
        };
        if cells.len() < COLUMNS_MAX {
            cells.push(clean(&cell));
        }
        match after.strip_prefix(separator) {
            Some(following) => rest = following,
            None => {
                let after = after.strip_prefix('\r').unwrap_or(after);
                return (cells, after.strip_prefix('\n').unwrap_or(after));
            }
        }
    }
}

/// A cell between quotes and what follows it; doubled quotes are one. A quote that neither a separator nor an end of line
/// follows is a part of the text. `None` when no quote is opened or closed here.
fn quoted<'a>(text: &'a str, separator: char, quote_budget: &mut usize) -> Option<(String, &'a str)> {
    let inside = text.strip_prefix('"').filter(|_| *quote_budget > 0)?;
    let (mut cell, mut rest) = (String::new(), inside);
    while inside.len() - rest.len() <= QUOTED_BYTES_MAX {
        let Some((before, after)) = rest.split_once('"') else { break };
        cell.push_str(before);
        let following = after.trim_start_matches(' ');
        if let Some(after) = after.strip_prefix('"') {
            cell.push('"');
            rest = after;
        } else if following.is_empty() || following.starts_with([separator, '\n', '\r']) {
            return Some((cell, following));
        } else {
            cell.push('"');
            rest = after;
        }
    }
    *quote_budget = quote_budget.saturating_sub(inside.len().min(QUOTED_BYTES_MAX) + 1);
    None
}

/// Without blanks and invisible marks around it, and without the formula `="…"` that keeps leading zeros.
fn clean(cell: &str) -> String {
    let cell = cell.trim_matches(is_blank);
    let inner = cell.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"'));
    inner.map_or(cell, |inner| inner.trim_matches(is_blank)).to_owned()
}

/// White space, and characters without width: marks of direction, joiners, byte order marks.
pub fn is_blank(character: char) -> bool {
    character.is_whitespace()
        || matches!(character, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(text: &str, separator: char) -> Vec<(usize, Vec<String>)> {
        split(text, separator).unwrap().into_iter().map(|line| (line.number, line.cells)).collect()
    }

    fn row(number: usize, cells: &[&str]) -> (usize, Vec<String>) {
        (number, cells.iter().map(|cell| (*cell).to_owned()).collect())
    }

    #[test]
    fn rows_of_any_length_are_read_whatever_ends_their_lines() {
        let expected = [row(1, &["a", "b", ""]), row(3, &["c"]), row(4, &["", ""])];
        for end in ["\n", "\r\n", "\r"] {
            let text = ["a; b ;", "", "c", ";"].join(end);
            assert_eq!(cells(&text, ';'), expected, "{end:?}");
        }
    }

    #[test]
    fn quotes_protect_separators_line_ends_and_doubled_quotes() {
        assert_eq!(cells("\"a;1\"\"x\"; \"b\nc\" ;d", ';'), [row(1, &["a;1\"x", "b\nc", "d"])]);
        assert_eq!(cells("\"\",\"\"\"\"", ','), [row(1, &["", "\""])]);
        assert_eq!(cells("=\"00012\"\tx", '\t'), [row(1, &["00012", "x"])]);
    }

    #[test]
    fn a_quote_that_nothing_closes_is_a_character() {
        assert_eq!(cells("\"a;b\nc;\"d\" e", ';'), [row(1, &["\"a", "b"]), row(2, &["c", "\"d\" e"])]);
        assert_eq!(cells("n° \"1\";x", ';'), [row(1, &["n° \"1\"", "x"])]);
    }

    #[test]
    fn quotes_opened_everywhere_do_not_take_long() {
        let text = ";\"x".repeat(1 << 20);
        assert_eq!(split(&text, ';').unwrap().len(), 1);
    }

    #[test]
    fn tables_beyond_the_limits_are_refused() {
        let row = ";".repeat(COLUMNS_MAX);
        assert!(split(&format!("{row}\n").repeat(CELLS_MAX / COLUMNS_MAX + 1), ';').is_err());
        assert!(split(&"a\n".repeat(LINES_MAX + 1), ';').is_err());
        assert_eq!(split(&row, ';').unwrap()[0].cells.len(), COLUMNS_MAX);
    }

    #[test]
    fn a_first_line_may_name_the_separator() {
        assert_eq!(named_separator("sep=|\na|b"), Some('|'));
        assert_eq!(named_separator("SEP=\t\n"), Some('\t'));
        assert_eq!((named_separator("sep=x"), named_separator(""), named_separator("é=;")), (None, None, None));
    }
}

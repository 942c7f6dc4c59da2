//! Writing the file of a year (fec.md 4).

use std::borrow::Cow;
use std::io::Write;

use rusqlite::Connection;

use super::{FIELDS, OPENING_JOURNAL};
use crate::accounting::entry::status;
use crate::accounting::lines::{EntryLineColumn, LineRow, Order, walk};
use crate::accounting::year::Year;
use crate::error::Result;
use crate::money::Cents;
use crate::sheet::Cell;

/// How much is gathered before it is written.
const CHUNK_BYTES: usize = 64 << 10;

/// Writes the entries of a year: opening entries first, then by date, numbered from 1 without a gap. `numbered` is told
/// the entry of each number, in their order, before its records are written.
pub fn write(conn: &Connection, year: &Year, out: &mut impl Write, mut numbered: impl FnMut(i64)) -> Result<()> {
    let mut text = FIELDS.join("\t");
    text.push_str("\r\n");
    let (mut current, mut number) = (None, 0_u64);
    walk(conn, year.id, Order::OpeningFirst, |row| {
        if EntryLineColumn::Id.cell(row) == Cell::Empty {
            return Ok(());
        }
        let id = EntryLineColumn::Entry.integer(row)?;
        if current != Some(id) {
            current = Some(id);
            number += 1;
            numbered(id);
        }
        push_record(&mut text, row, id, number)?;
        if text.len() >= CHUNK_BYTES {
            out.write_all(text.as_bytes())?;
            text.clear();
        }
        Ok(())
    })?;
    Ok(out.write_all(text.as_bytes())?)
}

fn push_record(out: &mut String, row: &LineRow<'_>, id: i64, number: u64) -> Result<()> {
    let (code, label) = journal(row)?;
    let date = day(EntryLineColumn::Date.text(row));
    let account = Account(EntryLineColumn::AccountCode.text(row).unwrap_or_default());
    let reference = EntryLineColumn::EntryReference.text(row);
    let push_reference = |out: &mut String| {
        if !push_clean(out, reference.unwrap_or_default()) {
            out.push_str(&format!("ECRITURE-{id}"));
        }
    };
    out.push_str(&format!("{code}\t{label}\t{number}\t{date}\t"));
    account.push(out);
    out.push('\t');
    if !push_clean(out, EntryLineColumn::AccountLabel.text(row).unwrap_or_default()) {
        account.push(out);
    }
    out.push_str("\t\t\t");
    push_reference(out);
    out.push_str(&format!("\t{date}\t"));
    if !push_clean(out, EntryLineColumn::EntryLabel.text(row).unwrap_or_default()) {
        push_reference(out);
    }
    let (debit, credit) = (Cents(EntryLineColumn::Debit.cents(row)), Cents(EntryLineColumn::Credit.cents(row)));
    out.push_str(&format!("\t{debit}\t{credit}\t"));
    // A letter without its day, or the reverse, says nothing.
    let lettered = day(EntryLineColumn::Lettered.text(row));
    let has_letter = !lettered.is_empty() && push_clean(out, EntryLineColumn::Letter.text(row).unwrap_or_default());
    out.push_str(&format!("\t{}\t{date}\t\t\r\n", if has_letter { lettered.as_str() } else { "" }));
    Ok(())
}

/// Code and label of the journal: opening entries have their own, the others that of their type.
fn journal(row: &LineRow<'_>) -> Result<(Cow<'static, str>, Cow<'static, str>)> {
    if EntryLineColumn::EntryStatus.integer(row)? & status::OPENING != 0 {
        let (code, label) = OPENING_JOURNAL;
        return Ok((code.into(), label.into()));
    }
    let entry_type = EntryLineColumn::entry_type(row)?;
    Ok((entry_type.journal_code(), entry_type.name()))
}

/// A day, or the day of a moment, as `YYYYMMDD`.
fn day(text: Option<&str>) -> String {
    text.unwrap_or_default().chars().take(10).filter(char::is_ascii_digit).collect()
}

/// The code of an account, of which the law wants three digits at the start.
#[derive(Clone, Copy)]
struct Account<'a>(&'a str);

impl Account<'_> {
    /// Zeros follow the digits until there are three.
    fn push(self, out: &mut String) {
        let digits = self.0.bytes().take_while(u8::is_ascii_digit).count();
        out.push_str(&self.0[..digits]);
        out.extend(std::iter::repeat_n('0', 3_usize.saturating_sub(digits)));
        push_clean(out, &self.0[digits..]);
    }
}

/// Whether [`write()`] has to add zeros to the code of an account.
pub(super) fn is_short(code: &str) -> bool {
    code.bytes().take_while(u8::is_ascii_digit).count() < 3
}

/// Adds a text in which control characters and `|` are spaces, each run of white space is one space, and none stands at
/// the ends. Gives whether anything was added.
fn push_clean(out: &mut String, text: &str) -> bool {
    let before = out.len();
    let mut is_apart = false;
    for character in text.chars() {
        if character.is_control() || character == '|' || character.is_whitespace() {
            is_apart = true;
        } else {
            if is_apart && out.len() > before {
                out.push(' ');
            }
            is_apart = false;
            out.push(character);
        }
    }
    out.len() > before
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_lose_what_would_break_records_and_nothing_else() {
        for (text, expected) in [
            ("Tab\there, bar|and\nline  end ", "Tab here, bar and line end"),
            ("\u{a0}a\u{202f}\u{85}\u{7f}b\r\n", "a b"),
            ("=SUM(A1) \"é\" 'x'", "=SUM(A1) \"é\" 'x'"),
            ("", ""),
            (" \t|\u{0}", ""),
        ] {
            let mut out = String::from("x");
            assert_eq!(push_clean(&mut out, text), !expected.is_empty(), "{text:?}");
            assert_eq!(out, format!("x{expected}"), "{text:?}");
        }
    }

    #[test]
    fn codes_of_accounts_begin_with_three_digits() {
        for (code, expected) in [
            ("1", "100"),
            ("10", "100"),
            ("5A", "500A"),
            ("512A", "512A"),
            ("512", "512"),
            ("A1", "000A1"),
            ("", "000"),
        ] {
            let mut out = String::new();
            Account(code).push(&mut out);
            assert_eq!((out.as_str(), is_short(code)), (expected, expected != code), "{code}");
        }
    }

    #[test]
    fn days_are_eight_digits() {
        assert_eq!(
            [day(Some("2025-01-31")), day(Some("2025-01-31 23:59:59")), day(None)],
            ["20250131", "20250131", ""]
        );
    }
}

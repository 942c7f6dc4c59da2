//! The name of a file, and its line of headings.

use super::{Finding, Level, Values};
use crate::accounting::fec::{FIELDS, NO_SIREN};
use crate::msg;
use crate::text::fold_for_like;

/// The fewest headings that tell which sign is between fields.
const FIELDS_MIN: usize = 9;

/// Looks at the name: gives the last day of the year as `YYYYMMDD`, and what is wrong with it.
pub fn check_name(file_name: &str) -> (Option<u32>, Vec<Finding>) {
    let mut found = Vec::new();
    let date = file_name.match_indices("FEC").find_map(|(at, word)| {
        let digits = file_name.get(at + word.len()..at + word.len() + 8)?;
        let is_date = at > 0 && digits.starts_with("20") && digits.bytes().all(|byte| byte.is_ascii_digit());
        is_date.then(|| (&file_name[..at], digits))
    });
    let Some((siren, digits)) = date else {
        found.push(Finding::of_file(Level::Error, msg!("fec-name", name = file_name)));
        return (None, found);
    };
    if siren.len() != 9 || !siren.bytes().all(|byte| byte.is_ascii_digit()) {
        found.push(Finding::of_file(Level::Law, msg!("fec-no-siren", given = siren, usual = NO_SIREN)));
    }
    (digits.parse().ok(), found)
}

/// The place of `Debit`, or of `Montant` in files that have it.
pub const DEBIT: usize = 11;
/// The place of `Credit`, or of `Sens` in files that have it.
pub const CREDIT: usize = 12;

/// The two columns that may stand in place of `Debit` and `Credit` (article A47 A-1, VII): the amount, and its side.
pub const AMOUNT_AND_SIDE: [&str; 2] = ["Montant", "Sens"];

/// Where the fields stand in the records of a file.
pub struct Layout {
    separator: char,
    /// For each column, the place of its field among the [`names`](Self::names).
    fields: Vec<Option<usize>>,
    /// The fields of the law, with [`AMOUNT_AND_SIDE`] at the places of debit and credit in files that have these.
    names: [&'static str; FIELDS.len()],
}

impl Layout {
    /// From the line of headings; nothing when no record can be read with it.
    pub fn read(text: &str, found: &mut Vec<Finding>) -> Option<Self> {
        let mut refuse = |message| found.push(Finding::of_file(Level::Error, message).at(1));
        if text.trim_start().starts_with('<') {
            found.push(Finding::of_file(Level::Unchecked, msg!("fec-xml")));
            return None;
        }
        let is_parted_by = |separator: char| text.split(separator).count() >= FIELDS_MIN;
        let Some(separator) = ['\t', '|'].into_iter().find(|separator| is_parted_by(*separator)) else {
            refuse(msg!("fec-separator"));
            return None;
        };
        let headings: Vec<&str> = text.split(separator).map(str::trim).collect();
        let names = names_in(&headings);
        let mut fields = Vec::new();
        for heading in headings {
            let place = names.iter().position(|field| normal(field) == normal(heading));
            let place = place.filter(|place| !fields.contains(&Some(*place)));
            if place.is_none() {
                let message = msg!("fec-field-extra", field = heading);
                found.push(Finding::of_file(Level::Warning, message).at(1).in_field(heading));
            }
            fields.push(place);
        }
        for (_, field) in names.iter().enumerate().filter(|(place, _)| !fields.contains(&Some(*place))) {
            let message = msg!("fec-field-missing", field = *field);
            found.push(Finding::of_file(Level::Error, message).at(1).in_field(field));
        }
        let known: Vec<usize> = fields.iter().copied().flatten().collect();
        // Those that are missing were told already; the others must come first and in their order.
        let is_in_order = known.is_sorted() && fields.iter().take(known.len()).all(Option::is_some);
        if !is_in_order {
            found.push(Finding::of_file(Level::Law, msg!("fec-field-order")).at(1));
        }
        Some(Layout { separator, fields, names })
    }

    /// The names of the fields, by their places.
    pub fn names(&self) -> &[&'static str; FIELDS.len()] {
        &self.names
    }

    /// Whether amounts have a side of their own instead of two columns.
    pub fn has_sides(&self) -> bool {
        self.names != FIELDS
    }

    /// How many fields each record must have.
    pub fn columns(&self) -> usize {
        self.fields.len()
    }

    /// The values of a record, without the blanks beside separators, and how many there are.
    pub fn split<'a>(&self, text: &'a str) -> (Values<'a>, usize) {
        let (mut values, mut count) = ([None; FIELDS.len()], 0);
        for value in text.split(self.separator) {
            if let Some(Some(place)) = self.fields.get(count) {
                values[*place] = Some(value.trim_matches(is_blank));
            }
            count += 1;
        }
        (values, count)
    }

    /// Signs in texts that part fields or records in other files.
    pub fn check_texts(&self, text: &str, values: &Values<'_>, say: &mut impl FnMut(Finding)) {
        let has_pipe = |text: &str| self.separator != '|' && text.contains('|');
        let has_break = |text: &str| text.contains(['\r', '\n']);
        if !has_pipe(text) && !has_break(text) {
            return;
        }
        for (field, value) in self.names.iter().zip(values).filter_map(|(field, value)| Some((field, (*value)?))) {
            if has_pipe(value) {
                say(Finding::of_file(Level::Warning, msg!("fec-pipe", field = *field)).in_field(field));
            }
            if has_break(value) {
                say(Finding::of_file(Level::Warning, msg!("fec-line-break", field = *field)).in_field(field));
            }
        }
    }
}

/// Line ends are none: in a file with others they belong to the text, which is worth a warning.
fn is_blank(character: char) -> bool {
    character.is_whitespace() && !matches!(character, '\r' | '\n')
}

/// The names of the fields of a file: those of the law, or with an amount and its side in place of debit and credit.
fn names_in(headings: &[&str]) -> [&'static str; FIELDS.len()] {
    let has = |name: &str| headings.iter().any(|heading| normal(heading) == normal(name));
    let mut names = FIELDS;
    if AMOUNT_AND_SIDE.into_iter().all(has) && !has(FIELDS[DEBIT]) && !has(FIELDS[CREDIT]) {
        [names[DEBIT], names[CREDIT]] = AMOUNT_AND_SIDE;
    }
    names
}

/// A heading as it is compared: without case and accents, other signs as `_`.
fn normal(heading: &str) -> String {
    fold_for_like(heading).chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect()
}

//! What may stand in each field.

use super::header::{AMOUNT_AND_SIDE, CREDIT, DEBIT, Layout};
use super::{Finding, Level, Values};
use crate::accounting::fec::{FIELDS, is_credit_side};
use crate::msg;

pub const JOURNAL_CODE: usize = 0;
pub const JOURNAL_LIB: usize = 1;
pub const ECRITURE_NUM: usize = 2;
pub const ECRITURE_DATE: usize = 3;
const COMPTE_NUM: usize = 4;
const COMPTE_LIB: usize = 5;
const PIECE_REF: usize = 8;
const PIECE_DATE: usize = 9;
const ECRITURE_LIB: usize = 10;
const DATE_LET: usize = 14;
const VALID_DATE: usize = 15;

/// What a record says, as far as it could be read.
pub struct Read {
    /// As `YYYYMMDD`.
    pub date: Option<u32>,
    /// As `YYYYMMDD`.
    pub valid: Option<u32>,
    /// In millionths; nothing when one of the amounts is none.
    pub debit_less_credit: Option<i128>,
}

/// Checks the fields of a record one by one.
pub fn check(
    values: &Values<'_>,
    layout: &Layout,
    period: (Option<u32>, Option<u32>),
    say: &mut impl FnMut(Finding),
) -> Read {
    for (place, level) in [
        (JOURNAL_CODE, Level::Missing),
        (JOURNAL_LIB, Level::Missing),
        (ECRITURE_NUM, Level::Error),
        (ECRITURE_DATE, Level::Error),
        (COMPTE_NUM, Level::Error),
        (COMPTE_LIB, Level::Error),
        (PIECE_REF, Level::Missing),
        (PIECE_DATE, Level::Missing),
        (ECRITURE_LIB, Level::Error),
        (VALID_DATE, Level::Missing),
    ] {
        // White space of any kind is nothing.
        if values[place].is_some_and(|value| value.trim().is_empty()) {
            say(finding(level, place, msg!("fec-empty-value", field = FIELDS[place])));
        }
    }
    let has_class = |account: &str| account.len() >= 3 && account.bytes().take(3).all(|byte| byte.is_ascii_digit());
    if let Some(account) = filled(values, COMPTE_NUM).filter(|account| !has_class(account)) {
        say(finding(Level::Warning, COMPTE_NUM, msg!("fec-account-number", account = account)));
    }
    let date = check_date(values, ECRITURE_DATE, say);
    check_period(date, period, say);
    check_date(values, PIECE_DATE, say);
    check_date(values, DATE_LET, say);
    let valid = check_date(values, VALID_DATE, say);
    Read { date, valid, debit_less_credit: check_amounts(values, layout, say) }
}

fn finding(level: Level, place: usize, message: crate::i18n::Message) -> Finding {
    Finding::of_file(level, message).in_field(FIELDS[place])
}

/// The value of a field that is there and not empty, without white space around it.
fn filled<'a>(values: &Values<'a>, place: usize) -> Option<&'a str> {
    values[place].map(str::trim).filter(|value| !value.is_empty())
}

/// Looks at a date; gives it as `YYYYMMDD` if it can be one.
fn check_date(values: &Values<'_>, place: usize, say: &mut impl FnMut(Finding)) -> Option<u32> {
    let text = filled(values, place)?;
    let Some(date) = WrittenDate::read(text).filter(|date| date.month <= 12 && date.day <= 31) else {
        say(finding(Level::Error, place, msg!("fec-date", field = FIELDS[place], value = text)));
        return None;
    };
    if date.number() != 0 && !(1900..=2099).contains(&date.year) {
        say(finding(Level::Warning, place, msg!("fec-date-year", field = FIELDS[place], value = text)));
    }
    if !date.is_plain {
        say(finding(Level::Law, place, msg!("fec-date-form", field = FIELDS[place], value = text)));
    }
    if !date.is_of_calendar() {
        say(finding(Level::Law, place, msg!("fec-date-impossible", field = FIELDS[place], value = text)));
        return None;
    }
    Some(date.number())
}

fn check_period(date: Option<u32>, (start, end): (Option<u32>, Option<u32>), say: &mut impl FnMut(Finding)) {
    let Some(date) = date else { return };
    if start.is_some_and(|start| date < start) || end.is_some_and(|end| date > end) {
        say(finding(Level::Law, ECRITURE_DATE, msg!("fec-date-outside", value = date.to_string())));
    }
}

/// A date in one of the forms that the tool reads.
#[derive(Debug, PartialEq, Eq)]
struct WrittenDate {
    year: u32,
    month: u32,
    day: u32,
    /// `YYYYMMDD` and nothing else.
    is_plain: bool,
}

impl WrittenDate {
    /// `YYYYMMDD`, or with `-`, `/` or `.` between its parts, or the day first; hours may follow.
    fn read(text: &str) -> Option<Self> {
        let number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten();
        let (date, hours) = text.split_once([' ', 'T']).map_or((text, None), |(date, hours)| (date, Some(hours)));
        if hours.is_some_and(|hours| !hours.bytes().all(|byte| byte.is_ascii_digit() || b":.".contains(&byte))) {
            return None;
        }
        let of = |year, month, day, is_plain| {
            Some(WrittenDate { year: number(year)?, month: number(month)?, day: number(day)?, is_plain })
        };
        if date.len() == 8 && number(date).is_some() {
            return of(&date[..4], &date[4..6], &date[6..], hours.is_none());
        }
        let parts: Vec<&str> = date.split(['-', '/', '.']).collect();
        match parts.as_slice() {
            [year, month, day] if year.len() == 4 && month.len() <= 2 && day.len() <= 2 => of(year, month, day, false),
            [day, month, year] if year.len() == 4 && month.len() <= 2 && day.len() <= 2 => of(year, month, day, false),
            _ => None,
        }
    }

    fn number(&self) -> u32 {
        self.year * 10_000 + self.month * 100 + self.day
    }

    fn is_of_calendar(&self) -> bool {
        let parts = (i16::try_from(self.year), i8::try_from(self.month), i8::try_from(self.day));
        matches!(parts, (Ok(year), Ok(month), Ok(day)) if jiff::civil::Date::new(year, month, day).is_ok())
    }
}

/// Looks at the amounts; gives debit less credit in millionths if they can be read.
fn check_amounts(values: &Values<'_>, layout: &Layout, say: &mut impl FnMut(Finding)) -> Option<i128> {
    let names = layout.names();
    let mut amount = |place: usize| match values[place] {
        None | Some("") => Some(0),
        Some(text) => {
            let amount = millionths(text);
            if amount.is_none() {
                let message = msg!("fec-amount", field = names[place], value = text);
                say(Finding::of_file(Level::Error, message).in_field(names[place]));
            }
            amount
        }
    };
    if layout.has_sides() {
        let amount = amount(DEBIT);
        return check_side(values[CREDIT].unwrap_or_default(), amount, say);
    }
    let (debit, credit) = (amount(DEBIT), amount(CREDIT));
    let (debit, credit) = (debit?, credit?);
    // In a file without one of the fields nothing can be said of both.
    let are_there = values[DEBIT].is_some() && values[CREDIT].is_some();
    if are_there && (debit != 0) == (credit != 0) {
        say(Finding::of_file(Level::Warning, msg!("fec-amount-sides")));
    }
    are_there.then_some(debit - credit)
}

/// Converts an amount with its side to debit less credit.
fn check_side(side: &str, amount: Option<i128>, say: &mut impl FnMut(Finding)) -> Option<i128> {
    let is_credit = is_credit_side(side);
    if is_credit.is_none() {
        let field = AMOUNT_AND_SIDE[1];
        say(Finding::of_file(Level::Error, msg!("fec-side", field = field, value = side)).in_field(field));
    }
    let (is_credit, amount) = (is_credit?, amount?);
    if amount == 0 {
        say(Finding::of_file(Level::Warning, msg!("fec-amount-sides")));
    }
    Some(if is_credit { -amount } else { amount })
}

/// An amount with a decimal comma and at most one sign, before or after; nothing else, not even a space.
fn millionths(text: &str) -> Option<i128> {
    const DECIMALS: usize = 6;
    let before = text.strip_prefix(['+', '-']);
    let after = text.strip_suffix(['+', '-']);
    let (is_negative, digits) = match (before, after) {
        (Some(_), Some(_)) => return None,
        (Some(rest), None) => (text.starts_with('-'), rest),
        (None, Some(rest)) => (text.ends_with('-'), rest),
        (None, None) => (false, text),
    };
    let (units, decimals) = digits.split_once(',').unwrap_or((digits, ""));
    let are_digits = units.bytes().chain(decimals.bytes()).all(|byte| byte.is_ascii_digit());
    if !are_digits || units.len() + decimals.len() == 0 || units.len() > 20 {
        return None;
    }
    let decimals: String = decimals.chars().chain(std::iter::repeat('0')).take(DECIMALS).collect();
    let amount: i128 = format!("{units}{decimals}").parse().ok()?;
    Some(if is_negative { -amount } else { amount })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_have_a_decimal_comma_and_one_sign_at_most() {
        for (text, cents) in
            [("213", 21_300), ("213,07", 21_307), ("-5,5", -550), ("5,50-", -550), ("+1", 100), (",5", 50), ("0,00", 0)]
        {
            assert_eq!(millionths(text), Some(cents * 10_000), "{text}");
        }
        for text in ["213.07", "1 000,00", "1\u{a0}000", "1,000,00", "12€", "--1", "-1-", "abc", " ", "-", ","] {
            assert_eq!(millionths(text), None, "{text}");
        }
    }

    #[test]
    fn dates_are_read_in_the_forms_that_the_tool_reads() {
        for (text, number, is_plain) in [
            ("20251231", 20_251_231, true),
            ("2025-12-31", 20_251_231, false),
            ("31/12/2025", 20_251_231, false),
            ("1.2.2025", 20_250_201, false),
            ("20251231 12:30:00", 20_251_231, false),
            ("2025-12-31T12:30", 20_251_231, false),
            ("00000000", 0, true),
        ] {
            let date = WrittenDate::read(text).unwrap();
            assert_eq!((date.number(), date.is_plain), (number, is_plain), "{text}");
        }
        for text in ["demain", "2025", "251231", "2025-12", "31-12-25", "2025123a", "20251231 soir", "٢٠٢٥١٢٣١"]
        {
            assert_eq!(WrittenDate::read(text), None, "{text}");
        }
        assert!(!WrittenDate::read("20250230").unwrap().is_of_calendar());
    }
}

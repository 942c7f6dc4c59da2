//! Dates in the forms people type (`fields.md` 5.3): recognised by their shape, never rolled over.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;

use crate::clock::Clock;

/// What the reading of dates depends on.
#[derive(Debug, Clone)]
pub struct DateContext {
    /// Today in the association's time zone: it decides the century of `04/03/26`.
    pub today: Date,
    /// The time zone in which UNIX timestamps are read.
    pub zone: TimeZone,
}

impl DateContext {
    pub fn of(clock: &Clock) -> Self {
        DateContext { today: clock.local_now().date(), zone: clock.zone() }
    }
}

/// Years outside are taken for slips of the keyboard.
const YEARS: std::ops::RangeInclusive<i16> = 1900..=2100;

/// Reads a day, in any accepted form but a timestamp (accounting.md 1.2); a time beside it is dropped. `None` for
/// impossible dates and other forms.
pub fn read_date(text: &str, context: &DateContext) -> Option<Date> {
    let text = text.trim();
    let is_timestamp = text.len() != 8 && text.bytes().all(|byte| byte.is_ascii_digit());
    if is_timestamp { None } else { read_date_or_timestamp(text, context) }
}

/// The same, or a UNIX timestamp.
pub fn read_date_or_timestamp(text: &str, context: &DateContext) -> Option<Date> {
    read_date_time(text, context).map(DateTime::date)
}

/// Reads a day and time, in any accepted form; midnight when no time is given.
pub fn read_date_time(text: &str, context: &DateContext) -> Option<DateTime> {
    let text = text.trim();
    if !text.is_ascii() {
        return None;
    }
    let read = match text.len() {
        _ if text.bytes().all(|byte| byte.is_ascii_digit()) => read_digits(text, context)?,
        8..=9 if text.as_bytes().contains(&b'/') => read_short_day(text, context)?.to_datetime(Time::midnight()),
        10 => read_day(text).or_else(|| read_short_day(text, context))?.to_datetime(Time::midnight()),
        16 | 19 => {
            let (day, rest) = text.split_at(10);
            let may_have_t = day.as_bytes()[4] == b'-';
            let time = rest.strip_prefix(' ').or_else(|| rest.strip_prefix('T').filter(|_| may_have_t))?;
            read_day(day)?.to_datetime(read_time(time)?)
        }
        _ => return None,
    };
    YEARS.contains(&read.year()).then_some(read)
}

/// `YYYYMMDD`, or a UNIX timestamp of 9 or 10 digits.
fn read_digits(text: &str, context: &DateContext) -> Option<DateTime> {
    match text.len() {
        8 => Some(day(&text[..4], &text[4..6], &text[6..])?.to_datetime(Time::midnight())),
        9 | 10 => Some(context.zone.to_datetime(Timestamp::from_second(text.parse().ok()?).ok()?)),
        _ => None,
    }
}

/// `YYYY-MM-DD`, `YYYY/MM/DD` or `DD/MM/YYYY`: ten bytes of ASCII.
pub(crate) fn read_day(text: &str) -> Option<Date> {
    let bytes = text.as_bytes();
    match (bytes[4], bytes[7], bytes[2], bytes[5]) {
        (b'-', b'-', ..) | (b'/', b'/', ..) => day(&text[..4], &text[5..7], &text[8..]),
        (_, _, b'/', b'/') => day(&text[6..], &text[3..5], &text[..2]),
        _ => None,
    }
}

/// `D/M/YYYY` with one or two digits each, or `DD/MM/YY`.
fn read_short_day(text: &str, context: &DateContext) -> Option<Date> {
    let mut parts = text.split('/');
    let (days, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || !(1..=2).contains(&days.len()) || !(1..=2).contains(&month.len()) {
        return None;
    }
    match (days.len(), month.len(), year.len()) {
        (_, _, 4) => day(year, month, days),
        (2, 2, 2) => {
            let short = i16::from(digits(year)? as u8);
            let century = if short < context.today.year() % 100 + 10 { 2000 } else { 1900 };
            Date::new(century + short, digits(month)? as i8, digits(days)? as i8).ok()
        }
        _ => None,
    }
}

/// `HH:MM` or `HH:MM:SS`.
pub(crate) fn read_time(text: &str) -> Option<Time> {
    let bytes = text.as_bytes();
    let seconds = match bytes.len() {
        5 => 0,
        8 if bytes[5] == b':' => digits(&text[6..])?,
        _ => return None,
    };
    if bytes[2] != b':' || seconds > 59 {
        return None;
    }
    Time::new(digits(&text[..2])? as i8, digits(&text[3..5])? as i8, seconds as i8, 0).ok()
}

fn day(year: &str, month: &str, day: &str) -> Option<Date> {
    Date::new(digits(year)? as i16, digits(month)? as i8, digits(day)? as i8).ok()
}

/// At most four digits, so that the number fits wherever it is put; months and days have two.
pub(crate) fn digits(text: &str) -> Option<u16> {
    let all_digits = (1..=4).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    all_digits.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use jiff::tz::TimeZone;

    use super::*;

    fn context() -> DateContext {
        DateContext { today: date(2026, 3, 1), zone: TimeZone::get("Europe/Paris").unwrap() }
    }

    #[test]
    fn every_accepted_form_gives_the_same_day() {
        for text in
            ["2026-03-04", "2026/03/04", "04/03/2026", "4/03/2026", "4/3/2026", "04/3/2026", "04/03/26", "20260304"]
        {
            assert_eq!(read_date(text, &context()), Some(date(2026, 3, 4)), "{text}");
            assert_eq!(read_date_or_timestamp(text, &context()), Some(date(2026, 3, 4)), "{text}");
        }
        assert_eq!(read_date(" 2026-03-04T10:20\n", &context()), Some(date(2026, 3, 4)));
    }

    #[test]
    fn times_are_read_beside_a_day_of_ten_characters() {
        let expected = Some(date(2026, 3, 4).at(10, 20, 0, 0));
        for text in ["2026-03-04 10:20", "2026-03-04T10:20:00", "2026/03/04 10:20", "04/03/2026 10:20:00"] {
            assert_eq!(read_date_time(text, &context()), expected, "{text}");
        }
        assert_eq!(read_date_time("2026-03-04", &context()), Some(date(2026, 3, 4).at(0, 0, 0, 0)));
    }

    #[test]
    fn timestamps_are_read_in_the_time_zone_of_the_association() {
        assert_eq!(read_date_time("1772661600", &context()), Some(date(2026, 3, 4).at(23, 0, 0, 0)));
        assert_eq!(read_date_or_timestamp("1772665200", &context()), Some(date(2026, 3, 5)));
        assert_eq!(read_date_or_timestamp("999999999", &context()), Some(date(2001, 9, 9)));
        assert_eq!((read_date("1772665200", &context()), read_date("999999999", &context())), (None, None));
    }

    #[test]
    fn two_digits_of_a_year_look_ten_years_ahead() {
        assert_eq!(read_date("01/01/35", &context()), Some(date(2035, 1, 1)));
        assert_eq!(read_date("01/01/36", &context()), Some(date(1936, 1, 1)));
    }

    #[test]
    fn impossible_dates_and_other_forms_are_refused() {
        for text in [
            "",
            "0",
            "04-03-2026",
            "2026-3-4",
            "4/3/26",
            "4 mars 2026",
            "10:20",
            "2026-03-04Z",
            "2026-03-04T10:20:00Z",
            "31/02/2026",
            "2026-02-29",
            "2026-13-01",
            "2026-00-10",
            "2026-01-00",
            "2026-03-04 25:20",
            "2026-03-04 10:60",
            "2026-03-04 10:20:60",
            "2026/03/04T10:20",
            "1899-12-31",
            "2101-01-01",
            "2026",
            "1999030",
            "12345678901",
            "20261304",
            "4/3/2026 10:20",
            "04/03/2026 1:20",
            "é/03/2026",
            "2026-03-04  10:20",
            "+026-03-04",
            "1/1/1/26",
        ] {
            assert_eq!(read_date_or_timestamp(text, &context()), None, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_or_refused_without_a_panic(text in "[0-9/:T é-]{0,20}") {
            let _ = read_date_time(&text, &context());
        }
    }
}

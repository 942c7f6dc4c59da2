//! Dates and times, which the two formats write in very different ways, as the same texts.

use jiff::civil::{Date, DateTime, date};
use jiff::{SignedDuration, Span};

const SECONDS_A_DAY: i64 = 86_400;

/// 9999-12-31, the last day of spreadsheet programs.
const LAST_DAY: i64 = 2_958_465;

/// Which day is day 0 of a workbook.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Calendar {
    /// 31 December 1899, and 1900 has a 29 February.
    #[default]
    From1900,
    /// 1 January 1904, as on old Macs.
    From1904,
}

/// What a number is by the format that it is shown in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shown {
    Number,
    /// A date, a time or both.
    Date,
    /// A time that goes on past 24 hours.
    Elapsed,
}

/// A number in a date format as `YYYY-MM-DD`, `YYYY-MM-DDTHH:MM:SS`, or `HH:MM:SS` when it is less than a day.
/// `None` for 0 and for numbers outside the calendar.
pub(super) fn from_serial(serial: f64, calendar: Calendar) -> Option<String> {
    if !(0.0..=LAST_DAY as f64 + 1.0).contains(&serial) || serial == 0.0 {
        return None;
    }
    if serial < 1.0 {
        return from_elapsed(serial);
    }
    let seconds = (serial * SECONDS_A_DAY as f64).round() as i64;
    let (days, time) = (seconds / SECONDS_A_DAY, seconds % SECONDS_A_DAY);
    let first = match calendar {
        Calendar::From1904 => date(1904, 1, 1),
        // Spreadsheet programs count 29 February 1900, which did not exist: readers of dates refuse it.
        Calendar::From1900 if days == 60 => return Some("1900-02-29".to_owned()),
        Calendar::From1900 if days < 60 => date(1899, 12, 31),
        Calendar::From1900 => date(1899, 12, 30),
    };
    let day = first.checked_add(Span::new().try_days(days).ok()?).ok()?;
    Some(with_time(day, time))
}

/// A number of days as `HH:MM:SS`, with as many hours as it takes.
pub(super) fn from_elapsed(days: f64) -> Option<String> {
    if !(0.0..=LAST_DAY as f64).contains(&days) {
        return None;
    }
    let seconds = (days * SECONDS_A_DAY as f64).round() as i64;
    Some(clock(seconds))
}

/// A date of XML Schema, with or without time, `2026-03-04T10:20:00.5Z`: fractions are rounded to seconds, and the day and
/// time are taken as written, whatever their zone: cells have no zone, and some programs add `Z` to all of them.
/// A text that is not a date stays as it is.
pub(super) fn from_iso(text: &str) -> String {
    let text = text.trim();
    let parsed: Option<DateTime> = match text.contains(['T', ' ']) {
        true => without_zone(text).parse().ok(),
        false => text.parse::<Date>().ok().map(|day| day.to_datetime(jiff::civil::Time::midnight())),
    };
    let rounded = parsed.and_then(|time| time.round(jiff::Unit::Second).ok());
    rounded.map_or_else(
        || text.to_owned(),
        |time| {
            let seconds = i64::from(time.hour()) * 3600 + i64::from(time.minute()) * 60 + i64::from(time.second());
            with_time(time.date(), seconds)
        },
    )
}

/// A day and time without `Z` or `+01:00` behind it.
fn without_zone(text: &str) -> &str {
    if let Some(time) = text.strip_suffix(['Z', 'z']) {
        return time;
    }
    match text.len().checked_sub(6).and_then(|at| text.split_at_checked(at)) {
        Some((time, zone)) if zone.starts_with(['+', '-']) && zone.as_bytes()[3] == b':' && time.contains(':') => time,
        _ => text,
    }
}

/// A duration of XML Schema, `PT36H05M00S`, as `36:05:00`. Any other text stays as it is.
pub(super) fn from_duration(text: &str) -> String {
    let parsed = text.trim().parse::<SignedDuration>().ok();
    let rounded = parsed.and_then(|duration| duration.round(jiff::Unit::Second).ok());
    match rounded.map(|duration| duration.as_secs()) {
        Some(seconds) if seconds >= 0 => clock(seconds),
        Some(seconds) => format!("-{}", clock(seconds.saturating_neg())),
        None => text.to_owned(),
    }
}

/// Midnight is left out: programs cannot tell it from a date without a time.
fn with_time(day: Date, seconds: i64) -> String {
    if seconds == 0 { day.to_string() } else { format!("{day}T{}", clock(seconds)) }
}

fn clock(seconds: i64) -> String {
    format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

/// What the built-in formats of XLSX are (ECMA-376 part 1, 18.8.30, with those of East Asian languages).
pub(super) fn builtin_format(id: u32) -> Shown {
    match id {
        14..=22 | 27..=36 | 45 | 47 | 50..=58 => Shown::Date,
        46 => Shown::Elapsed,
        _ => Shown::Number,
    }
}

/// What a format code is: by letters of dates in its first section, outside quotes and brackets.
pub(super) fn format_code(code: &str) -> Shown {
    let mut shown = Shown::Number;
    let mut characters = code.chars();
    while let Some(character) = characters.next() {
        match character {
            ';' => break,
            '"' => drop(characters.by_ref().find(|c| *c == '"')),
            // What follows is a character as such, a width or a filling.
            '\\' | '_' | '*' => drop(characters.next()),
            '[' => {
                let bracket: String = characters.by_ref().take_while(|c| *c != ']').collect();
                let letters = bracket.to_ascii_lowercase();
                if ["h", "hh", "m", "mm", "s", "ss"].contains(&letters.as_str()) {
                    return Shown::Elapsed;
                }
            }
            'y' | 'm' | 'd' | 'h' | 's' | 'Y' | 'M' | 'D' | 'H' | 'S' => shown = Shown::Date,
            _ => {}
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_days_of_their_calendar() {
        for (serial, text) in [
            (1.0, "1900-01-01"),
            (59.0, "1900-02-28"),
            (60.0, "1900-02-29"),
            (61.0, "1900-03-01"),
            (29345.0, "1980-05-04"),
            (46085.43055555555, "2026-03-04T10:20:00"),
            (46085.99965277778, "2026-03-04T23:59:30"),
            (46085.999999, "2026-03-05"),
            (0.5, "12:00:00"),
            (2_958_465.0, "9999-12-31"),
        ] {
            assert_eq!(from_serial(serial, Calendar::From1900).as_deref(), Some(text), "{serial}");
        }
        assert_eq!(from_serial(1.0, Calendar::From1904).as_deref(), Some("1904-01-02"));
        assert_eq!(from_serial(27_883.0, Calendar::From1904).as_deref(), Some("1980-05-04"));
        for serial in [0.0, -1.0, 2_958_467.0, f64::NAN, f64::INFINITY, 1e300] {
            assert_eq!(from_serial(serial, Calendar::From1900), None, "{serial}");
        }
        assert_eq!(from_elapsed(1.5).as_deref(), Some("36:00:00"));
        assert_eq!(from_elapsed(-1.5), None);
    }

    #[test]
    fn dates_and_durations_of_xml_are_rounded_to_seconds() {
        for (text, date) in [
            ("1980-05-04", "1980-05-04"),
            ("2026-03-04T10:20:00", "2026-03-04T10:20:00"),
            ("2026-03-04T10:19:59.999999999", "2026-03-04T10:20:00"),
            ("2026-03-04T00:00:00", "2026-03-04"),
            ("1980-03-04T00:00:00.000Z", "1980-03-04"),
            ("2026-03-04T10:20:30Z", "2026-03-04T10:20:30"),
            ("2026-03-04T10:20:30+01:00", "2026-03-04T10:20:30"),
            ("2026-03-04T10:20:30.5-11:30", "2026-03-04T10:20:31"),
            ("2026-03-04Z", "2026-03-04Z"),
            ("2026-02-30", "2026-02-30"),
            ("hier", "hier"),
        ] {
            assert_eq!(from_iso(text), date);
        }
        for (text, time) in [
            ("PT10H20M00S", "10:20:00"),
            ("PT36H05M01.6S", "36:05:02"),
            ("-PT1H", "-01:00:00"),
            ("PT0S", "00:00:00"),
            ("x", "x"),
        ] {
            assert_eq!(from_duration(text), time);
        }
    }

    #[test]
    fn formats_are_told_apart() {
        for code in ["dd/mm/yyyy", "[$-40C]d mmmm yyyy;@", "[Red]h:mm", "\"le \"d", "mm:ss.0", "YYYY\\-MM"] {
            assert_eq!(format_code(code), Shown::Date, "{code}");
        }
        for code in ["General", "0.00", "#,##0.00\\ \"jours\"", "[$€-40C]0", "0\\d", "[Red]0", "@", "0_d", "0;d", ""]
        {
            assert_eq!(format_code(code), Shown::Number, "{code}");
        }
        for code in ["[h]:mm", "[MM]:ss", "[ss]"] {
            assert_eq!(format_code(code), Shown::Elapsed, "{code}");
        }
        assert_eq!(builtin_format(14), Shown::Date);
        assert_eq!(builtin_format(46), Shown::Elapsed);
        assert_eq!(builtin_format(4), Shown::Number);
        assert_eq!(builtin_format(49), Shown::Number);
    }
}

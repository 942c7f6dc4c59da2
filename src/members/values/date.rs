//! Stored dates and months (`fields.md` 5.3); `params` reads the forms people type.

use jiff::civil::{Date, DateTime};
use rusqlite::types::Value;

use crate::params::{digits, read_day, read_time};

/// The month, if it is `YYYY-MM` with a month of the calendar.
pub(super) fn read_month(text: &str) -> Option<String> {
    let (year, month) = text.split_once('-').filter(|(year, month)| year.len() == 4 && month.len() == 2)?;
    digits(year)?;
    (1..=12).contains(&digits(month)?).then(|| text.to_owned())
}

pub(super) fn stored_date(date: Date) -> Value {
    // Years have four digits: they lie between 1900 and 2100.
    Value::Text(date.to_string())
}

pub(super) fn stored_date_time(moment: DateTime) -> Value {
    let (date, time) = (moment.date(), moment.time());
    Value::Text(format!("{date} {:02}:{:02}:{:02}", time.hour(), time.minute(), time.second()))
}

/// Whether a stored text is a day of the calendar, `YYYY-MM-DD`.
pub(super) fn is_stored_date(text: &str) -> bool {
    text.len() == 10 && text.is_ascii() && text.as_bytes()[4] == b'-' && read_day(text).is_some()
}

/// Whether a stored text is `YYYY-MM-DD HH:MM:SS`, or the same without seconds.
pub(super) fn is_stored_date_time(text: &str) -> bool {
    text.is_ascii()
        && matches!(text.len(), 16 | 19)
        && is_stored_date(&text[..10])
        && text[10..].strip_prefix(' ').is_some_and(|time| read_time(time).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_of_the_calendar() {
        assert_eq!(read_month("2026-02").as_deref(), Some("2026-02"));
        for text in ["2026-00", "2026-13", "2026-2", "26-02", "02/2026", "2026-02-01", "2026-é"] {
            assert_eq!(read_month(text), None, "{text}");
        }
    }

    #[test]
    fn stored_dates_have_one_form() {
        assert!(is_stored_date("1850-12-31") && !is_stored_date("31/12/1850") && !is_stored_date("2026-02-30"));
        assert!(is_stored_date_time("2026-03-04 10:20:30") && is_stored_date_time("2026-03-04 10:20"));
        assert!(!is_stored_date_time("2026-03-04") && !is_stored_date_time("2026-03-04T10:20:30"));
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_or_refused_without_a_panic(text in "[0-9/:T é-]{0,20}") {
            let _ = (read_month(&text), is_stored_date(&text), is_stored_date_time(&text));
        }
    }
}

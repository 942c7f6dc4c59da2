//! When a key stops working, as people say it.

use jiff::civil::{Date, DateTime};
use jiff::{Span, ToSpan};

use crate::error::{Error, Result};
use crate::msg;

/// `2026-12-31` (that day included), `2026-12-31 18:00`, or a time from now: `90d`, `6mo`, `1y`. Gives the local
/// moment from which the key is refused, which must lie ahead.
pub fn parse(text: &str, now: DateTime) -> Result<String> {
    parse_as("expires", text, now)
}

/// The same for a parameter of another name.
pub fn parse_as(name: &str, text: &str, now: DateTime) -> Result<String> {
    let refused = || Error::invalid_field(name, msg!("key-expires-refused", text = text));
    let text_of_day = text.len() == "2026-12-31".len();
    let moment = if let Some(date) = text.parse::<Date>().ok().filter(|_| text_of_day) {
        date.tomorrow().map_err(|_| refused())?.to_datetime(jiff::civil::Time::midnight())
    } else if let Ok(moment) = text.parse::<DateTime>() {
        moment
    } else {
        let span: Span = text.parse().map_err(|_| refused())?;
        now.checked_add(span).map_err(|_| refused())?
    };
    // Past the year 9999 the text no longer sorts as the moment does.
    if moment <= now || moment > now.saturating_add(1_000.years()) {
        return Err(refused());
    }
    Ok(moment.strftime("%Y-%m-%d %H:%M:%S").to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(text: &str) -> Option<String> {
        parse(text, "2026-03-01 10:00:00".parse().unwrap()).ok()
    }

    #[test]
    fn a_day_counts_until_its_end() {
        assert_eq!(moment("2026-12-31").unwrap(), "2027-01-01 00:00:00");
    }

    #[test]
    fn a_moment_and_a_time_from_now_are_taken_as_they_are() {
        assert_eq!(moment("2026-12-31 18:00").unwrap(), "2026-12-31 18:00:00");
        assert_eq!(moment("2026-12-31T18:00:05").unwrap(), "2026-12-31 18:00:05");
        assert_eq!(moment("90d").unwrap(), "2026-05-30 10:00:00");
        assert_eq!(moment("1y").unwrap(), "2027-03-01 10:00:00");
    }

    #[test]
    fn the_past_and_what_is_no_moment_are_refused() {
        for text in ["2026-02-28", "-1d", "soon", "", "2026-13-01", "90000y", "0s"] {
            assert_eq!(moment(text), None, "{text}");
        }
    }
}

//! Days as banks write them, most of all in QIF, whose files do not say which part is the month.

use jiff::civil::Date;

/// Which part comes first where the year does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum First {
    Day,
    Month,
}

/// The order that all days of a file agree with; the day first when both would do.
pub fn order_of<'a>(days: impl Iterator<Item = &'a str>) -> First {
    let mut order = First::Day;
    for [first, second, _] in days.filter_map(parts) {
        if (13..=31).contains(&first) {
            return First::Day;
        }
        if (13..=31).contains(&second) && first <= 12 {
            order = First::Month;
        }
    }
    order
}

/// Three numbers, whatever stands between them; `None` for anything else.
fn parts(text: &str) -> Option<[u16; 3]> {
    let text = text.trim();
    if text.len() > 16 || text.chars().any(|character| character.is_alphabetic()) {
        return None;
    }
    let mut numbers = text
        .split(|character: char| !character.is_ascii_digit())
        .filter(|part| !part.is_empty())
        .map(|part| part.parse::<u16>().ok());
    let parts = [numbers.next()??, numbers.next()??, numbers.next()??];
    numbers.next().is_none().then_some(parts)
}

/// Reads `31/12/2025`, `31.12.25`, `12/31'25`, `2025-12-31`. Two digits of a year are those of the century that ends
/// ten years after `today`.
pub fn read(text: &str, first: First, today: Date) -> Option<Date> {
    let [one, two, three] = parts(text)?;
    let (year, month, day) = match (one > 31, first) {
        (true, _) => (one, two, three),
        (false, First::Day) => (three, two, one),
        (false, First::Month) => (three, one, two),
    };
    let year = i16::try_from(year).ok()?;
    let year = match year {
        0..=99 if 2000 + year > today.year() + 10 => 1900 + year,
        0..=99 => 2000 + year,
        1900..=2100 => year,
        _ => return None,
    };
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// `YYYYMMDD`, followed by a time and a time zone or by nothing, as in OFX.
pub fn read_compact(text: &str) -> Option<Date> {
    let digits = text.trim().get(..8).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))?;
    Date::new(digits[..4].parse().ok()?, digits[4..6].parse().ok()?, digits[6..].parse().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn days_are_read_whatever_stands_between_their_parts() {
        let today = date(2026, 3, 1);
        for (text, first, expected) in [
            ("31/12/2025", First::Day, Some(date(2025, 12, 31))),
            ("31.12.25", First::Day, Some(date(2025, 12, 31))),
            ("12/31'25", First::Month, Some(date(2025, 12, 31))),
            (" 1/ 2'25", First::Month, Some(date(2025, 1, 2))),
            ("2025-12-31", First::Month, Some(date(2025, 12, 31))),
            ("01/02/99", First::Day, Some(date(1999, 2, 1))),
            ("30/02/2025", First::Day, None),
            ("1/2", First::Day, None),
            ("1 janv. 2025", First::Day, None),
            ("01/02/2025/4", First::Day, None),
        ] {
            assert_eq!(read(text, first, today), expected, "{text}");
        }
        assert_eq!(read_compact("20250131120000[+1:CET]"), Some(date(2025, 1, 31)));
        assert_eq!((read_compact("2025é131"), read_compact("20250231"), read_compact("")), (None, None, None));
    }

    #[test]
    fn the_order_of_a_file_is_that_of_the_days_that_tell_it() {
        let order = |days: &[&str]| order_of(days.iter().copied());
        assert_eq!(order(&["01/02/2025", "13/02/2025"]), First::Day);
        assert_eq!(order(&["01/02/2025", "02/13/2025"]), First::Month);
        assert_eq!(order(&["01/02/2025"]), First::Day);
        assert_eq!(order(&["2025-01-31"]), First::Day);
    }
}

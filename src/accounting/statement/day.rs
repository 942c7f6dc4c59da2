//! Days as banks write them. Which part is the month is decided for a file, not for each day.

use jiff::civil::Date;

use super::vocabulary::plain;

/// The order of the parts of a day that are written as numbers, the year having two or four digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    DayMonthYear,
    MonthDayYear,
    YearMonthDay,
}

impl Order {
    /// `dmy`, `mdy` or `ymd`, in any case, as parameters and QIF files name it.
    pub fn from_word(word: &str) -> Option<Self> {
        match word.trim().to_ascii_lowercase().as_str() {
            "dmy" => Some(Order::DayMonthYear),
            "mdy" => Some(Order::MonthDayYear),
            "ymd" => Some(Order::YearMonthDay),
            _ => None,
        }
    }

    pub fn word(self) -> &'static str {
        match self {
            Order::DayMonthYear => "dmy",
            Order::MonthDayYear => "mdy",
            Order::YearMonthDay => "ymd",
        }
    }
}

/// A day before its parts have a meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written {
    /// Year, month and day, which the form tells: `2025-01-31`, `20250131`, `31 janvier 2025`.
    Told([u16; 3]),
    /// Three numbers, of which none is a year of four digits at the start: `31/12/25`.
    Parts([u16; 3]),
}

/// Longer texts are not days.
const BYTES_MAX: usize = 60;

impl Written {
    /// Reads a day, with or without a weekday before it and a time and a zone behind it. `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.len() > BYTES_MAX {
            return None;
        }
        let mut parts = Parts { rest: text };
        let first = parts.next()?;
        if let Part::Number(digits) = first
            && let Some(told) = compact(digits)
        {
            return is_time(parts.rest).then_some(told);
        }
        let (second, third) = (parts.next()?, parts.next()?);
        if !is_time(parts.rest) {
            return None;
        }
        let number = |digits: &str| digits.parse::<u16>().ok().filter(|_| digits.len() <= 4);
        match (first, second, third) {
            (Part::Number(year), Part::Number(month), Part::Number(day)) if year.len() == 4 => {
                Some(Written::Told([number(year)?, number(month)?, number(day)?]))
            }
            (Part::Number(one), Part::Number(two), Part::Number(three)) => {
                Some(Written::Parts([number(one)?, number(two)?, number(three)?]))
            }
            (Part::Number(year), Part::Month(month), Part::Number(day)) if year.len() == 4 => {
                Some(Written::Told([number(year)?, month, number(day)?]))
            }
            (Part::Number(day), Part::Month(month), Part::Number(year))
            | (Part::Month(month), Part::Number(day), Part::Number(year)) => {
                Some(Written::Told([number(year)?, month, number(day)?]))
            }
            _ => None,
        }
    }

    /// Two digits of a year are those of the century that ends ten years after `today`. `None` for impossible days.
    pub fn read(self, order: Order, today: Date) -> Option<Date> {
        let [year, month, day] = match (self, order) {
            (Written::Told(parts), _) | (Written::Parts(parts), Order::YearMonthDay) => parts,
            (Written::Parts([day, month, year]), Order::DayMonthYear)
            | (Written::Parts([month, day, year]), Order::MonthDayYear) => [year, month, day],
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
}

/// The order that the days of a file agree with. `None` when both the day and the month could come first, or when the days
/// contradict each other.
pub fn order_of(days: impl Iterator<Item = Written>) -> Option<Order> {
    let (mut is_day_first, mut is_month_first) = (false, false);
    for day in days {
        if let Written::Parts([first, second, _]) = day {
            is_day_first |= first > 12;
            is_month_first |= second > 12 && first <= 12;
        }
    }
    match (is_day_first, is_month_first) {
        (true, false) => Some(Order::DayMonthYear),
        (false, true) => Some(Order::MonthDayYear),
        _ => None,
    }
}

/// Whether days whose order nothing tells may as well have the month first: that gives other days, and they are no further
/// apart. `05/01`, `06/01` and `07/01` are three days of January, not the first of three months.
pub fn may_be_month_first(days: impl Iterator<Item = Written> + Clone, today: Date) -> bool {
    let span = |order: Order| {
        let read = days.clone().filter_map(|day| day.read(order, today));
        let (first, last) = (read.clone().min()?, read.max()?);
        Some((last - first).get_days())
    };
    let depends =
        |day: Written| matches!(day, Written::Parts([first, second, _]) if first != second && first.max(second) <= 12);
    days.clone().any(depends) && span(Order::MonthDayYear) <= span(Order::DayMonthYear)
}

/// `YYYYMMDD`, followed by a time and a zone or by nothing, as in OFX.
pub fn read_compact(text: &str) -> Option<Date> {
    let digits = text.trim().get(..8)?;
    compact(digits)?.read(Order::DayMonthYear, Date::default())
}

/// `YYYYMMDD` or `DDMMYYYY`, perhaps followed by `HHMM` or `HHMMSS`.
fn compact(digits: &str) -> Option<Written> {
    if !matches!(digits.len(), 8 | 12 | 14) || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let number = |from: usize, to: usize| digits[from..to].parse::<u16>().unwrap_or_default();
    let year_first = [number(0, 4), number(4, 6), number(6, 8)];
    let year_last = [number(4, 8), number(2, 4), number(0, 2)];
    let is_day = |[year, month, day]: [u16; 3]| {
        (1900..=2100).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day)
    };
    Some(Written::Told(if !is_day(year_first) && is_day(year_last) { year_last } else { year_first }))
}

#[derive(Clone, Copy)]
enum Part<'a> {
    Number(&'a str),
    Month(u16),
}

/// Numbers and names of months, without the names of weekdays and `1er`, `2nd`, `de`.
struct Parts<'a> {
    rest: &'a str,
}

impl<'a> Iterator for Parts<'a> {
    type Item = Part<'a>;

    fn next(&mut self) -> Option<Part<'a>> {
        loop {
            let is_separator = |c: char| c.is_whitespace() || "/-.,'’\u{2011}\u{2013}\u{feff}".contains(c);
            let rest = self.rest.trim_start_matches(is_separator);
            let is_number = rest.starts_with(|c: char| c.is_ascii_digit());
            let belongs = |c: char| if is_number { c.is_ascii_digit() } else { c.is_alphabetic() };
            let end = rest.find(|c: char| !belongs(c)).unwrap_or(rest.len());
            let (word, rest) = rest.split_at(end);
            if word.is_empty() {
                return None;
            }
            self.rest = rest;
            if is_number {
                return Some(Part::Number(word));
            }
            let word = plain(word);
            match month_of(&word) {
                Some(month) => return Some(Part::Month(month)),
                None if is_filler(&word) => {}
                None => return None,
            }
        }
    }
}

const MONTHS: [&[&str]; 12] = [
    &["janvier", "january", "januari", "januar", "janner"],
    &["fevrier", "february", "februari", "februar"],
    &["mars", "march", "maart", "marz", "maerz", "mrt", "mrz"],
    &["avril", "april"],
    &["mai", "may", "mei"],
    &["juin", "june", "juni"],
    &["juillet", "july", "juli", "jul"],
    &["aout", "august", "augustus"],
    &["septembre", "september"],
    &["octobre", "october", "oktober"],
    &["novembre", "november"],
    &["decembre", "december", "dezember"],
];

/// A month by its name in French, Dutch, German or English, or by three letters of it or more.
fn month_of(word: &str) -> Option<u16> {
    if word.len() < 3 {
        return None;
    }
    let of = |matches: &dyn Fn(&str) -> bool| {
        let mut months = (1u16..).zip(MONTHS).filter(|(_, names)| names.iter().any(|name| matches(name)));
        let (month, _) = months.next()?;
        months.next().is_none().then_some(month)
    };
    of(&|name| name == word).or_else(|| of(&|name| name.starts_with(word)))
}

fn is_filler(word: &str) -> bool {
    const DAYS: [&str; 4] = [
        "lundi mardi mercredi jeudi vendredi samedi dimanche",
        "monday tuesday wednesday thursday friday saturday sunday",
        "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag",
        "montag dienstag mittwoch donnerstag freitag samstag sonntag sonnabend",
    ];
    let is_weekday =
        || word.len() >= 2 && DAYS.iter().flat_map(|days| days.split(' ')).any(|day| day.starts_with(word));
    ["er", "st", "nd", "rd", "th", "e", "le", "de", "du", "den", "am", "the"].contains(&word) || is_weekday()
}

/// Whether what follows a day is a time with or without a zone, or nothing.
fn is_time(text: &str) -> bool {
    let Some(first) = text.chars().next() else { return true };
    let rest = text[first.len_utf8()..].trim_start();
    if first == '[' || first == 'Z' || first == '+' {
        return true;
    }
    let is_parted = matches!(first, 'T' | 't' | ' ' | ',' | '\u{a0}' | '\u{202f}' | ':' | '-');
    let words = ["a", "at", "um", "om"];
    let word_end = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
    let is_word = words.contains(&plain(&rest[..word_end]).as_str());
    let clock = if is_word { rest[word_end..].trim_start() } else { rest };
    let has_hour = clock.starts_with(|c: char| c.is_ascii_digit()) && clock.contains([':', 'h', 'H', '.']);
    let is_zone = ["UTC", "GMT", "CET", "CEST", "Z"].iter().any(|zone| rest.starts_with(zone));
    is_parted && (has_hour || is_zone || rest.is_empty())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str, order: Order) -> Option<Date> {
        Written::parse(text)?.read(order, date(2026, 3, 1))
    }

    #[test]
    fn days_are_read_with_times_zones_weekdays_and_names_of_months() {
        for text in [
            "05/01/2026",
            "5.1.26",
            "05-01-2026 10:20:30",
            "05.01.2026, 10.20",
            "2026-01-05",
            "2026/01/05",
            "2026.01.05",
            "2026-01-05T10:20:30Z",
            "2026-01-05T10:20:30+01:00",
            "2026-01-05T10:20:30.123+01:00[Europe/Paris]",
            "2026-01-05 00:00:00.0",
            "2026-01-05 10:20 UTC",
            "2026-01-05Z",
            "2026-01-05+01:00",
            "20260105",
            "20260105102030",
            "20260105102030[+1:CET]",
            "05012026",
            "5 janvier 2026",
            "05 janv. 2026",
            "lun. 5 janv. 2026 à 10h20",
            "5. Januar 2026",
            "5 jan 2026",
            "05-JAN-2026",
            "05-Jan-26",
            "Jan 5, 2026",
            "Jan 5, 2026 10:20 AM",
            "5th January 2026",
            "2026 Jan 05",
        ] {
            assert_eq!(read(text, Order::DayMonthYear), Some(date(2026, 1, 5)), "{text}");
        }
        for (text, expected) in [
            ("1er août 2026", date(2026, 8, 1)),
            ("31 déc. 2025", date(2025, 12, 31)),
            ("3 mrt 2026", date(2026, 3, 3)),
            ("3. März 2026", date(2026, 3, 3)),
            ("3 juil. 2025", date(2025, 7, 3)),
            ("3 mei 2025", date(2025, 5, 3)),
            ("31. Dezember 1999", date(1999, 12, 31)),
        ] {
            assert_eq!(read(text, Order::DayMonthYear), Some(expected), "{text}");
        }
    }

    #[test]
    fn days_of_quicken_are_read_in_the_order_of_their_file() {
        for (text, order, expected) in [
            ("12/31'25", Order::MonthDayYear, date(2025, 12, 31)),
            (" 1/ 2'25", Order::MonthDayYear, date(2025, 1, 2)),
            ("26/01/05", Order::YearMonthDay, date(2026, 1, 5)),
            ("2025-12-31", Order::MonthDayYear, date(2025, 12, 31)),
            ("01/02/99", Order::DayMonthYear, date(1999, 2, 1)),
        ] {
            assert_eq!(read(text, order), Some(expected), "{text}");
        }
    }

    #[test]
    fn other_texts_are_not_days() {
        for text in [
            "",
            "30/02/2025",
            "1/2",
            "01/02/2025/4",
            "Total",
            "12,50",
            "5 jui 2026",
            "05/01/2026 solde",
            "-",
            "31/13/2025",
            "1 234 567",
            "x 5 janvier 2026",
            "32 janvier 2026",
            "123456",
        ] {
            assert_eq!(read(text, Order::DayMonthYear), None, "{text}");
        }
        assert_eq!(read_compact("20250131120000[+1:CET]"), Some(date(2025, 1, 31)));
        assert_eq!((read_compact("2025é131"), read_compact("20250231"), read_compact("")), (None, None, None));
    }

    #[test]
    fn the_order_of_a_file_is_that_of_the_days_that_tell_it() {
        let order = |days: &[&str]| order_of(days.iter().filter_map(|day| Written::parse(day)));
        assert_eq!(order(&["01/02/2025", "13/02/2025"]), Some(Order::DayMonthYear));
        assert_eq!(order(&["01/02/2025", "02/13/2025"]), Some(Order::MonthDayYear));
        assert_eq!(order(&["01/02/2025", "2025-01-31"]), None);
        assert_eq!(order(&["13/02/2025", "02/13/2025"]), None);
        assert_eq!(Order::from_word("MDY").map(Order::word), Some("mdy"));
        let is_doubtful =
            |days: &[&str]| may_be_month_first(days.iter().filter_map(|day| Written::parse(day)), date(2026, 3, 1));
        assert!(is_doubtful(&["05/01/2026"]));
        assert!(is_doubtful(&["01/05/2026", "01/06/2026"]), "two months, or two days of January");
        assert!(!is_doubtful(&["05/01/2026", "06/01/2026"]));
        assert!(!is_doubtful(&["05/05/2026", "2026-01-06"]));
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused_without_a_panic(text in "\\PC{0,24}", digits in "[0-9/. T:'-]{0,20}") {
            let _ = read(&text, Order::DayMonthYear);
            let _ = read(&digits, Order::MonthDayYear);
            let _ = read_compact(&text);
        }
    }
}

//! The dates of the demonstration: a closed fiscal year, and the open one that contains today.

use jiff::ToSpan;
use jiff::civil::{Date, DateTime};

use crate::error::{Error, Result};

/// An accounting year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Period {
    pub label: String,
    pub start: Date,
    pub end: Date,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    pub today: Date,
    pub previous: Period,
    pub current: Period,
}

/// First month of fiscal years that follow the school year.
const SEPTEMBER: i8 = 9;

impl Calendar {
    /// The two fiscal years for a day. They are calendar years, or run from September to August when the day is in
    /// January to April, so that the open year always has at least four months of entries.
    ///
    /// # Errors
    ///
    /// [`Error::Internal`] for days at the ends of the calendar (the years −9999 and 9999).
    pub fn around(today: Date) -> Result<Self> {
        let start = match today.month() {
            ..=4 => date(previous_year(today)?, SEPTEMBER, 1)?,
            _ => today.first_of_year(),
        };
        let before = date(previous_year(start)?, start.month(), 1)?;
        Ok(Calendar { today, previous: period(before)?, current: period(start)? })
    }

    /// The beginning of today: the moment at which everything is written.
    pub fn midnight(&self) -> DateTime {
        self.today.at(0, 0, 0, 0)
    }

    /// The period that contains a day, if any.
    pub fn period_of(&self, day: Date) -> Option<&Period> {
        [&self.previous, &self.current].into_iter().find(|period| (period.start..=period.end).contains(&day))
    }

    /// The first days of the months from the beginning of the closed year to today.
    pub fn months(&self) -> impl Iterator<Item = Date> {
        let (first, today) = (self.previous.start, self.today);
        (0..24).map(move |month| first.saturating_add(month.months())).take_while(move |month| *month <= today)
    }
}

fn period(start: Date) -> Result<Period> {
    let end = start.checked_add(1.year()).and_then(|next| next.yesterday()).map_err(Error::internal)?;
    let label = if start.year() == end.year() {
        format!("Exercice {}", start.year())
    } else {
        format!("Exercice {}-{:02}", start.year(), end.year().rem_euclid(100))
    };
    Ok(Period { label, start, end })
}

fn previous_year(day: Date) -> Result<i16> {
    day.checked_sub(1.year()).map(Date::year).map_err(Error::internal)
}

fn date(year: i16, month: i8, day: i8) -> Result<Date> {
    Date::new(year, month, day).map_err(Error::internal)
}

/// The day `days` days later.
pub fn shift(day: Date, days: i64) -> Date {
    day.saturating_add(days.days())
}

/// A date-time as the database writes it.
pub fn text(moment: DateTime) -> String {
    moment.strftime("%Y-%m-%d %H:%M:%S").to_string()
}

/// A month by its French name, and the year.
pub fn month_name(day: Date) -> String {
    const NAMES: [&str; 12] = [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ];
    let name = usize::try_from(day.month() - 1).ok().and_then(|at| NAMES.get(at)).copied().unwrap_or_default();
    format!("{name} {}", day.year())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn around(year: i16, month: i8, day: i8) -> String {
        let calendar = Calendar::around(Date::new(year, month, day).unwrap()).unwrap();
        let [p, c] = [&calendar.previous, &calendar.current];
        format!("{} {}..{} {} {}..{}", p.label, p.start, p.end, c.label, c.start, c.end)
    }

    #[test]
    fn the_open_year_began_at_least_four_months_ago() {
        let calendar_years = "Exercice 2024 2024-01-01..2024-12-31 Exercice 2025 2025-01-01..2025-12-31";
        assert_eq!(around(2025, 5, 1), calendar_years);
        assert_eq!(around(2025, 12, 31), calendar_years);
        let seasons = "Exercice 2023-24 2023-09-01..2024-08-31 Exercice 2024-25 2024-09-01..2025-08-31";
        assert_eq!(around(2025, 1, 1), seasons);
        assert_eq!(around(2025, 4, 30), seasons);
    }

    #[test]
    fn the_ends_of_the_calendar_are_refused() {
        assert!(Calendar::around(Date::MIN).is_err());
        assert!(Calendar::around(Date::MAX).is_err());
    }

    #[test]
    fn months_run_until_today() {
        let calendar = Calendar::around(Date::new(2024, 2, 29).unwrap()).unwrap();
        let months: Vec<Date> = calendar.months().collect();
        assert_eq!(
            (months.len(), months[0].to_string(), months[17].to_string()),
            (18, "2022-09-01".into(), "2024-02-01".into())
        );
    }
}

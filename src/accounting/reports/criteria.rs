//! The criteria of a report: its lines and its comparison (accounting.md 9).

use jiff::ToSpan;
use jiff::civil::Date;
use rusqlite::Connection;
use rusqlite::types::Value;

use super::Report;
use crate::accounting::year::{Year, text_of};
use crate::error::Result;
use crate::members::record::Member;
use crate::msg;
use crate::params::{DateContext, Param, Params};

/// Selects lines of one year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Criteria {
    pub year: Year,
    pub projects: Option<Projects>,
    /// Only entries that are linked to this member.
    pub member: Option<i64>,
    /// The first and the last day.
    pub from: Option<Date>,
    pub to: Option<Date>,
    pub comparison: Option<Comparison>,
    pub view: View,
}

/// Lines of projects only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Projects {
    /// Of any project.
    All,
    One(i64),
}

/// The content of a second column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Comparison {
    /// The same report on another year.
    Year(Year),
    /// The budget of this year (accounting.md 7.3).
    Budget,
}

/// The sign of balances.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum View {
    /// Debit − credit for all accounts.
    #[default]
    Expert,
    /// Positive on the side on which the account grows.
    Simple,
}

impl View {
    pub const ALL: [View; 2] = [View::Expert, View::Simple];

    /// The word of requests.
    pub fn word(self) -> &'static str {
        match self {
            View::Expert => "expert",
            View::Simple => "simple",
        }
    }
}

impl Criteria {
    /// All lines of a year.
    pub fn of_year(year: Year) -> Self {
        Criteria { year, projects: None, member: None, from: None, to: None, comparison: None, view: View::default() }
    }

    /// From the parameters of a request. Blank ones do not count.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`](crate::error::Error::Invalid) with the parameter that cannot be read, names nothing, or does not apply to this report.
    pub fn read(conn: &Connection, report: Report, year: Year, context: &DateContext, params: &Params) -> Result<Self> {
        Ok(Criteria {
            year,
            projects: read_project(conn, &params.get("project"))?,
            member: read_member(conn, &params.get("member"))?,
            from: params.date("from", context)?,
            to: params.date("to", context)?,
            comparison: read_comparison(conn, report, &params.get("compare"))?,
            view: params.choice("view", &View::ALL, View::word)?.unwrap_or_default(),
        })
    }

    /// The same criteria for another year: days move by the number of years between the beginnings of both.
    pub(super) fn in_year(&self, year: &Year) -> Criteria {
        let years = i32::from(year.start.year()) - i32::from(self.year.start.year());
        let moved = |day: Date| moved_by_years(day, years);
        Criteria {
            year: year.clone(),
            from: self.from.map(moved),
            to: self.to.map(moved),
            comparison: None,
            ..self.clone()
        }
    }

    /// The values of [`CONDITION`], in its order.
    pub(super) fn values(&self) -> [Value; 5] {
        let text = |day: Option<Date>| day.map_or(Value::Null, |day| Value::Text(text_of(day)));
        let project = self.projects.map(|projects| match projects {
            Projects::All => 0,
            Projects::One(id) => id,
        });
        [self.year.id.into(), text(self.from), text(self.to), project.into(), self.member.into()]
    }
}

/// Selects lines `l` of entries `t`.
pub(super) const CONDITION: &str = "t.id_year = ?1
    AND (?2 IS NULL OR t.date >= ?2) AND (?3 IS NULL OR t.date <= ?3)
    AND (?4 IS NULL OR l.id_project = ?4 OR (?4 = 0 AND l.id_project IS NOT NULL))
    AND (?5 IS NULL OR EXISTS (
        SELECT 1 FROM acc_transactions_users u WHERE u.id_user = ?5 AND u.id_transaction = t.id))";

/// Moves a day by years. The last day of a month stays the last one: 28 February 2025 becomes 29 February 2024.
fn moved_by_years(day: Date, years: i32) -> Date {
    let moved = day.checked_add(years.years()).unwrap_or(day);
    if day == day.last_of_month() { moved.last_of_month() } else { moved }
}

fn read_project(conn: &Connection, project: &Param<'_>) -> Result<Option<Projects>> {
    let id = match project.text()?.as_deref() {
        None => return Ok(None),
        Some("all") => return Ok(Some(Projects::All)),
        Some(_) => project.id().unwrap_or(None),
    };
    let unknown = || project.refused(msg!("report-project-unknown", project = project.shown()));
    existing(conn, "SELECT 1 FROM acc_projects WHERE id = ?1", id)?.map(Projects::One).map(Some).ok_or_else(unknown)
}

fn read_member(conn: &Connection, member: &Param<'_>) -> Result<Option<i64>> {
    let Some(id) = member.id()? else { return Ok(None) };
    let unknown = || member.refused(msg!("report-member-unknown", member = id));
    if Member::exists(conn, id)? { Ok(Some(id)) } else { Err(unknown()) }
}

/// The identifier if the row exists.
fn existing(conn: &Connection, sql: &str, id: Option<i64>) -> Result<Option<i64>> {
    let Some(id) = id else { return Ok(None) };
    Ok(conn.prepare_cached(sql)?.exists([id])?.then_some(id))
}

/// The number of another year, or `budget` for the income statement.
fn read_comparison(conn: &Connection, report: Report, compare: &Param<'_>) -> Result<Option<Comparison>> {
    let Some(word) = compare.text()? else { return Ok(None) };
    let refused = || compare.refused(msg!("report-no-comparison", compare = word.as_str()));
    match (report, word.as_str()) {
        (Report::Ledger | Report::Projects, _) => Err(refused()),
        (Report::IncomeStatement, "budget") => Ok(Some(Comparison::Budget)),
        (_, "budget") => Err(refused()),
        _ => {
            let wrong =
                |_| compare.refused(msg!("report-compare-wrong", name = compare.name(), value = compare.shown()));
            let id = compare.required_id().map_err(wrong)?;
            Year::require(conn, compare.name(), id).map(Comparison::Year).map(Some)
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use jiff::tz::TimeZone;

    use super::*;
    use crate::accounting::fixture;
    use crate::error::Error;

    fn read(report: Report, parameters: &[(&str, &str)]) -> Result<Criteria> {
        let conn = fixture::books();
        let year = fixture::year(&conn, 2);
        let context = DateContext { today: date(2026, 3, 1), zone: TimeZone::UTC };
        let tree = parameters.iter().map(|(name, value)| ((*name).to_owned(), (*value).into())).collect();
        Criteria::read(&conn, report, year, &context, &Params::of_form(tree))
    }

    #[test]
    fn criteria_are_read_by_name_and_empty_ones_do_not_count() {
        let all = [("project", "1"), ("member", "2"), ("from", "01/02/2026"), ("to", "2026-02-28"), ("compare", "1")];
        let criteria = read(Report::TrialBalance, &all).unwrap();
        assert_eq!((criteria.projects, criteria.member), (Some(Projects::One(1)), Some(2)));
        assert_eq!((criteria.from, criteria.to), (Some(date(2026, 2, 1)), Some(date(2026, 2, 28))));
        assert!(matches!(criteria.comparison, Some(Comparison::Year(year)) if year.id == 1));
        let empty = ["project", "member", "from", "to", "compare", "view"].map(|name| (name, " "));
        let criteria = read(Report::Ledger, &empty).unwrap();
        assert_eq!(criteria, Criteria::of_year(criteria.year.clone()));
    }

    #[test]
    fn what_names_nothing_is_refused_by_the_name_of_the_parameter() {
        for (report, name, value) in [
            (Report::Ledger, "project", "7"),
            (Report::Ledger, "project", "PJ1"),
            (Report::Ledger, "member", "99"),
            (Report::Ledger, "from", "2026-02-30"),
            (Report::Ledger, "to", "hier"),
            (Report::Ledger, "compare", "1"),
            (Report::BalanceSheet, "compare", "budget"),
            (Report::BalanceSheet, "compare", "9"),
            (Report::TrialBalance, "view", "pro"),
        ] {
            match read(report, &[(name, value)]) {
                Err(Error::Invalid { fields, .. }) => assert_eq!(fields[0].field, name, "{value}"),
                other => panic!("{name}={value}: {other:?}"),
            }
        }
        assert_eq!(
            read(Report::IncomeStatement, &[("compare", "budget")]).unwrap().comparison,
            Some(Comparison::Budget)
        );
    }

    #[test]
    fn the_same_part_of_another_year_keeps_the_ends_of_months() {
        assert_eq!(moved_by_years(date(2025, 2, 28), -1), date(2024, 2, 29));
        assert_eq!(moved_by_years(date(2024, 2, 29), 1), date(2025, 2, 28));
        assert_eq!(moved_by_years(date(2026, 3, 15), -1), date(2025, 3, 15));
    }
}

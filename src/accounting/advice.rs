//! What is worth knowing of books that break no rule: `ruche check` tells it, and nothing depends on it.

use jiff::civil::Date;
use rusqlite::Connection;

use super::charts::{self, Corrected, Differences};
use super::year::{stored_date, text_of};
use crate::error::Result;
use crate::i18n::Message;
use crate::msg;

/// One sentence for each thing.
pub fn advice(conn: &Connection) -> Result<Vec<Message>> {
    let mut found = overlaps_and_gaps(conn)?;
    found.extend(charts_of_others(conn)?);
    Ok(found)
}

/// How many accounts a sentence names.
const ACCOUNTS_NAMED: usize = 6;

/// Official charts whose accounts stand elsewhere than in the charts that come with the program: those of files that were
/// begun with another one. Only charts in use matter.
fn charts_of_others(conn: &Connection) -> Result<Vec<Message>> {
    let mut found = Vec::new();
    for chart in charts::list(conn)? {
        if !conn.prepare_cached("SELECT 1 FROM acc_years WHERE id_chart = ?1")?.exists([chart.id])? {
            continue;
        }
        let Differences { mut changes, mut kept } = charts::differences(conn, &chart)?;
        changes.retain(Corrected::is_of_substance);
        kept.retain(Corrected::is_of_substance);
        if changes.is_empty() && kept.is_empty() {
            continue;
        }
        let named: Vec<&str> = changes.iter().chain(&kept).map(|account| account.code.as_str()).collect();
        let more = if named.len() > ACCOUNTS_NAMED { "…" } else { "" };
        found.push(msg!(
            "chart-differs",
            label = chart.label.as_str(),
            id = chart.id.to_string(),
            count = named.len(),
            accounts = format!("{}{more}", named[..named.len().min(ACCOUNTS_NAMED)].join(", ")),
            kept = kept.len()
        ));
    }
    Ok(found)
}

/// Years that share days, and days that no year has: nothing forbids them, but a total over years then counts twice, or
/// misses, what is booked there.
fn overlaps_and_gaps(conn: &Connection) -> Result<Vec<Message>> {
    let mut statement =
        conn.prepare("SELECT label, start_date, end_date FROM acc_years ORDER BY start_date, end_date, id")?;
    let years = statement.query_map([], |row| Ok((row.get(0)?, stored_date(row, 1)?, stored_date(row, 2)?)))?;
    let mut found = Vec::new();
    // The year that ends last of those that begin before.
    let mut reached: Option<(String, Date)> = None;
    for year in years {
        let (label, start, end): (String, Date, Date) = year?;
        if let Some((first, last)) = &reached {
            let names = (first.as_str(), label.as_str());
            let (from, to) = (text_of(start), text_of(end.min(*last)));
            if start <= *last {
                found.push(msg!("year-overlap", first = names.0, second = names.1, start = from, end = to));
            } else if let (Ok(from), Ok(to)) = (last.tomorrow(), start.yesterday())
                && from <= to
            {
                let (from, to) = (text_of(from), text_of(to));
                found.push(msg!("year-gap", first = names.0, second = names.1, start = from, end = to));
            }
        }
        if reached.as_ref().is_none_or(|(_, last)| end > *last) {
            reached = Some((label, end));
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounting::fixture;

    /// The kind of each sentence and the days that it names, of years with these days.
    fn said(years: &[(&str, &str)]) -> Vec<String> {
        let conn = fixture::books();
        conn.execute_batch("DELETE FROM acc_years").unwrap();
        for (start, end) in years {
            conn.execute(
                "INSERT INTO acc_years (label, start_date, end_date, id_chart) VALUES (?1, ?1, ?2, 1)",
                (start, end),
            )
            .unwrap();
        }
        let sentence = |message: &Message| crate::i18n::text(crate::i18n::Language::English, message);
        overlaps_and_gaps(&conn).unwrap().iter().map(sentence).collect()
    }

    #[test]
    fn years_that_follow_each_other_need_no_word() {
        assert_eq!(said(&[]), [""; 0]);
        assert_eq!(said(&[("2026-07-01", "2027-06-30"), ("2025-01-01", "2026-06-30")]), [""; 0]);
    }

    #[test]
    fn days_in_two_years_and_days_in_none_are_told() {
        let overlap = said(&[("2025-01-01", "2025-12-31"), ("2025-12-01", "2026-11-30"), ("2026-12-01", "2027-11-30")]);
        assert!(overlap.len() == 1 && overlap[0].contains("from 2025-12-01 to 2025-12-31"), "{overlap:?}");
        let gap = said(&[("2025-01-01", "2025-12-31"), ("2026-02-01", "2026-12-31")]);
        assert!(gap.len() == 1 && gap[0].contains("from 2026-01-01 to 2026-01-31"), "{gap:?}");
        // A year within another, and then the day after the longer one.
        let within = said(&[("2025-01-01", "2025-12-31"), ("2025-03-01", "2025-04-30"), ("2026-01-01", "2026-12-31")]);
        assert!(within.len() == 1 && within[0].contains("from 2025-03-01 to 2025-04-30"), "{within:?}");
    }
}

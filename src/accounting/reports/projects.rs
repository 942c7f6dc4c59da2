//! What each project received and spent in a year (accounting.md 9).

use std::io::Write;

use rusqlite::Connection;
use serde::Serialize;
use serde_json::json;

use super::balances::sum;
use super::criteria::{CONDITION, Criteria};
use super::json;
use super::table::{CODE_WIDTH, column};
use crate::error::Result;
use crate::i18n::{Language, text};
use crate::json::write_pretty;
use crate::msg;
use crate::sheet::{Cell, Column, Kind, RowWriter};

/// The sums of all lines of a project, in cents.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Project {
    id: i64,
    code: Option<String>,
    label: String,
    debit: i64,
    credit: i64,
    /// Credit − debit of all its lines.
    sum: i64,
    /// Without gifts in kind, like `revenue`.
    expense: i64,
    revenue: i64,
    /// Revenue − expense.
    result: i64,
}

/// Totals in the same order as the amounts of a project.
#[derive(Serialize)]
struct Total {
    debit: i64,
    credit: i64,
    sum: i64,
    expense: i64,
    revenue: i64,
    result: i64,
}

/// The projects with lines among the chosen ones, by code, else by label.
pub(super) fn projects(conn: &Connection, criteria: &Criteria) -> Result<Vec<Project>> {
    let sql = format!(
        "SELECT p.id, p.code, p.label, SUM(l.debit), SUM(l.credit), SUM(l.credit) - SUM(l.debit),
            SUM(CASE WHEN a.position = 4 AND a.type NOT IN (7, 8) THEN l.debit - l.credit ELSE 0 END) AS expense,
            SUM(CASE WHEN a.position = 5 AND a.type NOT IN (7, 8) THEN l.credit - l.debit ELSE 0 END) AS revenue
         FROM acc_transactions t
         CROSS JOIN acc_transactions_lines l ON l.id_transaction = t.id
         CROSS JOIN acc_accounts a ON a.id = l.id_account
         CROSS JOIN acc_projects p ON p.id = l.id_project
         WHERE {CONDITION} GROUP BY p.id ORDER BY coalesce(p.code, p.label) COLLATE NOCASE, p.id"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement.query_map(criteria.values(), |row| {
        let (expense, revenue): (i64, i64) = (row.get(6)?, row.get(7)?);
        Ok(Project {
            id: row.get(0)?,
            code: row.get(1)?,
            label: row.get(2)?,
            debit: row.get(3)?,
            credit: row.get(4)?,
            sum: row.get(5)?,
            expense,
            revenue,
            result: revenue.saturating_sub(expense),
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn total(projects: &[Project]) -> Result<Total> {
    let of = |amount: fn(&Project) -> i64| sum(projects.iter().map(amount));
    Ok(Total {
        debit: of(|project| project.debit)?,
        credit: of(|project| project.credit)?,
        sum: of(|project| project.sum)?,
        expense: of(|project| project.expense)?,
        revenue: of(|project| project.revenue)?,
        result: of(|project| project.result)?,
    })
}

pub(super) fn write_json(conn: &Connection, criteria: &Criteria, out: &mut impl Write) -> Result<()> {
    let projects = projects(conn, criteria)?;
    let mut map = json::head(criteria);
    map.insert("projects".into(), json!(projects));
    map.insert("total".into(), json!(total(&projects)?));
    write_pretty(out, &map)
}

pub(super) fn columns(language: Language) -> Vec<Column> {
    vec![
        column(language, &msg!("report-project-code"), Kind::Text).of_width(CODE_WIDTH),
        column(language, &msg!("report-project"), Kind::Text),
        column(language, &msg!("report-expense"), Kind::Amount),
        column(language, &msg!("report-revenue"), Kind::Amount),
        column(language, &msg!("report-result"), Kind::Amount),
        column(language, &msg!("report-debit"), Kind::Amount),
        column(language, &msg!("report-credit"), Kind::Amount),
        column(language, &msg!("report-balance"), Kind::Amount),
    ]
}

pub(super) fn write_rows(
    conn: &Connection,
    criteria: &Criteria,
    language: Language,
    writer: &mut dyn RowWriter,
) -> Result<()> {
    let projects = projects(conn, criteria)?;
    for project in &projects {
        let Project { expense, revenue, result, debit, credit, sum, .. } = *project;
        let code = project.code.as_deref().map_or(Cell::Empty, Cell::Text);
        let amounts = [expense, revenue, result, debit, credit, sum].map(Cell::Integer);
        writer.row(&[&[code, Cell::Text(&project.label)], &amounts[..]].concat())?;
    }
    let Total { debit, credit, sum, expense, revenue, result } = total(&projects)?;
    let name = text(language, &msg!("report-total"));
    let amounts = [expense, revenue, result, debit, credit, sum].map(Cell::Integer);
    writer.total(&[&[Cell::Empty, Cell::Text(&name)], &amounts[..]].concat())
}

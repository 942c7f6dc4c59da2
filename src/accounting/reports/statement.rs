//! Income statement and balance sheet: accounts by side, with totals and the result (accounting.md 9).

use std::collections::BTreeMap;

use rusqlite::Connection;

use super::balances::{Side, balances, sum};
use super::criteria::{Comparison, Criteria};
use crate::error::Result;

/// An amount in cents, and that of the comparison when there is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Amount {
    pub value: i64,
    pub other: Option<i64>,
}

impl Amount {
    pub fn change(self) -> Option<i64> {
        self.other.map(|other| self.value.saturating_sub(other))
    }

    fn is_zero(self) -> bool {
        self.value == 0 && self.other.unwrap_or(0) == 0
    }

    fn minus(self, less: Amount) -> Amount {
        let other = self.other.zip(less.other).map(|(mine, theirs)| mine.saturating_sub(theirs));
        Amount { value: self.value.saturating_sub(less.value), other }
    }
}

/// An account of a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub id: i64,
    pub code: String,
    pub label: String,
    pub amount: Amount,
}

/// One side of a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    pub side: Side,
    /// By code, without those whose amounts are zero.
    pub lines: Vec<Line>,
    /// Of the lines; the result is not in it.
    pub total: Amount,
}

/// A statement: its sides, and revenue − expense.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    pub sections: Vec<Section>,
    /// Without gifts in kind.
    pub result: Amount,
}

impl Statement {
    /// One of the sides that the statement shows; empty for the others.
    pub fn total(&self, side: Side) -> Amount {
        self.sections.iter().find(|section| section.side == side).map_or(Amount::default(), |section| section.total)
    }

    /// Both sides of an income statement with the gifts in kind of the same side.
    pub fn with_gifts(&self) -> Result<[Amount; 2]> {
        let both = |general, gifts| plus(self.total(general), self.total(gifts));
        Ok([both(Side::Expense, Side::VolunteeringUse)?, both(Side::Revenue, Side::VolunteeringSource)?])
    }

    /// The last line of the right side of a balance sheet: liabilities with the result.
    pub fn liabilities_and_result(&self) -> Result<Amount> {
        plus(self.total(Side::Liability), self.result)
    }

    /// What a balance sheet is out of balance by: 0, unless accounts of the chart have no position or the lines are a
    /// part of the year only.
    pub fn difference(&self) -> Result<Amount> {
        Ok(self.total(Side::Asset).minus(self.liabilities_and_result()?))
    }
}

/// Expense and revenue, then gifts in kind on both their sides.
pub fn income_statement(conn: &Connection, criteria: &Criteria) -> Result<Statement> {
    let sides = [Side::Expense, Side::Revenue, Side::VolunteeringUse, Side::VolunteeringSource];
    statement(conn, criteria, &sides)
}

/// Assets and liabilities.
pub fn balance_sheet(conn: &Connection, criteria: &Criteria) -> Result<Statement> {
    statement(conn, criteria, &[Side::Asset, Side::Liability])
}

fn statement(conn: &Connection, criteria: &Criteria, sides: &[Side]) -> Result<Statement> {
    let lines = lines(conn, criteria)?;
    let compared = criteria.comparison.is_some();
    let total = |side: Side| -> Result<Amount> {
        let amounts = || lines.iter().filter(|((of, _), _)| *of == side).map(|(_, line)| line.amount);
        let value = sum(amounts().map(|amount| amount.value))?;
        let other = compared.then(|| sum(amounts().filter_map(|amount| amount.other))).transpose()?;
        Ok(Amount { value, other })
    };
    let section = |side: &Side| -> Result<Section> {
        let of_side = lines.iter().filter(|((of, _), line)| of == side && !line.amount.is_zero());
        Ok(Section { side: *side, lines: of_side.map(|(_, line)| line.clone()).collect(), total: total(*side)? })
    };
    Ok(Statement {
        sections: sides.iter().map(section).collect::<Result<_>>()?,
        result: total(Side::Revenue)?.minus(total(Side::Expense)?),
    })
}

/// Accounts by side and code. An account that changes sides between two years has a line on each.
type Lines = BTreeMap<(Side, String), Line>;

fn lines(conn: &Connection, criteria: &Criteria) -> Result<Lines> {
    let mut lines = Lines::new();
    let none = criteria.comparison.is_some().then_some(0);
    for (side, line) in amounts(conn, criteria)? {
        let amount = Amount { value: line.amount.value, other: none };
        lines.insert((side, line.code.to_ascii_lowercase()), Line { amount, ..line });
    }
    let beside = match &criteria.comparison {
        None => Vec::new(),
        Some(Comparison::Year(year)) => amounts(conn, &criteria.in_year(year))?,
        Some(Comparison::Budget) => budget(conn, criteria.year.id)?,
    };
    for (side, line) in beside {
        let other = Some(line.amount.value);
        let key = (side, line.code.to_ascii_lowercase());
        let line = Line { amount: Amount { value: 0, other }, ..line };
        lines.entry(key).and_modify(|found| found.amount.other = other).or_insert(line);
    }
    Ok(lines)
}

fn amounts(conn: &Connection, criteria: &Criteria) -> Result<Vec<(Side, Line)>> {
    let of_account = |balance: super::Balance| {
        let amount = Amount { value: balance.on_its_side(), other: None };
        (balance.side, Line { id: balance.id, code: balance.code, label: balance.label, amount })
    };
    Ok(balances(conn, criteria)?.into_iter().map(of_account).collect())
}

/// What was expected of a year.
fn budget(conn: &Connection, year: i64) -> Result<Vec<(Side, Line)>> {
    let mut statement = conn.prepare_cached(
        "SELECT a.id, a.code, a.label, a.type, a.position, b.amount
         FROM acc_years_provisional b INNER JOIN acc_accounts a ON a.id = b.id_account WHERE b.id_year = ?1",
    )?;
    let rows = statement.query_map([year], |row| {
        let amount = Amount { value: row.get(5)?, other: None };
        let line = Line { id: row.get(0)?, code: row.get(1)?, label: row.get(2)?, amount };
        Ok((Side::of(row.get(3)?, row.get(4)?, 0, 0), line))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn plus(a: Amount, b: Amount) -> Result<Amount> {
    let other = a.other.zip(b.other).map(|(a, b)| sum([a, b])).transpose()?;
    Ok(Amount { value: sum([a.value, b.value])?, other })
}

//! Reports as JSON: amounts in cents. With a comparison, `balance2` and `change` (against another year) or
//! `provisional` and `change` (against the budget) stand beside each balance, and likewise beside each total.

use std::io::Write;

use serde_json::{Map, Value, json};

use super::balances::Side;
use super::criteria::{Comparison, Criteria};
use super::statement::{Amount, Section, Statement};
use super::trial_balance::TrialBalance;
use crate::accounting::year::{Year, text_of};
use crate::error::Result;
use crate::json::write_pretty;

/// A year as reports name it.
pub(super) fn year(year: &Year) -> Value {
    let (start, end) = (text_of(year.start), text_of(year.end));
    json!({"id": year.id, "label": year.label, "start_date": start, "end_date": end, "status": year.status.number()})
}

/// What every report begins with: the year, and the other one or `"budget"`.
pub(super) fn head(criteria: &Criteria) -> Map<String, Value> {
    let mut map = Map::new();
    map.insert("year".into(), year(&criteria.year));
    match &criteria.comparison {
        None => {}
        Some(Comparison::Year(other)) => drop(map.insert("compare".into(), year(other))),
        Some(Comparison::Budget) => drop(map.insert("compare".into(), "budget".into())),
    }
    map
}

pub(super) fn trial_balance(report: &TrialBalance, criteria: &Criteria, out: &mut impl Write) -> Result<()> {
    let accounts = report.accounts.iter().map(|account| {
        let of = &account.of;
        let mut map = named(of.id, &of.code, &of.label);
        map.insert("type".into(), of.account_type.number().into());
        map.insert("debit".into(), of.debit.into());
        map.insert("credit".into(), of.credit.into());
        put_balance(&mut map, account.balance, criteria);
        Value::Object(map)
    });
    let mut map = head(criteria);
    map.insert("accounts".into(), accounts.collect());
    map.insert("total".into(), json!({"debit": report.debit, "credit": report.credit}));
    write_pretty(out, &map)
}

pub(super) fn income_statement(report: &Statement, criteria: &Criteria, out: &mut impl Write) -> Result<()> {
    let mut map = head(criteria);
    let (general, volunteering): (Vec<&Section>, Vec<&Section>) =
        report.sections.iter().partition(|section| matches!(section.side, Side::Expense | Side::Revenue));
    for one in general {
        map.insert(key(one.side).into(), section(one, criteria));
    }
    put(&mut map, "result", report.result, criteria);
    let mut gifts = Map::new();
    for one in volunteering {
        gifts.insert(key(one.side).into(), section(one, criteria));
    }
    let [expense, revenue] = report.with_gifts()?;
    put(&mut gifts, "expense_and_use", expense, criteria);
    put(&mut gifts, "revenue_and_source", revenue, criteria);
    map.insert("volunteering".into(), gifts.into());
    write_pretty(out, &map)
}

pub(super) fn balance_sheet(report: &Statement, criteria: &Criteria, out: &mut impl Write) -> Result<()> {
    let mut map = head(criteria);
    for one in &report.sections {
        map.insert(key(one.side).into(), section(one, criteria));
    }
    if let Some(Value::Object(liabilities)) = map.get_mut(key(Side::Liability)) {
        // The result is what the association owes to itself: it closes the right side.
        put(liabilities, "result", report.result, criteria);
        put(liabilities, "total", report.liabilities_and_result()?, criteria);
    }
    put(&mut map, "result", report.result, criteria);
    put(&mut map, "difference", report.difference()?, criteria);
    write_pretty(out, &map)
}

fn key(side: Side) -> &'static str {
    match side {
        Side::Asset => "assets",
        Side::Liability => "liabilities",
        Side::Expense => "expense",
        Side::Revenue => "revenue",
        Side::VolunteeringUse => "use",
        Side::VolunteeringSource => "source",
        Side::Nowhere => "nowhere",
    }
}

fn section(section: &Section, criteria: &Criteria) -> Value {
    let accounts = section.lines.iter().map(|line| {
        let mut map = named(line.id, &line.code, &line.label);
        put_balance(&mut map, line.amount, criteria);
        Value::Object(map)
    });
    let mut map = Map::new();
    map.insert("accounts".into(), accounts.collect());
    put(&mut map, "total", section.total, criteria);
    Value::Object(map)
}

fn named(id: i64, code: &str, label: &str) -> Map<String, Value> {
    let mut map = Map::new();
    map.insert("id".into(), id.into());
    map.insert("code".into(), code.into());
    map.insert("label".into(), label.into());
    map
}

/// The balance of an account: `balance`, `balance2` or `provisional`, `change`.
fn put_balance(map: &mut Map<String, Value>, amount: Amount, criteria: &Criteria) {
    let other = if criteria.comparison == Some(Comparison::Budget) { "provisional" } else { "balance2" };
    map.insert("balance".into(), amount.value.into());
    if let (Some(value), Some(change)) = (amount.other, amount.change()) {
        map.insert(other.into(), value.into());
        map.insert("change".into(), change.into());
    }
}

/// Another amount: `total`, `total2` or `total_provisional`, `total_change`.
fn put(map: &mut Map<String, Value>, name: &str, amount: Amount, criteria: &Criteria) {
    let suffix = if criteria.comparison == Some(Comparison::Budget) { "_provisional" } else { "2" };
    map.insert(name.into(), amount.value.into());
    if let (Some(value), Some(change)) = (amount.other, amount.change()) {
        map.insert(format!("{name}{suffix}"), value.into());
        map.insert(format!("{name}_change"), change.into());
    }
}

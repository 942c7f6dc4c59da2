//! The opening balance of a year: the balances of the accounts at the end of the source year, and its result
//! (accounting.md 7.2). The preview and the writing share one [`Plan`].

mod appropriation;

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension, Transaction};
use serde::Serialize;

use crate::accounting::account_type::{AccountType, Position};
use crate::accounting::entries::{Entry, Line, find_account, store};
use crate::accounting::entry::status;
use crate::accounting::reports::{Balance, Criteria, Side, balances, income_statement};
use crate::accounting::year::{Year, text_of};
use crate::audit::AuditLog;
use crate::error::{Error, FieldError, Result};
use crate::i18n::Message;
use crate::money::Cents;
use crate::msg;
use crate::params::Params;

pub(super) use appropriation::require_account;
use appropriation::{appropriation, result_account};
use utoipa::ToSchema;

/// The parameters of an opening.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpeningRequest {
    /// The year whose end is carried over.
    pub source: i64,
    /// Where accounts go when the charts differ: code there → account here.
    pub accounts: BTreeMap<String, ChosenAccount>,
    /// Whether to appropriate the result; `None`: if the chart has the accounts for it.
    pub appropriate: Option<bool>,
}

/// An account that a request chose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChosenAccount {
    pub code: String,
    /// The parameter that names it: `accounts[512A]`.
    pub parameter: String,
}

impl OpeningRequest {
    /// # Errors
    ///
    /// [`Error::Invalid`] with the parameter that is missing or cannot be read.
    pub fn from_params(params: &Params) -> Result<Self> {
        let source = params.required_id("from")?;
        let mut accounts = BTreeMap::new();
        for (source_code, chosen) in params.get("accounts").entries()? {
            if let Some(code) = chosen.text()? {
                let parameter = chosen.name().to_owned();
                accounts.insert(source_code.to_owned(), ChosenAccount { code, parameter });
            }
        }
        Ok(OpeningRequest { source, accounts, appropriate: params.optional_flag("appropriate")? })
    }
}

/// An account as a plan names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = AccountName)]
pub struct Account {
    pub id: i64,
    pub code: String,
    pub label: String,
}

/// A line that is going to be written, in cents.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = OpeningLine)]
pub struct PlannedLine {
    /// The code in the source year; `None` for the result, the balancing line and the appropriation.
    pub source: Option<String>,
    /// `None` if the chart of the year has no such account: the client must choose one.
    pub account: Option<Account>,
    pub debit: i64,
    pub credit: i64,
}

/// Everything that an opening writes. The names are those of the API.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Opening)]
pub struct Plan {
    /// The year whose end is carried over.
    pub from: i64,
    /// Its entries may still change, which makes this opening stale.
    pub from_is_open: bool,
    /// Revenue − expense of that year, in cents.
    pub result: i64,
    pub lines: Vec<PlannedLine>,
    /// The lines of the second entry, which appropriates the result; empty if there is no such entry.
    pub appropriation: Vec<PlannedLine>,
    /// Entries of an earlier opening, which are deleted.
    pub replaces: Vec<i64>,
    /// What is allowed and perhaps not meant.
    #[serde(skip)]
    pub warnings: Vec<Message>,
}

/// Plans the opening of a year.
///
/// # Errors
///
/// [`Error::Invalid`] when there is nothing to carry over, or the chart lacks an account for it.
pub fn plan(conn: &Connection, year: &Year, wanted: &OpeningRequest) -> Result<Plan> {
    let source = Year::require(conn, "from", wanted.source)?;
    if source.id == year.id || source.start >= year.start {
        let (source, year) = (source.label.as_str(), year.label.as_str());
        return Err(Error::invalid_field("from", msg!("year-not-before", source = source, year = year)));
    }
    let all = Criteria::of_year(source.clone());
    let carried = balances(conn, &all)?.into_iter().filter(|account| is_carried(account) && account.balance != 0);
    let mut lines = carried
        .map(|of| Ok(line(Some(of.code.clone()), target(conn, &source, year, &of, wanted)?, of.balance)))
        .collect::<Result<Vec<_>>>()?;
    let result = income_statement(conn, &all)?.result.value;
    if result != 0 {
        let account = result_account(conn, year.chart, result)?;
        lines.push(line(None, Some(account), result.saturating_neg()));
    }
    if lines.is_empty() {
        return Err(Error::invalid_field("from", msg!("year-nothing-to-carry", year = source.label.as_str())));
    }
    let difference = lines.iter().fold(0_i64, |sum, line| sum.saturating_add(line.debit).saturating_sub(line.credit));
    if difference != 0 {
        lines.push(line(
            None,
            Some(require_account(conn, year.chart, AccountType::Opening)?),
            difference.saturating_neg(),
        ));
    }
    let replaces = openings(conn, year)?;
    let appropriation = appropriation(conn, year, (&lines, result), &replaces, wanted.appropriate)?;
    let from_is_open = source.require_open().is_ok();
    let warnings = not_the_year_before(conn, &source, year)?.into_iter().collect();
    Ok(Plan { from: source.id, from_is_open, result, lines, appropriation, replaces, warnings })
}

/// Why the year whose end is carried over is not the one that ends the day before.
fn not_the_year_before(conn: &Connection, source: &Year, year: &Year) -> Result<Option<Message>> {
    if source.end.tomorrow().is_ok_and(|day| day == year.start) {
        return Ok(None);
    }
    let between: Option<String> = conn
        .prepare_cached(
            "SELECT label FROM acc_years WHERE id NOT IN (?1, ?2) AND start_date > ?3 AND start_date < ?4
             ORDER BY start_date DESC LIMIT 1",
        )?
        .query_row((source.id, year.id, text_of(source.start), text_of(year.start)), |row| row.get(0))
        .optional()?;
    let (label, opened) = (source.label.as_str(), year.label.as_str());
    let (end, start) = (text_of(source.end), text_of(year.start));
    Ok(Some(match between {
        Some(other) => msg!("year-another-between", source = label, year = opened, other = other),
        None if source.end >= year.start => {
            msg!("year-overlaps-source", source = label, year = opened, end = end, start = start)
        }
        None => msg!("year-gap-after-source", source = label, year = opened, end = end, start = start),
    }))
}

/// Balance-sheet accounts are carried over; expense, revenue and volunteering start at zero each year, and opening and
/// closing accounts only balance entries.
fn is_carried(account: &Balance) -> bool {
    let balances_only = matches!(account.account_type, AccountType::Opening | AccountType::Closing);
    !balances_only && matches!(account.side, Side::Asset | Side::Liability | Side::Nowhere)
}

/// A line with a balance: debit − credit.
fn line(source: Option<String>, account: Option<Account>, balance: i64) -> PlannedLine {
    PlannedLine { source, account, debit: balance.max(0), credit: balance.min(0).saturating_neg() }
}

/// The account that receives the balance of an account of the source year: the chosen one, else itself in the same chart,
/// else the one with its code.
fn target(
    conn: &Connection,
    source: &Year,
    year: &Year,
    of: &Balance,
    wanted: &OpeningRequest,
) -> Result<Option<Account>> {
    let Some(chosen) = wanted.accounts.get(&of.code) else {
        if source.chart == year.chart {
            return Ok(Some(Account { id: of.id, code: of.code.clone(), label: of.label.clone() }));
        }
        return account_by_code(conn, year, &of.code);
    };
    let (code, label) = (chosen.code.as_str(), year.label.as_str());
    let message = || msg!("year-account-unknown", code = code, year = label);
    let unknown = || Error::invalid_field(chosen.parameter.as_str(), message());
    let account = account_by_code(conn, year, code)?.ok_or_else(unknown)?;
    require_balance_sheet(conn, &account, &chosen.parameter)?;
    Ok(Some(account))
}

fn account_by_code(conn: &Connection, year: &Year, code: &str) -> Result<Option<Account>> {
    let Some(id) = find_account(conn, year, code)? else { return Ok(None) };
    let label =
        conn.prepare_cached("SELECT label FROM acc_accounts WHERE id = ?1")?.query_row([id], |row| row.get(0))?;
    Ok(Some(Account { id, code: code.to_owned(), label }))
}

/// Refuses expense and revenue accounts, which start at zero each year.
fn require_balance_sheet(conn: &Connection, account: &Account, field: &str) -> Result<()> {
    let mut statement = conn.prepare_cached("SELECT position FROM acc_accounts WHERE id = ?1")?;
    let position: Position = statement.query_row([account.id], |row| row.get(0))?;
    if matches!(position, Position::Expense | Position::Revenue) {
        return Err(Error::invalid_field(field, msg!("year-account-of-result", code = account.code.as_str())));
    }
    Ok(())
}

/// The entries of earlier openings of a year.
pub fn openings(conn: &Connection, year: &Year) -> Result<Vec<i64>> {
    let mut statement =
        conn.prepare_cached("SELECT id FROM acc_transactions WHERE id_year = ?1 AND status & ?2 ORDER BY id")?;
    let ids = statement.query_map((year.id, status::OPENING), |row| row.get(0))?;
    Ok(ids.collect::<rusqlite::Result<_>>()?)
}

/// Writes the opening balance of a year in place of an earlier one. Returns the plan and the numbers of the entries.
///
/// # Errors
///
/// [`Error::Invalid`] as for [`plan`]; when the year is not open, or somebody must choose accounts first.
pub fn open_balance(
    tx: &Transaction<'_>,
    year: &Year,
    wanted: &OpeningRequest,
    audit: &AuditLog<'_>,
) -> Result<(Plan, Vec<i64>)> {
    year.require_open()?;
    let plan = plan(tx, year, wanted)?;
    let opening = entry(year, "Balance d'ouverture", &plan.lines)?;
    let appropriation = entry(year, "Affectation automatique du résultat", &plan.appropriation)?;
    for id in &plan.replaces {
        store::delete(tx, &Entry::get(tx, *id)?, audit)?;
    }
    let mut written = vec![store::create(tx, opening, audit)?];
    if !plan.appropriation.is_empty() {
        written.push(store::create(tx, appropriation, audit)?);
    }
    Ok((plan, written))
}

fn entry(year: &Year, label: &str, lines: &[PlannedLine]) -> Result<Entry> {
    let unmatched: Vec<&str> =
        lines.iter().filter(|line| line.account.is_none()).filter_map(|line| line.source.as_deref()).collect();
    if !unmatched.is_empty() {
        let message = msg!("year-accounts-unmatched", codes = unmatched.join(", "));
        let field = |code: &&str| FieldError { field: format!("accounts[{code}]"), message: message.clone() };
        return Err(Error::Invalid { fields: unmatched.iter().map(field).collect(), message });
    }
    let line = |planned: &PlannedLine| {
        let account = planned.account.as_ref()?.id;
        Some(Line { account, debit: Cents(planned.debit), credit: Cents(planned.credit), ..Line::default() })
    };
    let lines = lines.iter().filter_map(line).collect();
    Ok(Entry { status: status::OPENING, lines, ..Entry::new(year.id, year.start, label) })
}

/// Opens one account on the first day of a year: `account` (its code) and `amount` (positive at its debit), against the
/// opening account. Returns the number of the entry.
///
/// # Errors
///
/// [`Error::Invalid`] with the parameter that is wrong; when the chart has no opening account.
pub fn open_account(tx: &Transaction<'_>, year: &Year, params: &Params, audit: &AuditLog<'_>) -> Result<i64> {
    let code = params.required_text("account")?;
    let given = params.get("amount");
    let missing = || given.refused(msg!("year-amount-missing", name = given.name()));
    let amount = given.amount()?.filter(|amount| *amount != Cents(0)).ok_or_else(missing)?;
    let unknown = || {
        Error::invalid_field("account", msg!("year-account-unknown", code = code.as_str(), year = year.label.as_str()))
    };
    let account = account_by_code(tx, year, &code)?.ok_or_else(unknown)?;
    require_balance_sheet(tx, &account, "account")?;
    let opening = require_account(tx, year.chart, AccountType::Opening)?;
    let lines = [line(None, Some(account), amount.0), line(None, Some(opening), -amount.0)];
    store::create(tx, entry(year, &format!("Balance d'ouverture — {code}"), &lines)?, audit)
}

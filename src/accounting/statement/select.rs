//! From what a file tells to the movements of one account in one currency.

use std::collections::BTreeMap;

use super::amounts::currency_code;
use super::closing;
use super::draft::{Draft, Movement};
use super::fees;
use super::options::Options;
use super::passed_over::{PassedOver, Reason};
use super::{ROWS_MAX, Row, Statement};
use crate::error::{Error, FieldError, Result};
use crate::msg;

/// How many lines an error lists.
const LINES_SHOWN: usize = 20;
/// How many accounts a sentence lists.
const ACCOUNTS_SHOWN: usize = 20;

/// `currency` is that of the association.
///
/// # Errors
///
/// [`Error::Invalid`] when the file has several accounts and the request names none of them, when its currencies are several
/// and none is that of the association, and when no movement is left.
pub fn select(mut draft: Draft, options: &Options, currency: &str) -> Result<Statement> {
    let accounts = accounts_of(&draft);
    let account = choose_account(&accounts, options.account_in_file.as_deref())?;
    if let Some(account) = &account {
        let is_other = |movement: &Movement| movement.account.as_deref().map(key) != Some(key(account));
        set_aside(&mut draft, is_other, |movement| Reason::OtherAccount(movement.account.clone().unwrap_or_default()));
        draft.closings.retain(|closing| closing.account.as_deref().map(key) == Some(key(account)));
    }
    choose_currency(&mut draft, currency)?;
    let fees = fees::decide(&draft.movements);
    draft.warnings.extend(fees.warning());
    let mut closings = std::mem::take(&mut draft.closings);
    closings.extend(closing::of_rows(&draft.movements, fees));
    let mut rows = Vec::with_capacity(draft.movements.len());
    for mut movement in std::mem::take(&mut draft.movements) {
        draft.passed_over.extend(take_wrong_parts(&mut movement));
        let fee = fees.row(&movement);
        if movement.amount.0 == 0 && fee.is_none() {
            draft.passed_over.push(PassedOver { line: movement.line, reason: Reason::Zero });
        } else if movement.amount.0 != 0 {
            rows.push(Row::of(movement));
        }
        rows.extend(fee);
    }
    draft.passed_over.sort_by_key(|passed| passed.line);
    match rows.iter().map(|row| row.parts.len().max(1)).sum::<usize>() {
        0 => Err(nothing_left(&draft.passed_over)),
        1..=ROWS_MAX => Ok(Statement {
            form: draft.form,
            account_in_file: account.or_else(|| accounts.first().cloned()),
            rows,
            passed_over: draft.passed_over,
            warnings: draft.warnings,
            columns: draft.columns,
            used_layout: draft.used_layout,
            width: draft.width,
            // The last day wins; a file may have a statement for each day.
            balance: closings.iter().max_by_key(|closing| closing.date).map(|closing| (closing.date, closing.amount)),
        }),
        _ => Err(Error::invalid(msg!("statement-too-many-rows", limit = ROWS_MAX))),
    }
}

/// Takes the payments of a batch out when their sum is not its amount.
fn take_wrong_parts(movement: &mut Movement) -> Vec<PassedOver> {
    let sum = movement.parts.iter().fold(0_i64, |sum, part| sum.saturating_add(part.amount.0));
    if sum == movement.amount.0 {
        return Vec::new();
    }
    let parts = std::mem::take(&mut movement.parts).into_iter();
    parts.map(|part| PassedOver { line: part.line, reason: Reason::Detail }).collect()
}

/// Letters and digits alone: banks write account numbers with and without blanks.
fn key(account: &str) -> String {
    account.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase()
}

/// The accounts of the movements as they are written, each once.
fn accounts_of(draft: &Draft) -> Vec<String> {
    let mut accounts = BTreeMap::new();
    for (at, movement) in draft.movements.iter().enumerate() {
        if let Some(account) = &movement.account {
            accounts.entry(key(account)).or_insert((at, account.clone()));
        }
    }
    let mut accounts: Vec<(usize, String)> = accounts.into_values().collect();
    accounts.sort_unstable();
    accounts.into_iter().map(|(_, account)| account).collect()
}

/// The account that is asked for, by its number or by the end of it; `None` when the file has one at most.
fn choose_account(accounts: &[String], wanted: Option<&str>) -> Result<Option<String>> {
    let refused = |message| {
        let field = FieldError { field: "account_in_file".to_owned(), message };
        Error::Invalid { message: field.message.clone(), fields: vec![field] }
    };
    let list = || accounts.iter().take(ACCOUNTS_SHOWN).cloned().collect::<Vec<_>>().join(", ");
    let Some(wanted) = wanted else {
        return match accounts.len() {
            0 | 1 => Ok(None),
            _ => Err(refused(msg!("statement-several-accounts", accounts = list()))),
        };
    };
    let wanted_key = key(wanted);
    let exact = accounts.iter().find(|account| key(account) == wanted_key);
    let mut ending = accounts.iter().filter(|account| wanted_key.len() >= 4 && key(account).ends_with(&wanted_key));
    let by_end = ending.next().filter(|_| ending.next().is_none());
    match exact.or(by_end) {
        Some(account) => Ok(Some(account.clone())),
        None => Err(refused(msg!("statement-account-not-in-file", account = wanted, accounts = list()))),
    }
}

/// Leaves the movements in the currency of the association, or those of the only currency of the file.
fn choose_currency(draft: &mut Draft, own: &str) -> Result<()> {
    let mut currencies: Vec<String> = draft.movements.iter().filter_map(|movement| movement.currency.clone()).collect();
    currencies.sort_unstable();
    currencies.dedup();
    let own = currency_code(own);
    let kept = match currencies.as_slice() {
        [] => return Ok(()),
        _ if currencies.contains(&own) => own,
        [only] => {
            // A sign such as $ may be that of the association's dollar.
            if only.len() == 3 {
                draft.warnings.push(msg!("statement-warning-currency", currency = only.as_str(), own = own));
            }
            only.clone()
        }
        _ => {
            return Err(Error::invalid(msg!(
                "statement-several-currencies",
                currencies = currencies.join(", "),
                own = own
            )));
        }
    };
    let is_other = |movement: &Movement| movement.currency.as_ref().is_some_and(|currency| *currency != kept);
    set_aside(draft, is_other, |movement| Reason::OtherCurrency(movement.currency.clone().unwrap_or_default()));
    draft.closings.retain(|closing| closing.currency.as_ref().is_none_or(|currency| *currency == kept));
    Ok(())
}

fn set_aside(draft: &mut Draft, is_other: impl Fn(&Movement) -> bool, reason: impl Fn(&Movement) -> Reason) {
    let (others, kept) = std::mem::take(&mut draft.movements).into_iter().partition(is_other);
    draft.movements = kept;
    let others: Vec<Movement> = others;
    draft.passed_over.extend(others.iter().map(|other| PassedOver { line: other.line, reason: reason(other) }));
}

/// Says how many rows were passed over, and of the first of them why.
fn nothing_left(passed_over: &[PassedOver]) -> Error {
    if passed_over.is_empty() {
        return Error::invalid(msg!("statement-empty"));
    }
    let field =
        |passed: &PassedOver| FieldError { field: format!("line {}", passed.line), message: passed.reason.message() };
    Error::Invalid {
        message: msg!("statement-all-passed-over", count = passed_over.len()),
        fields: passed_over.iter().take(LINES_SHOWN).map(field).collect(),
    }
}

//! Payments of subscriptions: the entry that a payment writes, and the entries that pay for a subscription (people.md 7,
//! "Payment entry").

use jiff::civil::Date;
use rusqlite::{Connection, Transaction};
use serde::Serialize;

use super::account_type::AccountType;
use super::entries::links::{self, Link};
use super::entries::{Entry, Line, store};
use super::entry::EntryType;
use super::settlement::account_of_types;
use super::texts::LABEL_BYTES_MAX;
use super::year::Year;
use crate::association::Settings;
use crate::audit::AuditLog;
use crate::auth::Principal;
use crate::error::{Error, Result};
use crate::members::layout::Layout;
use crate::members::record::Member;
use crate::money::Cents;
use crate::msg;
use crate::params::{DateContext, Ids, Params};
use crate::subscriptions::activities::Activity;
use crate::subscriptions::subscription::{self, SubscriptionDraft};
use crate::subscriptions::{Fee, Subscription};

/// The types of accounts that receive payments.
const MONEY: [AccountType; 3] = [AccountType::Bank, AccountType::Cash, AccountType::Outstanding];

/// A payment, as a request gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payment {
    pub amount: Cents,
    /// The code of the account that receives it.
    pub account: String,
    /// `None` for the date of the subscription.
    pub date: Option<Date>,
    /// Of the voucher.
    pub reference: Option<String>,
    /// Of a cheque or transfer.
    pub payment_reference: Option<String>,
    pub notes: Option<String>,
    /// `None` for the project of the fee.
    pub project: Option<i64>,
    /// Whether the subscription is paid from then on; `None` leaves it as it is.
    pub paid: Option<bool>,
}

impl Payment {
    /// # Errors
    ///
    /// [`Error::Invalid`] with the parameter that is missing or cannot be read.
    pub fn from_params(params: &Params, context: &DateContext) -> Result<Self> {
        let amount = params.get("amount");
        let missing = || amount.refused(msg!("payment-amount-zero"));
        Ok(Payment {
            amount: amount.amount()?.filter(|amount| *amount > Cents(0)).ok_or_else(missing)?,
            account: params.required_text("account")?,
            date: params.date("date", context)?,
            reference: params.text("reference")?,
            payment_reference: params.text("payment_reference")?,
            notes: params.text("notes")?,
            project: params.get("id_project").id_or_none()?,
            paid: params.optional_flag("paid")?,
        })
    }
}

/// The accounts of money that a payment may be received on, in the chart of its fee's year: code and label, the cash box
/// first.
pub fn accounts(conn: &Connection, subscription: &Subscription) -> Result<Vec<(String, String)>> {
    let Some(fee) = subscription.id_fee.map(|fee| Fee::get(conn, fee)).transpose()? else { return Ok(Vec::new()) };
    let mut statement = conn.prepare_cached(
        "SELECT a.code, a.label FROM acc_accounts a JOIN acc_years y ON y.id_chart = a.id_chart
         WHERE y.id = ?1 AND a.type IN (1, 2, 3) ORDER BY a.type = 2 DESC, a.type, a.code",
    )?;
    let rows = statement.query_map([fee.id_year], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Writes the entry of a payment, linked to the subscription and its member, and returns its number.
///
/// # Errors
///
/// [`Error::NotFound`]; [`Error::Invalid`] when the fee has no account and year, the year is not open or does not hold the
/// date, or the account receives no money; [`Error::Forbidden`] for an administrator's subscription.
pub fn take(
    tx: &Transaction<'_>,
    layout: &Layout,
    id: i64,
    payment: &Payment,
    principal: &Principal,
    audit: &AuditLog<'_>,
) -> Result<i64> {
    let subscribed = Subscription::get(tx, id)?;
    subscription::require_reach(tx, subscribed.id_user, principal)?;
    let refused = |field: &str, message| Error::invalid_field(field, message);
    let fee = subscribed.id_fee.map(|fee| Fee::get(tx, fee)).transpose()?;
    let fee = fee.ok_or_else(|| refused("id_fee", msg!("payment-no-fee")))?;
    let (Some(account), Some(year)) = (fee.id_account, fee.id_year) else {
        return Err(refused("id_fee", msg!("payment-no-account")));
    };
    let year = Year::require(tx, "id_year", year)?;
    year.require_open()?;
    let money = account_of_types(tx, &year, &payment.account, &MONEY)?
        .ok_or_else(|| refused("account", msg!("payment-account-wrong", code = payment.account.as_str())))?;
    let label = label(tx, layout, &subscribed, &fee)?;
    let mut entry = Entry::new(year.id, payment.date.unwrap_or(subscribed.date), label);
    entry.entry_type = EntryType::Revenue;
    entry.reference = payment.reference.clone();
    entry.notes = payment.notes.clone();
    let project = payment.project.or(fee.id_project);
    let with = |line: Line, has_project: bool| Line {
        reference: payment.payment_reference.clone(),
        project: project.filter(|_| has_project),
        ..line
    };
    let on_all_lines = Settings::read(tx)?.project_on_all_lines;
    let has_project = |account| Ok::<_, Error>(on_all_lines || is_of_the_result(tx, account)?);
    entry.lines.push(with(Line::credit(account, payment.amount), has_project(account)?));
    entry.lines.push(with(Line::debit(money, payment.amount), has_project(money)?));
    let number = store::create(tx, entry, audit)?;
    links::replace(tx, number, Link::Subscriptions, &Ids::of("subscriptions", vec![id]), audit)?;
    if let Some(paid) = payment.paid {
        subscription::change(tx, layout, id, &SubscriptionDraft::paid(paid), principal, audit)?;
    }
    Ok(number)
}

/// Whether an account is one of expense or revenue: the others have the project of an entry only where the association says
/// so (accounting.md 6.4).
fn is_of_the_result(conn: &Connection, account: i64) -> Result<bool> {
    let sql = "SELECT 1 FROM acc_accounts WHERE id = ?1 AND position IN (4, 5)";
    Ok(conn.prepare_cached(sql)?.exists([account])?)
}

/// `Adhésion - Tarif normal (Ada Martin)`; one label when both are equal.
fn label(conn: &Connection, layout: &Layout, subscription: &Subscription, fee: &Fee) -> Result<String> {
    let activity = Activity::get(conn, subscription.id_service)?.label;
    let name = Member::name_of(conn, layout, subscription.id_user)?;
    let what = if activity == fee.label { activity } else { format!("{activity} - {}", fee.label) };
    let mut label = format!("{what} ({name})");
    label.truncate(label.floor_char_boundary(LABEL_BYTES_MAX));
    Ok(label)
}

/// The numbers of the entries that are linked to a subscription.
pub fn entries(conn: &Connection, id: i64) -> Result<Vec<i64>> {
    Subscription::get(conn, id)?;
    let mut statement =
        conn.prepare_cached("SELECT id_transaction FROM acc_transactions_users WHERE id_service_user = ?1 ORDER BY 1")?;
    let numbers = statement.query_map([id], |row| row.get(0))?;
    Ok(numbers.collect::<rusqlite::Result<_>>()?)
}

/// What an entry pays of a subscription.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Paid {
    pub date: String,
    /// Cents.
    pub amount: i64,
}

/// The payments of a subscription, by date, without what else their entries say.
pub fn of_subscription(conn: &Connection, id: i64) -> Result<Vec<Paid>> {
    let mut statement = conn.prepare_cached(
        "SELECT t.date, (SELECT ifnull(sum(l.debit), 0) FROM acc_transactions_lines l WHERE l.id_transaction = t.id)
         FROM acc_transactions_users u JOIN acc_transactions t ON t.id = u.id_transaction
         WHERE u.id_service_user = ?1 ORDER BY t.date, t.id",
    )?;
    let paid = statement.query_map([id], |row| Ok(Paid { date: row.get(0)?, amount: row.get(1)? }))?;
    Ok(paid.collect::<rusqlite::Result<_>>()?)
}

/// Links an entry to a subscription; nothing when they are linked already.
///
/// # Errors
///
/// [`Error::NotFound`]; [`Error::Invalid`] for an unknown entry; [`Error::Forbidden`] for an administrator's subscription.
pub fn link(tx: &Transaction<'_>, id: i64, entry: i64, principal: &Principal, audit: &AuditLog<'_>) -> Result<()> {
    relink(tx, id, entry, principal, audit, |linked| {
        if !linked.contains(&id) {
            linked.push(id);
        }
    })
}

/// Takes the link of an entry to a subscription away.
///
/// # Errors
///
/// As for [`link`].
pub fn unlink(tx: &Transaction<'_>, id: i64, entry: i64, principal: &Principal, audit: &AuditLog<'_>) -> Result<()> {
    relink(tx, id, entry, principal, audit, |linked| linked.retain(|other| *other != id))
}

fn relink(
    tx: &Transaction<'_>,
    id: i64,
    entry: i64,
    principal: &Principal,
    audit: &AuditLog<'_>,
    change: impl FnOnce(&mut Vec<i64>),
) -> Result<()> {
    let subscribed = Subscription::get(tx, id)?;
    subscription::require_reach(tx, subscribed.id_user, principal)?;
    if !Entry::exists(tx, entry)? {
        return Err(Error::invalid_field("id_transaction", msg!("entry-unknown", entry = entry)));
    }
    let mut linked = links::ids(tx, entry, Link::Subscriptions)?;
    change(&mut linked);
    links::replace(tx, entry, Link::Subscriptions, &Ids::of("subscriptions", linked), audit)
}

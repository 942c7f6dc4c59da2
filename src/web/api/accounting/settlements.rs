//! `accounting/years/{year}/…`: settlements, letters, deposits and reconciliation (accounting.md 8).

use actix_web::HttpResponse;
use jiff::civil::Date;
use rusqlite::Transaction;
use serde::Serialize;
use serde_json::{Map, Value as Json, json};

use crate::accounting::deposits::{self, Deposit};
use crate::accounting::entries::links::read_ids;
use crate::accounting::entries::shown::Shown;
use crate::accounting::entries::{clean, parse_date};
use crate::accounting::import::flag;
use crate::accounting::settlement::{self, Settlement};
use crate::accounting::year::Year;
use crate::accounting::{amount, letters, statement};
use crate::audit::AuditLog;
use crate::clock::Clock;
use crate::error::{Error, Result};
use crate::members::values::DateContext;
use crate::money::Cents;
use crate::msg;
use crate::web::answer::success;
use crate::web::call::Call;
use crate::web::params::Params;
use crate::web::respond;

/// Settles debts or credits with one entry, which is the answer.
pub async fn settle(mut call: Call) -> Result<HttpResponse> {
    let (params, context) = (call.params().await?, DateContext::of(&call.app.clock));
    let wanted = Settlement {
        entries: read_ids(&params.tree, "transactions")?,
        account: needed(&params, "account")?,
        date: date(&params, &context)?,
        payment_reference: text(&params, "payment_reference")?,
        mark: flag(&params.tree, "mark")?,
    };
    let site = call.app.site();
    write(&call, move |tx, year, audit| Shown::get(tx, settlement::settle(tx, year, &wanted, audit)?, &site)).await
}

/// Gives a letter to lines.
pub async fn letter(mut call: Call) -> Result<HttpResponse> {
    let params = call.params().await?;
    let lines = read_ids(&params.tree, "lines")?;
    let now = utc_text(&call.app.clock);
    write(&call, move |tx, year, audit| letters::create(tx, year, &lines, &now, audit)).await
}

/// Takes a letter away.
pub async fn delete_letter(call: Call) -> Result<HttpResponse> {
    let (id, trace) = (call.id(), call.trace());
    call.write(move |tx| letters::delete(tx, id, &AuditLog::open(tx, &trace)?).map(success)).await
}

/// The lines that wait to be deposited.
pub async fn waiting(call: Call) -> Result<HttpResponse> {
    let params = call.query()?;
    let (year, today) = (call.part("year").to_owned(), DateContext::of(&call.app.clock).today);
    let (account, of_all_years) = (needed(&params, "account")?, flag(&params.tree, "all")?);
    let lines = call
        .app
        .db
        .read(move |conn| deposits::waiting(conn, &Year::from_path(conn, &year, today)?, &account, of_all_years));
    respond::json(&json!({ "lines": lines.await? }))
}

/// Deposits lines, which answers the entry; or marks them alone.
pub async fn deposit(mut call: Call) -> Result<HttpResponse> {
    let (params, context) = (call.params().await?, DateContext::of(&call.app.clock));
    let lines = read_ids(&params.tree, "lines")?;
    if flag(&params.tree, "mark_only")? {
        return write(&call, move |tx, _, audit| {
            deposits::mark(tx, &lines, audit)?;
            Ok(success(()))
        })
        .await;
    }
    let wanted = Deposit {
        lines,
        account: needed(&params, "account")?,
        date: date(&params, &context)?,
        amount: typed_amount(params.tree.get("amount"))?,
        label: text(&params, "label")?,
        reference: text(&params, "reference")?,
    };
    let site = call.app.site();
    write(&call, move |tx, year, audit| Shown::get(tx, deposits::create(tx, year, &wanted, audit)?, &site)).await
}

/// Marks lines as seen on a statement, and others as not.
pub async fn reconcile(mut call: Call) -> Result<HttpResponse> {
    let params = call.params().await?;
    let (on, off) = (read_ids(&params.tree, "reconciled")?, read_ids(&params.tree, "unreconciled")?);
    write(&call, move |tx, year, audit| {
        let changed = statement::reconcile(tx, year, &on, &off, audit)?;
        Ok(json!({"success": true, "changed": changed}))
    })
    .await
}

/// Writes into the year of the path and answers with what `work` gives.
async fn write<T: Serialize>(
    call: &Call,
    work: impl FnOnce(&Transaction<'_>, &Year, &AuditLog<'_>) -> Result<T> + Send + 'static,
) -> Result<HttpResponse> {
    let (year, trace, today) = (call.part("year").to_owned(), call.trace(), DateContext::of(&call.app.clock).today);
    call.write(move |tx| work(tx, &Year::from_path(tx, &year, today)?, &AuditLog::open(tx, &trace)?)).await
}

fn text(params: &Params, name: &str) -> Result<Option<String>> {
    Ok(params.raw(name)?.and_then(|text| clean(&text)))
}

fn needed(params: &Params, name: &str) -> Result<String> {
    text(params, name)?.ok_or_else(|| Error::invalid_field(name, msg!("settlement-missing", field = name)))
}

fn date(params: &Params, context: &DateContext) -> Result<Date> {
    let given = needed(params, "date")?;
    let wrong = || Error::invalid_field("date", msg!("entry-date-wrong", date = given.as_str()));
    parse_date(&given, context).ok_or_else(wrong)
}

/// Nothing typed is none; zero is an amount.
fn typed_amount(value: Option<&Json>) -> Result<Option<Cents>> {
    match value {
        None | Some(Json::Null) => Ok(None),
        Some(Json::String(text)) if text.trim().is_empty() => Ok(None),
        Some(value) => amount::of_param(value)
            .map(Some)
            .ok_or_else(|| Error::invalid_field("amount", msg!("deposit-amount-wrong", value = value.to_string()))),
    }
}

/// The moment as `acc_letters` writes it.
fn utc_text(clock: &Clock) -> String {
    clock.now().strftime("%Y-%m-%d %H:%M:%S").to_string()
}

/// What the query and the form of a request say, for a request whose body is a file.
pub(super) fn merged(mut query: Map<String, Json>, form: Map<String, Json>) -> Params {
    query.extend(form);
    Params::of_form(query)
}

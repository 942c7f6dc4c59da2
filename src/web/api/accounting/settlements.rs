//! `accounting/years/{year}/…`: settlements, letters, deposits and reconciliation (accounting.md 8).

use actix_web::HttpResponse;
use rusqlite::Transaction;
use serde::Serialize;
use serde_json::json;

use super::transactions::cut_amounts;
use crate::accounting::deposits::{self, Deposit};
use crate::accounting::entries::shown::Shown;
use crate::accounting::settlement::{self, Settlement};
use crate::accounting::year::Year;
use crate::accounting::{matching_groups, statement};
use crate::audit::AuditLog;
use crate::clock::Clock;
use crate::error::Result;
use crate::params::DateContext;
use crate::web::answer::success;
use crate::web::call::Call;
use crate::web::respond;

/// Settles debts or credits with one entry, and answers with it.
pub async fn settle(mut call: Call) -> Result<HttpResponse> {
    let (params, context) = (call.params().await?, DateContext::of(&call.app.clock));
    let wanted = Settlement {
        entries: params.ids("transactions")?,
        account: params.required_text("account")?,
        date: params.required_date("date", &context)?,
        payment_reference: params.text("payment_reference")?,
        mark: params.flag("mark")?,
        again: params.flag("again")?,
    };
    let site = call.app.site();
    write(&call, move |tx, year, audit| Shown::get(tx, settlement::settle(tx, year, &wanted, audit)?, &site)).await
}

/// Groups lines under a letter.
pub async fn letter(mut call: Call) -> Result<HttpResponse> {
    let params = call.params().await?;
    let lines = params.ids("lines")?;
    let now = utc_text(&call.app.clock);
    write(&call, move |tx, year, audit| matching_groups::create(tx, year, &lines, &now, audit)).await
}

/// Deletes a letter.
pub async fn delete_letter(call: Call) -> Result<HttpResponse> {
    let (id, trace) = (call.id()?, call.trace());
    call.write(move |tx| matching_groups::delete(tx, id, &AuditLog::open(tx, &trace)?).map(success)).await
}

/// The lines that wait to be deposited.
pub async fn waiting(call: Call) -> Result<HttpResponse> {
    let params = call.query()?;
    let (year, today) = (call.part("year").to_owned(), DateContext::of(&call.app.clock).today);
    let (account, of_all_years) = (params.required_text("account")?, params.flag("all")?);
    let lines = call
        .app
        .db
        .read(move |conn| deposits::waiting(conn, &Year::from_path(conn, &year, today)?, &account, of_all_years));
    respond::json(&json!({ "lines": lines.await? }))
}

/// Deposits lines and answers with the entry; with `mark_only`, marks them without an entry.
pub async fn deposit(mut call: Call) -> Result<HttpResponse> {
    let (params, context) = (call.params().await?, DateContext::of(&call.app.clock));
    let lines = params.ids("lines")?;
    if params.flag("mark_only")? {
        return write(&call, move |tx, _, audit| {
            deposits::mark(tx, &lines, audit)?;
            Ok(success(()))
        })
        .await;
    }
    let wanted = Deposit {
        lines,
        account: params.required_text("account")?,
        date: params.required_date("date", &context)?,
        amount: params.amount("amount")?,
        label: params.text("label")?,
        reference: params.text("reference")?,
    };
    let (site, warnings) = (call.app.site(), cut_amounts(&call, &params));
    write(&call, move |tx, year, audit| {
        Ok(Shown::get(tx, deposits::create(tx, year, &wanted, audit)?, &site)?.with_warnings(warnings))
    })
    .await
}

/// Marks lines as reconciled, and others as not reconciled.
pub async fn reconcile(mut call: Call) -> Result<HttpResponse> {
    let params = call.params().await?;
    let (on, off) = (params.ids("reconciled")?, params.ids("unreconciled")?);
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

/// The moment in the spelling of `acc_letters`.
fn utc_text(clock: &Clock) -> String {
    clock.now().strftime("%Y-%m-%d %H:%M:%S").to_string()
}

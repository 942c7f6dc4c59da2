//! `services/subscriptions/…` and the lists of subscribers: subscriptions listed, changed, deleted, paid (people.md 7).

use actix_web::HttpResponse;
use serde::Serialize;
use serde_json::json;

use crate::accounting::entries::shown::Shown;
use crate::accounting::payments::{self, Payment};
use crate::audit::AuditLog;
use crate::auth::{Access, Level, Section};
use crate::error::Result;
use crate::members::layout::Layout;
use crate::members::search::{PAGE_SIZE, PAGE_SIZE_MAX};
use crate::money::Cents;
use crate::params::{DateContext, Params};
use crate::sheet::Format;
use crate::subscriptions::activities::Activity;
use crate::subscriptions::lists::{self, List, Scope, State};
use crate::subscriptions::many::{self, Targets};
use crate::subscriptions::subscription::{self, SubscriptionDraft};
use crate::subscriptions::{Enrolment, Fee, Subscription};
use crate::web::answer::success;
use crate::web::api::accounting::transactions::cut_amounts;
use crate::web::api::page::Page;
use crate::web::api::tables::{self, Download};
use crate::web::call::Call;
use crate::web::respond;
use crate::web::route::{Requirements, Resolving};

/// A payment writes into the books: it asks for both sections (people.md 5).
pub fn to_pay(_: &mut Call, access: Access) -> Resolving<'_> {
    both(access, Access::write(Section::Accounting, Level::Write))
}

/// Entries of the books are named: it asks for reading them too.
pub fn to_link(_: &mut Call, access: Access) -> Resolving<'_> {
    both(access, Access::read(Section::Accounting, Level::Read))
}

fn both<'a>(access: Access, other: Access) -> Resolving<'a> {
    Box::pin(std::future::ready(Ok(Requirements::access(access).and(Requirements::access(other)))))
}

pub async fn of_everything(call: Call) -> Result<HttpResponse> {
    list(call, Scope::Everything).await
}

pub async fn of_activity(call: Call) -> Result<HttpResponse> {
    let id = call.id()?;
    list(call, Scope::Activity(id)).await
}

pub async fn of_fee(call: Call) -> Result<HttpResponse> {
    let id = call.id()?;
    list(call, Scope::Fee(id)).await
}

/// Every subscription of one member, the newest first.
pub async fn of_member(call: Call) -> Result<HttpResponse> {
    let (id, today) = (call.id()?, DateContext::of(&call.app.clock).today);
    let list = List { scope: Scope::Member(id), state: State::All, with_hidden: true, today };
    let lines = call.app.db.read(move |conn| list.all(conn, &Layout::read(conn)?)).await?;
    respond::json(&json!({ "subscriptions": lines }))
}

async fn list(call: Call, scope: Scope) -> Result<HttpResponse> {
    let params = call.query()?;
    let list = List {
        scope,
        state: params.choice("list", &State::ALL, State::word)?.unwrap_or(State::All),
        with_hidden: params.flag("hidden")?,
        today: DateContext::of(&call.app.clock).today,
    };
    match params.choice("format", Format::ALL, Format::extension)?.unwrap_or(Format::Json) {
        Format::Json => page(&call, list, &params).await,
        format => table(&call, list, format, &params).await,
    }
}

async fn page(call: &Call, list: List, params: &Params) -> Result<HttpResponse> {
    let asked = Page::read(params, PAGE_SIZE, PAGE_SIZE_MAX)?;
    let Page { page, limit } = asked;
    let found = call.app.db.read(move |conn| {
        require_scope(conn, list.scope)?;
        list.page(conn, &Layout::read(conn)?, page, limit)
    });
    let (lines, count) = found.await?;
    let next = asked.next(count);
    respond::json(&json!({"count": count, "page": page, "limit": limit, "next_page": next, "subscriptions": lines}))
}

async fn table(call: &Call, list: List, format: Format, params: &Params) -> Result<HttpResponse> {
    let title = format!("Inscriptions - {}", list.state.word());
    let download = Download::new(&call.app, &title, format, params)?;
    tables::answer(&call.app, download, move |conn, begin| {
        require_scope(conn, list.scope)?;
        list.write(conn, &Layout::read(conn)?, &mut *begin(&List::columns())?)
    })
    .await
}

fn require_scope(conn: &rusqlite::Connection, scope: Scope) -> Result<()> {
    match scope {
        Scope::Activity(id) => Activity::get(conn, id).map(drop),
        Scope::Fee(id) => Fee::get(conn, id).map(drop),
        Scope::Everything | Scope::Member(_) => Ok(()),
    }
}

/// Subscribes several members at once.
pub async fn create_many(mut call: Call) -> Result<HttpResponse> {
    let params = call.params().await?;
    let wanted = Enrolment::from_params(&params, &DateContext::of(&call.app.clock))?;
    let targets = Targets::from_params(&params)?;
    let (principal, trace) = (call.principal.clone(), call.trace());
    call.write(move |tx| many::enrol_many(tx, &Layout::read(tx)?, &targets, &wanted, &principal, &trace)).await
}

/// A subscription with what is left to pay, in cents.
#[derive(Serialize)]
struct WithLeft {
    #[serde(flatten)]
    subscription: Subscription,
    left_to_pay: Option<i64>,
}

impl WithLeft {
    fn get(conn: &rusqlite::Connection, id: i64) -> Result<Self> {
        let subscription = Subscription::get(conn, id)?;
        let left_to_pay = lists::left_to_pay(conn, &subscription)?.map(|Cents(cents)| cents);
        Ok(WithLeft { subscription, left_to_pay })
    }
}

pub async fn one(call: Call) -> Result<HttpResponse> {
    let id = call.id()?;
    respond::json(&call.app.db.read(move |conn| WithLeft::get(conn, id)).await?)
}

pub async fn change(mut call: Call) -> Result<HttpResponse> {
    let draft = SubscriptionDraft::from_params(&call.params().await?, &DateContext::of(&call.app.clock))?;
    let (id, principal, trace) = (call.id()?, call.principal.clone(), call.trace());
    call.write(move |tx| {
        let audit = AuditLog::open(tx, &trace)?;
        subscription::change(tx, &Layout::read(tx)?, id, &draft, &principal, &audit)?;
        WithLeft::get(tx, id)
    })
    .await
}

pub async fn delete(call: Call) -> Result<HttpResponse> {
    let (id, principal, trace) = (call.id()?, call.principal.clone(), call.trace());
    call.write(move |tx| subscription::delete(tx, id, &principal, &AuditLog::open(tx, &trace)?).map(success)).await
}

/// Takes a payment and answers with its entry, and what is left to pay.
pub async fn pay(mut call: Call) -> Result<HttpResponse> {
    let params = call.params().await?;
    let payment = Payment::from_params(&params, &DateContext::of(&call.app.clock))?;
    let warnings = cut_amounts(&call, &params);
    let (id, principal, trace, site) = (call.id()?, call.principal.clone(), call.trace(), call.app.site());
    call.write(move |tx| {
        let audit = AuditLog::open(tx, &trace)?;
        let entry = payments::take(tx, &Layout::read(tx)?, id, &payment, &principal, &audit)?;
        let (transaction, subscription) =
            (Shown::get(tx, entry, &site)?.with_warnings(warnings), WithLeft::get(tx, id)?);
        Ok(json!({"transaction": transaction, "subscription": subscription}))
    })
    .await
}

/// The entries that are linked to a subscription.
pub async fn entries(call: Call) -> Result<HttpResponse> {
    let (id, site) = (call.id()?, call.app.site());
    let entries = call.app.db.read(move |conn| {
        payments::entries(conn, id)?.into_iter().map(|entry| Shown::get(conn, entry, &site)).collect::<Result<Vec<_>>>()
    });
    respond::json(&entries.await?)
}

pub async fn link(mut call: Call) -> Result<HttpResponse> {
    let entry = call.params().await?.required_id("id_transaction")?;
    let (id, principal, trace) = (call.id()?, call.principal.clone(), call.trace());
    call.write(move |tx| {
        payments::link(tx, id, entry, &principal, &AuditLog::open(tx, &trace)?)?;
        WithLeft::get(tx, id)
    })
    .await
}

pub async fn unlink(call: Call) -> Result<HttpResponse> {
    let entry = call.query()?.required_id("id_transaction")?;
    let (id, principal, trace) = (call.id()?, call.principal.clone(), call.trace());
    call.write(move |tx| {
        payments::unlink(tx, id, entry, &principal, &AuditLog::open(tx, &trace)?)?;
        WithLeft::get(tx, id)
    })
    .await
}

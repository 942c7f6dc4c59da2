//! `accounting/transaction/{id}/users|transactions|subscriptions`: what an entry is linked to (accounting.md 5).

use actix_web::HttpResponse;

use crate::accounting::entries::links::{self, Link};
use crate::audit::AuditLog;
use crate::error::Result;
use crate::members::layout::Layout;
use crate::params::Ids;
use crate::web::answer::success;
use crate::web::call::Call;
use crate::web::respond;

pub async fn users(call: Call) -> Result<HttpResponse> {
    let id = call.id()?;
    respond::json(&call.app.db.read(move |conn| links::members(conn, &Layout::read(conn)?, id)).await?)
}

pub async fn transactions(call: Call) -> Result<HttpResponse> {
    let id = call.id()?;
    respond::json(&call.app.db.read(move |conn| links::ids(conn, id, Link::Transactions)).await?)
}

pub async fn subscriptions(call: Call) -> Result<HttpResponse> {
    let id = call.id()?;
    respond::json(&call.app.db.read(move |conn| links::subscriptions(conn, &Layout::read(conn)?, id)).await?)
}

pub async fn set_users(call: Call) -> Result<HttpResponse> {
    set(call, Link::Users).await
}

pub async fn set_transactions(call: Call) -> Result<HttpResponse> {
    set(call, Link::Transactions).await
}

pub async fn set_subscriptions(call: Call) -> Result<HttpResponse> {
    set(call, Link::Subscriptions).await
}

pub async fn clear_users(call: Call) -> Result<HttpResponse> {
    replace(call, Link::Users, Ids::default()).await
}

pub async fn clear_transactions(call: Call) -> Result<HttpResponse> {
    replace(call, Link::Transactions, Ids::default()).await
}

pub async fn clear_subscriptions(call: Call) -> Result<HttpResponse> {
    replace(call, Link::Subscriptions, Ids::default()).await
}

async fn set(mut call: Call, link: Link) -> Result<HttpResponse> {
    let wanted = call.params().await?.ids(link.parameter())?;
    replace(call, link, wanted).await
}

async fn replace(call: Call, link: Link, wanted: Ids) -> Result<HttpResponse> {
    let (id, trace) = (call.id()?, call.trace());
    call.write(move |tx| links::replace(tx, id, link, &wanted, &AuditLog::open(tx, &trace)?).map(success)).await
}

//! `mail/…`: the messages that wait, those of which nobody knows whether they were sent, and a test.

use actix_web::HttpResponse;
use serde_json::json;

use super::jobs::{PAGE_SIZE, PAGE_SIZE_MAX};
use super::page::Page;
use crate::delivery;
use crate::error::Result;
use crate::idempotency::Answer;
use crate::mail::{bounce, queue, uncertain};
use crate::web::answer::success;
use crate::web::call::{Call, SMALL_BODY_BYTES};
use crate::web::params::Body;
use crate::web::respond;

pub async fn waiting(call: Call) -> Result<HttpResponse> {
    let page = Page::read(&call.query()?, PAGE_SIZE, PAGE_SIZE_MAX)?;
    let (offset, limit) = (page.offset(), page.limit);
    let read = call.app.db.read(move |conn| Ok((queue::count(conn)?, queue::list(conn, offset, limit)?)));
    let (count, messages) = read.await?;
    page.answer(count, "messages", &messages)
}

pub async fn uncertain_list(call: Call) -> Result<HttpResponse> {
    let page = Page::read(&call.query()?, PAGE_SIZE, PAGE_SIZE_MAX)?;
    let (offset, limit) = (page.offset(), page.limit);
    let read = call.app.db.read(move |conn| Ok((uncertain::count(conn)?, uncertain::list(conn, offset, limit)?)));
    let (count, messages) = read.await?;
    page.answer(count, "messages", &messages)
}

/// Sends a message again that is known not to have arrived.
pub async fn send_again(call: Call) -> Result<HttpResponse> {
    let (id, now, moment) = (call.id()?, call.app.clock.now(), call.app.clock.local_now_text());
    call.write_answer(move |tx| {
        let message = uncertain::send_again(tx, id, now, &moment)?;
        Answer::json(&json!({"success": true, "message": message}))
    })
    .await
}

/// Forgets a message that is known to have arrived, or no longer matters.
pub async fn forget(call: Call) -> Result<HttpResponse> {
    let id = call.id()?;
    call.write(move |tx| uncertain::delete(tx, id).map(success)).await
}

/// A report that came back by mail: the raw message, as a body of any other type than a form or JSON, or as `message`.
pub async fn bounce(mut call: Call) -> Result<HttpResponse> {
    let input = call.input(SMALL_BODY_BYTES).await?;
    let raw = match input.body {
        Body::Other => String::from_utf8_lossy(&input.raw).into_owned(),
        _ => input.into_params()?.required_text("message")?,
    };
    let moment = call.app.clock.local_now_text();
    call.write_answer(move |tx| Answer::json(&json!({"kind": bounce::apply(tx, &raw, &moment)?}))).await
}

/// Sends a test message at once, and says what became of it.
pub async fn test(mut call: Call) -> Result<HttpResponse> {
    let address = call.params().await?.required_text("address")?;
    let message_id = delivery::send_test(&call.app, &address, call.language).await?;
    respond::json(&json!({"success": true, "message_id": message_id}))
}

//! `mail/…`: the messages that wait, those of which nobody knows whether they were sent, and a test.

use actix_web::HttpResponse;
use serde_json::json;

use super::jobs::Page;
use crate::delivery;
use crate::error::Result;
use crate::idempotency::Answer;
use crate::mail::{queue, uncertain};
use crate::web::answer::success;
use crate::web::call::Call;
use crate::web::respond;

pub async fn waiting(call: Call) -> Result<HttpResponse> {
    let page = Page::read(&call.query()?)?;
    let (offset, limit) = (page.offset(), page.limit);
    let read = call.app.db.read(move |conn| Ok((queue::count(conn)?, queue::list(conn, offset, limit)?)));
    let (count, messages) = read.await?;
    page.answer(count, "messages", &messages)
}

pub async fn uncertain_list(call: Call) -> Result<HttpResponse> {
    let page = Page::read(&call.query()?)?;
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

/// Sends a test message at once, and says what became of it.
pub async fn test(mut call: Call) -> Result<HttpResponse> {
    let address = call.params().await?.required_text("address")?;
    let message_id = delivery::send_test(&call.app, &address, call.language).await?;
    respond::json(&json!({"success": true, "message_id": message_id}))
}

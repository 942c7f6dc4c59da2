//! `jobs`: what the server has yet to do, and what it gave up.

use actix_web::HttpResponse;
use serde_json::json;

use crate::error::Result;
use crate::idempotency::Answer;
use crate::job_queue::{self, Summary};
use crate::web::answer::success;
use crate::web::api::page::Page;
use crate::web::call::Call;

/// Rows on one page unless the request says otherwise, and at most.
pub(super) const PAGE_SIZE: i64 = 100;
pub(super) const PAGE_SIZE_MAX: i64 = 1_000;

pub async fn list(call: Call) -> Result<HttpResponse> {
    let params = call.query()?;
    let (page, only_given_up) = (Page::read(&params, PAGE_SIZE, PAGE_SIZE_MAX)?, params.flag("given_up")?);
    let (now, offset, limit) = (call.app.clock.now(), page.offset(), page.limit);
    let read = call.app.db.read(move |conn| {
        let Summary { waiting, given_up, .. } = job_queue::summary(conn)?;
        let count = if only_given_up { given_up } else { waiting + given_up };
        Ok((count, job_queue::list(conn, now, only_given_up, offset, limit)?))
    });
    let (count, jobs) = read.await?;
    page.answer(count, "jobs", &jobs)
}

pub async fn retry(call: Call) -> Result<HttpResponse> {
    let (id, now) = (call.id()?, call.app.clock.now());
    call.write(move |tx| job_queue::retry(tx, id, now).map(success)).await
}

/// Every job that was given up.
pub async fn retry_all(call: Call) -> Result<HttpResponse> {
    let now = call.app.clock.now();
    call.write_answer(move |tx| Answer::json(&json!({"success": true, "retried": job_queue::retry_all(tx, now)?})))
        .await
}

pub async fn delete(call: Call) -> Result<HttpResponse> {
    let id = call.id()?;
    call.write(move |tx| job_queue::delete(tx, id).map(success)).await
}

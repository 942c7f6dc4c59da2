//! `errors/log`, `errors/report` (platform.md 4).

use actix_web::HttpResponse;

use crate::error::{Error, Result};
use crate::idempotency::Answer;
use crate::web::call::{Call, SMALL_BODY_BYTES};
use crate::web::{body, respond};
use crate::{error_reports, msg};

pub async fn log(call: Call) -> Result<HttpResponse> {
    require_switch(&call)?;
    let reports = call.app.db.read(error_reports::list).await?;
    respond::json(&reports)
}

pub async fn report(mut call: Call) -> Result<HttpResponse> {
    require_switch(&call)?;
    let raw = body::read(&mut call.payload, &call.request, SMALL_BODY_BYTES, &call.app.config).await?;
    let report = String::from_utf8(raw).map_err(|_| Error::invalid(msg!("param-not-utf8")))?;
    let now = call.app.clock.local_now_text();
    call.write_answer(move |tx| error_reports::add(tx, &report, &now).map(|()| Answer::empty())).await
}

fn require_switch(call: &Call) -> Result<()> {
    if call.app.config.error_reports { Ok(()) } else { Err(Error::NotFound(msg!("report-switched-off"))) }
}

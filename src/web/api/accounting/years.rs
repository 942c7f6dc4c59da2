//! `accounting/years` (accounting.md 2.1, 7).

use std::sync::Arc;

use actix_web::HttpResponse;

use crate::accounting::years;
use crate::error::{Error, Result};
use crate::json;
use crate::msg;
use crate::web::call::Call;
use crate::web::respond;

pub async fn list(call: Call) -> Result<HttpResponse> {
    let body = call.app.db.peek(|connection| call.app.years.get(connection, answer))?;
    Ok(respond::json_body(body.to_vec()))
}

fn answer(connection: &rusqlite::Connection) -> Result<Arc<[u8]>> {
    Ok(json::pretty(&years::list(connection)?)?.into())
}

/// Every other path below the years.
pub async fn nothing(call: Call) -> Result<HttpResponse> {
    Err(Error::NotFound(msg!("http-not-found", path = call.request.path())))
}

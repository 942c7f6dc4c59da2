//! `Idempotency-Key`, once for every row of the route table that writes.

use actix_web::{HttpRequest, HttpResponse};

use super::authorise::may_pass;
use super::call::Call;
use super::route::{Idempotency, Route};
use crate::app::App;
use crate::auth::Verb;
use crate::error::{Error, Result};
use crate::idempotency::{Answer, IdempotencyKey};
use crate::msg;

/// The largest body of a request with a key, in bytes: it is held in memory to be recognised.
const BODY_BYTES_MAX: usize = 1 << 20;
const HEADER: &str = "idempotency-key";

/// Whether a request wants to be done once.
pub fn is_wanted(request: &HttpRequest) -> bool {
    request.headers().contains_key(HEADER)
}

/// The error of a request that wants to be done once where that is not promised.
pub fn refusal() -> Error {
    Error::invalid_field("Idempotency-Key", msg!("once-refused"))
}

/// Reads the key of a request, and gives the first answer if the request was done before. Rows that only read need no
/// key; a principal who may not do it is left to the checks that say so.
pub async fn begin(call: &mut Call, route: &Route) -> Result<Option<HttpResponse>> {
    let Some(key) = call.request.headers().get(HEADER).cloned() else { return Ok(None) };
    if route.access.verb == Verb::Read || !may_pass(&call.principal.rights, route) {
        return Ok(None);
    }
    if route.idempotency == Idempotency::Refused {
        return Err(refusal());
    }
    let body = call.buffer(BODY_BYTES_MAX).await.map_err(|error| match error {
        Error::TooLarge(_) => Error::TooLarge(msg!("once-body-too-large", limit = BODY_BYTES_MAX)),
        other => other,
    })?;
    let uri = call.request.uri();
    let request = [
        call.request.method().as_str().as_bytes(),
        uri.path().as_bytes(),
        uri.query().unwrap_or_default().as_bytes(),
        &body,
    ];
    let once = IdempotencyKey::new(&call.principal.actor, key.as_bytes(), request)?;
    let answer = earlier(&call.app, &once)?;
    call.once = Some(once);
    Ok(answer)
}

/// The first answer, if the request was done before.
pub fn earlier(app: &App, once: &IdempotencyKey) -> Result<Option<HttpResponse>> {
    let answer = app.db.read_inline(|conn| once.earlier(conn))?;
    Ok(answer.map(Answer::into_response))
}

//! The header that announces, in its last month, the end of the key that a request was made with.

use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::{HttpMessage, HttpRequest, HttpResponse};
use jiff::ToSpan;
use jiff::civil::DateTime;

use crate::clock::Clock;

/// Its value is the moment from which the key is refused, in UTC: `2026-03-31T22:00:00Z`.
const HEADER: HeaderName = HeaderName::from_static("x-key-expires");

/// The local date-time from which the credentials of a request are refused.
struct End(String);

/// Keeps the end of a key with the request, until its answer is there.
pub fn note(request: &HttpRequest, expires: Option<String>) {
    if let Some(expires) = expires {
        request.extensions_mut().insert(End(expires));
    }
}

/// Adds the header, if the key of the request ends within a month.
pub fn announce(request: &HttpRequest, clock: &Clock, response: &mut HttpResponse) {
    let extensions = request.extensions();
    let Some(End(expires)) = extensions.get::<End>() else { return };
    let Ok(end) = expires.parse::<DateTime>() else { return };
    if end.saturating_sub(1.month()) > clock.local_now() {
        return;
    }
    let moment = clock.moment_of(expires).and_then(|moment| HeaderValue::from_str(&moment.to_string()).ok());
    if let Some(moment) = moment {
        response.headers_mut().insert(HEADER, moment);
    }
}

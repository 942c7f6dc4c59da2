//! `user/{id}/subscribe` (members.md 7).

use actix_web::HttpResponse;

use crate::error::Result;
use crate::web::call::Call;
use crate::web::respond;

pub async fn enrol(_: Call) -> Result<HttpResponse> {
    Ok(respond::empty())
}

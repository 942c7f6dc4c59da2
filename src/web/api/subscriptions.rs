//! `user/{id}/subscribe` (members.md 7).

use actix_web::HttpResponse;

use crate::error::Result;
use crate::members::layout::Layout;
use crate::params::DateContext;
use crate::subscriptions::{self, Enrolment};
use crate::web::call::Call;
use crate::web::respond;

pub async fn enrol(mut call: Call) -> Result<HttpResponse> {
    let params = call.params().await?;
    let wanted = Enrolment::from_params(&params, &DateContext::of(&call.app.clock))?;
    let member = call.id();
    let subscription =
        call.app.db.write(move |tx| subscriptions::enrol(tx, &Layout::read(tx)?, member, &wanted)).await?;
    respond::json(&subscription)
}

//! `services/subscriptions/import` and its preview (members.md 8.7).

use actix_web::HttpResponse;

use super::run::{import_of, preview_of};
use crate::error::Result;
use crate::imports::options;
use crate::params::{DateContext, Params};
use crate::subscriptions::import::SubscriptionImport;
use crate::web::call::Call;

fn read(call: &Call, params: &Params) -> Result<SubscriptionImport> {
    Ok(SubscriptionImport { formulas: options::formulas(params)?, context: DateContext::of(&call.app.clock) })
}

pub async fn preview(call: Call) -> Result<HttpResponse> {
    preview_of(call, read).await
}

pub async fn import(call: Call) -> Result<HttpResponse> {
    import_of(call, read).await
}

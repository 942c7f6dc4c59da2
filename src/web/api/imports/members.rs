//! `user/import` and its preview (members.md 8.5 and 8.6).

use actix_web::HttpResponse;

use super::run::{import_of, preview_of};
use crate::error::Result;
use crate::members::import::MemberImport;
use crate::members::import::options::Options;
use crate::params::{DateContext, Params};
use crate::web::call::Call;

fn read(call: &Call, params: &Params) -> Result<MemberImport> {
    Ok(MemberImport { options: Options::from_params(params)?, context: DateContext::of(&call.app.clock) })
}

pub async fn preview(call: Call) -> Result<HttpResponse> {
    preview_of(call, read).await
}

pub async fn import(call: Call) -> Result<HttpResponse> {
    import_of(call, read).await
}

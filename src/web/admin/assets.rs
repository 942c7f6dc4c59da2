//! The style sheet and the script of the administration.

use actix_web::HttpResponse;
use rust_embed::RustEmbed;

use crate::web::built_in;

#[derive(RustEmbed)]
#[folder = "static/admin/"]
struct Static;

pub fn address(name: &str) -> String {
    built_in::address::<Static>("/admin/", name)
}

/// The file at a path below `/admin/`.
pub fn answer(path: &str) -> Option<HttpResponse> {
    built_in::find::<Static>(path)
}

//! What needs attention.

use actix_web::HttpResponse;
use askama::Template;

use super::frame::Frame;
use super::page;
use super::screen::Visit;
use crate::error::Result;

#[derive(Template)]
#[template(path = "admin/home.html")]
struct Home {
    frame: Frame,
}

pub async fn page(visit: Visit) -> Result<HttpResponse> {
    let frame = Frame::of(&visit).await?;
    let title = frame.named("admin-hello", &frame.person);
    let home = Home { frame: frame.titled(title) };
    page::ok(&home.frame, &home)
}

//! Where one is signed in.

use actix_web::HttpResponse;
use askama::Template;

use super::own_id;
use crate::auth::sessions::{self, Shown};
use crate::error::Result;
use crate::web::admin::flash::saying;
use crate::web::admin::frame::Frame;
use crate::web::admin::page;
use crate::web::admin::screen::Visit;
use crate::web::respond::see_other;

#[derive(Template)]
#[template(path = "admin/account/sessions.html")]
struct Sessions {
    frame: Frame,
    sessions: Vec<Session>,
}

struct Session {
    id: i64,
    what: String,
    address: String,
    last_seen: String,
    remembered: bool,
    current: bool,
}

pub async fn page(visit: Visit) -> Result<HttpResponse> {
    let (id, now) = (own_id(&visit)?, visit.call.app.clock.now().as_second());
    let current = visit.call.session.as_ref().map(|session| session.id);
    let zone = visit.call.app.clock.zone();
    let shown = visit.read(move |conn| sessions::of_member(conn, id, now)).await?;
    let moment = |seconds: i64| {
        jiff::Timestamp::from_second(seconds)
            .map(|moment| moment.to_zoned(zone.clone()).strftime("%d/%m/%Y %H:%M").to_string())
            .unwrap_or_default()
    };
    let frame = Frame::of(&visit).await?;
    let session = |session: Shown| Session {
        what: program(session.user_agent.as_deref()).unwrap_or_else(|| frame.t("admin-session-program")),
        address: session.address.unwrap_or_default(),
        last_seen: moment(session.last_seen),
        remembered: session.remembered,
        current: Some(session.id) == current,
        id: session.id,
    };
    let page = Sessions { sessions: shown.into_iter().map(session).collect(), frame };
    page::ok(&page.frame, &page)
}

/// The browser and the system that a `User-Agent` names, as people know them.
fn program(user_agent: Option<&str>) -> Option<String> {
    let text = user_agent?;
    let first =
        |names: &[(&str, &'static str)]| names.iter().find(|(mark, _)| text.contains(mark)).map(|(_, name)| *name);
    let browser = first(&[
        ("Firefox/", "Firefox"),
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
        ("curl/", "curl"),
    ]);
    let system = first(&[
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS", "macOS"),
        ("Linux", "Linux"),
    ]);
    match (browser, system) {
        (Some(browser), Some(system)) => Some(format!("{browser}, {system}")),
        (Some(one), None) | (None, Some(one)) => Some(one.to_owned()),
        (None, None) => None,
    }
}

pub async fn end(mut visit: Visit) -> Result<HttpResponse> {
    let path = format!("auth/sessions/{}", visit.call.id()?);
    visit.delete(&path).await?;
    Ok(see_other(&saying("/admin/me/sessions", "session-ended")))
}

pub async fn end_others(mut visit: Visit) -> Result<HttpResponse> {
    visit.delete("auth/sessions").await?;
    Ok(see_other(&saying("/admin/me/sessions", "sessions-ended")))
}

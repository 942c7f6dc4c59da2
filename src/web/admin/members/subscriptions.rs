//! Subscriptions of everybody: who is up to date, who has to pay, whose are over.

use actix_web::HttpResponse;
use askama::Template;

use super::may;
use crate::auth::Level;
use crate::error::Result;
use crate::members::layout::Layout;
use crate::members::search::PAGE_SIZE;
use crate::params::DateContext;
use crate::subscriptions::lists::{List, Listed, Scope, State};
use crate::web::admin::frame::Frame;
use crate::web::admin::screen::Visit;
use crate::web::admin::{page, words};

#[derive(Template)]
#[template(path = "admin/members/subscriptions.html")]
struct Subscriptions {
    frame: Frame,
    count: i64,
    chips: Vec<Chip>,
    rows: Vec<Row>,
    may_write: bool,
    shown: String,
    previous: String,
    next: String,
    exports: Vec<(&'static str, String)>,
}

/// A state to filter by.
struct Chip {
    address: String,
    label: String,
    current: bool,
}

struct Row {
    id: i64,
    member: i64,
    name: String,
    label: String,
    dates: String,
    left: String,
    owes: bool,
}

fn address(state: State, page: i64) -> String {
    let page = if page > 1 { format!("&page={page}") } else { String::new() };
    format!("/admin/subscriptions?list={}{page}", state.word())
}

pub async fn page(visit: Visit) -> Result<HttpResponse> {
    let query = visit.call.query()?;
    // An address that cannot be read shows everything.
    let state = query.choice("list", &State::ALL, State::word).ok().flatten().unwrap_or(State::All);
    let number = query.integer("page", 1, i64::MAX).ok().flatten().unwrap_or(1);
    let today = DateContext::of(&visit.call.app.clock).today;
    let list = List { scope: Scope::Everything, state, with_hidden: false, today };
    let (lines, count) = visit.read(move |conn| list.page(conn, &Layout::read(conn)?, number, PAGE_SIZE)).await?;
    let frame = Frame::of(&visit).await?;
    let chip = |one: State| Chip {
        address: address(one, 1),
        label: frame.t(&format!("admin-list-{}", one.word())),
        current: one == state,
    };
    let rows: Vec<Row> = lines.into_iter().map(|line| row(&frame, line)).collect();
    let first = (number - 1).saturating_mul(PAGE_SIZE);
    let last = first.saturating_add(i64::try_from(rows.len()).unwrap_or(0));
    let export = |format| format!("/api/services/subscriptions?list={}&format={format}", state.word());
    let subscriptions = Subscriptions {
        count,
        chips: State::ALL.into_iter().map(chip).collect(),
        may_write: may(&visit, Level::Write),
        shown: format!("{}–{last} / {count}", first + 1),
        previous: if number > 1 { address(state, number - 1) } else { String::new() },
        next: if last < count { address(state, number + 1) } else { String::new() },
        exports: [("ODS", "ods"), ("XLSX", "xlsx"), ("CSV", "csv")].map(|(label, word)| (label, export(word))).into(),
        rows,
        frame,
    };
    page::ok(&subscriptions.frame, &subscriptions)
}

fn row(frame: &Frame, line: Listed) -> Row {
    let date = |text: &str| words::date(text, frame.language);
    let left = line.left_to_pay.unwrap_or(0);
    let owes = line.paid == 0;
    Row {
        id: line.id,
        member: line.id_user,
        name: line.identity.unwrap_or_default(),
        label: line.fee.map_or_else(|| line.service.clone(), |fee| format!("{} – {fee}", line.service)),
        dates: match &line.expiry_date {
            Some(end) => format!("{} → {}", date(&line.date), date(end)),
            None => date(&line.date),
        },
        left: if owes && left > 0 { words::money(left, frame.language) } else { String::new() },
        owes,
    }
}

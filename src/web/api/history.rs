//! `history`: who changed what.

use actix_web::HttpResponse;
use serde_json::json;

use crate::audit::{Entity, HistoryQuery};
use crate::auth::{Access, Level, Section};
use crate::error::Result;
use crate::members::field_access::FieldAccess;
use crate::members::fields::Field;
use crate::members::layout::Layout;
use crate::msg;
use crate::params::{DateContext, Param, Params, read_date_time};
use crate::web::call::Call;
use crate::web::respond;
use crate::web::route::{Requirements, Resolving};

/// Events in one answer: default and maximum.
const LIMIT: i64 = 100;
const LIMIT_MAX: i64 = 1_000;

/// The history of one kind of entity needs rights in its section, the whole history needs rights over the settings. The
/// history of members needs level admin in `users` (people.md 5); that of files needs it in `documents`, since it names
/// paths of every space.
pub fn reach(call: &mut Call, _: Access) -> Resolving<'_> {
    Box::pin(std::future::ready(requirements(call)))
}

fn requirements(call: &Call) -> Result<Requirements> {
    let access = |section, level| Requirements::access(Access::read(section, level));
    Ok(match entity(&call.query()?)? {
        None | Some(Entity::Setting) => access(Section::Config, Level::Admin),
        Some(
            Entity::Member
            | Entity::Field
            | Entity::Category
            | Entity::Activity
            | Entity::Fee
            | Entity::Subscription
            | Entity::Reminder
            | Entity::Search
            | Entity::Mailing,
        ) => access(Section::Users, Level::Admin),
        Some(Entity::Entry | Entity::Year | Entity::Chart | Entity::Account | Entity::Project) => {
            access(Section::Accounting, Level::Read)
        }
        Some(Entity::Page) => access(Section::Web, Level::Read),
        Some(Entity::File) => access(Section::Documents, Level::Admin),
        Some(Entity::Key) => access(Section::Access, Level::Admin),
        Some(Entity::Import) => access(Section::Users, Level::Admin).and(access(Section::Accounting, Level::Admin)),
    })
}

fn entity(params: &Params) -> Result<Option<Entity>> {
    params.choice("entity", &Entity::ALL, Entity::word)
}

/// A page of the history, newest first, and the address of the next one.
pub async fn list(call: Call) -> Result<HttpResponse> {
    let params = call.query()?;
    let query = HistoryQuery {
        entity: entity(&params)?,
        id: params.integer("id", 0, i64::MAX)?,
        who: params.text("who")?,
        since: since(params.get("since"), &DateContext::of(&call.app.clock))?,
        after: params.id("after")?,
        limit: params.integer("limit", 1, LIMIT_MAX)?.unwrap_or(LIMIT),
    };
    let limit = query.limit;
    let principal = call.principal.clone();
    let events = call.app.db.read(move |conn| {
        let layout = Layout::read_for(conn, &principal)?;
        let mut events = query.run(conn)?;
        let of_members = events.iter_mut().filter(|event| event.entity == Entity::Member.word());
        for event in of_members.filter(|_| layout.access != FieldAccess::Everything) {
            event.event.keep_changes(|name| layout.shows_name(name));
        }
        for event in events.iter_mut().filter(|event| event.entity == Entity::File.word()) {
            let paths = event.event.changes.to_string();
            let is_in = |field: &Field| paths.contains("user/") && paths.contains(&format!("/{}/", field.name));
            if layout.hidden().any(is_in) {
                event.event.keep_changes(|_| false);
            }
        }
        Ok(events)
    });
    let events = events.await?;
    let last = events.last().filter(|_| events.len() as i64 == limit);
    let next = last.map(|event| next_page(call.request.uri().query().unwrap_or_default(), event.id));
    respond::json(&json!({"history": events, "next": next}))
}

/// A day, or a day and a time, as the history writes it.
fn since(param: Param<'_>, context: &DateContext) -> Result<Option<String>> {
    let Some(text) = param.text()? else { return Ok(None) };
    let wrong = || param.refused(msg!("param-date", name = "since", value = text.as_str()));
    let moment = read_date_time(&text, context).ok_or_else(wrong)?;
    Ok(Some(moment.strftime("%Y-%m-%d %H:%M:%S").to_string()))
}

fn next_page(query: &str, after: i64) -> String {
    let others = query.split('&').filter(|pair| !pair.is_empty() && pair.split('=').next() != Some("after"));
    let mut address = String::from("/api/history?");
    others.for_each(|pair| address.extend([pair, "&"]));
    format!("{address}after={after}")
}

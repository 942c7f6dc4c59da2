//! `user/…`: members (members.md 3, 5 and 6).

use std::sync::Arc;

use actix_web::HttpResponse;
use rusqlite::{Connection, Transaction};
use serde_json::json;

use super::categories;
use crate::app::App;
use crate::audit::{self, AuditLog, Entity};
use crate::auth::Access;
use crate::db::{on_snapshot, temporary_folder};
use crate::error::{Code, Error, Result};
use crate::i18n::text;
use crate::idempotency::Answer;
use crate::json;
use crate::members::actions::{self, Request};
use crate::members::filter::Scope;
use crate::members::layout::Layout;
use crate::members::mentions::Mentions;
use crate::members::record::{self, Member, Shown, unknown};
use crate::members::search::{PAGE_SIZE, PAGE_SIZE_MAX, Search, Sort};
use crate::members::{anonymise, personal_data_export};
use crate::msg;
use crate::params::DateContext;
use crate::sheet::Format;
use crate::web::answer::success;
use crate::web::api::page::Page;
use crate::web::api::tables;
use crate::web::call::{Call, PathParts, id_in, part_in};
use crate::web::params::Params;
use crate::web::route::{Requirements, Resolving};
use crate::web::{failure, respond};

/// Refuses the path of a member who does not exist.
pub fn existing(app: &App, path: &PathParts) -> Result<()> {
    let Some(id) = id_in(path) else { return Err(Error::NotFound(msg!("member-unknown", id = part_in(path, "id")))) };
    if app.db.read_inline(|conn| Member::exists(conn, id))? { Ok(()) } else { Err(unknown(id)) }
}

/// The member of the path is changed.
pub fn reach(call: &mut Call, access: Access) -> Resolving<'_> {
    let requirements = call.id().map(|id| Requirements { members: vec![id], ..Requirements::access(access) });
    Box::pin(std::future::ready(requirements))
}

pub async fn one(call: Call) -> Result<HttpResponse> {
    shown(&call.app, call.id()?).await
}

pub async fn create(mut call: Call) -> Result<HttpResponse> {
    let request = request(&mut call).await?;
    call.write_answer(move |tx| {
        let layout = Layout::read(tx)?;
        let id = actions::create(tx, &layout, &request)?;
        stored(tx, &layout, id)
    })
    .await
}

pub async fn change(mut call: Call) -> Result<HttpResponse> {
    let id = call.id()?;
    let request = request(&mut call).await?;
    call.write_answer(move |tx| {
        let layout = Layout::read(tx)?;
        actions::change(tx, &layout, id, &request)?;
        stored(tx, &layout, id)
    })
    .await
}

pub async fn delete(call: Call) -> Result<HttpResponse> {
    let (id, principal, trace) = (call.id()?, call.principal.clone(), call.trace());
    call.write(move |tx| actions::delete(tx, id, &principal, &trace).map(success)).await
}

pub async fn history(call: Call) -> Result<HttpResponse> {
    let id = call.id()?;
    let entries = call.app.db.read(move |conn| audit::history(conn, Entity::Member, id)).await?;
    respond::json(&json!({ "history": entries }))
}

async fn request(call: &mut Call) -> Result<Request> {
    Ok(Request {
        params: call.params().await?,
        context: DateContext::of(&call.app.clock),
        principal: call.principal.clone(),
        trace: call.trace(),
    })
}

/// The member as it is stored then.
fn stored(tx: &Transaction, layout: &Layout, id: i64) -> Result<Answer> {
    Answer::json(&Shown::new(tx, layout, &Member::get(tx, layout, id)?)?)
}

/// The member as it is stored now, read without changing threads unless it has many files or costly virtual fields.
async fn shown(app: &App, id: i64) -> Result<HttpResponse> {
    let found = app.db.try_inline(|conn| {
        // One snapshot, so that the fields are those of the record.
        on_snapshot(conn, |conn| {
            let layout = app.layout.get_inline(conn, |conn| read_layout(app, conn))?;
            let member = Member::get(conn, &layout, id)?;
            let files = record::files_of(conn, &layout, id)?;
            Ok((layout, member, files))
        })
    });
    match found? {
        Some((layout, member, files)) => respond::json(&Shown { layout: &layout, member: &member, files }),
        None => app.db.read(move |conn| spelled(conn, id)).await.map(respond::json_body),
    }
}

fn spelled(conn: &Connection, id: i64) -> Result<Vec<u8>> {
    let layout = Layout::read(conn)?;
    json::pretty(&Shown::new(conn, &layout, &Member::get(conn, &layout, id)?)?)
}

/// Reads the layout and updates the fields known to SQL functions, since another program may have changed them.
fn read_layout(app: &App, conn: &Connection) -> Result<Arc<Layout>> {
    app.db.fields().reload(conn)?;
    Ok(Arc::new(Layout::read(conn)?))
}

/// Members found by words, a page at a time; as a whole table in the other formats. Without any parameter the answer is
/// 404, as in Paheko.
pub async fn list(call: Call) -> Result<HttpResponse> {
    let params = call.query()?;
    if !LIST_PARAMETERS.iter().any(|name| params.has(name)) {
        return Err(Error::NotFound(msg!("http-not-found", path = "/api/user")));
    }
    let search = read_search(&params)?;
    match params.choice("format", Format::ALL, Format::extension)?.unwrap_or(Format::Json) {
        Format::Json => page(&call, search, &params).await,
        format => {
            let formulas = tables::formulas(&params)?;
            categories::table(&call.app, "Membres".to_owned(), format, formulas, move |layout| search.filter(layout))
                .await
        }
    }
}

const LIST_PARAMETERS: [&str; 6] = ["q", "category", "sort", "page", "limit", "format"];

fn read_search(params: &Params) -> Result<Search> {
    Ok(Search {
        words: params.text("q")?.unwrap_or_default(),
        scope: Scope::from_number(params.integer("category", -1, i64::MAX)?.unwrap_or(0)),
        sort: params.text("sort")?.map(|sort| Sort::parse(&sort)).unwrap_or_default(),
    })
}

async fn page(call: &Call, search: Search, params: &Params) -> Result<HttpResponse> {
    let asked = Page::read(params, PAGE_SIZE, PAGE_SIZE_MAX)?;
    let Page { page, limit } = asked;
    let found = call.app.db.read(move |conn| {
        let layout = Layout::read(conn)?;
        let (ids, count) = search.page(conn, &layout, page, limit)?;
        let mut members = Vec::with_capacity(ids.len());
        for id in ids {
            let member = Member::get(conn, &layout, id)?;
            members.push(serde_json::to_value(Shown::new(conn, &layout, &member)?)?);
        }
        Ok((count, members))
    });
    let (count, members) = found.await?;
    let next = asked.next(count).map(|page| next_page(call.request.uri().query().unwrap_or_default(), page));
    respond::json(&json!({"count": count, "page": page, "limit": limit, "next": next, "members": members}))
}

/// The address of another page of the same list.
fn next_page(query: &str, page: i64) -> String {
    let others = query.split('&').filter(|pair| !pair.is_empty() && pair.split('=').next() != Some("page"));
    let mut address = String::from("/api/user?");
    others.for_each(|pair| address.extend([pair, "&"]));
    format!("{address}page={page}")
}

/// Everything that is held about a member.
pub async fn export(call: Call) -> Result<HttpResponse> {
    let id = call.id()?;
    let work = move |conn: &rusqlite::Connection| {
        let file = temporary_folder::new_file()?;
        personal_data_export::write(conn, &Layout::read(conn)?, id, &file)?;
        Ok(file)
    };
    Ok(respond::file("application/zip", &format!("Membre {id}.zip"), call.app.db.spool(work).await?))
}

/// Anonymises a member and rewrites the file, so that old values cannot be recovered.
pub async fn anonymise(call: Call) -> Result<HttpResponse> {
    let (id, principal, trace) = (call.id()?, call.principal.clone(), call.trace());
    let work = move |tx: &rusqlite::Transaction| {
        actions::require_reach(tx, id, &principal)?;
        anonymise::anonymise(tx, &Layout::read(tx)?, id, &AuditLog::open(tx, &trace)?)
    };
    let mentions = call.app.db.write(work).await?;
    // The person is erased, whatever becomes of the rest; and where it was named is known only now.
    match call.app.db.rewrite().await {
        Ok(()) => respond::json(&json!({"success": true, "still_named_in": mentions})),
        Err(error) => not_rewritten(&call, error, &mentions),
    }
}

/// The answer when the person is erased and the file could not be rewritten.
fn not_rewritten(call: &Call, error: Error, mentions: &Mentions) -> Result<HttpResponse> {
    let code = Code::from(&error);
    let message = match error {
        Error::DiskFull | Error::NoRoom(_) => msg!("member-erased-disk-full"),
        Error::Busy(message) => message,
        other => return Err(other),
    };
    let word: &str = code.into();
    let body = json!({"error": text(call.language, &message), "code": word, "still_named_in": mentions});
    Ok(HttpResponse::build(failure::status(code)).content_type(respond::JSON).body(json::compact(&body)?))
}

//! `user/…`: members (members.md 3, 5 and 6).

use std::sync::Arc;

use actix_web::HttpResponse;
use rusqlite::Connection;
use serde_json::json;

use super::categories;
use crate::app::App;
use crate::audit::{self, AuditLog, Entity};
use crate::db::on_snapshot;
use crate::error::{Error, Result};
use crate::json;
use crate::members::actions::{self, Request};
use crate::members::export::Scope;
use crate::members::layout::Layout;
use crate::members::record::{self, Member, Shown, unknown};
use crate::members::search::{PAGE_SIZE, PAGE_SIZE_MAX, Search, Sort};
use crate::members::values::DateContext;
use crate::members::{anonymise, personal_data_export};
use crate::msg;
use crate::sheet::Format;
use crate::web::api::tables;
use crate::web::call::{Call, id_in};
use crate::web::params::Params;
use crate::web::respond;
use crate::web::routes::PathParts;

/// Refuses the path of a member who does not exist.
pub fn existing(app: &App, path: &PathParts) -> Result<()> {
    let id = id_in(path);
    if app.db.read_inline(|conn| Member::exists(conn, id))? { Ok(()) } else { Err(unknown(id)) }
}

pub async fn one(call: Call) -> Result<HttpResponse> {
    shown(&call.app, call.id()).await
}

pub async fn create(mut call: Call) -> Result<HttpResponse> {
    let request = request(&mut call).await?;
    let id = call.app.db.write(move |tx| actions::create(tx, &Layout::read(tx)?, &request)).await?;
    shown(&call.app, id).await
}

pub async fn change(mut call: Call) -> Result<HttpResponse> {
    let id = call.id();
    // Out of reach comes before what cannot be read.
    let actor = call.rights();
    call.app.db.read_inline(|conn| actions::require_rights(conn, id, actor))?;
    let request = request(&mut call).await?;
    call.app.db.write(move |tx| actions::change(tx, &Layout::read(tx)?, id, &request)).await?;
    shown(&call.app, id).await
}

pub async fn delete(call: Call) -> Result<HttpResponse> {
    let (id, actor, trace) = (call.id(), call.rights(), call.trace());
    call.app.db.write(move |tx| actions::delete(tx, id, actor, &trace)).await?;
    respond::json(&json!({"success": true}))
}

pub async fn history(call: Call) -> Result<HttpResponse> {
    let id = call.id();
    let entries = call.app.db.read(move |conn| audit::history(conn, Entity::Member, id)).await?;
    respond::json(&json!({ "history": entries }))
}

async fn request(call: &mut Call) -> Result<Request> {
    let params = call.params().await?.tree;
    Ok(Request { params, context: DateContext::of(&call.app.clock), actor: call.rights(), trace: call.trace() })
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

/// The layout, and with it what the functions of queries know of fields: another program may have changed them.
fn read_layout(app: &App, conn: &Connection) -> Result<Arc<Layout>> {
    app.db.fields().reload(conn)?;
    Ok(Arc::new(Layout::read(conn)?))
}

/// Members found by words, a page at a time; as a whole table in the other formats. Clients that ask for `user` alone
/// know that nothing is there.
pub async fn list(call: Call) -> Result<HttpResponse> {
    let params = call.query()?;
    if !LIST_PARAMETERS.iter().any(|name| params.tree.contains_key(*name)) {
        return Err(Error::NotFound(msg!("http-not-found", path = "/api/user")));
    }
    let search = read_search(&params)?;
    match params.text("format")?.as_deref().unwrap_or("json") {
        "json" => page(&call, search, &params).await,
        word => {
            let refuse = || Error::invalid_field("format", msg!("member-no-such-format", format = word));
            let format = Format::from_extension(word).ok_or_else(refuse)?;
            let formulas = tables::formulas(&params)?;
            categories::table(&call.app, "Membres".to_owned(), format, formulas, move |layout| search.filter(layout))
                .await
        }
    }
}

const LIST_PARAMETERS: [&str; 6] = ["q", "category", "sort", "page", "limit", "format"];

fn read_search(params: &Params) -> Result<Search> {
    let category = match params.text("category")?.as_deref().map(str::trim) {
        None | Some("") => 0,
        Some(id) => id
            .parse()
            .map_err(|_| Error::invalid_field("category", msg!("param-not-integer", name = "category", value = id)))?,
    };
    Ok(Search {
        words: params.text("q")?.unwrap_or_default().into_owned(),
        scope: Scope::from_number(category),
        sort: params.text("sort")?.map(|sort| Sort::parse(sort.trim())).unwrap_or_default(),
    })
}

async fn page(call: &Call, search: Search, params: &Params) -> Result<HttpResponse> {
    let page = positive(params, "page", 1, i64::MAX / PAGE_SIZE_MAX)?;
    let limit = positive(params, "limit", PAGE_SIZE, PAGE_SIZE_MAX)?;
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
    let next = (page * limit < count).then(|| next_page(call.request.uri().query().unwrap_or_default(), page + 1));
    respond::json(&json!({"count": count, "page": page, "limit": limit, "next": next, "members": members}))
}

/// The address of another page of the same list.
fn next_page(query: &str, page: i64) -> String {
    let others = query.split('&').filter(|pair| !pair.is_empty() && pair.split('=').next() != Some("page"));
    let mut address = String::from("/api/user?");
    others.for_each(|pair| address.extend([pair, "&"]));
    format!("{address}page={page}")
}

fn positive(params: &Params, name: &'static str, usual: i64, most: i64) -> Result<i64> {
    let Some(text) = params.text(name)?.filter(|text| !text.trim().is_empty()) else { return Ok(usual) };
    let number = text.trim().parse().ok().filter(|number| (1..=most).contains(number));
    number.ok_or_else(|| Error::invalid_field(name, msg!("param-out-of-range", name = name, least = 1, most = most)))
}

/// Everything that is held about a member.
pub async fn export(call: Call) -> Result<HttpResponse> {
    let id = call.id();
    let work = move |conn: &rusqlite::Connection| {
        let file = tempfile::tempfile()?;
        personal_data_export::write(conn, &Layout::read(conn)?, id, &file)?;
        Ok(file)
    };
    Ok(respond::file("application/zip", &format!("Membre {id}.zip"), call.app.db.spool(work).await?))
}

/// Makes a member nobody, and the file forget who it was.
pub async fn anonymise(call: Call) -> Result<HttpResponse> {
    let (id, actor, trace) = (call.id(), call.rights(), call.trace());
    let work = move |tx: &rusqlite::Transaction| {
        actions::require_rights(tx, id, actor)?;
        anonymise::anonymise(tx, &Layout::read(tx)?, id, &AuditLog::open(tx, &trace)?)
    };
    let mentions = call.app.db.write(work).await?;
    call.app.db.rewrite().await?;
    respond::json(&json!({"success": true, "still_named_in": mentions}))
}

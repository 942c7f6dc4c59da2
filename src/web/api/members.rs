//! `user/…`: members (members.md 3, 5 and 6).

use std::sync::Arc;

use actix_web::HttpResponse;
use rusqlite::{Connection, Transaction};
use serde_json::json;

use super::categories;
use crate::app::App;
use crate::audit::{self, AuditLog, Entity};
use crate::auth::{Access, Principal};
use crate::db::{on_snapshot, temporary_folder};
use crate::error::{Code, Error, Result};
use crate::i18n::{Language, text};
use crate::idempotency::Answer;
use crate::json;
use crate::members::actions::{self, Request};
use crate::members::field_access::FieldAccess;
use crate::members::filter::Scope;
use crate::members::given::unknown_choices;
use crate::members::layout::Layout;
use crate::members::mentions::Mentions;
use crate::members::record::{self, Member, Shown, unknown};
use crate::members::search::{PAGE_SIZE, PAGE_SIZE_MAX, Search, Sort, identified};
use crate::members::{anonymise, personal_data_export};
use crate::msg;
use crate::params::DateContext;
use crate::sheet::Format;
use crate::web::answer::{Warned, success};
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
    shown(&call, call.id()?).await
}

pub async fn create(mut call: Call) -> Result<HttpResponse> {
    let (request, language) = (request(&mut call).await?, call.language);
    call.write_answer(move |tx| {
        let layout = Layout::read(tx)?;
        let id = actions::create(tx, &layout, &request)?;
        let ignored = actions::ignored_by_create(&layout.fields, &request.principal, &request.params);
        stored(tx, id, &request, ignored, language)
    })
    .await
}

pub async fn change(mut call: Call) -> Result<HttpResponse> {
    let (id, language) = (call.id()?, call.language);
    let request = request(&mut call).await?;
    call.write_answer(move |tx| {
        let layout = Layout::read(tx)?;
        actions::change(tx, &layout, id, &request)?;
        let ignored = actions::ignored_by_change(&layout.fields, &request.principal, &request.params);
        stored(tx, id, &request, ignored, language)
    })
    .await
}

pub async fn delete(call: Call) -> Result<HttpResponse> {
    let (id, principal, trace) = (call.id()?, call.principal.clone(), call.trace());
    call.write(move |tx| actions::delete(tx, id, &principal, &trace).map(success)).await
}

pub async fn history(call: Call) -> Result<HttpResponse> {
    let id = call.id()?;
    let principal = call.principal.clone();
    let entries = call.app.db.read(move |conn| {
        let layout = Layout::read_for(conn, &principal)?;
        let mut entries = audit::history(conn, Entity::Member, id)?;
        if layout.access != FieldAccess::Everything {
            entries.iter_mut().for_each(|entry| entry.keep_changes(|name| layout.shows_name(name)));
        }
        Ok(entries)
    });
    let entries = entries.await?;
    respond::json(&json!({ "history": entries }))
}

pub(super) async fn request(call: &mut Call) -> Result<Request> {
    Ok(Request {
        params: call.params().await?,
        context: DateContext::of(&call.app.clock),
        principal: call.principal.clone(),
        trace: call.trace(),
    })
}

/// The member as it is stored then, with warnings: of labels that are not offered, and of parameters without effect.
fn stored(
    tx: &Transaction,
    id: i64,
    request: &Request,
    ignored: Vec<(&str, &serde_json::Value)>,
    language: Language,
) -> Result<Answer> {
    let layout = Layout::read_for(tx, &request.principal)?;
    let member = Member::get(tx, &layout, id)?;
    let shown = Shown::new(tx, &layout, &member)?;
    let names = shown.without_effect(ignored)?;
    let mut warnings = unknown_choices(&layout.fields, layout.access, &request.params);
    warnings.extend((!names.is_empty()).then(|| msg!("member-ignored", names = names.join(", "))));
    Answer::json(&Warned::new(shown, &warnings, language))
}

/// The member as it is stored now, read without changing threads unless it has many files or costly virtual fields.
async fn shown(call: &Call, id: i64) -> Result<HttpResponse> {
    let (app, principal) = (&call.app, &call.principal);
    let found = app.db.try_inline(|conn| {
        // One snapshot, so that the fields are those of the record.
        on_snapshot(conn, |conn| {
            let layout = app.layout.get_inline(conn, |conn| read_layout(app, conn))?.seen_by(principal);
            let member = Member::get(conn, &layout, id)?;
            let files = record::files_of(conn, &layout, id)?;
            Ok((layout, member, files))
        })
    });
    match found? {
        Some((layout, member, files)) => respond::json(&Shown { layout: &layout, member: &member, files }),
        None => {
            let principal = principal.clone();
            app.db.read(move |conn| spelled(conn, id, &principal)).await.map(respond::json_body)
        }
    }
}

fn spelled(conn: &Connection, id: i64, principal: &Principal) -> Result<Vec<u8>> {
    let layout = Layout::read_for(conn, principal)?;
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
            categories::table(&call, "Membres".to_owned(), format, formulas, move |layout| search.filter(layout)).await
        }
    }
}

/// `user/search?q=`: a list of members; of one for its exact number or e-mail address, in whatever category.
pub async fn search(call: Call) -> Result<HttpResponse> {
    let params = call.query()?;
    let words = params.required_text("q")?;
    let category = params.integer("category", -1, i64::MAX)?.map(Scope::from_number);
    let search = Search { words, scope: category.unwrap_or(Scope::Visible), sort: Sort::default() };
    let limit = params.integer("limit", 1, PAGE_SIZE_MAX)?.unwrap_or(PAGE_SIZE_MAX);
    let (app, principal) = (call.app.clone(), call.principal.clone());
    let found = call.app.db.read(move |conn| {
        let (layout, index) = app.search_index.current(&app.db, conn)?;
        let layout = Arc::new(layout).seen_by(&principal);
        let mut ids = identified(conn, &layout, &search.words, category)?;
        if ids.is_empty() {
            ids = search.page(conn, &layout, index.as_deref(), 1, limit)?.0;
        }
        members(conn, &layout, &ids)
    });
    let found = found.await?;
    refresh_index(&call.app);
    respond::json(&found)
}

fn members(conn: &Connection, layout: &Layout, ids: &[i64]) -> Result<Vec<serde_json::Value>> {
    let shown = |id: &i64| Ok(serde_json::to_value(Shown::new(conn, layout, &Member::get(conn, layout, *id)?)?)?);
    ids.iter().map(shown).collect()
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
    let (app, principal) = (call.app.clone(), call.principal.clone());
    let found = call.app.db.read(move |conn| {
        let (layout, index) = app.search_index.current(&app.db, conn)?;
        let layout = Arc::new(layout).seen_by(&principal);
        let (ids, count) = search.page(conn, &layout, index.as_deref(), page, limit)?;
        Ok((count, members(conn, &layout, &ids)?))
    });
    let (count, members) = found.await?;
    refresh_index(&call.app);
    let next = asked.next(count).map(|page| next_page(call.request.uri().query().unwrap_or_default(), page));
    respond::json(&json!({"count": count, "page": page, "limit": limit, "next": next, "members": members}))
}

/// Has the index of members made for the next search if this one had to be answered from the tables.
fn refresh_index(app: &Arc<App>) {
    if !app.search_index.is_stale(&app.db) {
        return;
    }
    let app = app.clone();
    tokio::spawn(async move {
        if let Err(error) = app.build_search_index().await {
            tracing::warn!(%error, "members are searched without their index");
        }
    });
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
    let (id, language) = (call.id()?, call.language);
    let work = move |conn: &rusqlite::Connection| {
        let file = temporary_folder::new_file()?;
        personal_data_export::write(conn, &Layout::read(conn)?, id, language, &file)?;
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

//! `user/…`: members (members.md 3, 5 and 6).

use actix_web::HttpResponse;
use serde_json::json;

use crate::app::App;
use crate::error::Result;
use crate::journal::{self, Entity};
use crate::members::actions::{self, Request};
use crate::members::layout::Layout;
use crate::members::record::{Member, Shown, unknown};
use crate::members::values::Context;
use crate::web::call::{Call, id_in};
use crate::web::respond;
use crate::web::routes::PathParts;

/// Refuses the path of a member who does not exist.
pub fn existing(app: &App, path: &PathParts) -> Result<()> {
    let id = id_in(path);
    if app.db.peek(|conn| Member::exists(conn, id))? { Ok(()) } else { Err(unknown(id)) }
}

pub async fn one(call: Call) -> Result<HttpResponse> {
    shown(&call.app, call.id())
}

pub async fn create(mut call: Call) -> Result<HttpResponse> {
    let request = request(&mut call).await?;
    let id = call.app.db.write(move |tx| actions::create(tx, &Layout::read(tx)?, &request)).await?;
    shown(&call.app, id)
}

pub async fn change(mut call: Call) -> Result<HttpResponse> {
    let id = call.id();
    // Out of reach comes before what cannot be read.
    let reach = call.reach();
    call.app.db.peek(|conn| actions::require_reach(conn, id, reach))?;
    let request = request(&mut call).await?;
    call.app.db.write(move |tx| actions::change(tx, &Layout::read(tx)?, id, &request)).await?;
    shown(&call.app, id)
}

pub async fn delete(call: Call) -> Result<HttpResponse> {
    let (id, reach, trace) = (call.id(), call.reach(), call.trace());
    call.app.db.write(move |tx| actions::delete(tx, id, reach, &trace)).await?;
    respond::json(&json!({"success": true}))
}

pub async fn history(call: Call) -> Result<HttpResponse> {
    let id = call.id();
    let entries = call.app.db.read(move |conn| journal::history(conn, Entity::Member, id)).await?;
    respond::json(&json!({ "history": entries }))
}

async fn request(call: &mut Call) -> Result<Request> {
    let params = call.params().await?.tree;
    Ok(Request { params, context: Context::of(&call.app.clock), reach: call.reach(), trace: call.trace() })
}

/// The member as it is stored now: two prepared statements on a connection of their own, without changing threads.
fn shown(app: &App, id: i64) -> Result<HttpResponse> {
    app.db.peek(|conn| {
        // One snapshot, so that the fields are those of the record.
        let snapshot = conn.unchecked_transaction()?;
        let layout = app.layouts.get(&snapshot)?;
        let member = Member::get(&snapshot, &layout, id)?;
        respond::json(&Shown::new(&snapshot, &layout, &member)?)
    })
}

pub async fn list(_: Call) -> Result<HttpResponse> {
    Ok(respond::empty())
}

pub async fn export(_: Call) -> Result<HttpResponse> {
    Ok(respond::empty())
}

pub async fn anonymise(_: Call) -> Result<HttpResponse> {
    Ok(respond::empty())
}

//! `me…`: the own record of a member who is signed in, whatever else the category allows (people.md 5, "Own record").

use actix_web::HttpResponse;
use serde_json::{Value as Json, json};

use crate::accounting::payments;
use crate::db::temporary_folder;
use crate::error::{Error, Result};
use crate::idempotency::Answer;
use crate::members::actions;
use crate::members::layout::Layout;
use crate::members::personal_data_export;
use crate::members::record::{Member, Shown};
use crate::messages::addresses;
use crate::msg;
use crate::params::DateContext;
use crate::subscriptions::lists::{List, Scope, State};
use crate::web::api::{mailings, members};
use crate::web::call::Call;
use crate::web::respond;

/// The member who asks. One who lacks the second factor that the category asks for sees nothing yet.
///
/// # Errors
///
/// [`Error::Forbidden`], for keys too.
pub(super) fn own_id(call: &Call) -> Result<i64> {
    let member = call.principal.actor.member().ok_or_else(|| Error::Forbidden(msg!("sign-in-members-only")))?;
    match &call.session {
        Some(session) if session.needs_second_factor => Err(Error::Forbidden(msg!("me-second-factor"))),
        _ => Ok(member),
    }
}

/// What members see of their own record.
pub async fn record(call: Call) -> Result<HttpResponse> {
    let id = own_id(&call)?;
    let shown = call.app.db.read(move |conn| {
        let layout = Layout::read_own(conn)?;
        Ok(serde_json::to_value(Shown::new(conn, &layout, &Member::get(conn, &layout, id)?)?)?)
    });
    respond::json(&shown.await?)
}

/// Changes what is theirs to change.
pub async fn change(mut call: Call) -> Result<HttpResponse> {
    let id = own_id(&call)?;
    let request = members::request(&mut call).await?;
    call.write_answer(move |tx| {
        actions::change_own(tx, &Layout::read(tx)?, id, &request)?;
        let layout = Layout::read_own(tx)?;
        Answer::json(&Shown::new(tx, &layout, &Member::get(tx, &layout, id)?)?)
    })
    .await
}

/// What they subscribed to, what they paid of it, and what is left.
pub async fn subscriptions(call: Call) -> Result<HttpResponse> {
    let (id, today) = (own_id(&call)?, DateContext::of(&call.app.clock).today);
    let list = List { scope: Scope::Member(id), state: State::All, with_hidden: true, today };
    let lines = call.app.db.read(move |conn| {
        let shown = |line: crate::subscriptions::lists::Listed| {
            let payments = payments::of_subscription(conn, line.id)?;
            let mut json = serde_json::to_value(line)?;
            if let Json::Object(line) = &mut json {
                // It is their own, and their record says what of it they see.
                line.retain(|name, _| !matches!(name.as_str(), "identity" | "number"));
                line.insert("payments".to_owned(), json!(payments));
            }
            Ok(json)
        };
        list.all(conn, &Layout::read(conn)?)?.into_iter().map(shown).collect::<Result<Vec<Json>>>()
    });
    respond::json(&json!({ "subscriptions": lines.await? }))
}

/// What is held about them, but what the association shows them nowhere.
pub async fn export(call: Call) -> Result<HttpResponse> {
    let (id, language) = (own_id(&call)?, call.language);
    let work = move |conn: &rusqlite::Connection| {
        let file = temporary_folder::new_file()?;
        personal_data_export::write(conn, &Layout::read_own(conn)?, id, language, &file)?;
        Ok(file)
    };
    Ok(respond::file("application/zip", &format!("Membre {id}.zip"), call.app.db.spool(work).await?))
}

/// What their addresses receive.
pub async fn addresses(call: Call) -> Result<HttpResponse> {
    let id = own_id(&call)?;
    let read = call.app.db.read(move |conn| addresses::of_member(conn, &Layout::read_own(conn)?, id));
    respond::json(&json!({"addresses": read.await?}))
}

/// Switches off what an address of theirs receives; they accept it again by a link that is sent there.
pub async fn switch_off(mut call: Call) -> Result<HttpResponse> {
    let (id, params) = (own_id(&call)?, call.params().await?);
    mailings::switch_off_of(&call, &params, id, Layout::read_own).await
}

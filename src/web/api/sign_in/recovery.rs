//! `auth/reset-password`: a link for whoever lost the password, and what it is good for (people.md 6.4).

use actix_web::HttpResponse;
use serde_json::json;

use super::{address, counted, new_password, notice, visit};
use crate::error::{Error, Result};
use crate::i18n::text;
use crate::members::layout::Layout;
use crate::msg;
use crate::params::Params;
use crate::sign_in::{self, letters};
use crate::web::answer::success;
use crate::web::api::mailings::require_mail;
use crate::web::call::Call;
use crate::web::respond;

/// With `login`: sends a link, and says the same whoever has that login. With `token` and `password`: chooses a password.
pub async fn reset_password(mut call: Call) -> Result<HttpResponse> {
    let params = call.params().await?;
    match params.text("token")? {
        Some(token) => choose(&call, &params, token).await,
        None => ask(&call, &params).await,
    }
}

async fn ask(call: &Call, params: &Params) -> Result<HttpResponse> {
    let login = params.required_text("login")?;
    require_mail(call)?;
    // A link that starts with the name that the request was sent to could lead anywhere.
    let site = call.app.config.site_url.as_ref().ok_or_else(|| Error::Conflict(msg!("sign-in-no-site")))?;
    let site = site.as_str().to_owned();
    // Each question counts, whoever it is about: under a name of its own, so that nobody is kept from signing in.
    let (address, name) = (address(call), format!("reset-password {}", counted(&login)));
    call.app.authenticator.admit(address, &name)?;
    call.app.authenticator.count(address, &name);
    let (language, visit) = (call.language, visit(call));
    let asked = call.app.db.write(move |tx| {
        if let Some((member, secret)) = sign_in::recover(tx, &Layout::read(tx)?, &login, &visit)? {
            letters::new_password(tx, &member, (&site, secret.as_str()), language, &visit)?;
        }
        Ok(())
    });
    asked.await?;
    respond::json(&json!({"success": true, "message": text(language, &msg!("sign-in-recovery-asked"))}))
}

async fn choose(call: &Call, params: &Params, token: String) -> Result<HttpResponse> {
    let over = || Error::Forbidden(msg!("sign-in-link-over"));
    let (visit, looked_at) = (visit(call), token.clone());
    let seen = visit.clone();
    // Nobody makes the machine hash passwords without a link.
    let is_good =
        call.app.db.read(move |conn| sign_in::is_link_good(conn, &Layout::read(conn)?, &looked_at, &seen)).await?;
    if !is_good {
        return Err(over());
    }
    let new = new_password(call, params).await?;
    let notice = notice(call)?;
    let changed =
        call.app.db.write(move |tx| sign_in::reset_password(tx, &Layout::read(tx)?, &token, &new, notice, &visit));
    if changed.await? { respond::json(&success(())) } else { Err(over()) }
}

//! From the headers of a request to its principal: a key or a member with HTTP Basic, a token, the cookie of a browser, or
//! the name that a trusted proxy gives.

use actix_web::HttpRequest;
use actix_web::http::header::{self, HeaderValue};
use subtle::ConstantTimeEq;

use super::{client, cookies, key_end};
use crate::app::App;
use crate::association::Settings;
use crate::audit::Actor;
use crate::auth::sessions::{self, OpenSession};
use crate::auth::{AcceptedPrincipals, Admitted, Principal, basic};
use crate::error::{Error, Result};
use crate::members::layout::Layout;
use crate::members::login;
use crate::msg;

/// Requests that change something carry the token of forms here when a cookie opens them.
const FORM_TOKEN: &str = "x-form-token";

/// The caller: an HTTP client, or this process. Passed as an argument so that a request cannot forge it.
#[derive(Clone)]
pub enum Caller {
    Client,
    Process(Principal),
}

/// Who asks.
pub struct Authenticated {
    pub principal: Principal,
    /// The session of a member, if that is how they ask.
    pub session: Option<OpenSession>,
}

impl From<Principal> for Authenticated {
    fn from(principal: Principal) -> Self {
        Authenticated { principal, session: None }
    }
}

/// # Errors
///
/// [`Error::Unauthorized`] without credentials, or with a token or a cookie that opens nothing; [`Error::Forbidden`] for
/// wrong ones, and for a change that a browser asks for without the token of forms; [`Error::TooManyRequests`].
pub async fn authenticate(
    request: &HttpRequest,
    app: &App,
    caller: &Caller,
    accepted: AcceptedPrincipals,
) -> Result<Authenticated> {
    if let Caller::Process(principal) = caller {
        return Ok(principal.clone().into());
    }
    let header = request.headers().get(header::AUTHORIZATION).map(HeaderValue::as_bytes);
    let authenticated = match header {
        Some(header) => match bearer(header) {
            Some(token) => by_session(app, token).await?,
            None => by_name(request, app, header, accepted).await?.into(),
        },
        None => match cookies::session(request, &app.config) {
            Some(secret) => {
                require_form_token(request, secret)?;
                by_session(app, secret).await?
            }
            None => match named_by_proxy(request, app) {
                Some(login) => by_proxy(app, login).await?.into(),
                None => return Err(Error::Unauthorized(msg!("auth-missing"))),
            },
        },
    };
    tracing::Span::current().record("key", authenticated.principal.name());
    Ok(authenticated)
}

/// The token of `Authorization: Bearer …` (RFC 6750, 2.1).
fn bearer(header: &[u8]) -> Option<&str> {
    let (scheme, token) = std::str::from_utf8(header).ok()?.trim().split_once(' ')?;
    (scheme.eq_ignore_ascii_case("bearer") && !token.trim().is_empty()).then_some(token.trim())
}

async fn by_name(request: &HttpRequest, app: &App, header: &[u8], accepted: AcceptedPrincipals) -> Result<Principal> {
    let credentials = basic::read(Some(header))?;
    let address = client::address(request, &app.config.trusted_proxies);
    let now = app.clock.local_now_text();
    let Admitted { principal, expires } =
        app.authenticator.authenticate(&app.db, credentials, accepted, address, &now).await?;
    key_end::note(request, expires);
    Ok(principal)
}

/// The member whose session a token or a cookie opens.
///
/// # Errors
///
/// [`Error::Unauthorized`] when it is over.
pub async fn by_session(app: &App, secret: &str) -> Result<Authenticated> {
    let now = app.clock.now().as_second();
    let session = app.db.read_credential_inline(|conn| {
        let Some(session) = sessions::find(conn, secret, now)? else { return Ok(None) };
        let left_alone = session.kind == sessions::Kind::Browser
            && session.is_left_alone(Settings::read(conn)?.auto_logout.unwrap_or(0));
        Ok(Some(session).filter(|_| !left_alone))
    })?;
    let session = session.ok_or_else(|| Error::Unauthorized(msg!("auth-session-over")))?;
    if session.is_seen_late() {
        let id = session.id;
        // A request that only reads does not fail because the disk is full.
        if let Err(error) = app.db.write(move |tx| sessions::seen(tx, id, now)).await {
            tracing::warn!(%error, "the last use of a session could not be noted");
        }
    }
    let actor = Actor::Member { id: session.member, name: session.login.clone() };
    Ok(Authenticated { principal: Principal { actor, rights: session.rights }, session: Some(session) })
}

/// What a cookie opens is changed only by a page of ours (threats.md 9): one that knows the token made of the cookie.
fn require_form_token(request: &HttpRequest, secret: &str) -> Result<()> {
    if matches!(request.method().as_str(), "GET" | "HEAD") {
        return Ok(());
    }
    let given = request.headers().get(FORM_TOKEN).map(HeaderValue::as_bytes).unwrap_or_default();
    if bool::from(given.ct_eq(cookies::form_token(secret).as_bytes())) {
        return Ok(());
    }
    Err(Error::Forbidden(msg!("auth-form-token")))
}

/// The login in the header that the setting `proxy_login_header` names, if a trusted proxy sends the request.
fn named_by_proxy<'a>(request: &'a HttpRequest, app: &App) -> Option<&'a str> {
    let name = app.config.proxy_login_header.as_deref()?;
    let peer = request.peer_addr().map(|peer| peer.ip());
    // A Unix socket is only reachable from this machine, by whoever was given the right to.
    let is_proxy = peer.is_none_or(|peer| app.config.trusted_proxies.iter().any(|network| network.contains(&peer)));
    // Of two values, one may be what the client sent.
    let mut values = request.headers().get_all(name);
    let login = values.next().filter(|_| values.next().is_none())?.to_str().ok()?.trim();
    (is_proxy && !login.is_empty()).then_some(login)
}

/// A member whom the proxy has signed in: the password and second factor are the proxy's business.
async fn by_proxy(app: &App, login: &str) -> Result<Principal> {
    let login = login.to_owned();
    let found = app.db.read(move |conn| {
        let layout = Layout::read(conn)?;
        let Some(member) = login::find(conn, &layout, &login)?.filter(|member| member.may_connect) else {
            return Ok(None);
        };
        let rights = crate::auth::Rights::of_member(conn, member.id)?;
        Ok(rights.map(|rights| Principal { actor: Actor::Member { id: member.id, name: member.login }, rights }))
    });
    found.await?.ok_or_else(|| Error::Forbidden(msg!("auth-proxy-unknown")))
}

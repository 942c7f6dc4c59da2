//! A browser's way to the identity provider and back.

use super::{address, browser_visit};
use crate::app::App;
use crate::association::Settings;
use crate::audit::AuditLog;
use crate::auth::identities::{self, Attempt};
use crate::auth::sessions::{self, Kind, SessionSecret};
use crate::error::{Error, Result};
use crate::members::layout::Layout;
use crate::msg;
use crate::openid::{Flow, Identity, Provider};
use crate::sign_in::{self, Outcome, Visit, Vouched};
use crate::web::call::Call;
use crate::web::cookies::{self, SetCookie};

/// The first page of those who are signed in.
const HOME: &str = "/admin/";

/// What a browser came back with.
pub enum Arrived {
    /// As after a password; and where to go on to.
    Entered(Outcome, String),
    /// The identity is linked to the member of the session.
    Linked(String),
}

fn provider(app: &App) -> Result<&Provider> {
    app.openid.as_ref().ok_or_else(|| Error::Conflict(msg!("openid-off")))
}

/// A page of ours to go on to; anything else is the first page (threats.md 53).
fn page_of_ours(next: Option<String>) -> String {
    let is_plain = |next: &String| {
        next.starts_with(HOME)
            && next.len() < 2_000
            && next.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\')
    };
    next.filter(is_plain).unwrap_or_else(|| HOME.to_owned())
}

/// Begins: the address of the provider to go to, and the cookie that the browser is to bring back. `link` is the member and
/// the session that want to link an identity.
///
/// # Errors
///
/// [`Error::Conflict`] without a provider, [`Error::Busy`] when it does not answer.
pub async fn begin(call: &Call, link: Option<(i64, i64)>, next: Option<String>) -> Result<(String, SetCookie)> {
    let secret = SessionSecret::generate();
    let location = provider(&call.app)?.authorization_address(Flow::of(secret.as_str())).await?;
    let cookie = SetCookie::openid(&call.request, &call.app.config, secret.as_str());
    let (attempt, now) = (Attempt { link, next: page_of_ours(next) }, call.app.clock.now().as_second());
    call.app.db.write(move |tx| identities::begin(tx, &secret, &attempt, now)).await?;
    Ok((location, cookie))
}

/// Goes on with what the provider sent the browser back with.
///
/// # Errors
///
/// [`Error::Forbidden`] for what was not begun in this browser, for a refusal of the provider and for an identity that lets
/// nobody in; [`Error::Conflict`] for one that is another member's; [`Error::Busy`]; [`Error::TooManyRequests`].
pub async fn arrive(call: &Call) -> Result<Arrived> {
    let provider = provider(&call.app)?;
    let (attempt, flow) = begun(call).await?;
    let params = call.query()?;
    let code = params.text("code")?.ok_or_else(|| Error::Forbidden(msg!("openid-declined")))?;
    // Two providers may be behind one browser (RFC 9207).
    let issuer = params.text("iss")?;
    if issuer.is_some_and(|issuer| issuer != provider.settings().issuer) {
        return Err(Error::Forbidden(msg!("openid-refused")));
    }
    let name = format!("openid {}", address(call).map_or_else(|| "-".to_owned(), |address| address.to_string()));
    call.app.authenticator.admit(address(call), &name)?;
    let visit = browser_visit(call);
    let done = match provider.identity(code, flow, visit.seconds()).await {
        Ok(identity) => match attempt.link {
            Some(link) => linked(call, identity, link, visit).await.map(|()| Arrived::Linked(attempt.next)),
            None => entered(call, identity, visit).await.map(|outcome| Arrived::Entered(outcome, attempt.next)),
        },
        Err(error) => Err(error),
    };
    if let Err(Error::Forbidden(_)) = &done {
        call.app.authenticator.note_failure(address(call), &name);
    }
    done
}

/// What this browser began, told once.
async fn begun(call: &Call) -> Result<(Attempt, Flow)> {
    let not_begun = || Error::Forbidden(msg!("openid-not-begun"));
    let state = call.query()?.text("state")?.unwrap_or_default();
    let secret = cookies::openid(&call.request, &call.app.config).ok_or_else(not_begun)?.to_owned();
    let (flow, now) = (Flow::of(&secret), call.app.clock.now().as_second());
    // Anybody may send such a cookie: what is none does not wait for the turn of writing.
    if !flow.is_state(&state) || !call.app.db.read_inline(|conn| identities::is_begun(conn, &secret, now))? {
        return Err(not_begun());
    }
    let attempt = call.app.db.write(move |tx| identities::take(tx, &secret, now)).await?;
    Ok((attempt.ok_or_else(not_begun)?, flow))
}

async fn entered(call: &Call, identity: Identity, visit: Visit) -> Result<Outcome> {
    let trusted = call.app.config.openid_trusts_factor;
    let work = move |tx: &rusqlite::Transaction<'_>| {
        sign_in::enter_by_identity(tx, &Layout::read(tx)?, &identity, trusted, &visit)
    };
    match call.app.db.write(work).await? {
        Vouched::For(outcome) => Ok(outcome),
        Vouched::Unknown => Err(Error::Forbidden(msg!("openid-unknown"))),
        Vouched::MayNotConnect => Err(Error::Forbidden(msg!("openid-may-not-connect"))),
    }
}

/// Links, if the browser still has the session that asked for it.
async fn linked(call: &Call, identity: Identity, (member, asked_by): (i64, i64), visit: Visit) -> Result<()> {
    let cookie = cookies::session(&call.request, &call.app.config).unwrap_or_default().to_owned();
    let work = move |tx: &rusqlite::Transaction<'_>| {
        let now = visit.seconds();
        let auto_logout = Settings::read(tx)?.auto_logout.unwrap_or(0);
        let session = sessions::find(tx, &cookie, now)?
            .filter(|session| session.kind == Kind::Browser && !session.is_left_alone(auto_logout))
            .filter(|session| (session.member, session.id) == (member, asked_by))
            .ok_or_else(|| Error::Forbidden(msg!("openid-session-other")))?;
        let trace = visit.trace(member, &session.login);
        sign_in::link(tx, &Layout::read(tx)?, member, &identity, &AuditLog::open(tx, &trace)?, now)
    };
    call.app.db.write(work).await.map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_sent_to_another_site() {
        for next in ["/admin/members", "/admin/members?q=a&page=2"] {
            assert_eq!(page_of_ours(Some(next.to_owned())), next);
        }
        for next in ["//evil.example", "/\\evil", "/admin/\r\nx: y", "https://evil.example/admin/", "", "/admin/ /evil"]
        {
            assert_eq!(page_of_ours(Some(next.to_owned())), HOME, "{next}");
        }
    }
}

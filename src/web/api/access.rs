//! `access/…`: the keys of the API, for those who manage them; what a key may do, for whoever has it; `echo`.

use actix_web::HttpResponse;
use actix_web::http::header::HeaderMap;
use jiff::civil::DateTime;
use serde_json::{Map, Value, json};

use crate::audit::{Actor, AuditLog};
use crate::auth::key_secret;
use crate::auth::keys::presets::Preset;
use crate::auth::keys::{self, KeyDraft, require_within};
use crate::auth::scopes::Scope;
use crate::auth::{Section, expiry};
use crate::error::Result;
use crate::params::Param;
use crate::web::answer::success;
use crate::web::call::{Call, SMALL_BODY_BYTES};
use crate::web::{client, respond};

/// How long a former secret is good after another was made, unless the request says otherwise.
const USUAL_KEEP: &str = "7d";

/// Headers whose values `echo` shows. Any other may hold a secret: of those it says the names.
const SHOWN_HEADERS: [&str; 15] = [
    "accept",
    "accept-encoding",
    "accept-language",
    "content-length",
    "content-type",
    "forwarded",
    "host",
    "if-match",
    "if-none-match",
    "origin",
    "range",
    "sec-fetch-site",
    "user-agent",
    "x-forwarded-for",
    "x-forwarded-proto",
];

pub async fn list(call: Call) -> Result<HttpResponse> {
    let now = call.app.clock.local_now_text();
    let keys = call.app.db.read(move |conn| keys::all(conn, &now)).await?;
    respond::json(&json!({"keys": keys}))
}

pub async fn one(call: Call) -> Result<HttpResponse> {
    let (id, now) = (call.id()?, call.app.clock.local_now_text());
    respond::json(&call.app.db.read(move |conn| keys::one(conn, id, &now)).await?)
}

/// What can be asked for: the usual kinds of keys, and every scope.
pub async fn presets(call: Call) -> Result<HttpResponse> {
    let presets = Preset::ALL.map(|preset| preset.shown(call.language));
    let scopes: Vec<String> = Scope::ALL.into_iter().map(|(scope, ..)| scope.word()).collect();
    respond::json(&json!({"presets": presets, "scopes": scopes}))
}

/// Makes a key. Its secret is in this answer and nowhere else.
pub async fn create(mut call: Call) -> Result<HttpResponse> {
    let now = call.app.clock.local_now();
    let draft = KeyDraft::from_params(&call.params().await?, now)?;
    let (principal, trace) = (call.principal.clone(), call.trace());
    call.write(move |tx| keys::create_from(tx, draft, &principal, now, &AuditLog::open(tx, &trace)?)).await
}

pub async fn change(mut call: Call) -> Result<HttpResponse> {
    let draft = KeyDraft::from_params(&call.params().await?, call.app.clock.local_now())?;
    let (id, principal, trace) = (call.id()?, call.principal.clone(), call.trace());
    call.write(move |tx| keys::change(tx, id, &draft, &principal, &AuditLog::open(tx, &trace)?)).await
}

/// Gives a key another secret; the former one is good for the time `keep`.
pub async fn rotate(mut call: Call) -> Result<HttpResponse> {
    let keep = keep(&call.params().await?.get("keep"), call.app.clock.local_now())?;
    let (id, principal, trace) = (call.id()?, call.principal.clone(), call.trace());
    call.write(move |tx| keys::rotate(tx, id, keep.as_deref(), &principal, &AuditLog::open(tx, &trace)?)).await
}

/// A time or a moment; `0` for none.
fn keep(param: &Param<'_>, now: DateTime) -> Result<Option<String>> {
    match param.text()?.as_deref() {
        Some("0") => Ok(None),
        Some(text) => expiry::parse_as(param.name(), text, now).map(Some),
        None => expiry::parse_as(param.name(), USUAL_KEEP, now).map(Some),
    }
}

pub async fn enable(mut call: Call) -> Result<HttpResponse> {
    let now = call.app.clock.local_now();
    let end = KeyDraft::from_params(&call.params().await?, now)?;
    let (id, principal, trace) = (call.id()?, call.principal.clone(), call.trace());
    call.write(move |tx| keys::enable_by(tx, id, &end, &principal, now, &AuditLog::open(tx, &trace)?)).await
}

pub async fn disable(call: Call) -> Result<HttpResponse> {
    let (id, principal, trace) = (call.id()?, call.principal.clone(), call.trace());
    call.write(move |tx| {
        let key = keys::one(tx, id, &trace.moment)?;
        require_within(&principal, &key.rights)?;
        keys::disable(tx, &key.key, &AuditLog::open(tx, &trace)?)?;
        keys::one(tx, id, &trace.moment)
    })
    .await
}

pub async fn delete(call: Call) -> Result<HttpResponse> {
    let (id, principal, trace) = (call.id()?, call.principal.clone(), call.trace());
    call.write(move |tx| {
        let key = keys::one(tx, id, &trace.moment)?;
        require_within(&principal, &key.rights)?;
        keys::delete(tx, &key.key, &AuditLog::open(tx, &trace)?).map(success)
    })
    .await
}

/// What whoever asks may do.
pub async fn test(call: Call) -> Result<HttpResponse> {
    respond::json(&own_access(&call).await?)
}

/// The same; with a `secret`, also whether it is one of ours and typed without a mistake. It is compared with no key.
pub async fn test_secret(mut call: Call) -> Result<HttpResponse> {
    let secret = call.params().await?.raw("secret")?.map(|secret| key_secret::looks(&secret));
    let mut answer = own_access(&call).await?;
    if let Some(looks) = secret {
        answer["secret"] = json!(looks);
    }
    respond::json(&answer)
}

async fn own_access(call: &Call) -> Result<Value> {
    let (rights, actor) = (&call.principal.rights, &call.principal.actor);
    let levels: Map<String, Value> = Section::ALL
        .into_iter()
        .map(|section| (section.word().to_owned(), json!(rights.level(section).word())))
        .collect();
    let mut answer = json!({
        "actor": actor.kind(),
        "name": actor.name(),
        "address": client::address(&call.request, &call.app.config.trusted_proxies),
        "levels": levels,
        "scopes": rights.scopes().words(),
    });
    if let Actor::Key { id, .. } = *actor {
        let now = call.app.clock.local_now_text();
        let key = call.app.db.read(move |conn| keys::one(conn, id, &now)).await?;
        answer["label"] = json!(key.label);
        answer["level"] = json!(key.level);
        answer["networks"] = json!(key.networks);
        answer["expires"] = json!(key.expires);
        answer["former_secret_until"] = json!(key.former_secret_until);
    }
    Ok(answer)
}

/// What arrived of the request: for whoever writes a client.
pub async fn echo(mut call: Call) -> Result<HttpResponse> {
    let parameters = match call.request.method().as_str() {
        "GET" => call.query()?,
        _ => call.input(SMALL_BODY_BYTES).await?.into_params()?,
    };
    respond::json(&json!({
        "method": call.request.method().as_str(),
        "path": call.request.uri().path(),
        "address": client::address(&call.request, &call.app.config.trusted_proxies),
        "name": call.principal.name(),
        "headers": shown_headers(call.request.headers()),
        "parameters": parameters.tree,
    }))
}

fn shown_headers(headers: &HeaderMap) -> Map<String, Value> {
    let mut shown = Map::new();
    for (name, value) in headers {
        let is_shown = SHOWN_HEADERS.contains(&name.as_str());
        let text = if is_shown { String::from_utf8_lossy(value.as_bytes()) } else { "…".into() };
        shown.insert(name.as_str().to_owned(), json!(text));
    }
    shown
}

//! `/odata/`: the datasets as Excel and Power BI read them (OData 4.0, reading only).

mod feed;
mod metadata;
mod options;

use actix_web::{HttpRequest, HttpResponse};
use serde_json::json;

use crate::auth::Access;
use crate::error::{Error, Result};
use crate::json as spelling;
use crate::msg;
use crate::web::api::datasets::Known;
use crate::web::call::Call;
use crate::web::odata_form::with_version;
use crate::web::params::decode_path;
use crate::web::route::{Requirements, Resolving};

const JSON: &str = "application/json;odata.metadata=minimal;charset=utf-8";

/// What the dataset of the path asks. An unknown one is not found by the handler.
pub fn reach(call: &mut Call, usual: Access) -> Resolving<'_> {
    let access = Address::read(call).map_or(usual, |address| address.known.access());
    Box::pin(std::future::ready(Ok(Requirements::access(access))))
}

/// The service document: the sets that the principal may read.
pub async fn service(call: Call) -> Result<HttpResponse> {
    options::read(&call, &["$format"])?;
    let names = readable_names(&call);
    let sets: Vec<_> = names.iter().map(|name| json!({"name": name, "kind": "EntitySet", "url": name})).collect();
    let body = json!({"@odata.context": format!("{}$metadata", root(&call)), "value": sets});
    Ok(with_version(HttpResponse::Ok().content_type(JSON).body(spelling::compact(&body)?)))
}

/// The model of those sets.
pub async fn metadata(call: Call) -> Result<HttpResponse> {
    let principal = call.principal.clone();
    let sets = call.app.db.read(move |conn| Known::readable(conn, &principal)).await?;
    Ok(with_version(HttpResponse::Ok().content_type("application/xml").body(metadata::document(&sets))))
}

/// The entities of a set, or the one whose key stands in parentheses.
pub async fn set(call: Call) -> Result<HttpResponse> {
    let address = Address::read(&call)?;
    match address.key {
        None => feed::many(call, address.known).await,
        Some(key) => feed::one(call, address.known, key).await,
    }
}

/// How many entities of a set there are.
pub async fn count(call: Call) -> Result<HttpResponse> {
    let address = Address::read(&call)?;
    feed::count(call, address.known).await
}

fn readable_names(call: &Call) -> Vec<&'static str> {
    let readable = Known::ALL.into_iter().filter(|known| call.principal.rights.allow(known.access()));
    readable.map(Known::name).collect()
}

/// What addresses begin with: the setting `site_url` if there is one, never what the request says its host is.
fn root(call: &Call) -> String {
    let site = call.app.config.site_url.as_ref().map_or("", |site| site.as_str().trim_end_matches('/'));
    format!("{site}{}", root_path(&call.request))
}

fn root_path(request: &HttpRequest) -> &'static str {
    if request.uri().path().starts_with("/api/") { "/api/odata/" } else { "/odata/" }
}

/// `members` or `members(5)`, `balances('1-42')`.
struct Address {
    known: Known,
    /// As it stands between the parentheses, without its apostrophes.
    key: Option<String>,
}

impl Address {
    fn read(call: &Call) -> Result<Self> {
        let text = decode_path(call.part("set"))?;
        let (name, key) = match text.split_once('(') {
            Some((name, rest)) => (name, Some(rest)),
            None => (text.as_str(), None),
        };
        let sets = readable_names(call).join(", ");
        let unknown = || Error::NotFound(msg!("odata-no-set", name = text.as_str(), sets = sets.as_str()));
        let known = Known::named(name).ok_or_else(unknown)?;
        let key = key.map(|rest| {
            let inside = rest.strip_suffix(')')?;
            // `members(id=5)` is the same.
            let inside = inside.strip_prefix("id=").unwrap_or(inside);
            match inside.strip_prefix('\'') {
                Some(quoted) => Some(quoted.strip_suffix('\'')?.replace("''", "'")),
                None => Some(inside.to_owned()),
            }
        });
        let key = key.map(|key| key.filter(|key| !key.is_empty()).ok_or_else(unknown)).transpose()?;
        Ok(Address { known, key })
    }
}

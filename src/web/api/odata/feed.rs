//! Entities, written while they are read.

use std::io::Write;

use actix_web::HttpResponse;

use super::options::{self, Options};
use super::{JSON, root};
use crate::datasets::write::{Objects, Typing};
use crate::datasets::{Dataset, Query, key_of, wanted_columns};
use crate::error::{Error, Result};
use crate::json::write_string;
use crate::msg;
use crate::web::api::datasets::Known;
use crate::web::call::Call;
use crate::web::odata_form::with_version;
use crate::web::respond;

const OF_SETS: [&str; 8] = ["$select", "$filter", "$orderby", "$top", "$skip", "$count", "$skiptoken", "$format"];

/// A page of a set.
pub async fn many(call: Call, known: Known) -> Result<HttpResponse> {
    let options = options::read(&call, &OF_SETS)?;
    let (root, reader) = (root(&call), call.principal.clone());
    let bytes = call.app.db.stream(move |conn, out| {
        let dataset = known.open(conn, &reader)?;
        let query = options.query(&dataset)?;
        let mut text = head(&options, &dataset, &query, &root)?;
        if options.wants_count()? {
            text.extend_from_slice(format!(",\"@odata.count\":{}", query.count(conn, &dataset)?).as_bytes());
        }
        text.extend_from_slice(b",\"value\":[");
        let objects = Objects::new(&dataset, &query.columns, None, Typing::Strict(options.zone()));
        let mut is_first = true;
        let last = query.walk(conn, &dataset, |cells| {
            text.extend_from_slice(if is_first { b"\n" } else { b",\n" });
            is_first = false;
            objects.push(&mut text, cells);
            out.write_all(&text)?;
            text.clear();
            Ok(())
        })?;
        text.extend_from_slice(b"]");
        if let Some(next) = last.map(|key| options.next(&query, &key)).transpose()?.flatten() {
            text.extend_from_slice(b",\"@odata.nextLink\":");
            write_string(&mut text, &format!("{root}{}?{next}", dataset.name))?;
        }
        text.extend_from_slice(b"}");
        Ok(out.write_all(&text)?)
    });
    Ok(with_version(respond::stream(JSON, None, bytes.await?)))
}

/// The beginning of an answer: its context.
fn head(options: &Options, dataset: &Dataset, query: &Query, root: &str) -> Result<Vec<u8>> {
    let chosen = query.columns.iter().map(|at| dataset.columns[*at].name.as_str()).collect::<Vec<_>>().join(",");
    let chosen = if options.selects()? { format!("({chosen})") } else { String::new() };
    let mut text = b"{\"@odata.context\":".to_vec();
    write_string(&mut text, &format!("{root}$metadata#{}{chosen}", dataset.name))?;
    Ok(text)
}

/// One entity by its key.
pub async fn one(call: Call, known: Known, key: String) -> Result<HttpResponse> {
    let options = options::read(&call, &["$select", "$format"])?;
    let (root, reader) = (root(&call), call.principal.clone());
    let body = call.app.db.read_long(move |conn| {
        let dataset = known.open(conn, &reader)?;
        let absent = || Error::NotFound(msg!("odata-no-entity", set = dataset.name, key = key.as_str()));
        let only = key_of(&dataset, "key", &key).map_err(|_| absent())?;
        let query = Query { columns: options.columns(&dataset)?, only: Some(only), ..Query::default() };
        let objects = Objects::new(&dataset, &query.columns, None, Typing::Strict(options.zone()));
        let mut found = Vec::new();
        query.walk(conn, &dataset, |cells| {
            objects.push(&mut found, cells);
            Ok(())
        })?;
        // The context stands before the first property.
        let properties = found.strip_prefix(b"{").ok_or_else(absent)?;
        let mut text = head(&options, &dataset, &query, &root)?;
        let end = text.len() - 1;
        text.truncate(end);
        text.extend_from_slice(b"\\/$entity\",");
        text.extend_from_slice(properties);
        Ok(text)
    });
    Ok(with_version(HttpResponse::Ok().content_type(JSON).body(body.await?)))
}

/// How many entities there are, as a plain number.
pub async fn count(call: Call, known: Known) -> Result<HttpResponse> {
    let options = options::read(&call, &["$filter"])?;
    let reader = call.principal.clone();
    let count = call.app.db.read_long(move |conn| {
        let dataset = known.open(conn, &reader)?;
        let columns = wanted_columns(&dataset, "$select", None)?;
        Query { columns, filter: options.filter(&dataset)?, ..Query::default() }.count(conn, &dataset)
    });
    let body = count.await?.to_string();
    Ok(with_version(HttpResponse::Ok().content_type("text/plain").body(body)))
}

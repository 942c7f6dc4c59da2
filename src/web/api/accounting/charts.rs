//! `accounting/charts` (accounting.md 2.2 and 11).

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse};
use serde_json::json;

use super::{changes, fill};
use crate::accounting::charts::{self, Chart, ChartDraft};
use crate::error::{Error, Result};
use crate::msg;
use crate::sheet::{self, Format, read};
use crate::web::api::imports::UploadedFile;
use crate::web::api::tables::file_name;
use crate::web::call::Call;
use crate::web::params::Params;
use crate::web::respond;

pub async fn list(call: Call) -> Result<HttpResponse> {
    respond::json(&call.app.db.read(charts::list).await?)
}

/// Those that can be installed.
pub async fn shipped(call: Call) -> Result<HttpResponse> {
    respond::json(&call.app.db.read(charts::offers).await?)
}

/// Clients expect other addresses below `accounting/charts` to be unknown.
pub async fn not_found(call: Call) -> Result<HttpResponse> {
    Err(Error::NotFound(msg!("http-not-found", path = call.request.path())))
}

/// Refuses a request that says nothing at all, whoever asks: clients expect to hear of that before their access is
/// looked at (accounting.md 1).
pub fn require_input(request: &HttpRequest) -> Result<()> {
    let length = request.headers().get(header::CONTENT_LENGTH);
    let has_body =
        length.is_some_and(|length| length != "0") || request.headers().contains_key(header::TRANSFER_ENCODING);
    if has_body || request.uri().query().is_some_and(|query| !query.is_empty()) {
        return Ok(());
    }
    Err(Error::invalid(msg!("accounting-nothing-given")))
}

/// `install`: a shipped chart; else one of the association's own, `copy` of another or empty.
pub async fn create(mut call: Call) -> Result<HttpResponse> {
    let (params, trace) = (call.params().await?, call.trace());
    if let Some(name) = params.text("install")? {
        let name = name.trim().to_owned();
        return respond::json(&call.app.db.write(move |tx| charts::add_shipped(tx, &name, &trace)).await?);
    }
    let mut draft = ChartDraft::default();
    fill(&params, ChartDraft::NAMES, |name, text| draft.set(name, text))?;
    let copied = copied(&params)?;
    respond::json(&call.app.db.write(move |tx| charts::create(tx, &draft, copied, &trace)).await?)
}

/// The chart to copy, if there is one.
fn copied(params: &Params) -> Result<Option<i64>> {
    let text = params.text("copy")?.unwrap_or_default();
    match text.trim() {
        "" => Ok(None),
        id => id.parse().map(Some).map_err(|_| Error::invalid_field("copy", msg!("chart-no-id", value = id))),
    }
}

pub async fn change(mut call: Call) -> Result<HttpResponse> {
    let mut draft = ChartDraft::default();
    changes(&mut call, ChartDraft::NAMES, |name, text| draft.set(name, text)).await?;
    let (id, trace) = (call.id(), call.trace());
    respond::json(&call.app.db.write(move |tx| charts::change(tx, id, &draft, &trace)).await?)
}

pub async fn delete(call: Call) -> Result<HttpResponse> {
    let (id, trace) = (call.id(), call.trace());
    call.app.db.write(move |tx| charts::delete(tx, id, &trace)).await?;
    respond::json(&json!({"success": true}))
}

/// Brings an official chart up to date with the shipped one.
pub async fn update(call: Call) -> Result<HttpResponse> {
    let (id, trace) = (call.id(), call.trace());
    respond::json(&call.app.db.write(move |tx| charts::update(tx, id, &trace)).await?)
}

/// A file of a form, or a body; the name of the file is the label unless one is given.
pub async fn import(mut call: Call) -> Result<HttpResponse> {
    let (sent, trace) = (UploadedFile::read(&mut call).await?, call.trace());
    let mut draft = ChartDraft::default();
    fill(&Params { tree: sent.params }, ChartDraft::NAMES, |name, text| draft.set(name, text))?;
    if let (None, Some(name)) = (&draft.label, &sent.file_name) {
        draft.set("label", name.rsplit_once('.').map_or(name, |(stem, _)| stem))?;
    }
    let imported = call.app.db.write(move |tx| {
        let how = read::Options { limits: charts::limits(), ..read::Options::default() };
        charts::import(tx, &draft, read::open(sent.file, &how)?, &trace)
    });
    respond::json(&imported.await?)
}

pub async fn export(call: Call) -> Result<HttpResponse> {
    let format = call.part("format");
    let format =
        Format::from_extension(format).ok_or_else(|| Error::invalid(msg!("member-no-such-format", format = format)))?;
    let (id, association) = (call.id(), call.app.organisation_name()?);
    let title = call.app.db.read(move |conn| Ok(charts::title(&association, &Chart::get(conn, id)?))).await?;
    let file_name = file_name(&title, format);
    let work = move |conn: &rusqlite::Connection| {
        let file = tempfile::tempfile()?;
        let mut writer = sheet::spreadsheet(format, &title, &charts::columns(format), file.try_clone()?)?;
        charts::write(conn, id, &mut *writer)?;
        Ok(file)
    };
    Ok(respond::file(format.media_type(), &file_name, call.app.db.spool(work).await?))
}

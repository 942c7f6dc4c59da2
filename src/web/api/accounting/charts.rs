//! `accounting/charts` (accounting.md 2.2 and 11).

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse};

use super::changes;
use crate::accounting::charts::{self, Chart, ChartDraft};
use crate::db::temporary_folder;
use crate::error::{Error, Result};
use crate::msg;
use crate::sheet::{self, Document, Format, read};
use crate::web::answer::success;
use crate::web::api::imports::UploadedFile;
use crate::web::api::tables::file_name;
use crate::web::call::Call;
use crate::web::respond;

pub async fn list(call: Call) -> Result<HttpResponse> {
    respond::json(&call.app.db.read(charts::list).await?)
}

/// The charts that can be installed.
pub async fn shipped(call: Call) -> Result<HttpResponse> {
    respond::json(&call.app.db.read(charts::offers).await?)
}

/// Other addresses below `accounting/charts` are 404, as in Paheko (accounting/access and methods).
pub async fn not_found(call: Call) -> Result<HttpResponse> {
    Err(Error::NotFound(msg!("http-not-found", path = call.request.path())))
}

/// Refuses a request without body and query before the level is checked, as Paheko does (accounting/access and methods).
pub fn require_input(request: &HttpRequest) -> Result<()> {
    let length = request.headers().get(header::CONTENT_LENGTH);
    let has_body =
        length.is_some_and(|length| length != "0") || request.headers().contains_key(header::TRANSFER_ENCODING);
    if has_body || request.uri().query().is_some_and(|query| !query.is_empty()) {
        return Ok(());
    }
    Err(Error::invalid(msg!("accounting-nothing-given")))
}

/// `install`: a shipped chart; else a chart of the association, a `copy` of another one or empty.
pub async fn create(mut call: Call) -> Result<HttpResponse> {
    let (params, trace) = (call.params().await?, call.trace());
    if let Some(name) = params.text("install")? {
        return call.write(move |tx| charts::add_shipped(tx, &name, &trace)).await;
    }
    let draft = ChartDraft::from_params(&params)?;
    let copied = params.id("copy")?;
    call.write(move |tx| charts::create(tx, &draft, copied, &trace)).await
}

pub async fn change(mut call: Call) -> Result<HttpResponse> {
    let draft = ChartDraft::from_params(&changes(&mut call, &ChartDraft::NAMES).await?)?;
    let (id, trace) = (call.id()?, call.trace());
    call.write(move |tx| charts::change(tx, id, &draft, &trace)).await
}

pub async fn delete(call: Call) -> Result<HttpResponse> {
    let (id, trace) = (call.id()?, call.trace());
    call.write(move |tx| charts::delete(tx, id, &trace).map(success)).await
}

/// Updates an official chart to the shipped one.
pub async fn update(mut call: Call) -> Result<HttpResponse> {
    let is_preview = call.params().await?.flag("preview")?;
    let (id, trace) = (call.id()?, call.trace());
    call.write(move |tx| charts::update(tx, id, is_preview, &trace)).await
}

/// The file of a form, or the body. The label defaults to the name of the file.
pub async fn import(mut call: Call) -> Result<HttpResponse> {
    let (sent, trace) = (UploadedFile::read(&mut call).await?, call.trace());
    let mut draft = ChartDraft::from_params(&sent.params)?;
    if let Some(name) = &sent.file_name {
        draft.label_or(name.rsplit_once('.').map_or(name, |(stem, _)| stem))?;
    }
    call.write(move |tx| {
        let how = read::Options { limits: charts::limits(), ..read::Options::default() };
        charts::import(tx, &draft, read::open(sent.file, &how)?, &trace)
    })
    .await
}

pub async fn export(call: Call) -> Result<HttpResponse> {
    let format = call.part("format");
    let format =
        Format::from_extension(format).ok_or_else(|| Error::invalid(msg!("member-no-such-format", format = format)))?;
    let (id, association) = (call.id()?, call.app.organisation_name()?);
    let title = charts::title(&association, &call.app.db.read(move |conn| Chart::get(conn, id)).await?);
    let file_name = file_name(&title, format);
    let work = move |conn: &rusqlite::Connection| {
        let file = temporary_folder::new_file()?;
        let document = Document::new(title.as_str()).of(association);
        let mut writer = sheet::spreadsheet(format, &document, &charts::columns(format), file.try_clone()?)?;
        charts::write(conn, id, &mut *writer)?;
        Ok(file)
    };
    Ok(respond::file(format.media_type(), &file_name, call.app.db.spool(work).await?))
}

//! Members out of somebody's spreadsheet: the file, what each column becomes, what would change, and that done.

use std::fs::File;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use askama::Template;
use serde_json::Value as Json;

use crate::error::{Error, Result};
use crate::imports::{self, ImportRequest, Imported};
use crate::members::import::MemberImport;
use crate::members::import::options::{Mode, Options};
use crate::members::layout::Layout;
use crate::members::values;
use crate::msg;
use crate::params::{DateContext, Params};
use crate::web::admin::form::{Choice, Field, Form, Kind, is_about_the_form};
use crate::web::admin::frame::Frame;
use crate::web::admin::page;
use crate::web::admin::screen::Visit;
use crate::web::admin::uploads::Kept;
use crate::web::api::imports::UploadedFile;
use crate::web::respond::see_other;

#[derive(Template)]
#[template(path = "admin/members/import.html")]
struct Start {
    frame: Frame,
    form: Form,
}

#[derive(Template)]
#[template(path = "admin/members/import_review.html")]
struct Review {
    frame: Frame,
    /// The address of this very file.
    path: String,
    file_name: String,
    mode: &'static str,
    token: String,
    columns: Vec<Column>,
    warnings: Vec<String>,
    errors: Vec<(String, String)>,
    created: Vec<Vec<(String, String)>>,
    created_count: i64,
    changed: Vec<Changed>,
    changed_count: i64,
    unchanged_count: i64,
    /// Why the file cannot be read at all; empty if it can.
    refusal: String,
}

/// A column of the file.
struct Column {
    heading: String,
    /// The label of its field; empty for a column that is not read.
    field: String,
}

/// A member whose record would change: each change old and new.
struct Changed {
    name: String,
    changes: Vec<(String, String, String)>,
}

/// Lines of each kind that the page shows; the counts say how many there are.
const SHOWN_MAX: usize = 50;

fn form(frame: &Frame) -> Form {
    let choice = |mode: Mode| Choice {
        value: mode.word().to_owned(),
        label: frame.t(&format!("admin-import-mode-{}", mode.word())),
        chosen: false,
    };
    Form::new(vec![
        Field::new("file", frame.t("admin-import-file"))
            .of_kind(Kind::Input("file"))
            .required()
            .helped(frame.t("admin-import-file-help")),
        Field::new("mode", frame.t("admin-import-mode"))
            .of_kind(Kind::Select(Mode::ALL.into_iter().map(choice).collect())),
    ])
}

pub async fn page(visit: Visit) -> Result<HttpResponse> {
    let frame = Frame::of(&visit).await?;
    let start = Start { form: form(&frame), frame };
    page::ok(&start.frame, &start)
}

/// Takes the file and goes on to what it would change.
pub async fn upload(mut visit: Visit) -> Result<HttpResponse> {
    match keep(&mut visit).await {
        Ok(path) => Ok(see_other(&path)),
        // A form of another session is no mistake in this one.
        Err(error) if is_about_the_form(&error) && !matches!(error, Error::Forbidden(_)) => {
            let frame = Frame::of(&visit).await?;
            let form = form(&frame).refused(&error, visit.call.language);
            let start = Start { frame, form };
            page::with_form(&start.frame, &start.form, &start)
        }
        Err(error) => Err(error),
    }
}

async fn keep(visit: &mut Visit) -> Result<String> {
    let uploaded = UploadedFile::read(&mut visit.call).await?;
    visit.require_token(&uploaded.params)?;
    let mode = Mode::from_params(&uploaded.params)?;
    let owner = visit.person.as_ref().map_or(0, |person| person.id);
    let kept = Kept { owner, file: uploaded.file, file_name: uploaded.file_name.unwrap_or_default() };
    let name = visit.call.state.uploads.keep(kept, visit.call.app.clock.now())?;
    Ok(format!("/admin/members/import/{name}?mode={}", mode.word()))
}

/// The file of the address, if this person sent it.
fn kept(visit: &Visit) -> Result<(File, String)> {
    let owner = visit.person.as_ref().map_or(0, |person| person.id);
    let found = visit.call.state.uploads.find(visit.call.part("upload"), owner, visit.call.app.clock.now())?;
    found.ok_or_else(|| Error::NotFound(msg!("admin-import-gone")))
}

fn request(visit: &Visit, params: &Params, token: Option<String>) -> Result<(ImportRequest<MemberImport>, Mode)> {
    let (file, file_name) = kept(visit)?;
    let options = Options::from_params(params)?;
    let mode = options.mode;
    let import = MemberImport { options, context: DateContext::of(&visit.call.app.clock) };
    Ok((ImportRequest { import, file, file_name: Some(file_name), token, language: visit.call.language }, mode))
}

pub async fn review(visit: Visit) -> Result<HttpResponse> {
    let params = visit.call.query()?;
    show(&visit, &params, None, StatusCode::OK).await
}

async fn show(visit: &Visit, params: &Params, error: Option<Error>, status: StatusCode) -> Result<HttpResponse> {
    let (request, mode) = request(visit, params, None)?;
    let file_name = request.file_name.clone().unwrap_or_default();
    let read = visit.call.app.db.read_long(move |conn| {
        let labels: Vec<(String, String)> = Layout::read(conn)?
            .fields
            .iter()
            .filter(|field| values::is_writable(field))
            .map(|field| (field.name.as_str().to_owned(), field.label.clone()))
            .collect();
        Ok((labels, imports::preview(conn, request).and_then(|preview| Ok(serde_json::to_value(&preview)?))))
    });
    let (labels, preview) = read.await?;
    let refused = error.map(|error| error.sentence(visit.call.language)).unwrap_or_default();
    let (preview, refusal) = match preview {
        Ok(preview) => (preview, refused),
        Err(error) if is_about_the_form(&error) => (Json::Null, error.sentence(visit.call.language)),
        Err(error) => return Err(error),
    };
    let frame = Frame::of(visit).await?;
    let review = of_preview(frame, &preview, &labels).about(
        format!("/admin/members/import/{}", visit.call.part("upload")),
        file_name,
        mode.word(),
        refusal,
    );
    page::show(&review.frame.style, status, &review)
}

/// What a preview says, for the page.
fn of_preview(frame: Frame, preview: &Json, labels: &[(String, String)]) -> Review {
    let label = |name: &str| {
        labels.iter().find(|(known, _)| known == name).map_or_else(|| name.to_owned(), |(_, label)| label.clone())
    };
    let list = |name: &str| preview[name].as_array().cloned().unwrap_or_default();
    let count = |name: &str| i64::try_from(list(name).len()).unwrap_or(i64::MAX);
    let column = |(heading, field): (&String, &Json)| Column {
        heading: heading.clone(),
        field: field.as_str().map(label).unwrap_or_default(),
    };
    let created = |line: Json| {
        let values = line.as_object().cloned().unwrap_or_default().into_iter();
        values.map(|(name, value)| (label(&name), plain(&value))).filter(|(_, text)| !text.is_empty()).collect()
    };
    let changed = |line: Json| Changed {
        name: line["name"].as_str().unwrap_or_default().to_owned(),
        changes: line["changed"]
            .as_object()
            .into_iter()
            .flatten()
            .map(|(name, change)| (label(name), plain(&change["old"]), plain(&change["new"])))
            .collect(),
    };
    Review {
        path: String::new(),
        file_name: String::new(),
        mode: "",
        token: preview["token"].as_str().unwrap_or_default().to_owned(),
        columns: preview["columns"].as_object().into_iter().flatten().map(column).collect(),
        warnings: list("warnings")
            .iter()
            .map(said)
            .map(|(where_, what)| format!("{where_} {what}").trim().to_owned())
            .collect(),
        errors: list("errors").iter().map(said).take(SHOWN_MAX).collect(),
        created: list("created").into_iter().take(SHOWN_MAX).map(created).collect(),
        created_count: count("created"),
        changed: list("modified").into_iter().take(SHOWN_MAX).map(changed).collect(),
        changed_count: count("modified"),
        unchanged_count: count("unchanged"),
        refusal: String::new(),
        frame,
    }
}

impl Review {
    fn about(self, path: String, file_name: String, mode: &'static str, refusal: String) -> Self {
        Review { path, file_name, mode, refusal, ..self }
    }
}

/// Where and what: a notice or an error of a preview.
fn said(notice: &Json) -> (String, String) {
    if let Some(sentence) = notice.as_str() {
        return (String::new(), sentence.to_owned());
    }
    let line = notice["line"].as_i64().map(|line| format!("{line} :")).unwrap_or_default();
    let what = notice["message"].as_str().or(notice["error"].as_str()).unwrap_or_default();
    (line, what.to_owned())
}

fn plain(value: &Json) -> String {
    match value {
        Json::Null => String::new(),
        Json::String(text) => text.clone(),
        Json::Array(items) => items.iter().map(plain).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}

/// Does exactly what the page showed, or shows what has changed since.
pub async fn import(mut visit: Visit) -> Result<HttpResponse> {
    let params = visit.params().await?;
    let (request, _) = request(&visit, &params, params.text("token")?)?;
    let trace = visit.call.trace();
    let done = visit.call.app.db.write(move |tx| imports::import(tx, request, &trace)).await;
    match done {
        Ok(Imported::Done(id)) => {
            visit.call.state.uploads.forget(visit.call.part("upload"));
            Ok(see_other(&format!("/admin/members?done=imported&undo={id}")))
        }
        Ok(Imported::StalePreview(_)) => {
            let error = Error::Conflict(msg!("import-changed-since"));
            show(&visit, &params, Some(error), StatusCode::CONFLICT).await
        }
        Err(error) if is_about_the_form(&error) => {
            show(&visit, &params, Some(error), StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(error) => Err(error),
    }
}

/// Takes an import back.
pub async fn undo(mut visit: Visit) -> Result<HttpResponse> {
    let path = format!("user/imports/{}/undo", visit.call.id()?);
    visit.post(&path).await?;
    Ok(see_other("/admin/members?done=import-undone"))
}

//! `/api/docs`: every operation to read, and with a script to try out. The page knows nothing of the association; what is
//! sent goes from the browser with the credentials that its reader gives it.

use actix_web::HttpResponse;
use actix_web::http::header;
use askama::Template;

use super::notation::{self, Parameter};
use super::operation::{Answer, Operation, Upload};
use super::{AREAS, Described, assets, described, document, requests, sentence, summary};
use crate::auth::Level;
use crate::error::{Error, Result};
use crate::i18n::Language;

/// Nothing but our own style and script, and requests to our own API.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data: blob:; \
    connect-src 'self'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'";

#[derive(Template)]
#[template(path = "console/page.html")]
struct Page {
    language: Language,
    style: String,
    script: String,
    areas: Vec<Area>,
}

struct Area {
    name: &'static str,
    title: String,
    operations: Vec<Shown>,
}

struct Shown {
    id: String,
    method: &'static str,
    path: String,
    summary: String,
    needs: String,
    public: bool,
    /// `json`, `multipart`, a media type for a raw body, or nothing.
    body: &'static str,
    inputs: Vec<Input>,
    /// The fields of a member are known once somebody has signed in.
    takes_member: bool,
    answer: String,
    example: Option<String>,
}

struct Input {
    name: String,
    /// `path`, `query` or `body`.
    place: &'static str,
    place_name: String,
    kind: &'static str,
    required: bool,
    about: String,
    choices: Vec<&'static str>,
}

impl Page {
    fn word(&self, id: &str) -> String {
        sentence(self.language, &format!("api-console-{id}"))
    }
}

/// The page.
///
/// # Errors
///
/// A template that cannot be filled, which is a bug.
pub fn page(language: Language) -> Result<HttpResponse> {
    let areas = AREAS.map(|(name, operations)| Area {
        name,
        title: sentence(language, &format!("api-area-{name}")),
        operations: described(operations).map(|row| shown(language, &row)).collect(),
    });
    let (style, script) = (assets::address("console.css"), assets::address("console.js"));
    let html = Page { language, style, script, areas: areas.into() }.render().map_err(Error::internal)?;
    Ok(HttpResponse::Ok()
        .content_type("text/html; charset=utf-8")
        .insert_header((header::CONTENT_SECURITY_POLICY, POLICY))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((header::REFERRER_POLICY, "no-referrer"))
        .insert_header((header::VARY, "Accept-Language"))
        .body(html))
}

fn shown(language: Language, row: &Described) -> Shown {
    let operation = row.operation;
    let inputs = inputs(operation).map(|(place, parameter)| Input {
        name: parameter.name.to_string(),
        place,
        place_name: sentence(language, &format!("api-console-in-{place}")),
        kind: parameter.kind,
        required: parameter.required,
        about: requests::about(language, &parameter.name),
        choices: if parameter.kind.contains('|') { parameter.kind.split('|').collect() } else { Vec::new() },
    });
    Shown {
        id: operation.id(),
        method: operation.method.name(),
        path: operation.public_path(),
        summary: summary(language, operation),
        needs: document::needs(language, row),
        public: row.route.access.level == Level::None,
        body: body(operation),
        inputs: inputs.collect(),
        takes_member: operation.form == "@member",
        answer: answer(operation),
        example: document::example(operation).and_then(|value| serde_json::to_string_pretty(value).ok()),
    }
}

/// A parameter whose name may be of the path.
struct Named {
    name: String,
    kind: &'static str,
    required: bool,
}

fn inputs(operation: &Operation) -> impl Iterator<Item = (&'static str, Named)> {
    let formats = match requests::formats(operation).len() {
        5 => "json|csv|ods|xlsx|fec",
        _ => "json|csv|ods|xlsx",
    };
    let of_path = operation.parts().into_iter().map(move |name| {
        let kind = match name.as_str() {
            "id" | "recipient" => "id",
            "format" => formats,
            _ => "text",
        };
        ("path", Named { name, kind, required: true })
    });
    let named = |Parameter { name, kind, required }| Named { name: name.to_owned(), kind, required };
    let of_query = notation::parameters(operation.query).map(move |parameter| ("query", named(parameter)));
    let form = if operation.form == "@member" { "" } else { operation.form };
    let of_body = notation::parameters(form).map(move |parameter| ("body", named(parameter)));
    of_path.chain(of_query).chain(of_body)
}

fn body(operation: &Operation) -> &'static str {
    match operation.upload {
        Upload::Body(media_type) => media_type,
        Upload::Part => "multipart",
        Upload::None if operation.form.is_empty() => "",
        Upload::None => "json",
    }
}

/// What comes back, as people read it.
fn answer(operation: &Operation) -> String {
    match operation.answer {
        Answer::Json("any" | "object") => "JSON".to_owned(),
        Answer::Json(shape) => shape.to_owned(),
        Answer::Table(shape) => format!("{shape} · CSV · ODS · XLSX"),
        Answer::File(media_type) => media_type.to_owned(),
        Answer::JsonOrFile(_) => "JSON · */*".to_owned(),
        Answer::Empty => String::new(),
    }
}

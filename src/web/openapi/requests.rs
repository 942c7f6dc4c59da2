//! Parameters and bodies of the document.

use utoipa::openapi::path::{ParameterBuilder, ParameterIn};
use utoipa::openapi::request_body::{RequestBody, RequestBodyBuilder};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{ContentBuilder, KnownFormat, Ref, RefOr, Required, Schema, SchemaFormat};

use super::notation::{self, Parameter};
use super::operation::{Operation, Upload};
use super::{Described, sentence};
use crate::i18n::Language;
use crate::web::route::{Idempotency, Method};

type Shape = RefOr<Schema>;

/// The values of `{format}` in a path.
pub fn formats(operation: &Operation) -> &'static [&'static str] {
    match operation.path {
        path if path.contains("/export/") && path.contains("{year}") => &["json", "csv", "ods", "xlsx", "fec"],
        _ => &["json", "csv", "ods", "xlsx"],
    }
}

/// What stands in the path and the query, and the key of requests that are done once.
pub fn parameters(language: Language, row: &Described) -> Vec<utoipa::openapi::path::Parameter> {
    let operation = row.operation;
    let of_path = operation.parts().into_iter().map(|name| {
        let schema = part(&name, operation);
        made(language, &name, ParameterIn::Path, Required::True, schema)
    });
    let of_query = notation::parameters(operation.query).map(|parameter| {
        let required = if parameter.required { Required::True } else { Required::False };
        made(language, &in_query(&parameter), ParameterIn::Query, required, query_schema(&parameter))
    });
    let once = is_done_once(row).then(|| {
        let schema = ObjectBuilder::new().schema_type(Type::String).pattern(Some("^[!-~]{1,255}$"));
        made(language, "Idempotency-Key", ParameterIn::Header, Required::False, schema.into())
    });
    of_path.chain(of_query).chain(once).collect()
}

fn is_done_once(row: &Described) -> bool {
    row.operation.method != Method::Get && row.route.idempotency == Idempotency::Honoured
}

/// Lists are written with PHP's brackets in a query.
fn in_query(parameter: &Parameter) -> String {
    if parameter.kind == "ids" { format!("{}[]", parameter.name) } else { parameter.name.to_owned() }
}

/// `column[0]=…` cannot be said of one parameter: its values are texts.
fn query_schema(parameter: &Parameter) -> Shape {
    match parameter.kind {
        "object" | "list" => ObjectBuilder::new().schema_type(Type::Object).into(),
        _ => parameter.schema(),
    }
}

fn part(name: &str, operation: &Operation) -> Shape {
    let text = ObjectBuilder::new().schema_type(Type::String);
    match name {
        "id" | "recipient" => ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(1)).into(),
        "format" => text.enum_values(Some(formats(operation).iter().copied())).into(),
        _ => text.min_length(Some(1)).into(),
    }
}

fn made(
    language: Language,
    name: &str,
    place: ParameterIn,
    required: Required,
    schema: Shape,
) -> utoipa::openapi::path::Parameter {
    let about = about(language, name);
    let mut parameter = ParameterBuilder::new().name(name).parameter_in(place).required(required).schema(Some(schema));
    if !about.is_empty() {
        parameter = parameter.description(Some(about));
    }
    parameter.build()
}

/// What a parameter means, where its name alone does not say it.
pub fn about(language: Language, name: &str) -> String {
    sentence(language, &format!("api-param-{}", name.trim_end_matches("[]").replace('_', "-").to_ascii_lowercase()))
}

/// The body of a request, if it has one. `member` is the schema of what is sent of a member.
pub fn body(language: Language, operation: &Operation) -> Option<RequestBody> {
    match operation.upload {
        Upload::Body(media_type) => {
            let content = ContentBuilder::new().schema(Some(binary())).build();
            Some(RequestBodyBuilder::new().content(media_type, content).required(Some(Required::True)).build())
        }
        Upload::Part => {
            let form = properties(language, operation).property("file", binary()).required("file");
            let content = ContentBuilder::new().schema(Some(form)).build();
            Some(RequestBodyBuilder::new().content("multipart/form-data", content).build())
        }
        Upload::None if operation.form == "@member" => {
            let content = || ContentBuilder::new().schema(Some(Ref::from_schema_name("MemberChange"))).build();
            let body = RequestBodyBuilder::new().content("application/json", content());
            Some(body.content("application/x-www-form-urlencoded", content()).build())
        }
        Upload::None if operation.form.is_empty() => None,
        Upload::None => {
            let content = || ContentBuilder::new().schema(Some(properties(language, operation))).build();
            let mut body = RequestBodyBuilder::new().content("application/json", content());
            if notation::parameters(operation.form).all(|parameter| !matches!(parameter.kind, "object" | "list")) {
                body = body.content("application/x-www-form-urlencoded", content());
            }
            let needed = notation::parameters(operation.form).any(|parameter| parameter.required);
            Some(body.required(Some(if needed { Required::True } else { Required::False })).build())
        }
    }
}

fn properties(language: Language, operation: &Operation) -> ObjectBuilder {
    let mut form = ObjectBuilder::new().schema_type(Type::Object);
    for parameter in notation::parameters(operation.form) {
        let mut schema = parameter.schema();
        let about = about(language, parameter.name);
        if let (RefOr::T(Schema::Object(object)), false) = (&mut schema, about.is_empty()) {
            object.description = Some(about);
        }
        form = form.property(parameter.name, schema);
        if parameter.required {
            form = form.required(parameter.name);
        }
    }
    form
}

/// Bytes of any kind.
pub fn binary() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::String).format(Some(SchemaFormat::KnownFormat(KnownFormat::Binary)))
}

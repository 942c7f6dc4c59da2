//! The OpenAPI 3.1 document.

use std::sync::LazyLock;

use serde_json::{Map, Value};
use utoipa::openapi::path::{HttpMethod, Operation as Documented, OperationBuilder, PathsBuilder};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme};
use utoipa::openapi::tag::TagBuilder;
use utoipa::openapi::{
    ComponentsBuilder, ContentBuilder, InfoBuilder, OpenApi, OpenApiBuilder, PathItem, Response, ResponseBuilder,
    Server,
};

use super::notation::shape;
use super::operation::{Answer, Operation};
use super::{AREAS, Described, described, errors, requests, schemas, sentence, summary};
use crate::auth::Level;
use crate::i18n::{Language, text};
use crate::members::field_access::FieldAccess;
use crate::members::fields::Fields;
use crate::msg;
use crate::sheet::Format;
use crate::web::route::Method;

/// Answers of the demonstration, by the identifier of their operation; `tests/openapi/record.py` makes them.
static EXAMPLES: LazyLock<Map<String, Value>> =
    LazyLock::new(|| serde_json::from_str(include_str!("examples.json")).unwrap_or_default());

pub fn document(language: Language, fields: &Fields, access: FieldAccess) -> OpenApi {
    let mut paths = PathsBuilder::new();
    for (area, operations) in AREAS {
        for row in described(operations) {
            let item = PathItem::new(http_method(row.operation.method), operation(language, area, &row));
            paths = paths.path(row.operation.public_path(), item);
        }
    }
    let tags = AREAS.map(|(name, _)| {
        TagBuilder::new().name(name).description(Some(sentence(language, &format!("api-area-{name}")))).build()
    });
    OpenApiBuilder::new()
        .info(
            InfoBuilder::new()
                .title("Ruche")
                .version(env!("CARGO_PKG_VERSION"))
                .description(Some(sentence(language, "api-about")))
                .build(),
        )
        .servers(Some([Server::new("/api")]))
        .paths(paths.build())
        .components(Some(components(language, fields, access)))
        .tags(Some(tags))
        .security(Some(credentials()))
        .build()
}

fn http_method(method: Method) -> HttpMethod {
    match method {
        Method::Get => HttpMethod::Get,
        Method::Post => HttpMethod::Post,
        Method::Put => HttpMethod::Put,
        Method::Delete => HttpMethod::Delete,
    }
}

/// A key or a token.
fn credentials() -> [SecurityRequirement; 2] {
    ["key", "token"].map(|name| SecurityRequirement::new(name, [] as [String; 0]))
}

fn components(language: Language, fields: &Fields, access: FieldAccess) -> utoipa::openapi::Components {
    let scheme = |kind: HttpAuthScheme, about: &str| {
        SecurityScheme::Http(HttpBuilder::new().scheme(kind).description(Some(sentence(language, about))).build())
    };
    let mut components = ComponentsBuilder::new()
        .schemas_from_iter(schemas::schemas(fields, access))
        .security_scheme("key", scheme(HttpAuthScheme::Basic, "api-key"))
        .security_scheme("token", scheme(HttpAuthScheme::Bearer, "api-token"));
    for (status, name) in errors::ERRORS {
        components = components.response(name, errors::response(language, status));
    }
    components.build()
}

fn operation(language: Language, area: &str, row: &Described) -> Documented {
    let Described { operation, route } = row;
    let mut built = OperationBuilder::new()
        .operation_id(Some(operation.id()))
        .summary(Some(summary(language, operation)))
        .description(Some(needs(language, row)))
        .tag(area)
        .parameters(Some(requests::parameters(language, row)))
        .request_body(requests::body(language, operation))
        .response("200", answer(language, operation));
    if matches!(operation.answer, Answer::JsonOrFile(_)) {
        for status in ["206", "304"] {
            let about = sentence(language, &format!("api-status-{status}"));
            built = built.response(status, ResponseBuilder::new().description(about).build());
        }
    }
    for (status, refusal) in errors::of(row) {
        built = built.response(status, refusal);
    }
    let mut documented = built.build();
    if route.access.level == Level::None {
        documented.security = Some(Vec::new());
    }
    documented
}

/// What an operation asks, in words.
pub fn needs(language: Language, row: &Described) -> String {
    let access = row.route.access;
    match access.level {
        Level::None => sentence(language, "api-needs-nothing"),
        level => {
            let (section, level) = (access.section.word(), level.word());
            let needs = match access.scope {
                Some(scope) => msg!("api-needs-scope", section = section, level = level, scope = scope.word()),
                None => msg!("api-needs", section = section, level = level),
            };
            text(language, &needs)
        }
    }
}

/// The recorded answer of an operation.
pub fn example(operation: &Operation) -> Option<&'static Value> {
    EXAMPLES.get(&operation.id())
}

fn answer(language: Language, operation: &Operation) -> Response {
    let json = |notation: &str| {
        ContentBuilder::new().schema(Some(shape(notation))).example(example(operation).cloned()).build()
    };
    let file = || ContentBuilder::new().schema(Some(requests::binary())).build();
    let response = ResponseBuilder::new().description(sentence(language, "api-status-200"));
    match operation.answer {
        Answer::Empty => response,
        Answer::Json(notation) => response.content("application/json", json(notation)),
        Answer::File(media_type) => response.content(media_type, file()),
        Answer::JsonOrFile(notation) => response.content("application/json", json(notation)).content("*/*", file()),
        Answer::Table(notation) => response
            .content("application/json", json(notation))
            .content("text/csv", file())
            .content(Format::Ods.media_type(), file())
            .content(Format::Xlsx.media_type(), file()),
    }
    .build()
}

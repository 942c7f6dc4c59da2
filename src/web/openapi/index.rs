//! The index of the API: every address on one page of JSON.

use serde_json::{Value, json};

use super::{AREAS, Described, described, summary};
use crate::auth::Level;
use crate::i18n::Language;

pub fn index(language: Language) -> Value {
    let areas = AREAS.iter().map(|(name, operations)| {
        let rows: Vec<Value> = described(operations).map(|row| shown(language, &row)).collect();
        ((*name).to_owned(), Value::Array(rows))
    });
    json!({
        "name": "ruche",
        "version": env!("CARGO_PKG_VERSION"),
        "openapi": "/api/openapi.json",
        "documentation": "/api/docs",
        "addresses": serde_json::Map::from_iter(areas),
    })
}

fn shown(language: Language, Described { operation, route }: &Described) -> Value {
    let section = (route.access.level > Level::None).then_some(route.access.section.word());
    json!({
        "method": operation.method.name(),
        "path": format!("/api{}", operation.public_path()),
        "summary": summary(language, operation),
        "section": section,
        "level": route.access.level.word(),
        "scope": route.access.scope.map(|scope| scope.word()),
    })
}

//! What the history keeps of a page's changes.

use serde_json::{Map, Value, json};

use super::page::Page;

/// `{field: {"old", "new"}}` of what differs; a page that does not exist is `None`. Derived values, such as the
/// inherited status, are left out.
pub fn changes(before: Option<&Page>, after: Option<&Page>) -> String {
    let (old, new) = (before.map(fields), after.map(fields));
    let value = |fields: &Option<[Value; FIELDS.len()]>, at: usize| {
        fields.as_ref().map_or(Value::Null, |fields| fields[at].clone())
    };
    let mut changes = Map::new();
    for (at, name) in FIELDS.into_iter().enumerate() {
        let (old, new) = (value(&old, at), value(&new, at));
        if old != new {
            changes.insert(name.to_owned(), json!({"old": old, "new": new}));
        }
    }
    Value::Object(changes).to_string()
}

const FIELDS: [&str; 9] = ["id_parent", "uri", "title", "type", "status", "format", "published", "modified", "content"];

/// The values of [`FIELDS`].
fn fields(page: &Page) -> [Value; FIELDS.len()] {
    [
        json!(page.id_parent),
        json!(page.uri),
        json!(page.title),
        json!(page.kind),
        json!(page.status),
        json!(page.format),
        json!(page.published),
        json!(page.modified),
        json!(page.content),
    ]
}

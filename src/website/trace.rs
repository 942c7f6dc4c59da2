//! What the history keeps of a page's changes.

use serde_json::{Map, Value, json};

use super::page::Page;

/// `{field: {"old", "new"}}` of what differs; a new page differs from nothing. What follows from other things, such as
/// the inherited status, is no change of the page.
pub fn changes(before: Option<&Page>, after: &Page) -> String {
    let (old, new) = (before.map(fields), fields(after));
    let mut changes = Map::new();
    for (at, (name, value)) in new.into_iter().enumerate() {
        let former = old.as_ref().map_or(Value::Null, |old| old[at].1.clone());
        if former != value {
            changes.insert(name.to_owned(), json!({"old": former, "new": value}));
        }
    }
    Value::Object(changes).to_string()
}

fn fields(page: &Page) -> [(&'static str, Value); 9] {
    [
        ("id_parent", json!(page.id_parent)),
        ("uri", json!(page.uri)),
        ("title", json!(page.title)),
        ("type", json!(page.kind)),
        ("status", json!(page.status)),
        ("format", json!(page.format)),
        ("published", json!(page.published)),
        ("modified", json!(page.modified)),
        ("content", json!(page.content)),
    ]
}

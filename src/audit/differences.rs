//! The changes of a thing, as the history keeps them.

use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::error::Result;

/// What differs between two states of a thing: `{field: {"old", "new"}}`; `None` if nothing does. A thing that does not
/// exist is `()`.
pub fn differences(before: &impl Serialize, after: &impl Serialize) -> Result<Option<String>> {
    let fields = |value: Value| if let Value::Object(fields) = value { fields } else { Map::new() };
    let (old, new) = (fields(serde_json::to_value(before)?), fields(serde_json::to_value(after)?));
    let keys = if new.is_empty() { &old } else { &new };
    let mut changes = Map::new();
    for name in keys.keys().filter(|name| name.as_str() != "id") {
        let (old, new) = (old.get(name).unwrap_or(&Value::Null), new.get(name).unwrap_or(&Value::Null));
        if old != new {
            changes.insert(name.clone(), json!({ "old": old, "new": new }));
        }
    }
    Ok(if changes.is_empty() { None } else { Some(Value::Object(changes).to_string()) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_differs_is_told() {
        let (before, after) = (json!({"id": 1, "a": 1, "b": null}), json!({"id": 2, "a": 1, "b": "x"}));
        assert_eq!(differences(&before, &after).unwrap().unwrap(), r#"{"b":{"old":null,"new":"x"}}"#);
        assert_eq!(differences(&before, &before).unwrap(), None);
        assert_eq!(
            differences(&before, &()).unwrap().unwrap(),
            r#"{"a":{"old":1,"new":null}}"#,
            "what was nothing has not changed"
        );
    }
}

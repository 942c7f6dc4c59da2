//! The JSON document of a search (people.md 3.1).

use serde_json::{Map, Value as Json};

use super::operator::Operator;
use crate::error::{Error, Result};
use crate::msg;

/// How conditions and groups are joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Join {
    And,
    Or,
}

impl Join {
    fn parse(text: &str) -> Option<Self> {
        match text {
            "AND" => Some(Join::And),
            "OR" => Some(Join::Or),
            _ => None,
        }
    }

    pub fn word(self) -> &'static str {
        match self {
            Join::And => "AND",
            Join::Or => "OR",
        }
    }
}

/// What one column must be.
#[derive(Debug, Clone, PartialEq)]
pub struct Condition {
    pub column: String,
    pub operator: Operator,
    pub values: Vec<String>,
}

/// Conditions in brackets.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// Between its conditions.
    pub operator: Join,
    /// Between the groups before it and it.
    pub join: Join,
    pub conditions: Vec<Condition>,
}

/// A search. What is not valid is left out when it is read.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    pub groups: Vec<Group>,
    /// The column to sort by.
    pub order: Option<String>,
    pub descending: Option<bool>,
    /// Whether it had no group at all: then everything is found.
    pub is_empty: bool,
}

impl Document {
    /// Reads the text of a search.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] when it is not a JSON object with a list of groups, or a condition has an unknown operator.
    pub fn parse(text: &str) -> Result<Self> {
        let json: Json = serde_json::from_str(text).map_err(|_| unreadable())?;
        Self::of_json(&json)
    }

    /// # Errors
    ///
    /// As for [`Document::parse`].
    pub fn of_json(json: &Json) -> Result<Self> {
        let Json::Object(object) = json else { return Err(unreadable()) };
        let groups = list(object.get("groups")).ok_or_else(unreadable)?;
        let is_empty = groups.is_empty();
        let groups = groups.into_iter().map(group).collect::<Result<Vec<_>>>()?.into_iter().flatten().collect();
        let order = object.get("order").and_then(Json::as_str).map(str::to_owned).filter(|order| !order.is_empty());
        let descending = object.get("desc").and_then(truth);
        Ok(Document { groups, order, descending, is_empty })
    }

    /// The names of the columns of its conditions, each once, in their order.
    pub fn columns(&self) -> Vec<&str> {
        let mut names: Vec<&str> = Vec::new();
        for condition in self.groups.iter().flat_map(|group| &group.conditions) {
            if !names.contains(&condition.column.as_str()) {
                names.push(&condition.column);
            }
        }
        names
    }
}

fn unreadable() -> Error {
    Error::invalid_field("content", msg!("search-unreadable"))
}

/// The items of a list, or of an object whose keys are numbers, as forms make it.
fn list(json: Option<&Json>) -> Option<Vec<&Json>> {
    match json? {
        Json::Array(items) => Some(items.iter().collect()),
        Json::Object(items) => Some(items.values().collect()),
        _ => None,
    }
}

/// `None` for a group that does not count: without conditions, or joined in another way than by AND and OR.
fn group(json: &Json) -> Result<Option<Group>> {
    let join = |name: &str| match json.get(name) {
        None | Some(Json::Null) => Some(Join::And),
        Some(word) => word.as_str().and_then(Join::parse),
    };
    let operator = json.get("operator").and_then(Json::as_str).and_then(Join::parse);
    let (Some(operator), Some(join), Some(conditions)) =
        (operator, join("join_operator"), list(json.get("conditions")))
    else {
        return Ok(None);
    };
    let conditions: Vec<Condition> =
        conditions.into_iter().map(condition).collect::<Result<Vec<_>>>()?.into_iter().flatten().collect();
    Ok(Some(Group { operator, join, conditions }).filter(|group| !group.conditions.is_empty()))
}

/// `None` for a condition that does not count: without column or operator, or with values that are not a list.
fn condition(json: &Json) -> Result<Option<Condition>> {
    let Json::Object(object) = json else { return Ok(None) };
    let text = |name: &str| object.get(name).and_then(Json::as_str).filter(|text| !text.is_empty());
    let (Some(column), Some(operator)) = (text("column"), text("operator")) else { return Ok(None) };
    let Some(values) = values(object) else { return Ok(None) };
    let unknown = || Error::invalid_field("content", msg!("search-operator-unknown", operator = operator));
    let operator = Operator::parse(operator).ok_or_else(unknown)?;
    Ok(Some(Condition { column: column.to_owned(), operator, values }))
}

fn values(condition: &Map<String, Json>) -> Option<Vec<String>> {
    let values = match condition.get("values") {
        None | Some(Json::Null) => return Some(Vec::new()),
        other => list(other)?,
    };
    Some(
        values
            .into_iter()
            .filter_map(|value| crate::params::scalar_text(value).map(|text| text.into_owned()))
            .collect(),
    )
}

/// Programs wrote truths as such, as numbers and as texts.
fn truth(json: &Json) -> Option<bool> {
    match json {
        Json::Bool(truth) => Some(*truth),
        Json::Number(number) => Some(number.as_f64() != Some(0.0)),
        Json::String(text) => Some(!matches!(text.as_str(), "" | "0" | "false")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(json: &str) -> Vec<String> {
        Document::parse(json).unwrap().columns().into_iter().map(str::to_owned).collect()
    }

    #[test]
    fn groups_and_conditions_that_do_not_count_are_left_out() {
        let document = r#"{"groups": [
            {"operator": "AND", "conditions": []}, {"operator": "XOR", "conditions": [{"column": "a", "operator": "1"}]},
            {"operator": "OR", "join_operator": "NOT", "conditions": [{"column": "b", "operator": "1"}]},
            {"conditions": [{"column": "c", "operator": "1"}]}, {"operator": "AND", "join_operator": null, "conditions": [
                {"operator": "1"}, {"column": "d"}, {"column": "e", "operator": "= ?", "values": "x"}, 5,
                {"column": "f", "operator": "= ?", "values": [3]}, {"column": "g", "operator": "= 1"}]}]}"#;
        assert_eq!(columns(document), ["f", "g"]);
    }

    #[test]
    fn what_is_no_document_and_unknown_operators_are_refused() {
        for text in ["", "[]", "{}", r#"{"groups": 5}"#, "nope"] {
            assert!(matches!(Document::parse(text), Err(Error::Invalid { .. })), "{text}");
        }
        let unknown = r#"{"groups": [{"operator": "AND", "conditions": [{"column": "a", "operator": "REGEXP"}]}]}"#;
        assert!(matches!(Document::parse(unknown), Err(Error::Invalid { .. })));
        assert!(Document::parse(r#"{"groups": []}"#).unwrap().is_empty);
    }

    #[test]
    fn truths_are_read_however_programs_wrote_them() {
        for (text, expected) in
            [("true", Some(true)), ("\"1\"", Some(true)), ("0", Some(false)), ("\"\"", Some(false)), ("null", None)]
        {
            let document = Document::parse(&format!(r#"{{"groups": [], "desc": {text}}}"#)).unwrap();
            assert_eq!(document.descending, expected, "{text}");
        }
    }
}

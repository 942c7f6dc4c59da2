//! One value of a request, with the name it was sent under.

use std::borrow::Cow;

use serde_json::{Number, Value};

use super::Spelling;
use crate::error::{Error, Result};
use crate::i18n::Message;
use crate::json::float_text;
use crate::msg;

/// The most characters of a wrong value that a sentence repeats.
const QUOTED_CHARACTERS_MAX: usize = 80;

/// A value of a request, or its absence.
#[derive(Debug, Clone)]
pub struct Param<'a> {
    name: String,
    value: Option<&'a Value>,
    spelling: Spelling,
}

impl<'a> Param<'a> {
    pub(super) fn new(name: String, value: Option<&'a Value>, spelling: Spelling) -> Self {
        Param { name, value, spelling }
    }

    /// The name as the client sent it, with its path: `lines[2][debit]`.
    pub fn name(&self) -> &str {
        &self.name
    }

    pub fn value(&self) -> Option<&'a Value> {
        self.value
    }

    /// Whether the request names it; null and blank values are sent too.
    pub fn is_sent(&self) -> bool {
        self.value.is_some()
    }

    /// Whether it is absent, null or a blank text.
    pub fn is_blank(&self) -> bool {
        match self.value {
            None | Some(Value::Null) => true,
            Some(Value::String(text)) => text.trim().is_empty(),
            Some(_) => false,
        }
    }

    /// A value inside it, by its key in an object or its index in a list.
    pub fn child(&self, key: &str) -> Param<'a> {
        let value = match self.value {
            Some(Value::Object(map)) => map.get(key),
            Some(Value::Array(list)) => key.parse::<usize>().ok().and_then(|at| list.get(at)),
            _ => None,
        };
        self.inside(key, value)
    }

    fn inside(&self, key: &str, value: Option<&'a Value>) -> Param<'a> {
        let is_index = matches!(self.value, Some(Value::Array(_)));
        let name = match self.spelling {
            Spelling::Json if !is_index => format!("{}.{key}", self.name),
            _ => format!("{}[{key}]", self.name),
        };
        Param { name, value, spelling: self.spelling }
    }

    /// Its values as a list: those of a list, those of an object whatever its keys, itself when it is a single value;
    /// empty when it is blank.
    pub fn items(&self) -> Vec<Param<'a>> {
        match self.value {
            _ if self.is_blank() => Vec::new(),
            Some(Value::Array(list)) => {
                list.iter().enumerate().map(|(at, value)| self.inside(&at.to_string(), Some(value))).collect()
            }
            Some(Value::Object(map)) => map.iter().map(|(key, value)| self.inside(key, Some(value))).collect(),
            _ => vec![self.clone()],
        }
    }

    /// Its values when it is a list, or an object whose keys are numbers as forms make it; `None` otherwise.
    pub fn items_of_list(&self) -> Option<Vec<Param<'a>>> {
        let is_number = |key: &String| !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_digit());
        match self.value? {
            Value::Array(_) => Some(self.items()),
            Value::Object(map) if map.keys().all(is_number) => Some(self.items()),
            _ => None,
        }
    }

    /// Its values by their keys: `accounts[512A]=…`; empty when it is blank.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] for a single value or a list.
    pub fn entries(&self) -> Result<Vec<(&'a str, Param<'a>)>> {
        match self.value {
            _ if self.is_blank() => Ok(Vec::new()),
            Some(Value::Array(list)) if list.is_empty() => Ok(Vec::new()),
            Some(Value::Object(map)) => {
                Ok(map.iter().map(|(key, value)| (key.as_str(), self.inside(key, Some(value)))).collect())
            }
            _ => Err(self.refused(msg!("param-not-map", name = self.name()))),
        }
    }

    /// The text as it was sent; `None` when it is absent or null.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] for a list or an object.
    pub fn raw(&self) -> Result<Option<Cow<'a, str>>> {
        match self.value {
            None | Some(Value::Null) => Ok(None),
            Some(value) => match scalar_text(value) {
                Some(text) => Ok(Some(text)),
                None => Err(self.refused(msg!("param-not-scalar", name = self.name()))),
            },
        }
    }

    /// The error of a value that cannot be accepted, with its name.
    pub fn refused(&self, message: Message) -> Error {
        Error::invalid_field(self.name(), message)
    }

    /// The value in a sentence: not all of a long one.
    pub fn shown(&self) -> String {
        let text = match self.value {
            Some(Value::String(text)) => Cow::Borrowed(text.as_str()),
            Some(value) => Cow::Owned(value.to_string()),
            None => Cow::Borrowed(""),
        };
        match text.char_indices().nth(QUOTED_CHARACTERS_MAX) {
            Some((end, _)) => format!("{}…", &text[..end]),
            None => text.into_owned(),
        }
    }
}

/// A single value as a form would send it: false is the empty text, true is `1`. `None` for lists and objects.
pub fn scalar_text(value: &Value) -> Option<Cow<'_, str>> {
    match value {
        Value::String(text) => Some(Cow::Borrowed(text)),
        Value::Null | Value::Bool(false) => Some(Cow::Borrowed("")),
        Value::Bool(true) => Some(Cow::Borrowed("1")),
        Value::Number(number) => Some(Cow::Owned(number_text(number))),
        Value::Array(_) | Value::Object(_) => None,
    }
}

/// A JSON number as people write it: `5`, not `5.0`.
fn number_text(number: &Number) -> String {
    number.as_f64().filter(|_| number.is_f64()).map_or_else(|| number.to_string(), float_text)
}

/// A text without blanks around it and with one kind of line end; `None` when nothing is left.
pub fn clean(text: &str) -> Option<String> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    Some(if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text.to_owned() })
}

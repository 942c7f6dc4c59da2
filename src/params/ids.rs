//! Lists of identifiers.

use std::collections::BTreeSet;

use serde_json::Value;

use super::Param;
use crate::error::{Error, Result};
use crate::i18n::Message;
use crate::msg;

/// Identifiers that a request lists, in its order, each with the name it was sent under: `linked_users[1]`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ids {
    name: String,
    values: Vec<i64>,
    /// As long as `values`; empty for identifiers that no request listed.
    names: Vec<String>,
}

impl Ids {
    /// Identifiers that the program computed, under the name of the parameter they stand for.
    pub fn of(name: &str, values: Vec<i64>) -> Self {
        Ids { name: name.to_owned(), values, names: Vec::new() }
    }

    pub fn values(&self) -> &[i64] {
        &self.values
    }

    /// Each identifier once, in ascending order.
    pub fn distinct(&self) -> BTreeSet<i64> {
        self.values.iter().copied().collect()
    }

    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// The name of the whole list.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The error of one of the identifiers, with the name it was sent under; of the list when it is not among them.
    pub fn refused(&self, id: i64, message: Message) -> Error {
        let place = self.values.iter().position(|value| *value == id);
        let name = place.and_then(|at| self.names.get(at)).unwrap_or(&self.name);
        Error::invalid_field(name.as_str(), message)
    }

    /// The error of the list as a whole.
    pub fn refused_as_a_whole(&self, message: Message) -> Error {
        Error::invalid_field(self.name.as_str(), message)
    }
}

impl Param<'_> {
    /// Identifiers: a list, the values of an object, or one alone; empty when it is blank. A text that is a JSON list is
    /// read as that list: two published clients send `linked_users=[61]`.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] with the name of the element that is not an identifier.
    pub fn ids(&self) -> Result<Ids> {
        let listed = self.listed_in_text();
        let whole = || self.refused(msg!("param-ids", name = self.name(), value = self.shown()));
        let mut ids = Ids { name: self.name().to_owned(), ..Ids::default() };
        match &listed {
            Some(Value::Array(values)) => {
                for (at, value) in values.iter().enumerate() {
                    let item = Param::new(format!("{}[{at}]", self.name()), Some(value), super::Spelling::Form);
                    ids.push(&item)?;
                }
            }
            _ => {
                for item in self.items() {
                    if item.name() == self.name() {
                        ids.push(&item).map_err(|_| whole())?;
                    } else {
                        ids.push(&item)?;
                    }
                }
            }
        }
        Ok(ids)
    }

    /// The JSON list that a text holds.
    fn listed_in_text(&self) -> Option<Value> {
        let Some(Value::String(text)) = self.value() else { return None };
        let text = text.trim().strip_prefix('[').map(|_| text.trim())?;
        serde_json::from_str(text).ok()
    }
}

impl Ids {
    fn push(&mut self, item: &Param<'_>) -> Result<()> {
        self.values.push(item.required_id()?);
        self.names.push(item.name().to_owned());
        Ok(())
    }
}

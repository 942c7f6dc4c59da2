//! The conflicts of imports: a stale preview, an import that cannot be undone.

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use crate::error::{Error, Result};
use crate::i18n::{Language, Message};
use crate::idempotency::Answer;
use crate::json;
use crate::web::respond;

/// 409 in the shape of all errors, with details under `name`.
pub fn conflict(language: Language, message: Message, name: &str, about: &impl Serialize) -> Result<Answer> {
    let error = Error::Conflict(message);
    let body = ConflictBody { error: error.sentence(language), code: error.code(), about: (name, about) };
    Ok(Answer::new(409, respond::JSON, json::compact(&body)?))
}

struct ConflictBody<'a, T> {
    error: String,
    code: &'static str,
    about: (&'a str, &'a T),
}

impl<T: Serialize> Serialize for ConflictBody<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(3))?;
        map.serialize_entry("error", &self.error)?;
        map.serialize_entry("code", self.code)?;
        map.serialize_entry(self.about.0, self.about.1)?;
        map.end()
    }
}

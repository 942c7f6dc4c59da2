//! The parameters of a request, in one tree, whatever way they came: query, form, multipart or JSON (platform.md 1.5).

mod input;
mod multipart;
mod names;

pub use input::{Body, Input, MULTIPART, media_type};
pub use multipart::{Upload, read as read_multipart};
pub use names::{decode_path, read_urlencoded};

use std::borrow::Cow;

use actix_web::HttpRequest;
use serde_json::{Map, Value};

use crate::error::{Error, Result};
use crate::msg;

/// Named parameters. Texts from forms are `Value::String`; JSON bodies keep their types. Lists and maps of forms are
/// objects whose keys are the indices in brackets, in the order of their first appearance.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Params {
    pub tree: Map<String, Value>,
}

impl Params {
    /// The parameters of the query alone.
    pub fn of_query(request: &HttpRequest) -> Result<Self> {
        let mut tree = Map::new();
        read_urlencoded(request.uri().query().unwrap_or_default().as_bytes(), &mut tree)?;
        Ok(Params { tree })
    }

    /// The text of a parameter; `None` when it is absent or null. A number or boolean of JSON is given as it is written.
    ///
    /// Errors: a list or an object where one value is wanted.
    pub fn text(&self, name: &str) -> Result<Option<Cow<'_, str>>> {
        match self.tree.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(Cow::Borrowed(text))),
            Some(Value::Bool(truth)) => Ok(Some(Cow::Borrowed(if *truth { "1" } else { "0" }))),
            Some(Value::Number(number)) => Ok(Some(Cow::Owned(number.to_string()))),
            Some(Value::Array(_) | Value::Object(_)) => {
                Err(Error::invalid_field(name, msg!("param-not-scalar", name = name)))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_list_where_one_value_is_wanted_is_refused_by_name() {
        let Value::Object(tree) = json!({"a": ["x"], "n": 2.5, "b": true, "z": null}) else { unreachable!() };
        let params = Params { tree };
        let error = params.text("a").unwrap_err();
        assert!(matches!(&error, Error::Invalid { fields, .. } if fields[0].field == "a"), "{error:?}");
        assert_eq!(params.text("n").unwrap().unwrap(), "2.5");
        assert_eq!(params.text("b").unwrap().unwrap(), "1");
        assert_eq!((params.text("z").unwrap(), params.text("absent").unwrap()), (None, None));
    }
}

//! The notation of shapes and parameters: short enough to stand in one line beside an address.
//!
//! A shape is a word (`text int number flag any`), the name of a schema (`Member`), a list (`[Member]`), a map
//! (`<Member>`) or an object (`{count:int next?:text members:[Member]}`, `?` behind a name: not always there). `?` behind
//! a shape: may be null. `A|B`: either.

use utoipa::openapi::schema::{AdditionalProperties, AnyOfBuilder, ArrayBuilder, ObjectBuilder, SchemaType, Type};
use utoipa::openapi::{Ref, RefOr, Schema};

type Shape = RefOr<Schema>;

/// One parameter of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parameter {
    pub name: &'static str,
    /// `text int id ids flag date amount json list object`, or words with `|` between them.
    pub kind: &'static str,
    pub required: bool,
}

/// The parameters of a row.
pub fn parameters(notation: &'static str) -> impl Iterator<Item = Parameter> {
    notation.split_ascii_whitespace().map(|word| {
        let (word, required) = word.strip_suffix('!').map_or((word, false), |word| (word, true));
        let (name, kind) = word.split_once(':').unwrap_or((word, "text"));
        Parameter { name, kind, required }
    })
}

impl Parameter {
    /// What a value may be. In a query everything is a text; lists are repeated there.
    pub fn schema(&self) -> Shape {
        let of = |kind: Type| ObjectBuilder::new().schema_type(kind);
        match self.kind {
            "int" => of(Type::Integer).into(),
            "id" => of(Type::Integer).minimum(Some(1)).into(),
            "ids" => ArrayBuilder::new().items(of(Type::Integer).minimum(Some(1))).into(),
            "flag" => of(Type::Boolean).into(),
            "amount" => of(Type::String).pattern(Some(r"^-?[0-9]+([.,][0-9]{1,2})?$")).into(),
            "date" => of(Type::String)
                .format(Some(utoipa::openapi::SchemaFormat::KnownFormat(utoipa::openapi::KnownFormat::Date)))
                .into(),
            "list" => ArrayBuilder::new().items(of(Type::Object)).into(),
            "object" => of(Type::Object).into(),
            words if words.contains('|') => of(Type::String).enum_values(Some(words.split('|'))).into(),
            _ => of(Type::String).into(),
        }
    }
}

/// The schema of a shape.
pub fn shape(notation: &str) -> Shape {
    let mut reader = Reader { rest: notation };
    reader.either()
}

struct Reader<'a> {
    rest: &'a str,
}

impl<'a> Reader<'a> {
    fn take(&mut self, sign: char) -> bool {
        self.rest = self.rest.trim_start();
        match self.rest.strip_prefix(sign) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn word(&mut self) -> &'a str {
        self.rest = self.rest.trim_start();
        let end = self.rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        word
    }

    fn either(&mut self) -> Shape {
        let first = self.one();
        if !self.rest.starts_with('|') {
            return first;
        }
        let mut any = AnyOfBuilder::new().item(first);
        while self.take('|') {
            any = any.item(self.one());
        }
        Schema::AnyOf(any.build()).into()
    }

    fn one(&mut self) -> Shape {
        let made = if self.take('[') {
            let items = self.either();
            self.take(']');
            ArrayBuilder::new().items(items).into()
        } else if self.take('<') {
            let values = self.either();
            self.take('>');
            object().additional_properties(Some(AdditionalProperties::RefOr(values))).into()
        } else if self.take('{') {
            self.members()
        } else {
            named(self.word())
        };
        if self.rest.starts_with('?') && self.take('?') { nullable(made) } else { made }
    }

    fn members(&mut self) -> Shape {
        let mut made = object();
        while !self.take('}') && !self.rest.is_empty() {
            let name = self.word();
            let may_lack = self.take('?');
            if name.is_empty() || !self.take(':') {
                break;
            }
            let value = self.either();
            made = made.property(name, value);
            if !may_lack {
                made = made.required(name);
            }
        }
        made.into()
    }
}

fn object() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::Object)
}

fn named(word: &str) -> Shape {
    let of = |kind: Type| ObjectBuilder::new().schema_type(kind).into();
    match word {
        "text" => of(Type::String),
        "int" => of(Type::Integer),
        "number" => of(Type::Number),
        "flag" => of(Type::Boolean),
        "object" => of(Type::Object),
        name if name.starts_with(|first: char| first.is_ascii_uppercase()) => Ref::from_schema_name(name).into(),
        _ => ObjectBuilder::new().schema_type(SchemaType::AnyValue).into(),
    }
}

/// The same, or null.
pub fn nullable(shape: Shape) -> Shape {
    match shape {
        RefOr::T(Schema::Object(mut object)) => {
            if let SchemaType::Type(kind) = object.schema_type.clone() {
                object.schema_type = SchemaType::from_iter([kind, Type::Null]);
            }
            Schema::Object(object).into()
        }
        other => {
            let null = ObjectBuilder::new().schema_type(Type::Null);
            Schema::AnyOf(AnyOfBuilder::new().item(other).item(null).build()).into()
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn made(notation: &str) -> Value {
        serde_json::to_value(shape(notation)).unwrap()
    }

    #[test]
    fn a_shape_is_read_with_all_that_is_in_it() {
        assert_eq!(made("int?"), json!({"type": ["integer", "null"]}));
        assert_eq!(made("[Member]"), json!({"type": "array", "items": {"$ref": "#/components/schemas/Member"}}));
        assert_eq!(
            made("{id:int notes?:[text] parent:Member?}"),
            json!({"type": "object", "required": ["id", "parent"], "properties": {
                "id": {"type": "integer"},
                "notes": {"type": "array", "items": {"type": "string"}},
                "parent": {"anyOf": [{"$ref": "#/components/schemas/Member"}, {"type": "null"}]},
            }})
        );
        assert_eq!(made("<int>"), json!({"type": "object", "additionalProperties": {"type": "integer"}}));
        assert_eq!(made("text|[text]")["anyOf"][1], json!({"type": "array", "items": {"type": "string"}}));
    }

    #[test]
    fn a_parameter_has_a_kind_and_may_be_needed() {
        let read: Vec<Parameter> = parameters("q! page:int users:ids!").collect();
        assert_eq!(read[0], Parameter { name: "q", kind: "text", required: true });
        assert_eq!(read[1], Parameter { name: "page", kind: "int", required: false });
        assert_eq!(read[2], Parameter { name: "users", kind: "ids", required: true });
    }
}

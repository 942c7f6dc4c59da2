//! The schemas of a member: they are the fields that the association configured.

use utoipa::openapi::schema::{ArrayBuilder, ObjectBuilder, Type};
use utoipa::openapi::{RefOr, Schema};

use super::notation::{nullable, shape};
use crate::members::field_access::FieldAccess;
use crate::members::fields::{Field, FieldType, Fields};

const BEFORE: &str = "{has_password:flag has_otp:flag has_pgp_key:flag id:int id_category:int date_login:text? \
    date_updated:text? id_parent:int? is_parent:flag preferences:any warnings?:[text]}";

/// A member as answers show them, as far as the reader of the document sees into records.
pub fn shown(fields: &Fields, access: FieldAccess) -> RefOr<Schema> {
    let RefOr::T(Schema::Object(mut member)) = shape(BEFORE) else { return shape("object") };
    let password = fields.password().id;
    for field in fields.iter().filter(|field| field.id != password && access.sees(field)) {
        member.properties.insert(field.name.as_str().to_owned(), described(field, value(field)));
    }
    Schema::Object(member).into()
}

/// What requests may send of a member; every part may be left out.
pub fn sent(fields: &Fields, access: FieldAccess) -> RefOr<Schema> {
    let mut member = ObjectBuilder::new().schema_type(Type::Object);
    let sendable =
        |field: &&Field| access.sees(field) && !matches!(field.field_type, FieldType::Virtual | FieldType::File);
    for field in fields.iter().filter(sendable) {
        member = member.property(field.name.as_str(), described(field, value(field)));
    }
    let id = || ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(1));
    member.property("id_category", id()).property("id_parent", nullable(id().into())).into()
}

fn value(field: &Field) -> RefOr<Schema> {
    let of = |kind: Type| ObjectBuilder::new().schema_type(kind);
    match field.field_type {
        FieldType::Checkbox => of(Type::Boolean).into(),
        FieldType::Boolean => shape("flag?"),
        FieldType::Year | FieldType::Multiple => shape("int?"),
        FieldType::Number | FieldType::Decimal => shape("number?"),
        FieldType::File => ArrayBuilder::new().items(of(Type::String)).into(),
        // An SQL expression of the association gives what it gives.
        FieldType::Virtual => shape("any"),
        _ => shape("text?"),
    }
}

/// The label and the choices of a field are its description.
fn described(field: &Field, mut schema: RefOr<Schema>) -> RefOr<Schema> {
    let choices: Vec<&str> = field.choices.iter().map(|choice| choice.label.as_str()).collect();
    let about =
        if choices.is_empty() { field.label.clone() } else { format!("{} ({})", field.label, choices.join(", ")) };
    match &mut schema {
        RefOr::T(Schema::Object(object)) => object.description = Some(about),
        RefOr::T(Schema::Array(array)) => array.description = Some(about),
        _ => {}
    }
    schema
}

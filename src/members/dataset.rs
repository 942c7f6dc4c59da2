//! The dataset of members: one row for each, with the fields of the association.

use super::fields::{Field, FieldType, Roles};
use super::layout::Layout;
use crate::datasets::{Column, Dataset, Kind};

/// `members`. A principal who is a member says its level on members, and gets the fields of that level and below, with
/// number and name; keys see all.
pub fn dataset(layout: &Layout, reach: Option<i64>) -> Dataset {
    let mut columns = vec![
        Column::new("id", Kind::Integer, "m.id"),
        Column::new("id_category", Kind::Integer, "m.id_category"),
        Column::new("date_updated", Kind::Moment, "m.date_updated"),
        Column::new("date_login", Kind::Moment, "m.date_login"),
        Column::new("id_parent", Kind::Integer, "m.id_parent"),
        Column::new("is_parent", Kind::Truth, "m.is_parent"),
    ];
    let password = layout.fields.password().id;
    let shown = layout.fields.iter().filter(|field| field.id != password && field.field_type != FieldType::File);
    columns.extend(shown.filter(|field| is_seen(field, reach)).map(column));
    // A field of that name comes first.
    if layout.fields.get("category").is_none() {
        columns.push(Column::new("category", Kind::Text, "c.name"));
    }
    Dataset {
        name: "members",
        columns,
        from: "users_view m LEFT JOIN users_categories c ON c.id = m.id_category".to_owned(),
        values: Vec::new(),
        changed: Some("date_updated"),
    }
}

/// Number and name say in every list whose record it is.
fn is_seen(field: &Field, reach: Option<i64>) -> bool {
    let identifies = field.roles.include(Roles::NUMBER) || field.roles.include(Roles::NAME);
    reach.is_none_or(|level| identifies || field.management_level <= level)
}

fn column(field: &Field) -> Column {
    let stored = format!("m.{}", field.name.quoted());
    let (kind, sql) = match field.field_type {
        FieldType::Date => (Kind::Date, stored),
        FieldType::Datetime => (Kind::Moment, stored),
        FieldType::Year | FieldType::Number => (Kind::Integer, stored),
        FieldType::Decimal => (Kind::Number, stored),
        FieldType::Checkbox | FieldType::Boolean => (Kind::Truth, stored),
        // The labels of what is chosen; names of fields hold nothing that would end the text.
        FieldType::Multiple => (Kind::Text, format!("print_dynamic_field('{}', {stored})", field.name)),
        // Its expression may give anything.
        FieldType::Virtual => (Kind::Text, format!("CAST({stored} AS TEXT)")),
        _ => (Kind::Text, stored),
    };
    Column::new(field.name.as_str(), kind, sql)
}

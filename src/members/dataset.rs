//! The dataset of members: one row for each, with the fields of the association.

use super::fields::{Field, FieldType};
use super::layout::Layout;
use crate::datasets::{Column, Dataset, Kind};

/// `members`, with the fields that the layout shows.
pub fn dataset(layout: &Layout) -> Dataset {
    let mut columns = vec![
        Column::new("id", Kind::Integer, "m.id"),
        Column::new("id_category", Kind::Integer, "m.id_category"),
        Column::new("date_updated", Kind::Moment, "m.date_updated"),
        Column::new("date_login", Kind::Moment, "m.date_login"),
        Column::new("id_parent", Kind::Integer, "m.id_parent"),
        Column::new("is_parent", Kind::Truth, "m.is_parent"),
    ];
    columns.extend(layout.shown().filter(|field| field.field_type != FieldType::File).map(column));
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

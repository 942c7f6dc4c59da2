//! The columns that searches of members may name (people.md 3.3), over `users_view m`, its category `c` and its searchable
//! copy `s`.

use jiff::civil::Date;

use super::field_access::FieldAccess;
use super::fields::{Field, FieldType};
use super::layout::Layout;
use crate::auth::Principal;
use crate::searches::{Column, Kind, column::digits_of};

/// Every column, in the order in which they are shown: system columns, fields, categories and activities. Fields beyond the
/// rights of a member who asks are not among them.
pub fn all(layout: &Layout, principal: &Principal, today: Date) -> Vec<Column> {
    let name = layout.name_of("m");
    let number = format!("m.{}", layout.fields.number().name.quoted());
    let mut columns = vec![
        Column::new("identity", Kind::Text, &name).compared_by(folded(&name)),
        match layout.fields.number().field_type {
            FieldType::Number => Column::new("number", Kind::Integer, number),
            _ => Column::new("number", Kind::Text, &number).compared_by(folded(&number)),
        },
        Column::new("is_parent", Kind::Boolean, "m.is_parent"),
        Column::new("is_child", Kind::Boolean, "(m.id_parent IS NOT NULL)"),
        Column::new(
            "has_password",
            Kind::Boolean,
            format!("(m.{} IS NOT NULL)", layout.fields.password().name.quoted()),
        ),
    ];
    let (access, password) = (FieldAccess::of(principal), layout.fields.password().id);
    let fields = layout.fields.iter().filter(|field| field.id != password && access.sees(field));
    columns.extend(fields.map(|field| of_field(layout, field)));
    columns.extend(of_categories());
    columns.extend(of_activities(today));
    columns
}

fn folded(sql: &str) -> String {
    format!("transliterate_to_ascii(CAST({sql} AS TEXT))")
}

fn of_field(layout: &Layout, field: &Field) -> Column {
    let name = field.name.as_str();
    let sql = format!("m.{}", field.name.quoted());
    let is_copied = layout.fields.searchable().any(|copied| copied.id == field.id);
    match field.field_type {
        FieldType::Checkbox | FieldType::Boolean => Column::new(name, Kind::Boolean, sql),
        FieldType::Multiple => Column::new(name, Kind::Options, sql),
        FieldType::Date => Column::new(name, Kind::Date, sql),
        FieldType::Datetime => Column::new(name, Kind::Date, &sql).compared_by(day(&sql)),
        FieldType::Number => Column::new(name, Kind::Integer, sql),
        FieldType::Tel => Column::new(name, Kind::Phone, &sql).compared_by(digits_of(&sql)),
        FieldType::Virtual | FieldType::Year | FieldType::Decimal => {
            Column::new(name, Kind::Mixed, &sql).compared_by(folded(&sql))
        }
        FieldType::File => Column::new(
            name,
            Kind::Integer,
            format!("(SELECT count(*) FROM users_files WHERE id_user = m.id AND field = '{name}')"),
        ),
        _ if is_copied => Column::new(name, Kind::Text, &sql).compared_by(format!("s.{}", field.name.quoted())),
        _ => Column::new(name, Kind::Text, &sql).compared_by(folded(&sql)),
    }
}

fn day(sql: &str) -> String {
    format!("substr({sql}, 1, 10)")
}

fn of_categories() -> [Column; 4] {
    let date = |name: &str| {
        let sql = format!("m.{name}");
        Column::new(name, Kind::Date, &sql).compared_by(day(&sql))
    };
    [
        Column::new("id_category", Kind::Identifier, "m.id_category"),
        Column::new("hidden", Kind::Boolean, "c.hidden"),
        date("date_login"),
        date("date_updated"),
    ]
}

fn of_activities(today: Date) -> [Column; 5] {
    let by_end = |comparison: &str| {
        format!(
            "m.id IN (SELECT id_user FROM services_users WHERE {{}} GROUP BY id_user, id_service
                 HAVING max(expiry_date) {comparison} '{today}')"
        )
    };
    let has = "m.id IN (SELECT id_user FROM services_users WHERE {})";
    [
        Column::filter("service", "id_service", has),
        Column::filter("fee", "id_fee", has),
        Column::filter("service_not", "id_service", "m.id NOT IN (SELECT id_user FROM services_users WHERE {})"),
        Column::filter("service_active", "id_service", &by_end(">=")),
        Column::filter("service_expired", "id_service", &by_end("<")),
    ]
}

//! The members of a category as a table (members.md 4).

use rusqlite::types::ValueRef;
use rusqlite::{Connection, Row, params_from_iter};

use super::fields::{Field, FieldType};
use super::filter::Filter;
use super::layout::Layout;
use super::values;
use crate::error::Result;
use crate::sheet::{Cell, Column, Format, Kind, RowWriter};

/// A table of members, ready to be written in a format.
pub struct Table<'a> {
    layout: &'a Layout,
    filter: Filter,
    format: Format,
    /// The fields shown: all that are seen, but the login password.
    fields: Vec<&'a Field>,
    with_families: bool,
}

/// Files have no column of their own: their names are gathered, one a line.
const FILE_NAMES: &str = "(SELECT group_concat(name, char(10)) FROM (SELECT f.name FROM users_files u JOIN files f \
    ON f.id = u.id_file WHERE u.id_user = m.id AND u.field = '{field}' AND f.trash IS NULL \
    AND f.path NOT LIKE 'trash/%' ORDER BY f.name))";

impl<'a> Table<'a> {
    pub fn new(conn: &Connection, layout: &'a Layout, filter: Filter, format: Format) -> Result<Self> {
        let fields = layout.shown().collect();
        let with_families = conn.prepare_cached("SELECT 1 FROM users WHERE is_parent = 1")?.exists([])?;
        Ok(Table { layout, filter, format, fields, with_families })
    }

    /// The columns: unique names in JSON, labels elsewhere.
    pub fn columns(&self) -> Vec<Column> {
        let json = self.format == Format::Json;
        let title = |name: &str, heading: &str| if json { name.to_owned() } else { heading.to_owned() };
        let mut columns = vec![Column::new("id", Kind::Number)];
        columns.extend(self.fields.iter().map(|field| {
            Column::new(title(field.name.as_str(), &field.label), values::column_kind(field, self.format))
        }));
        if self.with_families {
            columns.push(Column::new(title("parent_name", "Rattaché à"), Kind::Text));
            columns.push(Column::new(title("children_names", "Membres rattachés"), Kind::Text));
        }
        columns.push(Column::new(title("category", "Catégorie"), Kind::Text));
        columns
    }

    /// Writes every row, by name, and the end.
    pub fn write(&self, conn: &Connection, writer: &mut dyn RowWriter) -> Result<()> {
        let mut statement = conn.prepare(&self.sql())?;
        let mut rows = statement.query(params_from_iter(&self.filter.values))?;
        let mut scratch = vec![String::new(); self.fields.len()];
        while let Some(row) = rows.next()? {
            writer.row(&self.cells(row, &mut scratch)?)?;
        }
        writer.finish()
    }

    fn cells<'r>(&self, row: &'r Row<'_>, scratch: &'r mut [String]) -> Result<Vec<Cell<'r>>> {
        let mut cells = vec![Cell::Integer(row.get(0)?)];
        for ((at, field), scratch) in (1..).zip(&self.fields).zip(scratch) {
            cells.push(values::cell(field, row.get_ref(at)?, self.format, scratch));
        }
        for at in cells.len()..row.as_ref().column_count() {
            cells.push(match row.get_ref(at)? {
                ValueRef::Text(text) => std::str::from_utf8(text).map_or(Cell::Bytes(text), Cell::Text),
                _ => Cell::Empty,
            });
        }
        Ok(cells)
    }

    fn sql(&self) -> String {
        let field = |field: &&Field| match field.field_type {
            FieldType::File => format!(", {}", FILE_NAMES.replace("{field}", field.name.as_str())),
            _ => format!(", m.{}", field.name.quoted()),
        };
        let fields: String = self.fields.iter().map(field).collect();
        let name = self.layout.name_of("p");
        let families = if self.with_families {
            format!(
                ", (SELECT {name} FROM users p WHERE p.id = m.id_parent), (SELECT group_concat(name, char(10))
                 FROM (SELECT {name} AS name FROM users p WHERE p.id_parent = m.id ORDER BY p.id))"
            )
        } else {
            String::new()
        };
        format!(
            "SELECT m.id{fields}{families}, c.name AS ruche_category FROM users_view m
             JOIN users_categories c ON c.id = m.id_category LEFT JOIN users_search s ON s.id = m.id
             WHERE {} ORDER BY {}",
            self.filter.condition, self.filter.order
        )
    }
}

//! Which members a list or a table holds, and in what order.

use rusqlite::Connection;
use rusqlite::types::Value;

use super::categories;
use super::layout::Layout;
use crate::error::{Error, Result};
use crate::msg;

/// A condition over `users_view m` joined with its category `c`, and an order, with the values of their parameters.
#[derive(Debug, Clone)]
pub struct Filter {
    pub condition: String,
    pub order: String,
    pub values: Vec<Value>,
}

/// The category whose members are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Of all categories that are not hidden.
    Visible,
    Everybody,
    Category(i64),
}

impl Scope {
    /// From the number in the address: 0, -1, or a category.
    pub fn from_number(number: i64) -> Self {
        match number {
            0 => Scope::Visible,
            -1 => Scope::Everybody,
            id => Scope::Category(id),
        }
    }

    /// The file name without extension, as Paheko names it.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] for a category that does not exist.
    pub fn title(self, conn: &Connection) -> Result<String> {
        match self {
            Scope::Visible => Ok("Membres sauf catégories cachées".to_owned()),
            Scope::Everybody => Ok("Tous les membres".to_owned()),
            Scope::Category(id) => {
                let unknown = || Error::invalid(msg!("member-no-such-category", id = id));
                Ok(format!("Membres - {}", categories::name(conn, id)?.ok_or_else(unknown)?))
            }
        }
    }

    /// Its members by name: by one field with that field's collation, by several joined byte by byte.
    pub fn filter(self, layout: &Layout) -> Filter {
        let (condition, values) = match self {
            Scope::Visible => ("c.hidden = 0", Vec::new()),
            Scope::Everybody => ("1", Vec::new()),
            Scope::Category(id) => ("m.id_category = ?1", vec![Value::Integer(id)]),
        };
        Filter { condition: condition.to_owned(), order: format!("{}, m.id", layout.name_of("m")), values }
    }
}

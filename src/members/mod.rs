//! Members: their fields, which the association chooses, the tables made from them, and what is done with people's records.
//!
//! | file | what it holds |
//! |---|---|
//! | `fields`, `field_type`, `layout` | which fields there are, and the statements made from them |
//! | `field_access` | which of them somebody sees and changes |
//! | `tables`, `rebuild`, `administration` | the tables, fitted to changed fields |
//! | `values` | one value: read, checked, shown |
//! | `record` | one member as stored and as answered |
//! | `given` → `draft` → `checks` → `store` | what a request says, the record it would make, what the others make impossible, the writing |
//! | `actions` | the order in which clients know all that |
//! | `categories`, `filter`, `search`, `export`, `dataset` | many members: listed, found, in tables |
//! | `encryption` | who receives encrypted mail only |
//! | `login` | what a member signs in with |
//! | `moves`, `bulk`, `merge` | what is done to many members at once, and undone |
//! | `passwords` | a member's password and second factor: set, removed |
//! | `personal_data_export`, `anonymise`, `mentions` | everything about one person: given out, forgotten, where it is still named |
//! | `question`, `search_index` | the words of a search, and the index in memory that answers them |

pub mod actions;
pub mod administration;
pub mod anonymise;
pub mod bulk;
pub mod categories;
pub mod checks;
pub mod columns;
pub mod dataset;
pub mod draft;
pub mod duplicates;
pub mod encryption;
pub mod export;
pub mod field_access;
mod field_type;
pub mod fields;
pub mod filter;
pub mod given;
pub mod import;
pub mod layout;
pub mod login;
pub mod mentions;
pub mod merge;
pub mod moves;
pub mod passwords;
pub mod personal_data_export;
mod question;
pub mod rebuild;
pub mod record;
pub mod saved;
pub mod search;
pub mod search_index;
pub mod selection;
pub mod store;
pub mod tables;
pub mod values;

use rusqlite::Transaction;

use crate::error::Result;
use crate::text;

/// The form in which a text is searched: no accents, lower case (fields.md, `users_search`).
pub fn searchable(text: &str) -> String {
    text::transliterate_to_ascii(text).into_owned()
}

/// Makes the index of members by name if it is missing; see [`crate::db::migrations::ensure_indexes`].
pub fn ensure_indexes(tx: &Transaction) -> Result<()> {
    tables::ensure_name_index(tx, &fields::Fields::read(tx)?)
}

/// Restores what depends on member fields and another program may have lost: indexes, triggers, searchable copies.
pub fn prepare(transaction: &Transaction) -> Result<()> {
    let fields = fields::Fields::read(transaction)?;
    let made = tables::ensure(transaction, &fields, searchable)?;
    if !made.is_empty() {
        tracing::warn!(?made, "parts of the members' tables were missing and have been made again");
    }
    Ok(())
}

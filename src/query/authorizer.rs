//! SQLite's authorizer: denies everything that is not known to be harmless while a statement is compiled.
//!
//! SQLite does not ask it about columns that are named only by USING or NATURAL, so [`super::program`] checks the
//! compiled program too.

use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use rusqlite::hooks::{AuthAction, AuthContext, Authorization};

use super::catalog::Catalog;
use super::policy::{self, Access};

/// The state shared by the authorizer callback and the [`Reader`](super::Reader).
#[derive(Default)]
pub(super) struct Guard {
    /// While it is set, everything is allowed: the statements are those of this module.
    trusted: AtomicBool,
    catalog: RwLock<Arc<Catalog>>,
    /// Names of the functions that may be called, in ASCII lower case.
    functions: HashSet<String>,
}

impl Guard {
    /// A guard for a connection with these functions, which allows everything until `trust(false)`.
    pub fn new(functions: impl Iterator<Item = String>) -> Self {
        let functions = functions.filter(|name| policy::is_function_allowed(name));
        Guard {
            trusted: AtomicBool::new(true),
            functions: functions.map(|name| name.to_ascii_lowercase()).collect(),
            ..Guard::default()
        }
    }

    pub fn trust(&self, trusted: bool) {
        self.trusted.store(trusted, Ordering::Relaxed);
    }

    pub fn is_trusting(&self) -> bool {
        self.trusted.load(Ordering::Relaxed)
    }

    pub fn catalog(&self) -> Arc<Catalog> {
        self.catalog.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub fn set_catalog(&self, catalog: Catalog) {
        *self.catalog.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(catalog);
    }

    pub fn answer(&self, context: &AuthContext<'_>) -> Authorization {
        if self.is_trusting() {
            return Authorization::Allow;
        }
        match context.action {
            AuthAction::Select | AuthAction::Recursive => Authorization::Allow,
            AuthAction::Function { function_name } if self.functions.contains(&function_name.to_ascii_lowercase()) => {
                Authorization::Allow
            }
            // FTS5 runs this itself before it reads. A PRAGMA that a user sends is refused before: it is not a query.
            AuthAction::Pragma { pragma_name: "data_version", pragma_value: None } => Authorization::Allow,
            AuthAction::Read { table_name, column_name } if matches!(context.database_name, None | Some("main")) => {
                self.answer_read(table_name, column_name)
            }
            _ => Authorization::Deny,
        }
    }

    /// An empty column means that the table is named but none of its columns is read. It may also be the name of a
    /// common table expression; the check of the compiled program sees which tables are opened.
    fn answer_read(&self, table: &str, column: &str) -> Authorization {
        match policy::access(table) {
            Access::Refused => Authorization::Deny,
            Access::Hiding(columns) if policy::contains(columns, column) => Authorization::Ignore,
            _ if column.is_empty() || is_always_readable(table) => Authorization::Allow,
            _ if self.catalog().is_readable(table) => Authorization::Allow,
            _ => Authorization::Deny,
        }
    }
}

/// `sqlite_schema` and the table functions are not in the catalog of the file.
fn is_always_readable(table: &str) -> bool {
    policy::is_schema(table) || policy::contains(&policy::TABLE_FUNCTIONS, table)
}

//! What the engine asks while it compiles a statement, and our answers: no, unless it is known to be harmless.
//!
//! The engine does not ask about everything (columns merged by a FULL join, tables of which no column is named in their
//! own spelling), which is why [`super::program`] looks again at what it compiled.

use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use rusqlite::hooks::{AuthAction, AuthContext, Authorization};

use super::catalog::Catalog;
use super::policy::{self, Access};

/// Shared by the engine's authorizer and the one who runs statements.
#[derive(Default)]
pub(super) struct Guard {
    /// While it is set, the statements are our own and may do anything the read-only connection can.
    trusted: AtomicBool,
    catalog: RwLock<Arc<Catalog>>,
    /// Names of the functions that may be called, in ASCII lower case.
    functions: HashSet<String>,
}

impl Guard {
    /// A guard that still trusts, for a connection with these functions.
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
            // FTS5 asks this of itself before it reads. People's own PRAGMAs do not come here: their texts are no queries.
            AuthAction::Pragma { pragma_name: "data_version", pragma_value: None } => Authorization::Allow,
            AuthAction::Read { table_name, column_name } if matches!(context.database_name, None | Some("main")) => {
                self.answer_read(table_name, column_name)
            }
            _ => Authorization::Deny,
        }
    }

    /// Without a column: the table is named but nothing of it is read, and it may be the name of a `WITH` table.
    /// What such a name really opens, if anything, is for the check of the compiled program.
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

/// The table of structure and the table functions are in no list of the file's own.
fn is_always_readable(table: &str) -> bool {
    policy::is_schema(table) || policy::contains(&policy::TABLE_FUNCTIONS, table)
}

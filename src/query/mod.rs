//! Runs read-only SQL that users write (platform.md, section 2): one statement in, rows out, and no secrets.
//!
//! A text becomes a [`Statement`]; a [`Reader`] runs it on its own read-only connection under [`Limits`] and gives the
//! rows to a [`RowWriter`](crate::sheet::RowWriter). From the outside in:
//!
//! | file | what it checks |
//! |---|---|
//! | `statement`, `tokens`, `dialect`, `tree`, `syntax` | the text, as sqlparser reads it: one query, no refused names, no joins by hidden names |
//! | `authorizer` | what SQLite asks while it compiles the statement: deny by default |
//! | `program` | what SQLite compiled: only known B-trees are opened, no hidden column is read |
//! | `limits`, `watch`, `weight` | run time, memory, temporary files, sizes |
//! | `policy`, `catalog` | the names of hidden tables and columns, and where this file stores them |
//! | `parameters` | values for the parameters of a statement |
//! | `answer` | the formats of the answer |
//! | `refusal` | error messages, which name nothing hidden |

pub mod answer;
mod authorizer;
mod catalog;
mod dialect;
mod limits;
mod parameters;
mod policy;
mod program;
mod refusal;
mod run;
mod statement;
mod syntax;
#[cfg(test)]
mod tests;
mod tokens;
mod tree;
mod watch;
mod weight;

pub use limits::Limits;
pub use parameters::Parameters;
pub use run::{Head, Reader};
pub use statement::Statement;
pub use watch::Cancel;

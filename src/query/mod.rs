//! People's read-only SQL (platform.md, section 2): one statement in, rows out, and never a secret.
//!
//! A text becomes a [`Statement`]; a [`Reader`] runs it on its own read-only connection under [`Limits`] and gives the
//! rows to a [`RowWriter`](crate::sheet::RowWriter). From the outside in:
//!
//! | file | what it guards |
//! |---|---|
//! | `lexer`, `statement` | the text: one statement that begins as a reading one; no joins by hidden names |
//! | `authorizer` | what the engine asks while it compiles: deny by default |
//! | `program` | what the engine compiled: only known trees, no hidden column |
//! | `limits`, `watch`, `weight` | time, memory, sizes |
//! | `policy`, `catalog` | the names that decide, and where in this file they are stored |
//! | `answer` | the forms in which rows leave |
//! | `refusal` | what people are told, without naming what is hidden |

pub mod answer;
mod authorizer;
mod catalog;
mod lexer;
mod limits;
mod policy;
mod program;
mod refusal;
mod run;
mod statement;
#[cfg(test)]
mod tests;
mod watch;
mod weight;

pub use limits::Limits;
pub use run::{Head, Reader};
pub use statement::Statement;
pub use watch::Cancel;

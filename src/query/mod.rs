//! People's read-only SQL (platform.md, section 2): one statement in, rows out, and never a secret.
//!
//! A text becomes a [`Statement`]; a [`Reader`] runs it on its own read-only connection under [`Limits`] and gives the
//! rows to a [`RowWriter`](crate::sheet::RowWriter). From the outside in:
//!
//! | file | what it guards |
//! |---|---|
//! | `statement`, `tokens`, `dialect`, `tree`, `syntax` | the text, as sqlparser reads it: one query, no refused names, no joins by hidden names |
//! | `authorizer` | what the engine asks while it compiles: deny by default |
//! | `program` | what the engine compiled: only known trees, no hidden column |
//! | `limits`, `watch`, `weight` | time, memory, sizes |
//! | `policy`, `catalog` | the names that decide, and where in this file they are stored |
//! | `answer` | the forms in which rows leave |
//! | `refusal` | what people are told, without naming what is hidden |

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

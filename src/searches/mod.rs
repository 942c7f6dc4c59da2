//! Saved searches: their document, its operators, and the statements that they become (people.md 3). Which columns there
//! are is for the domain that is searched: members, entries.
//!
//! | file | what it holds |
//! |---|---|
//! | `document` | groups of conditions, as the interface of Paheko stores them |
//! | `operator` | the operators of conditions |
//! | `column` | what a condition may name, and how its values are read |
//! | `compile` | the condition in SQL, with its values |
//! | `run` | the statement run: a page as JSON, everything as a table |
//! | `target` | what is searched, and how a search is written |
//! | `stored` | the table `searches`: who sees, makes, changes and deletes what |
//! | `people_sql` | searches whose text is SQL: what they may read |

pub mod column;
mod compile;
mod document;
mod operator;
pub mod people_sql;
pub mod run;
pub mod stored;
mod target;

pub use column::{Column, Kind};
pub use compile::{Compiled, compile};
pub use document::Document;
pub use operator::Operator;
pub use stored::{Saved, SavedDraft};
pub use target::{Target, Type};

//! Members out of people's tables (members.md 8). What imports of other things share with it is here too.
//!
//! One [`plan`](plan::plan) says, line by line, what an import would do, without writing anything. The preview shows it
//! ([`report`]) and the import carries it out ([`apply`]): the two cannot disagree. What was done is kept ([`done`]) and
//! can be taken back ([`undo`]).
//!
//! | module | what it does |
//! |---|---|
//! | [`options`] | what a request says beside the file |
//! | [`columns`] | which column holds which field |
//! | [`register`] | who has which number and login, earlier lines of the file included |
//! | [`plan`], [`apply`], [`report`] | what will be done; doing it; showing it |
//! | [`notices`] | which columns are read; what is allowed but perhaps not meant |
//! | [`token`] | the fingerprint that ties an import to its preview |
//! | [`done`], [`undo`] | the imports that were made; taking one back |

pub mod apply;
pub mod columns;
pub mod index;
pub mod lines;
pub mod notices;
pub mod options;
pub mod plan;
mod planner;
pub mod record;
pub mod report;
mod search;
pub mod token;
pub mod undo;

#[cfg(test)]
mod tests;

/// After how many lines a long import says in the log how far it is.
pub const PROGRESS_LINES: usize = 10_000;

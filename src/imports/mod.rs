//! What imports of all kinds share, and changes of many things at once, which are recorded and undone as imports are. A
//! domain gives a planner ([`Import`]); this module runs it: plan, preview with a token, import that must agree with the
//! preview, record, undo.
//!
//! | file | what it holds |
//! |---|---|
//! | `run` | the steps, once for every kind |
//! | `token` | the fingerprint that ties an import to its preview |
//! | `lines` | what is wrong with a line of the table |
//! | `notices` | the columns and warnings of a preview |
//! | `record`, `history` | the imports that were made, what each did, what it takes to undo them |
//! | `obstacles` | why an import cannot be undone |
//! | `options` | what every request to import says beside the file |
//! | `headings` | how headings of columns are compared |

pub mod headings;
pub mod history;
pub mod lines;
pub mod notices;
pub mod obstacles;
pub mod options;
pub mod record;
mod run;
pub mod token;

pub use lines::LineError;
pub use obstacles::{Obstacle, Reason, References};
pub use record::{Counts, ImportDomain, ImportKind, ImportRecord};
pub use run::{Import, ImportRequest, Imported, Preview, execute, import, perform, preview, undo};
pub use token::Fingerprint;

/// After how many lines a long import logs its progress.
pub const PROGRESS_LINES: usize = 10_000;

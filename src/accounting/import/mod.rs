//! Entries out of tables (accounting.md 10): those that our exports write, those that people type, and those of other
//! programs in the columns of the tax office. The planner that [`imports`](crate::imports) runs.
//!
//! | file | what it does |
//! |---|---|
//! | `options` | what a request says beside the file |
//! | `columns`, `rows` | which column holds what; the rows, and which of them make one entry |
//! | `cells` | amounts, days and codes as people write them |
//! | `lookups` | the accounts, projects and members that rows name |
//! | `duplicates` | stored entries that look like one to import |
//! | `plan`, `planner`, `report` | what an import would do; what a group of rows makes of an entry; showing it |
//! | `apply`, `undo` | carrying a plan out; undoing it |

mod apply;
mod cells;
mod columns;
mod duplicates;
mod lookups;
mod options;
mod plan;
mod planner;
mod report;
mod rows;
mod undo;

#[cfg(test)]
mod tests;

use rusqlite::{Connection, Transaction};
use serde::Serialize;

use crate::accounting::fec::FIELDS;
use crate::accounting::year::Year;
use crate::audit::AuditContext;
use crate::error::Result;
use crate::i18n::{Language, Message};
use crate::imports::{Counts, Fingerprint, Import, ImportKind, LineError};
use crate::params::DateContext;
use crate::sheet::Formulas;
use crate::sheet::read::Records;
use report::{Codes, Report};

pub use options::{Format, Options};
pub use plan::Plan;
pub use planner::plan;
pub use undo::undo;

/// An import of entries into a year.
pub struct EntryImport {
    /// As the path names it.
    pub year: String,
    pub options: Options,
    pub context: DateContext,
}

/// A plan with the year that it is about, and the codes that show it.
pub struct EntryPlan {
    pub plan: Plan,
    year: Year,
    codes: Codes,
}

impl EntryPlan {
    pub fn new(conn: &Connection, year: Year, plan: Plan) -> Result<Self> {
        Ok(EntryPlan { codes: Codes::read(conn, &year, &plan)?, year, plan })
    }
}

impl Import for EntryImport {
    const KIND: ImportKind = ImportKind::Entries;
    /// The first field of the law: in these files a quote is a character of a label (fec.md 1.1).
    const UNQUOTED: &'static [&'static str] = &[FIELDS[0]];
    type Plan = EntryPlan;

    fn formulas(&self) -> Formulas {
        self.options.formulas
    }

    fn plan(&self, conn: &Connection, rows: Records) -> Result<EntryPlan> {
        let year = Year::from_path(conn, &self.year, self.context.today)?;
        let plan = plan(conn, &year, rows, &self.options, &self.context)?;
        EntryPlan::new(conn, year, plan)
    }

    fn file_warnings(plan: &mut EntryPlan) -> &mut Vec<Message> {
        &mut plan.plan.file_warnings
    }

    fn obstacles(plan: &EntryPlan) -> Vec<LineError> {
        plan.plan.errors.clone()
    }

    fn add_to(&self, plan: &EntryPlan, fingerprint: &mut Fingerprint) {
        fingerprint.debug(&(&self.options, plan.year.id));
        plan.plan.add_to(fingerprint);
    }

    fn report<'a>(&'a self, plan: &'a EntryPlan, language: Language, token: &'a str) -> impl Serialize + 'a {
        Report::new(&plan.plan, &plan.codes, language, token)
    }

    fn counts(plan: &EntryPlan) -> Counts {
        plan.plan.counts()
    }

    fn mode(&self, plan: &EntryPlan) -> Option<&'static str> {
        Some(plan.plan.format.word())
    }

    fn apply(tx: &Transaction<'_>, plan: EntryPlan, import: i64, trace: &AuditContext) -> Result<()> {
        apply::apply(tx, &plan.year, plan.plan, import, trace)
    }
}

//! Members out of people's tables (members.md 8): the planner that [`imports`](crate::imports) runs.
//!
//! | file | what it does |
//! |---|---|
//! | `options` | what a request says beside the file |
//! | `columns` | which column holds which field |
//! | `index` | who has which number and login, earlier lines of the file included |
//! | `plan`, `planner`, `report` | what an import would do, line by line; making the plan; showing it |
//! | `apply`, `undo` | carrying a plan out; undoing it |
//! | `search`, `stored_value` | the searchable copies and old values that an undo puts back |
//! | `notices`, `untitled` | which columns are read; what is allowed but perhaps not meant |

mod apply;
pub mod columns;
pub mod index;
pub mod notices;
pub mod options;
mod plan;
mod planner;
mod report;
mod search;
pub(in crate::members) mod stored_value;
mod undo;
pub mod untitled;

#[cfg(test)]
mod tests;

use rusqlite::{Connection, Transaction};
use serde::Serialize;

use crate::audit::AuditContext;
use crate::error::Result;
use crate::i18n::{Language, Message};
use crate::imports::{Counts, Fingerprint, Import, ImportKind, LineError};
use crate::members::layout::Layout;
use crate::params::DateContext;
use crate::sheet::Formulas;
use crate::sheet::read::Records;
use options::Options;
use plan::Plan;
use report::Report;

pub(in crate::members) use apply::change_one;
pub use undo::undo;

/// An import of members.
pub struct MemberImport {
    pub options: Options,
    pub context: DateContext,
}

/// A plan with the fields that it is about.
pub struct MemberPlan {
    plan: Plan,
    layout: Layout,
}

impl Import for MemberImport {
    const KIND: ImportKind = ImportKind::Members;
    type Plan = MemberPlan;

    fn formulas(&self) -> Formulas {
        self.options.formulas
    }

    fn plan(&self, conn: &Connection, rows: Records) -> Result<MemberPlan> {
        let layout = Layout::read(conn)?;
        Ok(MemberPlan { plan: planner::plan(conn, &layout, rows, &self.options, &self.context)?, layout })
    }

    fn file_warnings(plan: &mut MemberPlan) -> &mut Vec<Message> {
        &mut plan.plan.file_warnings
    }

    fn obstacles(plan: &MemberPlan) -> Vec<LineError> {
        plan.plan.obstacles()
    }

    fn add_to(&self, plan: &MemberPlan, fingerprint: &mut Fingerprint) {
        fingerprint.debug(&self.options);
        plan.plan.add_to(fingerprint);
    }

    fn report<'a>(&'a self, plan: &'a MemberPlan, language: Language, token: &'a str) -> impl Serialize + 'a {
        let zone = self.context.zone.iana_name().unwrap_or("UTC");
        Report::new(&plan.plan, &plan.layout, zone, language, token)
    }

    fn counts(plan: &MemberPlan) -> Counts {
        plan.plan.counts()
    }

    fn mode(&self, _: &MemberPlan) -> Option<&'static str> {
        Some(self.options.mode.word())
    }

    fn apply(tx: &Transaction<'_>, plan: MemberPlan, import: i64, trace: &AuditContext) -> Result<()> {
        apply::apply(tx, &plan.layout, plan.plan, import, trace)
    }
}

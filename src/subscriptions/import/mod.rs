//! Subscriptions out of a table (members.md 8.7): all lines or none, each a new subscription.

mod columns;
mod plan;
mod planner;
mod report;
mod write;

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
use plan::Plan;
use report::Report;

pub use write::{note_new, undo};

/// An import of subscriptions.
pub struct SubscriptionImport {
    pub formulas: Formulas,
    pub context: DateContext,
}

impl Import for SubscriptionImport {
    const KIND: ImportKind = ImportKind::Subscriptions;
    type Plan = Plan;

    fn formulas(&self) -> Formulas {
        self.formulas
    }

    fn plan(&self, conn: &Connection, rows: Records) -> Result<Plan> {
        planner::plan(conn, &Layout::read(conn)?, rows, &self.context)
    }

    fn file_warnings(plan: &mut Plan) -> &mut Vec<Message> {
        &mut plan.file_warnings
    }

    fn obstacles(plan: &Plan) -> Vec<LineError> {
        plan.errors.clone()
    }

    fn add_to(&self, plan: &Plan, fingerprint: &mut Fingerprint) {
        fingerprint.debug(&self.formulas);
        plan.add_to(fingerprint);
    }

    fn report<'a>(&'a self, plan: &'a Plan, language: Language, token: &'a str) -> impl Serialize + 'a {
        Report { plan, language, token }
    }

    fn counts(plan: &Plan) -> Counts {
        Counts { created: plan.lines.len(), ..Counts::default() }
    }

    fn mode(&self, _: &Plan) -> Option<&'static str> {
        None
    }

    fn apply(tx: &Transaction<'_>, plan: Plan, import: i64, trace: &AuditContext) -> Result<()> {
        write::apply(tx, plan, import, trace)
    }
}

//! Carrying a plan out, in one transaction: accounts, entries, links, journal, and what it takes to undo it.

use rusqlite::Transaction;
use serde_json::json;

use super::lookups::{NewAccount, NewProject};
use super::plan::{Outcome, Plan};
use crate::accounting::accounts::{self, AccountDraft};
use crate::accounting::entries::{links, store};
use crate::accounting::matching_groups;
use crate::accounting::projects::{self, ProjectDraft};
use crate::accounting::year::Year;
use crate::audit::{AuditContext, AuditLog};
use crate::error::{Error, Result};
use crate::i18n::{Language, text};
use crate::imports::{PROGRESS_LINES, history};
use crate::msg;

/// Carries out a plan that was made in the same transaction and has no error.
pub fn apply(tx: &Transaction<'_>, year: &Year, plan: Plan, import: i64, trace: &AuditContext) -> Result<()> {
    let counts = plan.counts();
    let audit = AuditLog::open(tx, trace)?;
    // The log is the association's: its language does not depend on the request.
    let year_label = year.label.as_str();
    let message = msg!("entry-import-log", year = year_label, created = counts.created, changed = counts.changed);
    audit.message(&text(Language::default(), &message))?;
    for account in plan.accounts {
        create_account(tx, year.chart, account, trace)?;
    }
    for project in plan.projects {
        create_project(tx, project, trace)?;
    }
    for (at, planned) in plan.entries.into_iter().enumerate() {
        if at % PROGRESS_LINES == PROGRESS_LINES - 1 {
            tracing::info!(entries = at + 1, "importing entries");
        }
        match planned.outcome {
            Outcome::Created { entry, members } => {
                let id = store::create(tx, *entry, &audit)?;
                links::relink(tx, id, &[], &members, &audit)?;
                history::note_new(tx, import, id, None)?;
            }
            Outcome::Changed { before, after, members } => {
                // Letters that the change may break are not in the history of the entry.
                let broken = matching_groups::broken_by(tx, &before, &after)?;
                let note = if broken.is_empty() { "{}".to_owned() } else { json!({ "letters": broken }).to_string() };
                history::note_changed(tx, import, before.id, &note)?;
                store::save(tx, Some(&before), *after, &audit)?;
                if let Some(to) = members {
                    links::relink(tx, before.id, &to.before, &to.after, &audit)?;
                }
            }
            Outcome::Unchanged { .. } => {}
        }
    }
    Ok(())
}

fn create_account(tx: &Transaction<'_>, chart: i64, new: NewAccount, trace: &AuditContext) -> Result<()> {
    let draft = AccountDraft { code: Some(new.code), label: Some(new.label), ..AccountDraft::default() };
    let id = accounts::create(tx, chart, draft, trace)?.id;
    // Lines know the account by this identifier.
    if id == new.id { Ok(()) } else { Err(Error::Internal(anyhow::anyhow!("account {id} was to be {}", new.id))) }
}

fn create_project(tx: &Transaction<'_>, new: NewProject, trace: &AuditContext) -> Result<()> {
    let draft = ProjectDraft { code: Some(new.code), label: Some(new.label), ..ProjectDraft::default() };
    let id = projects::create(tx, draft, trace)?.id;
    if id == new.id { Ok(()) } else { Err(Error::Internal(anyhow::anyhow!("project {id} was to be {}", new.id))) }
}

//! Applies a plan in one transaction: records, searchable copies, audit log, and the data needed to undo it.

use rusqlite::Transaction;
use rusqlite::types::Value;
use serde_json::{Map, Value as Json, json};

use super::plan::{Outcome, Plan};
use super::{search, stored_value};
use crate::audit::{AuditContext, AuditLog};
use crate::error::{Error, Result};
use crate::i18n::{Language, text};
use crate::imports::{PROGRESS_LINES, history};
use crate::members::draft::Draft;
use crate::members::given::Given;
use crate::members::layout::Layout;
use crate::members::record::Member;
use crate::members::store;
use crate::msg;

/// Carries out a plan that was made in the same transaction and has no obstacle.
pub fn apply(tx: &Transaction<'_>, layout: &Layout, plan: Plan, import: i64, trace: &AuditContext) -> Result<()> {
    let counts = plan.counts();
    let audit = AuditLog::open(tx, trace)?;
    // The log is always in the default language, whatever that of the request.
    let message = msg!("import-log", created = counts.created, changed = counts.changed);
    audit.message(&text(Language::default(), &message))?;
    for (at, line) in plan.lines.into_iter().enumerate() {
        if at % PROGRESS_LINES == PROGRESS_LINES - 1 {
            tracing::info!(lines = at + 1, "importing");
        }
        match line.outcome {
            Outcome::Created(values) => {
                create(tx, layout, plan.id_category, line.member, values, &audit)?;
                history::note_new(tx, import, line.member, None)?;
            }
            Outcome::Changed { changes, .. } => {
                let values = changes.into_iter().map(|change| (change.field, change.new)).collect();
                change_one(tx, layout, import, line.member, values, &audit)?;
            }
            Outcome::Unchanged { .. } => {}
        }
    }
    Ok(())
}

fn create(
    tx: &Transaction<'_>,
    layout: &Layout,
    category: i64,
    expected: i64,
    values: Vec<(usize, Value)>,
    audit: &AuditLog,
) -> Result<()> {
    let draft = Draft::of_new(layout, category, Given { values, parent: None });
    let id = store::insert(tx, layout, &draft, None, audit)?;
    // Later lines, and the preview, refer to the member by this id.
    if id == expected { Ok(()) } else { Err(Error::Internal(anyhow::anyhow!("member {id} was to be {expected}"))) }
}

/// Gives fields of a member other values, by position, and notes what it takes to undo that.
pub fn change_one(
    tx: &Transaction<'_>,
    layout: &Layout,
    import: i64,
    id: i64,
    values: Vec<(usize, Value)>,
    audit: &AuditLog,
) -> Result<()> {
    let current = Member::get(tx, layout, id)?;
    let mut before = Map::new();
    before.insert("date_updated".to_owned(), json!(current.date_updated));
    if values.iter().any(|(field, _)| layout.searchable.contains(field)) {
        let stored = search::stored(tx, layout, id)?;
        // The saved copy is omitted if it can be derived from the record.
        if stored.as_ref() != Some(&search::made_from(layout, &current.values)) {
            before.insert(
                "search".to_owned(),
                stored.map_or(Json::Null, |row| row.iter().map(stored_value::json).collect()),
            );
        }
    }
    history::note_changed(tx, import, id, &Json::Object(before).to_string())?;
    store::update(tx, layout, &Draft::of_change(current, Given { values, parent: None }), audit)?;
    Ok(())
}

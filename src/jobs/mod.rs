//! Work that nobody waits for: last uses, daily backups, what is old in the trash, the check of the file after a start.

use std::sync::Arc;
use std::time::Duration;

use jiff::SignedDuration;
use rusqlite::Connection;
use tokio::task::JoinHandle;

use crate::accounting::invariants;
use crate::app::App;
use crate::association::Settings;
use crate::audit::{Actor, AuditContext, AuditLog};
use crate::db::{backup, blocking, identity};
use crate::error::Result;
use crate::files::{changes, trash};
use crate::i18n::{Language, text};

/// How often noted uses of keys are written.
const LAST_USE_EVERY: Duration = Duration::from_secs(5);
/// How often it is asked whether a backup is due.
const BACKUP_LOOK_EVERY: Duration = Duration::from_secs(600);
/// An automatic backup is made when the last one is older than that.
const BACKUP_AGE: SignedDuration = SignedDuration::from_hours(24);

/// How long what was deleted waits in the trash (database.md 6).
const TRASH_AGE: SignedDuration = SignedDuration::from_hours(30 * 24);
/// How often the trash is looked through.
const TRASH_LOOK_EVERY: Duration = Duration::from_secs(3600);

/// Jobs under way; they end when this is dropped.
pub struct Jobs(Vec<JoinHandle<()>>);

impl Drop for Jobs {
    fn drop(&mut self) {
        self.0.iter().for_each(JoinHandle::abort);
    }
}

/// Starts the jobs of a server, on the current runtime.
pub fn start(app: &Arc<App>) -> Jobs {
    let (uses, backups, file, bin) = (app.clone(), app.clone(), app.clone(), app.clone());
    Jobs(vec![
        tokio::spawn(async move {
            report("check of the file", file.db.read(identity::check_integrity).await);
            report("check of the books", file.db.read(look_at_books).await);
        }),
        tokio::spawn(async move {
            loop {
                tokio::time::sleep(LAST_USE_EVERY).await;
                report("last use of keys", uses.authenticator.last_use.write(&uses.db).await);
            }
        }),
        tokio::spawn(async move {
            loop {
                tokio::time::sleep(BACKUP_LOOK_EVERY).await;
                report("automatic backup", back_up_if_due(backups.clone()).await);
            }
        }),
        tokio::spawn(async move {
            loop {
                tokio::time::sleep(TRASH_LOOK_EVERY).await;
                report("trash", empty_trash(&bin).await);
            }
        }),
    ])
}

/// Says what is wrong with the books, for whoever runs the server to see: `ruche check` says it again.
fn look_at_books(conn: &Connection) -> Result<()> {
    for violation in invariants::violations(conn)? {
        tracing::warn!(fault = text(Language::default(), &violation), "the books are not in order");
    }
    Ok(())
}

fn report(job: &str, result: Result<()>) {
    if let Err(error) = result {
        tracing::error!(job, %error, "a job failed; it will be tried again");
    }
}

/// Makes the daily backup when the last one is a day old and the file has changed since.
pub async fn back_up_if_due(app: Arc<App>) -> Result<()> {
    blocking(move || {
        let (folder, keep) = (app.config.backup_directory(), app.config.backup_keep);
        if keep == 0 || !is_due(&app)? {
            return Ok(());
        }
        // The association may have asked another program to keep more of them: these are not ours to delete.
        let asked = app.db.read_inline(Settings::read)?.backup_limit;
        let keep = keep.max(asked.unwrap_or(0));
        let made = backup::automatic(app.db.path(), &folder, app.clock.local_now(), keep)?;
        tracing::info!(file = %made.display(), "automatic backup made and verified");
        Ok(())
    })
    .await
}

/// Deletes for good what has been in the trash for thirty days.
pub async fn empty_trash(app: &App) -> Result<()> {
    let before = app.clock.local_now().saturating_sub(TRASH_AGE).strftime("%Y-%m-%d %H:%M:%S").to_string();
    let limit = before.clone();
    let due = app.db.read(move |connection| Ok(trash::list(connection)?.iter().any(|it| it.deleted < limit))).await?;
    if !due {
        return Ok(());
    }
    let trace = AuditContext::on_this_machine(Actor::Job { name: "trash".to_owned() }, &app.clock);
    let emptied = app.db.write(move |tx| changes::empty_trash(tx, &before, &AuditLog::open(tx, &trace)?));
    let files = emptied.await?;
    tracing::info!(files, "what was old in the trash is deleted for good");
    Ok(())
}

fn is_due(app: &App) -> Result<bool> {
    let Some(last) = backup::automatic_ones(&app.config.backup_directory())?.into_iter().next() else {
        return Ok(true);
    };
    let old_enough = last.made().is_none_or(|made| app.clock.local_now() >= made.saturating_add(BACKUP_AGE));
    Ok(old_enough && changed_since(app, last.modified))
}

/// The database, or its write-ahead log, was written after that moment.
fn changed_since(app: &App, moment: std::time::SystemTime) -> bool {
    let log = format!("{}-wal", app.db.path().display());
    [app.db.path(), log.as_ref()]
        .iter()
        .any(|path| path.metadata().and_then(|file| file.modified()).is_ok_and(|modified| modified > moment))
}

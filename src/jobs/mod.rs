//! Background jobs: the queue of jobs, last uses, expired keys, daily backups, purging the trash and the log, ending old snapshots, checks at the start.

mod supervisor;
pub mod worker;

use std::sync::Arc;
use std::time::Duration;

use jiff::SignedDuration;
use rusqlite::Connection;
use tokio::task::JoinHandle;

use crate::accounting::invariants;
use crate::app::App;
use crate::association::Settings;
use crate::audit::{self, Actor, AuditContext, AuditLog};
use crate::auth::keys;
use crate::db::backup::Backups;
use crate::db::{blocking, integrity};
use crate::error::{Error, Result};
use crate::files::{changes, trash};
use crate::i18n::{Language, text};
use crate::mail::Transport;
use crate::messages::{mailing, reminders};
use crate::msg;
use supervisor::{Schedule, supervise};
use worker::Worker;

/// Pause between two writings of the last uses of keys.
const LAST_USE_PAUSE: Duration = Duration::from_secs(5);
/// Pause between two checks for keys that have expired. Requests with such a key are refused at once.
const EXPIRY_PAUSE: Duration = Duration::from_secs(5);
/// Pause between two checks whether a backup is due.
const BACKUP_PAUSE: Duration = Duration::from_secs(600);
/// An automatic backup is made when the last one is older than that.
const BACKUP_AGE: SignedDuration = SignedDuration::from_hours(24);

/// How long deleted files stay in the trash (database.md 6).
const TRASH_AGE: SignedDuration = SignedDuration::from_hours(30 * 24);
/// Pause between two checks of the trash.
const TRASH_PAUSE: Duration = Duration::from_secs(3600);
/// Pause between two looks whether the reminders of the day are to be sent.
const REMINDERS_PAUSE: Duration = Duration::from_secs(600);
/// The hour from which they are: nobody wants one at midnight.
const REMINDERS_HOUR: i8 = 7;
/// Pause between two looks for group messages whose recipients are to be forgotten.
const MAILINGS_PAUSE: Duration = Duration::from_secs(3600);
/// Pause between two looks at the age of the log's lines, and before the first one.
const LOG_SOON: Duration = Duration::from_secs(5);
const LOG_PAUSE: Duration = Duration::from_secs(3600);
/// Pause between two attempts to empty the write-ahead log of what was erased.
const ERASURE_PAUSE: Duration = Duration::from_secs(5);
/// The longest pause between two checks for old snapshots.
const SNAPSHOT_PAUSE_MAX: Duration = Duration::from_secs(10);
/// Pause before a check of the start is tried again.
const CHECK_RETRY: Duration = Duration::from_secs(600);

/// Pause before the queue is worked on again after a failure of the database.
const QUEUE_RETRY: Duration = Duration::from_secs(10);

/// Jobs under way; they end when this is dropped.
pub struct Jobs {
    handles: Vec<JoinHandle<()>>,
    /// None where nothing can be written: what is to be sent is noted first.
    worker: Option<Arc<Worker>>,
}

impl Jobs {
    /// Ends the jobs; a message that is being sent is finished first, so that its fate is known. Waits at most `limit`.
    pub async fn stop(self, limit: Duration) {
        // What takes longer is known as uncertain at the next start.
        if let Some(worker) = &self.worker {
            let _ = tokio::time::timeout(limit, worker.stop()).await;
        }
    }
}

impl Drop for Jobs {
    fn drop(&mut self) {
        self.handles.iter().for_each(JoinHandle::abort);
    }
}

/// Starts the jobs of a server, on the current runtime.
///
/// # Errors
///
/// [`crate::error::Error::Invalid`] for settings of the mail server that contradict each other.
pub fn start(app: &Arc<App>) -> Result<Jobs> {
    let snapshot_pause = (app.config.snapshot_limit.duration() / 10).clamp(Duration::from_secs(1), SNAPSHOT_PAUSE_MAX);
    let mut handles = vec![
        job(app, "check_file", Schedule::Once { retry: CHECK_RETRY }, |app| async move {
            app.db.read_long(integrity::require_sound).await
        }),
        job(app, "check_books", Schedule::Once { retry: CHECK_RETRY }, |app| async move {
            app.db.read_long(check_books).await
        }),
        job(app, "search_index", Schedule::Once { retry: CHECK_RETRY }, |app| app.build_search_index()),
        job(app, "snapshots", Schedule::Every(snapshot_pause), |app| async move {
            end_old_snapshots(&app);
            Ok(())
        }),
    ];
    // A file that cannot be changed has nothing to be noted, saved or purged.
    let worker = if app.db.is_read_only() { None } else { Some(Arc::new(Worker::new(app)?)) };
    if let Some(worker) = &worker {
        let worker = worker.clone();
        handles.extend([
            job(app, "queue", Schedule::WhenWoken { retry: QUEUE_RETRY }, move |_| {
                let worker = worker.clone();
                async move { worker.run().await }
            }),
            job(app, "indexes", Schedule::Once { retry: CHECK_RETRY }, |app| app.ensure_indexes()),
            job(app, "last_use", Schedule::Every(LAST_USE_PAUSE), |app| async move {
                app.authenticator.last_use.write(&app.db).await
            }),
            job(
                app,
                "expired_keys",
                Schedule::Every(EXPIRY_PAUSE),
                |app| async move { app.set_expired_keys_aside().await },
            ),
            job(app, "backup", Schedule::Every(BACKUP_PAUSE), back_up_if_due),
            job(app, "trash", Schedule::Every(TRASH_PAUSE), |app| async move { empty_trash(&app).await }),
            job(app, "log", Schedule::SoonThenEvery { soon: LOG_SOON, pause: LOG_PAUSE }, |app| async move {
                purge_log(&app).await
            }),
            job(app, "erasure", Schedule::Every(ERASURE_PAUSE), |app| async move { app.db.empty_log_if_asked().await }),
            job(app, "reminders", Schedule::Every(REMINDERS_PAUSE), |app| async move { ask_for_reminders(&app).await }),
            job(
                app,
                "key_reminders",
                Schedule::Every(REMINDERS_PAUSE),
                |app| async move { remind_of_keys(&app).await },
            ),
            job(app, "old_mailings", Schedule::Every(MAILINGS_PAUSE), |app| async move {
                forget_old_recipients(&app).await
            }),
        ]);
    }
    Ok(Jobs { handles, worker })
}

fn job<R>(
    app: &Arc<App>,
    name: &'static str,
    schedule: Schedule,
    run: impl Fn(Arc<App>) -> R + Send + Sync + 'static,
) -> JoinHandle<()>
where
    R: Future<Output = Result<()>> + Send + 'static,
{
    let app = app.clone();
    tokio::spawn(async move { supervise(&app.job_log, &app.clock, name, schedule, || run(app.clone())).await })
}

/// Ends the readings that are older than the settings allow.
pub fn end_old_snapshots(app: &App) {
    let ended = app.db.interrupt_snapshots_older_than(app.config.snapshot_limit.duration());
    if ended > 0 {
        tracing::warn!(ended, "readings took longer than snapshot_limit and were stopped");
    }
}

/// Logs what is wrong with the books; `ruche check` shows it too.
fn check_books(conn: &Connection) -> Result<()> {
    for violation in invariants::violations(conn)? {
        tracing::warn!(fault = text(Language::default(), &violation), "the books are not in order");
    }
    Ok(())
}

/// Makes the daily backup when the last one is a day old and the file has changed since.
pub async fn back_up_if_due(app: Arc<App>) -> Result<()> {
    // A file that is not ours any more must not push the last backups of ours out.
    app.db.require_present()?;
    blocking(move || {
        let (folder, keep, now) = (app.config.backup_directory(), app.config.backup_keep, app.clock.local_now());
        let backups = Backups::of(app.db.path(), &folder);
        if keep == 0 || !backups.is_automatic_due(now, BACKUP_AGE)? {
            return Ok(());
        }
        // Paheko's own setting may ask for more backups; those must not be deleted.
        let asked = app.db.read_inline(Settings::read)?.backup_limit;
        let made = backups.make_automatic(now, keep.max(asked.unwrap_or(0))).map_err(without_path)?;
        tracing::info!(file = %made.display(), "automatic backup made and verified");
        Ok(())
    })
    .await
}

/// Whoever runs commands is told which file; what `status` shows is for anybody with a key.
fn without_path(error: Error) -> Error {
    match error {
        Error::Invalid { .. } | Error::Conflict(_) => {
            tracing::error!(%error, "the automatic backup could not be made");
            Error::Busy(msg!("backup-impossible"))
        }
        other => other,
    }
}

/// Deletes for good the files that have been in the trash for thirty days.
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
    tracing::info!(files, "the old files of the trash are deleted for good");
    Ok(())
}

/// Asks for the reminders of the day, once, where mail goes out: without it they are not recorded as sent either.
pub async fn ask_for_reminders(app: &App) -> Result<()> {
    let local = app.clock.local_now();
    if local.hour() < REMINDERS_HOUR || !Transport::of(&app.config)?.is_on() {
        return Ok(());
    }
    let (today, now, moment) = (local.date(), app.clock.now(), app.clock.local_now_text());
    if app.db.read(move |conn| reminders::is_asked(conn, today)).await? {
        return Ok(());
    }
    app.db.write(move |tx| reminders::ask(tx, today, now, &moment)).await
}

/// Writes to those who answer for keys that end soon, where mail goes out.
pub async fn remind_of_keys(app: &App) -> Result<()> {
    if app.clock.local_now().hour() < REMINDERS_HOUR || !Transport::of(&app.config)?.is_on() {
        return Ok(());
    }
    let (now, moment) = (app.clock.now(), app.clock.local_now_text());
    let at = moment.clone();
    if app.db.read(move |conn| keys::reminders::is_due(conn, &at)).await? {
        app.db.write(move |tx| keys::reminders::send(tx, Language::default(), now, &moment)).await?;
    }
    Ok(())
}

/// Forgets who received the group messages that were sent six months ago.
pub async fn forget_old_recipients(app: &App) -> Result<()> {
    let moment = app.clock.local_now_text();
    let since = moment.clone();
    if app.db.read(move |conn| mailing::has_old(conn, &since)).await? {
        app.db.write(move |tx| mailing::anonymise_old(tx, &moment)).await?;
    }
    Ok(())
}

/// Deletes the lines of the log that are older than the association keeps them.
pub async fn purge_log(app: &App) -> Result<()> {
    let now = app.clock.local_now();
    let lines = app.db.write(move |tx| audit::purge_log(tx, now)).await?;
    if lines > 0 {
        tracing::info!(lines, "old lines of the log are deleted");
    }
    Ok(())
}

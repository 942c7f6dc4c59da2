//! Does the jobs of the queue: woken by what the server writes, by the moment of the next job, and now and then for what other
//! processes queued.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use futures_util::FutureExt;
use tokio::sync::Notify;

use crate::app::App;
use crate::delivery::{self, EncryptedOnly, Mailer, Next};
use crate::error::{Error, Result};
use crate::i18n::{Language, text};
use crate::job_queue::{self, Claimed, Job, Wanted};
use crate::members::layout::Layout;
use crate::messages::reminders::{self, Report};
use crate::msg;

/// The longest pause between two looks: for jobs that another process wrote.
const LOOK_PAUSE: Duration = Duration::from_secs(60);
/// Jobs taken at a time.
const CLAIMED_MAX: i64 = 50;

/// The one worker of a server.
pub struct Worker {
    app: Arc<App>,
    mailer: Mailer,
    has_recovered: AtomicBool,
    stopping: AtomicBool,
    stop: Notify,
    stopped: Notify,
}

impl Worker {
    /// # Errors
    ///
    /// [`Error::Invalid`] for settings of the mail server that contradict each other.
    pub fn new(app: &Arc<App>) -> Result<Self> {
        Ok(Worker {
            app: app.clone(),
            mailer: Mailer::new(app)?,
            has_recovered: AtomicBool::new(false),
            stopping: AtomicBool::new(false),
            stop: Notify::new(),
            stopped: Notify::new(),
        })
    }

    /// Takes no further job, and returns when the one under way is finished.
    pub async fn stop(&self) {
        self.stopping.store(true, Ordering::Release);
        self.stop.notify_one();
        self.stopped.notified().await;
    }

    fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::Acquire)
    }

    /// Does what is due, then waits until something may be.
    pub async fn run(&self) -> Result<()> {
        if self.is_stopping() {
            self.stopped.notify_one();
            return std::future::pending().await;
        }
        let worked = self.work().await;
        if worked.is_err() {
            // What became of the message under way may not have been written: it is settled as after a crash.
            self.has_recovered.store(false, Ordering::Release);
        }
        worked?;
        if self.wait().await? {
            delivery::adopt(&self.app).await?;
        }
        Ok(())
    }

    /// Does everything that is due; gives the number of jobs that were tried. What a crash left is settled first.
    pub async fn work(&self) -> Result<usize> {
        if !self.has_recovered.load(Ordering::Acquire) {
            delivery::recover(&self.app).await?;
            self.has_recovered.store(true, Ordering::Release);
        }
        let mut count = 0;
        while !self.is_stopping() && self.seconds_to_next().await? == Some(0) {
            let (now, wanted) = (self.app.clock.now(), self.wanted());
            let claimed = self.app.db.write(move |tx| job_queue::claim(tx, now, wanted, CLAIMED_MAX)).await?;
            if claimed.is_empty() {
                break;
            }
            let encrypted = delivery::encrypted_only(&self.app).await?;
            let mut mail_stopped = false;
            for job in claimed {
                let is_mail = matches!(job.job, Some(Job::SendMail { .. }));
                if self.is_stopping() {
                    return self.mailer.rest().await.map(|()| count);
                }
                // When the mail server takes nothing, all messages that are due wait already.
                if !(is_mail && mail_stopped) {
                    count += 1;
                    mail_stopped |= self.attempt(job, &encrypted).await? == Next::Stop;
                }
            }
        }
        self.mailer.rest().await?;
        Ok(count)
    }

    fn wanted(&self) -> Wanted {
        if self.mailer.is_on() { Wanted::All } else { Wanted::NoMail }
    }

    async fn seconds_to_next(&self) -> Result<Option<u64>> {
        let (now, wanted) = (self.app.clock.now(), self.wanted());
        self.app.db.read(move |conn| job_queue::seconds_to_next(conn, now, wanted)).await
    }

    /// Returns when a job is due, or `true` after the longest pause.
    async fn wait(&self) -> Result<bool> {
        let end = tokio::time::Instant::now() + LOOK_PAUSE;
        loop {
            let next = self.seconds_to_next().await?.map(Duration::from_secs);
            if next == Some(Duration::ZERO) {
                return Ok(false);
            }
            let next = next.map(|next| tokio::time::Instant::now() + next);
            tokio::select! {
                () = self.app.db.jobs_written() => {}
                () = self.stop.notified() => return Ok(false),
                () = tokio::time::sleep_until(next.unwrap_or(end).min(end)) => {
                    return Ok(tokio::time::Instant::now() >= end);
                }
            }
        }
    }

    /// Tries one job. Its failure, or its panic, is written beside it and never ends the worker.
    async fn attempt(&self, job: Claimed, encrypted: &EncryptedOnly) -> Result<Next> {
        let attempt = AssertUnwindSafe(self.perform(job.clone(), encrypted)).catch_unwind().await;
        let (reason, for_good) = match attempt {
            Ok(Ok(next)) => return Ok(next),
            // The database cannot be written: the failure could not be either.
            Ok(Err(error @ (Error::Busy(_) | Error::DiskFull))) => return Err(error),
            Ok(Err(error)) => {
                tracing::error!(job = job.id, %error, "a job of the queue failed");
                (error.sentence(Language::default()), false)
            }
            Err(_) => (text(Language::default(), &msg!("job-panicked")), false),
        };
        self.fail(job, reason, for_good).await
    }

    async fn perform(&self, job: Claimed, encrypted: &EncryptedOnly) -> Result<Next> {
        match job.job.clone() {
            Some(Job::SendMail { message }) => self.mailer.send(&self.app, job, message, encrypted).await,
            Some(Job::SendReminders {}) => self.send_reminders(job.id).await,
            None => self.fail(job, text(Language::default(), &msg!("job-unknown-kind")), true).await,
        }
    }

    /// Reminders are queued and the job ends in one transaction.
    async fn send_reminders(&self, id: i64) -> Result<Next> {
        let clock = self.app.clock.clone();
        let sent = self.app.db.write(move |tx| {
            let (today, moment) = (clock.local_now().date(), clock.local_now_text());
            let report = reminders::send(tx, &Layout::read(tx)?, today, Language::default(), clock.now(), &moment)?;
            job_queue::done(tx, id)?;
            Ok(report)
        });
        let Report { sent, queued, skipped } = sent.await?;
        tracing::info!(sent, queued, skipped = skipped.len(), "the reminders of the day are queued");
        Ok(Next::GoOn)
    }

    async fn fail(&self, job: Claimed, reason: String, for_good: bool) -> Result<Next> {
        let (now, moment) = (self.app.clock.now(), self.app.clock.local_now_text());
        self.app.db.write(move |tx| job_queue::failed(tx, &job, &reason, for_good, now, &moment)).await?;
        Ok(Next::GoOn)
    }
}

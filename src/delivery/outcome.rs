//! What became of a message, written in one transaction with its job.

use super::Next;
use crate::app::App;
use crate::error::Result;
use crate::i18n::{Language, Message, text};
use crate::job_queue::{self, Claimed, Outcome};
use crate::mail::address::{self, Refusal};
use crate::mail::smtp::Failure;
use crate::mail::{flight, queue};

/// What the mail server did without refusing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Taken {
    Yes,
    /// The message was taken back before its content went out.
    Withdrawn,
}

/// Writes what became of a message that was offered.
pub(super) async fn settle(
    app: &App,
    job: Claimed,
    message: i64,
    hash: String,
    result: Result<Taken, Failure>,
) -> Result<Next> {
    match result {
        Ok(Taken::Yes) => sent(app, job.id, message, hash).await,
        Ok(Taken::Withdrawn) => gone(app, job.id).await,
        Err(Failure::Uncertain(_)) => super::set_aside(app, message).await,
        Err(Failure::Server(reason)) => server_failed(app, message, reason).await,
        Err(failure) => refused(app, job, message, hash, failure).await,
    }
}

async fn sent(app: &App, job: i64, message: i64, hash: String) -> Result<Next> {
    let moment = app.clock.local_now_text();
    app.db
        .write(move |tx| {
            address::sent(tx, &hash, &moment)?;
            queue::remove(tx, message)?;
            job_queue::done(tx, job)
        })
        .await?;
    Ok(Next::GoOn)
}

/// The job of a message that is no longer in the queue ends.
pub(super) async fn gone(app: &App, job: i64) -> Result<Next> {
    app.db.write(move |tx| job_queue::done(tx, job)).await?;
    Ok(Next::GoOn)
}

/// A message that its recipient must not get, or cannot, leaves the queue.
pub(super) async fn drop_message(app: &App, job: i64, message: i64, refusal: Refusal) -> Result<()> {
    tracing::info!(message, ?refusal, "a message is not sent");
    app.db
        .write(move |tx| {
            queue::remove(tx, message)?;
            job_queue::done(tx, job)
        })
        .await
}

/// A message that cannot be sent as it is stays in the queue, and its job says why.
pub(super) async fn give_up(app: &App, job: &Claimed, reason: &Message) -> Result<()> {
    let (now, moment) = (app.clock.now(), app.clock.local_now_text());
    let (job, reason) = (job.clone(), text(Language::default(), reason));
    app.db.write(move |tx| job_queue::failed(tx, &job, &reason, true, now, &moment)).await.map(drop)
}

/// The mail server was not reached or refuses us: no message is at fault, and all that are due wait.
async fn server_failed(app: &App, message: i64, reason: String) -> Result<Next> {
    tracing::warn!(reason, "the mail server did not take messages");
    let (now, moment) = (app.clock.now(), app.clock.local_now_text());
    app.db
        .write(move |tx| {
            flight::cancel(tx, message)?;
            job_queue::failed_together(tx, "send_mail", &reason, now, &moment)
        })
        .await?;
    Ok(Next::Stop)
}

/// The mail server refused this message: for now it is tried again; for good it leaves the queue if its address is the
/// reason, and is given up and stays if it is not.
async fn refused(app: &App, job: Claimed, message: i64, hash: String, failure: Failure) -> Result<Next> {
    let (now, moment) = (app.clock.now(), app.clock.local_now_text());
    let outcome = app.db.write(move |tx| {
        let reason = failure.reason();
        flight::cancel(tx, message)?;
        let is_for_good = matches!(failure, Failure::Permanent(_));
        let is_refusal = !matches!(failure, Failure::Lost(_)) && !failure.is_greylisting();
        // Further attempts with one message say nothing new about its address.
        if is_for_good || job.attempts == 0 && is_refusal {
            address::failed(tx, &hash, failure.blames_address(), reason, &moment)?;
        }
        if failure.blames_address() {
            queue::remove(tx, message)?;
            job_queue::done(tx, job.id)?;
            return Ok(Outcome::GivenUp);
        }
        job_queue::failed(tx, &job, reason, is_for_good, now, &moment)
    });
    if outcome.await? == Outcome::GivenUp {
        tracing::warn!(message, "the mail server refused a message for good");
    }
    Ok(Next::GoOn)
}

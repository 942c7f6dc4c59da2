//! Handing messages to the mail server: each exactly once, or set aside as uncertain.
//!
//! Sender and recipient are named first; then the message is marked in the database; then its content goes out; then it is
//! taken out of the queue. A crash before the mark leaves a message that waits, a crash after it one that may have been sent.

mod outcome;
mod outgoing;
mod test_message;

use std::sync::{Mutex, MutexGuard};

use crate::app::App;
use crate::db::blocking;
use crate::error::Result;
use crate::job_queue::{self, Claimed};
use crate::mail::smtp::{Failure, Session};
use crate::mail::{Transport, flight, queue, uncertain, write_to_folder};
use outcome::Taken;
use outgoing::{Outgoing, Prepared};

pub use outgoing::{EncryptedOnly, encrypted_only};
pub use test_message::send_test;

/// Sends messages, over one connection as long as there are some.
pub struct Mailer {
    transport: Transport,
    session: Mutex<Option<Session>>,
}

/// Whether it makes sense to go on with the next message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    GoOn,
    /// The mail server cannot be reached or refuses us: every message waits.
    Stop,
}

impl Mailer {
    /// # Errors
    ///
    /// [`crate::error::Error::Invalid`] for settings that contradict each other.
    pub fn new(app: &App) -> Result<Self> {
        Ok(Mailer { transport: Transport::of(&app.config)?, session: Mutex::new(None) })
    }

    pub fn is_on(&self) -> bool {
        self.transport.is_on()
    }

    /// Sends one message of the queue and settles what became of it, its job included.
    pub async fn send(&self, app: &App, job: Claimed, message: i64, encrypted: &EncryptedOnly) -> Result<Next> {
        let outgoing = match Outgoing::prepare(app, &job, message, encrypted).await? {
            Prepared::Ready(outgoing) => *outgoing,
            Prepared::Settled => return Ok(Next::GoOn),
        };
        let result = match &self.transport {
            Transport::Off => Err(Failure::Server(String::new())),
            Transport::Smtp(_) => self.over_smtp(app, &outgoing, message).await?,
            Transport::Folder(folder) => {
                let folder = folder.clone();
                let (id, bytes) = (outgoing.composed.message_id.clone(), outgoing.composed.bytes.clone());
                if !begin(app, message, &outgoing.composed.message_id).await? {
                    return outcome::gone(app, job.id).await;
                }
                let written = blocking(move || write_to_folder(&folder, &id, &bytes)).await;
                written.map(|()| Taken::Yes).map_err(|error| Failure::Server(error.to_string()))
            }
        };
        outcome::settle(app, job, message, outgoing.recipient_hash, result).await
    }

    /// Ends the connection, once nothing is left to send.
    pub async fn rest(&self) -> Result<()> {
        let session = self.lock().take();
        match session {
            Some(session) => {
                blocking(move || {
                    session.quit();
                    Ok(())
                })
                .await
            }
            None => Ok(()),
        }
    }

    async fn over_smtp(&self, app: &App, outgoing: &Outgoing, message: i64) -> Result<Result<Taken, Failure>> {
        let mut session = match self.offer(outgoing).await? {
            Ok(session) => session,
            Err(failure) => return Ok(Err(failure)),
        };
        if !begin(app, message, &outgoing.composed.message_id).await? {
            // It was taken back meanwhile. The server forgets the offer when the connection ends.
            return Ok(Ok(Taken::Withdrawn));
        }
        let bytes = outgoing.composed.bytes.clone();
        let (session, result) = blocking(move || {
            let result = session.transmit(&bytes);
            Ok((session, result))
        })
        .await?;
        self.keep(session);
        Ok(result.map(|()| Taken::Yes))
    }

    /// Names sender and recipient. A connection that was kept may have been ended by the server: then on a new one.
    async fn offer(&self, outgoing: &Outgoing) -> Result<Result<Session, Failure>> {
        let kept = self.lock().take().filter(Session::is_usable);
        let Transport::Smtp(server) = self.transport.clone() else {
            return Ok(Err(Failure::Server(String::new())));
        };
        let (from, to) = (outgoing.composed.from.clone(), outgoing.composed.to.clone());
        let offered = blocking(move || {
            if let Some(mut session) = kept {
                match session.offer(&from, &to) {
                    Err(Failure::Server(_) | Failure::Lost(_)) => {}
                    result => return Ok((Some(session), result)),
                }
            }
            Ok(match Session::open(&server, from.as_ref()) {
                Ok(mut session) => {
                    let result = session.offer(&from, &to);
                    (Some(session), result)
                }
                Err(failure) => (None, Err(failure)),
            })
        });
        Ok(match offered.await? {
            (Some(session), Ok(())) => Ok(session),
            (session, Err(failure)) => {
                if let Some(session) = session.filter(|_| !matches!(failure, Failure::Server(_) | Failure::Lost(_))) {
                    self.keep(session);
                }
                Err(failure)
            }
            (None, Ok(())) => Err(Failure::Server(String::new())),
        })
    }

    fn keep(&self, session: Session) {
        *self.lock() = Some(session).filter(Session::is_usable);
    }

    fn lock(&self) -> MutexGuard<'_, Option<Session>> {
        self.session.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}

/// Marks a message before its content goes out; `false` if it is no longer to be sent.
async fn begin(app: &App, message: i64, message_id: &str) -> Result<bool> {
    let (moment, message_id) = (app.clock.local_now_text(), message_id.to_owned());
    app.db.write(move |tx| flight::begin(tx, message, &message_id, &moment)).await
}

/// Settles what a crash left and takes over what other programs queued: before anything is sent.
pub async fn recover(app: &App) -> Result<()> {
    let (now, moment) = (app.clock.now(), app.clock.local_now_text());
    let recovered = app.db.write(move |tx| {
        job_queue::release_leases(tx)?;
        let uncertain = queue::recover(tx, &moment)?;
        Ok((uncertain, queue::adopt(tx, now, &moment)?))
    });
    let (uncertain, adopted) = recovered.await?;
    if uncertain > 0 {
        tracing::warn!(uncertain, "messages may have been sent before the program ended; see mail/uncertain");
    }
    if adopted > 0 {
        tracing::info!(adopted, "messages that wait were taken over");
    }
    Ok(())
}

/// Takes over what other programs queued since.
pub async fn adopt(app: &App) -> Result<()> {
    if !app.db.read(queue::has_orphans).await? {
        return Ok(());
    }
    let (now, moment) = (app.clock.now(), app.clock.local_now_text());
    app.db.write(move |tx| queue::adopt(tx, now, &moment)).await.map(drop)
}

/// Sets a message aside whose fate is unknown.
async fn set_aside(app: &App, message: i64) -> Result<Next> {
    let moment = app.clock.local_now_text();
    app.db.write(move |tx| uncertain::set_aside(tx, message, uncertain::Reason::NoAnswer, &moment)).await?;
    tracing::warn!(message, "a message may have been sent or not; see mail/uncertain");
    Ok(Next::GoOn)
}

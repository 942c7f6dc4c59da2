//! A message on its way out: read, checked and composed.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::SystemTime;

use rusqlite::Connection;
use sha2::{Digest, Sha256};

use super::outcome;
use crate::app::App;
use crate::association::Settings;
use crate::config::Config;
use crate::error::{Error, Result};
use crate::files;
use crate::i18n::Message;
use crate::job_queue::Claimed;
use crate::mail::address::{self, Refusal};
use crate::mail::{Attachment, Composed, QueuedMessage, Sender, compose, flight, queue};
use crate::members::encryption;
use crate::members::layout::Layout;
use crate::msg;
use crate::text::hexadecimal;

/// The hashes of addresses that receive encrypted mail only.
pub type EncryptedOnly = Arc<HashSet<String>>;

/// Reads them: once for some messages.
pub async fn encrypted_only(app: &App) -> Result<EncryptedOnly> {
    let read = app.db.read(|conn| encryption::addresses(conn, &Layout::read(conn)?));
    Ok(Arc::new(read.await?))
}

/// A message that can be handed over.
pub(super) struct Outgoing {
    pub composed: Composed,
    pub recipient_hash: String,
}

/// What became of the preparation.
pub(super) enum Prepared {
    Ready(Box<Outgoing>),
    /// It is not to be sent: nothing is left to do.
    Settled,
}

/// What is to be done with a message.
enum Decision {
    Send(Box<Outgoing>),
    /// It is no longer in the queue.
    Gone,
    /// Somebody began to send it and did not say what became of it.
    InFlight,
    /// It is never sent: dropped, as Paheko does (platform.md 6.2).
    Drop(Refusal),
    /// It cannot be sent as it is; it stays for a person to see.
    Keep(Message),
}

impl Outgoing {
    pub async fn prepare(app: &App, job: &Claimed, message: i64, encrypted: &EncryptedOnly) -> Result<Prepared> {
        let (config, now, encrypted) = (app.config.clone(), app.clock.now(), encrypted.clone());
        let seed = format!("{} {}", job.created, job.id);
        let decided = app.db.read(move |conn| decide(conn, &config, message, &seed, now.into(), &encrypted));
        match decided.await? {
            Decision::Send(outgoing) => return Ok(Prepared::Ready(outgoing)),
            Decision::Gone => outcome::gone(app, job.id).await.map(drop)?,
            Decision::InFlight => super::set_aside(app, message).await.map(drop)?,
            Decision::Drop(refusal) => outcome::drop_message(app, job.id, message, refusal).await?,
            Decision::Keep(reason) => outcome::give_up(app, job, &reason).await?,
        }
        Ok(Prepared::Settled)
    }
}

fn decide(
    conn: &Connection,
    config: &Config,
    id: i64,
    seed: &str,
    date: SystemTime,
    encrypted: &HashSet<String>,
) -> Result<Decision> {
    let Some(message) = queue::find(conn, id)? else { return Ok(Decision::Gone) };
    if flight::is_marked(conn, id)? {
        return Ok(Decision::InFlight);
    }
    if message.has_pgp_key || encrypted.contains(&message.recipient_hash) {
        return Ok(Decision::Keep(msg!("mail-refused-encryption")));
    }
    if let Some(refusal) = address::refusal(conn, &message.recipient, message.context)? {
        return Ok(Decision::Drop(refusal));
    }
    let sender = Sender::of(&Settings::read(conn)?, config)?;
    let attachments = match attachments(conn, id)? {
        Ok(attachments) => attachments,
        Err(missing) => return Ok(Decision::Keep(msg!("mail-attachment-missing", path = missing))),
    };
    let message_id = message_id(&message, seed, sender.envelope_address());
    match compose(&message, &sender, attachments, &message_id, date) {
        Ok(composed) => Ok(Decision::Send(Box::new(Outgoing { composed, recipient_hash: message.recipient_hash }))),
        Err(Error::Invalid { message, .. }) => Ok(Decision::Keep(message)),
        Err(error) => Err(error),
    }
}

/// The identifier of a message: the same at every attempt, so that a mail server may know a message that it has.
fn message_id(message: &QueuedMessage, seed: &str, from: &str) -> String {
    let digest = Sha256::digest(format!("{seed} {} {}", message.recipient_hash, message.subject));
    let domain = from.rsplit_once('@').map_or("localhost", |(_, domain)| domain);
    let domain = crate::text::ascii_host(domain).unwrap_or_default();
    format!("{}@{domain}", hexadecimal(&digest[..16]))
}

/// The files that go with a message, or the path of one that is missing.
fn attachments(conn: &Connection, id: i64) -> Result<Result<Vec<Attachment>, String>> {
    let mut all = Vec::new();
    for path in queue::attachments(conn, id)? {
        let Some(file) = files::find(conn, &path)? else { return Ok(Err(path)) };
        let Some(size) = files::content_size(conn, file.id)? else { return Ok(Err(path)) };
        let mut bytes = Vec::new();
        files::copy_content(conn, file.id, size, 0..size, &mut bytes)?;
        let media_type = file.media_type.clone();
        all.push(Attachment { name: file.name.clone(), media_type, bytes });
    }
    Ok(Ok(all))
}

//! Requests that are done once however often they are sent: clients that heard no answer send them again with the same
//! `Idempotency-Key`, and are told the first answer.

use rusqlite::{Connection, OptionalExtension, Transaction};
use serde_json::{Map, Value as Json};
use sha2::{Digest, Sha256};

use crate::error::{Error, Result};
use crate::msg;
use crate::text::hexadecimal;

/// The longest key, in bytes.
const KEY_BYTES_MAX: usize = 255;

/// One such request.
#[derive(Debug, Clone)]
pub struct IdempotencyKey {
    /// Keys of different clients have nothing to do with each other.
    who: String,
    key: String,
    /// A digest of what is asked.
    request: String,
}

impl IdempotencyKey {
    /// A request of somebody to an address, with the key of its header.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] when the key is empty, too long, or has other characters than visible ASCII.
    pub fn new(who: &str, key: &[u8], address: &str, params: &Map<String, Json>) -> Result<Self> {
        let key = std::str::from_utf8(key).ok().map(str::trim).filter(|key| {
            (1..=KEY_BYTES_MAX).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ')
        });
        let wrong = || Error::invalid_field("Idempotency-Key", msg!("once-key-wrong", limit = KEY_BYTES_MAX));
        let mut digest = Sha256::new();
        digest.update(address);
        digest.update([0]);
        digest.update(serde_json::to_vec(params)?);
        Ok(IdempotencyKey {
            who: who.to_owned(),
            key: key.ok_or_else(wrong)?.to_owned(),
            request: hexadecimal(&digest.finalize()),
        })
    }

    /// What was answered the first time; `None` the first time.
    fn earlier(&self, conn: &Connection) -> Result<Option<Vec<u8>>> {
        let mut statement =
            conn.prepare_cached("SELECT request, answer FROM ruche_requests WHERE who = ?1 AND key = ?2")?;
        let row = statement.query_row([&self.who, &self.key], |row| Ok((row.get::<_, String>(0)?, row.get(1)?)));
        match row.optional()? {
            None => Ok(None),
            Some((request, answer)) if request == self.request => Ok(Some(answer)),
            Some(_) => Err(Error::KeyReused(msg!("once-key-reused", key = self.key.as_str()))),
        }
    }

    /// Keeps the answer; answers older than a week are forgotten.
    fn keep(&self, tx: &Transaction<'_>, answer: &[u8], moment: &str) -> Result<()> {
        tx.prepare_cached("DELETE FROM ruche_requests WHERE moment < datetime(?1, '-7 days')")?.execute([moment])?;
        tx.prepare_cached(
            "INSERT INTO ruche_requests (who, key, request, answer, moment) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute((&self.who, &self.key, &self.request, answer, moment))?;
        Ok(())
    }
}

/// Does what is asked and gives its answer; what was answered the first time, when the request has a key and was done
/// before. The answer is kept in the transaction that did what was asked; `moment` is a local date-time.
///
/// # Errors
///
/// [`Error::KeyReused`] when the key came with another request, and those of `work`.
pub fn with_idempotency(
    key: Option<&IdempotencyKey>,
    tx: &Transaction<'_>,
    moment: &str,
    work: impl FnOnce() -> Result<Vec<u8>>,
) -> Result<Vec<u8>> {
    let Some(key) = key else { return work() };
    if let Some(earlier) = key.earlier(tx)? {
        return Ok(earlier);
    }
    let answer = work()?;
    key.keep(tx, &answer, moment)?;
    Ok(answer)
}

//! Requests that are done once however often they are sent: a client that heard no answer sends the request again with
//! the same `Idempotency-Key`, and is told the first answer.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension, Transaction, params};
use sha2::{Digest, Sha256};

use crate::audit::Actor;
use crate::error::{Error, Result};
use crate::msg;
use crate::text::hexadecimal;

/// The longest key, in bytes.
const KEY_BYTES_MAX: usize = 255;

/// A whole answer, made in the transaction that did the work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    pub status: u16,
    pub content_type: String,
    pub headers: BTreeMap<String, String>,
    pub body: Vec<u8>,
}

/// One request with its key.
#[derive(Debug, Clone)]
pub struct IdempotencyKey {
    /// Keys of different clients are independent.
    who: String,
    key: String,
    /// A digest of the request.
    request: String,
}

impl IdempotencyKey {
    /// The key of a request; `request` is what tells one request from another: method, path, query, body.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] if the key is empty, too long, or has other characters than visible ASCII.
    pub fn new(actor: &Actor, key: &[u8], request: [&[u8]; 4]) -> Result<Self> {
        let key = std::str::from_utf8(key).ok().map(str::trim).filter(|key| {
            (1..=KEY_BYTES_MAX).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ')
        });
        let wrong = || Error::invalid_field("Idempotency-Key", msg!("once-key-wrong", limit = KEY_BYTES_MAX));
        let mut digest = Sha256::new();
        for part in request {
            // The length keeps the parts apart.
            digest.update((part.len() as u64).to_le_bytes());
            digest.update(part);
        }
        Ok(IdempotencyKey {
            who: owner(actor),
            key: key.ok_or_else(wrong)?.to_owned(),
            request: hexadecimal(&digest.finalize()),
        })
    }

    /// The first answer; `None` if the request was not done yet.
    ///
    /// # Errors
    ///
    /// [`Error::KeyReused`] if the key came with another request, [`Error::Conflict`] if the answer was forgotten.
    pub fn earlier(&self, conn: &Connection) -> Result<Option<Answer>> {
        let mut statement = conn.prepare_cached(
            "SELECT request, status, content_type, headers, answer FROM ruche_requests WHERE who = ?1 AND key = ?2",
        )?;
        let row = statement.query_row([&self.who, &self.key], |row| {
            let answer = (row.get(1)?, row.get(2)?, row.get::<_, String>(3)?, row.get::<_, Option<Vec<u8>>>(4)?);
            Ok((row.get::<_, String>(0)?, answer))
        });
        let Some((request, (status, content_type, headers, body))) = row.optional()? else { return Ok(None) };
        if request != self.request {
            return Err(Error::KeyReused(msg!("once-key-reused", key = self.key.as_str())));
        }
        let body = body.ok_or_else(|| Error::Conflict(msg!("once-answer-forgotten", key = self.key.as_str())))?;
        Ok(Some(Answer { status, content_type, headers: serde_json::from_str(&headers)?, body }))
    }

    /// Keeps an answer, and drops those older than a week.
    fn keep(&self, tx: &Transaction<'_>, answer: &Answer, moment: &str) -> Result<()> {
        tx.prepare_cached("DELETE FROM ruche_requests WHERE moment < datetime(?1, '-7 days')")?.execute([moment])?;
        let headers = serde_json::to_string(&answer.headers)?;
        tx.prepare_cached(
            "INSERT INTO ruche_requests (who, key, request, status, content_type, headers, answer, moment)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )?
        .execute(params![
            self.who,
            self.key,
            self.request,
            answer.status,
            answer.content_type,
            headers,
            answer.body,
            moment
        ])?;
        Ok(())
    }
}

/// Does the work and gives its answer; or gives the first answer, if the request has a key and was done before. The
/// answer is kept in the transaction that did the work, if it is a success. `moment` is a local date-time.
///
/// # Errors
///
/// Those of [`IdempotencyKey::earlier`], and those of `work`.
pub fn with_idempotency(
    key: Option<&IdempotencyKey>,
    tx: &Transaction<'_>,
    moment: &str,
    work: impl FnOnce() -> Result<Answer>,
) -> Result<Answer> {
    let Some(key) = key else { return work() };
    if let Some(earlier) = key.earlier(tx)? {
        return Ok(earlier);
    }
    let answer = work()?;
    if answer.status < 300 {
        key.keep(tx, &answer, moment)?;
    }
    Ok(answer)
}

/// Drops the bodies of all kept answers, which may name a person who is to be forgotten. That the requests were done is
/// still known.
pub fn forget_answers(tx: &Transaction<'_>) -> Result<()> {
    tx.prepare_cached("UPDATE ruche_requests SET answer = NULL, headers = '{}'")?.execute([])?;
    Ok(())
}

/// Drops what is kept for an actor that is no more: another one may get its row.
pub fn forget_actor(tx: &Transaction<'_>, actor: &Actor) -> Result<()> {
    tx.prepare_cached("DELETE FROM ruche_requests WHERE who = ?1")?.execute([owner(actor)])?;
    Ok(())
}

fn owner(actor: &Actor) -> String {
    match actor.id() {
        Some(id) => format!("{} {id}", actor.kind()),
        None => format!("{} {}", actor.kind(), actor.name()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::{migrations, schema};

    fn answer(body: &str) -> Answer {
        let headers = BTreeMap::from([("x-import".to_owned(), "3".to_owned())]);
        Answer { status: 200, content_type: "text/plain".to_owned(), headers, body: body.into() }
    }

    fn key(id: i64, key: &str, body: &str) -> IdempotencyKey {
        let actor = Actor::Key { id, name: "k".to_owned() };
        IdempotencyKey::new(&actor, key.as_bytes(), [b"POST", b"/a", b"", body.as_bytes()]).unwrap()
    }

    #[test]
    fn a_request_is_done_once_for_its_actor_its_key_and_its_content() {
        let mut conn = schema::in_memory().unwrap();
        let tx = conn.transaction().unwrap();
        migrations::apply(&tx).unwrap();
        let run = |key: &IdempotencyKey, moment: &str, body: &str| {
            with_idempotency(Some(key), &tx, moment, || Ok(answer(body)))
        };
        let now = "2026-03-01 10:00:00";
        assert_eq!(run(&key(1, "a", "x"), now, "first").unwrap(), answer("first"));
        assert_eq!(run(&key(1, "a", "x"), now, "second").unwrap(), answer("first"));
        assert!(matches!(run(&key(1, "a", "y"), now, "third"), Err(Error::KeyReused(_))));
        assert_eq!(run(&key(2, "a", "x"), now, "other").unwrap(), answer("other"), "another actor");
        forget_answers(&tx).unwrap();
        assert!(matches!(run(&key(1, "a", "x"), now, "again"), Err(Error::Conflict(_))), "done, its answer forgotten");
        forget_actor(&tx, &Actor::Key { id: 2, name: "k".to_owned() }).unwrap();
        assert_eq!(run(&key(2, "a", "x"), now, "new").unwrap(), answer("new"));
        assert_eq!(run(&key(3, "b", "x"), "2026-03-09 10:00:00", "later").unwrap(), answer("later"));
        assert_eq!(run(&key(1, "a", "x"), "2026-03-09 10:00:00", "anew").unwrap(), answer("anew"), "a week has passed");
    }

    #[test]
    fn a_failure_or_a_refusal_uses_no_key() {
        let mut conn = schema::in_memory().unwrap();
        let tx = conn.transaction().unwrap();
        migrations::apply(&tx).unwrap();
        let key = key(1, "a", "x");
        let now = "2026-03-01 10:00:00";
        let refused = Answer { status: 409, ..answer("no") };
        assert_eq!(with_idempotency(Some(&key), &tx, now, || Ok(refused.clone())).unwrap(), refused);
        let failed = with_idempotency(Some(&key), &tx, now, || Err(Error::invalid(msg!("param-not-utf8"))));
        assert!(failed.is_err());
        assert_eq!(key.earlier(&tx).unwrap(), None);
    }

    #[test]
    fn parts_of_a_request_do_not_run_into_each_other() {
        let actor = Actor::System { name: "s".to_owned() };
        let of = |parts| IdempotencyKey::new(&actor, b"k", parts).unwrap().request;
        assert_ne!(of([b"POST", b"/a", b"b", b""]), of([b"POST", b"/ab", b"", b""]));
        for key in ["", " ", "é", "a\tb", &"x".repeat(256)] {
            assert!(IdempotencyKey::new(&actor, key.as_bytes(), [b"", b"", b"", b""]).is_err(), "{key:?}");
        }
    }
}

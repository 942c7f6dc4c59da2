//! Messages to whoever answers for a key, weekly from some months before its end. A key that is disabled is silent.

use jiff::Timestamp;
use rusqlite::{Connection, Transaction};

use crate::association::Settings;
use crate::error::Result;
use crate::i18n::Language;
use crate::mail::messages::{KeyEnds, MailTemplate};
use crate::mail::{Context, queue};

struct Due {
    id: i64,
    label: String,
    key: String,
    expires: String,
    /// One address or two.
    recipients: Vec<String>,
}

/// Keys whose people are to hear of their end at the local date-time `?1`.
const DUE: &str = "SELECT k.id, k.label, k.key, r.expires, a.supervisor, a.recipient FROM ruche_api_access a
    JOIN api_credentials k ON k.id = a.id JOIN ruche_credentials r ON r.id = a.id
    WHERE r.expires > ?1 AND k.secret NOT IN ('!', '!expired') AND a.remind_months > 0
        AND (a.supervisor IS NOT NULL OR a.recipient IS NOT NULL)
        AND datetime(r.expires, '-' || a.remind_months || ' months') <= ?1
        AND (a.reminded IS NULL OR datetime(a.reminded, '+7 days') <= ?1)
    ORDER BY k.id";

/// Whether somebody is to hear of the end of a key.
pub fn is_due(conn: &Connection, moment: &str) -> Result<bool> {
    Ok(conn.prepare_cached(DUE)?.exists([moment])?)
}

/// Queues the messages that are due and notes that they are, in one transaction; how many there are.
pub fn send(tx: &Transaction<'_>, language: Language, now: Timestamp, moment: &str) -> Result<usize> {
    let due: Vec<Due> = tx
        .prepare_cached(DUE)?
        .query_map([moment], |row| {
            let (supervisor, recipient): (Option<String>, Option<String>) = (row.get(4)?, row.get(5)?);
            let recipient = recipient.filter(|recipient| Some(recipient) != supervisor.as_ref());
            let recipients = supervisor.into_iter().chain(recipient).collect();
            Ok(Due { id: row.get(0)?, label: row.get(1)?, key: row.get(2)?, expires: row.get(3)?, recipients })
        })?
        .collect::<rusqlite::Result<_>>()?;
    let association = Settings::read(tx)?.name;
    let mut count = 0;
    for Due { id, label, key, expires, recipients } in due {
        let message = KeyEnds { label, key, moment: expires };
        for recipient in recipients {
            let content = message.write(language, &association)?;
            queue::add(tx, &content.to(&recipient, Context::Notification, None), now, moment)?;
            count += 1;
        }
        tx.execute("UPDATE ruche_api_access SET reminded = ?2 WHERE id = ?1", (id, moment))?;
    }
    Ok(count)
}

//! Everything that is held about one member, in one ZIP: JSON for the records, files as they are (threats.md 72).

use std::fs::File;
use std::io::{BufWriter, Write};

use rusqlite::types::ValueRef;
use rusqlite::{Connection, ToSql};
use serde_json::{Map, Value as Json, json};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::categories;
use super::field_access::FieldAccess;
use super::fields::FieldType;
use super::layout::Layout;
use super::record::{Member, Shown};
use crate::audit::{self, Entity};
use crate::error::{Error, Result};
use crate::files::{FilePath, archive};
use crate::i18n::Language;
use crate::json as spelling;
use crate::sheet::ArchiveOut;
use crate::text::email_hash;

/// What is held outside of the member's own record. `?1` is its id, `?2` a JSON list of its addresses in lower case,
/// `?3` one of their fingerprints. Secrets of sessions and shares are left out: they are not data about the person.
/// So are the texts of messages of the program itself (`context` 0), where a link to choose a password or a code may stand.
const HELD: [(&str, &str); 12] = [
    (
        "subscriptions",
        "SELECT u.*, s.label AS service, f.label AS fee FROM services_users u JOIN services s ON s.id = u.id_service
         LEFT JOIN services_fees f ON f.id = u.id_fee WHERE u.id_user = ?1 ORDER BY u.id",
    ),
    (
        "reminders",
        "SELECT r.*, s.label AS service FROM services_reminders_sent r JOIN services s ON s.id = r.id_service
         WHERE r.id_user = ?1 ORDER BY r.id",
    ),
    (
        "transactions",
        "SELECT t.id, t.date, t.label, t.reference, t.notes, u.id_service_user FROM acc_transactions_users u
         JOIN acc_transactions t ON t.id = u.id_transaction WHERE u.id_user = ?1 ORDER BY t.date, t.id",
    ),
    (
        "created_transactions",
        "SELECT id, date, label, reference FROM acc_transactions WHERE id_creator = ?1 ORDER BY date, id",
    ),
    (
        "journal",
        "SELECT created, type, details, ip_address FROM logs WHERE id_user = ?1
         OR (type >= 10 AND json_valid(details) AND json_extract(details, '$.entity') = 'Users\\User'
             AND json_extract(details, '$.id') = ?1) ORDER BY id",
    ),
    (
        "sessions",
        "SELECT 'remembered' AS kind, NULL AS created, NULL AS last_seen, datetime(expiry, 'unixepoch') AS expiry,
             NULL AS address, NULL AS user_agent FROM users_sessions WHERE id_user = ?1
         UNION ALL SELECT kind, datetime(created, 'unixepoch'), datetime(last_seen, 'unixepoch'),
             datetime(expires, 'unixepoch'), address, user_agent FROM ruche_sessions WHERE id_user = ?1 ORDER BY 4",
    ),
    ("attached_members", "SELECT id FROM users WHERE id_parent = ?1 ORDER BY id"),
    (
        "searches",
        "SELECT label, description, updated, target, type, content FROM searches WHERE id_user = ?1 ORDER BY id",
    ),
    (
        "shared_files",
        "SELECT f.path, s.created, s.expiry FROM files_shares s JOIN files f ON f.id = s.id_file WHERE s.id_user = ?1
         ORDER BY s.id",
    ),
    (
        "page_versions",
        "SELECT p.uri, v.date, v.changes FROM web_pages_versions v JOIN web_pages p ON p.id = v.id_page
         WHERE v.id_user = ?1 ORDER BY v.id",
    ),
    (
        "addresses",
        "SELECT verified, invalid, fail_count, sent_count, fail_log, last_sent, accepts_messages, accepts_reminders,
            accepts_mailings, added FROM emails WHERE hash IN (SELECT value FROM json_each(?3)) ORDER BY id",
    ),
    (
        "messages",
        "SELECT 'mailing' AS kind, m.subject, m.sent AS date, r.email AS recipient, r.extra_data AS data
         FROM mailings_recipients r JOIN mailings m ON m.id = r.id_mailing
         WHERE lower(r.email) IN (SELECT value FROM json_each(?2))
         UNION ALL SELECT 'waiting', subject, NULL, recipient, CASE context WHEN 0 THEN NULL ELSE content END
         FROM emails_queue
         WHERE lower(recipient) IN (SELECT value FROM json_each(?2))
         UNION ALL SELECT 'uncertain', subject, moment, recipient, CASE context WHEN 0 THEN NULL ELSE content END
         FROM ruche_uncertain_mails
         WHERE lower(recipient) IN (SELECT value FROM json_each(?2))",
    ),
];

/// Writes the ZIP of a member, with those fields that `layout` shows.
///
/// # Errors
///
/// [`Error::NotFound`] when there is no such member.
pub fn write(conn: &Connection, layout: &Layout, id: i64, language: Language, file: &File) -> Result<()> {
    let member = Member::get(conn, layout, id)?;
    let mut zip = ZipWriter::new(ArchiveOut::new(BufWriter::new(file)));
    let mut add = |name: &str, content: &Json| -> Result<()> {
        zip.start_file(format!("{name}.json"), SimpleFileOptions::default()).map_err(Error::internal)?;
        Ok(zip.write_all(&spelling::pretty(content)?)?)
    };
    let mut record = serde_json::to_value(Shown::new(conn, layout, &member)?)?;
    record["category"] = json!(categories::name(conn, member.id_category)?);
    add("member", &record)?;
    let mut history = audit::history(conn, Entity::Member, id)?;
    if layout.access != FieldAccess::Everything {
        history.iter_mut().for_each(|event| event.keep_changes(|name| layout.shows_name(name)));
    }
    add("history", &serde_json::to_value(history)?)?;
    let (addresses, fingerprints) = addresses(layout, &member);
    for (name, sql) in HELD {
        let all: [&dyn ToSql; 3] = [&id, &addresses, &fingerprints];
        let mut rows = rows(conn, sql, &all)?;
        if name == "messages" {
            rows.iter_mut().for_each(|row| keep_shown_values(layout, row));
        }
        if !rows.is_empty() {
            add(name, &Json::Array(rows))?;
        }
    }
    for stored in archive::list(conn)?.iter().filter(|stored| is_shown(layout, &stored.safe_path(), id)) {
        zip.start_file(format!("files/{}", stored.safe_path()), stored.zip_options()).map_err(Error::internal)?;
        stored.write_to(conn, &mut zip)?;
    }
    if let Some((list, text)) = archive::missing(conn, language, |path| is_shown(layout, path, id))? {
        zip.start_file(list, SimpleFileOptions::default()).map_err(Error::internal)?;
        zip.write_all(text.as_bytes())?;
    }
    zip.finish().map_err(Error::internal)?.flush()?;
    Ok(())
}

/// The addresses of a member in lower case, and their fingerprints, as JSON lists.
pub(super) fn addresses(layout: &Layout, member: &Member) -> (String, String) {
    let emails: Vec<String> = layout
        .fields
        .iter()
        .zip(&member.values)
        .filter(|(field, _)| field.field_type == FieldType::Email)
        .filter_map(|(_, value)| match value {
            rusqlite::types::Value::Text(text) => Some(text.trim().to_lowercase()),
            _ => None,
        })
        .collect();
    let fingerprints: Vec<String> = emails.iter().filter_map(|email| email_hash(email)).collect();
    (json!(emails).to_string(), json!(fingerprints).to_string())
}

/// The values that were copied for a message stand there as an object; what the message says is text.
fn keep_shown_values(layout: &Layout, message: &mut Json) {
    let Some(data) = message.get_mut("data") else { return };
    if let Some(Ok(Json::Object(mut values))) = data.as_str().map(serde_json::from_str) {
        values.retain(|name, _| name == "_email" || layout.shows_name(name));
        *data = Json::Object(values).to_string().into();
    }
}

/// Whether a stored path is that of a file of the member in a field that is shown.
fn is_shown(layout: &Layout, path: &str, id: i64) -> bool {
    let field = FilePath::parse(path).ok().and_then(|path| path.member_field().flatten());
    is_of_member(path, id) && field.is_none_or(|field| layout.hidden().all(|hidden| hidden.name.as_str() != field))
}

/// Whether a stored path is below a member's folder, its older versions and the trash included.
fn is_of_member(path: &str, id: i64) -> bool {
    let folder = format!("user/{id}/");
    let path = path.strip_prefix("versions/").unwrap_or(path);
    let path = match path.strip_prefix("trash/") {
        Some(rest) => rest.split_once('/').map_or(rest, |(_, original)| original),
        None => path,
    };
    path.starts_with(&folder)
}

fn rows(conn: &Connection, sql: &str, parameters: &[&dyn ToSql; 3]) -> Result<Vec<Json>> {
    let mut statement = conn.prepare(sql)?;
    let count = statement.parameter_count();
    let names: Vec<String> = statement.column_names().map(str::to_owned).collect();
    let mut rows = statement.query(&parameters[..count])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        let mut object = Map::new();
        for (at, name) in names.iter().enumerate() {
            object.insert(
                name.clone(),
                match row.get_ref(at)? {
                    ValueRef::Null => Json::Null,
                    ValueRef::Integer(integer) => integer.into(),
                    ValueRef::Real(real) => real.into(),
                    ValueRef::Text(text) | ValueRef::Blob(text) => String::from_utf8_lossy(text).into(),
                },
            );
        }
        all.push(Json::Object(object));
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_files_of_a_member_are_known_by_their_path() {
        for path in ["user/2/photo/a.png", "versions/user/2/x.1", "trash/abc/user/2/photo/a.png"] {
            assert!(is_of_member(path, 2), "{path}");
        }
        for path in ["user/22/photo/a.png", "user/2", "documents/user/2/a", "transaction/2/a"] {
            assert!(!is_of_member(path, 2), "{path}");
        }
    }
}

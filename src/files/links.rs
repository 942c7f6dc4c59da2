//! What a file belongs to besides its folder: an entry, a member's field, a setting (database.md 6).

use jiff::civil::DateTime;
use rusqlite::{Transaction, params};

use super::FilePath;
use super::path::Space;
use crate::association::{self, Settings};
use crate::error::Result;

/// The files in `config/` that settings name: each holds the moment it was stored (database.md 5).
const CUSTOM: [(&str, &str); 7] = [
    ("admin_bg.png", "admin_background"),
    ("admin_homepage.skriv", "admin_homepage"),
    ("admin.css", "admin_css"),
    ("logo.png", "logo"),
    ("icon.png", "icon"),
    ("favicon.png", "favicon"),
    ("signature.png", "signature"),
];

/// Ties a file to the entry or the member's field that its path names, where these exist, and to no other. A file in
/// the trash keeps what it was tied to.
pub fn tie(tx: &Transaction, id: i64, path: &FilePath) -> Result<()> {
    if path.space() == Space::Trash {
        return Ok(());
    }
    tx.prepare_cached("DELETE FROM acc_transactions_files WHERE id_file = ?1")?.execute([id])?;
    tx.prepare_cached("DELETE FROM users_files WHERE id_file = ?1")?.execute([id])?;
    let parts: Vec<&str> = path.as_str().split('/').collect();
    match (path.space(), parts.as_slice()) {
        (Space::Transaction, [_, entry, _]) => {
            tx.prepare_cached(
                "INSERT INTO acc_transactions_files (id_file, id_transaction)
                 SELECT ?1, id FROM acc_transactions WHERE id = ?2",
            )?
            .execute(params![id, number(entry)])?;
        }
        (Space::User, [_, member, field, _]) => {
            tx.prepare_cached(
                "INSERT INTO users_files (id_file, id_user, field)
                 SELECT ?1, u.id, f.name FROM users u JOIN config_users_fields f ON f.name = ?3 AND f.type = 'file'
                 WHERE u.id = ?2",
            )?
            .execute(params![id, number(member), field])?;
        }
        _ => {}
    }
    Ok(())
}

/// Digits only; nothing has the number 0.
fn number(text: &str) -> i64 {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| digits).unwrap_or(0)
}

/// Writes in the settings when the file of that path was stored, or that it is gone (`now` is `None`). Does nothing for
/// any file but the seven that settings name.
pub fn tell_settings(tx: &Transaction, path: &str, now: Option<&str>) -> Result<()> {
    let name = path.strip_prefix("config/").unwrap_or_default();
    let Some((_, key)) = CUSTOM.iter().find(|(file, _)| *file == name) else { return Ok(()) };
    let stored = match now {
        Some(now) => moment(tx, now)?,
        None => None,
    };
    association::set_custom_file(tx, key, stored)
}

/// Unix time of a local date and time in the association's time zone.
pub fn moment(tx: &Transaction, local: &str) -> Result<Option<i64>> {
    let zone = Settings::read(tx)?.time_zone();
    let local = local.parse::<DateTime>().ok();
    Ok(local.and_then(|local| zone.to_ambiguous_timestamp(local).compatible().ok()).map(|moment| moment.as_second()))
}

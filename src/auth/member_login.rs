//! Members who log in with their own name and password, where that is enough: the share of documents.

use rusqlite::{Connection, OptionalExtension};

use super::Level;
use super::keys::{KeyRow, StoredCredential};
use crate::error::Result;

/// A bcrypt hash of a random value, of the cost that members' passwords have: checked when nobody has such a name.
const STAND_IN_HASH: &str = "$2y$10$Q7dTtHnGqgQ0f1j3oZ0r5eYJb1m1K1q4m5u8lS0hP9wX2vC6zR8aG";
/// The bit of `config_users_fields.system` of the field that is the login.
const LOGIN: i64 = 4;

/// Whether a name can only be a member's: those of keys have no such sign.
pub fn is_login(name: &str) -> bool {
    name.contains('@')
}

/// Looks up by login a member who may enter the documents: with a password, in a category that may log in, with the
/// level of `perm_documents`. Who has a second factor cannot give it here, and is let in nowhere with less.
pub fn find(conn: &Connection, login: &str) -> Result<StoredCredential> {
    let column: Option<String> = conn
        .prepare_cached("SELECT name FROM config_users_fields WHERE system & ?1")?
        .query_row([LOGIN], |row| row.get(0))
        .optional()?;
    let Some(column) = column.filter(|name| name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_'))
    else {
        return Ok(unknown());
    };
    let sql = format!(
        "SELECT u.id, c.perm_documents, u.password FROM users u INNER JOIN users_categories c ON c.id = u.id_category
         WHERE u.{column} = ?1 COLLATE NOCASE AND u.password IS NOT NULL AND u.otp_secret IS NULL AND c.perm_connect = 1"
    );
    let row = conn
        .prepare_cached(&sql)?
        .query_row([login], |row| {
            let level = Level::from_column(row.get(1)?);
            Ok(KeyRow { id: row.get(0)?, level, secret_hash: row.get(2)?, expires: None })
        })
        .optional()?;
    Ok(row.map_or_else(unknown, StoredCredential::Found))
}

fn unknown() -> StoredCredential {
    StoredCredential::Unknown { stand_in: STAND_IN_HASH.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_of_nobody_takes_the_time_of_a_members_and_fits_no_password() {
        assert!(!bcrypt::verify("ruche", STAND_IN_HASH).unwrap(), "it is a hash of the form that is verified");
    }

    #[test]
    fn keys_and_members_are_told_apart_by_their_names() {
        assert!(is_login("bo@example.org") && !is_login("lecture"));
    }
}

//! Members who sign in with their own login and password where HTTP Basic is enough: the WebDAV share.

use rusqlite::{Connection, OptionalExtension};

use super::keys::{CredentialRow, StoredCredential, hash_of_another};
use super::rights::{COLUMNS, Rights};
use crate::error::Result;

/// A bcrypt hash of a random value, of the cost that members' passwords have: the decoy while no member has a password.
const STAND_IN_HASH: &str = "$2y$10$Q7dTtHnGqgQ0f1j3oZ0r5eYJb1m1K1q4m5u8lS0hP9wX2vC6zR8aG";
/// The bit of `config_users_fields.system` of the field that is the login.
const LOGIN: i64 = 4;

/// Whether a name is a member's login: names of keys hold no `@`.
pub fn is_login(name: &str) -> bool {
    name.contains('@')
}

/// Looks up by login a member who may sign in: with a password, in a category that may connect, without a second factor,
/// which HTTP Basic has no place for.
pub fn find(conn: &Connection, login: &str) -> Result<StoredCredential> {
    let column: Option<String> = conn
        .prepare_cached("SELECT name FROM config_users_fields WHERE system & ?1")?
        .query_row([LOGIN], |row| row.get(0))
        .optional()?;
    let Some(column) = column.filter(|name| name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_'))
    else {
        return unknown(conn, login);
    };
    let sql = format!(
        "SELECT u.id, u.password, {COLUMNS} FROM users u INNER JOIN users_categories c ON c.id = u.id_category
         WHERE u.{column} = ?1 COLLATE NOCASE AND u.password IS NOT NULL AND u.otp_secret IS NULL AND c.perm_connect = 1"
    );
    let row = conn
        .prepare_cached(&sql)?
        .query_row([login], |row| {
            let rights = Some(Rights::read(row, 2)?);
            Ok(CredentialRow { id: row.get(0)?, rights, secret_hash: row.get(1)?, expires: None, networks: None })
        })
        .optional()?;
    row.map_or_else(|| unknown(conn, login), |row| Ok(StoredCredential::Found(row)))
}

fn unknown(conn: &Connection, login: &str) -> Result<StoredCredential> {
    Ok(StoredCredential::Unknown { decoy: decoy(conn, login)? })
}

/// The hash of a member's password that the login alone decides, to be checked for logins that do not exist, so that they
/// take as long as those that do (threats.md 81).
pub fn decoy(conn: &Connection, login: &str) -> Result<String> {
    let next = "SELECT password FROM users WHERE password IS NOT NULL AND id >= ?1 ORDER BY id LIMIT 1";
    let last = "SELECT max(id) FROM users WHERE password IS NOT NULL";
    Ok(hash_of_another(conn, login, last, next)?.unwrap_or_else(|| STAND_IN_HASH.to_owned()))
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

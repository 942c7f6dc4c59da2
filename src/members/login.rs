//! What a member signs in with: the login, the password, the second factor (people.md 1, 6).

use rusqlite::{Connection, Row, Transaction};

use super::encryption::ENCRYPTED_ONLY;
use super::fields::{FieldType, Fields};
use super::layout::Layout;
use crate::auth::recovery_codes::RecoveryCodes;
use crate::auth::sessions::Fingerprint;
use crate::error::Result;

/// The longest login that is looked up, in bytes (people.md 6.2).
const LOGIN_BYTES_MAX: usize = 256;

/// A member as sign-in needs it.
#[derive(Debug, Clone)]
pub struct LoginRecord {
    pub id: i64,
    /// What the member types; empty if the record has none.
    pub login: String,
    pub name: String,
    pub password_hash: Option<String>,
    pub otp_secret: Option<String>,
    pub recovery_codes: RecoveryCodes,
    /// The first address of the record.
    pub email: Option<String>,
    /// Whether the category may sign in.
    pub may_connect: bool,
    /// Whether the category makes a second factor compulsory.
    pub force_otp: bool,
    /// Whether mail to the member must be encrypted.
    pub wants_encryption: bool,
}

impl LoginRecord {
    /// What a session of this member is bound to.
    pub fn fingerprint(&self) -> Fingerprint {
        Fingerprint::of(self.password_hash.as_deref(), self.otp_secret.as_deref())
    }

    /// What a link to choose a password is bound to: it dies with a change of the address, too (people.md 6.4).
    pub fn link_fingerprint(&self) -> Fingerprint {
        self.fingerprint().with(self.email.as_deref().unwrap_or_default())
    }

    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        let codes: Option<String> = row.get(5)?;
        Ok(LoginRecord {
            id: row.get(0)?,
            login: row.get::<_, Option<String>>(1)?.unwrap_or_default(),
            name: row.get::<_, Option<String>>(2)?.unwrap_or_default().trim().to_owned(),
            password_hash: row.get(3)?,
            otp_secret: row.get(4)?,
            recovery_codes: RecoveryCodes::read(codes.as_deref()),
            email: row.get(6)?,
            may_connect: row.get(7)?,
            force_otp: row.get(8)?,
            wants_encryption: row.get(9)?,
        })
    }
}

/// The member with that login, whatever its case; else the only one with that e-mail address.
pub fn find(conn: &Connection, layout: &Layout, login: &str) -> Result<Option<LoginRecord>> {
    let login = login.trim();
    if login.is_empty() || login.len() > LOGIN_BYTES_MAX {
        return Ok(None);
    }
    let column = layout.fields.login().name.quoted();
    let by_login = select(conn, layout, &format!("u.{column} = ?1 COLLATE NOCASE"), login)?;
    let found = match by_login.len() {
        0 if login.contains('@') => {
            let same = |column: String| format!("u.{column} = ?1 COLLATE NOCASE");
            let condition = emails(&layout.fields).map(same).collect::<Vec<_>>().join(" OR ");
            if condition.is_empty() { by_login } else { select(conn, layout, &condition, login)? }
        }
        _ => by_login,
    };
    // An address of several members is nobody's.
    Ok(<[LoginRecord; 1]>::try_from(found).ok().map(|[only]| only))
}

/// The member with that identifier.
pub fn get(conn: &Connection, layout: &Layout, id: i64) -> Result<Option<LoginRecord>> {
    Ok(select(conn, layout, "u.id = CAST(?1 AS INTEGER)", &id.to_string())?.pop())
}

/// The first member who manages the settings and may sign in: the one that an installation makes.
pub fn first_administrator(conn: &Connection, layout: &Layout) -> Result<Option<LoginRecord>> {
    Ok(select(conn, layout, "c.perm_config = CAST(?1 AS INTEGER) AND c.perm_connect > 0 ORDER BY u.id", "9")?
        .into_iter()
        .next())
}

/// The hash of some member's password, which the login alone decides: unknown logins are checked against it, so that they
/// take as long as known ones (threats.md 81).
pub fn decoy(conn: &Connection, login: &str) -> Result<String> {
    crate::auth::decoy_of_member(conn, login)
}

fn emails(fields: &Fields) -> impl Iterator<Item = String> {
    fields.iter().filter(|field| field.field_type == FieldType::Email).map(|field| field.name.quoted())
}

fn select(conn: &Connection, layout: &Layout, condition: &str, value: &str) -> Result<Vec<LoginRecord>> {
    let (login, password) = (layout.fields.login().name.quoted(), layout.fields.password().name.quoted());
    let addresses: Vec<String> = emails(&layout.fields).map(|column| format!("nullif(u.{column}, '')")).collect();
    let email =
        if addresses.is_empty() { "NULL".to_owned() } else { format!("coalesce({}, NULL)", addresses.join(", ")) };
    let name = layout.name_of("u");
    let sql = format!(
        "SELECT u.id, CAST(u.{login} AS TEXT), CAST({name} AS TEXT), u.{password}, u.otp_secret, u.otp_recovery_codes, {email},
            c.perm_connect > 0, c.force_otp, {ENCRYPTED_ONLY}
         FROM users u JOIN users_categories c ON c.id = u.id_category WHERE {condition} LIMIT 2"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement.query_map([value], LoginRecord::read)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Notes that a member signed in now, as a local date-time.
pub fn note_sign_in(tx: &Transaction<'_>, id: i64, moment: &str) -> Result<()> {
    tx.prepare_cached("UPDATE users SET date_login = ?2 WHERE id = ?1")?.execute((id, moment))?;
    Ok(())
}

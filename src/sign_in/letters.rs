//! The messages of signing in.

use rusqlite::Transaction;

use super::Visit;
use crate::error::Result;
use crate::i18n::Language;
use crate::members::login::LoginRecord;

/// Sends the code of a second factor.
pub fn sign_in_code(_: &Transaction<'_>, _: &LoginRecord, _: &str, _: Language, _: &Visit) -> Result<()> {
    Ok(())
}

/// Sends the link to choose a password.
pub fn new_password(_: &Transaction<'_>, _: &LoginRecord, _: &str, _: &str, _: Language, _: &Visit) -> Result<()> {
    Ok(())
}

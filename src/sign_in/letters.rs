//! The messages of signing in. They are queued in the transaction that causes them.

use rusqlite::Transaction;

use super::Visit;
use crate::association::Settings;
use crate::error::Result;
use crate::i18n::{Language, text};
use crate::mail::messages::{MailTemplate, NewPassword, PasswordChanged, SignInCode};
use crate::mail::{Context, queue};
use crate::members::login::LoginRecord;
use crate::msg;

/// Sends the code of a second factor.
pub fn sign_in_code(
    tx: &Transaction<'_>,
    member: &LoginRecord,
    code: &str,
    language: Language,
    visit: &Visit,
) -> Result<()> {
    send(tx, member, &SignInCode { code: code.to_owned() }, language, visit)
}

/// Sends the link to choose a password. `site` is the address of the site as the settings say it, never as a request
/// does (threats.md 58).
pub fn new_password(
    tx: &Transaction<'_>,
    member: &LoginRecord,
    (site, secret): (&str, &str),
    language: Language,
    visit: &Visit,
) -> Result<()> {
    send(tx, member, &NewPassword { link: password_link(site, secret) }, language, visit)
}

/// Tells a member that the password was changed, when and from where (people.md 6.1). Not one whose mail must be encrypted:
/// it could not be sent.
pub fn password_changed(tx: &Transaction<'_>, member: &LoginRecord, language: Language, visit: &Visit) -> Result<()> {
    if member.wants_encryption {
        return Ok(());
    }
    let now = visit.now.to_zoned(visit.zone.clone());
    let (date, time) = (now.strftime("%d/%m/%Y").to_string(), now.strftime("%H:%M").to_string());
    let moment = text(language, &msg!("sign-in-letter-moment", date = date, time = time));
    let address = visit.address.clone();
    let address = address.unwrap_or_else(|| text(language, &msg!("sign-in-letter-address-unknown")));
    send(tx, member, &PasswordChanged { login: member.login.clone(), moment, address }, language, visit)
}

/// What stands after `#` stays in the browser: the secret reaches neither the log of a proxy nor another site.
fn password_link(site: &str, secret: &str) -> String {
    format!("{site}admin/password#token={secret}")
}

fn send(
    tx: &Transaction<'_>,
    member: &LoginRecord,
    message: &impl MailTemplate,
    language: Language,
    visit: &Visit,
) -> Result<()> {
    let Some(address) = member.email.as_deref() else { return Ok(()) };
    let message = message.write(language, &Settings::read(tx)?.name)?.to(address, Context::System, None);
    queue::add(tx, &message, visit.now, &visit.moment).map(drop)
}

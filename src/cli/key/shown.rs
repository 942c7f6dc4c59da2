//! What is printed of keys.

use super::super::create::IssuedKey;
use super::super::{CliContext, database, output};
use crate::auth::keys::{self, ApiKey};
use crate::error::Result;
use crate::i18n::{Language, text};
use crate::msg;

pub fn issued(language: Language, key: &IssuedKey) {
    let (name, secret) = (key.key.as_str(), key.secret.as_str());
    output::print_message(language, &msg!("cli-key-created", name = name, secret = secret, level = key.level));
    if let Some(expires) = &key.expires {
        output::print_message(language, &msg!("cli-key-created-until", moment = expires.as_str()));
    }
}

pub fn list(context: &CliContext, json: bool) -> Result<()> {
    let (connection, clock) = database::for_reading_ours(context)?;
    let keys = keys::all(&connection, &clock.local_now_text())?;
    if json {
        return output::print_json(&keys);
    }
    if keys.is_empty() {
        output::eprint(context.language, &msg!("cli-key-none"));
    }
    for key in keys {
        output::print(line(context.language, &key));
    }
    Ok(())
}

/// Name, level, label, and what is worth knowing of its use and its limits.
fn line(language: Language, key: &ApiKey) -> String {
    let mut remarks = vec![match (&key.last_use, &key.last_address) {
        (Some(moment), Some(address)) => {
            text(language, &msg!("cli-key-last-use-from", moment = moment.as_str(), address = address.as_str()))
        }
        (Some(moment), None) => text(language, &msg!("cli-key-last-use", moment = moment.as_str())),
        (None, _) => text(language, &msg!("cli-key-unused")),
    }];
    if key.disabled {
        remarks.push(text(language, &msg!("cli-key-is-disabled")));
    }
    match &key.expires {
        Some(moment) if key.expired => {
            remarks.push(text(language, &msg!("cli-key-has-expired", moment = moment.as_str())));
        }
        Some(moment) => remarks.push(text(language, &msg!("cli-key-expires-at", moment = moment.as_str()))),
        None => {}
    }
    if key.scopes != ["*"] {
        remarks.push(key.scopes.join(" "));
    }
    if !key.networks.is_empty() {
        remarks.push(key.networks.join(" "));
    }
    let label = if key.label == key.key { String::new() } else { format!("{} · ", key.label) };
    format!("{:20} {:6} {label}{}", key.key, key.level.unwrap_or("—"), remarks.join(" · "))
}

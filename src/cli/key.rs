//! `ruche key`: the keys of the API.

use std::process::ExitCode;

use clap::{Args, Subcommand};

use super::create::IssuedKey;
use super::{CliContext, database, expiry, output};
use crate::auth::Level;
use crate::auth::keys::{self, KeyName, ListedKey, NewKey};
use crate::error::{Error, Result};
use crate::i18n::{Language, text};
use crate::msg;

/// Who acts, in the journal.
const COMMAND: &str = "ruche key";

#[derive(Args)]
pub struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    Create {
        name: String,
        #[arg(long, value_name = "read|write|admin", hide_possible_values = true,
              value_parser = ["read", "write", "admin"])]
        level: String,
        #[arg(long)]
        label: Option<String>,
        #[arg(long, value_name = "DATE|DURATION")]
        expires: Option<String>,
        #[arg(long)]
        json: bool,
    },
    List {
        #[arg(long)]
        json: bool,
    },
    Disable {
        name: String,
    },
    Enable {
        name: String,
        #[arg(long, value_name = "DATE|DURATION")]
        expires: Option<String>,
    },
    Delete {
        name: String,
    },
}

pub fn run(context: &CliContext, arguments: Arguments) -> Result<ExitCode> {
    match arguments.action {
        Action::Create { name, level, label, expires, json } => {
            let key = create(context, &name, &level, label, expires.as_deref())?;
            if json { output::print_json(&key)? } else { show(context.language, &key) }
        }
        Action::List { json } => list(context, json)?,
        Action::Disable { name } => {
            database::change(context, COMMAND, |tx, audit| keys::disable(tx, &name, audit))?;
            output::print_message(context.language, &msg!("cli-key-disabled", name = name));
        }
        Action::Enable { name, expires } => enable(context, &name, expires.as_deref())?,
        Action::Delete { name } => {
            database::change(context, COMMAND, |tx, audit| keys::delete(tx, &name, audit))?;
            output::print_message(context.language, &msg!("cli-key-deleted", name = name));
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn create(
    context: &CliContext,
    name: &str,
    level: &str,
    label: Option<String>,
    expires: Option<&str>,
) -> Result<IssuedKey> {
    let levels = [Level::Read, Level::Write, Level::Admin];
    let level = levels
        .into_iter()
        .find(|known| known.word() == level)
        .ok_or_else(|| Error::invalid(msg!("cli-mistake-value", value = level, argument = "--level")))?;
    let name = KeyName::parse(name)?;
    let expires = read_expiry(context, expires)?;
    database::change(context, COMMAND, |tx, audit| {
        let label = label.unwrap_or_else(|| name.as_str().to_owned());
        let key = NewKey { name, label, level, expires };
        let secret = keys::issue(tx, &key, audit)?;
        Ok(IssuedKey { key: key.name.as_str().to_owned(), secret, level: level.word(), expires: key.expires })
    })
}

fn enable(context: &CliContext, name: &str, expires: Option<&str>) -> Result<()> {
    let expires = read_expiry(context, expires)?;
    let is_endless = database::change(context, COMMAND, |tx, audit| keys::enable(tx, name, expires.as_deref(), audit))?;
    output::print_message(context.language, &msg!("cli-key-enabled", name = name));
    match expires {
        Some(moment) => output::print_message(context.language, &msg!("cli-key-created-until", moment = moment)),
        None if is_endless => output::print_message(context.language, &msg!("cli-key-endless")),
        None => {}
    }
    Ok(())
}

fn read_expiry(context: &CliContext, text: Option<&str>) -> Result<Option<String>> {
    text.map(|text| expiry::parse(text, database::local_now(context))).transpose()
}

fn show(language: Language, key: &IssuedKey) {
    let (name, secret) = (key.key.as_str(), key.secret.as_str());
    output::print_message(language, &msg!("cli-key-created", name = name, secret = secret, level = key.level));
    if let Some(expires) = &key.expires {
        output::print_message(language, &msg!("cli-key-created-until", moment = expires.as_str()));
    }
}

fn list(context: &CliContext, json: bool) -> Result<()> {
    let (connection, clock) = database::for_reading_ours(context)?;
    let keys = keys::list(&connection)?;
    if json {
        return output::print_json(&keys);
    }
    if keys.is_empty() {
        output::eprint(context.language, &msg!("cli-key-none"));
    }
    let now = clock.local_now_text();
    for key in keys {
        output::print(line(context.language, &key, &now));
    }
    Ok(())
}

/// Name, level, label, and what is worth knowing of its use.
fn line(language: Language, key: &ListedKey, now: &str) -> String {
    let mut remarks = vec![match &key.last_use {
        Some(moment) => text(language, &msg!("cli-key-last-use", moment = moment.as_str())),
        None => text(language, &msg!("cli-key-unused")),
    }];
    if key.disabled {
        remarks.push(text(language, &msg!("cli-key-is-disabled")));
    }
    match &key.expires {
        Some(moment) if moment.as_str() <= now => {
            remarks.push(text(language, &msg!("cli-key-has-expired", moment = moment.as_str())));
        }
        Some(moment) => remarks.push(text(language, &msg!("cli-key-expires-at", moment = moment.as_str()))),
        None => {}
    }
    let label = if key.label == key.key { String::new() } else { format!("{} · ", key.label) };
    format!("{:20} {:6} {label}{}", key.key, key.level.unwrap_or("—"), remarks.join(" · "))
}

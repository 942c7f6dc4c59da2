//! `ruche key`: the keys of the API.

mod shown;
mod terms;

use std::io::IsTerminal;
use std::process::ExitCode;

use clap::{Args, Subcommand};

use super::create::IssuedKey;
use super::{CliContext, database, output};
use crate::audit::AuditLog;
use crate::auth::key_secret::{self, Looks};
use crate::auth::keys::{self, Issued, KeyDraft};
use crate::auth::{Principal, expiry, password};
use crate::error::{Error, Result};
use crate::msg;
use terms::TermArguments;

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
        #[command(flatten)]
        terms: TermArguments,
        #[arg(long)]
        json: bool,
    },
    List {
        #[arg(long)]
        json: bool,
    },
    Change {
        name: String,
        #[command(flatten)]
        terms: TermArguments,
    },
    Rotate {
        name: String,
        #[arg(long, value_name = "DATE|DURATION", default_value = "7d")]
        keep: String,
        #[arg(long)]
        json: bool,
    },
    Renew {
        name: String,
        #[arg(long, value_name = "NAME")]
        new_name: Option<String>,
        #[command(flatten)]
        terms: TermArguments,
        #[arg(long)]
        json: bool,
    },
    Check {
        name: String,
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
        Action::Create { name, terms, json } => {
            if terms.level.is_none() && terms.preset.is_none() {
                return Err(Error::invalid_field("level", msg!("key-level-missing")));
            }
            let draft = KeyDraft { end: terms.end_or_never(context)?, ..terms.draft(context, Some(&name))? };
            print_issued(context, make(context, draft)?, json)?;
        }
        Action::List { json } => shown::list(context, json)?,
        Action::Change { name, terms } => {
            let draft = terms.draft(context, None)?;
            on_key(context, &name, |tx, id, audit| keys::change(tx, id, &draft, &Principal::system(COMMAND), audit))?;
            output::print_message(context.language, &msg!("cli-key-changed", name = name));
        }
        Action::Rotate { name, keep, json } => {
            let now = database::local_now(context);
            let keep = if keep == "0" { None } else { Some(expiry::parse_as("keep", &keep, now)?) };
            let issued = on_key(context, &name, |tx, id, audit| {
                keys::rotate(tx, id, keep.as_deref(), &Principal::system(COMMAND), audit)
            })?;
            let until = issued.key.former_secret_until.clone().filter(|_| !json);
            print_issued(context, issued, json)?;
            if let Some(moment) = until {
                output::print_message(context.language, &msg!("cli-key-former-until", moment = moment));
            }
        }
        Action::Renew { name, new_name, terms, json } => {
            let draft = terms.draft(context, new_name.as_deref())?;
            let issued = on_key(context, &name, |tx, id, audit| {
                let draft = KeyDraft { renewed: Some(id), ..draft };
                let now = audit.moment().parse().map_err(Error::internal)?;
                keys::create_from(tx, draft, &Principal::system(COMMAND), now, audit)
            })?;
            print_issued(context, issued, json)?;
        }
        Action::Check { name } => return check(context, &name),
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

fn make(context: &CliContext, draft: KeyDraft) -> Result<Issued> {
    database::change(context, COMMAND, |tx, audit| {
        let now = audit.moment().parse().map_err(Error::internal)?;
        keys::create_from(tx, draft, &Principal::system(COMMAND), now, audit)
    })
}

fn on_key<T>(
    context: &CliContext,
    name: &str,
    work: impl FnOnce(&rusqlite::Transaction<'_>, i64, &AuditLog<'_>) -> Result<T>,
) -> Result<T> {
    database::change(context, COMMAND, |tx, audit| {
        let key = keys::one_named(tx, name, audit.moment())?;
        work(tx, key.id, audit)
    })
}

fn print_issued(context: &CliContext, issued: Issued, json: bool) -> Result<()> {
    let Issued { key, secret } = issued;
    let issued = IssuedKey { key: key.key, secret, level: key.level.unwrap_or_default(), expires: key.expires };
    if json {
        return output::print_json(&issued);
    }
    shown::issued(context.language, &issued);
    Ok(())
}

fn enable(context: &CliContext, name: &str, expires: Option<&str>) -> Result<()> {
    let expires = expires.map(|text| expiry::parse(text, database::local_now(context))).transpose()?;
    let is_endless = database::change(context, COMMAND, |tx, audit| keys::enable(tx, name, expires.as_deref(), audit))?;
    output::print_message(context.language, &msg!("cli-key-enabled", name = name));
    match expires {
        Some(moment) => output::print_message(context.language, &msg!("cli-key-created-until", moment = moment)),
        None if is_endless => output::print_message(context.language, &msg!("cli-key-endless")),
        None => {}
    }
    Ok(())
}

/// Reads a secret from standard input, and says whether it was mistyped, and whether it opens the key.
fn check(context: &CliContext, name: &str) -> Result<ExitCode> {
    let mut secret = String::new();
    if std::io::stdin().is_terminal() {
        secret = rpassword::prompt_password("")?;
    } else {
        std::io::stdin().read_line(&mut secret)?;
    }
    let secret = secret.trim_end_matches(['\r', '\n']);
    let (connection, clock) = database::for_reading_ours(context)?;
    let now = clock.local_now_text();
    let key = keys::one_named(&connection, name, &now)?;
    let stored = keys::find(&connection, name, secret, &now)?;
    let is_right = stored.is_verifiable() && password::verify(secret, stored.hash_to_check());
    let message = match (is_right, key_secret::looks(secret)) {
        (true, _) if stored.usable(&now).is_some() => msg!("cli-key-check-right", name = name),
        (_, _) if key.disabled || key.expired => msg!("key-not-in-use", name = name),
        (_, Looks::Mistyped) => msg!("cli-key-check-mistyped"),
        (_, _) => msg!("cli-key-check-wrong", name = name),
    };
    output::print_message(context.language, &message);
    let opens = is_right && stored.usable(&now).is_some();
    Ok(if opens { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

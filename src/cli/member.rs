//! `ruche member`: what only the machine itself may do for a member who cannot sign in.

use std::io::{BufRead, IsTerminal};
use std::process::ExitCode;

use clap::{Args, Subcommand};
use rand::RngExt;
use serde_json::json;

use super::{CliContext, database, output};
use crate::error::Result;
use crate::i18n::text;
use crate::members::layout::Layout;
use crate::members::passwords::{self, HashedPassword};
use crate::members::record::Member;
use crate::msg;

/// Who acts, in the journal.
const COMMAND: &str = "ruche member";

#[derive(Args)]
pub struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    Password {
        /// Number or login.
        member: String,
        #[arg(long, conflicts_with = "remove")]
        generate: bool,
        #[arg(long)]
        remove: bool,
        #[arg(long)]
        json: bool,
    },
    RemoveFactor {
        member: String,
    },
}

pub fn run(context: &CliContext, arguments: Arguments) -> Result<ExitCode> {
    match arguments.action {
        Action::Password { member, remove: true, .. } => {
            let name = database::change(context, COMMAND, |tx, audit| {
                let layout = Layout::read(tx)?;
                let id = passwords::find(tx, &layout.fields, &member)?;
                passwords::remove(tx, &layout, id, audit)?;
                Member::name_of(tx, &layout, id)
            })?;
            output::print_message(context.language, &msg!("cli-member-password-removed", name = name));
        }
        Action::Password { member, generate, json, .. } => {
            let given = if generate { generated() } else { typed(context)? };
            set(context, &member, &given, generate, json)?;
        }
        Action::RemoveFactor { member } => {
            let name = database::change(context, COMMAND, |tx, audit| {
                let layout = Layout::read(tx)?;
                let id = passwords::find(tx, &layout.fields, &member)?;
                passwords::remove_factor(tx, &layout, id, None, audit)?;
                Member::name_of(tx, &layout, id)
            })?;
            output::print_message(context.language, &msg!("cli-member-factor-removed", name = name));
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn set(context: &CliContext, member: &str, given: &str, generated: bool, json: bool) -> Result<()> {
    // The member must exist before anybody waits for the hashing.
    let (connection, _) = database::for_reading(context)?;
    passwords::find(&connection, &Layout::read(&connection)?.fields, member)?;
    let hashed = HashedPassword::new(&connection, given, None)?;
    drop(connection);
    let (id, name) = database::change(context, COMMAND, |tx, audit| {
        let layout = Layout::read(tx)?;
        let id = passwords::find(tx, &layout.fields, member)?;
        passwords::set(tx, &layout.fields, id, &hashed, None, audit)?;
        Ok((id, Member::name_of(tx, &layout, id)?))
    })?;
    if json {
        return output::print_json(&json!({"id": id, "name": name, "password": generated.then_some(given)}));
    }
    output::print_message(context.language, &msg!("cli-member-password-set", name = name));
    if generated {
        output::print(given);
    }
    Ok(())
}

/// The password that somebody types, twice at a terminal; else the first line of standard input. Never a flag: other
/// people of the machine see those.
fn typed(context: &CliContext) -> Result<String> {
    if !std::io::stdin().is_terminal() {
        let mut line = String::new();
        std::io::stdin().lock().read_line(&mut line)?;
        return Ok(line.trim().to_owned());
    }
    let ask = |message| -> Result<String> {
        Ok(rpassword::prompt_password(format!("{} ", text(context.language, &message)))?)
    };
    let (first, second) = (ask(msg!("cli-member-ask-password"))?, ask(msg!("cli-member-ask-again"))?);
    if first == second { Ok(first) } else { Err(crate::error::Error::invalid(msg!("password-differs"))) }
}

/// Sixteen letters and digits that are not taken for each other, in groups of four: 80 bits.
pub(super) fn generated() -> String {
    const SIGNS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz23456789A";
    let mut random = rand::rng();
    let group = |random: &mut rand::rngs::ThreadRng| -> String {
        (0..4).map(|_| char::from(SIGNS[random.random_range(0..SIGNS.len())])).collect()
    };
    (0..4).map(|_| group(&mut random)).collect::<Vec<_>>().join("-")
}

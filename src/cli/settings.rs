//! `ruche association`: what the association says of itself, as its file keeps it.

use std::process::ExitCode;

use clap::{Args, Subcommand};

use super::{Context, database, output};
use crate::db::settings;
use crate::error::Result;
use crate::msg;

#[derive(Args)]
pub struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    List {
        #[arg(long)]
        json: bool,
    },
    Set {
        name: String,
        /// Empty for none.
        value: String,
    },
}

pub fn run(context: &Context, arguments: Arguments) -> Result<ExitCode> {
    match arguments.action {
        Action::List { json } => {
            let all = settings::all(&database::for_reading(context)?.0)?;
            if json {
                output::say_json(&all)?;
            } else {
                for (name, value) in all {
                    output::say(format!("{name:26} {}", value.unwrap_or_default().replace('\n', " ")));
                }
            }
        }
        Action::Set { name, value } => {
            database::write(context, |tx, _| settings::set(tx, &name, &value))?;
            output::say_message(context.language, &msg!("cli-association-changed", name = name));
        }
    }
    Ok(ExitCode::SUCCESS)
}

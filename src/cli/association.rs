//! `ruche association`: what the association says of itself, as its file keeps it.

use std::process::ExitCode;

use clap::{Args, Subcommand};

use super::{CliContext, database, output};
use crate::error::Result;
use crate::{association, audit, msg};

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

pub fn run(context: &CliContext, arguments: Arguments) -> Result<ExitCode> {
    match arguments.action {
        Action::List { json } => {
            let all = association::all(&database::for_reading(context)?.0)?;
            if json {
                output::print_json(&all)?;
            } else {
                for (name, value) in all {
                    output::print(format!("{name:26} {}", value.unwrap_or_default().replace('\n', " ")));
                }
            }
        }
        Action::Set { name, value } => {
            database::change(context, "ruche association", |tx, audit| {
                audit::settings::change(tx, [(name.as_str(), value.as_str())], audit)
            })?;
            output::print_message(context.language, &msg!("cli-association-changed", name = name));
        }
    }
    Ok(ExitCode::SUCCESS)
}

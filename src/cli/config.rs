//! `ruche config show`: every setting, its value, and where that comes from.

use std::process::ExitCode;

use clap::{Args, Subcommand};

use super::{CliContext, output};
use crate::config::{Config, Origin};
use crate::db::temporary_folder;
use crate::error::Result;

#[derive(Args)]
pub struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    Show,
}

pub fn run(context: &CliContext, arguments: &Arguments) -> Result<ExitCode> {
    let Action::Show = arguments.action;
    for setting in Config::SETTINGS {
        let (value, origin) = context.sources.find(setting)?.unwrap_or((setting.default.to_owned(), Origin::Default));
        // Which folder that is says the environment.
        let value = match setting.name {
            "temporary_directory" if value.is_empty() => temporary_folder::folder().display().to_string(),
            _ => value,
        };
        let shown = if setting.secret && !value.is_empty() { "••••".to_owned() } else { value };
        output::print(format!("{:26} {shown:24} {origin}", setting.name));
    }
    Ok(ExitCode::SUCCESS)
}

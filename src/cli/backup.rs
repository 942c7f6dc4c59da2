//! `ruche backup`: a verified copy of the database, while the server runs or not.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use super::progress::Progress;
use super::{CliContext, database, output};
use crate::db::backup::{self, Backups};
use crate::error::Result;
use crate::msg;

#[derive(Args)]
pub struct Arguments {
    file: Option<PathBuf>,
}

pub fn run(context: &CliContext, arguments: Arguments) -> Result<ExitCode> {
    let source = &context.config.db;
    // Recognised first: a copy of something else would be no backup.
    let now = database::for_reading(context)?.1.local_now();
    let _progress = Progress::start(context.language, &msg!("cli-backup-working"));
    let made = match arguments.file {
        Some(target) => {
            backup::keep_as(source, &target)?;
            target
        }
        None => Backups::of(source, &context.config.backup_directory()).make_manual(now)?,
    };
    output::print(made.display().to_string());
    Ok(ExitCode::SUCCESS)
}

//! `ruche restore`: a backup or a download takes the place of the association's file.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use super::progress::Progress;
use super::{CliContext, database, output};
use crate::db::{self, restore};
use crate::error::{Error, Result};
use crate::msg;

#[derive(Args)]
pub struct Arguments {
    file: PathBuf,
}

pub fn run(context: &CliContext, arguments: &Arguments) -> Result<ExitCode> {
    let target = &context.config.db;
    let shown = target.display().to_string();
    // Known at once, rather than after a long check; the lock is taken again, and kept, at the end.
    if db::is_served(target) {
        return Err(Error::Conflict(msg!("db-served-elsewhere", file = shown)));
    }
    let now = database::local_now(context);
    let progress = Progress::start(context.language, &msg!("cli-restore-checking"));
    let candidate = restore::examine(&arguments.file, target)?;
    let had_digest = candidate.had_digest;
    let kept = candidate.put_in_place(&context.config.backup_directory(), now)?;
    drop(progress);
    let file = arguments.file.display().to_string();
    output::print_message(context.language, &msg!("cli-restore-done", file = file, target = shown));
    if had_digest {
        output::print_message(context.language, &msg!("cli-restore-digest-right"));
    }
    if let Some(kept) = kept {
        output::print_message(context.language, &msg!("cli-restore-kept", file = kept.display().to_string()));
    }
    Ok(ExitCode::SUCCESS)
}

//! `ruche files`: contents of files that another program keeps on its disk.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Subcommand};
use rusqlite::{Connection, TransactionBehavior};

use super::progress::Progress;
use super::{CliContext, database, output};
use crate::audit::{Actor, AuditContext, AuditLog};
use crate::error::Result;
use crate::files::Content;
use crate::files::absent::{self, AbsentFile, Search, SourceFolder};
use crate::msg;

/// Who acts, in the journal.
const COMMAND: &str = "ruche files";

#[derive(Args)]
pub struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    Import { folder: PathBuf },
}

pub fn run(context: &CliContext, arguments: Arguments) -> Result<ExitCode> {
    match arguments.action {
        Action::Import { folder } => import(context, &folder),
    }
}

/// Takes in the contents that are elsewhere, each in a transaction of its own: what was taken in stays, and the command
/// can be given again for the rest.
fn import(context: &CliContext, folder: &Path) -> Result<ExitCode> {
    let mut source = SourceFolder::open(folder)?;
    let (mut connection, clock) = database::for_writing(context)?;
    let trace = AuditContext::on_this_machine(Actor::System { name: COMMAND.to_owned() }, &clock);
    let files = absent::list(&connection)?;
    let progress = Progress::start(context.language, &msg!("cli-files-working"));
    progress.expect(files.len());
    let mut left = Vec::new();
    for file in &files {
        match source.find(file)? {
            Search::Found(content) => take_in(&mut connection, file, content, &trace)?,
            Search::Nothing => left.push(msg!("cli-files-nothing", path = file.path.as_str())),
            Search::Different => left.push(msg!("cli-files-different", path = file.path.as_str())),
        }
        progress.step();
    }
    drop(progress);
    left.iter().for_each(|reason| output::eprint(context.language, reason));
    output::print_message(context.language, &msg!("cli-files-done", count = files.len() - left.len()));
    if left.is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    output::eprint(context.language, &msg!("cli-files-left", count = left.len()));
    Ok(ExitCode::FAILURE)
}

fn take_in(
    connection: &mut Connection,
    file: &AbsentFile,
    content: Content<std::fs::File>,
    trace: &AuditContext,
) -> Result<()> {
    let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    absent::take_in(&tx, file, content, &AuditLog::open(&tx, trace)?)?;
    Ok(tx.commit()?)
}

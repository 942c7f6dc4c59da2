//! `ruche jobs`: what the server has yet to do, and what it gave up.

use std::process::ExitCode;

use clap::{Args, Subcommand};

use super::{CliContext, database, output};
use crate::error::Result;
use crate::job_queue::{self, JobRow};
use crate::msg;

/// Jobs that are printed at most.
const LISTED_MAX: i64 = 1_000;

#[derive(Args)]
pub struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    List {
        #[arg(long)]
        given_up: bool,
        #[arg(long)]
        json: bool,
    },
    Retry {
        #[arg(required_unless_present = "all", conflicts_with = "all")]
        id: Option<i64>,
        #[arg(long)]
        all: bool,
    },
    Drop {
        id: i64,
    },
}

pub fn run(context: &CliContext, arguments: Arguments) -> Result<ExitCode> {
    match arguments.action {
        Action::List { given_up, json } => list(context, given_up, json)?,
        Action::Retry { id, .. } => {
            let count = database::write(context, |tx, clock| match id {
                Some(id) => job_queue::retry(tx, id, clock.now()).map(|()| 1),
                None => job_queue::retry_all(tx, clock.now()),
            })?;
            output::print_message(context.language, &msg!("cli-jobs-retried", count = count));
        }
        Action::Drop { id } => {
            database::write(context, |tx, _| job_queue::delete(tx, id))?;
            output::print_message(context.language, &msg!("cli-jobs-dropped", id = id));
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn list(context: &CliContext, given_up: bool, json: bool) -> Result<()> {
    let (connection, clock) = database::for_reading_ours(context)?;
    let jobs = job_queue::list(&connection, clock.now(), given_up, 0, LISTED_MAX)?;
    if json {
        return output::print_json(&jobs);
    }
    if jobs.is_empty() {
        output::eprint(context.language, &msg!("cli-jobs-none"));
    }
    jobs.iter().for_each(|job| output::print(line(job)));
    Ok(())
}

/// Number, kind, what it is about, state, moment, and why it failed last.
fn line(job: &JobRow) -> String {
    let when = job.given_up.as_deref().or(job.due.as_deref()).unwrap_or_default();
    let error = job.error.as_deref().unwrap_or_default();
    format!("{:6} {:16} {:20} {:8} {when:20} {:3} {error}", job.id, job.kind, job.payload, job.state, job.attempts)
}

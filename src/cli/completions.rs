//! `ruche completions`: what a shell needs to complete commands.

use std::io::Write;
use std::process::ExitCode;

use clap::Args;
use clap_complete::Shell;

use super::CliContext;
use crate::error::Result;

#[derive(Args)]
pub struct Arguments {
    #[arg(value_name = "bash|zsh|fish|elvish|powershell", hide_possible_values = true)]
    shell: Shell,
}

pub fn run(context: &CliContext, arguments: &Arguments) -> Result<ExitCode> {
    // Made whole before it is printed: the generator panics when its reader has left.
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut super::command(context.language), "ruche", &mut script);
    std::io::stdout().write_all(&script)?;
    Ok(ExitCode::SUCCESS)
}

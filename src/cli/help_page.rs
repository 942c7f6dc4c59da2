//! `ruche help COMMAND`: the same page as `ruche COMMAND --help`.

use std::process::ExitCode;

use clap::Args;

use super::{CliContext, mistakes};
use crate::error::Result;

#[derive(Args)]
pub struct Arguments {
    /// A command, and the command below it: `key create`.
    #[arg(value_name = "COMMAND")]
    words: Vec<String>,
}

pub fn run(context: &CliContext, arguments: &Arguments) -> Result<ExitCode> {
    let words = arguments.words.iter().map(String::as_str);
    let typed = ["ruche"].into_iter().chain(words).chain(["--help"]);
    match super::command(context.language).try_get_matches_from(typed) {
        // Help comes as an error, as from the command line itself.
        Err(page_or_mistake) => Ok(mistakes::explain(context.language, &page_or_mistake)),
        Ok(_) => Ok(ExitCode::SUCCESS),
    }
}

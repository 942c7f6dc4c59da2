//! `ruche man`: the manual pages.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use super::{CliContext, output};
use crate::error::Result;

#[derive(Args)]
pub struct Arguments {
    directory: Option<PathBuf>,
}

pub fn run(context: &CliContext, arguments: Arguments) -> Result<ExitCode> {
    let command = super::command(context.language);
    match arguments.directory {
        Some(directory) => {
            std::fs::create_dir_all(&directory)?;
            clap_mangen::generate_to(command, &directory)?;
            output::print(directory.display().to_string());
        }
        None => {
            let mut page = Vec::new();
            clap_mangen::Man::new(command).render(&mut page)?;
            std::io::stdout().write_all(&page)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

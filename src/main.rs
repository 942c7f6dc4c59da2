//! Arguments → command → exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    ruche::cli::run(std::env::args_os())
}

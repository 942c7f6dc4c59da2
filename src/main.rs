//! Arguments → command → exit code.

use std::process::ExitCode;

/// glibc keeps what threads freed: after a few large imports at once, their memory would stay with the process.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    ruche::cli::run(std::env::args_os())
}

//! The server survives its log, its disk, its clock and its neighbours (threats.md 61–65, 86–88).

use std::path::Path;

use crate::support::fresh_file;
use crate::support::process::{Process, SmallDisk, serve};

mod disk;
mod file;
mod journal;
mod log;
mod signals;

/// A folder with a file in it that a server has had before: it can also be served where nothing can be written.
fn adopted() -> (tempfile::TempDir, std::path::PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let file = fresh_file(folder.path());
    Process::start(&file).stop();
    (folder, file)
}

/// `ruche` with these arguments and the file; gives the exit code and what was printed, on both.
fn ruche(arguments: &[&str], file: &Path) -> (Option<i32>, String) {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_ruche"));
    command.args(arguments).arg("--db").arg(file).env("LC_ALL", "en_GB.UTF-8");
    let output = command.stdin(std::process::Stdio::null()).output().unwrap();
    let printed = [output.stdout, output.stderr].concat();
    (output.status.code(), String::from_utf8_lossy(&printed).into_owned())
}

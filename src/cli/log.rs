//! Log lines of a long-running command, on standard error.

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;

use crate::app::log_lines::LogLines;
use crate::config::{Config, LogFormat};
use crate::error::{Error, Result};
use crate::msg;

/// Starts logging as the settings say, until the end of the process.
pub fn start(config: &Config) -> Result<LastLines> {
    // Libraries speak only when something is wrong, unless the level says otherwise for them (`debug,rustls=trace`).
    let directives = match config.log_level.as_str() {
        level @ ("error" | "warn" | "info" | "debug" | "trace") => format!("warn,ruche={level}"),
        directives => directives.to_owned(),
    };
    let filter = EnvFilter::try_new(&directives)
        .map_err(|error| Error::invalid(msg!("config-value", place = "log_level", reason = error.to_string())))?;
    let out = LogLines::of_process();
    let lines = tracing_subscriber::fmt()
        .with_env_filter(filter)
        // The library would say on standard error itself, and panic when it cannot, what it could not write.
        .log_internal_errors(false)
        .with_writer(move || out.clone())
        .with_ansi(std::io::stderr().is_terminal())
        .with_target(false);
    match config.log_format {
        LogFormat::Text => lines.init(),
        LogFormat::Json => lines.json().flatten_event(true).init(),
    }
    // What panics on a request must not wait for standard error either.
    std::panic::set_hook(Box::new(|info| tracing::error!("{}", info.to_string().replace('\n', ": "))));
    Ok(LastLines)
}

/// Gives the last lines time to be written when it is dropped.
pub struct LastLines;

impl Drop for LastLines {
    fn drop(&mut self) {
        LogLines::of_process().flush_for_a_while();
    }
}

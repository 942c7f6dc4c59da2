//! Log lines of a long-running command, on standard error.

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;

use crate::config::{Config, LogFormat};
use crate::error::{Error, Result};
use crate::msg;

/// Starts logging as the settings say.
pub fn start(config: &Config) -> Result<()> {
    // Libraries speak only when something is wrong, unless the level says otherwise for them (`debug,rustls=trace`).
    let directives = match config.log_level.as_str() {
        level @ ("error" | "warn" | "info" | "debug" | "trace") => format!("warn,ruche={level}"),
        directives => directives.to_owned(),
    };
    let filter = EnvFilter::try_new(&directives)
        .map_err(|error| Error::invalid(msg!("config-value", place = "log_level", reason = error.to_string())))?;
    let lines = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .with_target(false);
    match config.log_format {
        LogFormat::Text => lines.init(),
        LogFormat::Json => lines.json().flatten_event(true).init(),
    }
    Ok(())
}

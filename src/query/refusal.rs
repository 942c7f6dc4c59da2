//! Error messages for statements that SQLite refuses or that are stopped.

use rusqlite::ErrorCode;

use super::limits::Limits;
use super::policy;
use super::watch::Stop;
use crate::error::Error;
use crate::msg;

/// The error of a statement that reads something hidden. It does not say what.
pub(super) fn forbidden() -> Error {
    Error::invalid(msg!("sql-forbidden"))
}

/// The error of a statement whose program could take too much memory.
pub(super) fn too_much_memory(limits: &Limits) -> Error {
    stopped(Stop::TooMuchMemory, limits)
}

/// SQLite's error for the user, with SQLite's own message if that is about the statement and names nothing hidden.
pub(super) fn from_engine(error: rusqlite::Error, stop: Option<Stop>, limits: &Limits) -> Error {
    if let Some(stop) = stop {
        return stopped(stop, limits);
    }
    let (code, words) = match &error {
        rusqlite::Error::SqliteFailure(failure, words) => (failure.code, words.as_deref()),
        rusqlite::Error::SqlInputError { error, msg, .. } => (error.code, Some(msg.as_str())),
        _ => return Error::from(error),
    };
    match code {
        ErrorCode::AuthorizationForStatementDenied => forbidden(),
        ErrorCode::TooBig => Error::invalid(msg!("sql-too-big")),
        ErrorCode::OutOfMemory => stopped(Stop::TooMuchMemory, limits),
        ErrorCode::OperationInterrupted => stopped(Stop::Cancelled, limits),
        // SQLite has one code for a wrong statement, and others for values that a function or an operator refuses.
        ErrorCode::Unknown
        | ErrorCode::TypeMismatch
        | ErrorCode::ParameterOutOfRange
        | ErrorCode::ConstraintViolation => match words.filter(|words| !names_something_hidden(words)) {
            Some(words) => Error::invalid(msg!("sql-refused-by-engine", reason = shortened(words))),
            None => Error::invalid(msg!("sql-refused")),
        },
        // A broken, busy or full disk: the statement is not at fault.
        _ => Error::from(error),
    }
}

/// SQLite repeats names of any length; the beginning is enough.
fn shortened(words: &str) -> &str {
    words.char_indices().nth(MAXIMUM_CHARACTERS).map_or(words, |(end, _)| &words[..end])
}

const MAXIMUM_CHARACTERS: usize = 500;

fn stopped(stop: Stop, limits: &Limits) -> Error {
    Error::invalid(match stop {
        Stop::DiskFull => return Error::DiskFull,
        Stop::TooSlow => msg!("sql-too-slow", seconds = limits.run_time.as_secs()),
        Stop::TooMuchMemory => msg!("sql-too-much-memory"),
        Stop::TooManyTemporaryBytes => msg!("sql-too-many-temporary-bytes"),
        Stop::Cancelled => msg!("sql-cancelled"),
    })
}

/// Whether one of the words, quoted or not, is the name of something hidden. Those names hold letters, digits and `_`
/// only, so that it does not matter where the engine's message has quotes.
pub(super) fn names_something_hidden(words: &str) -> bool {
    words.split(|c: char| !c.is_alphanumeric() && c != '_').any(policy::is_unspeakable)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_words_are_cut_between_characters() {
        assert_eq!(shortened("bref"), "bref");
        assert_eq!(shortened(&"é".repeat(600)), "é".repeat(500));
    }

    #[test]
    fn hidden_names_are_found_in_any_message() {
        for words in [
            "ambiguous column name: password",
            "no such column: CONFIG.x",
            "near \"config",
            "x: ruche_keys.a",
            "[otp_secret]",
            "no such table: main.sqlite_stat1",
        ] {
            assert!(names_something_hidden(words), "{words}");
        }
        for words in ["no such table: nothing", "near \"SELEC\": syntax error", "passwords", "logs_of_mine", ""] {
            assert!(!names_something_hidden(words), "{words}");
        }
    }
}

//! What commands print: answers on standard output, everything else on standard error.

use std::io::Write;
use std::path::Path;

use crate::config::Config;
use crate::db::Draft;
use crate::error::{Error, Result};
use crate::i18n::{Language, Message, text};
use crate::msg;

/// Prints a line of the answer. A closed pipe (`| head`) is not an error.
pub fn print(line: impl AsRef<str>) {
    let _ = writeln!(std::io::stdout(), "{}", line.as_ref());
}

/// Prints a sentence of the answer.
pub fn print_message(language: Language, message: &Message) {
    print(text(language, message));
}

/// Prints an answer for programs.
pub fn print_json(value: &impl serde::Serialize) -> Result<()> {
    print(serde_json::to_string_pretty(value)?);
    Ok(())
}

/// Says beside the answer what is happening.
pub fn eprint(language: Language, message: &Message) {
    let _ = writeln!(std::io::stderr(), "{}", text(language, message));
}

/// Prints why a command failed, with the internal cause: its user administers the machine.
pub fn print_error(language: Language, error: &Error) {
    let mut line = error.sentence(language);
    if let Error::Internal(cause) = error {
        line.push_str(&format!("\n{cause:#}"));
    }
    let _ = writeln!(std::io::stderr(), "ruche: {line}");
}

/// Whether the error is a closed pipe on standard output.
pub fn is_broken_pipe(error: &Error) -> bool {
    let Error::Internal(cause) = error else { return false };
    cause
        .chain()
        .filter_map(|cause| cause.downcast_ref::<std::io::Error>())
        .any(|error| error.kind() == std::io::ErrorKind::BrokenPipe)
}

/// Begins a file of the answer: it has its name once it is complete, then in the place of an older one. The
/// association's own file is never overwritten so.
pub fn begin_file(config: &Config, path: &Path) -> Result<Draft> {
    let same = path.canonicalize().ok().zip(config.db.canonicalize().ok()).is_some_and(|(a, b)| a == b);
    if same {
        return Err(Error::Conflict(msg!("db-exists", file = path.display().to_string())));
    }
    Draft::beside(path)
}

/// This program as it was called, for commands that are shown to be pasted.
pub fn program() -> String {
    let program = std::env::args_os().next().unwrap_or_else(|| "ruche".into());
    shell_word(&program.to_string_lossy())
}

/// A word for a POSIX shell: in quotes unless every character stands for itself.
pub fn shell_word(word: &str) -> String {
    let plain = |character: char| character.is_alphanumeric() || "/._-+:,@%=".contains(character);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::shell_word;

    #[test]
    fn a_word_is_quoted_only_when_the_shell_would_change_it() {
        for (word, quoted) in [
            ("/srv/asso.sqlite", "/srv/asso.sqlite"),
            ("Été.sqlite", "Été.sqlite"),
            ("mon asso.sqlite", "'mon asso.sqlite'"),
            ("l'asso", r"'l'\''asso'"),
            ("$HOME", "'$HOME'"),
            ("", "''"),
        ] {
            assert_eq!(shell_word(word), quoted);
        }
    }
}

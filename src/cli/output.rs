//! What commands print: answers on standard output, everything else on standard error.

use std::io::Write;

use crate::error::Error;
use crate::i18n::{Language, Message, text};

/// Prints a line of the answer. A reader that left (`| head`) is no failure.
pub fn say(line: impl AsRef<str>) {
    let _ = writeln!(std::io::stdout(), "{}", line.as_ref());
}

/// Prints a sentence of the answer.
pub fn say_message(language: Language, message: &Message) {
    say(text(language, message));
}

/// Says beside the answer what is happening.
pub fn note(language: Language, message: &Message) {
    let _ = writeln!(std::io::stderr(), "{}", text(language, message));
}

/// Says why a command failed. An internal cause is shown as well: whoever runs commands runs the machine.
pub fn complain(language: Language, error: &Error) {
    let mut line = error.sentence(language);
    if let Error::Internal(cause) = error {
        line.push_str(&format!("\n{cause:#}"));
    }
    let _ = writeln!(std::io::stderr(), "ruche: {line}");
}

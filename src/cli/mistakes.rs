//! What was wrong with the command line itself, in the person's language.

use std::io::Write;
use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::i18n::{Language, Message, text};
use crate::msg;

/// The exit code of a command line that cannot be understood, as usual.
const MISTAKE: u8 = 2;

/// Prints clap's output: help and version unchanged, errors as localised sentences where there is one.
pub fn explain(language: Language, error: &clap::Error) -> ExitCode {
    if !error.use_stderr() {
        let _ = error.print();
        return ExitCode::SUCCESS;
    }
    match sentence(error) {
        Some(message) => {
            let hint = text(language, &msg!("cli-mistake-hint"));
            let _ = writeln!(std::io::stderr(), "ruche: {}\n{hint}", text(language, &message));
        }
        None => _ = error.print(),
    }
    ExitCode::from(MISTAKE)
}

fn sentence(error: &clap::Error) -> Option<Message> {
    let context = |kind: ContextKind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join(", "),
        Some(ContextValue::StyledStr(text)) => text.to_string(),
        _ => String::new(),
    };
    let argument = context(ContextKind::InvalidArg);
    match error.kind() {
        ErrorKind::UnknownArgument => {
            let similar = context(ContextKind::SuggestedArg);
            Some(if similar.is_empty() {
                msg!("cli-mistake-argument", argument = argument)
            } else {
                msg!("cli-mistake-similar", argument = argument, similar = similar)
            })
        }
        ErrorKind::InvalidSubcommand => {
            let (command, similar) =
                (context(ContextKind::InvalidSubcommand), context(ContextKind::SuggestedSubcommand));
            Some(if similar.is_empty() {
                msg!("cli-mistake-command", command = command)
            } else {
                msg!("cli-mistake-similar", argument = command, similar = similar)
            })
        }
        ErrorKind::MissingRequiredArgument => Some(msg!("cli-mistake-missing", arguments = argument)),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            let value = context(ContextKind::InvalidValue);
            Some(if value.is_empty() {
                msg!("cli-mistake-no-value", argument = argument)
            } else {
                msg!("cli-mistake-value", value = value, argument = argument)
            })
        }
        ErrorKind::ArgumentConflict => Some(msg!("cli-mistake-twice", argument = argument)),
        _ => None,
    }
}

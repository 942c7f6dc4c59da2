//! `ruche init`: a new association's file, its first books and its first key.

mod answers;
mod questions;

use std::io::IsTerminal;
use std::process::ExitCode;

use clap::Args;
use serde_json::json;

use self::answers::Answers;
use self::questions::{Questions, Terminal};
use super::address::Address;
use super::create::{self, Created};
use super::{CliContext, output};
use crate::error::{Error, Result};
use crate::msg;

#[derive(Args)]
pub struct Arguments {
    #[command(flatten)]
    answers: Answers,
    /// Without a value: the answer is JSON. With one: the questions' answers are read there too.
    #[arg(long, value_name = "FILE|-", num_args = 0..=1, default_missing_value = "")]
    json: Option<String>,
}

pub fn run(context: &CliContext, arguments: Arguments) -> Result<ExitCode> {
    let path = &context.config.db;
    if path.exists() {
        return Err(Error::Conflict(msg!("db-exists", file = path.display().to_string())));
    }
    let mut answers = arguments.answers;
    if let Some(source) = arguments.json.as_deref().filter(|source| !source.is_empty()) {
        answers = answers.or(Answers::from_json(source)?);
    }
    let mut terminal = Terminal;
    let questions = if arguments.json.is_some() {
        Questions::not_asked(context.language)
    } else if std::io::stdin().is_terminal() && std::io::stderr().is_terminal() {
        Questions::to_a_person(context.language, &mut terminal)
    } else {
        Questions::needed_only(context.language, &mut terminal)
    };
    let (association, books) = answers.complete(questions)?;
    let created = create::create(path, &association, &books)?;
    if arguments.json.is_some() {
        print_json(context, &created)?
    } else {
        print(context, &created)
    }
    Ok(ExitCode::SUCCESS)
}

fn print_json(context: &CliContext, created: &Created) -> Result<()> {
    let (key, year, bank) = (&created.key, &created.year, &created.bank_account);
    output::print_json(&json!({
        "db": context.config.db.display().to_string(),
        "key": key.key,
        "secret": key.secret,
        "level": key.level,
        "address": Address::configured(&context.config).shown(&context.config),
        "year": {"id": year.id, "label": year.label, "start_date": year.start_date, "end_date": year.end_date},
        "bank_account": {"id": bank.id, "code": bank.code, "label": bank.label},
    }))
}

/// Says what was made, and what to type next: the commands can be pasted as they are.
fn print(context: &CliContext, created: &Created) {
    let (key, year, bank) = (&created.key, &created.year, &created.bank_account);
    let address = Address::configured(&context.config);
    let sentence = msg!(
        "cli-init-done",
        file = context.config.db.display().to_string(),
        key = key.key.as_str(),
        secret = key.secret.as_str(),
        year = year.label.as_str(),
        start = year.start_date.as_str(),
        end = year.end_date.as_str(),
        code = bank.code.as_str(),
        bank = bank.label.as_str(),
        serve = serve_command(context),
        address = address.shown(&context.config),
        curl = format!("{} {}/api/status", address.curl(key), address.base),
    );
    output::print_message(context.language, &sentence);
}

/// The command that serves the new file, with the program and the settings as they were given to this one.
fn serve_command(context: &CliContext) -> String {
    let mut words = Vec::new();
    if let Some(file) = &context.config_flag {
        words.extend(["--config".to_owned(), file.display().to_string()]);
    }
    words.extend(["serve".to_owned(), "--db".to_owned(), context.config.db.display().to_string()]);
    let words: Vec<String> = words.iter().map(|word| output::shell_word(word)).collect();
    format!("{} {}", output::program(), words.join(" "))
}

//! `ruche init`: a new association's file and its first key.

use std::io::{BufRead, IsTerminal, Read, Write};
use std::process::ExitCode;

use clap::Args;
use serde::Deserialize;
use serde_json::json;

use super::{CliContext, create, output};
use crate::auth::password;
use crate::bootstrap::{Country, NewAssociation};
use crate::error::{Error, Result};
use crate::i18n::{Language, Message, text};
use crate::msg;

#[derive(Args)]
pub struct Arguments {
    #[command(flatten)]
    answers: Answers,
    /// Without a value: the answer is JSON. With one: the questions' answers are read there too.
    #[arg(long, value_name = "FILE|-", num_args = 0..=1, default_missing_value = "")]
    json: Option<String>,
}

/// What has to be known; a name is the same as a flag, as a key of the JSON and in the errors of [`NewAssociation`].
#[derive(Args, Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Answers {
    #[arg(long)]
    name: Option<String>,
    #[arg(long, value_name = "FR|BE|CH")]
    country: Option<String>,
    #[arg(long)]
    email: Option<String>,
    #[arg(long, value_name = "NAME")]
    administrator: Option<String>,
    /// Never a flag: other people of the machine see those.
    #[arg(skip)]
    password: Option<String>,
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
    let may_ask = arguments.json.is_none() && std::io::stdin().is_terminal() && std::io::stderr().is_terminal();
    let association = if may_ask { answers.ask(context.language)? } else { answers.parse()? };
    let key = create::create(path, &association)?;
    let file = path.display().to_string();
    if arguments.json.is_some() {
        output::print_json(&json!({"db": file, "key": key.key, "secret": key.secret, "level": key.level}))?;
    } else {
        output::print_message(
            context.language,
            &msg!("cli-init-done", file = file, key = key.key.as_str(), secret = key.secret.as_str()),
        );
    }
    Ok(ExitCode::SUCCESS)
}

impl Answers {
    fn from_json(source: &str) -> Result<Self> {
        let mut text = String::new();
        let read = match source {
            "-" => std::io::stdin().read_to_string(&mut text),
            file => std::fs::File::open(file).and_then(|mut file| file.read_to_string(&mut text)),
        };
        read.map_err(|error| Error::invalid(msg!("config-unreadable", file = source, cause = error.to_string())))?;
        serde_json::from_str(&text)
            .map_err(|error| Error::invalid(msg!("cli-init-bad-json", file = source, cause = error.to_string())))
    }

    /// Flags before JSON.
    fn or(self, other: Answers) -> Self {
        Answers {
            name: self.name.or(other.name),
            country: self.country.or(other.country),
            email: self.email.or(other.email),
            administrator: self.administrator.or(other.administrator),
            password: self.password.or(other.password),
        }
    }

    fn parse(&self) -> Result<NewAssociation> {
        let given = |field: &'static str, value: &Option<String>| {
            value.clone().ok_or_else(|| Error::invalid_field(field, msg!("cli-init-missing", flag = field)))
        };
        let (name, country) = (given("name", &self.name)?, Country::parse(&given("country", &self.country)?)?);
        let (email, administrator) = (given("email", &self.email)?, given("administrator", &self.administrator)?);
        let hash =
            self.password.as_deref().filter(|text| !text.is_empty()).map(password::hash_for_member).transpose()?;
        NewAssociation::parse(&name, country, &email, &administrator, hash)
    }

    /// Asks for what is missing, and again for what is refused.
    fn ask(mut self, language: Language) -> Result<NewAssociation> {
        loop {
            self.ask_for_missing(language)?;
            match self.parse() {
                Err(Error::Invalid { message, fields }) if !fields.is_empty() => {
                    output::eprint(language, &message);
                    match fields[0].field.as_str() {
                        "name" => self.name = None,
                        "country" => self.country = None,
                        "email" => self.email = None,
                        "administrator_name" => self.administrator = None,
                        _ => return Err(Error::Invalid { message, fields }),
                    }
                }
                other => return other,
            }
        }
    }

    fn ask_for_missing(&mut self, language: Language) -> Result<()> {
        let first_time = self.password.is_none();
        for (answer, question) in [
            (&mut self.name, msg!("cli-init-ask-name")),
            (&mut self.country, msg!("cli-init-ask-country")),
            (&mut self.administrator, msg!("cli-init-ask-administrator")),
            (&mut self.email, msg!("cli-init-ask-email")),
        ] {
            if answer.is_none() {
                *answer = Some(ask(language, &question)?);
            }
        }
        if first_time {
            let question = text(language, &msg!("cli-init-ask-password"));
            self.password = Some(rpassword::prompt_password(format!("{question} "))?);
        }
        Ok(())
    }
}

fn ask(language: Language, question: &Message) -> Result<String> {
    let mut screen = std::io::stderr();
    write!(screen, "{} ", text(language, question))?;
    screen.flush()?;
    let mut line = String::new();
    if std::io::stdin().lock().read_line(&mut line)? == 0 {
        return Err(Error::invalid(msg!("cli-init-given-up")));
    }
    Ok(line.trim().to_owned())
}

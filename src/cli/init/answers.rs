//! What `ruche init` has to know, from flags, JSON or questions.

use std::io::Read;

use clap::Args;
use serde::Deserialize;

use super::questions::{Question, Questions};
use crate::accounting::texts;
use crate::auth::password;
use crate::bootstrap::{self, Country, NewAssociation};
use crate::cli::create::{self, FirstBooks};
use crate::clock::zone_named;
use crate::error::{Error, Result};
use crate::i18n::text;
use crate::msg;
use crate::params::{DateContext, read_date};

/// The answers as they were given. A name is the same as a flag (`--year-start`) and as a key of the JSON (`year_start`).
#[derive(Args, Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub struct Answers {
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
    /// The first day of the first fiscal year.
    #[arg(long, value_name = "DATE")]
    year_start: Option<String>,
    /// The label of the first bank account.
    #[arg(long, value_name = "LABEL")]
    bank_account: Option<String>,
}

impl Answers {
    /// Reads a file, or standard input for `-`.
    pub fn from_json(source: &str) -> Result<Self> {
        let mut text = String::new();
        let read = match source {
            "-" => std::io::stdin().read_to_string(&mut text),
            file => std::fs::File::open(file).and_then(|mut file| file.read_to_string(&mut text)),
        };
        read.map_err(|error| Error::invalid(msg!("config-unreadable", file = source, cause = error.to_string())))?;
        serde_json::from_str(&text)
            .map_err(|error| Error::invalid(msg!("cli-init-bad-json", file = source, cause = error.to_string())))
    }

    /// These answers, completed by others.
    pub fn or(self, other: Answers) -> Self {
        Answers {
            name: self.name.or(other.name),
            country: self.country.or(other.country),
            email: self.email.or(other.email),
            administrator: self.administrator.or(other.administrator),
            password: self.password.or(other.password),
            year_start: self.year_start.or(other.year_start),
            bank_account: self.bank_account.or(other.bank_account),
        }
    }

    /// Reads every answer, and asks for those that are missing or refused as far as questions may be asked. Nothing is
    /// written before all of them are right.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] with the answer that is missing or wrong.
    pub fn complete(self, mut questions: Questions<'_>) -> Result<(NewAssociation, FirstBooks)> {
        let language = questions.language;
        let name = Question::needed("name", msg!("cli-init-ask-name"));
        let name = questions.settle(&name, self.name, bootstrap::parse_name)?;
        let country = Question::needed("country", msg!("cli-init-ask-country"));
        let country = questions.settle(&country, self.country, Country::parse)?;
        let administrator = Question::needed("administrator", msg!("cli-init-ask-administrator"));
        let administrator =
            questions.settle(&administrator, self.administrator, bootstrap::parse_administrator_name)?;
        let email = Question::needed("email", msg!("cli-init-ask-email"));
        let email = questions.settle(&email, self.email, bootstrap::parse_email)?;
        let secret = Question::hidden("password", msg!("cli-init-ask-password"));
        let hash = questions.settle(&secret, self.password, hash_unless_blank)?;

        let today = create::today_in(country);
        let usual = today.first_of_year().to_string();
        let year_start = Question::with_default("year_start", msg!("cli-init-ask-year", usual = usual.as_str()), usual);
        let context = DateContext { today, zone: zone_named(Some(country.time_zone())) };
        let read_day = |text: &str| read_date(text, &context).ok_or_else(|| create::bad_year(text));
        let year_start = questions.settle(&year_start, self.year_start, read_day)?;
        let usual = text(language, &msg!("cli-init-usual-bank"));
        let bank = Question::with_default("bank_account", msg!("cli-init-ask-bank", usual = usual.as_str()), usual);
        let bank_account = questions.settle(&bank, self.bank_account, read_bank_account)?;

        let association = NewAssociation::parse(&name, country, &email, &administrator, hash)?;
        Ok((association, FirstBooks { year_start, bank_account }))
    }
}

fn hash_unless_blank(password: &str) -> Result<Option<String>> {
    (!password.is_empty()).then(|| password::hash_for_member(password)).transpose()
}

fn read_bank_account(text: &str) -> Result<String> {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    texts::optional("bank_account", &line, texts::LABEL_BYTES_MAX)?.ok_or_else(texts::no_label)
}

//! The command line: one file a sub-command. Its texts stand in `locales/*/cli.ftl`, like all that people read.

mod address;
mod association;
mod backup;
mod check;
mod completions;
mod config;
mod create;
mod database;
mod export;
mod field;
mod files;
mod first_run;
mod get;
mod healthcheck;
mod help;
mod help_page;
mod init;
mod jobs;
mod key;
mod log;
mod mail;
mod man;
mod member;
mod mistakes;
mod notify;
mod output;
mod progress;
mod restore;
mod serve;
mod signals;
mod sql;
mod systemd;
mod tls_to_self;
mod year;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::parser::ValueSource;
use clap::{ArgMatches, CommandFactory, FromArgMatches, Parser, Subcommand};

use crate::config::{Config, Sources};
use crate::db::temporary_folder;
use crate::error::{Error, Result};
use crate::i18n::Language;

/// What every command is given.
pub struct CliContext {
    pub language: Language,
    pub config: Config,
    pub sources: Sources,
    /// The file of settings, when the command line names it.
    pub config_flag: Option<PathBuf>,
}

#[derive(Parser)]
#[command(name = "ruche", version, arg_required_else_help = true)]
struct Arguments {
    #[arg(long, global = true, value_name = "FILE", default_value = "ruche.toml", env = "RUCHE_CONFIG")]
    config: PathBuf,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Serve(serve::Arguments),
    Init(init::Arguments),
    Key(key::Arguments),
    Sql(sql::Arguments),
    Get(get::Arguments),
    Backup(backup::Arguments),
    Restore(restore::Arguments),
    Check(check::Arguments),
    Export(export::Arguments),
    Field(field::Arguments),
    Member(member::Arguments),
    Files(files::Arguments),
    Year(year::Arguments),
    Mail(mail::Arguments),
    Jobs(jobs::Arguments),
    Association(association::Arguments),
    Config(config::Arguments),
    Healthcheck,
    Systemd,
    Completions(completions::Arguments),
    Man(man::Arguments),
    Help(help_page::Arguments),
}

/// Runs the command line; what goes wrong is said on standard error, in the person's language.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let language = language();
    let matches = match command(language).try_get_matches_from(arguments) {
        Ok(matches) => matches,
        Err(error) => return mistakes::explain(language, &error),
    };
    match execute(&matches, language) {
        Ok(code) => code,
        // A reader that left (`| head`) has what it wanted.
        Err(error) if output::is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            output::print_error(language, &error);
            ExitCode::FAILURE
        }
    }
}

/// The whole command tree, with its texts.
pub fn command(language: Language) -> clap::Command {
    help::localise(help::with_settings(Arguments::command()), language)
}

fn execute(matches: &ArgMatches, language: Language) -> Result<ExitCode> {
    let arguments = Arguments::from_arg_matches(matches).map_err(Error::internal)?;
    // Only the file that nobody named may be missing.
    let is_named = matches.value_source("config").is_some_and(|source| source != ValueSource::DefaultValue);
    let sources = Sources::from_environment(&arguments.config, is_named)?;
    let sources = help::settings_given(matches, sources);
    let on_command_line = matches.value_source("config") == Some(ValueSource::CommandLine);
    let config_flag = on_command_line.then(|| arguments.config.clone());
    let config = Config::from_sources(&sources)?;
    if let Some(folder) = &config.temporary_directory {
        temporary_folder::use_folder(folder);
    }
    let context = CliContext { language, config, sources, config_flag };
    match arguments.command {
        Command::Serve(arguments) => serve::run(context, &arguments),
        Command::Init(arguments) => init::run(&context, arguments),
        Command::Key(arguments) => key::run(&context, arguments),
        Command::Sql(arguments) => sql::run(&context, arguments),
        Command::Get(arguments) => get::run(context, arguments),
        Command::Backup(arguments) => backup::run(&context, arguments),
        Command::Restore(arguments) => restore::run(&context, &arguments),
        Command::Check(arguments) => check::run(&context, &arguments),
        Command::Export(arguments) => export::run(&context, &arguments),
        Command::Field(arguments) => field::run(&context, arguments),
        Command::Member(arguments) => member::run(&context, arguments),
        Command::Files(arguments) => files::run(&context, arguments),
        Command::Year(arguments) => year::run(&context, arguments),
        Command::Mail(arguments) => mail::run(&context, arguments),
        Command::Jobs(arguments) => jobs::run(&context, arguments),
        Command::Association(arguments) => association::run(&context, arguments),
        Command::Config(arguments) => config::run(&context, &arguments),
        Command::Healthcheck => healthcheck::run(&context),
        Command::Systemd => systemd::run(&context),
        Command::Completions(arguments) => completions::run(&context, &arguments),
        Command::Man(arguments) => man::run(&context, arguments),
        Command::Help(arguments) => help_page::run(&context, &arguments),
    }
}

/// The language of the terminal, by the usual variables in their usual order.
fn language() -> Language {
    let variables = ["RUCHE_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"];
    let locale = variables.iter().find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()));
    Language::from_posix_locale(&locale.unwrap_or_default())
}

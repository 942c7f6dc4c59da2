//! Texts of the commands in the person's language, and the settings as flags.

use clap::{Arg, ArgAction, ArgMatches, Command};

use crate::config::{Config, Setting, Sources};
use crate::i18n::{Language, text_by_id};

/// Longer lines are hard to read, however wide the terminal is.
const COLUMNS_MAX: usize = 100;

/// Whether a command takes a setting as a flag.
fn takes(command: &str, setting: &Setting) -> bool {
    if setting.secret {
        // Other people of the machine see the flags of a process.
        return false;
    }
    match command {
        "serve" | "config" => true,
        "healthcheck" => matches!(setting.name, "listen" | "tls_certificate"),
        "backup" | "restore" => matches!(setting.name, "db" | "backup_directory"),
        "sql" => matches!(setting.name, "db" | "sql_time_limit" | "sql_memory_limit"),
        "mail" => setting.name == "db" || setting.name.starts_with("smtp_") || setting.name.starts_with("mail_"),
        "completions" | "man" | "systemd" => false,
        _ => setting.name == "db",
    }
}

/// Adds the settings to the commands that use them.
pub fn with_settings(root: Command) -> Command {
    let names: Vec<String> = root.get_subcommands().map(|command| command.get_name().to_owned()).collect();
    names.into_iter().fold(root, |root, name| {
        let flags: Vec<Arg> = Config::SETTINGS.iter().filter(|setting| takes(&name, setting)).map(flag).collect();
        root.mut_subcommand(name, |command| command.args(flags))
    })
}

fn flag(setting: &Setting) -> Arg {
    Arg::new(setting.name).long(setting.flag()).value_name("VALUE").global(true).required(false)
}

/// The settings that stand on the command line, on top of the other sources.
pub fn settings_given(matches: &ArgMatches, sources: Sources) -> Sources {
    let mut deepest = matches;
    while let Some((_, below)) = deepest.subcommand() {
        deepest = below;
    }
    Config::SETTINGS.iter().fold(sources, |sources, setting| match deepest.try_get_one::<String>(setting.name) {
        Ok(Some(value)) => sources.with_flag(setting.name, value),
        _ => sources,
    })
}

/// Gives each command and argument its text: `cli-key-create`, `cli-key-create-name`, or `setting-db` for a setting.
/// An argument of the same name in several commands may have one text for all: `cli-any-json`.
pub fn localise(root: Command, language: Language) -> Command {
    let word = |id: &str| text_by_id(language, id, &[]).unwrap_or_default();
    let options = word("cli-options");
    let help =
        Arg::new("help").short('h').long("help").action(ArgAction::Help).global(true).help(word("cli-flag-help"));
    let version = Arg::new("version").short('V').long("version").action(ArgAction::Version).help(word("cli-version"));
    let root = root.max_term_width(COLUMNS_MAX);
    let root = root.disable_help_subcommand(true).disable_help_flag(true).disable_version_flag(true);
    localise_below(root, "cli", language).arg(help.help_heading(options.clone())).arg(version.help_heading(options))
}

fn localise_below(mut command: Command, id: &str, language: Language) -> Command {
    let say = |id: &str| text_by_id(language, id, &[]);
    if let Some(about) = say(id) {
        command = command.about(about.lines().next().unwrap_or_default().to_owned()).long_about(about);
    }
    if let Some(examples) = say(&format!("{id}-examples")) {
        command = command.after_help(examples);
    }
    if let (Some(usage), Some(commands)) = (say("cli-usage"), say("cli-commands")) {
        command = command
            .help_template(format!("{{about-with-newline}}\n{usage} {{usage}}\n\n{{all-args}}{{after-help}}"))
            .subcommand_help_heading(commands)
            .subcommand_value_name(say("cli-command-word").unwrap_or_default());
    }
    let settings_heading = say("cli-settings").unwrap_or_default();
    let names: Vec<String> = command.get_subcommands().map(|command| command.get_name().to_owned()).collect();
    command = command.mut_args(|argument| {
        let argument = with_value_names(argument, language);
        let setting = Config::SETTINGS.iter().find(|setting| setting.name == argument.get_id().as_str());
        if let Some(setting) = setting {
            let text = setting_help(setting, language).unwrap_or_default();
            return argument.help(text).help_heading(settings_heading.clone());
        }
        let name = argument.get_id().as_str().replace('_', "-");
        // A sub-command of that name has that text.
        let own = say(&format!("{id}-{name}")).filter(|_| !names.contains(&name));
        let text = own.or_else(|| say(&format!("cli-any-{name}"))).unwrap_or_default();
        let takes_value = argument.get_action().takes_values();
        let heading = if argument.is_positional() { "cli-arguments" } else { "cli-options" };
        argument
            .help(text)
            .help_heading(say(heading).unwrap_or_default())
            .hide_env(takes_value)
            .hide_default_value(takes_value)
    });
    names.into_iter().fold(command, |command, name| {
        let below = format!("{id}-{name}");
        command.mut_subcommand(name, |sub| localise_below(sub, &below, language))
    })
}

/// What stands for a value, in the person's language: `--output <FICHIER>`.
fn with_value_names(argument: Arg, language: Language) -> Arg {
    if !argument.get_action().takes_values() {
        return argument;
    }
    let names = match argument.get_value_names() {
        Some([name]) => name.to_string(),
        _ => argument.get_id().as_str().to_uppercase(),
    };
    let word = |name: &str| {
        text_by_id(language, &format!("cli-value-{}", name.to_lowercase()), &[]).unwrap_or_else(|| name.to_owned())
    };
    argument.value_name(names.split('|').map(word).collect::<Vec<_>>().join("|"))
}

fn setting_help(setting: &Setting, language: Language) -> Option<String> {
    let text = text_by_id(language, &setting.sentence_id(), &[])?;
    let default = if setting.default.is_empty() { String::new() } else { format!(" [{}]", setting.default) };
    Some(format!("{text}{default}"))
}

//! Texts of the commands in the person's language, and the settings as flags.

use clap::{Arg, ArgMatches, Command};

use crate::config::{Config, Setting, Sources};
use crate::i18n::{Language, text_by_id};

/// Commands that take every setting as a flag; the others take the database only.
const WITH_ALL_SETTINGS: [&str; 2] = ["serve", "config"];

/// Adds the settings to the commands that use them.
pub fn with_settings(root: Command) -> Command {
    let names: Vec<String> = root.get_subcommands().map(|command| command.get_name().to_owned()).collect();
    names.into_iter().fold(root, |root, name| {
        let all = WITH_ALL_SETTINGS.contains(&name.as_str());
        let needs_none = matches!(name.as_str(), "completions" | "man");
        let wanted = |setting: &&Setting| !setting.secret && (all || (setting.name == "db" && !needs_none));
        let flags: Vec<Arg> = Config::SETTINGS.iter().filter(wanted).map(flag).collect();
        root.mut_subcommand(name, |command| command.args(flags))
    })
}

fn flag(setting: &Setting) -> Arg {
    Arg::new(setting.name).long(setting.flag()).value_name("VALUE").global(true).required(false)
}

/// The settings that stand on the command line, on top of the other sources.
pub fn settings_given(matches: &ArgMatches, sources: Sources) -> Sources {
    let Some((_, matches)) = matches.subcommand() else { return sources };
    Config::SETTINGS.iter().fold(sources, |sources, setting| match matches.try_get_one::<String>(setting.name) {
        Ok(Some(value)) => sources.with_flag(setting.name, value),
        _ => sources,
    })
}

/// Gives each command and argument its text: `cli-key-create`, `cli-key-create-name`, or `setting-db` for a setting.
pub fn localise(root: Command, language: Language) -> Command {
    let root = root.disable_help_subcommand(true);
    localise_below(root, "cli", language)
}

fn localise_below(mut command: Command, id: &str, language: Language) -> Command {
    if let Some(about) = text_by_id(language, id, &[]) {
        command = command.about(about.lines().next().unwrap_or_default().to_owned()).long_about(about);
    }
    if let Some(examples) = text_by_id(language, &format!("{id}-examples"), &[]) {
        command = command.after_help(examples);
    }
    let id_of = |argument: &Arg| format!("{id}-{}", argument.get_id().as_str().replace('_', "-"));
    command = command.mut_args(|argument| {
        let setting = Config::SETTINGS.iter().find(|setting| setting.name == argument.get_id().as_str());
        let text = match setting {
            Some(setting) => setting_help(setting, language),
            None => text_by_id(language, &id_of(&argument), &[])
                .or_else(|| text_by_id(language, &format!("cli-{}", argument.get_id()), &[])),
        };
        match text {
            Some(text) => argument.help(text),
            None => argument,
        }
    });
    let names: Vec<String> = command.get_subcommands().map(|command| command.get_name().to_owned()).collect();
    names.into_iter().fold(command, |command, name| {
        let below = format!("{id}-{name}");
        command.mut_subcommand(name, |sub| localise_below(sub, &below, language))
    })
}

fn setting_help(setting: &Setting, language: Language) -> Option<String> {
    let text = text_by_id(language, &setting.sentence_id(), &[])?;
    let default = if setting.default.is_empty() { String::new() } else { format!(" [{}]", setting.default) };
    Some(format!("{text}{default}"))
}

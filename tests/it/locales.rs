//! Every sentence exists in both languages, and every sentence that the code names exists.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use ruche::config::Config;
use ruche::i18n::{Language, text_by_id};

/// Identifiers of one language, each with the holes its sentence has.
fn sentences(language: &str) -> BTreeMap<String, BTreeSet<String>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("locales").join(language);
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        fluent_bundle::FluentResource::try_new(text.clone())
            .unwrap_or_else(|(_, e)| panic!("{}: {e:?}", path.display()));
        let mut id = String::new();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            if let Some((name, _)) = line.split_once(" =").filter(|_| !line.starts_with(' ')) {
                id = name.to_owned();
                assert!(found.insert(id.clone(), BTreeSet::new()).is_none(), "{language}: {id} stands twice");
            }
            let holes = line.split("{ $").skip(1).filter_map(|rest| rest.split([' ', '}']).next());
            found.entry(id.clone()).or_default().extend(holes.map(str::to_owned));
        }
    }
    found
}

#[test]
fn both_languages_have_the_same_sentences_with_the_same_holes() {
    let (french, english) = (sentences("fr"), sentences("en"));
    for (id, holes) in &french {
        assert_eq!(english.get(id), Some(holes), "{id}");
    }
    assert_eq!(
        french.len(),
        english.len(),
        "{:?}",
        english.keys().filter(|id| !french.contains_key(*id)).collect::<Vec<_>>()
    );
}

#[test]
fn every_sentence_that_the_code_names_exists() {
    let known = sentences("fr");
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap_or_default();
            let code = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<String>();
            for named in code.split("msg!(").skip(1) {
                let id = named.trim_start().strip_prefix('"').and_then(|rest| rest.split('"').next());
                let Some(id) = id else { continue };
                assert!(known.contains_key(id), "{}: {id}", path.display());
            }
        }
    }
}

#[test]
fn every_setting_is_explained() {
    for language in Language::ALL {
        for setting in Config::SETTINGS {
            assert!(text_by_id(language, &setting.sentence_id(), &[]).is_some(), "{}", setting.sentence_id());
        }
    }
}

#[test]
fn every_command_and_argument_is_explained() {
    fn check(command: &clap::Command, path: &str) {
        assert!(command.get_about().is_some(), "{path} has no text");
        for argument in
            command.get_arguments().filter(|argument| !matches!(argument.get_id().as_str(), "help" | "version"))
        {
            assert!(argument.get_help().is_some(), "{path} {} has no text", argument.get_id());
        }
        command.get_subcommands().for_each(|sub| check(sub, &format!("{path} {}", sub.get_name())));
    }
    for language in Language::ALL {
        check(&ruche::cli::command(language), "ruche");
    }
}

//! What holds for every screen and template.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::screens::SCREENS;
use crate::i18n::{Language, text_by_id};

fn files_below(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files_below(&path, files) } else { files.push(path) }
    }
}

/// Every `"admin-…"` that the templates and the screens say.
fn words_used() -> BTreeSet<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    files_below(&root.join("templates/admin"), &mut files);
    files_below(&root.join("src/web/admin"), &mut files);
    let mut used = BTreeSet::new();
    for file in files.iter().filter(|file| !file.ends_with("tests.rs")) {
        let text = fs::read_to_string(file).unwrap();
        for word in text.split('"').filter(|word| word.starts_with("admin-")) {
            if word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
                && !word.ends_with('-')
            {
                used.insert(word.to_owned());
            }
        }
    }
    used
}

#[test]
fn every_word_of_a_screen_is_said_in_both_languages() {
    let used = words_used();
    assert!(used.len() > 50, "{used:?}");
    for language in Language::ALL {
        let missing: Vec<&String> = used.iter().filter(|id| text_by_id(language, id, &[]).is_none()).collect();
        assert!(missing.is_empty(), "{language:?}: {missing:?}");
    }
}

#[test]
fn no_word_is_kept_that_no_screen_says() {
    let used = words_used();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let file = fs::read_to_string(root.join("locales/fr/admin.ftl")).unwrap();
    let made_up = ["admin-done-", "admin-action-", "admin-list-", "admin-import-mode-"];
    let unused: Vec<&str> = file
        .lines()
        .filter(|line| line.starts_with("admin-"))
        .filter_map(|line| line.split(' ').next())
        .filter(|id| !made_up.iter().any(|prefix| id.starts_with(prefix)) && !used.contains(*id))
        .collect();
    assert!(unused.is_empty(), "{unused:?}");
}

#[test]
fn each_path_and_method_is_one_screen_and_each_form_has_the_page_it_stands_on() {
    let mut seen = BTreeSet::new();
    for screen in SCREENS {
        assert!(seen.insert((screen.method, screen.path)), "{}", screen.path);
        assert!(!screen.path.starts_with('/') && !screen.path.ends_with('/'), "{}", screen.path);
    }
    for screen in SCREENS.iter().filter(|screen| screen.place != super::screen::Place::None) {
        assert_eq!(screen.method, "GET");
        assert!(!super::icons::svg(screen.icon).is_empty(), "{}", screen.icon);
    }
}

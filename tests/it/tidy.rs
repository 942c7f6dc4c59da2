//! The house stays tidy: what imports what, and how long files are.

use std::path::{Path, PathBuf};

/// From the top of the house to its bottom; a module may import those of lower floors and never its own floor's
/// neighbours.
const FLOORS: &[&[&str]] = &[
    &["main"],
    &["cli"],
    &["jobs", "web"],
    &["app"],
    &["demo", "compatibility"],
    &["bootstrap", "accounting", "website"],
    &["subscriptions"],
    &["members"],
    &["files", "query", "error_reports"],
    &["auth", "imports"],
    &["idempotency"],
    &["sheet", "audit"],
    &["association"],
    &["db"],
    &["params"],
    &["config", "clock", "countries", "money"],
    &["json", "text"],
    &["error"],
    &["i18n"],
];

/// Pairs that lean on each other against the floors, each with its reason.
const EXCEPTIONS: &[(&str, &str, &str)] = &[];

const LINES_MAX: usize = 400;

fn sources() -> Vec<(String, PathBuf, String)> {
    let mut found = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    let root = folders[0].clone();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") && !is_test(&path) {
                let relative = path.strip_prefix(&root).unwrap();
                let module = relative.components().next().unwrap().as_os_str().to_string_lossy().replace(".rs", "");
                let text = std::fs::read_to_string(&path).unwrap();
                found.push((module, path, text));
            }
        }
    }
    found
}

/// `tests.rs`, `fixture.rs`, `tests/…` and files that a parent declares under `#[cfg(test)]`.
fn is_test(path: &Path) -> bool {
    let named_tests = path.file_stem().is_some_and(|stem| stem == "tests" || stem == "fixture");
    let below_tests = path.parent().and_then(Path::file_name).is_some_and(|folder| folder == "tests");
    named_tests
        || below_tests
        || path.ends_with("fixture.rs")
        || std::fs::read_to_string(path).is_ok_and(|text| text.contains("#[test]") && !text.contains("#[cfg(test)]"))
}

/// The part of a file that is not tests.
fn shipped(text: &str) -> &str {
    text.split("#[cfg(test)]").next().unwrap_or_default()
}

fn floor(module: &str) -> Option<usize> {
    FLOORS.iter().position(|modules| modules.contains(&module))
}

/// Modules named by `crate::module` in the code of a file, its own left out.
fn imports(module: &str, text: &str) -> Vec<String> {
    let lines = shipped(text).lines().filter(|line| !line.trim_start().starts_with("//"));
    let mut names: Vec<String> = Vec::new();
    for line in lines {
        for (at, _) in line.match_indices("crate::") {
            let rest = &line[at + "crate::".len()..];
            let group = rest.strip_prefix('{').and_then(|rest| rest.split_once('}'));
            let items = group.map_or(vec![rest], |(group, _)| group.split(", ").collect());
            for item in items {
                names.push(item.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect());
            }
        }
    }
    names.retain(|name| name != module && floor(name).is_some());
    names
}

#[test]
fn imports_go_down_only() {
    let mut wrong = Vec::new();
    for (module, path, text) in sources() {
        if module == "lib" {
            continue;
        }
        let own = floor(&module).unwrap_or_else(|| panic!("{} has no floor in tests/it/tidy.rs", path.display()));
        for name in imports(&module, &text) {
            let excepted = EXCEPTIONS.iter().any(|(from, to, _)| *from == module && *to == name);
            if floor(&name).unwrap() <= own && !excepted {
                wrong.push(format!("{} imports {name}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn domains_know_no_http_and_only_db_opens_sqlite() {
    for (module, path, text) in sources() {
        let http = matches!(module.as_str(), "web" | "cli" | "jobs" | "main");
        assert!(http || !text.contains("actix"), "{} knows HTTP", path.display());
        let code = shipped(&text);
        let opens = code.contains("Connection::open(") || code.contains("Connection::open_with_flags(");
        assert!(module == "db" || !opens, "{} opens SQLite", path.display());
        let sql = ["SELECT ", "INSERT INTO", "DELETE FROM"].iter().any(|word| code.contains(word));
        assert!(module != "web" || !sql, "{} holds SQL", path.display());
    }
}

#[test]
fn files_can_be_read_in_one_sitting() {
    for (_, path, text) in sources() {
        let lines = text.lines().count();
        assert!(lines <= LINES_MAX, "{} has {lines} lines", path.display());
    }
}

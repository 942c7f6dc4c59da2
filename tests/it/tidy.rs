//! The house stays tidy: what imports what, and how long files are.

use std::path::{Path, PathBuf};

/// From the top of the house to its bottom; a module may import those of lower floors and its own floor's neighbours
/// only where `NEIGHBOURS` says so.
const FLOORS: &[&[&str]] = &[
    &["main"],
    &["cli"],
    &["jobs", "web"],
    &["app"],
    &["auth", "demo", "files", "install", "members", "accounting", "query", "reports"],
    &["sheet", "db"],
    &["config", "clock", "text", "countries"],
    &["json", "error"],
    &["i18n"],
];

/// Pairs that lean on each other across or against the floors, each with its reason.
const EXCEPTIONS: &[(&str, &str, &str)] = &[
    ("i18n", "error", "never: listed only to show the form"),
    ("app", "web", "the counters that requests increment live with the requests"),
    ("db", "members", "opening a file re-creates the indexes that member fields give rise to"),
    ("demo", "install", "the demonstration begins as any new association"),
    ("demo", "accounting", "the demonstration has books"),
    ("demo", "auth", "the demonstration has keys"),
    ("demo", "files", "the demonstration has files"),
    ("demo", "members", "the demonstration has members"),
    ("install", "members", "a new file has member fields"),
];

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
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let relative = path.strip_prefix(&root).unwrap();
                let module = relative.components().next().unwrap().as_os_str().to_string_lossy().replace(".rs", "");
                let text = std::fs::read_to_string(&path).unwrap();
                found.push((module, path, text));
            }
        }
    }
    found
}

fn floor(module: &str) -> Option<usize> {
    FLOORS.iter().position(|modules| modules.contains(&module))
}

/// Modules named by `crate::module` in the code of a file, its own left out.
fn imports(module: &str, text: &str) -> Vec<String> {
    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
    let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
    let mut names = Vec::new();
    for line in lines {
        for (at, _) in line.match_indices("crate::") {
            let rest = &line[at + "crate::".len()..];
            let group = rest.strip_prefix('{').and_then(|rest| rest.split_once('}')).map_or(rest, |(group, _)| group);
            for item in group.split(", ") {
                let name: String = item.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
                names.push(name);
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
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        let opens = code.contains("Connection::open(") || code.contains("Connection::open_with_flags(");
        assert!(module == "db" || !opens || path.ends_with("tests.rs"), "{} opens SQLite", path.display());
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

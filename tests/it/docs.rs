//! Documentation lags behind nothing: each route, setting and command is named in its page.

use std::collections::BTreeSet;
use std::path::Path;

use ruche::config::Config;
use ruche::error::Code;
use ruche::i18n::Language;
use ruche::web::failure;
use ruche::web::routes::ROUTES;
use strum::IntoEnumIterator;

fn page(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[test]
fn every_route_stands_in_the_guide_with_its_methods_and_its_level() {
    let guides =
        ["docs/api.md", "docs/datasets.md", "docs/accounting.md", "docs/files.md", "docs/mail.md", "docs/members.md"];
    let guide: String = guides.map(page).concat();
    for route in ROUTES {
        let address = format!("| `{}` |", route.path.trim_end_matches("/*"));
        let row = guide.lines().find(|line| line.starts_with(&address));
        let row = row.unwrap_or_else(|| panic!("no page of docs/ has the row {address}"));
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        assert!(cells[2].split(", ").any(|method| method == route.method.name()), "{row}: {}", route.method.name());
        let position = cells[2].split(", ").position(|method| method == route.method.name()).unwrap();
        let levels: Vec<&str> = cells[3].split(" / ").collect();
        let level = levels.get(position).or(levels.first()).unwrap();
        assert_eq!(*level, route.access.level.word(), "{row}");
    }
}

#[test]
fn the_table_of_codes_has_every_code_with_its_status_and_no_other() {
    let guide = page("docs/api.md");
    let table = guide.lines().skip_while(|line| !line.starts_with("| code | status |")).skip(2);
    let cells: Vec<&str> = table.take_while(|line| line.starts_with('|')).flat_map(|row| row.split('|')).collect();
    let documented: BTreeSet<(String, u16)> = cells
        .windows(2)
        .filter_map(|pair| {
            let code = pair[0].trim().strip_prefix('`')?.strip_suffix('`')?;
            Some((code.to_owned(), pair[1].trim().parse().ok()?))
        })
        .collect();
    let answered = Code::iter().map(|code| (<&str>::from(code).to_owned(), failure::status(code).as_u16()));
    assert_eq!(documented, answered.collect());
}

#[test]
fn every_setting_stands_in_its_page_with_its_default() {
    let settings = page("docs/configuration.md");
    for setting in Config::SETTINGS {
        let row = settings.lines().find(|line| line.starts_with('|') && line.contains(&format!("`{}`", setting.name)));
        let row = row.unwrap_or_else(|| panic!("docs/configuration.md does not name {}", setting.name));
        assert!(setting.default.is_empty() || row.contains(&format!("`{}`", setting.default)), "{row}");
    }
}

#[test]
fn every_command_stands_in_the_readme() {
    for readme in ["README.md", "LISEZMOI.md"] {
        let text = page(readme);
        for command in ruche::cli::command(Language::English).get_subcommands() {
            assert!(
                text.contains(&format!("`{}", command.get_name())),
                "{readme} does not name {}",
                command.get_name()
            );
        }
    }
}

#[test]
fn the_version_has_its_section_in_the_changelog_and_the_minimal_rust_is_the_same_everywhere() {
    let changelog = page("CHANGELOG.md");
    assert!(changelog.contains(&format!("\n## {} (", env!("CARGO_PKG_VERSION"))));
    let rust = env!("CARGO_PKG_RUST_VERSION");
    for (file, words) in [
        ("README.md", format!("Rust {rust} ")),
        ("LISEZMOI.md", format!("Rust {rust} ")),
        ("Containerfile", format!("rust:{rust}-")),
    ] {
        assert!(page(file).contains(&words), "{file} does not say {words}");
    }
}

/// `RUCHE_LISTNE` in a sample would be ignored without a word.
#[test]
fn every_variable_in_the_documentation_and_the_files_for_containers_is_a_setting() {
    let mut files = ["README.md", "LISEZMOI.md", "Containerfile", "compose.yaml"].map(str::to_owned).to_vec();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
    for entry in std::fs::read_dir(folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if name.ends_with(".md") {
            files.push(format!("docs/{name}"));
        }
    }
    let settings: BTreeSet<String> = Config::SETTINGS.iter().map(|setting| setting.name.to_uppercase()).collect();
    for file in files {
        let text = page(&file);
        for (place, _) in text.match_indices("RUCHE_") {
            let name =
                text[place + "RUCHE_".len()..].split(|c: char| !c.is_ascii_uppercase() && c != '_').next().unwrap();
            let setting = name.strip_suffix("_FILE").unwrap_or(name);
            assert!(matches!(name, "CONFIG" | "LANGUAGE") || settings.contains(setting), "{file}: RUCHE_{name}");
        }
    }
}

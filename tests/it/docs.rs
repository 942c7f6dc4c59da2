//! Documentation lags behind nothing: each route, setting and command is named in its page.

use std::collections::BTreeSet;
use std::path::Path;

use ruche::config::Config;
use ruche::error::Error;
use ruche::i18n::Language;
use ruche::msg;
use ruche::web::failure;
use ruche::web::routes::ROUTES;

fn page(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[test]
fn every_route_stands_in_the_guide_with_its_methods_and_its_level() {
    let guide: String = ["docs/api.md", "docs/accounting.md", "docs/files.md"].map(page).concat();
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

/// One error of each kind.
fn errors() -> Vec<Error> {
    let message = || msg!("param-not-utf8");
    vec![
        Error::invalid(message()),
        Error::Unauthorized(message()),
        Error::Forbidden(message()),
        Error::NotFound(message()),
        Error::UnknownMethod(message()),
        Error::Conflict(message()),
        Error::PreconditionFailed(message()),
        Error::BadRange { message: message(), size_bytes: 0 },
        Error::TooLarge(message()),
        Error::KeyReused(message()),
        Error::TooSlow(message()),
        Error::TooManyRequests { message: message(), retry_after_seconds: 1 },
        Error::Busy(message()),
        Error::NoRoom(message()),
        Error::DiskFull,
        Error::internal(anyhow::anyhow!("x")),
    ]
}

#[test]
fn the_table_of_error_codes_is_that_of_the_program() {
    let guide = page("docs/api.md");
    let rows = guide.lines().skip_while(|line| !line.starts_with("| code | status |")).skip(2);
    let cells = rows.take_while(|line| line.starts_with('|')).flat_map(|row| row.split('|').map(str::trim));
    let cells: Vec<&str> = cells.filter(|cell| !cell.is_empty()).collect();
    let documented: BTreeSet<(String, u16)> =
        cells.chunks(2).map(|pair| (pair[0].trim_matches('`').to_owned(), pair[1].parse().unwrap())).collect();
    let answered: BTreeSet<(String, u16)> =
        errors().iter().map(|error| (error.code().to_owned(), failure::status(error).as_u16())).collect();
    assert_eq!(documented, answered);
    let codes: BTreeSet<&str> = answered.iter().map(|(code, _)| code.as_str()).collect();
    assert_eq!(codes, Error::CODES.iter().copied().collect());
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

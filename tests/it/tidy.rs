//! The rules of the house (`docs/architecture.md`), checked on the source itself.

mod source;
mod tables;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use source::{Names, Source};

/// From the top of the house to its bottom. A module may name those of lower floors only, and neither its own floor's
/// neighbours nor what lies above.
const FLOORS: &[&[&str]] = &[
    &["main"],
    &["cli"],
    &["jobs", "web"],
    &["delivery"],
    &["app"],
    &["demo", "compatibility"],
    &["messages"],
    &["bootstrap", "accounting", "website"],
    &["subscriptions", "sign_in"],
    &["members"],
    &["searches"],
    &["files", "query", "error_reports"],
    &["auth", "imports"],
    &["idempotency"],
    &["datasets"],
    &["sheet", "audit", "mail", "openid"],
    &["association", "job_queue"],
    &["db"],
    &["params"],
    &["config", "clock", "countries", "money"],
    &["json", "text"],
    &["error"],
    &["i18n"],
];

const LINES_MAX: usize = 400;

fn floor(module: &str) -> Option<usize> {
    FLOORS.iter().position(|modules| modules.contains(&module))
}

fn assert_none(wrong: &[String]) {
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn imports_go_down_only() {
    let sources = source::all();
    let names = Names::of(sources);
    let mut wrong = Vec::new();
    for source in sources.iter().filter(|source| source.top() != "lib") {
        let own = floor(source.top()).unwrap_or_else(|| panic!("{} has no floor in tests/it/tidy.rs", source.name()));
        for named in names.named_by(source).into_iter().filter(|named| named[0] != source.top()) {
            if floor(&named[0]).is_none_or(|other| other <= own) {
                wrong.push(format!("{} names {}", source.name(), named.join("::")));
            }
        }
    }
    assert_none(&wrong);
}

/// The table at the head of `lib.rs` is what a newcomer reads first.
#[test]
fn the_order_of_modules_in_lib_rs_is_that_of_the_floors() {
    let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lib.rs")).unwrap();
    let listed: Vec<&str> = text
        .lines()
        .filter_map(|line| line.strip_prefix("//! | ")?.split(" | ").next())
        .flat_map(|cell| cell.split(", ").filter_map(|name| name.strip_prefix("[`")?.strip_suffix("`]")))
        .collect();
    let floors: Vec<usize> = listed.iter().map(|name| floor(name).unwrap_or_else(|| panic!("{name}"))).collect();
    assert!(floors.is_sorted(), "{listed:?}");
    let mut wanted: Vec<&str> = FLOORS.iter().copied().flatten().copied().filter(|name| *name != "main").collect();
    let mut listed = listed;
    wanted.sort_unstable();
    listed.sort_unstable();
    assert_eq!(listed, wanted);
}

fn reached_from<'a>(
    start: &'a [String],
    edges: &BTreeMap<&'a [String], BTreeSet<&'a [String]>>,
) -> BTreeSet<&'a [String]> {
    let (mut reached, mut left) = (BTreeSet::new(), vec![start]);
    while let Some(file) = left.pop() {
        left.extend(edges[file].iter().filter(|other| reached.insert(**other)));
    }
    reached
}

/// A file may name those that name it only within one family: a module and the files below it.
#[test]
fn no_two_files_name_each_other_but_a_module_and_its_own_children() {
    let sources = source::all();
    let names = Names::of(sources);
    let mut edges: BTreeMap<&[String], BTreeSet<&[String]>> = BTreeMap::new();
    for source in sources {
        let to_others = names.named_by(source).into_iter().filter(|named| !named.starts_with(&source.module));
        edges.insert(&source.module, to_others.collect());
    }
    let reached: BTreeMap<&[String], BTreeSet<&[String]>> =
        edges.keys().map(|file| (*file, reached_from(file, &edges))).collect();
    let wrong: Vec<String> = edges
        .iter()
        .filter(|(file, _)| reached[*file].contains(*file))
        .map(|(file, named)| {
            let back = named.iter().filter(|other| reached[*other].contains(file)).map(|other| other.join("::"));
            format!("{} -> {}", file.join("::"), back.collect::<Vec<_>>().join(", "))
        })
        .collect();
    assert_none(&wrong);
}

#[test]
fn domains_know_no_http_and_only_db_opens_sqlite() {
    let mut wrong = Vec::new();
    for source in source::all() {
        let may_know_http = matches!(source.top(), "web" | "cli" | "jobs" | "main");
        let code = source.code.replace(' ', "");
        let opens = code.contains("Connection::open(") || code.contains("Connection::open_with_flags(");
        let makes_temporary = ["tempfile::tempfile", "tempfile()", "temp_dir()"].iter().any(|call| code.contains(call));
        let holds_raw_zip = code.contains("ZipWriter::new(") && !code.contains("ZipWriter::new(ArchiveOut");
        let holds_sql = source.strings.iter().any(|text| tables::is_sql(text));
        for (is_wrong, what) in [
            (source.text.contains("actix") && !may_know_http, "knows HTTP"),
            (opens && source.top() != "db", "opens SQLite"),
            (
                makes_temporary && source.name() != "db::temporary_folder",
                "makes temporary files without db::temporary_folder",
            ),
            (holds_raw_zip, "writes a ZIP without sheet::ArchiveOut"),
            (holds_sql && source.top() == "web", "holds SQL"),
            (code.contains("actix_web::test"), "uses the test helpers of actix"),
        ] {
            wrong.extend(is_wrong.then(|| format!("{} {what}", source.name())));
        }
    }
    assert_none(&wrong);
}

#[test]
fn files_can_be_read_in_one_sitting() {
    let long =
        |source: &Source| (source.lines > LINES_MAX).then(|| format!("{} has {} lines", source.name(), source.lines));
    assert_none(&source::all().iter().filter_map(long).collect::<Vec<_>>());
}

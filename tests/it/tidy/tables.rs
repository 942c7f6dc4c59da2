//! Each table of the database has one owner. The others ask the owner's functions, never its tables.

use std::collections::BTreeSet;

use super::{assert_none, source};

/// The start of a table's name, and the module that owns the table. The longest start counts.
const OWNERS: &[(&str, &str)] = &[
    ("acc_", "accounting"),
    ("acc_transactions_files", "files"),
    ("api_credentials", "auth"),
    ("compromised_passwords_cache", "auth"),
    ("config", "association"),
    ("config_users_fields", "members"),
    ("emails", "mail"),
    ("files", "files"),
    ("logs", "audit"),
    ("mailings", "messages"),
    ("ruche_api_access", "auth"),
    ("ruche_api_uses", "auth"),
    ("ruche_credentials", "auth"),
    ("ruche_error_reports", "error_reports"),
    ("ruche_file_properties", "files"),
    ("ruche_history", "audit"),
    ("ruche_identities", "auth"),
    ("ruche_imports", "imports"),
    ("ruche_jobs", "job_queue"),
    ("ruche_mails_in_flight", "mail"),
    ("ruche_meta", "db"),
    ("ruche_openid_attempts", "auth"),
    ("ruche_requests", "idempotency"),
    ("ruche_challenges", "auth"),
    ("ruche_code_guesses", "auth"),
    ("ruche_session", "auth"),
    ("ruche_statement_layouts", "accounting"),
    ("ruche_uncertain_mails", "mail"),
    ("ruche_used_codes", "auth"),
    ("searches", "searches"),
    ("services", "subscriptions"),
    ("users", "members"),
    ("users_files", "files"),
    ("users_sessions", "auth"),
    ("web_", "website"),
];

/// Modules that work on the file as a whole.
const OF_THE_WHOLE_FILE: &[(&str, &str)] = &[
    ("db", "opens, migrates and describes every table"),
    ("bootstrap", "fills every table of a new file"),
    ("demo", "fills every table with an invented association"),
];

/// Module or file, the start of the names of tables, the reason.
const EXCEPTIONS: &[(&str, &str, &str)] = &[
    ("members::personal_data_export", "", "gives out what every table holds about one person"),
    ("members::anonymise", "", "forgets what every table holds about one person"),
    ("members::merge", "", "moves what every table holds about one person to another record"),
    ("members::columns", "services", "searches of members by what they take part in; subscriptions lies above members"),
    ("members::columns", "users_files", "counts files of a field in one expression"),
    (
        "subscriptions::fee_changes",
        "acc_",
        "the account of a fee is one of the chart of its year; accounting lies above",
    ),
    (
        "subscriptions::lists",
        "acc_",
        "what linked entries pay, summed in one statement; subscriptions knows no entries",
    ),
    ("subscriptions::lists", "users", "names of subscribers, joined in one statement"),
    ("subscriptions::dataset", "acc_", "what linked entries pay, summed in one statement"),
    ("subscriptions::dataset", "users", "names of subscribers, joined in one statement"),
    ("subscriptions::reminders", "users", "the same, and their categories"),
    ("subscriptions::activities", "users", "members of hidden categories do not count"),
    ("subscriptions::many", "users", "the members of a category"),
    ("members::mentions", "acc_transactions", "looks for the name of a person who is forgotten"),
    ("members::tables", "logs", "defines the trigger of `users` that Paheko's tables have"),
    ("members::export", "files", "names of files, joined to thousands of members in one statement"),
    ("members::export", "users_files", "the same"),
    ("members::administration", "users_files", "counts who holds something in a field, whatever its type"),
    ("auth::member_login", "users", "a login is looked up before anything else; auth lies below members"),
    ("auth::member_login", "config_users_fields", "the same"),
    ("auth::sessions", "users", "rights are read at each request, in one statement; auth lies below members"),
    ("auth::rights", "users", "rights are columns of a member's category; auth lies below members"),
    ("association", "users_categories", "a setting names a category, which must exist; association lies below members"),
    ("accounting::account_journal", "acc_transactions_files", "counts attachments of each line in one statement"),
    ("accounting::account_journal", "files", "the same"),
    ("accounting::import::undo", "acc_transactions_files", "an entry with attachments is in use"),
    ("accounting::entries::links", "users", "names of linked members, joined in one statement"),
    (
        "accounting::entries::links",
        "services_users",
        "links of entries to subscriptions; subscriptions knows no entries",
    ),
    ("accounting::find", "users", "names of linked members, joined in one statement"),
    ("accounting::linked_members", "users", "names of linked members of a whole year in one statement"),
    ("accounting::years::list", "services", "counts the fees of each year in one statement"),
    ("files::links", "acc_transactions", "a receipt is tied to the entry its path names; files lies below accounting"),
    ("files::links", "users", "a file of a field is tied to its member; files lies below members"),
    ("files::links", "config_users_fields", "the same"),
    ("imports", "ruche_history", "what an import did is what the history says of it"),
    ("messages::recipients", "users", "values and addresses of thousands of members, read in one statement"),
    ("mail", "ruche_jobs", "a message and its job go together, found in one statement"),
    ("messages::reminders", "ruche_meta", "the day on which reminders were last asked for"),
    ("mail::opt_out", "ruche_meta", "the key that links in messages are signed with"),
    ("subscriptions::formula", "users", "a table of that name in memory, with the member alone"),
    ("cli::first_run", "ruche_meta", "marks the file of the demonstration"),
    ("cli::first_run", "users", "shows a statement to try"),
];

fn owner(table: &str) -> Option<&'static str> {
    let owners = OWNERS.iter().filter(|(start, _)| table.starts_with(start));
    owners.max_by_key(|(start, _)| start.len()).map(|(_, module)| *module)
}

/// Whether a text holds a statement of SQL.
pub fn is_sql(text: &str) -> bool {
    ["SELECT ", "INSERT INTO", "DELETE FROM"].iter().any(|words| text.contains(words))
        || text.contains("UPDATE ") && text.contains(" SET ")
}

/// The names after the words of SQL that tables follow.
fn named_in(text: &str) -> BTreeSet<String> {
    let words: Vec<&str> =
        text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).filter(|word| !word.is_empty()).collect();
    let follows = |word: &str| matches!(word, "FROM" | "JOIN" | "INTO" | "UPDATE");
    words.windows(2).filter(|pair| follows(pair[0])).map(|pair| pair[1].to_owned()).collect()
}

/// Every table of the database, ours and those shared with Paheko, and the tables that fields of members make.
fn tables() -> BTreeSet<String> {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let migrations = std::fs::read_dir(root.join("migrations")).unwrap().map(|entry| entry.unwrap().path());
    let mut found: BTreeSet<String> = ["users", "users_search", "users_view"].map(str::to_owned).into();
    for path in migrations.chain([root.join("schema.sql")]) {
        let text = std::fs::read_to_string(path).unwrap().replace("IF NOT EXISTS ", "");
        let names = text
            .split("TABLE ")
            .skip(1)
            .filter_map(|rest| rest.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).next());
        found.extend(names.map(str::to_owned));
    }
    found
}

#[test]
fn no_module_reaches_through_another_ones_tables() {
    let tables = tables();
    let (mut wrong, mut unused) = (Vec::new(), EXCEPTIONS.to_vec());
    for source in source::all() {
        if OF_THE_WHOLE_FILE.iter().any(|(module, _)| *module == source.top()) {
            continue;
        }
        let named: BTreeSet<String> = source.strings.iter().flat_map(|text| named_in(text)).collect();
        for table in named.iter().filter(|name| tables.contains(*name)) {
            let owner = owner(table).unwrap_or_else(|| panic!("{table} has no owner in tests/it/tidy/tables.rs"));
            let name = source.name();
            let excepted = |(place, start, _): &(&str, &str, &str)| {
                (name == *place || name.starts_with(&format!("{place}::"))) && table.starts_with(start)
            };
            if owner == source.top() {
                continue;
            }
            if !EXCEPTIONS.iter().any(excepted) {
                wrong.push(format!("{name} names {table}, which belongs to {owner}"));
            }
            unused.retain(|exception| !excepted(exception));
        }
    }
    wrong.extend(unused.iter().map(|(place, table, _)| format!("the exception for {place} and {table} is not needed")));
    assert_none(&wrong);
}

#[test]
fn every_table_has_an_owner_and_every_owner_a_table() {
    let tables = tables();
    let known =
        |table: &&String| owner(table).is_none() && !table.starts_with("modules") && !table.starts_with("plugins");
    assert_eq!(tables.iter().filter(known).collect::<Vec<_>>(), [] as [&String; 0]);
    for (start, module) in OWNERS {
        assert!(tables.iter().any(|table| table.starts_with(start)), "{module} {start}");
    }
}

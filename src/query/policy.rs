//! What statements may read, by name (platform.md 2.5). All comparisons ignore ASCII case, as SQLite's do.

/// What a statement may see of a table or view.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Access {
    /// Nothing, not even the number of rows.
    Refused,
    /// Everything except these columns, which read as NULL.
    Hiding(&'static [&'static str]),
    Open,
}

/// Tables that are refused altogether.
const REFUSED: [&str; 9] = [
    "api_credentials",
    "compromised_passwords_cache",
    "compromised_passwords_cache_ranges",
    "config",
    "emails_queue",
    "logs",
    "plugins_signals",
    "users_sessions",
    "web_suspicious_clients",
];

const SECRETS_OF_MEMBERS: &[&str] = &["password", "pgp_key", "otp_secret", "otp_recovery_codes"];

/// Tables and views with columns that read as NULL.
const HIDING: [(&str, &[&str]); 6] = [
    ("users", SECRETS_OF_MEMBERS),
    ("users_view", SECRETS_OF_MEMBERS),
    ("users_search", SECRETS_OF_MEMBERS),
    // The address of a share is all that it takes to read its file.
    ("files_shares", &["hash_id", "password"]),
    ("modules", &["config"]),
    ("plugins", &["config"]),
];

/// The prefix of Ruche's own tables, which are refused.
const OUR_PREFIX: &str = "ruche_";

/// The prefix of SQLite's internal tables, which tell how many rows other tables have, refused ones included.
const ENGINE_PREFIX: &str = "sqlite_";

/// The names of the table that holds the schema, which is readable.
const SCHEMA_TABLES: [&str; 2] = ["sqlite_master", "sqlite_schema"];

/// The table-valued functions that are allowed; the others tell about SQLite and the machine.
pub(super) const TABLE_FUNCTIONS: [&str; 3] = ["json_each", "json_tree", "generate_series"];

/// The kinds of virtual tables that may be read: full-text indexes.
pub(super) const VIRTUAL_TABLE_MODULES: [&str; 3] = ["fts3", "fts4", "fts5"];

/// Functions that reach files, code or internals of SQLite, or that no statement needs.
const REFUSED_FUNCTIONS: [&str; 10] = [
    "edit",
    "fts3_tokenizer",
    "load_extension",
    "optimize",
    "readfile",
    "rtreecheck",
    "rtreedepth",
    "rtreenode",
    "sqlite_log",
    "writefile",
];

/// What a statement may read of the table or view with that name.
pub(super) fn access(table: &str) -> Access {
    let starts_with = |prefix: &str| {
        table.as_bytes().get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix.as_bytes()))
    };
    if starts_with(OUR_PREFIX) || (starts_with(ENGINE_PREFIX) && !is_schema(table)) || contains(&REFUSED, table) {
        return Access::Refused;
    }
    let hiding = HIDING.iter().find(|(name, _)| table.eq_ignore_ascii_case(name));
    hiding.map_or(Access::Open, |(_, columns)| Access::Hiding(columns))
}

/// Whether it is one of the names of the schema table.
pub(super) fn is_schema(table: &str) -> bool {
    contains(&SCHEMA_TABLES, table)
}

/// Whether a function with that name may be called.
pub(super) fn is_function_allowed(name: &str) -> bool {
    // The functions of FTS5 beside MATCH are for debugging.
    let is_fts5 = name.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("fts5"));
    !is_fts5 && !contains(&REFUSED_FUNCTIONS, name)
}

/// Whether some table hides a column of that name.
pub(super) fn is_hidden_column(name: &str) -> bool {
    HIDING.iter().any(|(_, columns)| contains(columns, name))
}

/// Whether a message may not name it: a refused table, a hidden column, or a table of ours.
pub(super) fn is_unspeakable(name: &str) -> bool {
    access(name) == Access::Refused || is_hidden_column(name)
}

/// Whether `name` is in the list, whatever its ASCII case.
pub(super) fn contains(list: &[&str], name: &str) -> bool {
    list.iter().any(|entry| entry.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_compared_without_case() {
        assert_eq!(access("CONFIG"), Access::Refused);
        assert_eq!(access("Users_Sessions"), Access::Refused);
        assert_eq!(access("RUCHE_tokens"), Access::Refused);
        assert_eq!(access("Files_Shares"), Access::Hiding(&["hash_id", "password"]));
        assert_eq!(access("Modules"), Access::Hiding(&["config"]));
        assert_eq!(access("services"), Access::Open);
        assert!(is_hidden_column("PGP_KEY"));
        assert!(!is_function_allowed("Load_Extension"));
    }

    #[test]
    fn the_structure_is_readable_but_not_the_engines_other_tables() {
        assert_eq!(access("SQLITE_SCHEMA"), Access::Open);
        assert_eq!(access("sqlite_master"), Access::Open);
        for table in ["sqlite_stat1", "sqlite_sequence", "sqlite_temp_master", "sqlite_stmt", "sqlite_dbpage"] {
            assert_eq!(access(table), Access::Refused, "{table}");
        }
    }

    #[test]
    fn odd_names_are_no_trouble() {
        for name in ["", "é", "ruche", "sqlité_", "éééééééé"] {
            assert_eq!(access(name), Access::Open, "{name}");
        }
    }
}

//! Names in a database that other programs turn into paths: none of them may lead out of its folder (database.md 9,
//! threats.md 51).

use rusqlite::Connection;

use crate::error::{Error, Result};
use crate::msg;

/// What a text may be.
#[derive(Clone, Copy)]
enum Form {
    /// One part of a path.
    Name,
    /// Parts between slashes.
    Path,
}

const COLUMNS: [(&str, &str, Form); 5] = [
    ("plugins", "name", Form::Name),
    ("modules", "name", Form::Name),
    ("modules_templates", "name", Form::Path),
    ("files", "name", Form::Name),
    ("files", "path", Form::Path),
];

/// Refuses a database in which such a name leaves its folder, naming it.
pub fn require_harmless(connection: &Connection) -> Result<()> {
    for (table, column, form) in COLUMNS {
        if !connection.table_exists(None, table)? {
            continue;
        }
        let mut statement = connection.prepare(&format!("SELECT CAST({column} AS TEXT) FROM {table}"))?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let text: String = row.get::<_, Option<String>>(0)?.unwrap_or_default();
            if !is_harmless(&text, form) {
                return Err(Error::invalid(msg!("restore-name", table = table, name = text)));
            }
        }
    }
    Ok(())
}

fn is_harmless(text: &str, form: Form) -> bool {
    let part = |part: &str| !matches!(part, "" | "." | "..");
    let parts = match form {
        Form::Name => part(text) && !text.contains('/'),
        Form::Path => text.split('/').all(part),
    };
    parts && !text.contains(['\\', '\0'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_part_of_a_path_and_never_the_parent() {
        for (text, harmless) in
            [("caisse", true), ("a..b.pdf", true), ("..", false), ("a/b", false), ("a\\b", false), ("", false)]
        {
            assert_eq!(is_harmless(text, Form::Name), harmless, "{text}");
        }
    }

    #[test]
    fn a_path_stays_below_where_it_starts() {
        for (text, harmless) in [
            ("documents/a/b.pdf", true),
            ("documents", true),
            ("/etc/passwd", false),
            ("documents/../x", false),
            ("documents//x", false),
            ("documents/..\\x", false),
        ] {
            assert_eq!(is_harmless(text, Form::Path), harmless, "{text}");
        }
    }
}

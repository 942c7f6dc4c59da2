//! The three tables made from the fields of members: `users` holds the records, `users_view` adds the computed fields,
//! `users_search` holds what is searched, without accents nor capitals (`database.md` 3 and 4, `fields.md` 2 and 8).

use rusqlite::types::{Value, ValueRef};
use rusqlite::{Connection, ErrorCode, OptionalExtension, Transaction};

use super::fields::{Field, Fields};
use crate::error::{Error, Result};
use crate::msg;

/// Turns a text into its searchable form: lower case, without accents.
pub type Fold = fn(&str) -> String;

/// The columns of `users` before those of the fields; see [`super::fields::SYSTEM_COLUMNS`].
const SYSTEM_COLUMNS: &str = "
    id                 INTEGER PRIMARY KEY,
    id_category        INTEGER NOT NULL REFERENCES users_categories (id),
    date_login         TEXT CHECK (date_login IS datetime(date_login)),
    date_updated       TEXT CHECK (date_updated IS datetime(date_updated)),
    otp_secret         TEXT,
    otp_recovery_codes TEXT,
    pgp_key            TEXT,
    id_parent          INTEGER REFERENCES users (id) ON DELETE SET NULL CHECK (id_parent IS NULL OR is_parent = 0),
    is_parent          INTEGER NOT NULL DEFAULT 0,
    preferences        TEXT";

/// The triggers of `users`: is_parent follows id_parent, and the journal outlives its authors.
const TRIGGERS: [(&str, &str); 5] = [
    (
        "users_parent_trigger_insert",
        "AFTER INSERT ON users WHEN NEW.id_parent IS NOT NULL
        BEGIN
            UPDATE users SET is_parent = 1 WHERE id = NEW.id_parent;
        END",
    ),
    (
        "users_parent_trigger_update_new",
        "AFTER UPDATE OF id_parent ON users WHEN NEW.id_parent IS NOT NULL
        BEGIN
            UPDATE users SET is_parent = 1 WHERE id = NEW.id_parent;
        END",
    ),
    (
        "users_parent_trigger_update_old",
        "AFTER UPDATE OF id_parent ON users WHEN OLD.id_parent IS NOT NULL
        BEGIN
            UPDATE users SET is_parent = EXISTS (SELECT 1 FROM users WHERE id_parent = OLD.id_parent)
            WHERE id = OLD.id_parent;
        END",
    ),
    (
        "users_parent_trigger_delete",
        "AFTER DELETE ON users WHEN OLD.id_parent IS NOT NULL
        BEGIN
            UPDATE users SET is_parent = EXISTS (SELECT 1 FROM users WHERE id_parent = OLD.id_parent)
            WHERE id = OLD.id_parent;
        END",
    ),
    (
        "users_delete_logs",
        "BEFORE DELETE ON users
        BEGIN
            UPDATE logs SET id_user = NULL WHERE id_user = OLD.id AND type >= 10;
        END",
    ),
];

/// Creates `users`, `users_view` and `users_search`, empty, with their indexes and triggers.
///
/// # Errors
///
/// [`Error::Conflict`] when the expression of a computed field is not one.
pub fn create(tx: &Transaction<'_>, fields: &Fields) -> Result<()> {
    create_unchecked(tx, fields)?;
    check_view(tx, fields)
}

/// The same, for a database that may lack the functions that computed fields use.
pub(crate) fn create_unchecked(conn: &Connection, fields: &Fields) -> Result<()> {
    conn.execute(&users_table(fields), [])?;
    conn.execute(&search_table(fields), [])?;
    for (name, sql) in dependents(fields) {
        create_dependent(conn, &name, &sql)?;
    }
    Ok(())
}

/// Makes anew what another program may have removed: indexes, triggers, the view, the searchable copy of members. Names
/// what it made.
///
/// # Errors
///
/// [`Error::Conflict`] when a unique index cannot be made because two members share a login or a number.
pub fn ensure(tx: &Transaction<'_>, fields: &Fields, fold: Fold) -> Result<Vec<String>> {
    let exists = |name: &str| -> rusqlite::Result<bool> {
        tx.prepare_cached("SELECT 1 FROM sqlite_schema WHERE name = ?1")?.exists([name])
    };
    let mut made = Vec::new();
    if !exists("users_search")? {
        tx.execute(&search_table(fields), [])?;
        made.push("users_search".to_owned());
    }
    for (name, sql) in dependents(fields) {
        if !exists(&name)? {
            create_dependent(tx, &name, &sql)?;
            made.push(name);
        }
    }
    // Rows are written only if the table is new: opening a file must not change anything else.
    if made.iter().any(|name| name == "users_search") {
        write_missing_search_rows(tx, fields, fold)?;
    }
    Ok(made)
}

/// Copies the searchable fields of a member into its row of `users_search`. Call after every change of a member. Does
/// nothing if the member does not exist.
pub fn write_search_row(tx: &Transaction<'_>, fields: &Fields, member: i64, fold: Fold) -> Result<()> {
    let searchable: Vec<&Field> = fields.searchable().collect();
    let Some(mut row) = folded_values(tx, &searchable, member, fold)? else { return Ok(()) };
    row.insert(0, Value::Integer(member));
    let columns: String = searchable.iter().map(|field| format!(", {}", field.name.quoted())).collect();
    let holes = vec!["?"; row.len()].join(", ");
    let sql = format!("INSERT OR REPLACE INTO users_search (id{columns}) VALUES ({holes})");
    tx.prepare_cached(&sql)?.execute(rusqlite::params_from_iter(row))?;
    Ok(())
}

/// Adds the missing rows of `users_search`: searches do not find members without one.
pub(super) fn write_missing_search_rows(tx: &Transaction<'_>, fields: &Fields, fold: Fold) -> Result<()> {
    let without: Vec<i64> = tx
        .prepare_cached("SELECT id FROM users WHERE id NOT IN (SELECT id FROM users_search)")?
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    without.into_iter().try_for_each(|member| write_search_row(tx, fields, member, fold))
}

/// The values of some fields of a member in their searchable form; `None` when there is no such member.
pub(super) fn folded_values(
    conn: &Connection,
    searchable: &[&Field],
    member: i64,
    fold: Fold,
) -> rusqlite::Result<Option<Vec<Value>>> {
    let columns: String = searchable.iter().map(|field| format!(", {}", field.name.quoted())).collect();
    let sql = format!("SELECT id{columns} FROM users WHERE id = ?1");
    conn.prepare_cached(&sql)?
        .query_row([member], |row| {
            (1..=searchable.len())
                .map(|at| match row.get_ref(at)? {
                    ValueRef::Text(text) => Ok(Value::Text(fold(&String::from_utf8_lossy(text)))),
                    _ => row.get(at),
                })
                .collect()
        })
        .optional()
}

pub(super) fn users_table(fields: &Fields) -> String {
    let columns: String =
        fields.with_column().map(|(field, column)| format!(",\n    {} {column}", field.name.quoted())).collect();
    format!("CREATE TABLE users ({SYSTEM_COLUMNS}{columns}\n)")
}

pub(super) fn search_table(fields: &Fields) -> String {
    let columns: String = fields.searchable().map(|field| format!(",\n    {}", field.name.quoted())).collect();
    format!(
        "CREATE TABLE users_search (
    id INTEGER NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE{columns}\n)"
    )
}

/// Name and definition of all that depends on the two tables: the view, the indexes, the triggers.
pub(super) fn dependents(fields: &Fields) -> Vec<(String, String)> {
    // A line feed ends a `--` comment in the expression.
    let computed: String =
        fields.computed().map(|(field, sql)| format!(",\n    ({sql}\n) AS {}", field.name.quoted())).collect();
    let mut all = vec![("users_view".to_owned(), format!("CREATE VIEW users_view AS SELECT *{computed} FROM users"))];
    let login = fields.login();
    let collation = if login.field_type.ignores_case() { " COLLATE NOCASE" } else { "" };
    let indexes = [
        ("users_category", "", "id_category".to_owned()),
        ("users_parent", "", "id_parent".to_owned()),
        ("users_is_parent", "", "is_parent".to_owned()),
        ("users_number", "UNIQUE ", fields.number().name.quoted()),
        ("users_id_field", "UNIQUE ", format!("{}{collation}", login.name.quoted())),
    ];
    all.extend(
        indexes.map(|(name, unique, column)| {
            (name.to_owned(), format!("CREATE {unique}INDEX {name} ON users ({column})"))
        }),
    );
    all.extend(fields.searchable().map(|field| {
        let name = format!("users_search_{}", field.name);
        let sql = format!("CREATE INDEX \"{name}\" ON users_search ({})", field.name.quoted());
        (name, sql)
    }));
    all.extend(TRIGGERS.map(|(name, body)| (name.to_owned(), format!("CREATE TRIGGER {name} {body}"))));
    all
}

/// The index of members by name, which only Ruche has: a new member's name is looked for among all others.
pub(super) const NAME_INDEX: &str = "ruche_users_name";

/// A member's name as duplicates are looked for: an SQL expression over the columns of `users`, each after `prefix`.
/// `None` if a field of the name has no column.
pub(super) fn trimmed_name(fields: &Fields, prefix: &str) -> Option<String> {
    fields.of_name().all(|field| field.field_type.column().is_some()).then(|| format!("TRIM({})", name(fields, prefix)))
}

/// The SQL expression of a member's name: the column, or several joined by spaces (fields.md 1).
pub(super) fn name(fields: &Fields, prefix: &str) -> String {
    let columns: Vec<String> = fields.of_name().map(|field| format!("{prefix}{}", field.name.quoted())).collect();
    match columns.as_slice() {
        [column] => column.clone(),
        _ => {
            let parts: Vec<String> = columns.iter().map(|column| format!("IFNULL({column}, '')")).collect();
            format!("TRIM({})", parts.join(" || ' ' || "))
        }
    }
}

/// Whether [`NAME_INDEX`] is there.
pub(super) fn has_name_index(conn: &Connection) -> Result<bool> {
    let sql = "SELECT 1 FROM sqlite_schema WHERE type = 'index' AND name = ?1";
    Ok(conn.prepare_cached(sql)?.exists([NAME_INDEX])?)
}

/// Makes the index of names if it is missing or is that of other fields. Without it, new members only take longer.
pub fn ensure_name_index(conn: &Connection, fields: &Fields) -> Result<()> {
    let wanted =
        trimmed_name(fields, "").map(|name| format!("CREATE INDEX {NAME_INDEX} ON users ({name} COLLATE NOCASE)"));
    let found: Option<String> = conn
        .prepare_cached("SELECT sql FROM sqlite_schema WHERE type = 'index' AND name = ?1")?
        .query_row([NAME_INDEX], |row| row.get(0))
        .optional()?;
    if found == wanted {
        return Ok(());
    }
    conn.execute(&format!("DROP INDEX IF EXISTS {NAME_INDEX}"), [])?;
    wanted.map_or(Ok(()), |sql| Ok(conn.execute(&sql, []).map(drop)?))
}

pub(super) fn create_dependent(conn: &Connection, name: &str, sql: &str) -> Result<()> {
    conn.execute(sql, []).map_err(|error| match error.sqlite_error_code() {
        Some(ErrorCode::ConstraintViolation) => Error::Conflict(msg!("database-members-not-unique")),
        // The expressions are the only foreign text, and each was checked to be a single expression.
        Some(ErrorCode::Unknown) | None if name == "users_view" => Error::Conflict(msg!("database-fields-expression")),
        _ => Error::from(error),
    })?;
    Ok(())
}

/// Refuses computed fields that are not each one expression over the columns of `users`: the view has those columns, in
/// whatever order the file has them, and then one for each computed field.
pub(super) fn check_view(conn: &Connection, fields: &Fields) -> Result<()> {
    let of_table = conn.prepare("SELECT * FROM users")?;
    let computed = fields.computed().map(|(field, _)| field.name.as_str());
    let expected = of_table.column_names().chain(computed);
    let sound = conn.prepare("SELECT * FROM users_view").is_ok_and(|view| expected.eq(view.column_names()));
    if sound { Ok(()) } else { Err(Error::Conflict(msg!("database-fields-expression"))) }
}

#[cfg(test)]
pub(super) mod tests;

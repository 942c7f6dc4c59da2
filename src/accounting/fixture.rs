//! Books to try things on, for the tests of this domain.

use std::sync::{LazyLock, Mutex, PoisonError};

use rusqlite::backup::Backup;
use rusqlite::{Connection, params};

use super::charts;
use super::entry::EntryType;
use super::year::Year;
use crate::audit::{Actor, AuditContext};
use crate::bootstrap::{self, Country, NewAssociation};
use crate::db::{functions, migrations};
use crate::members::searchable;
use crate::params::Params;

/// The association's bank account, which the shipped chart does not have.
pub const BANK: &str = "512A";

/// An association with the members 1 (Ada Admin), 2 (Bo) and 3 (Cléo), the French chart of 2025 with a bank account
/// ([`BANK`]), the project 1 (`PJ1`) and two open years: 1 is 2025, 2 is 2026. There are no entries.
pub fn books() -> Connection {
    static MODEL: LazyLock<Mutex<Connection>> = LazyLock::new(|| Mutex::new(new_books()));
    let model = MODEL.lock().unwrap_or_else(PoisonError::into_inner);
    let mut conn = Connection::open_in_memory().unwrap();
    Backup::new(&model, &mut conn).unwrap().step(-1).unwrap();
    conn.pragma_update(None, "foreign_keys", true).unwrap();
    functions::register(&conn, &functions::FieldCatalog::load(&conn).unwrap()).unwrap();
    conn
}

fn new_books() -> Connection {
    let mut conn = Connection::open_in_memory().unwrap();
    let tx = conn.transaction().unwrap();
    let association =
        NewAssociation::parse("Les Abeilles", Country::France, "bureau@example.org", "Ada Admin", None).unwrap();
    bootstrap::create(&tx, &association, "2026-01-01 09:00:00".parse().unwrap(), searchable).unwrap();
    migrations::apply(&tx).unwrap();
    migrations::ensure_indexes(&tx).unwrap();
    for (id, name) in [(2, "Bo"), (3, "Cléo")] {
        tx.execute("INSERT INTO users (id, id_category, numero, nom) VALUES (?1, 1, ?1, ?2)", (id, name)).unwrap();
    }
    tx.execute_batch("DELETE FROM acc_years; DELETE FROM acc_charts").unwrap();
    let chart = charts::install(&tx, "fr_pca_2025").unwrap();
    tx.execute(
        "INSERT INTO acc_accounts (id_chart, code, label, position, type, user) VALUES (?1, ?2, 'Banque', 3, 1, 1)",
        params![chart, BANK],
    )
    .unwrap();
    for (id, year) in [(1, 2025), (2, 2026)] {
        tx.execute(
            "INSERT INTO acc_years (id, label, start_date, end_date, id_chart)
             VALUES (?1, 'Exercice ' || ?2, ?2 || '-01-01', ?2 || '-12-31', ?3)",
            params![id, year, chart],
        )
        .unwrap();
    }
    tx.execute_batch("INSERT INTO acc_projects (id, code, label) VALUES (1, 'PJ1', 'Fête du miel')").unwrap();
    tx.commit().unwrap();
    conn
}

/// A year of [`books`].
pub fn year(conn: &Connection, id: i64) -> Year {
    Year::find(conn, id).unwrap().unwrap()
}

/// The identifier of an account of the one chart.
pub fn account(conn: &Connection, code: &str) -> i64 {
    conn.query_row("SELECT id FROM acc_accounts WHERE code = ?1", [code], |row| row.get(0)).unwrap()
}

/// Writes an entry as it is, whatever it breaks: `lines` are codes with debit and credit in cents. Gives its number.
pub fn entry(conn: &Connection, entry_type: EntryType, date: &str, label: &str, lines: &[(&str, i64, i64)]) -> i64 {
    conn.execute(
        "INSERT INTO acc_transactions (type, label, date, id_year)
         VALUES (?1, ?2, ?3, (SELECT id FROM acc_years WHERE ?3 BETWEEN start_date AND end_date))",
        params![entry_type, label, date],
    )
    .unwrap();
    let id = conn.last_insert_rowid();
    for (code, debit, credit) in lines {
        conn.execute(
            "INSERT INTO acc_transactions_lines (id_transaction, id_account, debit, credit) VALUES (?1, ?2, ?3, ?4)",
            params![id, account(conn, code), debit, credit],
        )
        .unwrap();
    }
    id
}

/// Who acts in tests, on 1 March 2026.
pub fn trace() -> AuditContext {
    AuditContext {
        moment: "2026-03-01 10:00:00".to_owned(),
        address: None,
        actor: Actor::System { name: "test".to_owned() },
        import: None,
    }
}

/// The parameters of a form.
pub fn form(values: &[(&str, &str)]) -> Params {
    Params::of_form(values.iter().map(|(name, value)| ((*name).to_owned(), (*value).into())).collect())
}

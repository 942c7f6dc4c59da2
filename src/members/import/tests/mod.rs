mod columns;
mod notices;
mod plan;
mod properties;
mod undo;

use std::sync::{LazyLock, Mutex, PoisonError};

use jiff::tz::TimeZone;
use rusqlite::backup::Backup;
use rusqlite::types::Value;
use rusqlite::{Connection, Transaction};
use serde_json::Value as Json;

use super::options::Options;
use super::plan::Plan;
use super::planner::plan;
use super::report::Report;
use super::{MemberImport, MemberPlan};
use crate::audit::{Actor, AuditContext};
use crate::bootstrap::{self, Country, NewAssociation};
use crate::db::migrations;
use crate::error::Result;
use crate::i18n::Language;
use crate::imports::{self, ImportDomain, Obstacle};
use crate::members::fields::Fields;
use crate::members::layout::Layout;
use crate::members::{rebuild, searchable};
use crate::params::{DateContext, Params};
use crate::sheet::read::Record;

const NOW: &str = "2026-03-01 10:00:00";

/// A copy of [`new_association`], which takes much longer to make.
fn association() -> Connection {
    static MODEL: LazyLock<Mutex<Connection>> = LazyLock::new(|| Mutex::new(new_association()));
    let model = MODEL.lock().unwrap_or_else(PoisonError::into_inner);
    let mut conn = Connection::open_in_memory().unwrap();
    Backup::new(&model, &mut conn).unwrap().step(-1).unwrap();
    conn.pragma_update(None, "foreign_keys", true).unwrap();
    conn
}

/// An association with one administrator (1) and three members (2 to 4), whose fields have every type.
fn new_association() -> Connection {
    let mut conn = Connection::open_in_memory().unwrap();
    conn.pragma_update(None, "foreign_keys", true).unwrap();
    let tx = conn.transaction().unwrap();
    let association =
        NewAssociation::parse("Les Abeilles", Country::France, "bureau@example.org", "Ada Admin", None).unwrap();
    bootstrap::create(&tx, &association, "2026-01-01 09:00:00".parse().unwrap(), searchable).unwrap();
    migrations::apply(&tx).unwrap();
    for (order, (name, kind, options)) in [
        ("naissance", "date", "[]"),
        ("rendez_vous", "datetime", "[]"),
        ("don", "decimal", "[]"),
        ("adulte", "boolean", "[]"),
        ("ateliers", "multiple", r#"["Bois","Fer","Laine"]"#),
        ("genre", "select", r#"["elle","il","iel"]"#),
        ("permis", "year", "[]"),
        ("quota", "number", "[]"),
        ("pays_naissance", "country", "[]"),
        ("mois", "month", "[]"),
        ("photo", "file", "[]"),
    ]
    .into_iter()
    .enumerate()
    {
        tx.execute(
            "INSERT INTO config_users_fields (name, sort_order, type, label, required, user_access_level,
                 management_access_level, list_table, options, system)
             VALUES (?1, ?2, ?3, 'Libellé de ' || ?1, 0, 1, 1, 0, ?4, '')",
            (name, 100 + order as i64, kind, options),
        )
        .unwrap();
    }
    tx.execute(
        "INSERT INTO config_users_fields (name, sort_order, type, label, required, user_access_level,
             management_access_level, list_table, options, sql, system)
         VALUES ('age', 200, 'virtual', 'Âge', 0, 1, 1, 0, '[]', '2026 - permis', '')",
        [],
    )
    .unwrap();
    let fields = Fields::read(&tx).unwrap();
    rebuild::rebuild(&tx, &fields, searchable).unwrap();
    tx.execute_batch(
        "INSERT INTO users (id, id_category, numero, nom, email, ville, date_updated) VALUES
             (2, 1, 2, 'Grace Hopper', 'grace@example.org', 'Évreux', '2026-01-02 00:00:00'),
             (3, 1, 3, 'Zoë Simon', NULL, NULL, NULL),
             (4, 1, 10, 'Émile Laurent', 'emile@example.org', 'Pau', '2026-01-04 00:00:00')",
    )
    .unwrap();
    crate::members::tables::write_missing_search_rows(&tx, &fields, searchable).unwrap();
    tx.commit().unwrap();
    conn
}

fn context() -> DateContext {
    DateContext { today: jiff::civil::date(2026, 3, 1), zone: TimeZone::get("Europe/Paris").unwrap() }
}

fn trace() -> AuditContext {
    AuditContext {
        moment: NOW.to_owned(),
        address: Some("192.0.2.1".to_owned()),
        actor: Actor::Key { id: 1, name: "admin".to_owned() },
        import: None,
    }
}

/// The rows of a table, from lines with `;` between cells.
fn rows(text: &str) -> Vec<Result<Record>> {
    let cells = |line: &'_ str| line.split(';').map(|cell| cell.trim().to_owned()).collect::<Vec<String>>();
    (1..).zip(text.lines()).map(|(line, text)| Ok(Record::of_texts(line, cells(text)))).collect()
}

fn options(pairs: Json) -> Options {
    Options::from_params(&Params::of_json(pairs)).unwrap()
}

fn planned(conn: &Connection, table: &str, how: Json) -> Result<Plan> {
    planned_records(conn, rows(table), &options(how))
}

fn planned_records(conn: &Connection, records: Vec<Result<Record>>, options: &Options) -> Result<Plan> {
    plan(conn, &Layout::read(conn).unwrap(), records, options, &context())
}

/// The preview as JSON.
fn shown(conn: &Connection, plan: &Plan) -> Json {
    let layout = Layout::read(conn).unwrap();
    serde_json::to_value(Report::new(plan, &layout, "Europe/Paris", Language::French, "token")).unwrap()
}

fn preview(conn: &Connection, table: &str, how: Json) -> Json {
    shown(conn, &planned(conn, table, how).unwrap())
}

/// Imports what stands in a table and gives the identifier of the import; `None`, with nothing done, when a line is
/// refused.
fn import(conn: &mut Connection, table: &str, how: Json) -> Option<i64> {
    let tx = conn.transaction().unwrap();
    let plan = planned(&tx, table, how.clone()).unwrap();
    if !plan.obstacles().is_empty() {
        return None;
    }
    let import = MemberImport { options: options(how), context: context() };
    let plan = MemberPlan { plan, layout: Layout::read(&tx).unwrap() };
    let id = imports::execute(&tx, &import, plan, None, &trace()).unwrap();
    tx.commit().unwrap();
    Some(id)
}

fn take_back(tx: &Transaction, id: i64) -> Vec<Obstacle> {
    imports::undo(tx, ImportDomain::Members, id, &trace(), super::undo).unwrap().err().unwrap_or_default()
}

fn undo(conn: &mut Connection, id: i64) -> Vec<Obstacle> {
    let tx = conn.transaction().unwrap();
    let obstacles = take_back(&tx, id);
    tx.commit().unwrap();
    obstacles
}

/// All rows of a query, as text.
fn dump(conn: &Connection, sql: &str) -> Vec<String> {
    let mut statement = conn.prepare(sql).unwrap();
    let width = statement.column_count();
    let mut rows = statement.query([]).unwrap();
    let mut lines = Vec::new();
    while let Some(row) = rows.next().unwrap() {
        let cell = |at| format!("{:?}", row.get::<_, Value>(at).unwrap());
        lines.push((0..width).map(cell).collect::<Vec<_>>().join("|"));
    }
    lines
}

fn records(conn: &Connection) -> Vec<String> {
    dump(conn, "SELECT * FROM users ORDER BY id")
}

fn copies(conn: &Connection) -> Vec<String> {
    dump(conn, "SELECT * FROM users_search ORDER BY id")
}

fn one(conn: &Connection, sql: &str) -> String {
    dump(conn, sql).join("\n")
}

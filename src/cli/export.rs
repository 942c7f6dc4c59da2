//! `ruche export`: everything that an association takes along when it leaves: the database, its files in their folders,
//! and its tables as CSV.

mod bundle;

use std::fs::File;
use std::io::BufWriter;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use rusqlite::Connection;

use self::bundle::Bundle;
use super::progress::Progress;
use super::{CliContext, database, output};
use crate::db::{self, backup, temporary_folder};
use crate::error::{Error, Result};
use crate::files::{absent, archive};
use crate::i18n::text;
use crate::msg;
use crate::query::{Cancel, Limits, Reader, Statement, answer};

#[derive(Args)]
pub struct Arguments {
    target: PathBuf,
}

pub fn run(context: &CliContext, arguments: &Arguments) -> Result<ExitCode> {
    let target = &arguments.target;
    if target.exists() {
        return Err(Error::Conflict(msg!("db-exists", file = target.display().to_string())));
    }
    let now = database::for_reading(context)?.1.local_now_text();
    let progress = Progress::start(context.language, &msg!("cli-export-working"));
    // Everything is read from one copy, so that it all shows the same moment and no server waits for us.
    let folder = db::DraftFolder::beside(target)?;
    let copy = folder.path().join("database.sqlite");
    backup::copy(&context.config.db, &copy)?;
    let mut bundle = Bundle::begin(target, &now)?;
    bundle.add_text("README.txt", &text(context.language, &msg!("cli-export-readme")))?;
    bundle.add_file("database.sqlite", File::open(&copy)?)?;
    let connection = db::open_shared_read_only(&copy)?;
    let (tables, files) = (tables(&connection)?, archive::list(&connection)?);
    progress.expect(tables.len() + files.len());
    let missing = archive::missing(&connection, context.language, |_| true)?;
    if let Some((list, text)) = &missing {
        bundle.add_text(list, text)?;
    }
    for stored in &files {
        let path = format!("files/{}", stored.safe_path());
        bundle.add(&path, stored.zip_options(), |out| stored.write_to(&connection, out))?;
        progress.step();
    }
    let mut reader = Reader::new(db::open_shared_read_only(&copy)?, whole_tables())?;
    for table in &tables {
        add_table(&mut bundle, &mut reader, table)?;
        progress.step();
    }
    let notice = absent::notice(&connection)?;
    drop((connection, reader));
    bundle.finish(target)?;
    drop(progress);
    output::print(target.display().to_string());
    if let Some(notice) = notice {
        output::eprint(
            context.language,
            &msg!("cli-export-incomplete", list = missing.map_or_else(String::new, |it| it.0)),
        );
        output::eprint(context.language, &notice);
        return Ok(ExitCode::FAILURE);
    }
    Ok(ExitCode::SUCCESS)
}

/// The tables people think of: no index, no view, and not the contents of files, which are there as files.
fn tables(connection: &Connection) -> Result<Vec<String>> {
    let mut statement = connection.prepare(
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name <> 'files_contents'
             AND name NOT GLOB 'sqlite_*'
         ORDER BY name",
    )?;
    let names = statement.query_map([], |row| row.get(0))?;
    Ok(names.collect::<rusqlite::Result<_>>()?)
}

/// A table goes in as anybody who may read can see it: secrets are empty, and tables that hold only those stay out
/// (they are in the copy of the database).
fn add_table(bundle: &mut Bundle, reader: &mut Reader, table: &str) -> Result<()> {
    let sql = format!("SELECT * FROM \"{}\"", table.replace('"', "\"\""));
    let mut rows = BufWriter::new(temporary_folder::new_file()?);
    let written = Statement::parse(&sql, &Limits::default()).and_then(|statement| {
        answer::write_csv(reader, &statement, &Cancel::default(), answer::Style::default(), &mut rows)
    });
    match written {
        Ok(()) => {
            let rows = rows.into_inner().map_err(|error| error.into_error())?;
            bundle.add_file(&format!("tables/{}.csv", file_name(table)), rows)
        }
        Err(Error::Invalid { .. }) => Ok(()),
        Err(error) => Err(error),
    }
}

/// A table of another program may be called anything.
fn file_name(table: &str) -> String {
    table.chars().map(|c| if c.is_alphanumeric() || matches!(c, '_' | '-') { c } else { '_' }).collect()
}

fn whole_tables() -> Limits {
    Limits {
        rows_without_limit: u64::MAX,
        run_time: std::time::Duration::from_secs(24 * 3600),
        temporary_bytes: u64::MAX,
        ..Limits::default()
    }
}

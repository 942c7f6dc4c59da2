//! `ruche check`: whether the database is sound, whole, readable by other programs and right in its accounts.

mod fec;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Subcommand};
use rusqlite::Connection;
use serde_json::json;

use super::progress::Progress;
use super::{CliContext, database, output};
use crate::accounting::advice::advice;
use crate::accounting::invariants;
use crate::db::integrity;
use crate::error::Result;
use crate::files::absent;
use crate::i18n::{Message, text};
use crate::website::address;
use crate::{compatibility, msg};

#[derive(Args)]
pub struct Arguments {
    #[arg(long, global = true)]
    json: bool,
    /// Something else than the database.
    #[command(subcommand)]
    what: Option<What>,
}

#[derive(Subcommand)]
enum What {
    Fec { file: PathBuf },
}

/// What one of the checks found, with the check's name for programs.
type Finding = (&'static str, Message);

pub fn run(context: &CliContext, arguments: &Arguments) -> Result<ExitCode> {
    if let Some(What::Fec { file }) = &arguments.what {
        return fec::run(context, file, arguments.json);
    }
    let (connection, _) = database::for_reading(context)?;
    let progress = Progress::start(context.language, &msg!("cli-check-working"));
    let findings = findings(&connection)?;
    // Worth knowing, and no fault: the exit code does not depend on it.
    let advice =
        if findings.iter().any(|(check, _)| *check == "integrity") { Vec::new() } else { advice(&connection)? };
    drop(progress);
    if arguments.json {
        let listed: Vec<_> = findings
            .iter()
            .map(|(check, message)| json!({"check": check, "message": text(context.language, message)}))
            .collect();
        let advice: Vec<String> = advice.iter().map(|message| text(context.language, message)).collect();
        output::print_json(&json!({"ok": findings.is_empty(), "findings": listed, "advice": advice}))?;
    } else {
        for message in findings.iter().map(|(_, message)| message).chain(&advice) {
            output::print_message(context.language, message);
        }
        output::eprint(context.language, &msg!("cli-check-done", count = findings.len()));
    }
    Ok(if findings.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn findings(connection: &Connection) -> Result<Vec<Finding>> {
    let mut findings = damage(connection)?;
    if !findings.is_empty() {
        // What is read from damaged pages means nothing.
        return Ok(findings);
    }
    findings.extend(dangling_references(connection)?);
    findings.extend(absent::notice(connection)?.map(|notice| ("files", notice)));
    let differences = compatibility::differences(connection)?;
    findings.extend(differences.iter().map(|difference| ("interchange", difference.message())));
    let hidden = |uri: String| ("website", msg!("cli-check-reserved-address", uri = uri));
    findings.extend(address::reserved_pages(connection)?.into_iter().map(hidden));
    findings.extend(invariants::violations(connection)?.into_iter().map(|message| ("accounting", message)));
    Ok(findings)
}

fn damage(connection: &Connection) -> Result<Vec<Finding>> {
    let faults = integrity::faults(connection, 20)?.into_iter();
    Ok(faults.map(|fault| ("integrity", msg!("cli-check-damage", detail = fault))).collect())
}

fn dangling_references(connection: &Connection) -> Result<Vec<Finding>> {
    let mut statement = connection
        .prepare("SELECT \"table\", \"parent\", count(*) FROM pragma_foreign_key_check GROUP BY 1, 2 ORDER BY 1, 2")?;
    let found = statement.query_map([], |row| {
        let (table, parent, count): (String, String, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
        Ok(("references", msg!("cli-check-reference", table = table, parent = parent, count = count)))
    })?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

//! How commands open the association's file: beside a server that may be running.

use jiff::civil::DateTime;
use rusqlite::{Connection, Transaction, TransactionBehavior};

use super::CliContext;
use crate::app::{self, App};
use crate::audit::{Actor, AuditContext, AuditLog};
use crate::clock::Clock;
use crate::db::{self, migrations};
use crate::error::{Error, Result};
use crate::msg;

/// For a command that reads.
pub fn for_reading(context: &CliContext) -> Result<(Connection, Clock)> {
    let connection = db::open_shared_read_only(&context.config.db)?;
    let clock = app::local_clock(&connection)?;
    Ok((connection, clock))
}

/// The same for a command that reads tables of ours.
///
/// # Errors
///
/// [`Error::Conflict`] for a file that Ruche has not had yet, or not since it was updated: reading takes over nothing.
pub fn for_reading_ours(context: &CliContext) -> Result<(Connection, Clock)> {
    let (connection, clock) = for_reading(context)?;
    if migrations::pending(&connection)? {
        let file = context.config.db.display().to_string();
        return Err(Error::Conflict(msg!("db-not-adopted", file = file)));
    }
    Ok((connection, clock))
}

/// Local time by the association's settings; by the machine's when the file cannot tell.
pub fn local_now(context: &CliContext) -> DateTime {
    let clock = for_reading(context).map(|(_, clock)| clock);
    clock.unwrap_or_else(|_| Clock::system(crate::clock::zone_named(None))).local_now()
}

/// For a command that writes. A file that Ruche has not had yet is taken over first, as the server does.
pub fn for_writing(context: &CliContext) -> Result<(Connection, Clock)> {
    let mut connection = db::open_shared(&context.config.db)?;
    if migrations::pending(&connection)? {
        drop(connection);
        take_over(context)?;
        connection = db::open_shared(&context.config.db)?;
    }
    let clock = app::local_clock(&connection)?;
    Ok((connection, clock))
}

/// Runs `work` in one write transaction.
pub fn write<T>(context: &CliContext, work: impl FnOnce(&Transaction, &Clock) -> Result<T>) -> Result<T> {
    let (mut connection, clock) = for_writing(context)?;
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let value = work(&transaction, &clock)?;
    transaction.commit()?;
    Ok(value)
}

/// The same for a change that the journal keeps, made by a command: `ruche year`.
pub fn change<T>(
    context: &CliContext,
    command: &str,
    work: impl FnOnce(&Transaction, &AuditLog<'_>) -> Result<T>,
) -> Result<T> {
    write(context, |transaction, clock| {
        let trace = AuditContext::on_this_machine(Actor::System { name: command.to_owned() }, clock);
        work(transaction, &AuditLog::open(transaction, &trace)?)
    })
}

fn take_over(context: &CliContext) -> Result<()> {
    let app = App::build(context.config.clone(), None)?;
    actix_web::rt::System::new().block_on(app.close())
}

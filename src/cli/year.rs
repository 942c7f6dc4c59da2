//! `ruche year`: the fiscal years, their end and their beginning.

use std::process::ExitCode;

use clap::{Args, Subcommand};
use rusqlite::Transaction;
use serde_json::json;

use super::{CliContext, database, output};
use crate::accounting::year::Year;
use crate::accounting::years::{self, ChosenAccount, OpeningRequest, Plan, PlannedLine};
use crate::audit::AuditLog;
use crate::error::Result;
use crate::money::Cents;
use crate::msg;
use crate::params::{DateContext, Params};

#[derive(Args)]
pub struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    List {
        #[arg(long)]
        json: bool,
    },
    Create {
        #[arg(long)]
        label: String,
        #[arg(long, value_name = "DATE")]
        start: String,
        #[arg(long, value_name = "DATE")]
        end: String,
        #[arg(long, value_name = "CHART")]
        chart: Option<i64>,
        #[arg(long)]
        json: bool,
    },
    Close {
        year: i64,
        /// Also before it is over.
        #[arg(long)]
        force: bool,
    },
    Lock {
        year: i64,
    },
    Unlock {
        year: i64,
    },
    Reopen {
        year: i64,
    },
    OpenBalance {
        year: i64,
        #[arg(long, value_name = "YEAR")]
        from: i64,
        /// Once for each account.
        #[arg(long = "account", value_name = "THERE=HERE", value_parser = read_pair)]
        accounts: Vec<(String, String)>,
        #[arg(long)]
        keep_result: bool,
        #[arg(long)]
        preview: bool,
        #[arg(long)]
        json: bool,
    },
}

/// `5121=512A`
fn read_pair(text: &str) -> std::result::Result<(String, String), &'static str> {
    let (there, here) = text.split_once('=').ok_or("5121=512A")?;
    Ok((there.to_owned(), here.to_owned()))
}

pub fn run(context: &CliContext, arguments: Arguments) -> Result<ExitCode> {
    match arguments.action {
        Action::List { json } => list(context, json)?,
        Action::Create { label, start, end, chart, json } => {
            let params = json!({"label": label, "start_date": start, "end_date": end, "id_chart": chart});
            create(context, &Params::of_json(params), json)?;
        }
        Action::Lock { year } => {
            let label = on_year(context, year, years::lock)?;
            output::print_message(context.language, &msg!("cli-year-locked", year = label));
        }
        Action::Unlock { year } => {
            let label = on_year(context, year, years::unlock)?;
            output::print_message(context.language, &msg!("cli-year-unlocked", year = label));
        }
        Action::Reopen { year } => {
            let now = database::local_now(context);
            let label = on_year(context, year, |tx, year, audit| years::reopen(tx, year, now, audit).map(drop))?;
            output::print_message(context.language, &msg!("cli-year-reopened", year = label));
        }
        Action::Close { year, force } => {
            let today = database::local_now(context).date();
            let label = on_year(context, year, |tx, year, audit| {
                years::require_ended(year, today, force)?;
                years::close(tx, year, audit)
            })?;
            output::print_message(context.language, &msg!("cli-year-closed", year = label));
        }
        Action::OpenBalance { year, from, accounts, keep_result, preview, json } => {
            let chosen = |(there, code): (String, String)| {
                let parameter = format!("accounts[{there}]");
                (there, ChosenAccount { code, parameter })
            };
            let accounts = accounts.into_iter().map(chosen).collect();
            let wanted = OpeningRequest { source: from, accounts, appropriate: keep_result.then_some(false) };
            let plan = if preview {
                let (connection, _) = database::for_reading(context)?;
                years::plan(&connection, &Year::require(&connection, "year", year)?, &wanted)?
            } else {
                database::change(context, "ruche year", |tx, audit| {
                    Ok(years::open_balance(tx, &Year::require(tx, "year", year)?, &wanted, audit)?.0)
                })?
            };
            show(context, &plan, preview, json)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Runs `work` on a year and gives its label.
fn on_year(
    context: &CliContext,
    year: i64,
    work: impl FnOnce(&Transaction<'_>, &Year, &AuditLog<'_>) -> Result<()>,
) -> Result<String> {
    database::change(context, "ruche year", |tx, audit| {
        let year = Year::require(tx, "year", year)?;
        work(tx, &year, audit)?;
        Ok(year.label)
    })
}

fn create(context: &CliContext, params: &Params, json: bool) -> Result<()> {
    let zone = database::for_reading(context)?.1;
    let draft = years::Draft::from_params(params, &DateContext::of(&zone))?;
    let year = database::change(context, "ruche year", |tx, audit| {
        let id = years::create(tx, &draft, audit)?;
        years::one(tx, id)
    })?;
    if json {
        return output::print_json(&year);
    }
    output::print_message(context.language, &msg!("cli-year-created", year = year.label.as_str(), number = year.id));
    Ok(())
}

fn list(context: &CliContext, json: bool) -> Result<()> {
    let all = years::list(&database::for_reading(context)?.0)?;
    if json {
        return output::print_json(&all);
    }
    for year in all {
        let (start, end, entries) = (year.start_date, year.end_date, year.nb_transactions);
        output::print(format!("{:3} {start} {end} {:6} {entries:6} {}", year.id, year.status_tag_preset, year.label));
    }
    Ok(())
}

/// One line each: account, debit, credit.
fn show(context: &CliContext, plan: &Plan, preview: bool, json: bool) -> Result<()> {
    if plan.from_is_open {
        output::eprint(context.language, &msg!("cli-year-from-is-open"));
    }
    plan.warnings.iter().for_each(|warning| output::eprint(context.language, warning));
    if json {
        return output::print_json(plan);
    }
    let line = |line: &PlannedLine| {
        let amount = |cents: i64| if cents == 0 { String::new() } else { Cents(cents).to_string() };
        let code = line.account.as_ref().map(|account| account.code.as_str());
        let unmatched = line.source.as_ref().map(|code| format!("{code}=?"));
        let name = code.or(unmatched.as_deref()).unwrap_or_default();
        output::print(format!("{name:12} {:>16} {:>16}", amount(line.debit), amount(line.credit)));
    };
    plan.lines.iter().chain(&plan.appropriation).for_each(line);
    if !preview {
        output::print_message(context.language, &msg!("cli-year-opened"));
    }
    Ok(())
}

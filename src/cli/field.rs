//! `ruche field`: which fields the record of members has.

use std::process::ExitCode;

use clap::{Args, Subcommand};

use super::{CliContext, database, output};
use crate::db;
use crate::error::Result;
use crate::members::administration::{self, Changes, NewField};
use crate::members::fields::{Field, Fields, Roles};
use crate::msg;

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
    Add {
        name: String,
        #[arg(long = "type", value_name = "TYPE")]
        field_type: String,
        #[arg(long)]
        label: String,
        #[command(flatten)]
        details: Details,
    },
    Change {
        name: String,
        #[arg(long)]
        label: Option<String>,
        #[command(flatten)]
        details: Details,
    },
    Remove {
        name: String,
        #[arg(long)]
        with_values: bool,
    },
    Move {
        name: String,
        position: usize,
    },
}

/// What may be said of a new field as of one that exists.
#[derive(Args)]
struct Details {
    #[arg(long)]
    help_text: Option<String>,
    #[arg(long, value_name = "true|false", num_args = 0..=1, default_missing_value = "true")]
    required: Option<bool>,
    #[arg(long, value_name = "true|false", num_args = 0..=1, default_missing_value = "true")]
    in_lists: Option<bool>,
    /// Once for each choice, in order.
    #[arg(long = "choice", value_name = "LABEL")]
    choices: Vec<String>,
    #[arg(long, value_name = "SQL")]
    expression: Option<String>,
}

pub fn run(context: &CliContext, arguments: Arguments) -> Result<ExitCode> {
    let name = match arguments.action {
        Action::List { json } => return list(context, json),
        Action::Add { name, field_type, label, details } => {
            let new = NewField {
                name: name.clone(),
                field_type,
                label,
                help: details.help_text,
                required: details.required.unwrap_or(false),
                in_lists: details.in_lists.unwrap_or(false),
                choices: details.choices,
                expression: details.expression,
            };
            database::change(context, "ruche field", |tx, audit| administration::add(tx, &new, audit))?;
            name
        }
        Action::Change { name, label, details } => {
            let changes = Changes {
                label,
                help: details.help_text,
                required: details.required,
                in_lists: details.in_lists,
                choices: Some(details.choices).filter(|choices| !choices.is_empty()),
                expression: details.expression,
            };
            database::change(context, "ruche field", |tx, audit| administration::change(tx, &name, &changes, audit))?;
            name
        }
        Action::Remove { name, with_values } => {
            database::change(context, "ruche field", |tx, audit| {
                administration::remove(tx, &name, with_values, audit)
            })?;
            name
        }
        Action::Move { name, position } => {
            database::change(context, "ruche field", |tx, audit| administration::place(tx, &name, position, audit))?;
            name
        }
    };
    output::print_message(context.language, &msg!("cli-field-done", name = name));
    Ok(ExitCode::SUCCESS)
}

fn list(context: &CliContext, json: bool) -> Result<ExitCode> {
    let fields = Fields::read(&db::open_shared(&context.config.db)?)?;
    if json {
        let all: Vec<_> = fields.iter().map(described).collect();
        output::print(serde_json::to_string_pretty(&all)?);
        return Ok(ExitCode::SUCCESS);
    }
    for (place, field) in (1..).zip(fields.iter()) {
        let required = if field.required { " *" } else { "" };
        output::print(format!(
            "{place:3} {:24} {:9} {}{required}",
            field.name.as_str(),
            field.field_type.as_str(),
            field.label
        ));
    }
    Ok(ExitCode::SUCCESS)
}

fn described(field: &Field) -> serde_json::Value {
    let plays = |role| field.roles.include(role);
    serde_json::json!({
        "name": field.name.as_str(),
        "type": field.field_type.as_str(),
        "label": field.label,
        "help": field.help,
        "required": field.required,
        "in_lists": field.in_lists,
        "choices": field.choices.iter().map(|choice| choice.label.as_str()).collect::<Vec<_>>(),
        "expression": field.expression,
        "is_name": plays(Roles::NAME),
        "is_number": plays(Roles::NUMBER),
        "is_login": plays(Roles::LOGIN),
        "is_password": plays(Roles::PASSWORD),
    })
}

//! `ruche mail`: whether mail goes out, and the messages of which nobody knows whether they did.

use std::process::ExitCode;

use clap::{Args, Subcommand};

use super::{CliContext, database, output};
use crate::app::App;
use crate::delivery;
use crate::error::Result;
use crate::mail::uncertain;
use crate::msg;

/// Messages that are printed at most.
const LISTED_MAX: i64 = 1_000;

#[derive(Args)]
pub struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    Test {
        address: String,
    },
    Uncertain {
        #[arg(long)]
        json: bool,
    },
    Resend {
        id: i64,
    },
    Forget {
        id: i64,
    },
}

pub fn run(context: &CliContext, arguments: Arguments) -> Result<ExitCode> {
    match arguments.action {
        Action::Test { address } => {
            let message_id = test(context, &address)?;
            output::print_message(context.language, &msg!("cli-mail-sent", address = address, id = message_id));
        }
        Action::Uncertain { json } => list(context, json)?,
        Action::Resend { id } => {
            database::write(context, |tx, clock| uncertain::send_again(tx, id, clock.now(), &clock.local_now_text()))?;
            output::print_message(context.language, &msg!("cli-mail-resent", id = id));
        }
        Action::Forget { id } => {
            database::write(context, |tx, _| uncertain::delete(tx, id))?;
            output::print_message(context.language, &msg!("cli-mail-forgotten", id = id));
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn test(context: &CliContext, address: &str) -> Result<String> {
    // The count of messages to the address stands in a shared table, but a file that is not ours yet is taken over first.
    database::write(context, |_, _| Ok(()))?;
    let app = App::open_shared(context.config.clone())?;
    actix_web::rt::System::new().block_on(async {
        let sent = delivery::send_test(&app, address, context.language).await;
        app.close().await.and(sent)
    })
}

fn list(context: &CliContext, json: bool) -> Result<()> {
    let (connection, _) = database::for_reading_ours(context)?;
    let messages = uncertain::list(&connection, 0, LISTED_MAX)?;
    if json {
        return output::print_json(&messages);
    }
    if messages.is_empty() {
        output::eprint(context.language, &msg!("cli-mail-none-uncertain"));
    }
    for message in messages {
        let id = message.message_id.unwrap_or_default();
        output::print(format!(
            "{:6} {} {:30} {:40} {id}",
            message.id, message.moment, message.recipient, message.subject
        ));
    }
    Ok(())
}

//! `ruche serve`: takes the file and answers until it is told to stop.

use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use super::address::Address;
use super::first_run::{self, Welcome};
use super::signals::StopSignals;
use super::{CliContext, log, notify, output};
use crate::app::App;
use crate::config::{Config, LogFormat};
use crate::db::temporary_folder;
use crate::error::{Error, Result};
use crate::i18n::Language;
use crate::{jobs, msg, web};
use clap::Args;

/// How long a second signal leaves for giving the file back.
const CLOSE_AT_ONCE: Duration = Duration::from_secs(2);

#[derive(Args)]
pub struct Arguments {
    #[arg(long)]
    demo: bool,
}

pub fn run(context: CliContext, arguments: &Arguments) -> Result<ExitCode> {
    let last_lines = log::start(&context.config)?;
    let language = context.language;
    let (config, welcome) = first_run::prepare(context, arguments.demo)?;
    actix_web::rt::System::new().block_on(async {
        // Before anybody can know that we are there: a stop asked from now on is a clean one.
        let mut signals = StopSignals::listen()?;
        let app = App::build(config, None)?;
        let served = serve_until_stopped(&app, welcome, language, &mut signals).await;
        // Whatever happened, the file is given back whole; a stop at once waits for nobody else.
        match served {
            Ok(Stop::Clean) => app.close().await,
            Ok(Stop::AtOnce) => {
                let code = close_at_once(&app, &mut signals).await;
                drop(last_lines);
                // Returning would wait for the threads that are still at work.
                std::process::exit(code)
            }
            Err(error) => app.close().await.and(Err(error)),
        }
    })?;
    Ok(ExitCode::SUCCESS)
}

/// How a server came to its end.
enum Stop {
    Clean,
    AtOnce,
}

async fn serve_until_stopped(
    app: &Arc<App>,
    welcome: Option<Welcome>,
    language: Language,
    signals: &mut StopSignals,
) -> Result<Stop> {
    let bound = web::serve(app.clone())?;
    let jobs = jobs::start(app)?;
    tracing::info!(db = %app.db.path().display(), listen = %app.config.listen, addresses = ?bound.addresses, "serving");
    warn_of_temporary_folder();
    match welcome {
        Some(welcome) => welcome.print(language, &app.config, bound.addresses.first()),
        None => tell_address(language, &app.config, bound.addresses.first()),
    }
    let handle = bound.server.handle();
    let mut server = std::pin::pin!(bound.server);
    notify::ready();
    let signal = tokio::select! {
        ended = &mut server => return ended.map(|()| Stop::Clean).map_err(Error::from),
        signal = signals.next() => signal,
    };
    notify::stopping();
    tracing::info!(signal, "stopping: what is under way is finished first");
    let limit = app.config.stop_timeout.duration();
    tokio::select! {
        (_, ended, ()) = async { tokio::join!(handle.stop(true), server, jobs.stop(limit)) } => {
            ended.map(|()| Stop::Clean).map_err(Error::from)
        }
        signal = signals.next() => {
            tracing::warn!(signal, "stopping at once: what is under way is given up");
            Ok(Stop::AtOnce)
        }
    }
}

/// Gives the file back if that is quickly done: what was answered is on the disk either way. Gives the exit code.
async fn close_at_once(app: &App, signals: &mut StopSignals) -> i32 {
    tokio::select! {
        closed = tokio::time::timeout(CLOSE_AT_ONCE, app.close()) => i32::from(!matches!(closed, Ok(Ok(())))),
        _ = signals.next() => 1,
    }
}

/// Says at the start, rather than at the first upload, that there will be none.
fn warn_of_temporary_folder() {
    let folder = temporary_folder::folder();
    match temporary_folder::new_file() {
        Ok(_) => tracing::info!(folder = %folder.display(), "temporary files"),
        Err(error) => tracing::warn!(
            folder = %folder.display(), %error,
            "the folder of temporary files cannot be used: uploads, downloads and long answers will fail"
        ),
    }
}

/// Tells people where to look, beside the log. A log in JSON is for programs and stays one.
fn tell_address(language: Language, config: &Config, bound: Option<&SocketAddr>) {
    if config.log_format == LogFormat::Text {
        let address = Address::bound(config, bound).shown(config);
        output::eprint(language, &msg!("cli-serve-address", file = config.db.display().to_string(), address = address));
    }
}

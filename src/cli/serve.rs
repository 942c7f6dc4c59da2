//! `ruche serve`: takes the file and answers until it is told to stop.

use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;

use clap::Args;
use tokio::signal::unix::{SignalKind, signal};

use super::address::Address;
use super::first_run::{self, Welcome};
use super::{CliContext, log, notify, output};
use crate::app::App;
use crate::config::{Config, LogFormat};
use crate::error::{Error, Result};
use crate::i18n::Language;
use crate::{jobs, msg, web};

#[derive(Args)]
pub struct Arguments {
    #[arg(long)]
    demo: bool,
}

pub fn run(context: CliContext, arguments: &Arguments) -> Result<ExitCode> {
    log::start(&context.config)?;
    let language = context.language;
    let (config, welcome) = first_run::prepare(context, arguments.demo)?;
    actix_web::rt::System::new().block_on(async {
        let app = App::build(config, None)?;
        let served = serve_until_stopped(&app, welcome, language).await;
        // Whatever happened, the file is given back whole.
        app.close().await?;
        served
    })?;
    Ok(ExitCode::SUCCESS)
}

async fn serve_until_stopped(app: &Arc<App>, welcome: Option<Welcome>, language: Language) -> Result<()> {
    // Before anybody can know that we are there: a stop asked from now on is a clean one.
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    let bound = web::serve(app.clone())?;
    let jobs = jobs::start(app)?;
    tracing::info!(db = %app.db.path().display(), listen = %app.config.listen, addresses = ?bound.addresses, "serving");
    match welcome {
        Some(welcome) => welcome.print(language, &app.config, bound.addresses.first()),
        None => tell_address(language, &app.config, bound.addresses.first()),
    }
    let handle = bound.server.handle();
    let mut server = std::pin::pin!(bound.server);
    notify::ready();
    tokio::select! {
        ended = &mut server => return ended.map_err(Error::from),
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    notify::stopping();
    tracing::info!("stopping: what is under way is finished first");
    let limit = app.config.stop_timeout.duration();
    let (_, ended, ()) = tokio::join!(handle.stop(true), server, jobs.stop(limit));
    ended.map_err(Error::from)
}

/// Tells people where to look, beside the log. A log in JSON is for programs and stays one.
fn tell_address(language: Language, config: &Config, bound: Option<&SocketAddr>) {
    if config.log_format == LogFormat::Text {
        let address = Address::bound(config, bound).shown(config);
        output::eprint(language, &msg!("cli-serve-address", file = config.db.display().to_string(), address = address));
    }
}

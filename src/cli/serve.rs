//! `ruche serve`: takes the file and answers until it is told to stop.

use std::process::ExitCode;
use std::sync::Arc;

use clap::Args;
use tokio::signal::unix::{SignalKind, signal};

use super::{Context, log};
use crate::app::App;
use crate::config::Config;
use crate::error::{Error, Result};
use crate::{jobs, web};

#[derive(Args)]
pub struct Arguments {
    /// Serves a demonstration association, made on the first run.
    #[arg(long)]
    demo: bool,
}

pub fn run(context: Context, arguments: &Arguments) -> Result<ExitCode> {
    log::start(&context.config)?;
    let config = prepare(context, arguments)?;
    actix_web::rt::System::new().block_on(serve(config))?;
    Ok(ExitCode::SUCCESS)
}

fn prepare(context: Context, _arguments: &Arguments) -> Result<Config> {
    Ok(context.config)
}

async fn serve(config: Config) -> Result<()> {
    let app = App::build(config, None)?;
    let served = serve_until_stopped(&app).await;
    // Whatever happened, the file is given back whole.
    app.close().await?;
    served
}

async fn serve_until_stopped(app: &Arc<App>) -> Result<()> {
    let bound = web::serve(app.clone())?;
    let _jobs = jobs::start(app);
    tracing::info!(db = %app.db.path().display(), listen = %app.config.listen, addresses = ?bound.addresses, "serving");
    let handle = bound.server.handle();
    let mut server = std::pin::pin!(bound.server);
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    tokio::select! {
        ended = &mut server => return ended.map_err(Error::from),
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    tracing::info!("stopping: what is under way is finished first");
    let (_, ended) = tokio::join!(handle.stop(true), server);
    ended.map_err(Error::from)
}

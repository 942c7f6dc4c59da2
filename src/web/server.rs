//! The HTTP server itself: where it listens, its limits, and how it stops.

use std::io;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use actix_web::dev::Server;
use actix_web::middleware::{Compress, from_fn};
use actix_web::{App as ActixApp, HttpServer, web};
use tracing_actix_web::TracingLogger;

use super::access_log::{self, RequestSpan};
use super::state::State;
use super::{dispatch, headers, tls};
use crate::app::App;
use crate::config::Listen;
use crate::error::{Error, Result};
use crate::msg;

/// Time for a client to send its headers (threats.md 55).
const HEADERS_TIMEOUT: Duration = Duration::from_secs(5);
/// Time that an idle connection is kept for a next request.
const KEEP_ALIVE: Duration = Duration::from_secs(30);
/// Connections at once on each thread; more wait in the system's queue.
const CONNECTIONS_MAX: usize = 1_000;

/// A server that listens and is ready to be awaited.
pub struct Bound {
    /// Runs when awaited, until its handle stops it; what is under way then is finished within the stop time-out.
    pub server: Server,
    /// The addresses it listens on, when it is TCP; the port is the real one.
    pub addresses: Vec<SocketAddr>,
}

/// Listens as the settings say.
pub fn serve(app: Arc<App>) -> Result<Bound> {
    let data = web::Data::from(State::new(app.clone()));
    let config = &app.config;
    // The last one wrapped is the first to see a request.
    let server = HttpServer::new(move || {
        ActixApp::new()
            .app_data(data.clone())
            .wrap(Compress::default())
            .wrap(from_fn(headers::secure))
            .wrap(from_fn(access_log::note))
            .wrap(TracingLogger::<RequestSpan>::new())
            .default_service(web::to(dispatch::answer))
    })
    .workers(config.workers.max(1))
    .client_request_timeout(HEADERS_TIMEOUT)
    .keep_alive(KEEP_ALIVE)
    .max_connections(CONNECTIONS_MAX)
    // A client that closes its side has left: what runs for it is dropped, and stops.
    .h1_allow_half_closed(false)
    .shutdown_timeout(config.stop_timeout.0)
    .disable_signals();
    let server = match (&config.listen, tls::settings(config)?) {
        (Listen::Tcp(address), None) => server.bind(address),
        (Listen::Tcp(address), Some(tls)) => server.bind_rustls_0_23(address, tls),
        (Listen::Unix(path), _) => forget_stale_socket(path).and_then(|()| server.bind_uds(path)),
    };
    let server = server.map_err(|error| {
        Error::invalid(msg!("server-cannot-listen", address = config.listen.to_string(), cause = error.to_string()))
    })?;
    let addresses = server.addrs();
    Ok(Bound { server: server.run(), addresses })
}

/// A socket that nobody answers on any more was left by a process that was killed.
fn forget_stale_socket(path: &Path) -> io::Result<()> {
    match std::os::unix::net::UnixStream::connect(path) {
        Err(error) if error.kind() == io::ErrorKind::ConnectionRefused => std::fs::remove_file(path),
        _ => Ok(()),
    }
}

//! The HTTP server: where it listens, its limits, and how it stops.
//!
//! It is put together from the parts of actix's `HttpServer`, which knows no socket but its own: ours are
//! [`Transport`]s.

use std::fs::Permissions;
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::os::unix::fs::{FileTypeExt, PermissionsExt};
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use actix_http::error::DispatchError;
use actix_http::{HttpService, Protocol};
use actix_server::{GracefulShutdownSignal, Server, ServerBuilder};
use actix_service::{IntoServiceFactory, ServiceFactory, ServiceFactoryExt, fn_service, map_config};
use actix_web::dev::AppConfig;
use actix_web::middleware::{Compress, from_fn};
use actix_web::{App as ActixApp, web};
use socket2::SockRef;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpSocket, TcpStream, UnixStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;
use tracing_actix_web::TracingLogger;

use super::access_log::{self, RequestSpan};
use super::connections::{Connections, raise_descriptor_limit};
use super::http2::HeadsBounded;
use super::state::State;
use super::transport::{Connection, Patience, Transport};
use super::{dispatch, headers, pace, tls};
use crate::app::App;
use crate::config::Listen;
use crate::error::{Error, Result};
use crate::msg;

/// Time for a client to send its headers (threats.md 55).
const HEADERS_TIMEOUT: Duration = Duration::from_secs(5);
/// Time for a client to agree on the encryption.
const HANDSHAKE_TIMEOUT: Duration = Duration::from_secs(3);
/// Time that an idle connection is kept for a next request.
const KEEP_ALIVE: Duration = Duration::from_secs(30);
/// Time for a client to close its side after the last answer.
const DISCONNECT_TIMEOUT: Duration = Duration::from_secs(1);
/// Connections that wait in the system's queue.
const BACKLOG: u32 = 1024;
/// Bytes that the system takes for a connection before the network does. Without this limit it takes megabytes for a
/// client that was fast once, and the server does not see for a minute that a slow client still reads.
const UNSENT_BYTES_MAX: u32 = 128 << 10;

/// A server that listens and is ready to be awaited.
pub struct Bound {
    /// Runs when awaited, until its handle stops it; requests under way are then finished within the stop time-out.
    pub server: Server,
    /// The TCP addresses it listens on; the port is the real one.
    pub addresses: Vec<SocketAddr>,
}

/// Listens as the settings say.
pub fn serve(app: Arc<App>) -> Result<Bound> {
    let (state, config) = (State::new(app.clone()), &app.config);
    let workers = config.workers.max(1);
    // The other half is for the database, temporary files and what else is opened.
    let connections = config.connections_max.min(usize::try_from(raise_descriptor_limit() / 2).unwrap_or(usize::MAX));
    let builder = Server::build()
        .workers(workers)
        .max_concurrent_connections(connections.div_ceil(workers))
        .shutdown_timeout(config.stop_timeout.0)
        .disable_signals();
    let cannot_listen = |error: io::Error| {
        Error::invalid(msg!("server-cannot-listen", address = config.listen.to_string(), cause = error.to_string()))
    };
    let tls = tls::settings(config)?.map(|settings| TlsAcceptor::from(Arc::new(settings)));
    match &config.listen {
        Listen::Tcp(address) => {
            let listener = listen(*address).map_err(cannot_listen)?;
            let addresses = vec![listener.local_addr()?];
            let server = accept_tcp(builder, listener, tls, &state).map_err(cannot_listen)?;
            Ok(Bound { server: server.run(), addresses })
        }
        Listen::Unix(path) => {
            let listener = listen_unix(path, config.socket_mode.0);
            let server = listener.and_then(|listener| accept_unix(builder, listener, &state));
            Ok(Bound { server: server.map_err(cannot_listen)?.run(), addresses: Vec::new() })
        }
    }
}

fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
    socket.set_reuseaddr(true)?;
    // Accepted sockets inherit it.
    SockRef::from(&socket).set_tcp_notsent_lowat(UNSENT_BYTES_MAX)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)?.into_std()
}

fn accept_tcp(
    builder: ServerBuilder,
    listener: TcpListener,
    tls: Option<TlsAcceptor>,
    state: &Arc<State>,
) -> io::Result<ServerBuilder> {
    let (state, stop) = (state.clone(), builder.graceful_shutdown_signal());
    let gate = Gate {
        connections: Connections::new(
            state.app.config.connections_per_address_max,
            state.app.config.trusted_proxies.clone(),
        ),
        patience: patience(&state),
    };
    let gate = Arc::new(gate);
    match tls {
        None => builder.listen("http", listener, move || {
            let gate = gate.clone();
            fn_service(move |socket| std::future::ready(gate.enter(socket, false))).and_then(http(&state, &stop))
        }),
        Some(tls) => builder.listen("https", listener, move || {
            let (gate, tls) = (gate.clone(), tls.clone());
            let accept = move |socket| {
                let (entered, tls) = (gate.enter(socket, true), tls.clone());
                async move {
                    let (transport, _, peer) = entered?;
                    let (encrypted, protocol) = encrypt(transport, tls).await?;
                    Ok((HeadsBounded::new(encrypted, protocol == Protocol::Http2), protocol, peer))
                }
            };
            fn_service(accept).and_then(http(&state, &stop))
        }),
    }
}

/// Everybody who may reach the socket of a proxy shares one address, or none: it has no limit of its own.
fn accept_unix(builder: ServerBuilder, listener: UnixListener, state: &Arc<State>) -> io::Result<ServerBuilder> {
    let (state, stop) = (state.clone(), builder.graceful_shutdown_signal());
    let patience = patience(&state);
    builder.listen_uds("unix", listener, move || {
        let enter = move |socket: UnixStream| {
            let transport = Transport::new(socket, Connection::new(false, None), patience);
            std::future::ready(Ok::<_, DispatchError>((transport, Protocol::Http1, None)))
        };
        fn_service(enter).and_then(http(&state, &stop))
    })
}

/// Lets connections in.
struct Gate {
    connections: Arc<Connections>,
    patience: Patience,
}

fn patience(state: &State) -> Patience {
    Patience { send: state.app.config.send_timeout.duration(), head: HEADERS_TIMEOUT }
}

type Entered<T> = (T, Protocol, Option<SocketAddr>);

impl Gate {
    fn enter(&self, socket: TcpStream, secure: bool) -> Result<Entered<Transport<TcpStream>>, DispatchError> {
        let peer = socket.peer_addr().ok();
        let turn = peer.map(|peer| self.connections.enter(peer.ip())).transpose()?.flatten();
        let connection = Connection::new(secure, turn);
        Ok((Transport::new(socket, connection, self.patience), Protocol::Http1, peer))
    }
}

async fn encrypt<T: AsyncRead + AsyncWrite + Unpin>(
    transport: T,
    tls: TlsAcceptor,
) -> Result<(TlsStream<T>, Protocol), DispatchError> {
    let encrypted = tokio::time::timeout(HANDSHAKE_TIMEOUT, tls.accept(transport)).await.map_err(io::Error::from)??;
    let protocol = match encrypted.get_ref().1.alpn_protocol() {
        Some(tls::HTTP_2) => Protocol::Http2,
        _ => Protocol::Http1,
    };
    Ok((encrypted, protocol))
}

/// A socket whose requests know its [`Connection`].
trait Connected: AsyncRead + AsyncWrite + Unpin + 'static {
    fn connection(&self) -> &Arc<Connection>;
}

impl<T: AsyncRead + AsyncWrite + Unpin + 'static> Connected for Transport<T> {
    fn connection(&self) -> &Arc<Connection> {
        &self.connection
    }
}

impl<T: AsyncRead + AsyncWrite + Unpin + 'static> Connected for HeadsBounded<TlsStream<Transport<T>>> {
    fn connection(&self) -> &Arc<Connection> {
        &self.get_ref().get_ref().0.connection
    }
}

/// Answers the requests of connections that were let in.
fn http<T: Connected>(
    state: &Arc<State>,
    stop: &GracefulShutdownSignal,
) -> impl ServiceFactory<Entered<T>, Config = (), Response = (), Error = DispatchError, InitError = ()> + use<T> {
    // The last one wrapped is the first to see a request, and the last to see its answer.
    let answering = ActixApp::new()
        .app_data(web::Data::from(state.clone()))
        // For bodies, which WebDAV reads too: the share is part of the state.
        .app_data(web::Data::from(state.app.clone()))
        .wrap(Compress::default())
        .wrap(from_fn(headers::secure))
        .wrap(from_fn(access_log::note))
        .wrap(TracingLogger::<RequestSpan>::new())
        .wrap(from_fn(pace::measure))
        .default_service(web::to(dispatch::answer));
    let answering = answering.into_factory().map_err(|error: actix_web::Error| error.error_response());
    let stop = stop.clone();
    HttpService::build()
        .graceful_shutdown_signal(move || {
            let stop = stop.clone();
            async move { stop.notified().await }
        })
        .client_request_timeout(HEADERS_TIMEOUT)
        .client_disconnect_timeout(DISCONNECT_TIMEOUT)
        .keep_alive(KEEP_ALIVE)
        // A client that closes its side has left: what runs for it is dropped, and stops.
        .h1_allow_half_closed(false)
        .on_connect_ext(|socket: &T, data| _ = data.insert(socket.connection().clone()))
        .finish(map_config(answering, |()| AppConfig::default()))
}

/// Listens on a Unix socket whose file has these permissions. Deletes the socket of a process that was killed, on which
/// nobody answers any more, and nothing else: connecting to a file that is no socket is refused in the same way.
fn listen_unix(path: &Path, mode: u32) -> io::Result<UnixListener> {
    let is_socket = std::fs::symlink_metadata(path).is_ok_and(|file| file.file_type().is_socket());
    if is_socket
        && let Err(error) = std::os::unix::net::UnixStream::connect(path)
        && error.kind() == io::ErrorKind::ConnectionRefused
    {
        std::fs::remove_file(path)?;
    }
    let listener = UnixListener::bind(path)?;
    std::fs::set_permissions(path, Permissions::from_mode(mode))?;
    Ok(listener)
}

//! The pace at which a client takes its answer. One that takes nothing for the time-out, or less than the minimal rate
//! after that time, has its connection closed (threats.md 75). The time that the server needs to make the answer does
//! not count.

use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use actix_web::Error;
use actix_web::body::{BodySize, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::error::InternalError;
use actix_web::http::Version;
use actix_web::middleware::Next;
use actix_web::rt::task::JoinHandle;
use actix_web::web::{Bytes, Data};

use super::client::language_of;
use super::failure;
use super::state::State;
use super::transport::{AnswerTurn, Connection};
use super::unread::{self, Unread};
use crate::config::Config;
use crate::error::Error as Failure;
use crate::msg;

/// Bytes that are sent at once; a body in memory is cut into such pieces, so that its progress shows.
const PIECE_BYTES: usize = 64 << 10;
const BETWEEN_CHECKS_MAX: Duration = Duration::from_secs(5);

/// Measures how each answer is taken. Over HTTP/1.1 a short one needs no measure: the transport sees it leave.
pub async fn measure<B: MessageBody + Unpin>(
    mut request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<Paced<B>>, Error> {
    let multiplexed = request.version() == Version::HTTP_2;
    let connection = request.conn_data::<Arc<Connection>>().cloned();
    let turn = match &connection {
        Some(connection) => match connection.begin_answer(multiplexed) {
            Some(turn) => Some(turn),
            None => return Err(too_many(&request).await),
        },
        None => None,
    };
    let unread = unread::hold(&mut request);
    let response = next.call(request).await?;
    let limits = response.request().app_data::<Data<State>>().map(|state| Limits::of(&state.app.config));
    Ok(response.map_body(|_, body| {
        let short = matches!(body.size(), BodySize::None)
            || matches!(body.size(), BodySize::Sized(bytes) if bytes <= PIECE_BYTES as u64);
        let measured = connection.zip(limits).filter(|_| multiplexed || !short);
        let measure = measured.map(|(connection, limits)| Measure::begin(connection, limits));
        Paced { body, measure, _turn: turn, _unread: unread }
    }))
}

/// The error of a request on a connection that has too many answers under way.
async fn too_many(request: &ServiceRequest) -> Error {
    let Some(state) = request.app_data::<Data<State>>() else { return actix_web::error::ErrorServiceUnavailable("") };
    let error = Failure::Busy(msg!("http-too-many-answers"));
    let answer = failure::answer(&state.app, request.request(), error, language_of(request.request())).await;
    InternalError::from_response("too many answers under way", answer).into()
}

#[derive(Debug, Clone, Copy)]
struct Limits {
    timeout: Duration,
    bytes_per_second: f64,
}

impl Limits {
    fn of(config: &Config) -> Self {
        Limits { timeout: config.send_timeout.duration(), bytes_per_second: config.send_rate_min.0 as f64 }
    }

    fn between_checks(&self) -> Duration {
        (self.timeout / 4).min(BETWEEN_CHECKS_MAX)
    }
}

/// A body whose client is watched.
pub struct Paced<B> {
    body: B,
    measure: Option<Measure>,
    _turn: Option<AnswerTurn>,
    _unread: Option<Unread>,
}

struct Measure {
    progress: Arc<Progress>,
    /// What is left of a large piece.
    rest: Bytes,
    watcher: JoinHandle<()>,
}

impl Measure {
    fn begin(connection: Arc<Connection>, limits: Limits) -> Self {
        let progress = Arc::new(Progress::default());
        let watcher = actix_web::rt::spawn(watch(progress.clone(), connection, limits));
        Measure { progress, rest: Bytes::new(), watcher }
    }

    fn give(&mut self, mut bytes: Bytes) -> Bytes {
        let piece = bytes.split_to(bytes.len().min(PIECE_BYTES));
        self.rest = bytes;
        self.progress.given(piece.len());
        piece
    }
}

impl Drop for Measure {
    fn drop(&mut self) {
        self.watcher.abort();
    }
}

/// Closes the connection when its client is too slow; aborted when the answer has been taken.
async fn watch(progress: Arc<Progress>, connection: Arc<Connection>, limits: Limits) {
    loop {
        actix_web::rt::time::sleep(limits.between_checks()).await;
        if progress.is_too_slow(&limits) {
            tracing::info!("a connection is closed: its client takes the answer too slowly");
            return connection.abort();
        }
    }
}

impl<B: MessageBody + Unpin> MessageBody for Paced<B> {
    type Error = B::Error;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, B::Error>>> {
        let this = self.get_mut();
        let Some(measure) = &mut this.measure else {
            return Pin::new(&mut this.body).poll_next(context);
        };
        measure.progress.asked();
        if !measure.rest.is_empty() {
            let rest = std::mem::take(&mut measure.rest);
            return Poll::Ready(Some(Ok(measure.give(rest))));
        }
        Pin::new(&mut this.body).poll_next(context).map(|next| next.map(|bytes| bytes.map(|bytes| measure.give(bytes))))
    }
}

/// How far an answer has come.
#[derive(Default)]
struct Progress(Mutex<Taken>);

#[derive(Default)]
struct Taken {
    taken_bytes: usize,
    /// How long the client took for them.
    taking: Duration,
    /// The piece that the client is to take, since when.
    offered: Option<(usize, Instant)>,
}

impl Progress {
    /// The next piece is asked for: the last one was taken.
    fn asked(&self) {
        let mut state = self.lock();
        if let Some((bytes, since)) = state.offered.take() {
            state.taken_bytes += bytes;
            state.taking += since.elapsed();
        }
    }

    fn given(&self, bytes: usize) {
        self.lock().offered = Some((bytes, Instant::now()));
    }

    /// The offered piece counts as taken, since a part of it may be.
    fn is_too_slow(&self, limits: &Limits) -> bool {
        let state = self.lock();
        let (offered, waiting) = state.offered.map_or((0, Duration::ZERO), |(bytes, since)| (bytes, since.elapsed()));
        let is_below = |bytes: usize, time: Duration| (bytes as f64) < time.as_secs_f64() * limits.bytes_per_second;
        let taking = state.taking + waiting;
        let stands_still = waiting >= limits.timeout && is_below(offered, waiting);
        stands_still || (taking >= limits.timeout && is_below(state.taken_bytes + offered, taking))
    }

    fn lock(&self) -> MutexGuard<'_, Taken> {
        self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limits(seconds: u64, bytes_per_second: f64) -> Limits {
        Limits { timeout: Duration::from_secs(seconds), bytes_per_second }
    }

    fn progress(taken_bytes: usize, taking: u64, waiting: Option<u64>) -> Progress {
        let ago = |seconds| Instant::now().checked_sub(Duration::from_secs(seconds)).unwrap();
        let offered = waiting.map(|seconds| (1_100, ago(seconds)));
        Progress(Mutex::new(Taken { taken_bytes, taking: Duration::from_secs(taking), offered }))
    }

    #[test]
    fn a_client_is_too_slow_when_it_stops_or_falls_below_the_rate_and_not_while_it_waits_for_us() {
        let limits = limits(10, 100.0);
        for (progress, too_slow) in [
            (progress(0, 0, None), false),
            (progress(0, 0, Some(9)), false),
            (progress(1_000_000, 0, Some(10)), false),
            (progress(1_000_000, 0, Some(12)), true),
            (progress(0, 5, Some(5)), false),
            (progress(0, 9, Some(5)), true),
            (progress(2_000, 20, None), false),
            (progress(1_999, 20, None), true),
            (progress(10, 9, None), false),
        ] {
            assert_eq!(progress.is_too_slow(&limits), too_slow);
        }
    }

    #[test]
    fn what_was_offered_counts_once_the_next_piece_is_asked_for() {
        let progress = Progress::default();
        progress.given(500);
        assert_eq!(progress.lock().taken_bytes, 0);
        progress.asked();
        progress.asked();
        assert_eq!(progress.lock().taken_bytes, 500);
    }
}

//! Reading the body of a request, within a size and at a minimal rate.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Instant;

use actix_web::HttpRequest;
use actix_web::dev::Payload;
use actix_web::error::PayloadError;
use actix_web::http::header;
use actix_web::web::{Bytes, Data};
use futures_util::{Stream, StreamExt, stream};

use super::spool::{Spool, Spooled};
use crate::app::App;
use crate::config::Config;
use crate::db::Charge;
use crate::error::{Error, Result};
use crate::msg;

/// The whole body in memory, at most `limit_bytes`.
pub async fn read(
    payload: &mut Payload,
    request: &HttpRequest,
    limit_bytes: usize,
    config: &Config,
) -> Result<Vec<u8>> {
    let mut reader = BodyReader::new(request, limit_bytes.min(config.body_limit.0))?;
    let mut body = Vec::with_capacity(reader.announced_bytes.min(1 << 20));
    while let Some(chunk) = reader.next(payload, config).await? {
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

/// The whole body in a temporary file, as large as the settings allow (`body_limit`).
pub async fn spool(payload: &mut Payload, request: &HttpRequest, config: &Config) -> Result<Spooled> {
    spool_up_to(config.body_limit.0, payload, request, config).await
}

/// The whole body in a temporary file, at most `limit_bytes`.
pub async fn spool_up_to(
    limit_bytes: usize,
    payload: &mut Payload,
    request: &HttpRequest,
    config: &Config,
) -> Result<Spooled> {
    let mut reader = BodyReader::new(request, limit_bytes)?;
    let mut spool = Spool::default();
    while let Some(chunk) = reader.next(payload, config).await? {
        spool.push(&chunk).await?;
    }
    spool.finish().await
}

/// Why a stream of [`chunks`] ended early.
pub type Failure = Rc<RefCell<Option<Error>>>;

/// The body as a stream, at most `limit_bytes`, for readers with an error type of their own: the cause of a failure is
/// stored in the [`Failure`].
pub fn chunks(
    limit_bytes: usize,
    payload: Payload,
    request: &HttpRequest,
    app: Arc<App>,
) -> Result<(impl Stream<Item = Result<Bytes, PayloadError>> + use<>, Failure)> {
    let reader = BodyReader::new(request, limit_bytes)?;
    let failure = Failure::default();
    let left_beside = failure.clone();
    let chunks = stream::unfold((payload, reader), move |(mut payload, mut reader)| {
        let (app, failure) = (app.clone(), left_beside.clone());
        async move {
            match reader.next(&mut payload, &app.config).await {
                Ok(chunk) => chunk.map(|chunk| (Ok(chunk), (payload, reader))),
                Err(error) => {
                    failure.replace(Some(error));
                    Some((Err(PayloadError::Incomplete(None)), (payload, reader)))
                }
            }
        }
    });
    // The reader of multipart forms polls again after the end.
    Ok((chunks.fuse(), failure))
}

/// Enforces the size and the minimal rate of a request body (threats.md 55): it stands still for no longer than the
/// time-out, and comes at the minimal rate after that time. The HTTP server itself only times the headers.
struct BodyReader {
    started: Instant,
    /// Counts what was received among the temporary bytes, as long as more is to come.
    charge: Option<Charge>,
    limit_bytes: usize,
    announced_bytes: usize,
    received_bytes: usize,
}

impl BodyReader {
    fn new(request: &HttpRequest, limit_bytes: usize) -> Result<Self> {
        let announced = request.headers().get(header::CONTENT_LENGTH);
        let announced = announced.and_then(|value| value.to_str().ok()?.parse::<usize>().ok()).unwrap_or(0);
        let charge = request.app_data::<Data<App>>().map(|app| app.db.temporary().charge());
        let reader =
            BodyReader { started: Instant::now(), charge, limit_bytes, announced_bytes: announced, received_bytes: 0 };
        if announced > limit_bytes { Err(reader.too_large()) } else { Ok(reader) }
    }

    async fn next(&mut self, payload: &mut Payload, config: &Config) -> Result<Option<Bytes>> {
        let chunk = tokio::time::timeout(config.body_timeout.duration(), payload.next()).await;
        let chunk = match chunk {
            Err(_) => return Err(too_slow(config)),
            Ok(None) => return Ok(None),
            Ok(Some(Ok(chunk))) => chunk,
            Ok(Some(Err(PayloadError::Overflow))) => return Err(self.too_large()),
            Ok(Some(Err(error))) => return Err(Error::invalid(msg!("http-broken-body", cause = error.to_string()))),
        };
        self.received_bytes += chunk.len();
        if self.received_bytes > self.limit_bytes {
            return Err(self.too_large());
        }
        self.charge.as_ref().map_or(Ok(()), |charge| charge.add(chunk.len() as u64))?;
        let elapsed = self.started.elapsed();
        let due = config.body_rate_min.0 as f64 * elapsed.as_secs_f64();
        if elapsed > config.body_timeout.duration() && (self.received_bytes as f64) < due {
            return Err(too_slow(config));
        }
        Ok(Some(chunk))
    }

    fn too_large(&self) -> Error {
        Error::TooLarge(msg!("http-too-large", limit = self.limit_bytes))
    }
}

fn too_slow(config: &Config) -> Error {
    Error::TooSlow(msg!("http-too-slow", seconds = config.body_timeout.0))
}

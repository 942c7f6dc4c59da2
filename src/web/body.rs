//! Reading the body of a request, within a size and a pace.

use std::fs::File;
use std::time::Instant;

use actix_web::HttpRequest;
use actix_web::dev::Payload;
use actix_web::error::PayloadError;
use actix_web::http::header;
use futures_util::StreamExt;
use tokio::io::AsyncWriteExt;

use crate::config::Config;
use crate::error::{Error, Result};
use crate::msg;

/// The whole body, at most `limit_bytes`. A client that stands still, or drips, is refused (threats.md 55): HTTP
/// servers only time the headers.
pub async fn read(
    payload: &mut Payload,
    request: &HttpRequest,
    limit_bytes: usize,
    config: &Config,
) -> Result<Vec<u8>> {
    let limit_bytes = limit_bytes.min(config.body_limit.0);
    let too_large = || Error::TooLarge(msg!("http-too-large", limit = limit_bytes));
    let announced = announced(request);
    if announced.is_some_and(|bytes| bytes > limit_bytes) {
        return Err(too_large());
    }
    let mut body = Vec::with_capacity(announced.unwrap_or(0).min(1 << 20));
    let pace = Pace::new(config);
    while let Some(chunk) = pace.wait(payload).await? {
        if body.len() + chunk.len() > limit_bytes {
            return Err(too_large());
        }
        body.extend_from_slice(&chunk);
        pace.require(body.len())?;
    }
    Ok(body)
}

/// The whole body in a temporary file, with its size in bytes: for what may be too large for the memory.
pub async fn spool(payload: &mut Payload, request: &HttpRequest, config: &Config) -> Result<(File, u64)> {
    let limit_bytes = config.body_limit.0;
    let too_large = || Error::TooLarge(msg!("http-too-large", limit = limit_bytes));
    if announced(request).is_some_and(|bytes| bytes > limit_bytes) {
        return Err(too_large());
    }
    let mut file = tokio::fs::File::from_std(tempfile::tempfile()?);
    let mut received = 0;
    let pace = Pace::new(config);
    while let Some(chunk) = pace.wait(payload).await? {
        received += chunk.len();
        if received > limit_bytes {
            return Err(too_large());
        }
        file.write_all(&chunk).await?;
        pace.require(received)?;
    }
    file.flush().await?;
    Ok((file.into_std().await, received as u64))
}

fn announced(request: &HttpRequest) -> Option<usize> {
    request.headers().get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// How fast a body must come: never still for longer than the time-out and, past that time, at the minimal rate.
struct Pace<'a> {
    started: Instant,
    config: &'a Config,
}

impl<'a> Pace<'a> {
    fn new(config: &'a Config) -> Self {
        Pace { started: Instant::now(), config }
    }

    async fn wait(&self, payload: &mut Payload) -> Result<Option<actix_web::web::Bytes>> {
        let chunk = tokio::time::timeout(self.config.body_timeout.duration(), payload.next()).await;
        match chunk {
            Err(_) => Err(self.too_slow()),
            Ok(None) => Ok(None),
            Ok(Some(Ok(chunk))) => Ok(Some(chunk)),
            Ok(Some(Err(PayloadError::Overflow))) => {
                Err(Error::TooLarge(msg!("http-too-large", limit = self.config.body_limit.0)))
            }
            Ok(Some(Err(error))) => Err(Error::invalid(msg!("http-broken-body", cause = error.to_string()))),
        }
    }

    fn require(&self, received_bytes: usize) -> Result<()> {
        let elapsed = self.started.elapsed();
        let due = self.config.body_rate_min.0 as f64 * elapsed.as_secs_f64();
        if elapsed > self.config.body_timeout.duration() && (received_bytes as f64) < due {
            return Err(self.too_slow());
        }
        Ok(())
    }

    fn too_slow(&self) -> Error {
        Error::TooSlow(msg!("http-too-slow", seconds = self.config.body_timeout.0))
    }
}

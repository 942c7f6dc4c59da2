//! Requests to the provider: to the addresses that the settings and the provider's own description name, and nowhere else.

use std::time::Duration;

use openidconnect::http::Response;
use openidconnect::{HttpRequest, HttpResponse};

use crate::config::ProviderUrl;

/// Time for one request, the look-up of its host included.
const TIMEOUT: Duration = Duration::from_secs(10);
/// The largest answer that is read, in bytes.
const BODY_BYTES_MAX: u64 = 1 << 20;
const HEAD_BYTES_MAX: usize = 64 << 10;

/// Why a request brought no answer.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    #[error("{0} is not encrypted")]
    NotEncrypted(String),
    #[error(transparent)]
    Request(#[from] ureq::Error),
}

/// A client that follows no redirection and takes no proxy from the environment.
pub fn agent() -> ureq::Agent {
    ureq::Agent::config_builder()
        .timeout_global(Some(TIMEOUT))
        .max_redirects(0)
        .max_redirects_will_error(false)
        .http_status_as_error(false)
        .max_response_header_size(HEAD_BYTES_MAX)
        .proxy(None)
        .user_agent("ruche")
        .build()
        .into()
}

/// Asks, and waits for the whole answer. Blocks.
pub fn fetch(agent: &ureq::Agent, request: HttpRequest) -> Result<HttpResponse, FetchError> {
    let address = request.uri().to_string();
    // The description names addresses of its own: they are no less protected than the one that was configured.
    if !ProviderUrl::is_acceptable(&address) {
        return Err(FetchError::NotEncrypted(address));
    }
    let (parts, mut body) = agent.run(request)?.into_parts();
    let bytes = body.with_config().limit(BODY_BYTES_MAX).read_to_vec()?;
    Ok(Response::from_parts(parts, bytes))
}

//! The language of an answer.

use actix_web::HttpRequest;
use actix_web::http::header;

use crate::i18n::Language;

/// The language that the client prefers; French when it does not say.
pub fn language_of(request: &HttpRequest) -> Language {
    let header = request.headers().get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    header.map(Language::from_accept_language).unwrap_or_default()
}

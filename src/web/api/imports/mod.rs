//! Imports: files of members, of subscriptions and of entries, and the lists of those that were made (members.md 8,
//! accounting.md 10).

mod conflict;
pub mod entries;
pub mod members;
mod records;
mod run;
pub mod subscriptions;
pub mod uploaded_file;

use actix_web::HttpResponse;

use crate::error::Result;
use crate::imports::ImportDomain;
use crate::web::call::Call;

pub(super) use conflict::conflict;
pub use uploaded_file::{UploadedFile, known_mode};

/// The imports of members and subscriptions, newest first.
pub async fn list(call: Call) -> Result<HttpResponse> {
    records::list_of(call, ImportDomain::Members).await
}

pub async fn one(call: Call) -> Result<HttpResponse> {
    records::one_of(call, ImportDomain::Members).await
}

pub async fn undo(call: Call) -> Result<HttpResponse> {
    records::undo_of(call, ImportDomain::Members).await
}

//! Who asks, for what, and what went wrong: what the protocol hands through to the file_system.

use std::sync::{Arc, Mutex};

use actix_web::HttpRequest;
use dav_server::fs::FsError;

use crate::app::App;
use crate::audit::AuditContext;
use crate::auth::Principal;
use crate::error::Error;
use crate::files::FilePath;
use crate::web::client;

/// What a request does as a whole. The protocol takes folders apart and puts them together again, one file after the
/// other; knowing what it is about, the file_system does it at once, in one transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DavOperation {
    Delete,
    /// With all that is in it (`deep`), or a folder alone.
    Copy {
        from: Option<FilePath>,
        deep: bool,
    },
    Move,
    Lock,
    Other,
}

impl DavOperation {
    pub fn of(request: &HttpRequest, path: Option<FilePath>) -> Self {
        match request.method().as_str() {
            "DELETE" => DavOperation::Delete,
            "COPY" => {
                DavOperation::Copy { from: path, deep: request.headers().get("depth").is_none_or(|depth| depth != "0") }
            }
            "MOVE" => DavOperation::Move,
            "LOCK" => DavOperation::Lock,
            _ => DavOperation::Other,
        }
    }

    /// Whether what stands in the way, or is to go, is left to the one change at the end.
    pub fn is_done_at_once(&self) -> bool {
        matches!(self, DavOperation::Copy { .. } | DavOperation::Move)
    }
}

#[derive(Clone)]
pub struct DavContext {
    pub app: Arc<App>,
    pub principal: Principal,
    pub trace: AuditContext,
    pub operation: DavOperation,
    failure: Arc<Mutex<Option<Error>>>,
}

impl DavContext {
    pub fn new(app: Arc<App>, principal: Principal, request: &HttpRequest, operation: DavOperation) -> Self {
        let address = client::address(request, &app.config.trusted_proxies).map(|address| address.to_string());
        let (moment, actor) = (app.clock.local_now_text(), principal.actor.clone());
        let trace = AuditContext { moment, address, actor, import: None };
        DavContext { app, principal, trace, operation, failure: Arc::default() }
    }

    /// Bytes that all files may take.
    pub fn quota(&self) -> Option<u64> {
        self.app.config.file_quota.map(|quota| quota.0 as u64)
    }

    /// What the protocol makes of an error. What it has no word for, or what deserves a sentence, is left for the answer.
    pub fn failed(&self, error: Error) -> FsError {
        let word = match &error {
            Error::NotFound(_) => return FsError::NotFound,
            Error::Conflict(_) => return FsError::Exists,
            Error::Invalid { .. } | Error::Forbidden(_) => FsError::Forbidden,
            Error::TooLarge(_) => FsError::TooLarge,
            Error::NoRoom(_) | Error::DiskFull => FsError::InsufficientStorage,
            _ => FsError::GeneralFailure,
        };
        self.failure.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).replace(error);
        word
    }

    pub fn take_failure(&self) -> Option<Error> {
        self.failure.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).take()
    }
}

//! `rust_xlsxwriter` panics where its XML cannot be written, as on a full disk; here that becomes an error.

use std::any::Any;
use std::cell::Cell;
use std::io;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

use rust_xlsxwriter::XlsxError;
use zip::result::ZipError;

use super::too_many_rows;
use crate::db::temporary_folder;
use crate::error::{Error, Result};

/// Runs a call of the library, panics included.
///
/// `AssertUnwindSafe`: whoever calls this drops the workbook when it fails, so nobody sees one that is half changed.
pub(super) fn guarded<T>(work: impl FnOnce() -> Result<T, XlsxError>) -> Result<T> {
    match quietly(|| panic::catch_unwind(AssertUnwindSafe(work))) {
        Ok(result) => result.map_err(failure),
        Err(payload) => Err(cause_of(payload.as_ref())),
    }
}

thread_local! {
    /// Whether a panic on this thread is about to be caught and reported as an error.
    static IS_GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// Keeps the panic hook from printing: what is caught here is answered, and logged where it is not the disk's fault.
fn quietly<T>(work: impl FnOnce() -> T) -> T {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let previous = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            // A thread that is ending has no such variable any more.
            if !IS_GUARDED.try_with(Cell::get).unwrap_or(false) {
                previous(info);
            }
        }));
    });
    IS_GUARDED.set(true);
    let result = work();
    IS_GUARDED.set(false);
    result
}

/// The library unwraps [`io::Error`]s, so all that is left of one is its text: `Os { code: 28, kind: StorageFull, … }`.
fn cause_of(payload: &(dyn Any + Send)) -> Error {
    let message = payload.downcast_ref::<String>().map(String::as_str);
    let message = message.or_else(|| payload.downcast_ref::<&str>().copied()).unwrap_or("a panic without a message");
    let code = message.split_once("Os { code: ").and_then(|(_, rest)| rest.split_once(','));
    match code.and_then(|(code, _)| code.parse().ok()) {
        Some(code) => io::Error::from_raw_os_error(code).into(),
        None => Error::internal(anyhow::anyhow!("rust_xlsxwriter panicked: {message}")),
    }
}

fn failure(error: XlsxError) -> Error {
    match error {
        XlsxError::IoError(error) | XlsxError::ZipError(ZipError::Io(error)) => error.into(),
        XlsxError::TempFileError(_, error) => temporary_folder::unusable(&temporary_folder::folder(), error),
        XlsxError::RowColumnLimitError => too_many_rows(),
        other => Error::internal(other),
    }
}

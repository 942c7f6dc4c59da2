//! What a failure of the machine means for the person who asked: a full disk is no bug of ours.

use std::error::Error as StdError;
use std::io;

use rusqlite::ErrorCode;
use rustix::io::Errno;

use super::Error;
use crate::msg;

/// The meaning of the first known cause in a chain of causes; `None` when none of them is known.
pub(super) fn meaning_of_causes(chain: anyhow::Chain<'_>) -> Option<Error> {
    let mut chain = chain;
    chain.find_map(|cause| {
        let of_machine = cause.downcast_ref::<io::Error>().and_then(meaning_of_io);
        of_machine.or_else(|| cause.downcast_ref::<rusqlite::Error>().and_then(meaning_of_sqlite))
    })
}

/// The meaning of a failed system call.
pub(super) fn meaning_of_io(error: &io::Error) -> Option<Error> {
    let of_code = code_of(error).and_then(meaning_of_code);
    of_code.or_else(|| match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Some(Error::DiskFull),
        io::ErrorKind::ReadOnlyFilesystem => Some(read_only()),
        _ => None,
    })
}

/// The number of the system, which libraries wrap in errors of their own.
fn code_of(error: &io::Error) -> Option<i32> {
    if let Some(code) = error.raw_os_error() {
        return Some(code);
    }
    let mut cause: Option<&(dyn StdError + 'static)> = error.get_ref().map(|inner| inner as _);
    while let Some(inner) = cause {
        if let Some(code) = inner.downcast_ref::<io::Error>().and_then(code_of) {
            return Some(code);
        }
        cause = inner.source();
    }
    None
}

fn meaning_of_code(code: i32) -> Option<Error> {
    match Errno::from_raw_os_error(code) {
        Errno::NOSPC | Errno::DQUOT => Some(Error::DiskFull),
        Errno::ROFS => Some(read_only()),
        Errno::MFILE | Errno::NFILE => Some(Error::Busy(msg!("error-descriptors"))),
        Errno::IO => Some(Error::Busy(msg!("error-storage"))),
        _ => None,
    }
}

fn read_only() -> Error {
    Error::Busy(msg!("error-read-only"))
}

/// The meaning of a failure of SQLite, to be asked on the thread on which it failed, at once.
pub(super) fn meaning_of_sqlite(error: &rusqlite::Error) -> Option<Error> {
    let meaning = match error.sqlite_error_code()? {
        ErrorCode::DiskFull => Error::DiskFull,
        ErrorCode::OperationInterrupted => Error::Busy(msg!("error-interrupted")),
        ErrorCode::ReadOnly => read_only(),
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked | ErrorCode::FileLockingProtocolFailed => {
            Error::Busy(msg!("error-busy"))
        }
        ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase if is_damage(error) => {
            tracing::error!(%error, "the database file is damaged");
            Error::Busy(msg!("error-damaged"))
        }
        ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase | ErrorCode::SystemIoFailure | ErrorCode::CannotOpen => {
            of_system_call(error)
        }
        _ => return None,
    };
    Some(meaning)
}

/// Whether the content of the file is at fault. SQLite says the same of a page that the disk does not give, which it
/// tells from others by EIO and its like (`SQLITE_IOERR_CORRUPTFS`). To be asked on the thread on which it failed, at once.
pub fn is_damage(error: &rusqlite::Error) -> bool {
    let says_so = matches!(error.sqlite_error_code(), Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase));
    says_so && !matches!(last_errno(), Some(Errno::IO | Errno::NXIO))
}

fn last_errno() -> Option<Errno> {
    io::Error::last_os_error().raw_os_error().map(Errno::from_raw_os_error)
}

/// So that the number of a failed call is not taken for that of a later failure: what replaces it means nothing.
fn forget_errno() {
    let _ = std::fs::metadata("");
}

/// SQLite knows two numbers of the system by name, ENOSPC and no more; the others are those of the last call that failed
/// on this thread. rusqlite does not pass on what SQLite kept of it.
fn of_system_call(error: &rusqlite::Error) -> Error {
    let cause = io::Error::last_os_error();
    tracing::error!(%error, %cause, "the database or one of its files could not be read or written");
    forget_errno();
    let opens = error.sqlite_error_code() == Some(ErrorCode::CannotOpen);
    let of_code = if opens || writes(error) { cause.raw_os_error().and_then(meaning_of_code) } else { None };
    of_code.unwrap_or_else(|| Error::Busy(if opens { msg!("error-cannot-open") } else { msg!("error-storage") }))
}

/// Whether the call that failed was one that writes: only those can find a full or unchangeable disk.
fn writes(error: &rusqlite::Error) -> bool {
    use rusqlite::ffi;
    const WRITING: [i32; 10] = [
        ffi::SQLITE_IOERR_WRITE,
        ffi::SQLITE_IOERR_FSYNC,
        ffi::SQLITE_IOERR_DIR_FSYNC,
        ffi::SQLITE_IOERR_TRUNCATE,
        ffi::SQLITE_IOERR_DELETE,
        ffi::SQLITE_IOERR_SHMOPEN,
        ffi::SQLITE_IOERR_SHMSIZE,
        ffi::SQLITE_IOERR_SHMMAP,
        ffi::SQLITE_IOERR_GETTEMPPATH,
        ffi::SQLITE_IOERR_CLOSE,
    ];
    error.sqlite_error().is_some_and(|error| WRITING.contains(&error.extended_code))
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    fn os(errno: Errno) -> io::Error {
        io::Error::from_raw_os_error(errno.raw_os_error())
    }

    fn code(error: impl Into<Error>) -> &'static str {
        error.into().code()
    }

    #[test]
    fn a_full_disk_is_one_however_the_system_says_it_and_however_libraries_wrap_it() {
        for errno in [Errno::NOSPC, Errno::DQUOT] {
            assert_eq!(code(os(errno)), "disk_full");
            assert_eq!(code(io::Error::other(os(errno))), "disk_full");
            assert_eq!(code(zip_error(os(errno))), "disk_full");
            assert_eq!(code(anyhow::Error::from(os(errno)).context("while a report was written")), "disk_full");
        }
    }

    fn zip_error(error: io::Error) -> Error {
        Error::internal(zip::result::ZipError::Io(error))
    }

    #[test]
    fn what_passes_or_what_a_person_must_mend_is_no_bug_of_ours() {
        for (errno, words) in [
            (Errno::ROFS, "read-only"),
            (Errno::MFILE, "open"),
            (Errno::NFILE, "open"),
            (Errno::IO, "read or write error"),
        ] {
            let error = Error::from(os(errno));
            assert!(error.code() == "busy" && error.to_string().contains(words), "{errno:?}: {error}");
        }
        assert_eq!(code(os(Errno::INVAL)), "internal");
    }

    #[test]
    fn a_page_that_the_disk_does_not_give_is_no_damage_and_is_not_remembered() {
        let corrupt = || rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_CORRUPT), None);
        // Reading the memory of this process at an address that has none is an error of reading.
        let unreadable = || std::fs::File::open("/proc/self/mem").and_then(|mut file| file.read(&mut [0]));
        forget_errno();
        assert!(is_damage(&corrupt()));
        let Err(cause) = unreadable() else { return };
        assert_eq!(cause.raw_os_error(), Some(Errno::IO.raw_os_error()));
        assert!(!is_damage(&corrupt()));
        let said = meaning_of_sqlite(&corrupt()).unwrap().to_string();
        assert!(said.contains("read or write error"), "{said}");
        assert!(is_damage(&corrupt()), "a later one is damage again");
    }

    #[test]
    fn an_error_of_ours_that_passed_through_a_writer_is_itself_again() {
        assert_eq!(code(io::Error::other(Error::NotFound(msg!("db-closed")))), "not_found");
    }
}

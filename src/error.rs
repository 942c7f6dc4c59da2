//! The error type of the whole program: what went wrong and what the person who asked can do about it. It knows no HTTP.

mod system;

use strum::{EnumDiscriminants, EnumIter, IntoStaticStr};

use crate::i18n::{Language, Message, text};

pub use system::is_damage;

pub type Result<T, E = Error> = std::result::Result<T, E>;

/// One field of a request that cannot be accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// The name as the client sent it, with its path: `lines[2][debit]` in a form, `lines[2].debit` in JSON.
    pub field: String,
    pub message: Message,
}

/// Why something was not done. Every variant but [`Error::Internal`] is meant to be read by the person who asked.
///
/// [`Code`] has the same variants without their contents; their names in snake case are the codes of answers.
#[derive(Debug, EnumDiscriminants)]
#[strum_discriminants(name(Code), derive(EnumIter, IntoStaticStr), strum(serialize_all = "snake_case"))]
pub enum Error {
    /// The request says something impossible; `fields` names the culprits when they are known.
    Invalid {
        message: Message,
        fields: Vec<FieldError>,
    },
    /// No usable credentials came with the request.
    Unauthorized(Message),
    /// The credentials are wrong, or do not reach that far.
    Forbidden(Message),
    NotFound(Message),
    /// The HTTP method is unknown.
    UnknownMethod(Message),
    /// The state of the data contradicts the request.
    Conflict(Message),
    TooLarge(Message),
    /// The request is only to be done on another version of the content.
    PreconditionFailed(Message),
    /// The requested part lies outside of the content, which has `size` bytes.
    BadRange {
        message: Message,
        size: u64,
    },
    /// The key of a request that is to be done once came with another request before.
    KeyReused(Message),
    /// The client was too slow to send its request.
    TooSlow(Message),
    /// Too many attempts; worth trying again after that many seconds.
    TooManyRequests {
        message: Message,
        retry_after_seconds: u64,
    },
    /// Nothing is wrong with the request, but it cannot be served at this moment.
    Busy(Message),
    /// What is to be stored is more than is allowed in all.
    NoRoom(Message),
    /// The disk is full.
    DiskFull,
    /// A bug or a broken machine. The cause is logged with a reference and never shown.
    Internal(anyhow::Error),
}

impl Error {
    /// A request that cannot be accepted, without a particular field.
    pub fn invalid(message: Message) -> Self {
        Error::Invalid { message, fields: Vec::new() }
    }

    /// A request that cannot be accepted because of one field.
    pub fn invalid_field(field: impl Into<String>, message: Message) -> Self {
        let field = FieldError { field: field.into(), message: message.clone() };
        Error::Invalid { message, fields: vec![field] }
    }

    /// A bug, unless one of its causes is known: what a library could not do because the disk is full is a full disk.
    pub fn internal(cause: impl Into<anyhow::Error>) -> Self {
        let cause = cause.into();
        system::meaning_of_causes(cause.chain()).unwrap_or(Error::Internal(cause))
    }

    /// The machine word of this kind of failure: stable, the same in every language.
    pub fn code(&self) -> &'static str {
        Code::from(self).into()
    }

    /// The sentence for a person; an internal failure says only that it is one.
    pub fn sentence(&self, language: Language) -> String {
        match self {
            Error::Invalid { message, .. }
            | Error::Unauthorized(message)
            | Error::Forbidden(message)
            | Error::NotFound(message)
            | Error::UnknownMethod(message)
            | Error::Conflict(message)
            | Error::TooLarge(message)
            | Error::PreconditionFailed(message)
            | Error::BadRange { message, .. }
            | Error::KeyReused(message)
            | Error::TooSlow(message)
            | Error::TooManyRequests { message, .. }
            | Error::NoRoom(message)
            | Error::Busy(message) => text(language, message),
            Error::DiskFull => text(language, &crate::msg!("error-disk-full")),
            Error::Internal(_) => text(language, &crate::msg!("error-internal")),
        }
    }
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Error::Internal(cause) => write!(f, "{cause:#}"),
            other => f.write_str(&other.sentence(Language::English)),
        }
    }
}

impl std::error::Error for Error {}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        system::meaning_of_sqlite(&error).unwrap_or_else(|| Error::Internal(error.into()))
    }
}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        // One of ours may have passed through a writer.
        match error.downcast::<Error>() {
            Ok(ours) => ours,
            Err(error) => Error::internal(error),
        }
    }
}

impl From<anyhow::Error> for Error {
    fn from(cause: anyhow::Error) -> Self {
        Error::internal(cause)
    }
}

impl From<serde_json::Error> for Error {
    fn from(cause: serde_json::Error) -> Self {
        Error::internal(cause)
    }
}

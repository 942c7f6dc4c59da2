//! Labels and descriptions of charts, accounts and projects (accounting.md 1): trimmed, with `\n` as line end, limited in
//! bytes of UTF-8.

pub use crate::audit::differences;
use crate::error::{Error, Result};
use crate::msg;
use crate::params::{Param, Params};

/// Bytes of a label.
pub const LABEL_BYTES_MAX: usize = 200;
/// Bytes of a description.
pub const DESCRIPTION_BYTES_MAX: usize = 2000;

/// A text; `None` if it is blank.
///
/// # Errors
///
/// [`Error::Invalid`] with the field, as for the functions below.
pub fn optional(field: &str, text: &str, bytes_max: usize) -> Result<Option<String>> {
    let text = text.trim().replace("\r\n", "\n").replace('\r', "\n");
    if text.len() > bytes_max {
        return Err(Error::invalid_field(field, msg!("accounting-text-long", field = field, limit = bytes_max)));
    }
    Ok(Some(text).filter(|text| !text.is_empty()))
}

pub fn label(text: &str) -> Result<String> {
    optional("label", text, LABEL_BYTES_MAX)?.ok_or_else(no_label)
}

/// The label that a request gives; blank ones are refused.
pub fn given_label(params: &Params) -> Result<Option<String>> {
    params.sent("label").map(|given| label(&given.raw()?.unwrap_or_default())).transpose()
}

/// The description that a request gives, blank for none.
pub fn given_description(params: &Params) -> Result<Option<Option<String>>> {
    let read = |given: Param<'_>| optional(given.name(), &given.raw()?.unwrap_or_default(), DESCRIPTION_BYTES_MAX);
    params.sent("description").map(read).transpose()
}

pub fn no_label() -> Error {
    Error::invalid_field("label", msg!("accounting-label-missing"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_trimmed_and_measured_in_bytes() {
        assert_eq!(label(" a\r\nb\u{a0}").unwrap(), "a\nb");
        assert!(label(&"é".repeat(100)).is_ok() && label(&"é".repeat(101)).is_err());
        assert!(label(" \u{2003}").is_err());
        assert_eq!(optional("description", "  ", 10).unwrap(), None);
    }
}

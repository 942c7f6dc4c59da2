//! Labels and descriptions of activities and fees (people.md 7): trimmed, with `\n` as line end, limited in bytes of UTF-8.

use crate::error::{Error, Result};
use crate::msg;
use crate::params::{Param, Params};

const LABEL_BYTES_MAX: usize = 200;
const DESCRIPTION_BYTES_MAX: usize = 2000;

/// The label that a request gives; a blank one is refused.
pub fn label(params: &Params) -> Result<Option<String>> {
    let read = |given: Param<'_>| text(&given, LABEL_BYTES_MAX)?.ok_or_else(no_label);
    params.sent("label").map(read).transpose()
}

/// The description that a request gives, blank for none.
pub fn description(params: &Params) -> Result<Option<Option<String>>> {
    params.sent("description").map(|given| text(&given, DESCRIPTION_BYTES_MAX)).transpose()
}

/// A text of at most so many bytes; `None` when it is blank.
pub fn text(given: &Param<'_>, bytes_max: usize) -> Result<Option<String>> {
    let text = given.text()?;
    match text.as_ref().is_some_and(|text| text.len() > bytes_max) {
        true => Err(given.refused(msg!("activity-text-long", name = given.name(), limit = bytes_max))),
        false => Ok(text),
    }
}

pub fn no_label() -> Error {
    Error::invalid_field("label", msg!("activity-label-missing"))
}

//! What a request says of a group message.

use crate::error::{Error, Result};
use crate::msg;
use crate::params::Params;
use crate::text::is_email;

/// Bounds of the texts.
const SUBJECT_CHARACTERS_MIN: usize = 8;
const SUBJECT_BYTES_MAX: usize = 200;
const BODY_BYTES_MAX: usize = 256 << 10;
/// What is dropped at both ends of a subject, beside blanks: spam filters count such signs (people.md 9.1).
const SUBJECT_TRIMMED: &str = "-#!$=_\"'.?*";

/// The values that a request gives; the others stay.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MailingDraft {
    pub subject: Option<String>,
    pub body: Option<String>,
    /// Name and address; `Some(None)` for the association.
    pub sender: Option<Option<(String, String)>>,
}

impl MailingDraft {
    /// # Errors
    ///
    /// [`Error::Invalid`] with the parameter that cannot be accepted.
    pub fn from_params(params: &Params) -> Result<Self> {
        let bounded = |name: &'static str, bytes_max: usize| {
            params.text(name)?.map(|text| within(params, name, text, bytes_max)).transpose()
        };
        Ok(MailingDraft {
            subject: bounded("subject", SUBJECT_BYTES_MAX)?.map(|subject| {
                let words: Vec<&str> = subject.split_whitespace().collect();
                words.join(" ")
            }),
            body: bounded("body", BODY_BYTES_MAX)?,
            sender: sender(params)?,
        })
    }
}

/// Refuses a text that is longer than that.
pub(super) fn within(params: &Params, name: &'static str, text: String, bytes_max: usize) -> Result<String> {
    let too_long = || params.get(name).refused(msg!("mailing-too-long", name = name, limit = bytes_max));
    if text.len() > bytes_max { Err(too_long()) } else { Ok(text) }
}

/// Both or none.
fn sender(params: &Params) -> Result<Option<Option<(String, String)>>> {
    if !params.has("sender_name") && !params.has("sender_email") {
        return Ok(None);
    }
    match (params.text("sender_name")?, params.text("sender_email")?) {
        (None, None) => Ok(Some(None)),
        (Some(name), Some(email)) if is_email(&email) => {
            let name: String = name.chars().filter(|c| !c.is_control()).collect();
            Ok(Some(Some((name, email))))
        }
        (Some(_), Some(email)) => Err(params.get("sender_email").refused(msg!("mail-bad-address", address = email))),
        _ => Err(Error::invalid_field("sender_email", msg!("mailing-sender-both"))),
    }
}

/// A subject once a text is written: long enough, and without signs around it.
pub(super) fn subject_of_text(subject: &str) -> Result<String> {
    if subject.chars().count() < SUBJECT_CHARACTERS_MIN {
        return Err(Error::invalid_field("subject", msg!("mailing-subject-short", least = SUBJECT_CHARACTERS_MIN)));
    }
    let trimmed = subject.trim_matches(|c: char| c.is_whitespace() || SUBJECT_TRIMMED.contains(c));
    match trimmed {
        "" => Err(Error::invalid_field("subject", msg!("mailing-subject-missing"))),
        trimmed => Ok(trimmed.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subject_is_long_enough_and_loses_the_signs_around_it() {
        assert_eq!(subject_of_text("Les nouvelles !!").unwrap(), "Les nouvelles");
        assert_eq!(subject_of_text("*** l'été, c'est là ***").unwrap(), "l'été, c'est là");
        assert!(subject_of_text("Courtes").is_err());
        assert!(subject_of_text("!!!!!!!!!!").is_err());
    }
}

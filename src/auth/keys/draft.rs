//! What a request or a command asks for a key.

use ipnet::IpNet;
use jiff::civil::DateTime;

use super::presets::Preset;
use super::{KeyName, networks};
use crate::auth::expiry;
use crate::auth::rights::Level;
use crate::auth::scopes::Scopes;
use crate::error::Result;
use crate::msg;
use crate::params::{Param, Params};
use crate::text::is_email;

/// The most months before the end of a key from which its people hear of it.
const REMIND_MONTHS_MAX: i64 = 24;
/// The most characters of a label.
const LABEL_CHARACTERS_MAX: usize = 200;

/// When a key ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum End {
    Never,
    /// Local date-time from which it is refused.
    At(String),
}

/// What is asked for; what is `None` was not said.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KeyDraft {
    pub name: Option<KeyName>,
    pub label: Option<String>,
    pub level: Option<Level>,
    pub scopes: Option<Scopes>,
    pub networks: Option<Vec<IpNet>>,
    pub supervisor: Option<Option<String>>,
    pub recipient: Option<Option<String>>,
    pub remind_months: Option<i64>,
    pub end: Option<End>,
    /// The key whose values count for what is not said.
    pub renewed: Option<i64>,
}

impl KeyDraft {
    /// Reads `key`, `label`, `preset`, `level`, `scopes`, `networks`, `supervisor`, `recipient`, `remind_months`, `expires`
    /// and `renew`. A preset stands for its level and its scopes, unless they are given as well.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`](crate::error::Error::Invalid) with the name of the parameter and what is accepted.
    pub fn from_params(params: &Params, now: DateTime) -> Result<Self> {
        let preset = params.choice("preset", &Preset::ALL, Preset::word)?;
        let level = params.choice("level", &[Level::Read, Level::Write, Level::Admin], Level::word)?;
        let label = params.text("label")?;
        if label.as_ref().is_some_and(|label| label.chars().count() > LABEL_CHARACTERS_MAX) {
            return Err(params.get("label").refused(msg!("key-label-long", most = LABEL_CHARACTERS_MAX)));
        }
        Ok(KeyDraft {
            name: params.text("key")?.map(|name| KeyName::parse(&name)).transpose()?,
            label,
            level: level.or(preset.map(Preset::level)),
            scopes: scopes(&params.get("scopes"))?.or(preset.map(Preset::scopes)),
            networks: params.sent("networks").map(|param| networks::read(&param)).transpose()?,
            supervisor: params.sent("supervisor").map(|param| address(&param)).transpose()?,
            recipient: params.sent("recipient").map(|param| address(&param)).transpose()?,
            remind_months: params.integer("remind_months", 0, REMIND_MONTHS_MAX)?,
            end: end(&params.get("expires"), now)?,
            renewed: params.id("renew")?,
        })
    }
}

/// A list of scopes, or a text with commas or blanks between them; `None` when it is not given. A key without any scope
/// would open nothing: an empty list is refused.
fn scopes(param: &Param<'_>) -> Result<Option<Scopes>> {
    if param.is_blank() {
        return Ok(None);
    }
    let mut all = Scopes::NONE;
    for item in param.items() {
        let text = item.text()?.unwrap_or_default();
        for word in text.split([',', ' ', '\n']).filter(|word| !word.is_empty()) {
            all = all.and(Scopes::parse(word).ok_or_else(|| item.refused(msg!("key-scope-unknown", word = word)))?);
        }
    }
    if all.is_empty() { Err(param.refused(msg!("key-scopes-none"))) } else { Ok(Some(all)) }
}

fn address(param: &Param<'_>) -> Result<Option<String>> {
    let text = param.text()?;
    match text.as_deref().is_none_or(is_email) {
        true => Ok(text),
        false => Err(param.refused(msg!("mail-bad-address", address = param.shown()))),
    }
}

/// As [`expiry::parse`], or `never`.
fn end(param: &Param<'_>, now: DateTime) -> Result<Option<End>> {
    Ok(match param.text()?.as_deref() {
        None => None,
        Some("never") => Some(End::Never),
        Some(text) => Some(End::At(expiry::parse(text, now)?)),
    })
}

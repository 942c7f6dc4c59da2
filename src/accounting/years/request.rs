//! Parameters of requests about years.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde_json::{Map, Value as Json};

use crate::accounting::entries::clean;
use crate::accounting::year::read_day;
use crate::error::{Error, Result};
use crate::members::values::{self, DateContext};
use crate::msg;

/// A text without blanks around it; `None` when it is absent or empty.
pub fn text(params: &Map<String, Json>, name: &str) -> Result<Option<String>> {
    let Some(value) = params.get(name) else { return Ok(None) };
    let text = values::scalar_text(values::Given::Json(value))
        .ok_or_else(|| Error::invalid_field(name, msg!("param-not-scalar", name = name)))?;
    Ok(clean(&text))
}

pub fn day(params: &Map<String, Json>, name: &str, context: &DateContext) -> Result<Option<Date>> {
    text(params, name)?.map(|text| read_day(name, &text, context)).transpose()
}

/// The number of something.
pub fn id(params: &Map<String, Json>, name: &str) -> Result<Option<i64>> {
    let wrong = |text: String| Error::invalid_field(name, msg!("year-no-id", name = name, value = text));
    let read = |text: String| text.parse().ok().filter(|id| *id > 0).ok_or_else(|| wrong(text));
    text(params, name)?.map(read).transpose()
}

/// Yes or no.
pub fn truth(params: &Map<String, Json>, name: &str) -> Result<Option<bool>> {
    Ok(text(params, name)?.map(|text| values::is_yes(&text)))
}

/// Values by code of account: `accounts[512A]=…`, or an object.
pub fn by_account<'a>(params: &'a Map<String, Json>, name: &str) -> Result<BTreeMap<String, &'a Json>> {
    match params.get(name) {
        None | Some(Json::Null) => Ok(BTreeMap::new()),
        Some(Json::Object(map)) => Ok(map.iter().map(|(code, value)| (code.clone(), value)).collect()),
        Some(Json::Array(list)) if list.is_empty() => Ok(BTreeMap::new()),
        Some(_) => Err(Error::invalid_field(name, msg!("year-no-map", name = name))),
    }
}

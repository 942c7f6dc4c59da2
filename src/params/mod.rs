//! The values of a request, in one tree, and the one way to read each kind of value (platform.md 1.5).
//!
//! `web::params` fills the tree from a query, a form or a JSON body; domains read it. Every reader fails with the name of
//! the parameter as the client sent it (`linked_users[1]`, `lines[2][debit]`) and says what is accepted. A parameter that
//! is absent, null or blank is not given, unless a reader says otherwise.

mod date;
mod flag;
mod ids;
mod param;
mod readers;
#[cfg(test)]
mod tests;

use std::borrow::Cow;

use jiff::civil::Date;
use serde_json::{Map, Value};

pub use date::{DateContext, read_date, read_date_or_timestamp, read_date_time};
pub(crate) use date::{digits, read_day, read_time};
pub use ids::Ids;
pub use param::{Param, clean, scalar_text};

use crate::error::Result;
use crate::money::Cents;

/// How the client writes the name of a nested value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Spelling {
    /// `lines[2][debit]`
    #[default]
    Form,
    /// `lines[2].debit`
    Json,
}

/// Named parameters. Texts from forms are `Value::String`; JSON bodies keep their types. Lists and maps of forms are
/// objects whose keys are the indices in brackets, in the order of their first appearance.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Params {
    pub tree: Map<String, Value>,
    spelling: Spelling,
}

impl Params {
    /// From a query or a form, whose names have brackets.
    pub fn of_form(tree: Map<String, Value>) -> Self {
        Params { tree, spelling: Spelling::Form }
    }

    /// From a JSON body. A list or a scalar names no parameters.
    pub fn of_json(body: Value) -> Self {
        let tree = if let Value::Object(tree) = body { tree } else { Map::new() };
        Params { tree, spelling: Spelling::Json }
    }

    /// A parameter, which may be absent.
    pub fn get(&self, name: &str) -> Param<'_> {
        Param::new(name.to_owned(), self.tree.get(name), self.spelling)
    }

    /// A parameter that the request names, whatever its value: null and blank ones too.
    pub fn sent(&self, name: &str) -> Option<Param<'_>> {
        Some(self.get(name)).filter(Param::is_sent)
    }

    /// Whether the request names a parameter, whatever its value.
    ///
    /// The switches of addresses (`?html`, `?zip`, `?versions`) are read so: they have no value, and `html=0` counts as
    /// well (platform/web: any value of html).
    pub fn has(&self, name: &str) -> bool {
        self.tree.contains_key(name)
    }

    /// See [`Param::raw`].
    pub fn raw(&self, name: &str) -> Result<Option<Cow<'_, str>>> {
        self.get(name).raw()
    }

    /// See [`Param::text`].
    pub fn text(&self, name: &str) -> Result<Option<String>> {
        self.get(name).text()
    }

    /// See [`Param::required_text`].
    pub fn required_text(&self, name: &str) -> Result<String> {
        self.get(name).required_text()
    }

    /// See [`Param::flag`].
    pub fn flag(&self, name: &str) -> Result<bool> {
        self.get(name).flag()
    }

    /// See [`Param::optional_flag`].
    pub fn optional_flag(&self, name: &str) -> Result<Option<bool>> {
        self.get(name).optional_flag()
    }

    /// See [`Param::date`].
    pub fn date(&self, name: &str, context: &DateContext) -> Result<Option<Date>> {
        self.get(name).date(context)
    }

    /// See [`Param::required_date`].
    pub fn required_date(&self, name: &str, context: &DateContext) -> Result<Date> {
        self.get(name).required_date(context)
    }

    /// See [`Param::amount`].
    pub fn amount(&self, name: &str) -> Result<Option<Cents>> {
        self.get(name).amount()
    }

    /// See [`Param::integer`].
    pub fn integer(&self, name: &str, least: i64, most: i64) -> Result<Option<i64>> {
        self.get(name).integer(least, most)
    }

    /// See [`Param::id`].
    pub fn id(&self, name: &str) -> Result<Option<i64>> {
        self.get(name).id()
    }

    /// See [`Param::required_id`].
    pub fn required_id(&self, name: &str) -> Result<i64> {
        self.get(name).required_id()
    }

    /// See [`Param::ids`].
    pub fn ids(&self, name: &str) -> Result<Ids> {
        self.get(name).ids()
    }

    /// See [`Param::choice`].
    pub fn choice<T: Copy>(&self, name: &str, all: &[T], word: impl Fn(T) -> &'static str) -> Result<Option<T>> {
        self.get(name).choice(all, word)
    }
}

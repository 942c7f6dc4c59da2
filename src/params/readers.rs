//! The readers of single values.

use std::borrow::Cow;

use jiff::civil::{Date, DateTime};
use serde_json::Value;

use super::{DateContext, Param, clean, flag, read_date, read_date_or_timestamp, read_date_time};
use crate::error::Result;
use crate::json::float_text;
use crate::money::Cents;
use crate::msg;

/// A number with the digits that spreadsheets keep: what follows is noise of binary fractions.
fn round_to_15_digits(number: f64) -> f64 {
    format!("{number:.14e}").parse().unwrap_or(number)
}

/// The largest identifier is the largest integer of SQLite; digits beyond it name nothing.
const ID_DIGITS_MAX: usize = 19;

impl Param<'_> {
    /// The text without blanks around it and with `\n` as line end; `None` when it is not given.
    ///
    /// # Errors
    ///
    /// As for all readers: [`Error::Invalid`](crate::error::Error::Invalid) with the name and what is accepted; here for
    /// a list or an object.
    pub fn text(&self) -> Result<Option<String>> {
        Ok(self.raw()?.and_then(|text| clean(&text)))
    }

    pub fn required_text(&self) -> Result<String> {
        self.text()?.ok_or_else(|| self.refused(msg!("param-missing", name = self.name())))
    }

    /// Yes or no; no when it is not given.
    pub fn flag(&self) -> Result<bool> {
        Ok(self.optional_flag()?.unwrap_or(false))
    }

    /// Yes or no, in the words of `params::flag`. A blank text says no; `None` when it is absent or null.
    pub fn optional_flag(&self) -> Result<Option<bool>> {
        let Some(text) = self.raw()? else { return Ok(None) };
        let (yes, no) = (flag::yes_words, flag::no_words);
        let wrong =
            || self.refused(msg!("param-flag", name = self.name(), value = self.shown(), yes = yes(), no = no()));
        flag::read(&text).map(Some).ok_or_else(wrong)
    }

    /// A day in the forms of accounting.md 1.2; `None` when it is not given. A JSON value must be a text
    /// (accounting/dates refused: a number), and digits are never a timestamp (accounting/dates refused: timestamp).
    pub fn date(&self, context: &DateContext) -> Result<Option<Date>> {
        self.day(|text| read_date(text, context), |value| matches!(value, Value::String(_)))
    }

    pub fn required_date(&self, context: &DateContext) -> Result<Date> {
        self.date(context)?.ok_or_else(|| self.refused(msg!("param-date-missing", name = self.name())))
    }

    /// A day as [`Param::date`], or a UNIX timestamp of 9 or 10 digits, which fields.md 5.3 accepts for dates of members
    /// and subscriptions.
    pub fn date_or_timestamp(&self, context: &DateContext) -> Result<Option<Date>> {
        let is_read = |value: &Value| matches!(value, Value::String(_) | Value::Number(_));
        self.day(|text| read_date_or_timestamp(text, context), is_read)
    }

    /// A day and time as [`read_date_time`] reads them, or with fractions of a second, which are dropped; digits alone are
    /// never seconds.
    pub fn date_time(&self, context: &DateContext) -> Result<Option<DateTime>> {
        let Some(text) = self.text()? else { return Ok(None) };
        let is_timestamp = text.len() != 8 && text.bytes().all(|byte| byte.is_ascii_digit());
        let read = Some(&text).filter(|_| !is_timestamp);
        let read = read.and_then(|text| read_date_time(text, context).or_else(|| text.parse().ok()));
        let wrong = || self.refused(msg!("param-date-time", name = self.name(), value = self.shown()));
        read.map(Some).ok_or_else(wrong)
    }

    fn day(&self, read: impl Fn(&str) -> Option<Date>, is_read: impl Fn(&Value) -> bool) -> Result<Option<Date>> {
        if self.is_blank() {
            return Ok(None);
        }
        let wrong = || self.refused(msg!("param-date", name = self.name(), value = self.shown()));
        if !self.value().is_some_and(is_read) {
            return Err(wrong());
        }
        match self.text()? {
            None => Ok(None),
            Some(text) => read(&text).map(Some).ok_or_else(wrong),
        }
    }

    /// An amount in the currency's units (accounting.md 1.1), with its sign; `None` when it is not given. Of a JSON number
    /// 15 significant digits count, as in spreadsheets: programs that add 0.1 and 0.7 send 0.7999999999999999. A truth is
    /// not an amount.
    pub fn amount(&self) -> Result<Option<Cents>> {
        if self.is_blank() {
            return Ok(None);
        }
        let wrong = || self.refused(msg!("param-amount", name = self.name(), value = self.shown()));
        match self.value() {
            Some(Value::String(_) | Value::Number(_)) => {
                let text = self.amount_text()?;
                Cents::parse(&text).map(Some).ok_or_else(wrong)
            }
            _ => Err(wrong()),
        }
    }

    /// Whether it is an amount with decimals beyond the second, which are cut.
    pub fn is_cut_amount(&self) -> bool {
        self.amount_text().is_ok_and(|text| Cents::is_cut(&text))
    }

    fn amount_text(&self) -> Result<Cow<'_, str>> {
        match self.value() {
            Some(Value::Number(number)) if number.is_f64() => {
                let rounded = number.as_f64().map(round_to_15_digits);
                Ok(rounded.map_or_else(|| number.to_string(), float_text).into())
            }
            _ => Ok(self.raw()?.unwrap_or_default()),
        }
    }

    /// An amount, zero if it is sent blank or null; `None` if it is absent. Lines of entries empty a side that way
    /// (accounting/create advanced, every way of giving lines: transposed form).
    pub fn amount_or_zero(&self) -> Result<Option<Cents>> {
        if !self.is_sent() { Ok(None) } else { Ok(Some(self.amount()?.unwrap_or(Cents(0)))) }
    }

    /// A whole number between two bounds, both included; `None` when it is not given.
    pub fn integer(&self, least: i64, most: i64) -> Result<Option<i64>> {
        if self.is_blank() {
            return Ok(None);
        }
        let number = self.number().filter(|number| (least..=most).contains(number));
        let wrong = || {
            let value = self.shown();
            self.refused(match most {
                i64::MAX => msg!("param-integer-from", name = self.name(), value = value, least = least),
                _ => msg!("param-integer", name = self.name(), value = value, least = least, most = most),
            })
        };
        number.map(Some).ok_or_else(wrong)
    }

    fn number(&self) -> Option<i64> {
        match self.value()? {
            Value::Number(number) => number.as_i64(),
            Value::String(text) => {
                let text = text.trim();
                let digits = text.strip_prefix('-').unwrap_or(text);
                let is_number = digits.len() <= ID_DIGITS_MAX && digits.bytes().all(|byte| byte.is_ascii_digit());
                text.parse().ok().filter(|_| is_number)
            }
            _ => None,
        }
    }

    /// An identifier: digits or a JSON integer, from 1 on; `None` when it is not given.
    pub fn id(&self) -> Result<Option<i64>> {
        if self.is_blank() {
            return Ok(None);
        }
        let wrong = || self.refused(msg!("param-id", name = self.name(), value = self.shown()));
        self.number().filter(|id| *id > 0).map(Some).ok_or_else(wrong)
    }

    pub fn required_id(&self) -> Result<i64> {
        self.id()?.ok_or_else(|| self.refused(msg!("param-id-missing", name = self.name())))
    }

    /// An identifier, where 0 and false mean none, as select boxes send it (accounting/create advanced, every way of giving
    /// lines: transposed form).
    pub fn id_or_none(&self) -> Result<Option<i64>> {
        match self.value() {
            Some(Value::Bool(false)) => Ok(None),
            _ if self.number() == Some(0) => Ok(None),
            _ => self.id(),
        }
    }

    /// One of some words, to the letter; `None` when it is not given.
    pub fn choice<T: Copy>(&self, all: &[T], word: impl Fn(T) -> &'static str) -> Result<Option<T>> {
        self.chosen(all, &word, |value, text| word(value) == text)
    }

    pub fn required_choice<T: Copy>(&self, all: &[T], word: impl Fn(T) -> &'static str) -> Result<T> {
        let words = words(all, &word);
        let missing = || self.refused(msg!("param-choice-missing", name = self.name(), words = words));
        self.choice(all, word)?.ok_or_else(missing)
    }

    /// One of some words in any case; `None` when it is not given.
    pub fn choice_in_any_case<T: Copy>(&self, all: &[T], word: impl Fn(T) -> &'static str) -> Result<Option<T>> {
        self.chosen(all, &word, |value, text| word(value).eq_ignore_ascii_case(text))
    }

    /// One of some words in any case, or its number (accounting/create with other spellings; platform/beyond-web: metadata).
    pub fn word_or_number<T: Copy>(
        &self,
        all: &[T],
        word: impl Fn(T) -> &'static str,
        number: impl Fn(T) -> i64,
    ) -> Result<Option<T>> {
        let sent = self.number();
        self.chosen(all, &word, |value, text| sent == Some(number(value)) || word(value).eq_ignore_ascii_case(text))
    }

    pub fn required_word_or_number<T: Copy>(
        &self,
        all: &[T],
        word: impl Fn(T) -> &'static str,
        number: impl Fn(T) -> i64,
    ) -> Result<T> {
        let words = words(all, &word);
        let missing = || self.refused(msg!("param-choice-missing", name = self.name(), words = words));
        self.word_or_number(all, word, number)?.ok_or_else(missing)
    }

    fn chosen<T: Copy>(
        &self,
        all: &[T],
        word: &impl Fn(T) -> &'static str,
        is_it: impl Fn(T, &str) -> bool,
    ) -> Result<Option<T>> {
        if self.is_blank() {
            return Ok(None);
        }
        let refuse =
            || self.refused(msg!("param-choice", name = self.name(), value = self.shown(), words = words(all, word)));
        if matches!(self.value(), Some(Value::Bool(_))) {
            return Err(refuse());
        }
        let text = self.raw()?.unwrap_or_default();
        let text = text.trim();
        all.iter().copied().find(|value| is_it(*value, text)).map(Some).ok_or_else(refuse)
    }
}

/// The words that are accepted, for a sentence.
fn words<T: Copy>(all: &[T], word: &impl Fn(T) -> &'static str) -> String {
    all.iter().map(|value| word(*value)).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(", ")
}

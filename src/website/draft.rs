//! What a request says about a page, read and checked; the domain below it trusts these values.

use jiff::civil::DateTime;

use super::page::{Format, Kind, Status};
use crate::error::{Error, Result};
use crate::msg;

/// Characters of a title.
const TITLE_MAX: usize = 200;

/// The parent that a request names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ParentRef {
    Top,
    Id(i64),
    Uri(String),
}

/// Only what is given changes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Draft {
    pub title: Option<String>,
    pub uri: Option<String>,
    pub parent: Option<ParentRef>,
    pub kind: Option<Kind>,
    pub status: Option<Status>,
    pub format: Option<Format>,
    pub published: Option<String>,
    pub modified: Option<String>,
    pub content: Option<String>,
}

impl Draft {
    /// Takes one parameter by its name; unknown names are ignored, as everywhere in the API.
    ///
    /// Errors: a value that cannot be, with the parameter's name.
    pub fn set(&mut self, name: &str, text: &str) -> Result<()> {
        match name {
            "title" => self.title = Some(title(text)?),
            "uri" => self.uri = Some(super::address::parse(text.trim())?),
            "id_parent" => self.parent = Some(parent(text)),
            "type" => self.kind = Some(known(name, text, Kind::parse(text))?),
            "status" => self.status = Some(known(name, text, Status::parse(text))?),
            "format" => self.format = Some(known(name, text, writable_format(text))?),
            "published" => self.published = Some(known(name, text, moment(text))?),
            "modified" => self.modified = Some(known(name, text, moment(text))?),
            "content" => self.content = Some(text.to_owned()),
            _ => {}
        }
        Ok(())
    }

    /// The parameters that [`Draft::set`] knows.
    pub const NAMES: [&'static str; 9] =
        ["title", "uri", "id_parent", "type", "status", "format", "published", "modified", "content"];
}

fn known<T>(name: &str, text: &str, value: Option<T>) -> Result<T> {
    value.ok_or_else(|| Error::invalid_field(name, msg!("web-bad-value", field = name, value = text)))
}

fn title(text: &str) -> Result<String> {
    let title = text.trim();
    if title.is_empty() {
        return Err(Error::invalid_field("title", msg!("web-title-empty")));
    }
    if title.chars().count() > TITLE_MAX {
        return Err(Error::invalid_field("title", msg!("web-title-long", limit = TITLE_MAX)));
    }
    Ok(title.to_owned())
}

fn parent(text: &str) -> ParentRef {
    match text.trim() {
        "" | "0" => ParentRef::Top,
        text => text.parse().map_or_else(|_| ParentRef::Uri(text.to_owned()), ParentRef::Id),
    }
}

/// Pages are encrypted in browsers only.
fn writable_format(text: &str) -> Option<Format> {
    match text.trim() {
        "markdown" => Some(Format::Markdown),
        "skriv" => Some(Format::Skriv),
        _ => None,
    }
}

/// A date and time that exists, in the database's spelling.
fn moment(text: &str) -> Option<String> {
    let moment: DateTime = text.trim().parse().ok()?;
    Some(moment.strftime("%Y-%m-%d %H:%M:%S").to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_read_as_numbers_or_words() {
        let mut draft = Draft::default();
        for (name, text) in [("status", "draft"), ("type", "1"), ("id_parent", ""), ("published", "2026-02-01T10:00")] {
            draft.set(name, text).unwrap();
        }
        assert_eq!((draft.status, draft.kind), (Some(Status::Draft), Some(Kind::Category)));
        assert_eq!(draft.parent, Some(ParentRef::Top));
        assert_eq!(draft.published.as_deref(), Some("2026-02-01 10:00:00"));
        assert_eq!(parent("contact"), ParentRef::Uri("contact".into()));
    }

    #[test]
    fn what_cannot_be_is_refused_by_the_name_of_its_parameter() {
        for (name, text) in [
            ("title", " "),
            ("uri", "a b"),
            ("type", "3"),
            ("status", "public"),
            ("format", "encrypted"),
            ("published", "2026-02-30 10:00:00"),
            ("modified", "hier"),
        ] {
            let error = Draft::default().set(name, text).unwrap_err();
            assert!(matches!(&error, Error::Invalid { fields, .. } if fields[0].field == name), "{name}: {error:?}");
        }
    }
}

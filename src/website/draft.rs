//! The parameters of a request about a page, parsed and checked.

use jiff::civil::DateTime;

use super::page::{Format, Kind, Status};
use crate::error::{Error, Result};
use crate::msg;
use crate::params::{DateContext, Param, Params};

/// Characters of a title.
const TITLE_MAX: usize = 200;

/// The parent that a request names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ParentRef {
    Top,
    Id(i64),
    Uri(String),
}

/// The values to set; `None` leaves a value unchanged.
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
    /// Reads the parameters of a request and ignores unknown ones.
    ///
    /// Errors: a value that cannot be read, with the parameter's name.
    pub fn from_params(params: &Params, context: &DateContext) -> Result<Self> {
        let moment = |name| Ok::<_, Error>(params.get(name).date_time(context)?.map(moment));
        let raw = |name| params.raw(name);
        Ok(Draft {
            title: raw("title")?.map(|text| title(&text)).transpose()?,
            uri: raw("uri")?.map(|text| super::address::parse(text.trim())).transpose()?,
            parent: params.sent("id_parent").map(|given| parent(&given)).transpose()?,
            kind: params.get("type").word_or_number(Kind::ALL, Kind::word, Kind::number)?,
            status: params.get("status").word_or_number(Status::ALL, Status::word, Status::number)?,
            // Pages are encrypted in browsers only.
            format: params.get("format").choice(&[0, 1], |at| WRITABLE[at].0)?.map(|at| WRITABLE[at].1.clone()),
            published: moment("published")?,
            modified: moment("modified")?,
            content: raw("content")?.map(std::borrow::Cow::into_owned),
        })
    }
}

/// The formats that requests may give.
const WRITABLE: [(&str, Format); 2] = [("markdown", Format::Markdown), ("skriv", Format::Skriv)];

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

/// An identifier or an address; blank, null and 0 are the top.
fn parent(given: &Param<'_>) -> Result<ParentRef> {
    Ok(match given.text()? {
        None => ParentRef::Top,
        Some(text) if text == "0" => ParentRef::Top,
        Some(text) => text.parse().map_or_else(|_| ParentRef::Uri(text), ParentRef::Id),
    })
}

/// In the format of the database.
fn moment(moment: DateTime) -> String {
    moment.strftime("%Y-%m-%d %H:%M:%S").to_string()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use jiff::tz::TimeZone;
    use serde_json::{Value, json};

    use super::*;

    fn read(params: Value) -> Result<Draft> {
        let context = DateContext { today: date(2026, 3, 1), zone: TimeZone::UTC };
        Draft::from_params(&Params::of_json(params), &context)
    }

    #[test]
    fn values_are_read_as_numbers_or_words() {
        let draft =
            read(json!({"status": "draft", "type": "1", "id_parent": "", "published": "2026-02-01T10:00"})).unwrap();
        assert_eq!((draft.status, draft.kind), (Some(Status::Draft), Some(Kind::Category)));
        assert_eq!(draft.parent, Some(ParentRef::Top));
        assert_eq!(draft.published.as_deref(), Some("2026-02-01 10:00:00"));
        let parent = |value: Value| read(json!({ "id_parent": value })).unwrap().parent;
        assert_eq!(
            (parent(json!("contact")), parent(json!(null))),
            (Some(ParentRef::Uri("contact".into())), Some(ParentRef::Top))
        );
        assert_eq!((parent(json!(7)), parent(json!("0"))), (Some(ParentRef::Id(7)), Some(ParentRef::Top)));
        assert_eq!(read(json!({})).unwrap(), Draft::default());
    }

    #[test]
    fn a_value_that_cannot_be_read_is_refused_by_the_name_of_its_parameter() {
        for (name, text) in [
            ("title", " "),
            ("uri", "a b"),
            ("type", "3"),
            ("status", "public"),
            ("format", "encrypted"),
            ("published", "2026-02-30 10:00:00"),
            ("modified", "hier"),
        ] {
            let error = read(json!({ name: text })).unwrap_err();
            assert!(matches!(&error, Error::Invalid { fields, .. } if fields[0].field == name), "{name}: {error:?}");
        }
    }
}

//! A page as it is stored, and its columns as types.

use rusqlite::{Connection, OptionalExtension, Row};
use serde::{Serialize, Serializer};
use utoipa::ToSchema;

use crate::db::stored_enum;
use crate::error::Result;

stored_enum! {
    /// `web_pages.type`.
    Kind { Category = 1 "category", Page = 2 "page", }
}

stored_enum! {
    /// Who may see a page: `web_pages.status`. A page with an unknown status is hidden like a draft.
    Status { Draft = 0 "draft", Private = 1 "private", Online = 2 "online", }
}

impl Status {
    /// The order from hidden to public.
    pub fn visibility(self) -> u8 {
        match self {
            Status::Draft | Status::Unknown(_) => 0,
            Status::Private => 1,
            Status::Online => 2,
        }
    }
}

/// The markup of a page's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Format {
    Markdown,
    Skriv,
    /// Encrypted: readable only in a browser, with the password.
    Encrypted,
    /// A format unknown here, from another program; rendered as Markdown.
    Unknown(String),
}

impl Format {
    pub fn word(&self) -> &str {
        match self {
            Format::Markdown => "markdown",
            Format::Skriv => "skriv",
            Format::Encrypted => "encrypted",
            Format::Unknown(word) => word,
        }
    }

    fn from_column(text: String) -> Self {
        match text.as_str() {
            "markdown" => Format::Markdown,
            "skriv" => Format::Skriv,
            "encrypted" => Format::Encrypted,
            _ => Format::Unknown(text),
        }
    }
}

impl Serialize for Format {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.word())
    }
}

/// A page. Its fields stand in the order of Paheko's answers (web.md 1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Page {
    pub id: i64,
    pub id_parent: Option<i64>,
    pub uri: String,
    pub title: String,
    #[serde(rename = "type")]
    #[schema(value_type = i64)]
    pub kind: Kind,
    #[schema(value_type = i64)]
    pub status: Status,
    /// The least visible status among the page and those above it.
    #[schema(value_type = i64)]
    pub inherited_status: Status,
    #[schema(value_type = String)]
    pub format: Format,
    /// Local time `YYYY-MM-DD HH:MM:SS`.
    pub published: String,
    /// Local time `YYYY-MM-DD HH:MM:SS`.
    pub modified: String,
    pub content: String,
}

/// The columns that [`read`] takes.
pub(super) const COLUMNS: &str =
    "id, id_parent, uri, title, type, status, inherited_status, format, published, modified, content";

pub(super) fn read(row: &Row) -> rusqlite::Result<Page> {
    Ok(Page {
        id: row.get(0)?,
        id_parent: row.get(1)?,
        uri: row.get(2)?,
        title: row.get(3)?,
        kind: row.get(4)?,
        status: row.get(5)?,
        inherited_status: row.get(6)?,
        format: Format::from_column(row.get(7)?),
        published: row.get(8)?,
        modified: row.get(9)?,
        content: row.get(10)?,
    })
}

impl Page {
    /// The folder of its files.
    pub fn folder(&self) -> String {
        folder_of(&self.uri)
    }
}

/// The folder of the files of the page at that address.
pub fn folder_of(uri: &str) -> String {
    format!("web/{uri}")
}

/// The page at that address; letter case counts and former addresses are not followed.
pub fn find(connection: &Connection, uri: &str) -> Result<Option<Page>> {
    let sql = format!("SELECT {COLUMNS} FROM web_pages WHERE uri = ?1");
    Ok(connection.prepare_cached(&sql)?.query_row([uri], read).optional()?)
}

pub fn find_by_id(connection: &Connection, id: i64) -> Result<Option<Page>> {
    let sql = format!("SELECT {COLUMNS} FROM web_pages WHERE id = ?1");
    Ok(connection.prepare_cached(&sql)?.query_row([id], read).optional()?)
}

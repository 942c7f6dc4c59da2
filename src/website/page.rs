//! A page as it is stored, and its columns as types.

use rusqlite::{Connection, OptionalExtension, Row};
use serde::{Serialize, Serializer};

use crate::error::Result;

/// A column that holds one of a few numbers, with the word requests may use for each.
macro_rules! numbered {
    ($(#[$about:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $number:literal $word:literal,)* } else $default:ident) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum $name { $($(#[$doc])* $variant = $number,)* }

        impl $name {
            /// From the column; a number nobody knows is read as the most cautious value.
            pub fn from_column(number: i64) -> Self {
                match number { $($number => $name::$variant,)* _ => $name::$default }
            }

            /// From a request: the number or the word.
            pub fn parse(text: &str) -> Option<Self> {
                match text.trim() { $($word | stringify!($number) => Some($name::$variant),)* _ => None }
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_i64(*self as i64)
            }
        }
    };
}

numbered! {
    Kind { Category = 1 "category", Page = 2 "page", } else Page
}

numbered! {
    /// Who may see a page; ordered from nobody to everybody.
    Status { Draft = 0 "draft", Private = 1 "private", Online = 2 "online", } else Draft
}

/// How the text of a page is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    Markdown,
    Skriv,
    /// Only readable in a browser, by who knows the password.
    Encrypted,
}

impl Format {
    pub fn word(self) -> &'static str {
        match self {
            Format::Markdown => "markdown",
            Format::Skriv => "skriv",
            Format::Encrypted => "encrypted",
        }
    }

    fn from_column(text: &str) -> Self {
        match text {
            "skriv" => Format::Skriv,
            "encrypted" => Format::Encrypted,
            _ => Format::Markdown,
        }
    }
}

/// A page. Its fields stand in the order that clients know (web.md 1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Page {
    pub id: i64,
    pub id_parent: Option<i64>,
    pub uri: String,
    pub title: String,
    #[serde(rename = "type")]
    pub kind: Kind,
    pub status: Status,
    /// The lowest status on the way to the top.
    pub inherited_status: Status,
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
        kind: Kind::from_column(row.get(4)?),
        status: Status::from_column(row.get(5)?),
        inherited_status: Status::from_column(row.get(6)?),
        format: Format::from_column(&row.get::<_, String>(7)?),
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

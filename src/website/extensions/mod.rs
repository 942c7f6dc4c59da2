//! Extensions of pages, `<<name …>>`: files, pictures, videos, buttons, colours, grids (web.md 3.2).

pub mod call;
pub mod colour;
pub mod grid;

mod button;
mod file;
mod media;
mod picture;

pub use call::Call;

use rusqlite::Connection;

use super::html::escape;
use super::{links, page};
use crate::error::Result;
use crate::files::{self, CONTEXTS, File};
use crate::i18n::{Language, Message, text};
use crate::msg;

/// The context in which extensions are rendered.
pub struct Context<'a> {
    pub connection: &'a Connection,
    /// The address of the page that is rendered.
    pub uri: &'a str,
    /// The address of the site, ending in `/`.
    pub site: &'a str,
    pub language: Language,
}

/// On a line of its own, or inside a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Block,
    Inline,
}

/// The HTML of a self-contained extension. Pairs such as `<<color>>…<</color>>` are handled by the Markdown and SkrivML
/// writers.
pub fn render(call: &Call, place: Place, context: &Context) -> Result<String> {
    match call.name.as_str() {
        "file" | "fichier" => file::render(call, context),
        "image" => picture::image(call, context),
        "gallery" => picture::gallery(call, context),
        "video" => media::video(call, context),
        "button" => Ok(button::render(call)),
        "paheko" if call.has("version") => Ok(escape(concat!("Ruche ", env!("CARGO_PKG_VERSION")))),
        name => Ok(context.mistake(place, msg!("web-extension-unknown", name = name))),
    }
}

impl Context<'_> {
    pub fn sentence(&self, message: &Message) -> String {
        text(self.language, message)
    }

    /// The visible error for an invalid extension call, so that its author notices.
    pub fn mistake(&self, place: Place, message: Message) -> String {
        let sentence = escape(&self.sentence(&message));
        let tag = if place == Place::Block { "p" } else { "b" };
        format!("<{tag} style=\"color: red; background: yellow; padding: 5px\">{sentence}</{tag}>")
    }

    /// The file that a page names: one of its own, `/page/NAME` or `page/NAME` of another one, `/documents/…` of any
    /// context.
    pub fn file(&self, name: &str) -> Result<Option<File>> {
        let name = name.trim().trim_start_matches('/');
        let path = match name.split_once('/') {
            None => format!("{}/{name}", page::folder_of(self.uri)),
            Some((first, _)) if CONTEXTS.contains(&first) => name.to_owned(),
            Some(_) => page::folder_of(name),
        };
        files::find(self.connection, &path)
    }

    pub fn url(&self, file: &File) -> String {
        links::file_url(self.site, &file.path)
    }

    /// The placeholder for a missing file.
    pub fn missing(&self, name: Option<&str>) -> String {
        let message = match name {
            Some(name) => msg!("web-extension-file", name = name),
            None => msg!("web-extension-no-file"),
        };
        self.mistake(Place::Inline, message)
    }
}

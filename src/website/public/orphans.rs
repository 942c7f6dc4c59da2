//! The pictures and files of a page that its text does not mention: they are shown below it (web.md 5).

use rusqlite::Connection;

use super::file_path;
use crate::error::Result;
use crate::files::{self, File};
use crate::i18n::Language;
use crate::website::page::{Format, Page};
use crate::website::render;

/// HTML of the pictures and of the other files; each empty when there are none.
pub struct Orphans {
    pub pictures: String,
    pub files: String,
}

/// The files whose address does not occur in the HTML of the page.
pub fn of(connection: &Connection, page: &Page, html: &str, language: Language) -> Result<Orphans> {
    let mentioned = |file: &File| {
        let path = file_path(&page.uri, &file.name);
        html.contains(&format!("{path}\"")) || html.contains(&format!("{path}."))
    };
    let files = files::list(connection, &page.folder())?;
    let (pictures, others): (Vec<File>, Vec<File>) =
        files.into_iter().filter(|file| !mentioned(file)).partition(|file| file.image);
    // Rendered from generated markup, so that they look like those in a text. File names cannot contain `|`, `<` or
    // `>`.
    let lines: String = pictures.iter().map(|file| format!("{}\n", file.name)).collect();
    let pictures = if lines.is_empty() { lines } else { format!("<<gallery\n{lines}>>\n") };
    let files = others.iter().map(|file| format!("<<file|{}|{}>>\n\n", file.name, file.name)).collect();
    let show = |content: String| {
        render::render(connection, &Page { content, format: Format::Markdown, ..page.clone() }, "/", language)
    };
    Ok(Orphans { pictures: show(pictures)?, files: show(files)? })
}

//! The HTML of pages (web.md 3).

use rusqlite::Connection;

use super::extensions::Context;
use super::html::{escape, push_text};
use super::page::{Format, Page};
use super::{markdown, sanitise, skriv};
use crate::error::Result;
use crate::i18n::{Language, text};
use crate::msg;

/// The text of a page as HTML: safe to be put into any page. Empty for an empty text. `site` is the address of the
/// site, ending in `/`.
pub fn render(connection: &Connection, page: &Page, site: &str, language: Language) -> Result<String> {
    if page.content.trim().is_empty() {
        return Ok(String::new());
    }
    let context = Context { connection, uri: &page.uri, site, language };
    let html = match page.format {
        Format::Markdown | Format::Unknown(_) => markdown::render(&page.content, &context)?,
        Format::Skriv => skriv::render(&page.content, &context)?,
        Format::Encrypted => encrypted(&page.content, language),
    };
    Ok(format!("<div class=\"web-content\">{}</div>", sanitise::clean(&html).trim()))
}

/// A text in Markdown that is no page's, such as that of a message, as safe HTML without a frame around it.
pub fn fragment(connection: &Connection, markdown: &str, site: &str, language: Language) -> Result<String> {
    let context = Context { connection, uri: "", site, language };
    Ok(sanitise::clean(&markdown::render(markdown, &context)?).trim().to_owned())
}

/// Only a browser that is given the password can read it.
fn encrypted(content: &str, language: Language) -> String {
    let notice = escape(&text(language, &msg!("web-encrypted-notice")));
    let mut html = format!("<p class=\"encrypted\">{notice}</p><div class=\"web-content\" hidden=\"\">");
    push_text(&mut html, content);
    html + "</div>"
}

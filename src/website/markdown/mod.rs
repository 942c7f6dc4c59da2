//! Pages in Markdown (web.md 3.1): syntax that only this dialect has is replaced by marks, comrak parses the rest, and
//! the tree is written as this dialect's HTML.

mod blocks;
mod embeds;
mod headings;
mod inline;
mod lists;
mod marks;
mod nesting;
mod prepare;
mod tags;
mod typography;
mod write;

#[cfg(test)]
mod tests;

use comrak::{Arena, Options, parse_document};

use super::extensions::Context;
use crate::error::Result;

/// The HTML of a text, not yet sanitised.
pub fn render(text: &str, context: &Context) -> Result<String> {
    let prepared = prepare::prepare(text);
    let arena = Arena::new();
    let root = parse_document(&arena, &prepared.markdown, &options());
    write::Writer::new(&prepared.marks, context, root).write(root)
}

fn options() -> Options<'static> {
    let mut options = Options::default();
    options.extension.table = true;
    options.extension.strikethrough = true;
    options.extension.highlight = true;
    options
}

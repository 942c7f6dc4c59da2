//! Old pages in SkrivML (web.md 3.3): shown, never offered for new ones.

mod blocks;
mod inline;

#[cfg(test)]
mod tests;

use super::extensions::Context;
use crate::error::Result;

/// The HTML of a text, not yet sanitised.
pub fn render(text: &str, context: &Context) -> Result<String> {
    blocks::render(text, Some(context))
}

/// The same without access to files: extensions are dropped.
pub fn render_alone(text: &str) -> String {
    // Only database access can fail, and there is none without files.
    blocks::render(text, None).unwrap_or_default()
}

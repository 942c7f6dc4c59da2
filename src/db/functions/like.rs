//! `LIKE`, `unicode_like` and `escape_like`.

use rusqlite::Connection;
use rusqlite::functions::Context;

use super::like_pattern::LikePattern;
use super::{FunctionError, PURE, arguments, scalar};
use crate::error::Result;
use crate::msg;

const DEFAULT_ESCAPE: char = '\\';

/// SQLite calls `X LIKE Y` as `like(Y, X)` and `X LIKE Y ESCAPE Z` as `like(Y, X, Z)`.
pub(super) fn register(connection: &Connection) -> Result<()> {
    for name in ["like", "unicode_like"] {
        scalar(connection, name, 2, PURE, like)?;
        scalar(connection, name, 3, PURE, like)?;
    }
    scalar(connection, "escape_like", 2, PURE, escape_like)
}

/// A pattern that is the same for all rows of a query, read once.
struct Prepared {
    escape: char,
    pattern: LikePattern,
}

/// NULL is like nothing, and so `NOT LIKE` everything: a person who asks for members whose address does not hold
/// `@example.org` expects those without an address too.
fn like(context: &Context<'_>) -> std::result::Result<bool, FunctionError> {
    let escape = match context.len() {
        3 => match arguments::text(context, 2) {
            Some(escape) => single_character(&escape)?,
            None => return Ok(false),
        },
        _ => DEFAULT_ESCAPE,
    };
    let (Some(pattern), Some(text)) = (arguments::text(context, 0), arguments::text(context, 1)) else {
        return Ok(false);
    };
    match context.get_aux::<Prepared>(0) {
        Ok(Some(prepared)) if prepared.escape == escape => Ok(prepared.pattern.matches(&text)),
        _ => {
            let prepared = Prepared { escape, pattern: LikePattern::new(&pattern, escape)? };
            let matches = prepared.pattern.matches(&text);
            // Only to be faster on the next row; SQLite drops it at once when the pattern is no constant.
            let _ = context.set_aux(0, prepared);
            Ok(matches)
        }
    }
}

fn single_character(text: &str) -> std::result::Result<char, FunctionError> {
    let mut characters = text.chars();
    match (characters.next(), characters.next()) {
        (Some(character), None) => Ok(character),
        _ => Err(msg!("function-like-escape").into()),
    }
}

/// Text that `LIKE … ESCAPE character` takes as it is.
fn escape_like(context: &Context<'_>) -> std::result::Result<Option<String>, FunctionError> {
    let (Some(text), Some(escape)) = (arguments::text(context, 0), arguments::text(context, 1)) else {
        return Ok(None);
    };
    let escape = single_character(&escape)?;
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        if character == escape || matches!(character, '%' | '_') {
            escaped.push(escape);
        }
        escaped.push(character);
    }
    Ok(Some(escaped))
}

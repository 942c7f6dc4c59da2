//! Writing HTML by hand, safely.

use crate::text::entity;

/// A text as it stands between tags or inside a quoted attribute.
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 8);
    push_escaped(&mut escaped, text);
    escaped
}

/// The maximal length of one text or attribute, in bytes: the sanitiser takes time quadratic in it.
pub const RUN_BYTES_MAX: usize = 8 << 10;
/// Splits a text in two; the sanitiser drops it.
pub const RUN_END: &str = "<!---->";

/// Appends a text, split into runs below the limit.
pub fn push_text(out: &mut String, text: &str) {
    let mut rest = text;
    while let Some(end) = (RUN_BYTES_MAX..rest.len()).find(|at| rest.is_char_boundary(*at)) {
        push_escaped(out, &rest[..end]);
        out.push_str(RUN_END);
        rest = &rest[end..];
    }
    push_escaped(out, rest);
}

/// Like [`escape`], appending to `out`.
pub fn push_escaped(out: &mut String, text: &str) {
    for character in text.chars() {
        match entity(character) {
            Some(entity) => out.push_str(entity),
            None if character == '\0' => out.push('\u{FFFD}'),
            None => out.push(character),
        }
    }
}

/// ` name="value"`, escaped; values beyond the limit are cut.
pub fn attribute(name: &str, value: &str) -> String {
    let end = (RUN_BYTES_MAX..value.len()).find(|at| value.is_char_boundary(*at)).unwrap_or(value.len());
    let value = &value[..end];
    format!(" {name}=\"{}\"", escape(value))
}

/// The visible text of HTML that we wrote: without tags, its entities read.
pub fn text_of(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((before, after)) = rest.split_once('<') {
        text.push_str(before);
        rest = after.split_once('>').map_or("", |(_, after)| after);
    }
    text.push_str(rest);
    [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&nbsp;", "\u{A0}"), ("&amp;", "&")]
        .iter()
        .fold(text, |text, (entity, character)| text.replace(entity, character))
}

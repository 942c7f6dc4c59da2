//! Tags written as HTML in a text: a few are kept with a few attributes, all others are text (web.md 3.1).

use super::marks::Meaning;
use crate::website::html::attribute;
use crate::website::links;

const KEPT: [&str; 19] = [
    "abbr", "dfn", "acronym", "kbd", "samp", "code", "del", "ins", "sup", "sub", "mark", "var", "span", "strong", "em",
    "i", "b", "small", "a",
];

/// Reads the tag that a text starts with: how many bytes it takes and what it means; `None` if it is not a supported
/// tag.
pub fn read(text: &str) -> Option<(usize, Meaning)> {
    let inside = text.strip_prefix('<')?;
    let (closing, inside) = inside.strip_prefix('/').map_or((false, inside), |inside| (true, inside));
    let end = inside.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(inside.len());
    let given = inside[..end].to_ascii_lowercase();
    let name = KEPT.iter().find(|kept| **kept == given)?;
    let (attributes, taken) = attributes(&inside[end..])?;
    let taken = text.len() - inside.len() + end + taken;
    if closing {
        return Some((taken, Meaning::Close { name }));
    }
    let mut html = format!("<{name}");
    for (key, value) in &attributes {
        match key.as_str() {
            "class" | "lang" | "title" => html.push_str(&attribute(key, value)),
            "href" if *name == "a" => {
                html.push_str(&links::href(value).map_or(String::new(), |href| attribute("href", &href)))
            }
            "target" if *name == "a" && value.starts_with('_') => {
                html.push_str(&attribute("target", value));
                html.push_str(" rel=\"noreferrer noopener\"");
            }
            _ => {}
        }
    }
    html.push('>');
    Some((taken, Meaning::Open { name, html }))
}

/// Names and values of attributes.
pub type Attributes = Vec<(String, String)>;

/// The attributes up to `>`, names in lower case, the first of doubled ones; and how many bytes they take, the `>`
/// included. `None` if `>` is missing or an attribute is malformed.
pub fn attributes(text: &str) -> Option<(Attributes, usize)> {
    let mut found = Attributes::new();
    let mut rest = text;
    loop {
        let trimmed = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
        if let Some(after) = trimmed.strip_prefix('>') {
            return Some((found, text.len() - after.len()));
        }
        if trimmed.len() == rest.len() {
            // An attribute needs a space before it.
            return None;
        }
        let end = trimmed.find(|c: char| c.is_whitespace() || matches!(c, '=' | '>' | '/' | '<' | '"' | '\''))?;
        let (name, after) = trimmed.split_at(end);
        if name.is_empty() {
            return None;
        }
        let (value, after) = value(after)?;
        let name = name.to_ascii_lowercase();
        if !found.iter().any(|(known, _)| *known == name) {
            found.push((name, value.to_owned()));
        }
        rest = after;
    }
}

fn value(text: &str) -> Option<(&str, &str)> {
    let Some(given) = text.trim_start().strip_prefix('=') else { return Some(("", text)) };
    let given = given.trim_start();
    for quote in ['"', '\''] {
        if let Some(inside) = given.strip_prefix(quote) {
            return inside.split_once(quote);
        }
    }
    let end = given.find(|c: char| c.is_whitespace() || c == '>')?;
    Some(given.split_at(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn opened(text: &str) -> String {
        match read(text) {
            Some((taken, Meaning::Open { html, .. })) if taken == text.len() => html,
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn known_tags_keep_their_harmless_attributes() {
        assert_eq!(
            opened("<SPAN class='c' onclick=alert(1) title=\"a > b\">"),
            "<span class=\"c\" title=\"a &gt; b\">"
        );
        assert_eq!(opened("<a href=contact>"), "<a href=\"/contact\">");
        assert_eq!(opened("<a href=\"javascript:alert(1)\" style='x'>"), "<a>");
        assert_eq!(opened("<kbd/>"), "<kbd>");
        assert!(matches!(read("</kbd >x"), Some((7, Meaning::Close { name: "kbd" }))));
    }

    #[test]
    fn all_else_is_text() {
        for text in
            ["<script>", "<img src=x onerror=y>", "<b", "<b =x>", "<b\"x\">", "<b title=\"", "< b>", "<bold>", "<svg>"]
        {
            assert_eq!(read(text), None, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_without_a_panic(text in "<[a-z/='\" é<>]{0,40}") {
            let _ = read(&text);
        }
    }
}

//! Headings: `## Title ## {#id .class}`, and the list of them (web.md 3.1, 3.2).

use super::marks::Meaning;
use crate::website::address::dashed;
use crate::website::html::{attribute, push_escaped};

/// A heading line taken apart.
pub struct Heading<'a> {
    /// `#` to `######`
    pub signs: &'a str,
    pub text: &'a str,
    pub attributes: Option<Meaning>,
}

/// Parses a heading line; the space after `#` is optional. `None` for other lines.
pub fn split(line: &str) -> Option<Heading<'_>> {
    let signs = line.len() - line.trim_start_matches('#').len();
    if !(1..=6).contains(&signs) {
        return None;
    }
    let mut text = line[signs..].trim();
    let (mut id, mut classes, mut given) = (None, Vec::new(), false);
    while let Some((before, group)) = last_group(text) {
        for word in group.split_whitespace() {
            match word.split_at(1) {
                ("#", name) => id = Some(name.to_owned()),
                (_, name) => classes.insert(0, name.to_owned()),
            }
        }
        (text, given) = (before.trim_end(), true);
    }
    // Markdown drops trailing `#` only after a space; this dialect always does.
    let text = text.trim_end_matches('#').trim_end();
    Some(Heading { signs: &line[..signs], text, attributes: given.then_some(Meaning::Heading { id, classes }) })
}

/// `… {#id .class}`: the text before the last braces, and the names inside, if they hold only names.
fn last_group(text: &str) -> Option<(&str, &str)> {
    let (before, group) = text.strip_suffix('}')?.rsplit_once('{')?;
    let names = |word: &str| {
        let name = word.strip_prefix(['#', '.']).unwrap_or_default();
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte))
    };
    (!group.trim().is_empty() && group.split_whitespace().all(names)).then_some((before, group))
}

/// A heading of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContentsItem {
    pub level: u8,
    pub id: String,
    pub text: String,
}

/// The id that a heading's text makes; `-` if it would be empty.
pub fn id_of(text: &str) -> String {
    Some(dashed(text)).filter(|id| !id.is_empty()).unwrap_or_else(|| "-".to_owned())
}

/// The list of headings down to a level (0: all), nested.
pub fn contents(entries: &[ContentsItem], level: u8, aside: bool) -> String {
    let tag = if aside { "aside" } else { "div" };
    let mut html = format!("<{tag} class=\"toc\">");
    let mut open: Vec<u8> = Vec::new();
    for entry in entries.iter().filter(|entry| level == 0 || entry.level <= level) {
        while open.len() > 1 && open[open.len() - 2] >= entry.level {
            open.pop();
            html.push_str("</li></ol>");
        }
        match open.last_mut() {
            Some(last) if *last >= entry.level => {
                *last = entry.level;
                html.push_str("</li><li>");
            }
            _ => {
                open.push(entry.level);
                html.push_str("<ol><li>");
            }
        }
        html.push_str(&format!("<a{}>", attribute("href", &format!("#{}", entry.id))));
        push_escaped(&mut html, &entry.text);
        html.push_str("</a>");
    }
    html.push_str(&"</li></ol>".repeat(open.len()));
    html.push_str(&format!("</{tag}>"));
    html
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heading_has_its_signs_its_text_and_its_names() {
        let heading = split("##Deux ## {#id} {.c1 .c2}").unwrap();
        assert_eq!((heading.signs, heading.text), ("##", "Deux"));
        let expected = Meaning::Heading { id: Some("id".into()), classes: vec!["c2".into(), "c1".into()] };
        assert_eq!(heading.attributes, Some(expected));
        assert_eq!(split("# Un {x}").unwrap().text, "Un {x}");
        assert!(split("####### sept").is_none() && split("texte").is_none());
    }

    #[test]
    fn the_list_of_headings_is_well_nested() {
        let entry = |level, id: &str| ContentsItem { level, id: id.into(), text: id.into() };
        let entries = [entry(2, "a"), entry(3, "b"), entry(1, "c"), entry(3, "d"), entry(2, "e")];
        let html = contents(&entries, 0, false).replace("<a href=\"#", "(").replace("</a>", "");
        assert_eq!(
            html,
            "<div class=\"toc\"><ol><li>(a\">a<ol><li>(b\">b</li></ol></li><li>(c\">c<ol><li>(d\">d</li><li>(e\">e</li></ol></li></ol></div>"
        );
        assert_eq!(contents(&[], 0, true), "<aside class=\"toc\"></aside>");
    }
}

//! The text of a group message for one recipient: Markdown with its placeholders filled, as HTML and as plain text.

use rusqlite::Connection;
use serde_json::{Map, Value as Json};

use super::template::{Template, Values};
use crate::error::Result;
use crate::i18n::Language;
use crate::website::render;

/// Both forms of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    pub text: String,
    /// What is in the body of an HTML document.
    pub html: String,
}

/// The text for one recipient. In HTML every value is written so that no sign of it means anything to Markdown. `site` is
/// the address of the public site, ending in `/`: relative links start there.
pub fn render(
    conn: &Connection,
    template: &Template,
    data: &Map<String, Json>,
    site: &str,
    language: Language,
) -> Result<Rendered> {
    let values = values(data);
    let markdown = template.fill(&values, push_inert);
    let html = absolute(&render::fragment(conn, &markdown, site, language)?, site);
    let text = plain(&template.fill(&values, |out, value| out.push_str(value)));
    Ok(Rendered { text, html })
}

/// The values of a recipient, as texts.
fn values(data: &Map<String, Json>) -> Values {
    let text = |value: &Json| match value {
        Json::Null => String::new(),
        Json::String(text) => text.clone(),
        Json::Bool(truth) => if *truth { "1" } else { "" }.to_owned(),
        other => other.to_string(),
    };
    data.iter().map(|(name, value)| (name.clone(), text(value))).collect()
}

/// Writes a value whose signs mean nothing: as numeric entities, which Markdown and HTML both read as text.
fn push_inert(out: &mut String, value: &str) {
    for character in value.chars() {
        if character.is_ascii_punctuation() || character.is_ascii_control() {
            out.push_str(&format!("&#{};", u32::from(character)));
        } else {
            out.push(character);
        }
    }
}

/// Links and sources that begin with `/` lead to the site, wherever the message is read.
fn absolute(html: &str, site: &str) -> String {
    if site == "/" {
        return html.to_owned();
    }
    ["href=\"/", "src=\"/"].iter().fold(html.to_owned(), |html, start| {
        let attribute = start.trim_end_matches('/');
        html.replace(start, &format!("{attribute}{site}"))
    })
}

/// Markdown that a person can read as it is: pictures and extensions are reduced to their texts, links to text and address;
/// other signs stay (people.md 9.1).
pub fn plain(markdown: &str) -> String {
    let mut out = String::with_capacity(markdown.len());
    let mut rest = markdown;
    while let Some(start) = rest.find(['[', '!', '<']) {
        out.push_str(&rest[..start]);
        let here = &rest[start..];
        let (reduced, length) = picture(here).or_else(|| link(here)).or_else(|| extension(here)).unwrap_or_else(|| {
            let first = here.chars().next().map_or(1, char::len_utf8);
            (here[..first].to_owned(), first)
        });
        out.push_str(&reduced);
        rest = &here[length..];
    }
    out.push_str(rest);
    out.trim().to_owned() + "\n"
}

/// `![text](address)` → `[text]`
fn picture(here: &str) -> Option<(String, usize)> {
    let (text, _, length) = bracketed(here.strip_prefix('!')?)?;
    Some((if text.is_empty() { String::new() } else { format!("[{text}]") }, length + 1))
}

/// `[text](address)` → `text (address)`, or the address alone if it is the text.
fn link(here: &str) -> Option<(String, usize)> {
    let (text, address, length) = bracketed(here)?;
    let said = if text == address || text.is_empty() { address.to_owned() } else { format!("{text} ({address})") };
    Some((said, length))
}

/// Text, address and length of `[text](address "title")`, on one line.
fn bracketed(here: &str) -> Option<(&str, &str, usize)> {
    let inside = here.strip_prefix('[')?;
    let (text, after) = inside.split_once("](")?;
    let (target, _) = after.split_once(')')?;
    let is_one = !text.contains(['\n', '[', ']']) && !target.contains('\n');
    let address = target.split_whitespace().next().unwrap_or_default();
    is_one.then_some((text, address, 1 + text.len() + 2 + target.len() + 1))
}

/// `<<button href="A" label="B">>` → `B (A)`; any other extension goes.
fn extension(here: &str) -> Option<(String, usize)> {
    let inside = here.strip_prefix("<<")?;
    let end = inside.find(">>")?;
    let call = &inside[..end];
    let argument = |name: &str| {
        let (_, after) = call.split_once(&format!("{name}=\""))?;
        after.split('"').next().map(str::to_owned)
    };
    let said = match (argument("label"), argument("href")) {
        (Some(label), Some(address)) if call.starts_with("button") => format!("{label} ({address})"),
        _ => String::new(),
    };
    Some((said, end + 4))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_only_a_browser_can_show_is_reduced_to_its_words() {
        for (markdown, text) in [
            ("Voir [le site](https://a.example/x \"titre\").", "Voir le site (https://a.example/x).\n"),
            ("[https://a.example](https://a.example)", "https://a.example\n"),
            ("![Une abeille](abeille.jpg) et ![](x.png)fin", "[Une abeille] et fin\n"),
            ("<<button href=\"https://a.example\" label=\"Adhérer\">>", "Adhérer (https://a.example)\n"),
            ("<<image file=\"x.jpg\">>Texte", "Texte\n"),
            ("# Titre\n\n* un **gras** [ ] ! < 3", "# Titre\n\n* un **gras** [ ] ! < 3\n"),
            ("[ouvert](sans fin", "[ouvert](sans fin\n"),
            ("é![é", "é![é\n"),
        ] {
            assert_eq!(plain(markdown), text, "{markdown}");
        }
    }

    #[test]
    fn no_sign_of_a_value_means_anything() {
        let mut out = String::new();
        push_inert(&mut out, "<b>*é* [x](y)\n&amp;");
        let plain = out.replace("&#", "").replace(';', "");
        assert!(!plain.contains(|c: char| c.is_ascii_punctuation()), "{out}");
    }

    #[test]
    fn links_of_the_site_are_written_in_full() {
        assert_eq!(
            absolute("<a href=\"/x\"><img src=\"/y\">", "https://a.example/"),
            "<a href=\"https://a.example/x\"><img src=\"https://a.example/y\">"
        );
    }
}

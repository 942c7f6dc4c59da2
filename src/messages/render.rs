//! The text of a group message for one recipient: Markdown with its placeholders filled, as HTML and as plain text.

use std::cell::RefCell;

use rusqlite::Connection;
use serde_json::{Map, Value as Json};

use super::template::{Template, Values};
use crate::error::Result;
use crate::i18n::Language;
use crate::mail::text::push_escaped;
use crate::text::hexadecimal;
use crate::website::render;

/// Both forms of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    pub text: String,
    /// What is in the body of an HTML document.
    pub html: String,
}

/// The text for one recipient. `site` is the address of the public site, ending in `/`: relative links start there.
pub fn render(
    conn: &Connection,
    template: &Template,
    data: &Map<String, Json>,
    site: &str,
    language: Language,
) -> Result<Rendered> {
    let values = values(data);
    let inert = Inert::new();
    let markdown = template.fill(&values, |out, value| inert.push(out, value));
    let html = render::fragment(conn, &markdown, site, language)?;
    let html = absolute(&inert.put_back(&html), site);
    let text = plain(&template.fill(&values, |out, value| out.push_str(value)));
    Ok(Rendered { text, html })
}

/// Values on their way through Markdown: words of letters and digits stand for them, so that no sign of a value means
/// anything, and are replaced in the finished HTML.
struct Inert {
    /// Begins each of those words; a value cannot guess it.
    mark: String,
    values: RefCell<Vec<String>>,
}

impl Inert {
    fn new() -> Self {
        Inert { mark: format!("v{}", hexadecimal(&rand::random::<[u8; 8]>())), values: RefCell::default() }
    }

    fn push(&self, out: &mut String, value: &str) {
        if value.is_empty() {
            return;
        }
        let mut values = self.values.borrow_mut();
        out.push_str(&format!("{}x{}x", self.mark, values.len()));
        values.push(value.to_owned());
    }

    fn put_back(&self, html: &str) -> String {
        let values = self.values.borrow();
        let mut out = String::with_capacity(html.len());
        let mut parts = html.split(self.mark.as_str());
        out.push_str(parts.next().unwrap_or_default());
        for part in parts {
            let (number, after) = part.strip_prefix('x').and_then(|part| part.split_once('x')).unwrap_or(("", part));
            let value = number.parse::<usize>().ok().and_then(|at| values.get(at));
            let value = value.map_or("", String::as_str);
            // A link to a value was taken for one to a page of that name.
            if after.starts_with('"') && out.ends_with("href=\"/") && is_address(value) {
                out.pop();
            }
            push_escaped(&mut out, value);
            out.push_str(after);
        }
        out
    }
}

/// Whether a value is a whole address of the web.
fn is_address(value: &str) -> bool {
    ["https://", "http://"].iter().any(|scheme| value.starts_with(scheme)) && !value.contains(char::is_whitespace)
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
    fn no_sign_of_a_value_means_anything_and_none_is_taken_for_another() {
        let inert = Inert::new();
        let mut text = String::new();
        for value in ["<b>*é*", "a\"b", "", "https://b.example/?x=1&y"] {
            inert.push(&mut text, value);
            text.push('|');
        }
        assert!(!text.contains(['<', '*', '"', '&']), "{text}");
        assert_eq!(inert.put_back(&text), "&lt;b&gt;*é*|a&quot;b||https://b.example/?x=1&amp;y|");
        let guess = format!("{}x0x", inert.mark);
        inert.push(&mut text, &guess);
        assert!(inert.put_back(&text).ends_with(&guess), "a value is not read again");
    }

    #[test]
    fn a_link_to_a_value_leads_to_the_web_and_never_to_a_script() {
        let inert = Inert::new();
        let mut html = String::from("<a href=\"/");
        inert.push(&mut html, "https://b.example/");
        html.push_str("\">x</a><a href=\"/");
        inert.push(&mut html, "javascript:alert(1)");
        html.push_str("\">y</a>");
        let expected = "<a href=\"https://b.example/\">x</a><a href=\"/javascript:alert(1)\">y</a>";
        assert_eq!(inert.put_back(&html), expected);
    }

    #[test]
    fn links_of_the_site_are_written_in_full() {
        assert_eq!(
            absolute("<a href=\"/x\"><img src=\"/y\">", "https://a.example/"),
            "<a href=\"https://a.example/x\"><img src=\"https://a.example/y\">"
        );
    }
}

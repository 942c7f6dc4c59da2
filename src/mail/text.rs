//! Plain texts in HTML.

use crate::text::entity;

/// The HTML of a plain text: line breaks, and addresses of the web as links.
pub fn html_of(text: &str) -> String {
    let paragraphs = text.replace("\r\n", "\n");
    let paragraphs = paragraphs.trim().split("\n\n").filter(|paragraph| !paragraph.trim().is_empty());
    paragraphs.map(|paragraph| format!("<p>{}</p>\n", lines(paragraph.trim_matches('\n')))).collect()
}

fn lines(paragraph: &str) -> String {
    paragraph.split('\n').map(line).collect::<Vec<_>>().join("<br>\n")
}

fn line(line: &str) -> String {
    let mut html = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(start) = ["https://", "http://"].iter().filter_map(|scheme| rest.find(scheme)).min() {
        let (before, from) = rest.split_at(start);
        let end = from.find(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"')).unwrap_or(from.len());
        // What ends a sentence is no part of the address.
        let url = from[..end].trim_end_matches(['.', ',', ';', ':', '!', '?', ')', '\'']);
        push_escaped(&mut html, before);
        html.push_str("<a href=\"");
        push_escaped(&mut html, url);
        html.push_str("\">");
        push_escaped(&mut html, url);
        html.push_str("</a>");
        rest = &from[url.len()..];
    }
    push_escaped(&mut html, rest);
    html
}

/// Adds a text as HTML.
pub fn push_escaped(html: &mut String, text: &str) {
    for character in text.chars() {
        match entity(character) {
            Some(entity) => html.push_str(entity),
            None => html.push(character),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_keeps_its_lines_and_its_addresses_become_links() {
        let html = html_of("Bonjour <Ada> & co,\r\nvoir https://a.example/x?y=1&z=2.\n\n\nFin");
        assert_eq!(
            html,
            "<p>Bonjour &lt;Ada&gt; &amp; co,<br>\nvoir <a href=\"https://a.example/x?y=1&amp;z=2\">https://a.example/x?y=1&amp;z=2</a>.</p>\n<p>Fin</p>\n"
        );
    }

    #[test]
    fn nothing_in_a_text_becomes_a_tag_or_an_attribute() {
        for text in ["<script>", "https://a\"onclick=x", "http://<b>", "https://", "a\u{0}b 'c'"] {
            let html = html_of(text);
            let bare = html.replace("<p>", "").replace("</p>", "").replace("<a href=\"", "").replace("</a>", "");
            assert!(!bare.contains('<'), "{html}");
        }
    }
}

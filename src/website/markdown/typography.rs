//! French typography and bare addresses in a text (web.md 3.1).

use crate::website::html::{attribute, push_text};

const NO_BREAK: char = '\u{A0}';

/// The context of a text.
#[derive(Debug, Clone, Copy)]
pub struct Around {
    /// It begins a line: no bold word, link or the like stands before it.
    pub starts: bool,
    /// Nothing, or a new line, follows.
    pub ends: bool,
    /// It is already inside a link.
    pub linked: bool,
}

/// Writes a text with its no-break spaces, and its bare addresses as links.
pub fn write(out: &mut String, text: &str, around: Around) {
    let (mut rest, mut starts) = (text, around.starts);
    while let Some(at) = next_address(rest).filter(|_| !around.linked) {
        let (before, address) = rest.split_at(at);
        push_text(out, &spaced(before, starts, false));
        let (address, after) = address.split_at(address_length(address));
        out.push_str(&format!("<a{} rel=\"noreferrer noopener external\">", attribute("href", address)));
        push_text(out, address);
        out.push_str("</a>");
        (rest, starts) = (after, false);
    }
    push_text(out, &spaced(rest, starts, around.ends));
}

/// The start of the next `http://` or `https://` that is not inside a word.
fn next_address(text: &str) -> Option<usize> {
    let starts = text.match_indices("http").map(|(at, _)| at);
    starts.into_iter().find(|at| {
        let behind = text[*at + 4..].trim_start_matches('s');
        let host = behind.strip_prefix("://").and_then(|host| host.chars().next());
        let before = text[..*at].chars().next_back();
        text.len() - *at - behind.len() <= 5
            && host.is_some_and(|c| c.is_alphanumeric() || c == '[')
            && before.is_none_or(|c| !c.is_alphanumeric())
    })
}

/// Up to the next blank, without trailing punctuation and without a closing bracket that was opened before the address.
fn address_length(text: &str) -> usize {
    let end = text.find(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '»')).unwrap_or(text.len());
    let mut address = &text[..end];
    let mut unopened = address.matches(')').count().saturating_sub(address.matches('(').count());
    while let Some(last) = address.chars().next_back() {
        match last {
            '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '*' | '_' | '~' => {}
            ')' if unopened > 0 => unopened -= 1,
            _ => break,
        }
        address = &address[..address.len() - 1];
    }
    address.len()
}

/// The text with no-break spaces where French wants them.
fn spaced(text: &str, starts: bool, ends: bool) -> String {
    let characters: Vec<char> = text.chars().collect();
    let mut out: Vec<char> = Vec::with_capacity(characters.len() + 8);
    for (at, character) in characters.iter().copied().enumerate() {
        let next = characters.get(at + 1);
        let before = out.last().copied();
        match character {
            '?' | '!' | ':' | '»' | ';' | '€' if takes_space(character, next, ends) => {
                if wants_space(character, &out, starts) {
                    while out.last().is_some_and(|last| is_blank(*last)) {
                        out.pop();
                    }
                    out.push(NO_BREAK);
                }
                out.push(character);
            }
            '«' if next.map_or(!ends, |next| !next.is_whitespace()) => out.extend(['«', NO_BREAK]),
            blank if is_blank(blank) && before == Some('«') => out.push(NO_BREAK),
            blank if is_blank(blank) && before == Some(NO_BREAK) && out.iter().rev().nth(1) == Some(&'«') => {}
            ' ' if before.is_some_and(|c| c.is_ascii_digit()) && starts_thousands(&characters[at + 1..]) => {
                out.push(NO_BREAK)
            }
            other => out.push(other),
        }
    }
    out.into_iter().collect()
}

/// Whether a sign stands where French puts a space before it: at the end of a word, and for `»` before any other sign.
fn takes_space(sign: char, next: Option<&char>, ends: bool) -> bool {
    match next {
        None => ends || sign == '»',
        Some(next) => next.is_whitespace() || (sign == '»' && !next.is_alphanumeric()),
    }
}

/// Not at the start of a line, not in `?!`, not behind `&name`.
fn wants_space(sign: char, before: &[char], starts: bool) -> bool {
    let Some(last) = before.iter().rev().find(|c| !is_blank(**c)) else { return !starts };
    if matches!(last, '?' | '!' | ':' | ';') && !before.last().is_some_and(|c| is_blank(*c)) {
        return sign == '»';
    }
    let name = before.iter().rev().take(32).find(|c| !c.is_ascii_alphanumeric() && **c != '#');
    !(sign == ';' && name == Some(&'&') && before.last() != Some(&'&'))
}

fn is_blank(character: char) -> bool {
    matches!(character, ' ' | '\t' | NO_BREAK | '\u{202F}')
}

/// Exactly three digits.
fn starts_thousands(characters: &[char]) -> bool {
    let digits = characters.iter().take(4).take_while(|c| c.is_ascii_digit()).count();
    digits == 3
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(text: &str) -> String {
        let mut out = String::new();
        write(&mut out, text, Around { starts: true, ends: true, linked: false });
        out.replace(NO_BREAK, "~")
    }

    #[test]
    fn signs_and_thousands_get_no_break_spaces() {
        assert_eq!(
            written("Bonjour ! Ça va? « ok » 10 000 € : oui ; non"),
            "Bonjour~! Ça va~? «~ok~» 10~000~€~: oui~; non"
        );
        assert_eq!(written("12:30, a:b, quoi ?! 1 2345"), "12:30, a:b, quoi ?! 1 2345");
        assert_eq!(written("&eacute; &lt; x"), "&amp;eacute; &amp;lt; x");
        assert_eq!(written(": x"), ": x");
    }

    #[test]
    fn quotation_marks_have_their_spaces_inside() {
        for (text, shown) in [
            ("« ok »", "«~ok~»"),
            ("«ok»", "«~ok~»"),
            ("(« ok »), «ok».", "(«~ok~»), «~ok~»."),
            ("« Vraiment ? », dit-il", "«~Vraiment~?~», dit-il"),
            ("«  ok  » !", "«~ok~»~!"),
            ("«\u{A0}ok\u{A0}»", "«~ok~»"),
            ("a »b« c «", "a »b«~c «"),
        ] {
            assert_eq!(written(text), shown, "{text}");
        }
    }

    #[test]
    fn bare_addresses_are_links_without_the_signs_behind_them() {
        let link = |url: &str| format!("<a href=\"{url}\" rel=\"noreferrer noopener external\">{url}</a>");
        assert_eq!(written("Voir https://x.org/a_(b). Puis"), format!("Voir {}. Puis", link("https://x.org/a_(b)")));
        assert_eq!(written("(http://x.org)"), format!("({})", link("http://x.org")));
        assert_eq!(written("xhttps://x.org httpss://x a@b.fr"), "xhttps://x.org httpss://x a@b.fr");
    }
}

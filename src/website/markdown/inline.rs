//! One line of text before Markdown reads it: tags, extensions and footnotes become marks, and Markdown syntax that
//! this dialect lacks is escaped (web.md 3.1).

use std::collections::HashSet;

use super::marks::{Marks, Meaning, stand_in};
use super::tags;
use crate::website::extensions::Call;

/// The characters that a backslash escapes.
const ESCAPABLE: &str = "\\`*_{}[]()>#+-.!|~<";

/// How far to search for the end of a tag, extension or code span, in bytes. Keeps the time linear in the length of the
/// line.
const WINDOW_BYTES: usize = 2048;

/// Prepares a line. `notes` holds the labels of the footnotes that are defined.
pub fn mark(line: &str, marks: &mut Marks, notes: &HashSet<String>) -> String {
    let mut out = String::with_capacity(line.len() + 16);
    let last_comment_end = line.rfind("-->").unwrap_or(0);
    let mut whole = line;
    while let Some(character) = whole.chars().next() {
        let rest = window(whole);
        let taken = match character {
            '<' if line.len() - whole.len() < last_comment_end
                && let Some(taken) = comment(whole) =>
            {
                out.push_str(&marks.add(&whole[..taken], Meaning::Nothing));
                taken
            }
            '`' => code(rest, &mut out),
            '\\' => backslash(rest, &mut out),
            '~' => tildes(rest, &mut out),
            '<' => angle(rest, marks, &mut out),
            '[' => note(rest, marks, notes, &mut out),
            '&' => {
                out.push(stand_in('&'));
                1
            }
            other => {
                out.push(other);
                other.len_utf8()
            }
        };
        whole = &whole[taken..];
    }
    out
}

fn window(text: &str) -> &str {
    let end = (WINDOW_BYTES..text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len());
    &text[..end]
}

/// Copies a code span, escaping `|` so that it does not split table cells.
fn code(rest: &str, out: &mut String) -> usize {
    let ticks = rest.len() - rest.trim_start_matches('`').len();
    let mut search = ticks;
    while let Some(at) = rest[search..].find('`').map(|at| at + search) {
        let run = rest[at..].len() - rest[at..].trim_start_matches('`').len();
        if run == ticks {
            out.extend(rest[..at + run].chars().map(|c| if c == '|' { stand_in('|') } else { c }));
            return at + run;
        }
        search = at + run;
    }
    out.push_str(&rest[..ticks]);
    ticks
}

fn backslash(rest: &str, out: &mut String) -> usize {
    match rest[1..].chars().next() {
        Some(next) if ESCAPABLE.contains(next) => {
            out.push_str(&rest[..2]);
            2
        }
        _ => {
            out.push(stand_in('\\'));
            1
        }
    }
}

/// `~~` strikes through; any other number of tildes is literal.
fn tildes(rest: &str, out: &mut String) -> usize {
    let run = rest.len() - rest.trim_start_matches('~').len();
    let strike = if run == 2 { "~~" } else { "\\~" };
    out.push_str(&if run == 2 { strike.to_owned() } else { strike.repeat(run) });
    run
}

fn angle(rest: &str, marks: &mut Marks, out: &mut String) -> usize {
    if let Some((taken, meaning)) = extension(rest).or_else(|| tags::read(rest)) {
        out.push_str(&marks.add(&rest[..taken], meaning));
        return taken;
    }
    match autolink(rest) {
        Some(taken) => {
            out.push_str(&rest[..taken]);
            taken
        }
        None => {
            out.push(stand_in('<'));
            1
        }
    }
}

/// `<!-- … -->`, whose lines were joined beforehand.
fn comment(rest: &str) -> Option<usize> {
    let end = rest.strip_prefix("<!--")?.find("-->")?;
    Some("<!--".len() + end + "-->".len())
}

/// `<<name …>>`, or with three signs.
pub fn extension(rest: &str) -> Option<(usize, Meaning)> {
    let signs = if rest.starts_with("<<<") { 3 } else { 2 };
    let inside = rest.strip_prefix(&"<<<"[..signs])?;
    if !inside.starts_with(|c: char| c == '/' || c.is_ascii_alphabetic()) {
        return None;
    }
    let end = inside.find(&">>>"[..signs])?;
    Some((end + 2 * signs, Meaning::Call(Call::parse(&inside[..end])?)))
}

/// `<https://…>` or `<somebody@…>`: left to Markdown.
fn autolink(rest: &str) -> Option<usize> {
    if !rest[1..].starts_with(|c: char| c.is_alphanumeric()) {
        return None;
    }
    let inside = rest[1..].split_once('>')?.0;
    let plain = !inside.contains(|c: char| c.is_whitespace() || c == '<' || c.is_control());
    let address = inside.contains("://") || inside.contains('@') || inside.starts_with("mailto:");
    (plain && address).then_some(inside.len() + 2)
}

/// `[^x]` if `[^x]: …` is defined.
fn note(rest: &str, marks: &mut Marks, notes: &HashSet<String>, out: &mut String) -> usize {
    let label = rest.strip_prefix("[^").and_then(|inside| inside.split_once(']')).map(|(label, _)| label);
    match label.filter(|label| notes.contains(*label)) {
        Some(label) => {
            let taken = label.len() + "[^]".len();
            out.push_str(&marks.add(&rest[..taken], Meaning::NoteRef(label.to_owned())));
            taken
        }
        None => {
            out.push('[');
            1
        }
    }
}

//! Prepares the lines of a page for Markdown: block syntax that only this dialect has becomes a mark between empty
//! lines; all other lines go through [`inline`] and [`lists`] (web.md 3.1, 3.2).

use std::collections::HashSet;

use super::inline;
use super::lists::Lists;
use super::marks::{Marks, Meaning, without_noncharacters};
use super::{embeds, headings, lists};
use crate::website::extensions::Call;

/// The Markdown source of a page with marks, and the content that the marks stand for.
pub struct Prepared {
    pub markdown: String,
    pub marks: Marks,
}

pub fn prepare(source: &str) -> Prepared {
    let source = without_noncharacters(source).replace("\r\n", "\n").replace('\r', "\n");
    let lines: Vec<&str> = source.lines().collect();
    let mut work = Work {
        notes: lines.iter().filter_map(|line| note_label(line)).map(str::to_owned).collect(),
        out: String::with_capacity(source.len() + 256),
        ..Work::default()
    };
    work.last_comment_end = lines.iter().rposition(|line| line.contains("-->")).map_or(0, |at| at + 1);
    work.last_call_end = lines.iter().rposition(|line| line.trim_start().starts_with(">>")).map_or(0, |at| at + 1);
    let mut at = 0;
    while at < lines.len() {
        work.at = at;
        at += work.line(&lines[at..]);
    }
    work.end_notes();
    Prepared { markdown: work.out, marks: work.marks }
}

#[derive(Default)]
struct Work {
    out: String,
    marks: Marks,
    lists: Lists,
    notes: HashSet<String>,
    in_notes: bool,
    after_blank: bool,
    in_code: bool,
    fence: Option<Fence>,
    /// The index of the current line. After `last_comment_end` and `last_call_end` no comment or extension ends, so
    /// lines beyond them are not searched.
    at: usize,
    last_comment_end: usize,
    last_call_end: usize,
}

/// A block of code between lines of ``` or ~~~.
struct Fence {
    sign: char,
    length: usize,
    /// The indentation of its lines as written and as placed, which follows the list around it.
    written: usize,
    placed: usize,
}

impl Work {
    /// Consumes at least the first of these lines; returns how many.
    fn line(&mut self, lines: &[&str]) -> usize {
        let line = lines[0];
        let text = line.trim_start();
        let blanks = line.chars().take_while(|c| c.is_whitespace()).map(|c| if c == '\t' { 4 } else { 1 }).sum();
        let after_blank = self.out.is_empty() || self.after_blank;
        self.after_blank = text.is_empty();
        if self.fence.is_some() {
            self.fenced(line, blanks, text);
            return 1;
        }
        if text.is_empty() {
            self.end_notes();
            self.push(0, "");
            return 1;
        }
        self.in_code = blanks >= 4 && !self.lists.is_open() && (after_blank || self.in_code);
        if self.in_code {
            self.push(0, line);
            return 1;
        }
        if blanks < 4
            && let Some(taken) = self.own_line(lines, text)
        {
            return taken;
        }
        self.text_line(lines, line, blanks, after_blank)
    }

    /// A line of text, with the lines that a comment in it extends to.
    fn text_line(&mut self, lines: &[&str], line: &str, blanks: usize, after_blank: bool) -> usize {
        let taken = if self.at < self.last_comment_end { comment_lines(lines) } else { 1 };
        let joined = if taken > 1 { lines[..taken].join("\n") } else { line.to_owned() };
        let text = joined.trim_start();
        if !after_blank && is_delimiter_row(text) {
            // Without a leading `|`, Markdown would read the row as a list item.
            self.push(blanks, &format!("| {text}"));
            return taken;
        }
        let place = self.lists.place(blanks, text, after_blank);
        if let Some(fence) = Fence::open(text, blanks, place.unwrap_or(blanks)) {
            self.push(fence.placed, text);
            self.fence = Some(fence);
            return 1;
        }
        if blanks < 4
            && let Some(heading) = headings::split(text)
        {
            let mark = heading.attributes.map(|meaning| self.marks.add("", meaning)).unwrap_or_default();
            let marked = inline::mark(heading.text, &mut self.marks, &self.notes);
            self.push(place.unwrap_or(blanks), &format!("{} {mark}{marked}", heading.signs));
            return taken;
        }
        let (openers, text) = text.split_at(deepest_opener(text).unwrap_or(0));
        let stop = if openers.is_empty() { String::new() } else { self.marks.add("", Meaning::Nothing) };
        let marked = inline::mark(text, &mut self.marks, &self.notes);
        self.push(place.unwrap_or(blanks), &format!("{openers}{stop}{marked}"));
        taken
    }

    /// Handles block syntax; returns how many lines it takes.
    fn own_line(&mut self, lines: &[&str], text: &str) -> Option<usize> {
        let trimmed = text.trim_end();
        if let Some(label) = note_label(text) {
            return Some(self.note(label, trimmed));
        }
        let (taken, meaning) = match trimmed {
            "}}}" => (1, Meaning::ClassClose),
            _ if trimmed.starts_with("{{{") => (1, Meaning::ClassOpen(classes(&trimmed[3..]))),
            _ if is_contents(trimmed) => (1, Meaning::Contents { level: 0, aside: false }),
            _ if trimmed.starts_with("<<") => call(lines, trimmed, self.at < self.last_call_end)?,
            _ if trimmed.starts_with("<!--") && self.at < self.last_comment_end => comment(lines)?,
            _ if trimmed.starts_with('<') => embed(lines)?,
            _ => return None,
        };
        self.own(&lines[..taken].join("\n"), meaning);
        Some(taken)
    }

    /// A mark between empty lines, so that it is a paragraph of its own.
    fn own(&mut self, source: &str, meaning: Meaning) {
        self.lists.close();
        let mark = self.marks.add(source, meaning);
        self.push(0, "");
        self.push(0, &mark);
        self.push(0, "");
        self.after_blank = true;
    }

    fn note(&mut self, label: &str, line: &str) -> usize {
        let text = line.split_once("]:").map_or("", |(_, text)| text).trim();
        self.own("", Meaning::Note(label.to_owned()));
        self.in_notes = true;
        let marked = inline::mark(text, &mut self.marks, &self.notes);
        self.push(0, &marked);
        self.after_blank = false;
        1
    }

    fn end_notes(&mut self) {
        if std::mem::take(&mut self.in_notes) {
            self.own("", Meaning::NotesEnd);
        }
    }

    fn fenced(&mut self, line: &str, blanks: usize, text: &str) {
        let Some(fence) = &self.fence else { return };
        let closes = fence.closes(text);
        let place = (blanks + fence.placed).saturating_sub(fence.written);
        match blanks >= fence.written {
            true => self.push(place, text),
            false => self.push(0, line),
        }
        if closes {
            self.fence = None;
        }
    }

    fn push(&mut self, blanks: usize, text: &str) {
        self.out.extend(std::iter::repeat_n(' ', blanks));
        self.out.push_str(text);
        self.out.push('\n');
    }
}

impl Fence {
    fn open(text: &str, written: usize, placed: usize) -> Option<Self> {
        let sign = text.chars().next().filter(|sign| matches!(sign, '`' | '~'))?;
        let length = text.len() - text.trim_start_matches(sign).len();
        let information = &text[length..];
        (length >= 3 && !(sign == '`' && information.contains('`'))).then_some(Fence { sign, length, written, placed })
    }

    fn closes(&self, text: &str) -> bool {
        let text = text.trim_end();
        text.len() >= self.length && text.chars().all(|c| c == self.sign)
    }
}

/// `- | :-:` below the headings of a table.
fn is_delimiter_row(text: &str) -> bool {
    text.starts_with('-') && text.contains('|') && text.chars().all(|c| matches!(c, '-' | ':' | '|' | ' ' | '\t'))
}

/// The byte at which nesting of quotes and lists has to stop; `None` if the line does not exceed the limit.
fn deepest_opener(text: &str) -> Option<usize> {
    const OPENERS_MAX: usize = 40;
    let mut rest = text;
    for _ in 0..=OPENERS_MAX {
        let trimmed = rest.trim_start();
        let taken = if trimmed.starts_with('>') { 1 } else { lists::marker(trimmed)? - 1 };
        rest = &trimmed[taken..];
    }
    Some(text.len() - rest.len())
}

/// The label of `[^label]: text`.
fn note_label(line: &str) -> Option<&str> {
    let text = line.trim_start();
    let (label, rest) = text.strip_prefix("[^")?.split_once(']')?;
    (line.len() - text.len() < 4 && !label.is_empty() && rest.starts_with(':')).then_some(label)
}

fn is_contents(line: &str) -> bool {
    ["[toc]", "{:toc}", "[[_TOC_]]"].iter().any(|written| line.eq_ignore_ascii_case(written))
}

/// `.c1 .c2` → `c1 c2`
fn classes(text: &str) -> String {
    let names = text.split_whitespace().map(|name| name.trim_start_matches('.'));
    names.filter(|name| !name.is_empty()).collect::<Vec<_>>().join(" ")
}

/// An extension alone on its line, or with the lines up to one that starts with `>>`.
fn call(lines: &[&str], line: &str, some_end: bool) -> Option<(usize, Meaning)> {
    if let Some((taken, meaning)) = inline::extension(line) {
        return (taken == line.len()).then_some((1, contents_call(meaning)));
    }
    if line.contains(">>") || !some_end {
        return None;
    }
    let mut call = Call::parse(line.trim_start_matches('<'))?;
    let end = 1 + lines[1..].iter().position(|line| line.trim_start().starts_with(">>"))?;
    call.body = Some(lines[1..end].join("\n"));
    Some((end + 1, Meaning::Call(call)))
}

fn contents_call(meaning: Meaning) -> Meaning {
    match meaning {
        Meaning::Call(call) if call.name == "toc" => Meaning::Contents {
            level: call.get(&["level"]).and_then(|level| level.parse().ok()).unwrap_or(0),
            aside: call.has("aside"),
        },
        other => other,
    }
}

/// How many lines to join so that a comment that starts here is complete.
fn comment_lines(lines: &[&str]) -> usize {
    let Some(at) = lines[0].rfind("<!--").filter(|at| !lines[0][*at..].contains("-->")) else { return 1 };
    let in_code = lines[0][..at].matches('`').count() % 2 == 1;
    let end = lines[1..].iter().position(|line| line.contains("-->"));
    end.filter(|_| !in_code).map_or(1, |end| end + 2)
}

/// A comment that fills its lines.
fn comment(lines: &[&str]) -> Option<(usize, Meaning)> {
    let taken = 1 + lines.iter().position(|line| line.contains("-->"))?;
    let alone = lines[taken - 1].trim_end().ends_with("-->") && lines[..taken].join("\n").matches("-->").count() == 1;
    alone.then_some((taken, Meaning::Nothing))
}

/// A frame or a player, up to the line of its end.
fn embed(lines: &[&str]) -> Option<(usize, Meaning)> {
    const LINES_MAX: usize = 20;
    (1..=lines.len().min(LINES_MAX)).find_map(|taken| {
        let text = lines[..taken].join("\n");
        let text = text.trim();
        let (length, html) = embeds::read(text)?;
        (length == text.len() && text.contains("</")).then_some((taken, Meaning::Html(html)))
    })
}

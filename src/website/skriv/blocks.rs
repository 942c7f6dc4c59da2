//! Lines of SkrivML: headings, lists, quotes, tables, code.

use super::inline::Lines;
use crate::error::Result;
use crate::text::transliterate_to_ascii;
use crate::website::extensions::{Call, Context};
use crate::website::html::{attribute, push_text};

/// The maximal depth of lists and quotes.
const LEVELS_MAX: usize = 20;
/// The maximal number of lines of an extension.
const BODY_LINES_MAX: usize = 500;

pub fn render(text: &str, context: Option<&Context>) -> Result<String> {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let lines: Vec<&str> = text.lines().collect();
    let mut page = Page { out: String::new(), inline: Lines { context, notes: Vec::new() }, open_blocks: 0 };
    let mut at = 0;
    while at < lines.len() {
        at += page.block(&lines[at..])?.max(1);
    }
    page.out.push_str(&"</div>".repeat(page.open_blocks));
    page.notes();
    Ok(page.out)
}

struct Page<'a> {
    out: String,
    inline: Lines<'a>,
    /// `{{{ class`
    open_blocks: usize,
}

impl Page<'_> {
    /// Writes the block that these lines start with; returns how many it takes.
    fn block(&mut self, lines: &[&str]) -> Result<usize> {
        let line = lines[0];
        let trimmed = line.trim();
        match line.chars().next() {
            _ if trimmed.is_empty() => Ok(1),
            Some('=') if heading(trimmed).is_some() => self.heading(trimmed),
            Some('*' | '#') if list_marker(line).is_some() => self.list(lines),
            Some('>') => self.quote(lines),
            Some('!') if line.starts_with("!!") => self.table(lines),
            Some('|') if line.starts_with("||") => self.table(lines),
            Some('-') if trimmed.len() >= 4 && trimmed.bytes().all(|byte| byte == b'-') => {
                self.out.push_str("<hr />\n");
                Ok(1)
            }
            Some('[') if line.starts_with("[[[") => Ok(self.verbatim(lines)),
            Some('{') if line.starts_with("{{{") && self.open_blocks < LEVELS_MAX => {
                self.open_blocks += 1;
                self.out.push_str(&format!("<div{}>\n", attribute("class", line[3..].trim())));
                Ok(1)
            }
            Some('}') if trimmed == "}}}" && self.open_blocks > 0 => {
                self.open_blocks -= 1;
                self.out.push_str("</div>\n");
                Ok(1)
            }
            Some('<') if line.starts_with("<<") && !line.contains(">>") => self.extension(lines),
            _ if line.starts_with("    ") || line.starts_with('\t') => Ok(self.indented(lines)),
            _ => self.paragraph(lines),
        }
    }

    fn heading(&mut self, line: &str) -> Result<usize> {
        let Some((level, words, id)) = heading(line) else { return Ok(1) };
        let html = self.inline.render(words)?;
        let id = id.map_or_else(|| id_of(words), str::to_owned);
        self.out.push_str(&format!("<h{level}{}>{html}</h{level}>\n", attribute("id", &id)));
        Ok(1)
    }

    /// Items with their levels: `*`, `**`, `*#`…
    fn list(&mut self, lines: &[&str]) -> Result<usize> {
        let mut open: Vec<char> = Vec::new();
        let mut taken = 0;
        for (signs, words) in lines.iter().map_while(|line| list_marker(line)) {
            let signs: Vec<char> = signs.chars().take(LEVELS_MAX).collect();
            let same = open.iter().zip(&signs).take_while(|(a, b)| a == b).count();
            while open.len() > same {
                self.close_level(&mut open);
            }
            if open.len() == signs.len() {
                self.out.push_str("</li>\n<li>");
            }
            for sign in &signs[open.len()..] {
                open.push(*sign);
                self.out.push_str(if *sign == '*' { "<ul><li>" } else { "<ol><li>" });
            }
            let html = self.inline.render(words)?;
            self.out.push_str(&html);
            taken += 1;
        }
        while !open.is_empty() {
            self.close_level(&mut open);
        }
        Ok(taken)
    }

    fn close_level(&mut self, open: &mut Vec<char>) {
        if let Some(sign) = open.pop() {
            self.out.push_str(if sign == '*' { "</li></ul>" } else { "</li></ol>" });
        }
    }

    fn quote(&mut self, lines: &[&str]) -> Result<usize> {
        let taken = lines.iter().take_while(|line| line.starts_with('>')).count();
        let (mut level, mut paragraph) = (0, Vec::new());
        for line in &lines[..taken] {
            let words = line.trim_start_matches(['>', ' ']);
            let signs = line[..line.len() - words.len()].matches('>').count().min(LEVELS_MAX);
            if signs != level {
                self.quoted(&mut paragraph)?;
                self.out.push_str(&"<blockquote>".repeat(signs.saturating_sub(level)));
                self.out.push_str(&"</blockquote>".repeat(level.saturating_sub(signs)));
                level = signs;
            }
            if words.is_empty() {
                self.quoted(&mut paragraph)?;
            } else {
                paragraph.push(words);
            }
        }
        self.quoted(&mut paragraph)?;
        self.out.push_str(&"</blockquote>".repeat(level));
        Ok(taken)
    }

    fn quoted(&mut self, lines: &mut Vec<&str>) -> Result<()> {
        if !lines.is_empty() {
            let html = self.inline.render(&lines.join("\n"))?;
            self.out.push_str(&format!("<p>{html}</p>"));
            lines.clear();
        }
        Ok(())
    }

    /// `!!a!!b` and `||1||2`; the first row says how many columns there are.
    fn table(&mut self, lines: &[&str]) -> Result<usize> {
        let taken = lines.iter().take_while(|line| line.starts_with("!!") || line.starts_with("||")).count();
        let mut columns = None;
        self.out.push_str("<table>");
        for line in &lines[..taken] {
            let (sign, tag) = if line.starts_with("!!") { ("!!", "th") } else { ("||", "td") };
            let cells: Vec<&str> = line[2..].split(sign).collect();
            let count = *columns.get_or_insert(cells.len());
            self.out.push_str("<tr>");
            for at in 0..count {
                let html = self.inline.render(cells.get(at).copied().unwrap_or_default().trim())?;
                self.out.push_str(&format!("<{tag}>{html}</{tag}>"));
            }
            self.out.push_str("</tr>");
        }
        self.out.push_str("</table>\n");
        Ok(taken)
    }

    /// `[[[` to `]]]`, with the name of a language or without.
    fn verbatim(&mut self, lines: &[&str]) -> usize {
        let language: String =
            lines[0][3..].trim().chars().filter(|c| c.is_ascii_alphanumeric() || "_-".contains(*c)).collect();
        let end = lines[1..].iter().position(|line| line.trim() == "]]]").map_or(lines.len(), |at| at + 1);
        let (open, close) = match language.is_empty() {
            true => ("<pre>".to_owned(), "</pre>\n"),
            false => (format!("<pre><code{}>", attribute("class", &format!("language-{language}"))), "</code></pre>\n"),
        };
        self.out.push_str(&open);
        push_text(&mut self.out, &lines[1..end].join("\n"));
        self.out.push_str(close);
        end + 1
    }

    fn indented(&mut self, lines: &[&str]) -> usize {
        let code: Vec<&str> =
            lines.iter().map_while(|line| line.strip_prefix("    ").or_else(|| line.strip_prefix('\t'))).collect();
        self.out.push_str("<pre>");
        push_text(&mut self.out, &code.join("\n"));
        self.out.push_str("</pre>\n");
        code.len()
    }

    /// An extension whose lines end with `>>`.
    fn extension(&mut self, lines: &[&str]) -> Result<usize> {
        let end = lines[1..].iter().take(BODY_LINES_MAX).position(|line| line.trim_start().starts_with(">>"));
        let (Some(end), Some(mut call)) = (end, Call::parse(lines[0].trim_start_matches('<'))) else {
            return self.paragraph(lines);
        };
        call.body = Some(lines[1..=end].join("\n"));
        if let Some(context) = self.inline.context {
            self.inline.call(&call, context, &mut self.out)?;
        }
        Ok(end + 2)
    }

    fn paragraph(&mut self, lines: &[&str]) -> Result<usize> {
        let taken = 1 + lines[1..].iter().take_while(|line| continues(line)).count();
        let html = self.inline.render(&lines[..taken].join("\n"))?;
        self.out.push_str(&format!("<p>{html}</p>\n"));
        Ok(taken)
    }

    fn notes(&mut self) {
        if self.inline.notes.is_empty() {
            return;
        }
        self.out.push_str("<div class=\"footnotes\">");
        for (at, (label, html)) in self.inline.notes.iter().enumerate() {
            let number = at + 1;
            self.out.push_str(&format!("<p id=\"fn-{number}\"><a href=\"#fn-ref-{number}\">{label}</a>. {html}</p>"));
        }
        self.out.push_str("</div>");
    }
}

/// Whether a line belongs to the paragraph above it.
fn continues(line: &str) -> bool {
    let starts_block = ["!!", "||", "[[[", "{{{", "}}}", "----", "<<", "    ", "\t", ">"];
    !line.trim().is_empty()
        && !starts_block.iter().any(|start| line.starts_with(start))
        && heading(line.trim()).is_none()
        && list_marker(line).is_none()
}

/// `== Title == id`: level, text, id.
fn heading(line: &str) -> Option<(usize, &str, Option<&str>)> {
    let level = line.len() - line.trim_start_matches('=').len();
    let rest = line[level..].trim();
    if !(1..=6).contains(&level) || rest.is_empty() {
        return None;
    }
    let (words, id) = match rest.split_once(&"=".repeat(level)) {
        Some((words, id)) => (words.trim(), Some(id.trim()).filter(|id| !id.is_empty())),
        None => (rest, None),
    };
    Some((level, words, id.filter(|id| id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte)))))
}

/// The signs of a list item and its text.
fn list_marker(line: &str) -> Option<(&str, &str)> {
    let words = line.trim_start_matches(['*', '#']);
    let signs = &line[..line.len() - words.len()];
    // `**bold**` at the start of a line is not an item: an item has a space after its markers, or nothing.
    (!signs.is_empty() && (signs.len() == 1 || words.starts_with(' ')) && !words.trim().is_empty())
        .then_some((signs, words.trim()))
}

/// Capitals stay; everything but letters and digits becomes `-`.
fn id_of(words: &str) -> String {
    let mut id = String::new();
    for character in words.chars() {
        let folded = transliterate_to_ascii(character.encode_utf8(&mut [0; 4])).into_owned();
        match folded.chars().all(|c| c.is_ascii_alphanumeric()) {
            true if character.is_uppercase() => id.push_str(&folded.to_ascii_uppercase()),
            true => id.push_str(&folded),
            false if !id.ends_with('-') => id.push('-'),
            false => {}
        }
    }
    id.trim_matches('-').to_owned()
}

//! Marks inside a line of SkrivML.

use crate::error::Result;
use crate::msg;
use crate::website::extensions::{self, Call, Context, Place};
use crate::website::html::{RUN_BYTES_MAX, RUN_END, attribute, escape, push_escaped};
use crate::website::links;

/// Marks in pairs, with the tag each makes.
const PAIRS: [(&str, &str); 7] =
    [("**", "strong"), ("''", "em"), ("__", "u"), ("--", "s"), ("##", "tt"), ("^^", "sup"), (",,", "sub")];
/// Tags that may be written as HTML, without attributes.
const TAGS: [&str; 20] = [
    "b", "i", "q", "u", "s", "ins", "del", "samp", "kbd", "code", "big", "small", "strong", "em", "tt", "cite", "time",
    "var", "span", "sub",
];
/// Keys that stand in brackets, besides single letters.
const KEYS: [&str; 21] = [
    "Ctrl", "Alt", "AltGr", "Shift", "Maj", "Tab", "Esc", "Echap", "Enter", "Entrée", "Return", "Space", "Espace",
    "Del", "Suppr", "Home", "End", "Up", "Down", "Left", "Right",
];
/// How far to search for the end of a mark, in bytes.
const WINDOW_BYTES: usize = 2048;
/// The maximal depth of nested marks.
const DEPTH_MAX: usize = 12;

/// What is shared by all lines of a page.
pub struct Lines<'a> {
    pub context: Option<&'a Context<'a>>,
    /// Labels and texts of notes, as HTML.
    pub notes: Vec<(String, String)>,
}

impl Lines<'_> {
    /// The HTML of a line.
    pub fn render(&mut self, line: &str) -> Result<String> {
        let mut out = String::with_capacity(line.len() + 32);
        self.write(line, 0, &mut out)?;
        Ok(out)
    }

    fn write(&mut self, line: &str, depth: usize, out: &mut String) -> Result<()> {
        let mut rest = line;
        let mut at_word_start = true;
        let mut run = 0;
        while let Some(character) = rest.chars().next() {
            if depth < DEPTH_MAX
                && let Some(taken) = self.mark(window(rest), at_word_start, depth, out)?
            {
                rest = &rest[taken..];
                at_word_start = false;
                continue;
            }
            if character == '\n' {
                out.push_str("<br />\n");
            } else {
                push_escaped(out, character.encode_utf8(&mut [0; 4]));
            }
            run += character.len_utf8();
            if run > RUN_BYTES_MAX {
                out.push_str(RUN_END);
                run = 0;
            }
            at_word_start = !character.is_alphanumeric();
            rest = &rest[character.len_utf8()..];
        }
        Ok(())
    }

    /// Writes the mark that a text starts with; returns how many bytes it takes, `None` if there is none.
    fn mark(&mut self, text: &str, at_word_start: bool, depth: usize, out: &mut String) -> Result<Option<usize>> {
        if at_word_start && let Some((taken, tag, inside)) = pair(text) {
            out.push_str(&format!("<{tag}>"));
            self.write(inside, depth + 1, out)?;
            out.push_str(&format!("</{tag}>"));
            return Ok(Some(taken));
        }
        if let Some(inside) = between(text, "<<", ">>") {
            self.extension(inside, out)?;
            return Ok(Some(inside.len() + 4));
        }
        for (open, close) in [("[[", "]]"), ("{{", "}}"), ("((", "))"), ("??", "??")] {
            let Some(inside) = between(text, open, close) else { continue };
            match open {
                "[[" => self.link(inside, depth, out)?,
                "{{" => out.push_str(&image(inside)),
                "((" => self.note(inside, depth, out)?,
                _ => out.push_str(&abbreviation(inside)),
            }
            return Ok(Some(inside.len() + 4));
        }
        if let Some((taken, html)) = file_reference(text, self.context)?.or_else(|| tag(text)).or_else(|| key(text)) {
            out.push_str(&html);
            return Ok(Some(taken));
        }
        Ok(mail(text).filter(|_| at_word_start).map(|address| {
            let address = &text[..address];
            out.push_str(&format!("<a{}>{}</a>", attribute("href", &format!("mailto:{address}")), escape(address)));
            address.len()
        }))
    }

    fn link(&mut self, inside: &str, depth: usize, out: &mut String) -> Result<()> {
        let (words, target) = inside.rsplit_once('|').unwrap_or((inside, inside));
        let target = target.trim();
        let is_mail = !target.contains(':') && mail(target) == Some(target.len());
        let href = if is_mail { Some(format!("mailto:{target}")) } else { links::href(target) };
        let Some(href) = href else { return self.write(words, depth + 1, out) };
        let outside =
            if links::is_external(&href) { " target=\"_blank\" rel=\"noreferrer noopener external\"" } else { "" };
        out.push_str(&format!("<a{}{outside}>", attribute("href", &href)));
        if words == inside {
            push_escaped(out, words);
        } else {
            self.write(words, depth + 1, out)?;
        }
        out.push_str("</a>");
        Ok(())
    }

    /// `((note))` or `((label|note))`: a mark here, the note at the end of the page.
    fn note(&mut self, inside: &str, depth: usize, out: &mut String) -> Result<()> {
        let number = self.notes.len() + 1;
        let (label, words) = match inside.split_once('|') {
            Some((label, words)) => (escape(label.trim()), words),
            None => (number.to_string(), inside),
        };
        // The number is reserved first: the text may contain notes itself.
        self.notes.push((label.clone(), String::new()));
        let mut html = String::new();
        self.write(words.trim(), depth + 1, &mut html)?;
        self.notes[number - 1].1 = html;
        out.push_str(&format!(
            "<sup><a class=\"footnote-ref\" id=\"fn-ref-{number}\" href=\"#fn-{number}\">{label}</a></sup>"
        ));
        Ok(())
    }

    pub fn extension(&mut self, inside: &str, out: &mut String) -> Result<()> {
        let (Some(context), Some(call)) = (self.context, Call::parse(inside)) else { return Ok(()) };
        self.call(&call, context, out)
    }

    pub fn call(&mut self, call: &Call, context: &Context, out: &mut String) -> Result<()> {
        out.push_str(&match call.name.as_str() {
            "file" | "fichier" | "image" | "gallery" | "video" | "paheko" => {
                extensions::render(call, Place::Inline, context)?
            }
            name => context.mistake(Place::Inline, msg!("web-extension-unknown", name = name)),
        });
        Ok(())
    }
}

fn window(text: &str) -> &str {
    let end = (WINDOW_BYTES..text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len());
    &text[..end]
}

fn between<'t>(text: &'t str, open: &str, close: &str) -> Option<&'t str> {
    let inside = text.strip_prefix(open)?;
    let inside = &inside[..inside.find(close)?];
    (!inside.trim().is_empty()).then_some(inside)
}

fn pair(text: &str) -> Option<(usize, &'static str, &str)> {
    let (sign, tag) = PAIRS.iter().find(|(sign, _)| text.starts_with(sign))?;
    let inside = between(text, sign, sign)?;
    (!inside.starts_with(char::is_whitespace)).then_some((inside.len() + 2 * sign.len(), tag, inside))
}

/// `{{img}}` or `{{alt|img}}`
fn image(inside: &str) -> String {
    let (alt, source) = inside.rsplit_once('|').unwrap_or(("", inside));
    format!("<img{}{} />", attribute("src", source.trim()), attribute("alt", alt.trim()))
}

/// `??ABBR|Meaning??`
fn abbreviation(inside: &str) -> String {
    let (short, meaning) = inside.split_once('|').unwrap_or((inside, ""));
    format!("<abbr{}>{}</abbr>", attribute("title", meaning.trim()), escape(short.trim()))
}

/// `#file:[NAME]` is the address of the file.
fn file_reference(text: &str, context: Option<&Context>) -> Result<Option<(usize, String)>> {
    let (Some(name), Some(context)) = (between(text, "#file:[", "]"), context) else { return Ok(None) };
    let taken = name.len() + "#file:[]".len();
    let html = match context.file(name)? {
        Some(file) => escape(&context.url(&file)),
        None => context.missing(Some(name)),
    };
    Ok(Some((taken, html)))
}

fn tag(text: &str) -> Option<(usize, String)> {
    let inside = between(text, "<", ">")?;
    let name = inside.strip_prefix('/').unwrap_or(inside).to_ascii_lowercase();
    let known = name == "sup" || TAGS.contains(&name.as_str());
    known.then(|| (inside.len() + 2, format!("<{}{name}>", if inside.starts_with('/') { "/" } else { "" })))
}

/// `[Ctrl]`, `[A]`
fn key(text: &str) -> Option<(usize, String)> {
    let name = between(text, "[", "]")?;
    let one = name.chars().count() == 1 && name.chars().all(char::is_alphanumeric);
    (one || KEYS.contains(&name)).then(|| (name.len() + 2, format!("<kbd>{}</kbd>", escape(name))))
}

/// The length of the mail address that a text starts with.
fn mail(text: &str) -> Option<usize> {
    let part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '+');
    let local = text.find(|c| !part(c))?;
    let domain = text[local..].strip_prefix('@')?;
    let end = domain.find(|c| !part(c)).unwrap_or(domain.len());
    let domain = domain[..end].trim_end_matches(['.', '-']);
    (local > 0 && domain.contains('.') && !domain.starts_with('.')).then_some(local + 1 + domain.len())
}

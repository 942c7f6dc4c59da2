//! `<<image|…>>` and `<<gallery>>`.

use super::{Call, Context};
use crate::error::Result;
use crate::files::{self, File};
use crate::website::html::{attribute, escape};
use crate::website::{links, page};

/// The alignment of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Left,
    Right,
    Center,
}

impl Side {
    fn parse(word: &str) -> Option<Self> {
        match word.trim().to_ascii_lowercase().as_str() {
            "left" | "gauche" => Some(Side::Left),
            "right" | "droite" => Some(Side::Right),
            "center" | "centre" => Some(Side::Center),
            _ => None,
        }
    }

    fn class(self) -> &'static str {
        match self {
            Side::Left => "image img-left",
            Side::Right => "image img-right",
            Side::Center => "image img-center",
        }
    }
}

pub fn image(call: &Call, context: &Context) -> Result<String> {
    let Some(name) = call.get(&["src", "file"]).or(call.value(0)) else { return Ok(context.missing(None)) };
    let Some(file) = context.file(name)? else { return Ok(context.missing(Some(name))) };
    let side = call.get(&["align"]).or(call.value(1)).and_then(Side::parse);
    // A caption may contain `|`. If no alignment is given, the caption follows the name.
    let words = call.values.get(if side.is_some() { 2 } else { 1 }..).unwrap_or_default().join("|");
    let caption = call.get(&["caption"]).unwrap_or(&words).trim();
    let href = call.get(&["href"]).and_then(links::href).unwrap_or_else(|| context.url(&file));
    let linked = linked(&file, thumbnail(side), call.get(&["alt"]).unwrap_or(caption), &href, context);
    let Some(side) = side else { return Ok(linked) };
    let caption =
        if caption.is_empty() { String::new() } else { format!("<figcaption>{}</figcaption>", escape(caption)) };
    Ok(format!("<figure class=\"{}\">{linked}{caption}</figure>", side.class()))
}

/// The width of the thumbnail in pixels; `None` shows the original.
fn thumbnail(side: Option<Side>) -> Option<u16> {
    match side? {
        Side::Left | Side::Right => Some(250),
        Side::Center => Some(750),
    }
}

fn linked(file: &File, pixels: Option<u16>, alt: &str, href: &str, context: &Context) -> String {
    let mut source = context.url(file);
    if let Some(pixels) = pixels.filter(|_| file.image) {
        source.push_str(&format!(".{pixels}px.webp"));
    }
    format!(
        "<a class=\"internal-image\" target=\"_image\"{}><img{}{} loading=\"lazy\" /></a>",
        attribute("href", href),
        attribute("alt", alt),
        attribute("src", &source),
    )
}

pub fn gallery(call: &Call, context: &Context) -> Result<String> {
    let mut figures = String::new();
    for (file, caption) in pictures(call, context)? {
        figures.push_str("<figure>");
        figures.push_str(&linked(&file, Some(250), &caption, &context.url(&file), context));
        if !caption.is_empty() {
            figures.push_str(&format!("<figcaption>{}</figcaption>", escape(&caption)));
        }
        figures.push_str("</figure>");
    }
    let class = if call.has("slideshow") {
        "gallery slideshow"
    } else if call.has("center") {
        "gallery center"
    } else {
        "gallery grid"
    };
    Ok(format!("<div class=\"{class}\"><div class=\"images\">{figures}</div></div>"))
}

/// The pictures that the lines name, each with its caption; all those of the page when there are no lines.
fn pictures(call: &Call, context: &Context) -> Result<Vec<(File, String)>> {
    let lines: Vec<&str> =
        call.body.iter().flat_map(|body| body.lines()).filter(|line| !line.trim().is_empty()).collect();
    if lines.is_empty() {
        let files = files::list(context.connection, &page::folder_of(context.uri))?;
        return Ok(files.into_iter().filter(|file| file.image).map(|file| (file, String::new())).collect());
    }
    let mut pictures = Vec::new();
    for line in lines {
        let (name, caption) = line.split_once('|').unwrap_or((line, ""));
        if let Some(file) = context.file(name)? {
            pictures.push((file, caption.trim().to_owned()));
        }
    }
    Ok(pictures)
}

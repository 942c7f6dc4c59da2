//! `<<file|NAME|Label>>`: a link to a file, with what it is and how large.

use super::{Call, Context};
use crate::error::Result;
use crate::files::File;
use crate::i18n::{Argument, text_by_id};
use crate::website::html::{attribute, escape};

const KIBI: i64 = 1 << 10;
const MEBI: i64 = 1 << 20;

pub fn render(call: &Call, context: &Context) -> Result<String> {
    let Some(name) = call.value(0).or(call.get(&["name", "file", "src"])) else { return Ok(context.missing(None)) };
    let Some(file) = context.file(name)? else { return Ok(context.missing(Some(name))) };
    let (stem, extension) = file.name.rsplit_once('.').unwrap_or((&file.name, ""));
    let label = call.value(1).or(call.get(&["label", "caption"])).unwrap_or(stem);
    let url = context.url(&file);
    let thumbnail = match file.image {
        true => format!("<img{} alt=\"\" loading=\"lazy\" />", attribute("src", &format!("{url}.150px.webp"))),
        false => String::new(),
    };
    Ok(format!(
        "<figure class=\"file\"{}><a class=\"internal-file\"{}>{thumbnail}<figcaption><b>{}</b> <small>{} — {}</small></figcaption></a></figure>",
        attribute("data-type", extension),
        attribute("href", &url),
        escape(label),
        escape(&kind(&file, extension, context)),
        escape(&size(file.size, context)),
    ))
}

/// The name of a kind of file, by extension or media type.
fn kind(file: &File, extension: &str, context: &Context) -> String {
    let id = match extension.to_ascii_lowercase().as_str() {
        "md" => "web-kind-markdown",
        "odt" | "ott" => "web-kind-odt",
        "ods" | "ots" => "web-kind-ods",
        "odp" | "otp" => "web-kind-odp",
        "odg" | "otg" => "web-kind-odg",
        "doc" | "docx" => "web-kind-doc",
        "xls" | "xlsx" => "web-kind-xls",
        "ppt" | "pptx" => "web-kind-ppt",
        "epub" | "mobi" => "web-kind-book",
        _ => match file.media_type.as_str() {
            "application/pdf" => "web-kind-pdf",
            media if media.starts_with("text/") => "web-kind-text",
            media if media.starts_with("image/") => "web-kind-image",
            media if media.starts_with("audio/") => "web-kind-audio",
            media if media.starts_with("video/") => "web-kind-video",
            _ => "web-kind-other",
        },
    };
    text_by_id(context.language, id, &[]).unwrap_or_default()
}

fn size(bytes: i64, context: &Context) -> String {
    let (id, number) = match bytes {
        ..KIBI => ("web-size-tiny", String::new()),
        KIBI..MEBI => ("web-size-kilo", (bytes / KIBI).to_string()),
        _ => ("web-size-mega", decimal(bytes * 10 / MEBI)),
    };
    text_by_id(context.language, id, &[("size", Argument::Text(number))]).unwrap_or_default()
}

/// Tenths with a decimal comma: `1,5`; whole numbers without decimals.
fn decimal(tenths: i64) -> String {
    if tenths % 10 == 0 { (tenths / 10).to_string() } else { format!("{},{}", tenths / 10, tenths % 10) }
}

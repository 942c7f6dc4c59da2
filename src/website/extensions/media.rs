//! `<<video|NAME>>`.

use super::{Call, Context};
use crate::error::Result;
use crate::msg;
use crate::website::html::{attribute, escape};

pub fn video(call: &Call, context: &Context) -> Result<String> {
    let Some(name) = call.get(&["file", "src"]).or(call.value(0)) else { return Ok(context.missing(None)) };
    let Some(file) = context.file(name)? else { return Ok(context.missing(Some(name))) };
    let mut attributes = attribute("src", &context.url(&file));
    for size in ["width", "height"] {
        if let Some(pixels) = call.get(&[size]).and_then(|value| value.parse::<u16>().ok()) {
            attributes.push_str(&attribute(size, &pixels.to_string()));
        }
    }
    let named = |key: &str| call.get(&[key]).map(|name| context.file(name)).transpose().map(Option::flatten);
    if let Some(poster) = named("poster")? {
        attributes.push_str(&attribute("poster", &context.url(&poster)));
    }
    let subtitles = match named("subtitles")? {
        Some(track) => format!("<track kind=\"subtitles\"{} />", attribute("src", &context.url(&track))),
        None => String::new(),
    };
    let play = escape(&context.sentence(&msg!("web-play")));
    Ok(format!(
        "<figure class=\"video\"><video controls=\"\" preload=\"metadata\"{attributes}>{subtitles}</video><button type=\"button\">{play}</button></figure>"
    ))
}

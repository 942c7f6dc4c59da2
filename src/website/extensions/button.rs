//! `<<button href= label=>>`: a link that looks like a button.

use super::{Call, colour};
use crate::website::html::{attribute, escape};
use crate::website::links;

/// The largest font size, in pixels.
const SIZE_MAX: u16 = 200;

pub fn render(call: &Call) -> String {
    let target = call.get(&["href"]).or(call.value(0)).unwrap_or_default();
    let label = escape(call.get(&["label"]).or(call.value(1)).unwrap_or(target));
    // Without an allowed link target, only the label is written.
    let Some(href) = links::href(target).filter(|_| !target.is_empty()) else { return label };
    let mut style = String::from("display: ");
    style.push_str(if call.has("block") { "block; text-align: center" } else { "inline-block" });
    style.push_str("; padding: 0.4em 1em; border-radius: 0.5em; text-decoration: ");
    style.push_str(if call.has("underline") { "underline" } else { "none" });
    if let Some(size) = call.get(&["size"]).and_then(|size| size.parse::<u16>().ok()) {
        style.push_str(&format!("; font-size: {}px", size.clamp(1, SIZE_MAX)));
    }
    for (key, property) in [("color", "color"), ("bgcolor", "background-color")] {
        if let Some(value) = call.get(&[key]).and_then(colour::parse) {
            style.push_str(&format!("; {property}: {value}"));
        }
    }
    let outside =
        if links::is_external(&href) { " target=\"_blank\" rel=\"noreferrer noopener external\"" } else { "" };
    format!("<a class=\"button\"{}{outside}{}>{label}</a>", attribute("href", &href), attribute("style", &style))
}

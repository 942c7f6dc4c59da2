//! Frames, sounds and videos written as HTML at the start of a line (web.md 3.1).

use super::tags::{self, Attributes};
use crate::website::html::attribute;

/// Reads the element that a text starts with: how many bytes it takes and its HTML; `None` if it is not one of the
/// supported elements or has no `http(s)` source.
pub fn read(text: &str) -> Option<(usize, String)> {
    let inside = text.strip_prefix('<')?;
    let end = inside.find(|c: char| !c.is_ascii_alphanumeric())?;
    let name = inside[..end].to_ascii_lowercase();
    let write = match name.as_str() {
        "iframe" => iframe,
        "audio" | "video" => player,
        "object" => object,
        _ => return None,
    };
    let (attributes, taken) = tags::attributes(&inside[end..])?;
    let opened = 1 + end + taken;
    let closing = format!("</{name}>");
    let behind = text[opened..].to_ascii_lowercase();
    let taken = behind.find(&closing).map_or(opened, |at| opened + at + closing.len());
    Some((taken, write(&name, &attributes)?))
}

fn get<'a>(attributes: &'a Attributes, name: &str) -> Option<&'a str> {
    attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
}

fn web_address<'a>(attributes: &'a Attributes, name: &str) -> Option<&'a str> {
    let address = get(attributes, name)?.trim();
    let lower = address.to_ascii_lowercase();
    (lower.starts_with("https://") || lower.starts_with("http://")).then_some(address)
}

fn size(attributes: &Attributes) -> String {
    let number = |name| get(attributes, name).and_then(|value| value.trim_end_matches("px").parse::<u16>().ok());
    let one = |name| number(name).map_or(String::new(), |pixels| attribute(name, &pixels.to_string()));
    one("width") + &one("height")
}

/// A sandboxed frame inside a figure. YouTube videos become a picture with a link, so that visitors are not tracked
/// before they click.
fn iframe(_: &str, attributes: &Attributes) -> Option<String> {
    let source = web_address(attributes, "src")?;
    if let Some(film) = youtube(source) {
        return Some(format!(
            "<figure class=\"video\"><a target=\"_blank\" rel=\"noreferrer noopener external\"{}><img alt=\"\" loading=\"lazy\"{} /></a></figure>",
            attribute("href", &format!("https://www.youtube.com/watch?v={film}")),
            attribute("src", &format!("https://img.youtube.com/vi/{film}/hqdefault.jpg")),
        ));
    }
    Some(format!(
        "<figure class=\"video\"><iframe{}{} sandbox=\"allow-same-origin allow-scripts allow-popups allow-forms\" referrerpolicy=\"no-referrer\" loading=\"lazy\" allowfullscreen=\"\"></iframe></figure>",
        attribute("src", source),
        size(attributes),
    ))
}

fn youtube(source: &str) -> Option<&str> {
    let (_, behind) = source.split_once("://")?;
    let (host, path) = behind.split_once('/')?;
    if !matches!(host, "www.youtube.com" | "youtube.com" | "www.youtube-nocookie.com") {
        return None;
    }
    let film = path.strip_prefix("embed/")?;
    let end = film.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))).unwrap_or(film.len());
    Some(&film[..end]).filter(|film| !film.is_empty())
}

fn player(name: &str, attributes: &Attributes) -> Option<String> {
    let source = web_address(attributes, "src").or(get(attributes, "src").filter(|source| !source.contains(':')))?;
    let mut html = format!("<{name} controls=\"\" preload=\"metadata\"{}", attribute("src", source));
    if get(attributes, "loop").is_some() {
        html.push_str(" loop=\"\"");
    }
    if name == "video" {
        html.push_str(&size(attributes));
        html.push_str(&web_address(attributes, "poster").map_or(String::new(), |poster| attribute("poster", poster)));
    }
    html.push_str(&format!("></{name}>"));
    Some(html)
}

fn object(_: &str, attributes: &Attributes) -> Option<String> {
    let data = web_address(attributes, "data")?;
    let kind = get(attributes, "type").map_or(String::new(), |kind| attribute("type", kind));
    Some(format!("<object{}{kind}{}></object>", attribute("data", data), size(attributes)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_are_kept_to_themselves_and_only_lead_to_the_web() {
        let (taken, html) = read("<iframe src=\"https://x.org/v\" width=\"560\" onload=\"x\">a</iframe> b").unwrap();
        assert_eq!(taken, 63);
        assert!(html.contains("sandbox=") && html.contains("width=\"560\"") && !html.contains("onload"), "{html}");
        assert_eq!(read("<iframe src=\"javascript:alert(1)\"></iframe>"), None);
        assert_eq!(read("<iframe srcdoc=\"<p>\"></iframe>"), None);
        assert_eq!(read("<object data=\"data:text/html,x\"></object>"), None);
        assert_eq!(read("<embed src=\"https://x.org\">"), None);
    }

    #[test]
    fn a_film_of_youtube_is_a_picture_with_a_link() {
        let (_, html) = read("<iframe src='https://www.youtube.com/embed/abc_D-1?x=\"'></iframe>").unwrap();
        assert!(html.contains("watch?v=abc_D-1\"") && !html.contains("<iframe"), "{html}");
    }
}

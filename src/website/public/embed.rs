//! Embeds the rendered text of a page into a page of the site: its styles, sources, headings and ids are adapted to the
//! surrounding document.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashSet};

use lol_html::html_content::{ContentType, Element};
use lol_html::{HandlerResult, RewriteStrSettings, element, rewrite_str};
use percent_encoding::percent_decode_str;

use crate::error::{Error, Result};
use crate::website::html::escape;

/// The maximal number of foreign origins that one page may load from; further ones are not loaded.
const SOURCES_MAX: usize = 20;

/// The sources of a page's Content-Security-Policy: `'self'` and origins such as `https://example.org`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sources {
    pub images: BTreeSet<String>,
    pub media: BTreeSet<String>,
    pub frames: BTreeSet<String>,
    pub objects: BTreeSet<String>,
}

/// An embedded text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Embedded {
    pub html: String,
    /// The former `style` attributes, as rules of a style sheet.
    pub style: String,
    pub sources: Sources,
}

/// Accessible names, in the language of the page, for elements without one.
pub struct Labels<'a> {
    /// Of a table that may be wider than the screen.
    pub table: &'a str,
    /// Of a frame of another site.
    pub frame: &'a str,
    /// Of a film that is a picture with a link.
    pub film: &'a str,
}

struct Embedder<'a> {
    labels: &'a Labels<'a>,
    /// By how many levels headings are lowered: the highest becomes the level below the page's title.
    shift: i8,
    identifiers: HashSet<String>,
    /// The index of each style among the rules.
    styles: BTreeMap<String, usize>,
    sources: Sources,
}

/// Fits HTML that [`render`](crate::website::render::render) wrote. `taken` are the identifiers of the page around it.
pub fn fit(html: &str, taken: &[&str], labels: &Labels) -> Result<Embedded> {
    let fitting = RefCell::new(Embedder {
        labels,
        shift: heading_shift(html),
        identifiers: taken.iter().map(|&id| id.to_owned()).collect(),
        styles: BTreeMap::new(),
        sources: Sources::default(),
    });
    let settings = RewriteStrSettings::new()
        .with_strict(false)
        .append_element_content_handler(element!("*", |element| fitting.borrow_mut().fit(element)))
        // A link around an image without alt text has no accessible name.
        .append_element_content_handler(element!("a.internal-image img[alt='']", |image| {
            let name = image.get_attribute("src").map(|source| file_name(&source)).unwrap_or_default();
            Ok(image.set_attribute("alt", &escape(&name))?)
        }))
        .append_element_content_handler(element!("figure.video a img[alt='']", |image| {
            Ok(image.set_attribute("alt", labels.film)?)
        }));
    let html = rewrite_str(html, settings).map_err(Error::internal)?;
    let Embedder { styles, mut sources, .. } = fitting.into_inner();
    for sources in [&mut sources.images, &mut sources.media, &mut sources.frames, &mut sources.objects] {
        if sources.len() > SOURCES_MAX {
            sources.retain(|source| source == "'self'");
        }
    }
    // The selector is doubled for specificity: it must win over the style sheet, as the `style` attribute did.
    let style = styles.iter().map(|(style, at)| format!("[data-s=\"{at}\"][data-s]{{{style}}}")).collect();
    Ok(Embedded { html, style, sources })
}

fn heading_shift(html: &str) -> i8 {
    (1..=6).find(|level| html.contains(&format!("<h{level}"))).map_or(0, |highest| 2 - highest)
}

impl Embedder<'_> {
    fn fit(&mut self, element: &mut Element) -> HandlerResult {
        self.move_style(element)?;
        if let Some(id) = element.get_attribute("id")
            && !self.identifiers.insert(id)
        {
            element.remove_attribute("id");
        }
        match element.tag_name().as_str() {
            "img" => note(&mut self.sources.images, element.get_attribute("src")),
            "audio" | "video" | "source" | "track" => {
                note(&mut self.sources.media, element.get_attribute("src"));
                note(&mut self.sources.images, element.get_attribute("poster"));
            }
            "iframe" => {
                note(&mut self.sources.frames, element.get_attribute("src"));
                element.set_attribute("title", self.labels.frame)?;
            }
            "object" => {
                note(&mut self.sources.objects, element.get_attribute("data"));
                element.set_attribute("aria-label", self.labels.frame)?;
            }
            // It would need a script.
            "button" => element.remove(),
            "table" => {
                let label = escape(self.labels.table);
                element.before(
                    &format!("<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"{label}\">"),
                    ContentType::Html,
                );
                element.after("</div>", ContentType::Html);
            }
            // Obsolete elements and attributes.
            "acronym" => element.set_tag_name("abbr")?,
            "tt" => element.set_tag_name("code")?,
            "big" => element.set_tag_name("span")?,
            "center" => element.set_tag_name("div")?,
            heading => {
                if let Some(level) = heading.strip_prefix('h').and_then(|level| level.parse::<i8>().ok()) {
                    element.set_tag_name(&format!("h{}", (level + self.shift).clamp(2, 6)))?;
                }
            }
        }
        Ok(())
    }

    /// Styles on elements are refused by the page's policy: they become rules of its own style sheet.
    fn move_style(&mut self, element: &mut Element) -> HandlerResult {
        let Some(style) = element.get_attribute("style") else { return Ok(()) };
        element.remove_attribute("style");
        if stays_in_its_rule(&style) {
            let next = self.styles.len();
            let at = *self.styles.entry(style).or_insert(next);
            element.set_attribute("data-s", &at.to_string())?;
        }
        Ok(())
    }
}

/// Whether declarations cannot end their rule or swallow what follows: no braces, strings or comments, balanced
/// parentheses.
fn stays_in_its_rule(style: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || " #%().,:;/_-+*!".contains(c);
    let mut depth = 0_i32;
    for c in style.chars() {
        depth += i32::from(c == '(') - i32::from(c == ')');
        if depth < 0 {
            return false;
        }
    }
    depth == 0 && style.chars().all(plain) && !style.contains("/*")
}

/// Records the origin of a source. Sources that are neither local nor of a plain host name are not recorded, so the
/// policy blocks them.
fn note(sources: &mut BTreeSet<String>, address: Option<String>) {
    sources.extend(address.and_then(|address| origin(&address)));
}

fn origin(address: &str) -> Option<String> {
    let Some((scheme, rest)) = address.split_once("://") else { return Some("'self'".to_owned()) };
    let scheme = scheme.to_ascii_lowercase();
    let host = rest.split(['/', '?', '#']).next()?;
    let (name, port) = host.split_once(':').unwrap_or((host, "443"));
    let plain = !name.is_empty()
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-".contains(&byte))
        && port.parse::<u16>().is_ok();
    (plain && matches!(scheme.as_str(), "http" | "https")).then(|| format!("{scheme}://{host}").to_ascii_lowercase())
}

/// `photo.png` of `/page/photo.png.250px.webp`.
fn file_name(address: &str) -> String {
    let name = address.rsplit('/').next().unwrap_or_default();
    let name = name.strip_suffix("px.webp").and_then(|name| name.rsplit_once('.')).map_or(name, |(name, _)| name);
    percent_decode_str(name).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const LABELS: Labels = Labels { table: "Tableau", frame: "Ailleurs", film: "Film" };

    fn fitted(html: &str) -> Embedded {
        fit(html, &["top"], &LABELS).unwrap()
    }

    #[test]
    fn styles_become_rules_once_each() {
        let Embedded { html, style, .. } = fitted(
            "<p style=\"color:red;\">a</p><p style=\"text-align: center\">b</p><p style=\"color:red;\" class=\"x\">c</p>",
        );
        assert_eq!(html, "<p data-s=\"0\">a</p><p data-s=\"1\">b</p><p class=\"x\" data-s=\"0\">c</p>");
        assert_eq!(style, "[data-s=\"0\"][data-s]{color:red;}[data-s=\"1\"][data-s]{text-align: center}");
    }

    #[test]
    fn no_style_leaves_its_rule() {
        for hostile in
            ["color:red} body{display:none", "color:rgb(1", "color:red)", "a:'x", "a:&quot;x", "a/*b", "color:\\7d"]
        {
            assert_eq!(fitted(&format!("<p style=\"{hostile}\">a</p>")).style, "", "{hostile}");
        }
    }

    #[test]
    fn headings_come_below_the_title_and_keep_their_order() {
        assert_eq!(fitted("<h1>a</h1><h2>b</h2><h6>c</h6>").html, "<h2>a</h2><h3>b</h3><h6>c</h6>");
        assert_eq!(fitted("<h3>a</h3><h4>b</h4>").html, "<h2>a</h2><h3>b</h3>");
        assert_eq!(fitted("<hr>").html, "<hr>");
    }

    #[test]
    fn an_identifier_stands_once() {
        assert_eq!(
            fitted("<p id=\"a\">1</p><p id=\"a\">2</p><p id=\"top\">3</p>").html,
            "<p id=\"a\">1</p><p>2</p><p>3</p>"
        );
    }

    #[test]
    fn sources_are_named_one_by_one_and_only_when_they_are_plain() {
        let sources = fitted(
            "<img src=\"/a.png\"><img src=\"https://Images.example/a?b\"><img src=\"https://x y/\"><img src=\"http://a;script-src *\">\
             <iframe src=\"https://films.example:8443/v\"></iframe><video src=\"/a.webm\" poster=\"https://p.example/x\"></video>",
        )
        .sources;
        let list = |set: &BTreeSet<String>| set.iter().cloned().collect::<Vec<_>>().join(" ");
        assert_eq!(list(&sources.images), "'self' https://images.example https://p.example");
        assert_eq!(list(&sources.frames), "https://films.example:8443");
        assert_eq!((list(&sources.media), sources.objects.len()), ("'self'".into(), 0));
    }

    #[test]
    fn links_that_are_pictures_have_a_name() {
        let html = fitted("<a class=\"internal-image\"><img alt=\"\" src=\"/p/a%20b.png.250px.webp\"></a>").html;
        assert!(html.contains("alt=\"a b.png\""), "{html}");
        let html = fitted("<a class=\"internal-image\"><img alt=\"\" src=\"/p/%C3%A9%22%26%3C.png\"></a>").html;
        assert!(html.contains("alt=\"é&quot;&amp;&lt;.png\""), "{html}");
        let html = fitted("<figure class=\"video\"><a href=\"x\"><img alt=\"\" src=\"y\"></a></figure>").html;
        assert!(html.contains("alt=\"Film\""), "{html}");
    }

    #[test]
    fn wide_tables_scroll_and_buttons_without_a_script_go() {
        assert_eq!(
            fitted("<table><tbody></tbody></table><button>x</button>").html,
            "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"Tableau\"><table><tbody></tbody></table></div>"
        );
    }
}

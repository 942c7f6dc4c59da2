//! The allow-list for rendered HTML, the last step of every page (web.md 3.2).

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};

use super::links;

const TAGS: [&str; 69] = [
    "a",
    "abbr",
    "acronym",
    "article",
    "aside",
    "audio",
    "b",
    "big",
    "blockquote",
    "br",
    "button",
    "cite",
    "code",
    "dd",
    "del",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "iframe",
    "img",
    "ins",
    "kbd",
    "li",
    "mark",
    "object",
    "ol",
    "p",
    "pre",
    "q",
    "s",
    "samp",
    "section",
    "small",
    "span",
    "strong",
    "sub",
    "sup",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "time",
    "tr",
    "track",
    "tt",
    "u",
    "ul",
    "var",
    "video",
    "wbr",
    "center",
    "tfoot",
    "caption",
    "colgroup",
    "col",
    "source",
];
/// Attributes allowed on every tag.
const ATTRIBUTES: [&str; 5] = ["class", "id", "lang", "style", "title"];
const TAG_ATTRIBUTES: [(&str, &[&str]); 11] = [
    ("a", &["href", "rel", "target"]),
    ("audio", &["controls", "loop", "preload", "src"]),
    ("button", &["type"]),
    ("div", &["hidden"]),
    ("figure", &["data-type"]),
    ("iframe", &["allowfullscreen", "height", "loading", "referrerpolicy", "sandbox", "src", "width"]),
    ("img", &["alt", "height", "loading", "src", "width"]),
    ("object", &["data", "height", "type", "width"]),
    ("ol", &["start"]),
    ("track", &["kind", "src"]),
    ("video", &["controls", "height", "loop", "poster", "preload", "src", "width"]),
];
const STYLES: [&str; 21] = [
    "--grid-template",
    "align-self",
    "background",
    "background-color",
    "background-clip",
    "border",
    "border-radius",
    "color",
    "column-gap",
    "display",
    "font-size",
    "gap",
    "grid-column",
    "grid-row",
    "justify-self",
    "outline",
    "padding",
    "row-gap",
    "text-align",
    "text-decoration",
    "-webkit-background-clip",
];

static CLEANER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = Builder::empty();
    builder
        .tags(HashSet::from(TAGS))
        .clean_content_tags(HashSet::from(["script", "style", "template", "noscript"]))
        .generic_attributes(HashSet::from(ATTRIBUTES))
        .tag_attributes(HashMap::from(TAG_ATTRIBUTES.map(|(tag, names)| (tag, names.iter().copied().collect()))))
        .filter_style_properties(HashSet::from(STYLES))
        .url_schemes(HashSet::from(links::SCHEMES))
        .url_relative(UrlRelative::PassThrough)
        .link_rel(None)
        .attribute_filter(filter);
    builder
});

/// Removes active content: scripts, event handlers, foreign schemes, styles that load resources or cover the page.
pub fn clean(html: &str) -> String {
    CLEANER.clean(html).to_string()
}

fn filter<'v>(_tag: &str, attribute: &str, value: &'v str) -> Option<Cow<'v, str>> {
    let kept = match attribute {
        "href" | "src" | "poster" | "data" => is_safe_address(value),
        "id" => !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte)),
        "class" => value.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | ' ')),
        "style" => is_safe_style(value),
        "target" => value.starts_with('_'),
        _ => true,
    };
    kept.then_some(Cow::Borrowed(value))
}

fn is_safe_address(value: &str) -> bool {
    let odd = value.contains('\\') || value.chars().any(char::is_control) || value.starts_with("//");
    !odd && (value.starts_with('#') || links::href(value).is_some())
}

/// Style values that load nothing and cannot end their declaration.
fn is_safe_style(value: &str) -> bool {
    let lower = value.to_ascii_lowercase();
    let loads = ["url", "image(", "image-set", "src(", "expression", "@", "\\", "/*", "<", "attr(", "var(", "fixed"];
    !loads.iter().any(|word| lower.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_acts_gets_through() {
        for hostile in [
            "<script>alert(1)</script>",
            "<scr<script>ipt>alert(1)</script>",
            "<img src=x onerror=alert(1)>",
            "<a href=\"javascript:alert(1)\">x</a>",
            "<a href=\" java\tscript:alert(1)\">x</a>",
            "<a href=\"data:text/html,x\">x</a>",
            "<a href=\"vbscript:x\">x</a>",
            "<svg onload=alert(1)><script>alert(1)</script></svg>",
            "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
            "<style>@import 'javascript:alert(1)'</style>",
            "<p style=\"background: url(javascript:alert(1))\">x</p>",
            "<p style=\"position: fixed; behavior: url(x)\">x</p>",
            "<iframe src=\"javascript:alert(1)\"></iframe>",
            "<iframe srcdoc=\"<script>alert(1)</script>\"></iframe>",
            "<object data=\"javascript:alert(1)\"></object>",
            "<form action=\"javascript:alert(1)\"><input></form>",
            "<base href=\"javascript:alert(1)\">",
            "<meta http-equiv=refresh content=\"0;javascript:alert(1)\">",
            "<video poster=\"javascript:alert(1)\" onplay=alert(1)></video>",
            "<p id=\"x\" onclick=\"alert(1)\">x</p>",
        ] {
            let cleaned = clean(hostile).to_ascii_lowercase();
            for word in [
                "<script",
                "script:",
                "onerror=",
                "onload=",
                "onclick=",
                "onplay=",
                "srcdoc",
                "data:",
                "url(",
                "<svg",
                "<style",
                "<form",
                "<base",
                "<meta",
                "position",
                "alert(1)\"",
            ] {
                assert!(!cleaned.contains(word), "{hostile} → {cleaned}");
            }
        }
    }

    #[test]
    fn what_pages_are_made_of_stays() {
        for kept in [
            "<p>a <em>b</em> <a href=\"/contact\">c</a></p>",
            "<a href=\"https://x.org/?a=1\" rel=\"noreferrer noopener external\">x</a>",
            "<h2 id=\"deux-d-ete\">Deux</h2>",
            "<section class=\"web-grid\" style=\"--grid-template: none / minmax(0, 1fr) minmax(0, 2fr)\"><article class=\"web-block\">A</article></section>",
            "<td style=\"text-align: right\">1</td>",
        ] {
            let cleaned = clean(kept);
            // Browsers drop the tags of cells outside a table.
            let expected = kept.replace("<td style=\"text-align: right\">1</td>", "1");
            assert_eq!(
                cleaned.replace(":minmax", ": minmax").replace("--grid-template:none", "--grid-template: none"),
                expected
            );
        }
    }

    #[test]
    fn addresses_that_only_look_local_lose_their_link() {
        for address in ["//evil.example", "/\\evil.example", "\\\\evil.example", "!x"] {
            assert_eq!(clean(&format!("<a href=\"{address}\">x</a>")), "<a>x</a>", "{address}");
        }
    }
}

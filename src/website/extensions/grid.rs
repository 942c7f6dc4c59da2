//! `<<grid !##!>>`: blocks side by side.

use super::{Call, colour};
use crate::website::html::attribute;

/// Columns of one grid.
const COLUMNS_MAX: usize = 24;

/// Whether a call starts a grid; otherwise it starts the next cell of the one it stands in.
pub fn is_start(call: &Call) -> bool {
    columns(call).is_some() || call.get(&["template"]).is_some() || call.has("debug")
}

/// The tag that opens the grid.
pub fn section(call: &Call) -> String {
    let template = match (call.get(&["template"]).and_then(value), columns(call)) {
        (Some(template), _) => template.to_owned(),
        (None, Some(columns)) => format!("none / {columns}"),
        (None, None) => "none".to_owned(),
    };
    let mut style = format!("--grid-template: {template}");
    push(&mut style, "gap", call.get(&["gap"]));
    format!("<section{}{}>", attribute("class", &class(call, "web-grid")), attribute("style", &with_looks(style, call)))
}

/// The tag that opens a cell; values are copied from the call only if they are valid style values.
pub fn article(call: Option<&Call>) -> String {
    let mut style = String::new();
    let Some(call) = call else { return "<article class=\"web-block\">".to_owned() };
    for (key, property) in
        [("row", "grid-row"), ("column", "grid-column"), ("align", "justify-self"), ("valign", "align-self")]
    {
        push(&mut style, property, call.get(&[key]));
    }
    let style = with_looks(style, call);
    let style = if style.is_empty() { String::new() } else { attribute("style", &style) };
    format!("<article{}{style}>", attribute("class", &class(call, "web-block")))
}

fn class(call: &Call, base: &str) -> String {
    let mut class = base.to_owned();
    for name in call.get(&["class"]).unwrap_or_default().split_whitespace() {
        if name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte)) {
            class.push(' ');
            class.push_str(name);
        }
    }
    if call.has("debug") {
        class.push_str(" web-grid-debug");
    }
    class
}

fn with_looks(mut style: String, call: &Call) -> String {
    push(&mut style, "color", call.get(&["color"]).and_then(colour::parse));
    push(&mut style, "background-color", call.get(&["bgcolor"]).and_then(colour::parse));
    for property in ["border", "border-radius", "padding", "text-align"] {
        push(&mut style, property, call.get(&[property]));
    }
    style
}

fn push(style: &mut String, property: &str, given: Option<&str>) {
    if let Some(given) = given.and_then(value) {
        let separator = if style.is_empty() { "" } else { "; " };
        style.push_str(&format!("{separator}{property}: {given}"));
    }
}

/// A style value that cannot end its declaration.
fn value(text: &str) -> Option<&str> {
    let text = text.trim();
    let plain =
        |c: char| c.is_ascii_alphanumeric() || matches!(c, ' ' | '.' | ',' | '%' | '(' | ')' | '/' | '#' | '-' | '_');
    (!text.is_empty() && text.chars().all(plain)).then_some(text)
}

/// `!##!` → three columns of one, two and one share.
fn columns(call: &Call) -> Option<String> {
    let is_short = |text: &&str| !text.is_empty() && text.chars().all(|c| matches!(c, '!' | '#'));
    let short = call.get(&["short"]).or(call.value(0)).filter(is_short)?;
    let mut shares: Vec<usize> = Vec::new();
    let mut previous = '!';
    for sign in short.chars() {
        match shares.last_mut() {
            Some(last) if sign == '#' && previous == '#' => *last += 1,
            _ => shares.push(1),
        }
        previous = sign;
    }
    let shares: Vec<String> = shares.iter().take(COLUMNS_MAX).map(|share| format!("minmax(0, {share}fr)")).collect();
    Some(shares.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_make_columns() {
        let call = Call::parse("grid !##!").unwrap();
        assert!(is_start(&call));
        assert_eq!(columns(&call).unwrap(), "minmax(0, 1fr) minmax(0, 2fr) minmax(0, 1fr)");
        assert!(!is_start(&Call::parse("grid row=2").unwrap()));
    }

    #[test]
    fn values_that_could_leave_the_style_are_dropped() {
        for hostile in ["1;position:fixed", "\"><script>", "url('x')", "a\\b", "x:y"] {
            assert_eq!(value(hostile), None, "{hostile}");
        }
        assert_eq!(value("1 / span 2"), Some("1 / span 2"));
        let call = Call::parse("grid row='\"><script>alert(1)</script>'").unwrap();
        assert_eq!(article(Some(&call)), "<article class=\"web-block\">");
    }
}

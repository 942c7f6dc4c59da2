//! `<<color red>>`, `<<bgcolor yellow blue>>`: one colour, or a gradient of several.

use super::Call;

/// Parses a colour name or hexadecimal digits; `None` otherwise.
pub fn parse(text: &str) -> Option<&str> {
    let text = text.trim();
    let valid = (1..=32).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'#');
    valid.then_some(text)
}

/// The style of a call of `color` or `bgcolor`; `None` when it names no colour.
pub fn style(call: &Call) -> Option<String> {
    let colours: Vec<&str> = call.values.iter().filter_map(|value| parse(value)).collect();
    let on_letters = call.name == "color";
    Some(match (colours.as_slice(), on_letters) {
        ([], _) => return None,
        ([one], true) => format!("color: {one}"),
        ([one], false) => format!("background-color: {one}"),
        (several, true) => format!(
            "background: linear-gradient(to right, {}); -webkit-background-clip: text; background-clip: text; color: transparent",
            several.join(", ")
        ),
        (several, false) => format!("background: linear-gradient(to right, {})", several.join(", ")),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_and_digits_are_colours() {
        let of = |text: &str| style(&Call::parse(text).unwrap());
        assert_eq!(of("color red").as_deref(), Some("color: red"));
        assert_eq!(of("bgcolor #fc0 blue").as_deref(), Some("background: linear-gradient(to right, #fc0, blue)"));
        assert_eq!(of("color red;x:url(y)"), None);
        assert_eq!(of("bgcolor|\"><script>"), None);
    }
}

//! Escaping of text in HTML and XML.

/// The entity of a character that HTML and XML reserve, in texts and in attributes with double quotes.
pub fn entity(character: char) -> Option<&'static str> {
    Some(match character {
        '&' => "&amp;",
        '<' => "&lt;",
        '>' => "&gt;",
        '"' => "&quot;",
        _ => return None,
    })
}

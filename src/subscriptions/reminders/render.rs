//! The text of a reminder for one member: `{{$name}}` becomes a value (people.md 8, "Variables").

use std::collections::HashMap;

/// Values by the names of placeholders.
pub type Values = HashMap<String, String>;

/// The text with its placeholders filled. An unknown name becomes nothing; any other construct between braces stays, and
/// so does a text that holds no placeholder.
pub fn fill(text: &str, values: &Values) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find("{{") {
        let (before, from) = rest.split_at(start);
        filled.push_str(before);
        let Some(end) = from.find("}}") else {
            rest = from;
            break;
        };
        let (construct, after) = from.split_at(end + 2);
        match name(&construct[2..end]) {
            Some(name) => filled.push_str(values.get(name).map_or("", String::as_str)),
            None => filled.push_str(construct),
        }
        rest = after;
    }
    filled.push_str(rest);
    filled
}

/// The name in `$name`, with blanks around it.
fn name(construct: &str) -> Option<&str> {
    let name = construct.trim().strip_prefix('$')?;
    let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    is_name.then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_become_values_once_and_other_constructs_stay() {
        let values = Values::from([("nom".to_owned(), "Ada {{$x}}".to_owned()), ("x".to_owned(), "1".to_owned())]);
        for (text, expected) in [
            ("Bonjour {{$nom}} !", "Bonjour Ada {{$x}} !"),
            ("{{ $x }}{{$x}}", "11"),
            ("{{$inconnu}}.", "."),
            ("{{if $x}}oui{{/if}}", "{{if $x}}oui{{/if}}"),
            ("{{$x|date}} {$x} {{$x", "{{$x|date}} {$x} {{$x"),
            ("", ""),
            ("é{{$x}}é", "é1é"),
        ] {
            assert_eq!(fill(text, &values), expected, "{text}");
        }
    }
}

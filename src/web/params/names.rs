//! Names of form fields with brackets, as PHP reads them: `lines[0][debit]`, `users[]`, `don.mensuel`.

use std::borrow::Cow;

use percent_encoding::{PercentDecode, percent_decode, percent_decode_str};
use serde_json::{Map, Value};

use crate::error::{Error, Result};
use crate::msg;

/// Fields of one request (platform.md 1.5).
pub const FIELDS_MAX: usize = 1_000;
/// Levels of brackets.
const DEPTH_MAX: usize = 64;

/// One step into the tree: `[x]`, or `[]` for the next free index.
#[derive(Debug, PartialEq, Eq)]
enum Step<'a> {
    Key(&'a str),
    Next,
}

/// Reads `a=1&b[]=2` (an URL's query or an urlencoded body) into the tree; later fields replace earlier ones.
pub fn read_urlencoded(text: &[u8], tree: &mut Map<String, Value>) -> Result<()> {
    for (count, pair) in text.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty()).enumerate() {
        if count >= FIELDS_MAX {
            return Err(Error::invalid(msg!("param-too-many", limit = FIELDS_MAX)));
        }
        let at = pair.iter().position(|byte| *byte == b'=').unwrap_or(pair.len());
        let name = decode(&pair[..at])?;
        let value = decode(pair.get(at + 1..).unwrap_or_default())?;
        insert(tree, &name, Value::String(value))?;
    }
    Ok(())
}

/// A part of a path with its `%XX` read as bytes; `+` is itself there.
///
/// # Errors
/// [`Error::Invalid`] if the result is not UTF-8.
pub fn decode_path(text: &str) -> Result<String> {
    utf8(percent_decode_str(text))
}

/// `+` is a space and `%XX` a byte; a `%` without two digits behind it stands for itself.
fn decode(text: &[u8]) -> Result<String> {
    let spaced: Vec<u8> = text.iter().map(|&byte| if byte == b'+' { b' ' } else { byte }).collect();
    utf8(percent_decode(&spaced))
}

fn utf8(bytes: PercentDecode<'_>) -> Result<String> {
    bytes.decode_utf8().map(Cow::into_owned).map_err(|_| Error::invalid(msg!("param-not-utf8")))
}

/// Inserts a value at the place that its name describes.
pub fn insert(tree: &mut Map<String, Value>, name: &str, value: Value) -> Result<()> {
    let (root, steps) = split(name);
    if root.is_empty() {
        return Ok(());
    }
    if steps.len() > DEPTH_MAX {
        return Err(Error::invalid(msg!("param-too-deep", limit = DEPTH_MAX)));
    }
    let mut place = tree.entry(root).or_insert(Value::Null);
    for step in steps {
        if !place.is_object() {
            *place = Value::Object(Map::new());
        }
        let Value::Object(map) = place else { return Ok(()) };
        let key = match step {
            Step::Key(key) => key.to_owned(),
            Step::Next => next_index(map),
        };
        place = map.entry(key).or_insert(Value::Null);
    }
    *place = value;
    Ok(())
}

/// The root name and the steps after it. Dots and blanks of the root become `_`, and so does a bracket that is never
/// closed; text between or after closed brackets is ignored.
fn split(name: &str) -> (String, Vec<Step<'_>>) {
    let name = name.trim_start_matches(' ');
    let Some((root, brackets)) = name.split_once('[').filter(|(_, rest)| rest.contains(']')) else {
        return (name.replace(['.', ' ', '['], "_"), Vec::new());
    };
    let mut steps = Vec::new();
    let mut rest = Some(brackets);
    while let Some((inside, after)) = rest.and_then(|rest| rest.split_once(']')) {
        steps.push(if inside.is_empty() { Step::Next } else { Step::Key(inside) });
        rest = after.strip_prefix('[');
    }
    (root.replace(['.', ' '], "_"), steps)
}

/// One more than the largest index so far, as appending to a PHP array does.
fn next_index(map: &Map<String, Value>) -> String {
    let largest = map.keys().filter_map(|key| key.parse::<u32>().ok()).max();
    largest.map_or(0, |index| u64::from(index) + 1).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(text: &str) -> Value {
        let mut tree = Map::new();
        read_urlencoded(text.as_bytes(), &mut tree).unwrap();
        Value::Object(tree)
    }

    #[test]
    fn brackets_build_lists_and_maps() {
        assert_eq!(read("a[]=1&a[]=2"), json!({"a": {"0": "1", "1": "2"}}));
        assert_eq!(read("a[5]=1&a[]=2"), json!({"a": {"5": "1", "6": "2"}}));
        assert_eq!(read("a[x]=1"), json!({"a": {"x": "1"}}));
        assert_eq!(read("l[0][account]=512A&l[0][debit]=5"), json!({"l": {"0": {"account": "512A", "debit": "5"}}}));
    }

    #[test]
    fn the_later_form_of_a_name_replaces_the_earlier() {
        assert_eq!(read("a=1&a=2"), json!({"a": "2"}));
        assert_eq!(read("a=1&a[]=2"), json!({"a": {"0": "2"}}));
        assert_eq!(read("a[]=1&a=2"), json!({"a": "2"}));
    }

    #[test]
    fn dots_blanks_and_unclosed_brackets_become_underscores() {
        assert_eq!(
            read("don.mensuel=1&a+b=2&+c=3&d[e=4"),
            json!({"don_mensuel": "1", "a_b": "2", "c": "3", "d_e": "4"})
        );
        assert_eq!(read("a[b.c]=1&x[y]z=2"), json!({"a": {"b.c": "1"}, "x": {"y": "2"}}));
    }

    #[test]
    fn percent_signs_decode_to_utf8_or_stand_for_themselves() {
        assert_eq!(read("n=%C3%A9+%2B&m=100%&o=%zz"), json!({"n": "é +", "m": "100%", "o": "%zz"}));
        assert_eq!(read("%2525=%&a%3D=%4"), json!({"%25": "%", "a=": "%4"}));
        assert_eq!(decode_path("a+b%20%2Bc%c3%A9%g1").unwrap(), "a+b +cé%g1");
        assert!(decode_path("%FF").is_err());
        assert!(read_urlencoded(b"n=%E9", &mut Map::new()).is_err());
    }

    #[test]
    fn too_many_fields_or_levels_are_refused() {
        let many = "a=1&".repeat(FIELDS_MAX + 1);
        assert!(read_urlencoded(many.as_bytes(), &mut Map::new()).is_err());
        let deep = format!("a{}=1", "[x]".repeat(65));
        assert!(read_urlencoded(deep.as_bytes(), &mut Map::new()).is_err());
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_or_refused_without_a_panic(text in "[a\\[\\]=&%+. 0-9é]{0,40}") {
            let _ = read_urlencoded(text.as_bytes(), &mut Map::new());
        }
    }
}

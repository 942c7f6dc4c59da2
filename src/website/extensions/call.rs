//! Reading `<<name …>>` (web.md 3.2).

/// An extension as it is called in a page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Call {
    /// In lower case.
    pub name: String,
    /// `<</name>>`
    pub closing: bool,
    /// `|a|b`, or words.
    pub values: Vec<String>,
    /// `key="value"`, keys in lower case.
    pub named: Vec<(String, String)>,
    /// The lines up to `>>`, when there are some.
    pub body: Option<String>,
}

impl Call {
    /// From what stands between `<<` and `>>`; `None` when it does not start with a name.
    pub fn parse(inside: &str) -> Option<Self> {
        let inside = inside.trim();
        let (closing, rest) = inside.strip_prefix('/').map_or((false, inside), |rest| (true, rest));
        let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(rest.len());
        let (name, arguments) = rest.split_at(end);
        let starts_well = name.starts_with(|c: char| c.is_ascii_alphabetic());
        let ends_well = arguments.is_empty() || arguments.starts_with(['|', ' ', '\t', '\n']);
        if !starts_well || !ends_well {
            return None;
        }
        let mut call = Call { name: name.to_ascii_lowercase(), closing, ..Call::default() };
        match arguments.trim_start().strip_prefix('|') {
            Some(values) => call.values = values.split('|').map(|value| value.trim().to_owned()).collect(),
            None => call.read_words(arguments),
        }
        Some(call)
    }

    /// The first non-empty value among these keys.
    pub fn get(&self, keys: &[&str]) -> Option<&str> {
        let given = self.named.iter().find(|(key, value)| keys.contains(&key.as_str()) && !value.is_empty());
        given.map(|(_, value)| value.as_str())
    }

    /// The positional value at that index.
    pub fn value(&self, at: usize) -> Option<&str> {
        self.values.get(at).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// Whether a word stands alone among the arguments, or with a value that is not `0`.
    pub fn has(&self, word: &str) -> bool {
        self.values.iter().any(|value| value.eq_ignore_ascii_case(word)) || self.get(&[word]).is_some_and(|v| v != "0")
    }

    fn read_words(&mut self, arguments: &str) {
        let mut rest = arguments.trim_start();
        while !rest.is_empty() {
            let end = rest.find(|c: char| c.is_whitespace() || c == '=').unwrap_or(rest.len());
            let (word, after) = rest.split_at(end);
            match after.strip_prefix('=') {
                Some(after) => {
                    let (value, after) = read_value(after);
                    self.named.push((word.to_ascii_lowercase(), value.to_owned()));
                    rest = after.trim_start();
                }
                None => {
                    self.values.push(word.to_owned());
                    rest = after.trim_start();
                }
            }
        }
    }
}

/// Reads a value, quoted or up to the next blank. Returns it with the rest of the text.
fn read_value(text: &str) -> (&str, &str) {
    for quote in ['"', '\''] {
        if let Some(inside) = text.strip_prefix(quote) {
            return inside.split_once(quote).unwrap_or((inside, ""));
        }
    }
    let end = text.find(char::is_whitespace).unwrap_or(text.len());
    text.split_at(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_are_values_between_bars_keys_or_words() {
        let call = Call::parse("image|photo.png|center|Une légende").unwrap();
        assert_eq!(
            (call.name.as_str(), call.values),
            ("image", vec!["photo.png".into(), "center".into(), "Une légende".into()])
        );
        let call = Call::parse("Button href=\"https://x.org/\" label='Oui, là' size=20 block").unwrap();
        assert_eq!(call.get(&["href"]), Some("https://x.org/"));
        assert_eq!(call.get(&["label"]), Some("Oui, là"));
        assert!(call.has("block") && !call.has("underline"));
        assert!(Call::parse("/color").unwrap().closing);
    }

    #[test]
    fn what_does_not_start_with_a_name_is_no_call() {
        for text in ["", " ", "1", "|a", "a:b", "-"] {
            assert_eq!(Call::parse(text), None, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_without_a_panic(text in "[a-z/|='\" é<>]{0,40}") {
            let _ = Call::parse(&text);
        }
    }
}

//! Every sentence a person reads, in French (the default) and in English.
//!
//! The sentences stand in `locales/{fr,en}/*.ftl` (Project Fluent) and are built into the binary. Code names a sentence
//! by its identifier with [`msg!`](crate::msg) and never writes one itself; `tests/it/locales.rs` checks that each
//! identifier exists in both languages.

use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use rust_embed::RustEmbed;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum Language {
    #[default]
    French,
    English,
}

impl Language {
    pub const ALL: [Language; 2] = [Language::French, Language::English];

    /// The code used in URLs, headers and folder names: `fr` or `en`.
    pub fn code(self) -> &'static str {
        match self {
            Language::French => "fr",
            Language::English => "en",
        }
    }

    /// From a POSIX locale (`fr_FR.UTF-8`); none, `C` and `POSIX` give the default, a foreign one gives English.
    pub fn from_posix_locale(locale: &str) -> Self {
        match locale.split(['_', '.', '@']).next().unwrap_or_default() {
            "" | "C" | "POSIX" | "fr" => Language::French,
            _ => Language::English,
        }
    }

    /// From an `Accept-Language` header (RFC 9110, 12.5.4): the first language we speak in the order of its weights.
    pub fn from_accept_language(header: &str) -> Self {
        let mut wanted: Vec<(f32, Language)> = header
            .split(',')
            .filter_map(|item| {
                let (tag, parameters) = item.split_once(';').unwrap_or((item, ""));
                let weight = parameters.trim().strip_prefix("q=").map_or(Some(1.0), |q| q.trim().parse().ok())?;
                let language = match tag.trim().get(..2)?.to_ascii_lowercase().as_str() {
                    "fr" => Language::French,
                    "en" => Language::English,
                    _ => return None,
                };
                (weight > 0.0).then_some((weight, language))
            })
            .collect();
        wanted.sort_by(|a, b| b.0.total_cmp(&a.0));
        wanted.first().map(|(_, language)| *language).unwrap_or_default()
    }
}

/// A sentence by its identifier, with the values that fill its holes. Made by [`msg!`](crate::msg).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    pub id: &'static str,
    pub arguments: Vec<(&'static str, Argument)>,
}

/// A value in a sentence; numbers choose plurals.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Argument {
    Text(String),
    Number(i64),
}

macro_rules! arguments_from {
    ($($number:ty),*) => {$(
        impl From<$number> for Argument {
            fn from(value: $number) -> Self {
                i64::try_from(value).map_or_else(|_| Argument::Text(value.to_string()), Argument::Number)
            }
        }
    )*};
}
arguments_from!(i32, i64, u16, u32, u64, usize);

impl From<&str> for Argument {
    fn from(value: &str) -> Self {
        Argument::Text(value.to_owned())
    }
}

impl From<String> for Argument {
    fn from(value: String) -> Self {
        Argument::Text(value)
    }
}

/// `msg!("sql-too-long", seconds = 10)`: the sentence `sql-too-long` with its hole `seconds` filled.
#[macro_export]
macro_rules! msg {
    ($id:literal $(, $name:ident = $value:expr)* $(,)?) => {
        $crate::i18n::Message { id: $id, arguments: vec![$((stringify!($name), $crate::i18n::Argument::from($value))),*] }
    };
}

#[derive(RustEmbed)]
#[folder = "locales/"]
struct Sentences;

static FRENCH: LazyLock<FluentBundle<FluentResource>> = LazyLock::new(|| bundle(Language::French));
static ENGLISH: LazyLock<FluentBundle<FluentResource>> = LazyLock::new(|| bundle(Language::English));

fn bundle(language: Language) -> FluentBundle<FluentResource> {
    // An identifier that cannot be read would only cost the plural rules; the two codes always can.
    let locale = language.code().parse::<unic_langid::LanguageIdentifier>().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![locale]);
    bundle.set_use_isolating(false);
    for path in Sentences::iter().filter(|path| path.starts_with(language.code())) {
        let source = Sentences::get(&path).map(|file| String::from_utf8_lossy(&file.data).into_owned());
        // A sentence file with a mistake keeps its good sentences; a test refuses the others.
        let resource = match FluentResource::try_new(source.unwrap_or_default()) {
            Ok(resource) | Err((resource, _)) => resource,
        };
        bundle.add_resource_overriding(resource);
    }
    bundle
}

/// The sentence in that language; its identifier when it does not exist, so that something is always said.
pub fn text(language: Language, message: &Message) -> String {
    text_by_id(language, message.id, &message.arguments).unwrap_or_else(|| message.id.to_owned())
}

/// The sentence with that identifier, or `None`: for identifiers built at run time, such as `cli-serve-about`.
pub fn text_by_id(language: Language, id: &str, arguments: &[(&'static str, Argument)]) -> Option<String> {
    let bundle = match language {
        Language::French => &*FRENCH,
        Language::English => &*ENGLISH,
    };
    let pattern = bundle.get_message(id)?.value()?;
    let mut values = FluentArgs::new();
    for (name, value) in arguments {
        match value {
            Argument::Text(text) => values.set(*name, FluentValue::from(text.as_str())),
            Argument::Number(number) => values.set(*name, FluentValue::from(*number)),
        }
    }
    Some(bundle.format_pattern(pattern, Some(&values), &mut Vec::new()).into_owned())
}

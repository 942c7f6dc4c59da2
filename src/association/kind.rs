//! What the text of a setting may be.

use jiff::tz::TimeZone;

use super::currency;
use crate::countries;
use crate::i18n::Message;
use crate::msg;
use crate::text::is_email;

/// The files that an association may put in place of the built-in ones.
pub const CUSTOM_FILES: [&str; 7] =
    ["admin_background", "admin_homepage", "admin_css", "logo", "icon", "favicon", "signature"];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Text,
    /// `0` or `1`.
    Boolean,
    /// A whole number between two bounds, both included.
    Integer(i64, i64),
    /// The identifier of a category of members. Whether the category exists is checked with the database.
    Category,
    Email,
    /// A code of ISO 4217.
    Currency,
    /// A code of ISO 3166-1, in capitals.
    Country,
    /// A name of the IANA time zone database, such as `Europe/Paris`.
    TimeZone,
    /// `#` and six hexadecimal digits.
    Colour,
    OneOf(&'static [&'static str]),
    Json,
    /// A JSON object with exactly the keys of [`CUSTOM_FILES`], each a Unix time or null.
    CustomFiles,
}

impl Kind {
    pub fn accepts(self, text: &str) -> bool {
        match self {
            Kind::Text => true,
            Kind::Boolean => matches!(text, "0" | "1"),
            Kind::Integer(least, most) => text.parse().is_ok_and(|number| (least..=most).contains(&number)),
            Kind::Category => text.parse().is_ok_and(|id: i64| id > 0),
            Kind::Email => is_email(text),
            Kind::Currency => currency::is_code(text),
            Kind::Country => countries::by_code(text).is_some_and(|country| country.code == text),
            Kind::TimeZone => TimeZone::get(text).is_ok(),
            Kind::Colour => text
                .strip_prefix('#')
                .is_some_and(|digits| digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_hexdigit())),
            Kind::OneOf(values) => values.contains(&text),
            Kind::Json => serde_json::from_str::<serde_json::Value>(text).is_ok(),
            Kind::CustomFiles => are_custom_files(text),
        }
    }

    /// The sentence for a value that is not accepted: it says what is.
    pub fn refusal(self, name: &str, value: &str) -> Message {
        match self {
            Kind::Boolean => msg!("setting-wrong-boolean", name = name, value = value),
            Kind::Integer(least, i64::MAX) => msg!("setting-wrong-minimum", name = name, value = value, least = least),
            Kind::Integer(least, most) => {
                msg!("setting-wrong-integer", name = name, value = value, least = least, most = most)
            }
            Kind::Category => msg!("setting-wrong-category", name = name, value = value),
            Kind::Email => msg!("setting-wrong-email", name = name, value = value),
            Kind::Currency => msg!("setting-wrong-currency", name = name, value = value),
            Kind::Country => msg!("setting-wrong-country", name = name, value = value),
            Kind::TimeZone => msg!("setting-wrong-timezone", name = name, value = value),
            Kind::Colour => msg!("setting-wrong-colour", name = name, value = value),
            Kind::OneOf(words) => {
                msg!("setting-wrong-word", name = name, value = value, accepted = words.join(", "))
            }
            // People cannot write these; the sentence is for `ruche check`.
            Kind::Text | Kind::Json | Kind::CustomFiles => msg!("setting-wrong", name = name, value = value),
        }
    }
}

fn are_custom_files(text: &str) -> bool {
    let Ok(serde_json::Value::Object(files)) = serde_json::from_str(text) else { return false };
    let is_time = |name: &&str| files.get(*name).is_some_and(|time| time.is_null() || time.is_u64());
    files.len() == CUSTOM_FILES.len() && CUSTOM_FILES.iter().all(is_time)
}

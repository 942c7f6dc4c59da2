//! The usual kinds of keys: a level and scopes under one word.

use serde::Serialize;

use crate::auth::rights::Level;
use crate::auth::scopes::Scopes;
use crate::i18n::{Language, text};
use crate::msg;

/// A usual kind of key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Preset {
    ReadEverything,
    ReadBooks,
    ReadMembers,
    ImportMembers,
    EditWebsite,
    Full,
}

impl Preset {
    pub const ALL: [Preset; 6] = [
        Preset::ReadEverything,
        Preset::ReadBooks,
        Preset::ReadMembers,
        Preset::ImportMembers,
        Preset::EditWebsite,
        Preset::Full,
    ];

    /// The word in requests and commands.
    pub fn word(self) -> &'static str {
        match self {
            Preset::ReadEverything => "read_everything",
            Preset::ReadBooks => "read_books",
            Preset::ReadMembers => "read_members",
            Preset::ImportMembers => "import_members",
            Preset::EditWebsite => "edit_website",
            Preset::Full => "full",
        }
    }

    pub fn level(self) -> Level {
        match self {
            Preset::ReadEverything | Preset::ReadBooks | Preset::ReadMembers => Level::Read,
            Preset::EditWebsite => Level::Write,
            // Imports are for administrators.
            Preset::ImportMembers | Preset::Full => Level::Admin,
        }
    }

    pub fn scopes(self) -> Scopes {
        Scopes::stored(match self {
            Preset::ReadEverything => {
                "members:read imports:read subscriptions:read messages:read accounting:read web:read files:read \
                 settings:read sql:read download:* errors:read datasets:read"
            }
            Preset::ReadBooks => "accounting:read",
            Preset::ReadMembers => "members:read subscriptions:read",
            Preset::ImportMembers => "members:read imports:*",
            Preset::EditWebsite => "web:*",
            Preset::Full => "*",
        })
    }

    pub fn shown(self, language: Language) -> ShownPreset {
        let label = match self {
            Preset::ReadEverything => msg!("key-preset-read-everything"),
            Preset::ReadBooks => msg!("key-preset-read-books"),
            Preset::ReadMembers => msg!("key-preset-read-members"),
            Preset::ImportMembers => msg!("key-preset-import-members"),
            Preset::EditWebsite => msg!("key-preset-edit-website"),
            Preset::Full => msg!("key-preset-full"),
        };
        let (preset, level) = (self.word(), self.level().word());
        ShownPreset { preset, label: text(language, &label), level, scopes: self.scopes().words() }
    }
}

/// A usual kind of key as it is offered.
#[derive(Debug, Serialize)]
pub struct ShownPreset {
    preset: &'static str,
    /// In the person's language.
    label: String,
    level: &'static str,
    scopes: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_of_every_preset_is_a_scope() {
        for preset in Preset::ALL {
            assert!(!preset.scopes().is_empty());
            assert_eq!(preset.scopes().is_everything(), preset == Preset::Full);
        }
        assert_eq!(Preset::ReadEverything.scopes().words().len(), 12);
    }
}

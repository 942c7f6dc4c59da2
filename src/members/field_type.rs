//! The types of fields: what each holds and in which column (`fields.md` 2, `database.md` 2).

use strum::{EnumString, IntoStaticStr, VariantArray};

/// What a field holds. It decides the column, the accepted values and how they are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "lowercase", const_into_str)]
pub enum FieldType {
    Text,
    Textarea,
    Email,
    Url,
    Tel,
    Date,
    Datetime,
    Month,
    Year,
    Number,
    Decimal,
    Checkbox,
    Boolean,
    Select,
    Multiple,
    Datalist,
    Country,
    File,
    Password,
    Virtual,
}

impl FieldType {
    pub const ALL: &[FieldType] = FieldType::VARIANTS;

    /// From the word in `config_users_fields.type`.
    pub fn parse(word: &str) -> Option<Self> {
        word.parse().ok()
    }

    /// The word in `config_users_fields.type`.
    pub fn as_str(self) -> &'static str {
        self.into_str()
    }

    /// The declaration of its column in `users`; `None` for a computed field, which has no column.
    pub fn column(self) -> Option<&'static str> {
        match self {
            FieldType::Virtual => None,
            FieldType::Password => Some("TEXT"),
            FieldType::Checkbox => Some("INTEGER NOT NULL DEFAULT 0"),
            FieldType::Year | FieldType::Number | FieldType::Boolean | FieldType::Multiple => Some("INTEGER"),
            FieldType::Decimal => Some("FLOAT"),
            _ => Some("TEXT COLLATE NOCASE"),
        }
    }

    /// Whether its column ignores the case of ASCII letters.
    pub fn ignores_case(self) -> bool {
        self.column().is_some_and(|column| column.ends_with("NOCASE"))
    }

    /// Whether values are copied into `users_search`, unless the field is the member number.
    pub fn is_searchable(self) -> bool {
        use FieldType::{Datalist, Email, Text, Textarea, Url};
        matches!(self, Text | Textarea | Email | Url | Datalist)
    }
}

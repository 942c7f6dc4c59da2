//! The types of fields: what each holds and in which column (`fields.md` 2, `database.md` 2).

/// What a field holds. It decides the column, the accepted values and how they are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
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
    pub const ALL: [FieldType; 20] = [
        FieldType::Text,
        FieldType::Textarea,
        FieldType::Email,
        FieldType::Url,
        FieldType::Tel,
        FieldType::Date,
        FieldType::Datetime,
        FieldType::Month,
        FieldType::Year,
        FieldType::Number,
        FieldType::Decimal,
        FieldType::Checkbox,
        FieldType::Boolean,
        FieldType::Select,
        FieldType::Multiple,
        FieldType::Datalist,
        FieldType::Country,
        FieldType::File,
        FieldType::Password,
        FieldType::Virtual,
    ];

    /// From the word in `config_users_fields.type`.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field_type| field_type.as_str() == word)
    }

    /// The word in `config_users_fields.type`.
    pub fn as_str(self) -> &'static str {
        match self {
            FieldType::Text => "text",
            FieldType::Textarea => "textarea",
            FieldType::Email => "email",
            FieldType::Url => "url",
            FieldType::Tel => "tel",
            FieldType::Date => "date",
            FieldType::Datetime => "datetime",
            FieldType::Month => "month",
            FieldType::Year => "year",
            FieldType::Number => "number",
            FieldType::Decimal => "decimal",
            FieldType::Checkbox => "checkbox",
            FieldType::Boolean => "boolean",
            FieldType::Select => "select",
            FieldType::Multiple => "multiple",
            FieldType::Datalist => "datalist",
            FieldType::Country => "country",
            FieldType::File => "file",
            FieldType::Password => "password",
            FieldType::Virtual => "virtual",
        }
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

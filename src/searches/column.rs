//! What a condition may name.

/// What the values of a column are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// The SQL gives the text without accents and in lower case; given values are folded the same way.
    Text,
    /// The SQL gives the digits alone; of given values only the digits count.
    Phone,
    Integer,
    /// The identifier of something, or a number among a few.
    Identifier,
    /// Cents; given values are in units.
    Money,
    /// `YYYY-MM-DD`.
    Date,
    /// 0 or 1.
    Boolean,
    /// A mask of options; given values are positions of options.
    Options,
    /// A number or a text, as its values are.
    Mixed,
}

/// A column of what is searched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    pub name: String,
    pub kind: Kind,
    /// What conditions compare.
    pub compared: String,
    /// What is shown; `None` for what only filters.
    pub shown: Option<String>,
    /// Around a condition on [`Self::compared`], where that is in a sub-query: `m.id IN (… WHERE {})`.
    pub around: Option<String>,
}

impl Column {
    /// A column that is compared and shown as it is.
    pub fn new(name: impl Into<String>, kind: Kind, sql: impl Into<String>) -> Self {
        let sql = sql.into();
        Column { name: name.into(), kind, compared: sql.clone(), shown: Some(sql), around: None }
    }

    /// The same, but compared by another expression.
    pub fn compared_by(self, sql: impl Into<String>) -> Self {
        Column { compared: sql.into(), ..self }
    }

    /// A column that only filters, by a condition within `around`.
    pub fn filter(name: &str, compared: &str, around: &str) -> Self {
        Column {
            name: name.to_owned(),
            kind: Kind::Identifier,
            compared: compared.to_owned(),
            shown: None,
            around: Some(around.to_owned()),
        }
    }
}

/// The digits of a column, for telephone numbers: what people write between them is taken away.
pub fn digits_of(sql: &str) -> String {
    const SIGNS: [&str; 12] =
        ["' '", "'.'", "'-'", "'('", "')'", "'/'", "'+'", "'_'", "char(9)", "char(160)", "char(8239)", "char(8209)"];
    SIGNS.iter().fold(sql.to_owned(), |sql, sign| format!("replace({sql}, {sign}, '')"))
}

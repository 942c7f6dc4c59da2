//! The words that members are searched by: parsed once, asked in SQL or of the index in memory. Both must find the same.

use rusqlite::types::Value;

use super::fields::{Field, FieldType, Fields};
use super::layout::Layout;
use crate::text::transliterate_to_ascii;

/// Words of a question that count.
const WORDS_MAX: usize = 10;
/// From so many digits on, a word is also looked for in telephone numbers.
const PHONE_DIGITS_MIN: usize = 4;

/// A member is found when each group is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    pub groups: Vec<Group>,
}

/// A group is found when each of its words is, or when they are one telephone number together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    pub words: Vec<Word>,
    /// The digits of the telephone number that several words may be.
    pub phone: Option<String>,
}

/// A word is found in a searchable field, as the whole number, or in a telephone number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// As `users_search` holds texts.
    pub folded: String,
    /// The digits of the telephone number that it may be.
    pub phone: Option<String>,
}

impl Question {
    pub fn parse(words: &str) -> Self {
        let group = |word: &str| {
            let word = Word { folded: transliterate_to_ascii(word).into_owned(), phone: phone(word) };
            Group { words: vec![word], phone: None }
        };
        Question { groups: words.split_whitespace().take(WORDS_MAX).map(group).collect() }
    }

    /// The condition over `users_view m` and `users_search s`, to follow another one: empty, or beginning with AND.
    pub fn condition(&self, layout: &Layout, values: &mut Vec<Value>) -> String {
        self.groups.iter().map(|group| format!(" AND ({})", group.condition(layout, values))).collect()
    }
}

impl Group {
    fn condition(&self, layout: &Layout, values: &mut Vec<Value>) -> String {
        let words: Vec<String> =
            self.words.iter().map(|word| format!("({})", word.condition(layout, values))).collect();
        let mut ways = vec![words.join(" AND ")];
        ways.extend(self.phone.as_ref().and_then(|phone| in_phones(&layout.fields, phone, values)));
        ways.join(" OR ")
    }
}

impl Word {
    fn condition(&self, layout: &Layout, values: &mut Vec<Value>) -> String {
        let word = hole(&self.folded, values);
        let mut places: Vec<String> =
            layout.fields.searchable().map(|field| format!("instr(s.{}, {word}) > 0", field.name.quoted())).collect();
        places.push(format!("{} = {word}", number_expression(&layout.fields, "m.")));
        places.extend(self.phone.as_ref().and_then(|phone| in_phones(&layout.fields, phone, values)));
        places.join(" OR ")
    }
}

/// The digits of a telephone number, if it may be one.
fn phone(word: &str) -> Option<String> {
    let digits: String = word.chars().filter(char::is_ascii_digit).collect();
    (digits.len() >= PHONE_DIGITS_MIN).then_some(digits)
}

/// The condition that a number stands in one of the telephone numbers; `None` if no field holds any.
fn in_phones(fields: &Fields, digits: &str, values: &mut Vec<Value>) -> Option<String> {
    let phones: Vec<String> = phone_expressions(fields, "m.").collect();
    if phones.is_empty() {
        return None;
    }
    let digits = hole(digits, values);
    Some(phones.iter().map(|phone| format!("instr({phone}, {digits}) > 0")).collect::<Vec<_>>().join(" OR "))
}

/// The telephone numbers of a member in the form in which digits are looked for there.
pub fn phone_expressions(fields: &Fields, prefix: &str) -> impl Iterator<Item = String> {
    let phones = fields.iter().filter(|field: &&Field| field.field_type == FieldType::Tel);
    phones.map(move |field| format!("replace(replace({prefix}{}, ' ', ''), '.', '')", field.name.quoted()))
}

/// The number of a member as words are compared with it.
pub fn number_expression(fields: &Fields, prefix: &str) -> String {
    format!("lower({prefix}{})", fields.number().name.quoted())
}

/// Keeps a text for a hole of the statement, and gives the hole.
fn hole(text: &str, values: &mut Vec<Value>) -> String {
    values.push(Value::Text(text.to_owned()));
    format!("?{}", values.len())
}

//! The words that members are searched by: parsed once, asked in SQL or of the index in memory. Both must find the same.

use rusqlite::types::Value;

use super::fields::{Field, FieldType, Fields};
use super::layout::Layout;
use crate::text::{is_part_of_phone, phone_digits, transliterate_to_ascii};

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
        let words: Vec<&str> = words.split_whitespace().take(WORDS_MAX).collect();
        let groups = words.chunk_by(|word, next| is_part_of_phone(word) && is_part_of_phone(next));
        Question { groups: groups.map(Group::of).collect() }
    }

    /// The condition over `users_view m` and `users_search s`, to follow another one: empty, or beginning with AND.
    pub fn condition(&self, layout: &Layout, values: &mut Vec<Value>) -> String {
        self.groups.iter().map(|group| format!(" AND ({})", group.condition(layout, values))).collect()
    }
}

impl Group {
    fn of(words: &[&str]) -> Self {
        let word = |word: &&str| Word { folded: transliterate_to_ascii(word).into_owned(), phone: phone(word) };
        let phone = if words.len() > 1 { phone(&words.join(" ")) } else { None };
        Group { words: words.iter().map(word).collect(), phone }
    }

    fn condition(&self, layout: &Layout, values: &mut Vec<Value>) -> String {
        let words: Vec<String> =
            self.words.iter().map(|word| format!("({})", word.condition(layout, values))).collect();
        let mut ways = vec![words.join(" AND ")];
        ways.extend(self.phone.as_ref().and_then(|phone| in_phones(layout, phone, values)));
        ways.join(" OR ")
    }
}

impl Word {
    fn condition(&self, layout: &Layout, values: &mut Vec<Value>) -> String {
        let word = hole(&self.folded, values);
        let mut places: Vec<String> =
            seen_texts(layout).map(|field| format!("instr(s.{}, {word}) > 0", field.name.quoted())).collect();
        places.push(format!("{} = {word}", number_expression(&layout.fields, "m.")));
        places.extend(self.phone.as_ref().and_then(|phone| in_phones(layout, phone, values)));
        places.join(" OR ")
    }
}

/// The digits of a telephone number as [`phone_digits`] writes them, if a text may be one.
fn phone(text: &str) -> Option<String> {
    let digits = phone_digits(text);
    (digits.len() >= PHONE_DIGITS_MIN && !digits.contains(' ')).then_some(digits)
}

/// The searchable fields that whoever asks sees.
fn seen_texts(layout: &Layout) -> impl Iterator<Item = &Field> {
    layout.fields.searchable().filter(|field| layout.access.sees(field))
}

/// The condition that a number stands in one of the telephone numbers; `None` if no field holds any.
fn in_phones(layout: &Layout, digits: &str, values: &mut Vec<Value>) -> Option<String> {
    let phones: Vec<String> = phones_of(layout.shown(), "m.").collect();
    if phones.is_empty() {
        return None;
    }
    let digits = hole(digits, values);
    Some(phones.iter().map(|phone| format!("instr({phone}, {digits}) > 0")).collect::<Vec<_>>().join(" OR "))
}

/// The telephone numbers of a member in the form in which digits are looked for there.
pub fn phone_expressions(fields: &Fields, prefix: &str) -> impl Iterator<Item = String> {
    phones_of(fields.iter(), prefix)
}

fn phones_of<'a>(fields: impl Iterator<Item = &'a Field>, prefix: &str) -> impl Iterator<Item = String> {
    let phones = fields.filter(|field: &&Field| field.field_type == FieldType::Tel);
    phones.map(move |field| format!("phone_digits({prefix}{})", field.name.quoted()))
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

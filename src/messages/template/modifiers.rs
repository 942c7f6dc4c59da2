//! What stands after `|` in a placeholder.

use jiff::civil::Date;

use super::Values;
use super::operand::Operand;
use crate::money::Cents;

/// What is done to a value.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Modifier {
    kind: Kind,
    arguments: Vec<Operand>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Another value for an empty one.
    Or,
    ToUpper,
    ToLower,
    /// A capital at the start.
    UcFirst,
    Trim,
    /// `08/11/2026`
    DateShort,
    /// `08/11/2026 à 10:00`; without a time as `DateShort`.
    Date,
    /// `25,00` of cents.
    Money,
    /// `25,00 €` of cents.
    MoneyCurrency,
    /// The first argument becomes the second one.
    Replace,
    /// Values are always escaped where they are written.
    Escape,
}

/// The words, with how many arguments each takes.
const KINDS: [(&str, Kind, usize); 13] = [
    ("or", Kind::Or, 1),
    ("toupper", Kind::ToUpper, 0),
    ("strtoupper", Kind::ToUpper, 0),
    ("tolower", Kind::ToLower, 0),
    ("strtolower", Kind::ToLower, 0),
    ("ucfirst", Kind::UcFirst, 0),
    ("trim", Kind::Trim, 0),
    ("date_short", Kind::DateShort, 0),
    ("date", Kind::Date, 0),
    ("money", Kind::Money, 0),
    ("money_currency", Kind::MoneyCurrency, 0),
    ("replace", Kind::Replace, 2),
    ("escape", Kind::Escape, 0),
];

impl Modifier {
    /// `None` for a word that is not known, or another number of arguments.
    pub fn new(word: &str, arguments: Vec<Operand>) -> Option<Self> {
        let (_, kind, count) = KINDS.iter().find(|(known, ..)| *known == word)?;
        (arguments.len() == *count).then_some(Modifier { kind: *kind, arguments })
    }

    pub fn apply(&self, value: String, values: &Values) -> String {
        let argument = |at: usize| self.arguments.get(at).map_or_else(String::new, |argument| argument.value(values));
        match self.kind {
            Kind::Or if value.is_empty() => argument(0),
            Kind::Or | Kind::Escape => value,
            Kind::ToUpper => value.to_uppercase(),
            Kind::ToLower => value.to_lowercase(),
            Kind::UcFirst => {
                let mut characters = value.chars();
                characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
            }
            Kind::Trim => value.trim().to_owned(),
            Kind::DateShort => day(&value).unwrap_or(value),
            Kind::Date => match (day(&value), value.get(11..16)) {
                (Some(day), Some(time)) => format!("{day} à {time}"),
                (Some(day), None) => day,
                (None, _) => value,
            },
            Kind::Money => money(&value).unwrap_or(value),
            Kind::MoneyCurrency => money(&value).map_or(value, |amount| format!("{amount} €")),
            Kind::Replace => {
                let wanted = argument(0);
                if wanted.is_empty() { value } else { value.replace(&wanted, &argument(1)) }
            }
        }
    }
}

/// `2026-11-08…` as `08/11/2026`.
fn day(value: &str) -> Option<String> {
    let date: Date = value.get(..10)?.parse().ok()?;
    Some(date.strftime("%d/%m/%Y").to_string())
}

fn money(value: &str) -> Option<String> {
    value.trim().parse().ok().map(|cents| Cents(cents).to_string())
}

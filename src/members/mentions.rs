//! Where a person is still named once its record is emptied.

use std::collections::BTreeSet;

use rusqlite::Transaction;
use rusqlite::types::Value;
use serde_json::Value as Json;

use super::layout::Layout;
use super::record::Member;
use super::values;
use crate::audit::{self, Entity};
use crate::error::Result;
use crate::text::transliterate_to_ascii;

/// What still names the person after its record is emptied.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Mentions {
    /// Entries that hold a part of the name in their label, notes, reference, or in those of one of their lines: accounts
    /// are never rewritten by a program.
    pub transactions: Vec<i64>,
}

/// Shorter parts of a name are words of any language (`de`, `du`, `Le`).
const PART_CHARACTERS_MIN: usize = 3;

const TEXTS: &str = "SELECT id, label, notes, reference FROM acc_transactions
    UNION ALL SELECT id_transaction, label, NULL, reference FROM acc_transactions_lines
        WHERE label IS NOT NULL OR reference IS NOT NULL";

impl Mentions {
    /// Looks for the parts of the names that the member has and had; to be asked before they are forgotten.
    pub fn of(tx: &Transaction<'_>, layout: &Layout, member: &Member) -> Result<Self> {
        let parts = Parts::of(&names(tx, layout, member)?);
        let mut transactions = BTreeSet::new();
        let mut statement = tx.prepare(TEXTS)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            for column in 1..=3 {
                let text = row.get_ref(column)?.as_bytes_or_null().ok().flatten().unwrap_or_default();
                if parts.are_in(&String::from_utf8_lossy(text)) {
                    transactions.insert(row.get(0)?);
                }
            }
        }
        Ok(Mentions { transactions: transactions.into_iter().collect() })
    }
}

/// All that the fields of its name hold, and held before.
fn names(tx: &Transaction<'_>, layout: &Layout, member: &Member) -> Result<Vec<String>> {
    let of_name: BTreeSet<i64> = layout.fields.of_name().map(|field| field.id).collect();
    let present = layout.fields.iter().zip(&member.values).filter(|(field, _)| of_name.contains(&field.id));
    let mut names: Vec<String> = present
        .filter(|(_, value)| **value != Value::Null)
        .map(|(_, value)| values::plain_text(value).into_owned())
        .collect();
    for event in audit::history(tx, Entity::Member, member.id)? {
        for field in layout.fields.of_name() {
            let change = &event.changes[field.name.as_str()];
            names.extend([&change["old"], &change["new"]].into_iter().filter_map(Json::as_str).map(str::to_owned));
        }
    }
    Ok(names)
}

/// The words of names, without accents and in lower case.
#[derive(Debug, PartialEq, Eq)]
struct Parts(BTreeSet<String>);

impl Parts {
    fn of(names: &[String]) -> Self {
        let mut parts = BTreeSet::new();
        for name in names {
            let folded = transliterate_to_ascii(name);
            let long = |word: &&str| word.chars().count() >= PART_CHARACTERS_MIN;
            let before = parts.len();
            parts.extend(words(&folded).filter(long).map(str::to_owned));
            // A name of short words only is looked for by each of them all the same.
            if parts.len() == before && !words(&folded).any(|word| long(&word)) {
                parts.extend(words(&folded).map(str::to_owned));
            }
        }
        Parts(parts)
    }

    fn are_in(&self, text: &str) -> bool {
        !text.is_empty() && words(&transliterate_to_ascii(text)).any(|word| self.0.contains(word))
    }
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_names_are_found_as_words_however_they_are_spelled() {
        let parts = Parts::of(&["Ada BYRON-Prémier de la Tour".to_owned(), "Ada Lovelace".to_owned()]);
        for text in ["Don byron", "Cotisation ADA", "Premier/2026", "lovelace's", "BYRON2026", "Remb. (Tour)"] {
            assert!(parts.are_in(text), "{text}");
        }
        for text in ["", "Byronne", "de la banque", "adapter", "tournoi", "2026"] {
            assert!(!parts.are_in(text), "{text}");
        }
        assert!(Parts::of(&["Li Xu".to_owned()]).are_in("Cotisation Li"));
        assert_eq!(Parts::of(&[String::new()]), Parts(BTreeSet::new()));
    }
}

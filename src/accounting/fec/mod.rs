//! The file of accounting entries that the French tax office asks for (article A47 A-1 of the *livre des procédures
//! fiscales*): writing it, and checking any such file.

pub mod check;
pub mod report;
mod siren;
#[cfg(test)]
mod tests;
mod write;

use jiff::civil::Date;

pub use siren::Siren;
pub use write::write;

use super::year::text_of;
use crate::text::fold_for_like;

/// The eighteen fields in the order of the law.
pub const FIELDS: [&str; 18] = [
    "JournalCode",
    "JournalLib",
    "EcritureNum",
    "EcritureDate",
    "CompteNum",
    "CompteLib",
    "CompAuxNum",
    "CompAuxLib",
    "PieceRef",
    "PieceDate",
    "EcritureLib",
    "Debit",
    "Credit",
    "EcritureLet",
    "DateLet",
    "ValidDate",
    "Montantdevise",
    "Idevise",
];

/// The journal of opening entries; the others are the types of entries.
pub const OPENING_JOURNAL: (&str, &str) = ("AN", "À-nouveaux");

/// The codes that programs give the journal of opening entries.
const OPENING_CODES: [&str; 5] = ["AN", "ANO", "ANX", "RAN", "OUV"];

/// The words beside `ouverture` in the names of such journals: an `Ouverture de la saison` is something else.
const OPENING_WORDS: [&str; 12] =
    ["ouverture", "journal", "balance", "bilan", "solde", "soldes", "ecritures", "compte", "comptes", "d", "de", "des"];

/// Whether a journal of any program's file is that of opening entries, by its usual codes and names: `À-nouveaux`, `Report
/// à nouveau`, `Journal d'ouverture`.
pub fn is_opening_journal(code: &str, label: &str) -> bool {
    let is_named = |text: &str| {
        let folded = fold_for_like(text);
        let words: Vec<&str> = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
        let is_new = |pair: &[&str]| pair[0] == "a" && matches!(pair[1], "nouveau" | "nouveaux");
        let is_opening = words.contains(&"ouverture") && words.iter().all(|word| OPENING_WORDS.contains(word));
        is_opening || words.windows(2).any(is_new) || words.iter().any(|word| matches!(*word, "anouveau" | "anouveaux"))
    };
    OPENING_CODES.iter().any(|known| known.eq_ignore_ascii_case(code.trim())) || is_named(code) || is_named(label)
}

/// Whether a column of sides says credit (`C` or `-1`) or debit (`D` or `+1`).
pub fn is_credit_side(side: &str) -> Option<bool> {
    match side {
        "D" | "d" | "+1" | "1" | "+" => Some(false),
        "C" | "c" | "-1" | "-" => Some(true),
        _ => None,
    }
}

/// What stands for the number of an association that has none: the tool of the tax office accepts it, the law does not.
pub const NO_SIREN: &str = "ASSO";

/// The name of the file: number of the association, `FEC`, last day of the year.
pub fn file_name(siren: Option<&Siren>, end: Date) -> String {
    format!("{}FEC{}.txt", siren.map_or(NO_SIREN, Siren::digits), text_of(end).replace('-', ""))
}

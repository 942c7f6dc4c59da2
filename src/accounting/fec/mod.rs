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

/// What stands for the number of an association that has none: the tool of the tax office accepts it, the law does not.
pub const NO_SIREN: &str = "ASSO";

/// The name of the file: number of the association, `FEC`, last day of the year.
pub fn file_name(siren: Option<&Siren>, end: Date) -> String {
    format!("{}FEC{}.txt", siren.map_or(NO_SIREN, Siren::digits), text_of(end).replace('-', ""))
}

//! Which column of a table holds what (accounting.md 3 and 10).

use super::options::{Format, Options};
use crate::error::{Error, Result};
use crate::i18n::Message;
use crate::imports::headings::fold;
use crate::imports::notices::{self, FileColumn};
use crate::msg;
use crate::sheet::read::Record;

/// What a column can hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Key {
    Id,
    Journal,
    Type,
    Status,
    Label,
    Date,
    Notes,
    Reference,
    LinkedUsers,
    Account,
    AccountLabel,
    Debit,
    Credit,
    LineReference,
    LineLabel,
    Reconciled,
    Project,
    PaymentReference,
    DebitAccount,
    CreditAccount,
    Amount,
    Side,
}

/// How many keys there are.
pub const KEYS: usize = Key::Side as usize + 1;

/// The keys with the names of their columns: the one of exports in JSON, their heading, that of the tax office.
const NAMES: [(Key, &[&str]); KEYS] = [
    (Key::Id, &["id", "Numéro d'écriture", "EcritureNum"]),
    (Key::Journal, &["type_id", "JournalCode"]),
    (Key::Type, &["type", "Type", "JournalLib"]),
    (Key::Status, &["status", "Statut"]),
    (Key::Label, &["label", "Libellé", "EcritureLib"]),
    (Key::Date, &["date", "Date", "EcritureDate"]),
    (Key::Notes, &["notes", "Remarques"]),
    (Key::Reference, &["reference", "Numéro pièce comptable", "PieceRef"]),
    (Key::LinkedUsers, &["linked_users", "Membres associés"]),
    (Key::Account, &["account", "Numéro compte", "CompteNum"]),
    (Key::AccountLabel, &["account_label", "Libellé compte", "CompteLib"]),
    (Key::Debit, &["debit", "Débit"]),
    (Key::Credit, &["credit", "Crédit"]),
    (Key::LineReference, &["line_reference", "Référence ligne"]),
    (Key::LineLabel, &["line_label", "Libellé ligne"]),
    (Key::Reconciled, &["reconciled", "Rapprochement"]),
    (Key::Project, &["project", "Projet analytique"]),
    (Key::PaymentReference, &["p_reference", "Référence paiement"]),
    (Key::DebitAccount, &["debit_account", "Compte de débit"]),
    (Key::CreditAccount, &["credit_account", "Compte de crédit"]),
    (Key::Amount, &["amount", "Montant"]),
    (Key::Side, &["side", "Sens"]),
];

/// Headings that only tables of the tax office have.
const OF_TAX_OFFICE: [&str; 5] = ["journalcode", "ecriturenum", "ecrituredate", "ecriturelib", "comptenum"];

/// Headings of exports and of the tax office that say nothing of an entry which would be lost.
const OF_NO_USE: [&str; 3] = ["piecedate", "validdate", "idevise"];

/// Columns, from 0, by key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Columns {
    at: [Option<usize>; KEYS],
    has_tax_office_headings: bool,
    /// Lines up to this one hold no data.
    pub last_skipped_line: usize,
}

impl Columns {
    /// By the names that the request gives to columns, or else by the headings on the first line.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] when no column is known.
    pub fn find(first: &Record, options: &Options) -> Result<Self> {
        let headings: Vec<String> = match &options.columns {
            Some(named) => names_in_order(named),
            None => first.cells.iter().map(|cell| fold(cell)).collect(),
        };
        let mut at = [None; KEYS];
        for (key, names) in NAMES {
            // The first name that is there counts: a table of the tax office may hold our columns beside its own.
            at[key as usize] = names.iter().find_map(|name| {
                let name = fold(name);
                headings.iter().position(|heading| *heading == name)
            });
        }
        let has_tax_office_headings = headings.iter().any(|heading| OF_TAX_OFFICE.contains(&heading.as_str()));
        if at.iter().all(Option::is_none) {
            let known = NAMES.map(|(_, names)| names.get(1).copied().unwrap_or(names[0]));
            return Err(Error::invalid(msg!("import-no-column", fields = known.join(", "))));
        }
        let last_skipped_line = match (options.skip_lines, &options.columns) {
            (None, _) => first.line,
            (Some(lines), Some(_)) => lines,
            (Some(lines), None) => lines.max(first.line),
        };
        Ok(Columns { at, has_tax_office_headings, last_skipped_line })
    }

    /// Whether a line has a heading of entries.
    pub fn has_known(record: &Record) -> bool {
        record.cells.iter().any(|cell| key_of(&fold(cell)).is_some())
    }

    /// The columns of a file as a preview lists them.
    pub fn listed(&self, first: &Record) -> Vec<FileColumn> {
        let width = self.at.iter().flatten().map(|at| at + 1).fold(first.cells.len(), usize::max);
        notices::list(first, width, |at| self.key_at(at).map(|key| NAMES[key].1[0].to_owned()))
    }

    /// What to say of columns that are not read; `filled` are those that hold something below the headings.
    pub fn unread(&self, first: &Record, filled: &[bool], options: &Options) -> Vec<Message> {
        if let Some(named) = &options.columns {
            let unknown = named.iter().filter(|(_, name)| !name.is_empty() && key_of(&fold(name)).is_none());
            return unknown
                .map(|(at, name)| msg!("import-column-unknown", column = *at, name = name.as_str()))
                .collect();
        }
        let mut said = Vec::new();
        let mut unknown = Vec::new();
        for (at, cell) in first.cells.iter().enumerate() {
            let (heading, folded) = (cell.shown(), fold(cell));
            let is_told = self.key_at(at).is_none() && filled.get(at).copied().unwrap_or(false) && !heading.is_empty();
            if !is_told || OF_NO_USE.contains(&folded.as_str()) {
                continue;
            }
            match key_of(&folded).and_then(|key| self.at(key)) {
                Some(read) => {
                    let read = first.cells.get(read).map_or("", |cell| cell.shown());
                    said.push(msg!("entry-import-column-twice", heading = heading, read = read));
                }
                None => unknown.push(FileColumn { heading: heading.to_owned(), field: None }),
            }
        }
        said.extend(notices::unknown(unknown.iter()));
        said
    }

    /// The number of the key that a column holds.
    fn key_at(&self, column: usize) -> Option<usize> {
        self.at.iter().position(|at| *at == Some(column))
    }

    pub fn of(&self, key: Key) -> Option<usize> {
        self.at[key as usize]
    }

    /// By the number of the key.
    pub fn at(&self, key: usize) -> Option<usize> {
        self.at.get(key).copied().flatten()
    }

    pub fn has(&self, key: Key) -> bool {
        self.of(key).is_some()
    }

    /// Whether lines have an amount and its side instead of a debit and a credit.
    pub fn has_sides(&self) -> bool {
        self.has(Key::Amount) && self.has(Key::Side) && !self.has(Key::Debit) && !self.has(Key::Credit)
    }

    /// The format that the headings call for; they are the same for [`Format::Full`] and [`Format::Grouped`], which is
    /// told by the rows.
    pub fn format(&self) -> Option<Format> {
        if self.has(Key::DebitAccount) || self.has(Key::CreditAccount) {
            Some(Format::Simple)
        } else if self.has_tax_office_headings {
            Some(Format::Fec)
        } else if self.has(Key::Id) || self.has(Key::Reference) {
            None
        } else {
            Some(Format::Grouped)
        }
    }

    /// # Errors
    ///
    /// [`Error::Invalid`] with the first column that the format cannot do without.
    pub fn require(&self, format: Format) -> Result<()> {
        use Key::{Account, Amount, Credit, CreditAccount, Date, Debit, DebitAccount, Id, Label, Reference};
        let needed: &[Key] = match format {
            Format::Full | Format::Grouped | Format::Fec if self.has_sides() => &[Label, Date, Account],
            Format::Full | Format::Grouped | Format::Fec => &[Label, Date, Account, Credit, Debit],
            Format::Simple => &[Label, Date, CreditAccount, DebitAccount, Amount],
        };
        let has_either = format != Format::Full || self.has(Id) || self.has(Reference);
        let missing = if has_either { None } else { Some(Id) };
        let Some(missing) = missing.or_else(|| needed.iter().copied().find(|key| !self.has(*key))) else {
            return Ok(());
        };
        let names = NAMES.iter().find(|(key, _)| *key == missing).map_or(&[""; 2][..], |(_, names)| names);
        let heading = if format == Format::Fec { names.last() } else { names.get(1) }.copied().unwrap_or(names[0]);
        Err(Error::invalid_field(names[0], msg!("entry-import-column-missing", label = heading, name = names[0])))
    }
}

/// The names of columns, folded, each at the place of its column.
fn names_in_order(named: &[(usize, String)]) -> Vec<String> {
    /// No file has more columns.
    const COLUMNS_MAX: usize = 1000;
    let named = || named.iter().filter(|(at, _)| *at < COLUMNS_MAX);
    let mut names = vec![String::new(); named().map(|(at, _)| at + 1).max().unwrap_or(0)];
    named().for_each(|(at, name)| names[*at] = fold(name));
    names
}

/// The number of the key that a folded heading names.
fn key_of(folded: &str) -> Option<usize> {
    NAMES.iter().position(|(_, names)| names.iter().any(|name| fold(name) == folded))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(headings: &str) -> Columns {
        Columns::find(&Record::of_texts(1, headings.split(';')), &Options::default()).unwrap()
    }

    #[test]
    fn headings_are_words_of_exports_keys_or_those_of_the_tax_office() {
        let one = columns("Numéro d’écriture;LIBELLÉ;date;Numéro\u{a0}compte;Débit;Crédit");
        let other = columns("id;label;Date;account;debit;credit");
        assert_eq!(one, other);
        assert_eq!((one.of(Key::Account), one.format()), (Some(3), None));
        let fec = columns("JournalCode;EcritureNum;EcritureDate;CompteNum;EcritureLib;Debit;Credit;DateLet");
        assert_eq!((fec.format(), fec.of(Key::Credit)), (Some(Format::Fec), Some(6)));
        let numbers: Vec<usize> = NAMES.iter().map(|(key, _)| *key as usize).collect();
        assert_eq!(numbers, (0..KEYS).collect::<Vec<_>>());
    }

    #[test]
    fn the_format_follows_from_the_headings_where_they_tell() {
        for (headings, format) in [
            ("label;date;debit_account;credit_account;amount", Some(Format::Simple)),
            ("label;date;account;debit;credit", Some(Format::Grouped)),
            ("reference;label;date;account;debit;credit", None),
        ] {
            let columns = columns(headings);
            assert_eq!(columns.format(), format, "{headings}");
            columns.require(format.unwrap_or(Format::Full)).unwrap();
        }
    }

    #[test]
    fn a_missing_column_is_named() {
        for (headings, format, name) in [
            ("label;date;account;debit;credit", Format::Full, "id"),
            ("id;date;account;debit;credit", Format::Full, "label"),
            ("label;date;account;debit;credit", Format::Simple, "credit_account"),
            ("EcritureDate;EcritureLib;Debit;Credit", Format::Fec, "account"),
        ] {
            let error = columns(headings).require(format).unwrap_err();
            assert!(matches!(&error, Error::Invalid { fields, .. } if fields[0].field == name), "{error}");
        }
    }
}

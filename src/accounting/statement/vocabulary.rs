//! The words of banks in French, Dutch, German and English: headings of columns (`data/statement-headings.csv`), states of
//! movements, directions, balances and totals (`data/statement-words.csv`).

use std::collections::HashMap;
use std::sync::LazyLock;

use deunicode::deunicode;
use serde::{Deserialize, Serialize};

/// What a column of a table holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    Date,
    Label,
    /// The other party.
    Name,
    /// The other party, unless the column stands before the date: some banks write the holder of the account there.
    NameAfterDate,
    /// The kind of movement, for rows without a label.
    Type,
    /// With a sign, or beside a column of directions.
    Amount,
    /// The amount without the fee.
    Net,
    Debit,
    Credit,
    Balance,
    Fee,
    Reference,
    Currency,
    State,
    /// Of the association.
    Account,
    /// Debit or credit, as a word or a sign.
    Direction,
    /// Known, and of no use here.
    None,
}

impl Role {
    /// The roles that a request can give to a column, by their words.
    pub const GIVEN: [Role; 15] = [
        Role::Date,
        Role::Label,
        Role::Name,
        Role::Type,
        Role::Amount,
        Role::Net,
        Role::Debit,
        Role::Credit,
        Role::Balance,
        Role::Fee,
        Role::Reference,
        Role::Currency,
        Role::State,
        Role::Account,
        Role::Direction,
    ];

    pub fn from_word(word: &str) -> Option<Self> {
        Role::GIVEN.into_iter().find(|role| role.word() == word)
    }

    pub fn word(self) -> &'static str {
        match self {
            Role::Date => "date",
            Role::Label => "label",
            Role::Name | Role::NameAfterDate => "name",
            Role::Type => "type",
            Role::Amount => "amount",
            Role::Net => "net",
            Role::Debit => "debit",
            Role::Credit => "credit",
            Role::Balance => "balance",
            Role::Fee => "fee",
            Role::Reference => "reference",
            Role::Currency => "currency",
            Role::State => "state",
            Role::Account => "account",
            Role::Direction => "direction",
            Role::None => "none",
        }
    }

    pub fn is_amount(self) -> bool {
        matches!(self, Role::Amount | Role::Net | Role::Debit | Role::Credit | Role::Balance | Role::Fee)
    }
}

/// Headings in plain letters, with their roles and their place in the list: the first is the best of its role.
static HEADINGS: LazyLock<HashMap<String, Vec<(Role, usize)>>> = LazyLock::new(|| {
    let mut headings: HashMap<String, Vec<(Role, usize)>> = HashMap::new();
    let rows = csv_rows(include_str!("../../../data/statement-headings.csv"));
    for (rank, (role, heading)) in rows.into_iter().enumerate() {
        let role = match role.as_str() {
            "name_after_date" => Role::NameAfterDate,
            word => Role::from_word(word).unwrap_or(Role::None),
        };
        for key in keys(&plain(&heading)) {
            headings.entry(key).or_default().push((role, rank));
        }
    }
    headings
});

/// A phrase, and the same with German umlauts written as one letter: banks write both `Begünstigter` and `Beguenstigter`.
fn keys(plain: &str) -> Vec<String> {
    let folded = folded(plain);
    if folded == plain { vec![folded] } else { vec![plain.to_owned(), folded] }
}

fn folded(plain: &str) -> String {
    plain.replace("ae", "a").replace("oe", "o").replace("ue", "u")
}

fn look_up<'a, T>(map: &'a HashMap<String, Vec<T>>, plain: &str) -> Option<&'a Vec<T>> {
    map.get(plain).or_else(|| map.get(&folded(plain)))
}

/// The longest heading that is looked for.
const HEADING_WORDS_MAX: usize = 12;

/// The roles that a heading may name, the likeliest first, each with its rank: the lower, the better. Currencies and numbers
/// that end a heading are left out; of a heading that is not in the list, the beginning may be.
pub fn roles_of(heading: &str) -> Vec<(Role, usize)> {
    let heading = plain_heading(heading);
    let mut words: Vec<&str> = heading.split(' ').filter(|word| !word.is_empty()).take(HEADING_WORDS_MAX).collect();
    let mut penalty = 0;
    let mut found: Vec<(Role, usize)> = Vec::new();
    while !words.is_empty() && found.is_empty() {
        let joined = words.join(" ");
        let without_number = joined.trim_end_matches(|c: char| c.is_ascii_digit());
        let known = look_up(&HEADINGS, &joined).or_else(|| look_up(&HEADINGS, without_number));
        found.extend(known.into_iter().flatten().map(|(role, rank)| (*role, rank + penalty)));
        // Words that say something make the rest of the heading a guess.
        penalty += if is_unit(words[words.len() - 1]) { 0 } else { 10_000 };
        words.pop();
    }
    found
}

fn plain_heading(heading: &str) -> String {
    let is_plus_minus = heading.contains('+') && heading.chars().all(|c| "+-/−± ".contains(c));
    if is_plus_minus { "plus minus".to_owned() } else { plain(heading) }
}

/// A word behind a heading that changes nothing: `Montant en EUR`, `Date (UTC)`, `Total (incl. VAT)`, `Libellé 1`.
fn is_unit(word: &str) -> bool {
    const UNITS: [&str; 19] = [
        "eur", "euro", "euros", "chf", "usd", "gbp", "utc", "cet", "cest", "en", "in", "ttc", "incl", "inc", "vat",
        "after", "fees", "contient", "bevat",
    ];
    UNITS.contains(&word) || word.bytes().all(|byte| byte.is_ascii_digit())
}

/// What a word in a cell means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meaning {
    Done,
    Pending,
    Refused,
    Cancelled,
    Reverted,
    /// The row tells something and moves nothing.
    NoEffect,
    Out,
    In,
    Balance,
    Total,
}

static WORDS: LazyLock<HashMap<String, Vec<Meaning>>> = LazyLock::new(|| {
    let mut words: HashMap<String, Vec<Meaning>> = HashMap::new();
    for (meaning, word) in csv_rows(include_str!("../../../data/statement-words.csv")) {
        let meaning = match meaning.as_str() {
            "pending" => Meaning::Pending,
            "refused" => Meaning::Refused,
            "cancelled" => Meaning::Cancelled,
            "reverted" => Meaning::Reverted,
            "no_effect" => Meaning::NoEffect,
            "out" => Meaning::Out,
            "in" => Meaning::In,
            "balance" => Meaning::Balance,
            "total" => Meaning::Total,
            _ => Meaning::Done,
        };
        for key in keys(&plain(&word)) {
            words.entry(key).or_default().push(meaning);
        }
    }
    words
});

/// The longest phrase that is looked for.
const PHRASE_WORDS_MAX: usize = 5;

fn meaning_of(plain: &str, wanted: &[Meaning]) -> Option<Meaning> {
    look_up(&WORDS, plain)?.iter().copied().find(|meaning| wanted.contains(meaning))
}

/// The state of a movement: the longest beginning of the text that is a known state.
pub fn state_of(text: &str) -> Option<Meaning> {
    const STATES: [Meaning; 6] =
        [Meaning::Done, Meaning::Pending, Meaning::Refused, Meaning::Cancelled, Meaning::Reverted, Meaning::NoEffect];
    let plain = plain(text);
    let words: Vec<&str> = plain.split(' ').take(PHRASE_WORDS_MAX).collect();
    (1..=words.len()).rev().find_map(|count| meaning_of(&words[..count].join(" "), &STATES))
}

/// Whether a word or sign says that money comes in; `None` when it says nothing of it.
pub fn direction_of(text: &str) -> Option<bool> {
    match text.trim() {
        "+" => return Some(true),
        "-" | "\u{2212}" | "\u{2013}" => return Some(false),
        _ => {}
    }
    meaning_of(&plain(text), &[Meaning::Out, Meaning::In]).map(|meaning| meaning == Meaning::In)
}

/// Whether a direction column says that a row moves nothing.
pub fn is_without_effect(text: &str) -> bool {
    meaning_of(&plain(text), &[Meaning::NoEffect]).is_some()
}

/// Whether a text says that the row is a balance or a total, and nothing else but a day, an amount or a currency.
pub fn summary_of(text: &str) -> Option<Meaning> {
    let plain = plain(text);
    let words: Vec<&str> = plain.split(' ').collect();
    let is_detail =
        |word: &&str| is_unit(word) || ["du", "au", "le", "de", "on", "at", "per", "am", "op"].contains(word);
    (1..=words.len().min(PHRASE_WORDS_MAX)).rev().find_map(|count| {
        let meaning = meaning_of(&words[..count].join(" "), &[Meaning::Balance, Meaning::Total])?;
        words[count..].iter().all(is_detail).then_some(meaning)
    })
}

/// Whether a text begins as balances or totals do.
pub fn begins_as_summary(text: &str) -> Option<Meaning> {
    let plain = plain(text);
    let first = plain.split(' ').next()?;
    meaning_of(first, &[Meaning::Balance, Meaning::Total]).or_else(|| summary_of(text))
}

/// A text in plain letters, words apart by one space.
pub fn plain(text: &str) -> String {
    let short = &text[..text.floor_char_boundary(200)];
    let plain = deunicode(short).to_ascii_lowercase();
    let words: Vec<&str> =
        plain.split(|character: char| !character.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

/// The rows of a file that is part of the program: two columns below their headings.
fn csv_rows(text: &str) -> Vec<(String, String)> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let rows = reader.records().filter_map(Result::ok);
    rows.filter_map(|row| Some((row.get(0)?.to_owned(), row.get(1)?.to_owned()))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn best(heading: &str) -> Option<Role> {
        roles_of(heading).first().map(|(role, _)| *role)
    }

    #[test]
    fn the_files_of_words_name_known_roles_and_meanings() {
        for (role, heading) in csv_rows(include_str!("../../../data/statement-headings.csv")) {
            assert!(Role::from_word(&role).is_some() || ["none", "name_after_date"].contains(&role.as_str()), "{role}");
            assert!(!plain(&heading).is_empty(), "{heading}");
        }
        let meanings =
            ["done", "pending", "refused", "cancelled", "reverted", "no_effect", "out", "in", "balance", "total"];
        for (meaning, word) in csv_rows(include_str!("../../../data/statement-words.csv")) {
            assert!(meanings.contains(&meaning.as_str()) && !plain(&word).is_empty(), "{meaning},{word}");
        }
    }

    #[test]
    fn headings_are_known_with_their_currency_and_their_number() {
        for (heading, role) in [
            ("Débit euros", Role::Debit),
            ("Crédit en CHF", Role::Credit),
            ("Montant(EUROS)", Role::Amount),
            ("Total amount (incl. VAT)", Role::Amount),
            ("Description1", Role::Label),
            ("Omschrijving-2", Role::Label),
            ("date_comptabilisation", Role::Date),
            ("Solde mouvement", Role::None),
            ("Montant HT", Role::None),
            ("Libellé de l’opération détaillé", Role::Label),
            ("+/-", Role::Direction),
            ("Af Bij", Role::Direction),
            ("Beguenstigter/Zahlungspflichtiger", Role::Name),
        ] {
            assert_eq!(best(heading), Some(role), "{heading}");
        }
        assert_eq!((best("Miel"), best("")), (None, None));
        let rank = |heading: &str| roles_of(heading)[0].1;
        assert!(rank("Solde bancaire") < rank("Solde"));
        assert!(rank("Montant") < rank("Montant encore autre"));
    }

    #[test]
    fn states_and_directions_are_known_in_four_languages() {
        for (text, meaning) in [
            ("TERMINÉ", Meaning::Done),
            ("Exécuté", Meaning::Done),
            ("EN ATTENTE", Meaning::Pending),
            ("Non comptabilisée", Meaning::Pending),
            ("In behandeling", Meaning::Pending),
            ("Vorgemerkt", Meaning::Pending),
            ("ausgefuehrt", Meaning::Done),
            ("Geweigerd", Meaning::Refused),
            ("Declined (insufficient funds)", Meaning::Refused),
            ("Annulé", Meaning::Cancelled),
            ("STORNIERT", Meaning::Cancelled),
            ("REVERTED", Meaning::Reverted),
        ] {
            assert_eq!(state_of(text), Some(meaning), "{text}");
        }
        assert_eq!(state_of("Miel"), None);
        for (text, is_in) in
            [("D", false), ("Crédit", true), ("S", false), ("H", true), ("+", true), ("−", false), ("Bij", true)]
        {
            assert_eq!(direction_of(text), Some(is_in), "{text}");
        }
        assert_eq!((direction_of(""), direction_of("x")), (None, None));
        assert!(is_without_effect("Memo"));
    }

    #[test]
    fn balances_and_totals_are_told_from_labels_that_begin_alike() {
        assert_eq!(summary_of("Solde créditeur au 31/01/2026"), Some(Meaning::Balance));
        assert_eq!(summary_of("Opening balance"), Some(Meaning::Balance));
        assert_eq!(summary_of("Total des opérations"), Some(Meaning::Total));
        assert_eq!(summary_of("Solde de tout compte"), None);
        assert_eq!(summary_of("TOTAL ENERGIES DIJON"), None);
        assert_eq!(begins_as_summary("Total de la période du mois"), Some(Meaning::Total));
    }
}

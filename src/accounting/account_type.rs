//! The position and the type of an account, and how both follow from its code (accounting.md 6.1).

use crate::db::stored_enum;

/// The country whose rules derive the position and type of accounts: `acc_charts.country`. A chart without country has no
/// rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ChartCountry {
    France,
    Belgium,
    Switzerland,
}

impl ChartCountry {
    pub const ALL: [ChartCountry; 3] = [ChartCountry::France, ChartCountry::Belgium, ChartCountry::Switzerland];

    /// From `acc_charts.country`: `FR`, `BE` or `CH`.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|country| country.code() == code)
    }

    pub fn code(self) -> &'static str {
        match self {
            ChartCountry::France => "FR",
            ChartCountry::Belgium => "BE",
            ChartCountry::Switzerland => "CH",
        }
    }
}

stored_enum! {
    /// Where an account stands in the reports: `acc_accounts.position`, with the words of charts' files (accounting.md 11).
    Position {
        None = 0 "",
        Asset = 1 "Actif",
        Liability = 2 "Passif",
        /// An asset while its debits exceed its credits, a liability otherwise.
        AssetOrLiability = 3 "Actif ou passif",
        Expense = 4 "Charge",
        Revenue = 5 "Produit",
    }
}

impl Position {
    /// From the word of a chart's file, to the letter; the empty text is [`Position::None`].
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|position| position.word() == word)
    }

    /// The position that follows from the code, for accounts that the association added and for charts that are not
    /// official; official accounts keep the position of their chart. `current` stays where the rules leave a choice.
    pub fn of_code(country: Option<ChartCountry>, code: &str, current: Position) -> Position {
        use Position::{Asset, AssetOrLiability, Expense, Liability, Revenue};
        let rules: &[(&str, Position)] = match country {
            None => &[],
            Some(ChartCountry::France) => &[
                ("1", Liability),
                ("2", Asset),
                ("3", Asset),
                ("4", AssetOrLiability),
                ("5", AssetOrLiability),
                ("6", Expense),
                ("7", Revenue),
                ("86", Expense),
                ("87", Revenue),
            ],
            Some(ChartCountry::Belgium) => &[
                // Appropriations (69 and 79) close with the result; what they appropriate stands in 13 and 14.
                ("6", Expense),
                ("7", Revenue),
                ("5", AssetOrLiability),
                ("4", AssetOrLiability),
                ("3", Asset),
                ("2", Asset),
                ("1", Liability),
            ],
            Some(ChartCountry::Switzerland) => &[
                ("1", Asset),
                ("2", Liability),
                ("3910", Revenue),
                ("3", Expense),
                ("4910", Expense),
                ("4", Revenue),
                ("5", AssetOrLiability),
            ],
        };
        match rules.iter().find(|(prefix, _)| code.starts_with(prefix)) {
            None => current,
            // The code says "in the balance sheet": a side chosen by hand agrees with it.
            Some((_, AssetOrLiability)) if matches!(current, Asset | Liability) => current,
            Some((_, position)) => *position,
        }
    }
}

stored_enum! {
    /// The role of an account: `acc_accounts.type`.
    AccountType {
        None = 0 "none",
        Bank = 1 "bank",
        Cash = 2 "cash",
        /// Received and not yet at the bank, such as cheques.
        Outstanding = 3 "outstanding",
        /// Suppliers, members who owe, the state: lines that can be lettered.
        ThirdParty = 4 "third_party",
        Expense = 5 "expense",
        Revenue = 6 "revenue",
        /// The use of gifts in kind.
        VolunteeringUse = 7 "volunteering_use",
        /// The source of gifts in kind.
        VolunteeringSource = 8 "volunteering_source",
        Opening = 9 "opening",
        Closing = 10 "closing",
        Surplus = 11 "surplus",
        Deficit = 12 "deficit",
        /// Receives the result of a year.
        Appropriation = 13 "appropriation",
        CreditCarriedForward = 14 "credit_carried_forward",
        DebitCarriedForward = 15 "debit_carried_forward",
        InternalTransfers = 16 "internal_transfers",
    }
}

/// How a prefix matches codes.
#[derive(Clone, Copy)]
enum Match {
    /// Codes longer than the prefix: the prefix alone is a heading.
    Longer,
    /// The code itself, also followed by zeros.
    Exact,
}

impl AccountType {
    /// The type that follows from the code, by the rules of the chart's country.
    pub fn of_code(country: Option<ChartCountry>, code: &str) -> AccountType {
        let is = |rule: &&(AccountType, &str)| match (rule.0.matching(), code.strip_prefix(rule.1)) {
            (_, None) => false,
            (Match::Longer, Some(rest)) => !rest.is_empty(),
            (Match::Exact, Some(rest)) => rest.bytes().all(|digit| digit == b'0'),
        };
        country.map_or(&[][..], rules).iter().find(is).map_or(AccountType::None, |rule| rule.0)
    }

    /// The prefix of codes of that type.
    pub fn prefix(self, country: Option<ChartCountry>) -> Option<&'static str> {
        country.map_or(&[][..], rules).iter().find(|rule| rule.0 == self).map(|rule| rule.1)
    }

    /// Whether the account holds money: bank, cash or outstanding.
    pub fn is_money(self) -> bool {
        matches!(self, AccountType::Bank | AccountType::Cash | AccountType::Outstanding)
    }

    /// Whether the account is one of volunteering, which one entry never mixes with others.
    pub fn is_volunteering(self) -> bool {
        matches!(self, AccountType::VolunteeringUse | AccountType::VolunteeringSource)
    }

    fn matching(self) -> Match {
        use AccountType as T;
        match self {
            T::Bank | T::Cash | T::Outstanding | T::ThirdParty | T::Expense | T::Revenue => Match::Longer,
            T::VolunteeringUse | T::VolunteeringSource | T::InternalTransfers => Match::Longer,
            _ => Match::Exact,
        }
    }
}

/// Types with the prefix of their codes; the first match counts.
fn rules(country: ChartCountry) -> &'static [(AccountType, &'static str)] {
    use AccountType as T;
    match country {
        ChartCountry::France => &[
            (T::Bank, "512"),
            (T::Cash, "53"),
            (T::Outstanding, "511"),
            (T::InternalTransfers, "58"),
            (T::ThirdParty, "4"),
            (T::Expense, "6"),
            (T::Revenue, "7"),
            (T::VolunteeringUse, "86"),
            (T::VolunteeringSource, "87"),
            (T::Opening, "890"),
            (T::Closing, "891"),
            (T::Surplus, "120"),
            (T::Deficit, "129"),
            (T::Appropriation, "1068"),
            (T::CreditCarriedForward, "110"),
            (T::DebitCarriedForward, "119"),
        ],
        ChartCountry::Belgium => &[
            (T::Appropriation, "139"),
            (T::CreditCarriedForward, "4931"),
            (T::DebitCarriedForward, "4932"),
            (T::Bank, "56"),
            (T::Cash, "570"),
            (T::Outstanding, "499"),
            (T::Surplus, "692"),
            (T::Deficit, "690"),
            (T::Opening, "890"),
            (T::Closing, "891"),
            (T::ThirdParty, "4"),
            (T::Expense, "6"),
            (T::Revenue, "7"),
        ],
        ChartCountry::Switzerland => &[
            (T::Bank, "102"),
            (T::Cash, "100"),
            (T::Outstanding, "109"),
            (T::ThirdParty, "5"),
            // Debtors and creditors.
            (T::ThirdParty, "12"),
            (T::ThirdParty, "20"),
            (T::Expense, "3"),
            (T::Revenue, "4"),
            (T::Opening, "9100"),
            (T::Closing, "9101"),
            (T::Surplus, "29991"),
            (T::Deficit, "29999"),
            (T::Appropriation, "2910"),
            (T::CreditCarriedForward, "2990"),
        ],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn types(country: ChartCountry, codes: &[(&str, i64)]) {
        for (code, expected) in codes {
            assert_eq!(AccountType::of_code(Some(country), code).number(), *expected, "{code}");
        }
    }

    #[test]
    fn the_type_of_an_account_follows_from_its_code() {
        let french = [("512", 0), ("512A", 1), ("53", 0), ("531", 2), ("5112", 3), ("4", 0), ("40", 4), ("6", 0)];
        types(ChartCountry::France, &french);
        let french = [("60", 5), ("86", 0), ("860", 7), ("890", 9), ("89000", 9), ("890A", 0), ("580", 16), ("756", 6)];
        types(ChartCountry::France, &french);
        types(ChartCountry::France, &[("106800", 13), ("10680A", 0), ("120", 11), ("129", 12), ("110", 14)]);
        types(ChartCountry::Belgium, &[("6900", 12), ("69", 5), ("4990", 3), ("499", 4), ("4931", 14), ("139", 13)]);
        types(ChartCountry::Switzerland, &[("12", 0), ("1200", 4), ("2000", 4), ("2100", 0), ("5000", 4)]);
        types(ChartCountry::Switzerland, &[("3910", 5), ("4910", 6), ("2990", 14), ("1020", 1), ("29991", 11)]);
        assert_eq!(AccountType::of_code(None, "512A"), AccountType::None);
    }

    #[test]
    fn the_position_of_an_account_follows_from_its_code_unless_a_side_was_chosen() {
        use Position::{Asset, AssetOrLiability, Expense, Liability, None, Revenue};
        let cases = [
            (ChartCountry::France, "512A", None, AssetOrLiability),
            (ChartCountry::France, "512A", Asset, Asset),
            (ChartCountry::France, "512A", Expense, AssetOrLiability),
            (ChartCountry::France, "164", Asset, Liability),
            (ChartCountry::France, "864", None, Expense),
            (ChartCountry::France, "801", None, None),
            (ChartCountry::Belgium, "690", None, Expense),
            (ChartCountry::Belgium, "692", Asset, Expense),
            (ChartCountry::Belgium, "791", Liability, Revenue),
            (ChartCountry::Belgium, "400", None, AssetOrLiability),
            (ChartCountry::Belgium, "409", Asset, Asset),
            (ChartCountry::Belgium, "612", None, Expense),
            (ChartCountry::Switzerland, "3910", None, Revenue),
            (ChartCountry::Switzerland, "4910", None, Expense),
            (ChartCountry::Switzerland, "9100", Liability, Liability),
        ];
        for (country, code, current, expected) in cases {
            assert_eq!(Position::of_code(Some(country), code, current), expected, "{code}");
        }
    }

    #[test]
    fn the_words_of_positions_are_read_back() {
        for position in Position::ALL {
            assert_eq!(Position::parse(position.word()), Some(*position));
        }
        assert_eq!(Position::parse("actif"), None);
    }

    #[test]
    fn the_numbers_are_those_of_the_database() {
        assert!(AccountType::ALL.iter().map(|account_type| account_type.number()).eq(0..=16));
        assert!(Position::ALL.iter().map(|position| position.number()).eq(0..=5));
    }
}

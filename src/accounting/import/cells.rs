//! What cells of tables of entries say, as people write it. Parameters of requests stay strict (accounting.md 1.1 and 1.2):
//! nobody looks at them before they are booked, and of a table there is a preview.

use jiff::civil::Date;

use super::columns::Key;
use crate::accounting::fec::is_credit_side;
use crate::accounting::statement::amounts::{Evidence, Unread, Written};
use crate::accounting::statement::day::{self, Order};
use crate::i18n::Message;
use crate::money::Cents;
use crate::msg;
use crate::params::{DateContext, read_date};
use crate::text::fold_for_like;

/// The columns of amounts.
pub const AMOUNTS: [Key; 3] = [Key::Debit, Key::Credit, Key::Amount];

/// How the amounts of a table are read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Amounts {
    /// What parts decimals, as far as the amounts of the table tell: `-1.000` is a thousand beside `1.488,69`.
    pub decimal: Option<char>,
    /// Whether nothing ever groups thousands, as in tables of the tax office.
    pub is_plain: bool,
    /// ISO 4217, when the association has said its own; other currencies are refused.
    pub currency: Option<String>,
}

/// The currencies of an association that did not say its own.
const USUAL_CURRENCIES: [&str; 2] = ["EUR", "CHF"];

impl Amounts {
    /// From all cells of amounts of a table.
    pub fn of<'t>(cells: impl Iterator<Item = &'t str>, is_plain: bool) -> Self {
        let mut evidence = Evidence::default();
        cells.filter_map(written).for_each(|amount| evidence.note(&amount));
        Amounts { decimal: evidence.decimal(), is_plain, currency: None }
    }

    /// The amount of a cell, and whether decimals of it are cut. A number of a spreadsheet groups nothing: 8.255 is no
    /// thousand.
    pub fn read(&self, cell: &str, is_number: bool) -> Result<(Cents, bool), Message> {
        if !is_number {
            return self.read_text(cell);
        }
        let amount = Cents::parse(cell).ok_or_else(|| msg!("entry-amount-wrong", value = cell))?;
        Ok((amount, Cents::is_cut(cell)))
    }

    /// Nothing, or a dash, is zero.
    fn read_text(&self, cell: &str) -> Result<(Cents, bool), Message> {
        if is_void(cell) {
            return Ok((Cents(0), false));
        }
        let wrong = || msg!("entry-amount-wrong", value = cell);
        let Some(amount) = written(cell) else {
            // Digits that blanks group in another way.
            return Cents::parse(cell).map(|amount| (amount, Cents::is_cut(cell))).ok_or_else(wrong);
        };
        if let Some(currency) = amount.currency.as_deref().filter(|currency| !self.is_own(currency)) {
            return Err(msg!("entry-import-currency", value = cell, currency = currency));
        }
        let plain = || cell.chars().find(|mark| matches!(mark, ',' | '.')).filter(|_| self.is_plain);
        amount.read_cut(self.decimal.filter(|_| !self.is_plain).or_else(plain)).map_err(|unread| match unread {
            Unread::Wrong => wrong(),
            Unread::Undecided => msg!("entry-import-amount-undecided", value = cell),
        })
    }

    fn is_own(&self, currency: &str) -> bool {
        match &self.currency {
            Some(own) => own == currency,
            None => USUAL_CURRENCIES.contains(&currency),
        }
    }
}

/// An amount, whose only letters are those of a currency: `D` and `C` are no signs in books.
fn written(cell: &str) -> Option<Written> {
    let has_letters = cell.chars().any(char::is_alphabetic);
    Written::parse(cell).filter(|amount| amount.currency.is_some() || !has_letters)
}

fn is_void(cell: &str) -> bool {
    cell.chars().all(|c| c.is_whitespace() || matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}'))
}

/// A day in the forms of requests, or in another one that people write, the day before the month: `11/1/25`, `4.3.2026`,
/// `4 mars 2026`.
pub fn day(cell: &str, context: &DateContext) -> Option<Date> {
    read_date(cell, context).or_else(|| day::Written::parse(cell)?.read(Order::DayMonthYear, context.today))
}

/// Whether a column of sides says credit, in the letters and signs of the tax office or in a word.
pub fn is_credit(side: &str) -> Option<bool> {
    is_credit_side(side).or_else(|| match &*fold_for_like(side) {
        "debit" | "debiteur" | "db" => Some(false),
        "credit" | "crediteur" | "cr" => Some(true),
        _ => None,
    })
}

/// A code and what stands behind it, in a cell that has both: `6132 - Locations`, `PJ1 — Fête`, `512A (Banque)`. `None`
/// without both.
pub fn code_and_label(cell: &str) -> Option<(&str, &str)> {
    let is_code = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let (code, rest) = cell.split_at(cell.find(|c: char| !is_code(c))?);
    let is_separator =
        |c: char| c.is_whitespace() || matches!(c, '-' | '\u{2010}'..='\u{2015}' | ':' | '.' | ';' | '|');
    let label = rest.trim_start_matches(is_separator).trim();
    let in_brackets = label.strip_prefix('(').and_then(|label| label.strip_suffix(')'));
    let label = in_brackets.map_or(label, str::trim);
    // `60 1` is a code with a slip, not a code and a label.
    let is_parted = rest.starts_with(is_separator) || in_brackets.is_some();
    (!code.is_empty() && is_parted && label.starts_with(char::is_alphabetic)).then_some((code, label))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(decimal: Option<char>, cell: &str) -> Option<(i64, bool)> {
        let amounts = Amounts { decimal, ..Amounts::default() };
        amounts.read(cell, false).ok().map(|(Cents(cents), is_cut)| (cents, is_cut))
    }

    #[test]
    fn amounts_are_read_as_people_write_them() {
        for (cell, cents) in [
            ("12 €", 1_200),
            ("12,50\u{a0}€", 1_250),
            ("€ 12.50", 1_250),
            ("12,50 EUR", 1_250),
            ("12,50 euros", 1_250),
            ("CHF 1'234.50", 123_450),
            ("1 234,5", 123_450),
            ("1.234.567,89", 123_456_789),
            ("-12,00", -1_200),
            ("12,00-", -1_200),
            ("(12,00)", -1_200),
            ("\u{2212}5", -500),
            ("", 0),
            ("-", 0),
            (" – ", 0),
            ("0,00", 0),
        ] {
            assert_eq!(read(None, cell), Some((cents, false)), "{cell}");
        }
        for cell in ["abc", "12 USD", "12 D", "C 12", "1e3", "12,5,0", "douze"] {
            assert_eq!(read(None, cell), None, "{cell}");
        }
    }

    #[test]
    fn what_a_mark_parts_is_told_by_the_table_or_refused() {
        assert_eq!((read(None, "1.234"), read(None, "1,234")), (None, None));
        assert_eq!(
            (read(Some(','), "1.234"), read(Some('.'), "1,234")),
            (Some((123_400, false)), Some((123_400, false)))
        );
        assert_eq!((read(Some(','), "1,234"), read(None, "42,9999")), (Some((123, true)), Some((4_299, true))));
        let plain = Amounts { is_plain: true, ..Amounts::default() };
        assert_eq!(plain.read("1,234", false).ok(), Some((Cents(123), true)));
        assert_eq!(plain.read("1.234", false).ok(), Some((Cents(123), true)));
    }

    #[test]
    fn codes_may_have_their_label_behind_them() {
        for (cell, code, label) in [
            ("6132 - Locations", "6132", "Locations"),
            ("6132 — Locations", "6132", "Locations"),
            ("6132-Locations", "6132", "Locations"),
            ("512A Banque", "512A", "Banque"),
            ("411 : Usagers", "411", "Usagers"),
            ("PJ1 — Fête du miel", "PJ1", "Fête du miel"),
            ("512A (Crédit Coop)", "512A", "Crédit Coop"),
            ("512A(Banque)", "512A", "Banque"),
        ] {
            assert_eq!(code_and_label(cell), Some((code, label)), "{cell}");
        }
        for cell in ["6132", "60 1", "", "éa", "- x", "6132 -", "12/5"] {
            assert_eq!(code_and_label(cell), None, "{cell}");
        }
    }

    #[test]
    fn sides_are_letters_signs_or_words() {
        for (side, is_credit_side) in [
            ("D", Some(false)),
            ("-1", Some(true)),
            ("Débit", Some(false)),
            ("CREDIT", Some(true)),
            ("Créditeur", Some(true)),
            ("", None),
            ("S", None),
        ] {
            assert_eq!(is_credit(side), is_credit_side, "{side}");
        }
    }

    #[test]
    fn days_have_the_day_before_the_month_however_they_are_written() {
        let context = DateContext {
            today: jiff::civil::date(2026, 3, 1),
            zone: jiff::tz::TimeZone::get("Europe/Paris").unwrap(),
        };
        for cell in
            ["11/1/25", "11/01/2025", "11.1.2025", "11-01-2025", "2025-1-11", "11 janvier 2025", "11/1/2025 10:20"]
        {
            assert_eq!(day(cell, &context), Some(jiff::civil::date(2025, 1, 11)), "{cell}");
        }
        for cell in ["", "demain", "31/02/2025", "1/13/2025", "45668", "1772665200"] {
            assert_eq!(day(cell, &context), None, "{cell}");
        }
    }
}

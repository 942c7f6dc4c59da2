//! Amounts as banks write them. Which mark parts the decimals is decided for a file, not for each amount: `-1.000` is a
//! thousand beside `1.488,69` and one beside `12.50`.

use super::delimited::is_blank;
use super::vocabulary;
use crate::money::Cents;

/// An amount before its marks have a meaning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    pub is_negative: bool,
    /// Digits, and at most the marks `.` and `,`.
    number: String,
    /// Whether blanks or apostrophes group its digits.
    is_grouped: bool,
    /// ISO 4217 or a sign, as it stands beside the number.
    pub currency: Option<String>,
}

/// What the marks of one amount tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Marks {
    /// There are none.
    Whole,
    /// This one parts the decimals.
    Decimal(char),
    /// This one groups thousands.
    Thousands(char),
    /// It could do either: `1.000`.
    Either(char),
}

/// Which marks part decimals, as far as the amounts of a column or a file tell.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Evidence {
    comma: bool,
    dot: bool,
}

impl Evidence {
    pub fn note(&mut self, amount: &Written) {
        match amount.marks() {
            Some(Marks::Decimal(',') | Marks::Thousands('.')) => self.comma = true,
            Some(Marks::Decimal('.') | Marks::Thousands(',')) => self.dot = true,
            _ => {}
        }
    }

    pub fn and(self, other: Evidence) -> Evidence {
        Evidence { comma: self.comma || other.comma, dot: self.dot || other.dot }
    }

    pub fn is_empty(self) -> bool {
        self == Evidence::default()
    }

    /// The mark of decimals, when the evidence does not contradict itself.
    pub fn decimal(self) -> Option<char> {
        match (self.comma, self.dot) {
            (true, false) => Some(','),
            (false, true) => Some('.'),
            _ => None,
        }
    }
}

/// Why an amount was not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unread {
    /// It is not an amount in whole cents, or it is too large.
    Wrong,
    /// Nothing tells whether its mark groups thousands or parts decimals.
    Undecided,
}

/// Longer texts are not amounts.
const BYTES_MAX: usize = 100;

impl Written {
    /// Reads what may stand in a cell: a sign before or behind, parentheses, a currency or `D`/`C` before or behind, digits
    /// grouped by blanks, apostrophes, dots or commas. `None` for anything else, and for an empty text.
    pub fn parse(text: &str) -> Option<Self> {
        let mut rest = text.trim_matches(is_blank);
        if rest.len() > BYTES_MAX {
            return None;
        }
        let (mut sign, mut currency) = (None, None);
        let mut set_sign = |is_negative: bool| match sign.replace(is_negative) {
            // Parentheses around a minus are negative once.
            Some(before) => before == is_negative,
            None => true,
        };
        loop {
            let before = rest;
            if let Some(inner) = rest.strip_prefix('(').and_then(|inner| inner.strip_suffix(')')) {
                set_sign(true).then_some(())?;
                rest = inner;
            }
            if let Some(inner) = without_dashed_decimals(rest) {
                rest = inner;
            }
            for is_negative in [true, false] {
                let is_sign = |c: char| if is_negative { is_minus(c) } else { c == '+' };
                let stripped = rest.strip_prefix(is_sign).or_else(|| rest.strip_suffix(is_sign));
                if let Some(stripped) = stripped {
                    set_sign(is_negative).then_some(())?;
                    rest = stripped;
                }
            }
            if let Some((word, stripped)) = leading_word(rest).or_else(|| trailing_word(rest)) {
                match vocabulary::direction_of(word) {
                    Some(is_in) => set_sign(!is_in).then_some(())?,
                    None if is_currency(word) && currency.is_none() => currency = Some(currency_code(word)),
                    None => return None,
                }
                rest = stripped;
            }
            rest = rest.trim_matches(is_blank);
            if rest.len() == before.len() {
                break;
            }
        }
        let (number, is_grouped) = ungrouped(rest)?;
        let written = Written { is_negative: sign.unwrap_or(false), number, is_grouped, currency };
        written.marks().map(|_| written)
    }

    /// `None` when the marks stand where no amount has them.
    fn marks(&self) -> Option<Marks> {
        let number = self.number.as_str();
        let marks: Vec<(usize, char)> = number.char_indices().filter(|(_, c)| !c.is_ascii_digit()).collect();
        let (Some((first, mark)), Some((last, last_mark))) = (marks.first().copied(), marks.last().copied()) else {
            return Some(Marks::Whole);
        };
        let are_thousands = |text: &str, mark: char| {
            let mut groups = text.split(mark);
            let head = groups.next().unwrap_or_default();
            (1..=3).contains(&head.len()) && groups.all(|group| group.len() == 3)
        };
        if mark != last_mark {
            let is_one = marks.iter().filter(|(_, c)| *c == last_mark).count() == 1;
            return (is_one && are_thousands(&number[..last], mark)).then_some(Marks::Decimal(last_mark));
        }
        if marks.len() > 1 {
            return (are_thousands(number, mark) && !self.is_grouped).then_some(Marks::Thousands(mark));
        }
        let (units, decimals) = (&number[..first], &number[first + 1..]);
        let may_be_thousands = decimals.len() == 3 && (1..=3).contains(&units.len()) && !units.starts_with('0');
        Some(if may_be_thousands && !self.is_grouped { Marks::Either(mark) } else { Marks::Decimal(mark) })
    }

    /// The amount in cents. `decimal` is the mark of decimals that the file tells, if it tells any.
    pub fn read(&self, decimal: Option<char>) -> Result<Cents, Unread> {
        let (units, decimals) = self.parts(decimal)?;
        let cents = cents(&units, decimals).ok_or(Unread::Wrong)?;
        Ok(Cents(if self.is_negative { -cents } else { cents }))
    }

    /// The same, with decimals beyond the second cut instead of refused, and whether any was (accounting.md 1.1).
    pub fn read_cut(&self, decimal: Option<char>) -> Result<(Cents, bool), Unread> {
        let (units, decimals) = self.parts(decimal)?;
        let (cents, is_cut) = whole_or_cut(&units, decimals).ok_or(Unread::Wrong)?;
        Ok((Cents(if self.is_negative { -cents } else { cents }), is_cut))
    }

    /// The digits before and after the mark of decimals.
    fn parts(&self, decimal: Option<char>) -> Result<(String, &str), Unread> {
        let own = match self.marks().ok_or(Unread::Wrong)? {
            Marks::Whole => None,
            Marks::Decimal(mark) => Some(mark),
            Marks::Thousands(mark) => Some(if mark == ',' { '.' } else { ',' }),
            Marks::Either(_) => Some(decimal.ok_or(Unread::Undecided)?),
        };
        let (units, decimals) = match own {
            Some(mark) => self.number.split_once(mark).unwrap_or((&self.number, "")),
            None => (self.number.as_str(), ""),
        };
        Ok((units.chars().filter(char::is_ascii_digit).collect(), decimals))
    }
}

/// The digits of an amount, of which those after the second decimal may be cut.
fn whole_or_cut(units: &str, decimals: &str) -> Option<(i64, bool)> {
    if let Some(cents) = cents(units, decimals) {
        return Some((cents, false));
    }
    let units = if units.is_empty() { "0" } else { units };
    Cents::of_decimal(&format!("{units}.{decimals}")).map(|Cents(cents)| (cents, true))
}

/// Decimals beyond the second must be zeros, or the noise of a program that counts in binary fractions.
fn cents(units: &str, decimals: &str) -> Option<i64> {
    let decimals = decimals.trim_end_matches('0');
    let units: i64 = if units.is_empty() { 0 } else { units.parse().ok()? };
    if decimals.len() <= 2 {
        let hundredths: i64 = format!("{decimals:0<2}").parse().ok()?;
        return units.checked_mul(100)?.checked_add(hundredths);
    }
    // Spreadsheet programs show 15 significant digits.
    let digits = units.to_string().len() + decimals.len();
    let exact: f64 = format!("{units}.{decimals}").parse().ok()?;
    let hundredths = (exact * 100.0).round();
    let is_noise = digits > 15 && (exact * 100.0 - hundredths).abs() < 1e-6;
    (is_noise && hundredths < 9e15).then_some(hundredths as i64)
}

/// Digits and marks without what groups them otherwise: `1 234,56`, `1'234.56`.
fn ungrouped(text: &str) -> Option<(String, bool)> {
    let is_group = |c: char| is_blank(c) || matches!(c, '\'' | '’' | '‘' | 'ʼ' | '´' | '`' | '′');
    let has_digit = text.bytes().any(|byte| byte.is_ascii_digit());
    let is_known = |c: char| c.is_ascii_digit() || c == '.' || c == ',' || is_group(c);
    if !has_digit || !text.chars().all(is_known) {
        return None;
    }
    let end = text.find(['.', ',']).unwrap_or(text.len());
    let (units, rest) = text.split_at(end);
    if rest.contains(is_group) {
        return None;
    }
    let groups: Vec<&str> = units.split(is_group).collect();
    let are_groups =
        groups.len() == 1 || (1..=3).contains(&groups[0].len()) && groups[1..].iter().all(|g| g.len() == 3);
    are_groups.then(|| (groups.concat() + rest, groups.len() > 1))
}

/// `45.-` and `45,—` are whole amounts in Switzerland and the Low Countries.
fn without_dashed_decimals(text: &str) -> Option<&str> {
    let whole = text.strip_suffix("--").or_else(|| text.strip_suffix(is_minus))?.strip_suffix(['.', ','])?;
    whole.ends_with(|c: char| c.is_ascii_digit()).then_some(whole)
}

fn is_minus(character: char) -> bool {
    matches!(character, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe63}' | '\u{ff0d}')
}

fn is_letter(character: char) -> bool {
    character.is_alphabetic() || matches!(character, '€' | '$' | '£' | '¥')
}

fn leading_word(text: &str) -> Option<(&str, &str)> {
    let end = text.find(|c: char| !is_letter(c)).unwrap_or(text.len());
    // `Fr.` and `CHF.` have a dot that belongs to the word.
    let rest = text[end..].strip_prefix('.').filter(|rest| rest.starts_with(is_blank)).unwrap_or(&text[end..]);
    (end > 0).then(|| (&text[..end], rest))
}

fn trailing_word(text: &str) -> Option<(&str, &str)> {
    let text = text.strip_suffix('.').filter(|rest| rest.ends_with(is_letter)).unwrap_or(text);
    let start =
        text.rfind(|c: char| !is_letter(c)).map_or(0, |at| at + text[at..].chars().next().map_or(1, char::len_utf8));
    (start < text.len()).then(|| (&text[start..], &text[..start]))
}

/// Whether a text names a currency: three letters, a sign, or a usual word.
pub fn is_currency(word: &str) -> bool {
    let is_code = word.len() == 3 && word.bytes().all(|byte| byte.is_ascii_alphabetic());
    is_code
        || ["€", "$", "£", "¥", "euro", "euros", "fr", "sfr"]
            .contains(&word.trim_end_matches('.').to_lowercase().as_str())
}

/// The code of a currency that is written as a sign or a word.
pub fn currency_code(word: &str) -> String {
    match word.trim_end_matches('.').to_lowercase().as_str() {
        "€" | "euro" | "euros" => "EUR".to_owned(),
        "£" => "GBP".to_owned(),
        "fr" | "sfr" => "CHF".to_owned(),
        "$" | "¥" => word.to_owned(),
        code => code.to_ascii_uppercase(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str, decimal: Option<char>) -> Result<i64, Unread> {
        Written::parse(text).ok_or(Unread::Wrong)?.read(decimal).map(|cents| cents.0)
    }

    #[test]
    fn amounts_have_signs_currencies_and_groups_on_any_side() {
        for (text, cents) in [
            ("-45,35", -4535),
            ("45,35-", -4535),
            ("\u{2212}45.35", -4535),
            ("– 45,35", -4535),
            ("(45,35)", -4535),
            ("(-45,35 €)", -4535),
            ("+20,00", 2000),
            ("€ 12.50", 1250),
            ("-€12.50", -1250),
            ("€-12.50", -1250),
            ("12,50 EUR", 1250),
            ("EUR -12,50", -1250),
            ("12,50- EUR", -1250),
            ("CHF 1'250.00", 125_000),
            ("1’250.05", 125_005),
            ("Fr. 45.-", 4500),
            ("45,--", 4500),
            ("45.35 D", -4535),
            ("45.35 CR", 4535),
            ("DR 45.35", -4535),
            ("1 234 567,8", 123_456_780),
            ("1\u{202f}234,56 €", 123_456),
            ("1.234.567 €", 123_456_700),
            ("1,234,567", 123_456_700),
            ("1.234,56", 123_456),
            ("1,234.56", 123_456),
            (",5", 50),
            ("12.", 1200),
            ("0.500", 50),
            ("1234.500", 123_450),
            ("45.349999999999994", 4535),
            ("1", 100),
        ] {
            assert_eq!(read(text, None), Ok(cents), "{text}");
        }
    }

    #[test]
    fn a_mark_that_could_be_both_is_read_as_the_file_tells() {
        assert_eq!(read("-1.000", Some(',')), Ok(-100_000));
        assert_eq!(read("-1.000", Some('.')), Ok(-100));
        assert_eq!(read("-1.000", None), Err(Unread::Undecided));
        assert_eq!(read("1.234", Some('.')), Err(Unread::Wrong), "a tenth of a cent is not dropped");
        let evidence = |texts: &[&str]| {
            let mut evidence = Evidence::default();
            texts.iter().filter_map(|text| Written::parse(text)).for_each(|amount| evidence.note(&amount));
            evidence
        };
        assert_eq!(evidence(&["-1.000", "1.488,69"]).decimal(), Some(','));
        assert_eq!(evidence(&["1.234.567", "-1.250"]).decimal(), Some(','));
        assert_eq!(evidence(&["1,000", "12.5"]).decimal(), Some('.'));
        assert_eq!(evidence(&["12.50", "12,50"]).decimal(), None);
        assert!(evidence(&["1.000", "12", "x"]).is_empty());
    }

    #[test]
    fn other_texts_are_not_amounts() {
        for text in [
            "",
            "-",
            "EUR",
            "abc",
            "05.01.2026",
            "2026-01-05",
            "12 50",
            "1.23.456",
            "1,2345,678",
            "+-5",
            "5 apples",
            "12 % ",
            "1'2",
            "٣",
            "99999999999999999999",
            "1.234.56",
            "12,345",
            "1 000.000 x",
            "(5",
            "D C 5",
        ] {
            assert!(read(text, Some(',')).is_err(), "{text}");
        }
    }

    #[test]
    fn currencies_have_codes() {
        for (text, code) in [("12 €", "EUR"), ("SFr. 12", "CHF"), ("12 usd", "USD"), ("$12", "$")] {
            assert_eq!(Written::parse(text).unwrap().currency.as_deref(), Some(code), "{text}");
        }
        assert_eq!(Written::parse("12").unwrap().currency, None);
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused_without_a_panic(text in "[0-9., +\u{a0}\u{2212}€()'DC.eEurhf-]{0,20}", is_comma: bool) {
            let _ = read(&text, Some(if is_comma { ',' } else { '.' }));
            let _ = read(&text, None);
        }
    }
}

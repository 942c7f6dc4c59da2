//! Numbers as spreadsheet programs show them, by the format of their cell (ECMA-376 part 1, 18.8.31): the usual subset of
//! placeholders, literals, sections, conditions, thousands and percentages. Decimals are shown with a comma and thousands
//! with a space, as in the countries of most users: the language of the program that wrote the file is not in the file.

use super::number::decimal;

const DECIMAL_COMMA: char = ',';
const THOUSANDS_SPACE: char = ' ';

/// The format of a cell that shows a number or a text; dates have formats too, but are read from their value.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct NumberFormat {
    sections: Vec<Section>,
    /// For texts.
    of_texts: Option<Section>,
}

#[derive(Debug, Clone, PartialEq, Default)]
struct Section {
    condition: Option<(Comparison, f64)>,
    tokens: Vec<Token>,
    /// The index of the decimal point among the tokens, or their number if the format has no point.
    point: usize,
    groups_thousands: bool,
    /// The power of ten that the number is multiplied by before it is shown.
    scale: i32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Comparison {
    Less,
    LessOrEqual,
    Equal,
    NotEqual,
    GreaterOrEqual,
    Greater,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    Literal(String),
    /// `0`, `#` or `?`.
    Digit(char),
    Point,
    /// The whole number in its plain form.
    General,
    /// The text of the cell.
    Text,
}

impl NumberFormat {
    /// `None` for formats that add nothing to a plain number, and for those that are not supported: fractions, exponents.
    pub(super) fn parse(code: &str) -> Option<Self> {
        let mut sections = Vec::new();
        for section in split(code) {
            sections.push(Section::parse(section)?);
        }
        let shows_texts = |section: &Section| section.tokens.contains(&Token::Text);
        let of_texts = match sections.len() {
            4.. => Some(sections.swap_remove(3)),
            _ if sections.last().is_some_and(shows_texts) => sections.pop(),
            _ => None,
        };
        sections.truncate(3);
        let is_plain = |section: &Section| section.tokens.is_empty() || section.tokens == [Token::General];
        let adds_nothing =
            sections.iter().all(is_plain) && of_texts.as_ref().is_none_or(|of| of.tokens == [Token::Text]);
        (!adds_nothing).then_some(NumberFormat { sections, of_texts })
    }

    /// What a person sees of a number.
    pub(super) fn number(&self, number: f64) -> String {
        let Some((at, section)) = self.section_for(number) else { return decimal(number) };
        // The second section is that of negative numbers and says itself how they are marked.
        let is_marked = at == 1 && !self.has_conditions();
        let shown = section.number(number.abs());
        let says_something = shown.bytes().any(|byte| (b'1'..=b'9').contains(&byte));
        let sign = if number < 0.0 && !is_marked && says_something && section.has_number() { "-" } else { "" };
        format!("{sign}{}", shown.trim())
    }

    /// What a person sees of a text.
    pub(super) fn text(&self, text: &str) -> String {
        match &self.of_texts {
            Some(section) => {
                section.tokens.iter().map(|token| token.literal(text)).collect::<String>().trim().to_owned()
            }
            None => text.to_owned(),
        }
    }

    /// The section that shows a number, with its place.
    fn section_for(&self, number: f64) -> Option<(usize, &Section)> {
        let at = if self.has_conditions() {
            let holds = |section: &Section| section.condition.is_none_or(|(how, bound)| how.holds(number, bound));
            self.sections.iter().position(holds)?
        } else {
            match self.sections.len() {
                0 => return None,
                1 => 0,
                2 => usize::from(number < 0.0),
                _ if number == 0.0 => 2,
                _ => usize::from(number < 0.0),
            }
        };
        self.sections.get(at).map(|section| (at, section))
    }

    fn has_conditions(&self) -> bool {
        self.sections.iter().any(|section| section.condition.is_some())
    }
}

impl Comparison {
    fn holds(self, number: f64, bound: f64) -> bool {
        match self {
            Comparison::Less => number < bound,
            Comparison::LessOrEqual => number <= bound,
            Comparison::Equal => number == bound,
            Comparison::NotEqual => number != bound,
            Comparison::GreaterOrEqual => number >= bound,
            Comparison::Greater => number > bound,
        }
    }
}

/// The sections of a format, cut at semicolons that are not in quotes, in brackets or escaped.
fn split(code: &str) -> Vec<&str> {
    let (mut sections, mut start) = (Vec::new(), 0);
    let mut characters = code.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            '"' => drop(characters.by_ref().find(|(_, c)| *c == '"')),
            '[' => drop(characters.by_ref().find(|(_, c)| *c == ']')),
            '\\' | '_' | '*' => drop(characters.next()),
            ';' => {
                sections.push(&code[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    sections.push(&code[start..]);
    sections
}

impl Section {
    fn parse(code: &str) -> Option<Self> {
        let mut section = Section::default();
        let mut point = None;
        let mut commas = 0;
        let mut characters = code.chars();
        while let Some(character) = characters.next() {
            // Commas after the last digit of a number divide it by a thousand each; between digits they group.
            let continues = matches!(character, '0' | '#' | '?' | ',');
            if commas > 0 && !continues {
                section.scale -= 3 * std::mem::take(&mut commas);
            }
            match character {
                '"' => section.literal(characters.by_ref().take_while(|c| *c != '"')),
                '\\' => section.literal(characters.next()),
                '_' => drop(characters.next().map(|_| section.literal([' ']))),
                '*' => drop(characters.next()),
                '[' => {
                    let bracket: String = characters.by_ref().take_while(|c| *c != ']').collect();
                    section.bracket(&bracket);
                }
                '0' | '#' | '?' => {
                    section.groups_thousands |= std::mem::take(&mut commas) > 0 && point.is_none();
                    section.tokens.push(Token::Digit(character));
                }
                ',' if section.ends_with_digit() => commas += 1,
                '.' if point.is_none() => {
                    point = Some(section.tokens.len());
                    section.tokens.push(Token::Point);
                }
                '%' => {
                    section.scale += 2;
                    section.literal(['%']);
                }
                '@' => section.tokens.push(Token::Text),
                // Exponents and fractions.
                'E' | 'e' if section.ends_with_digit() => return None,
                '/' if section.has_digits() => return None,
                'G' | 'g' if general_rest(characters.as_str()).is_some() => {
                    characters = general_rest(characters.as_str()).unwrap_or_default().chars();
                    section.tokens.push(Token::General);
                }
                other => section.literal([other]),
            }
        }
        section.scale -= 3 * commas;
        section.point = point.unwrap_or(section.tokens.len());
        Some(section)
    }

    fn literal(&mut self, text: impl IntoIterator<Item = char>) {
        match self.tokens.last_mut() {
            Some(Token::Literal(literal)) => literal.extend(text),
            _ => self.tokens.push(Token::Literal(text.into_iter().collect())),
        }
    }

    /// `[>=100]`, `[$€-40C]`, `[Red]`: a condition, a currency, or what is not shown.
    fn bracket(&mut self, inside: &str) {
        if let Some(currency) = inside.strip_prefix('$') {
            let symbol = currency.split('-').next().unwrap_or_default();
            return self.literal(symbol.chars());
        }
        let number = inside.trim_start_matches(['<', '=', '>']);
        let comparison = match &inside[..inside.len() - number.len()] {
            "<" => Comparison::Less,
            "<=" => Comparison::LessOrEqual,
            "=" => Comparison::Equal,
            "<>" => Comparison::NotEqual,
            ">=" => Comparison::GreaterOrEqual,
            ">" => Comparison::Greater,
            _ => return,
        };
        self.condition = number.trim().parse().ok().map(|bound| (comparison, bound));
    }

    fn ends_with_digit(&self) -> bool {
        matches!(self.tokens.last(), Some(Token::Digit(_)))
    }

    fn has_digits(&self) -> bool {
        self.tokens.iter().any(|token| matches!(token, Token::Digit(_)))
    }

    fn has_number(&self) -> bool {
        self.has_digits() || self.tokens.contains(&Token::General)
    }

    /// A number that is not negative.
    fn number(&self, number: f64) -> String {
        let (before, after) = self.tokens.split_at(self.point);
        let places = after.iter().filter(|token| matches!(token, Token::Digit(_))).count();
        let scaled = number * 10f64.powi(self.scale);
        let (whole, fraction) = rounded(&decimal(scaled), places);
        if !self.has_digits() {
            let general = || decimal(number).replace('.', &DECIMAL_COMMA.to_string());
            let one = |token: &Token| if *token == Token::General { general() } else { token.literal("") };
            return self.tokens.iter().map(one).collect();
        }
        let mut shown = self.whole(before, &whole);
        let mut digits = fraction.as_bytes();
        for token in after {
            match (token, digits.split_first()) {
                (Token::Digit(placeholder), Some((digit, rest))) => {
                    let only_zeros = digits.iter().all(|digit| *digit == b'0');
                    shown.extend(digit_or_nothing(*placeholder, Some(char::from(*digit)).filter(|_| !only_zeros)));
                    digits = rest;
                }
                (Token::Point, _) => shown.push(DECIMAL_COMMA),
                (token, _) => shown.push_str(&token.literal("")),
            }
        }
        shown
    }

    /// The digits before the decimal point in their places, from the right; those that are left over stand in the first.
    fn whole(&self, tokens: &[Token], digits: &str) -> String {
        let first = tokens.iter().position(|token| matches!(token, Token::Digit(_)));
        let mut digits = digits.chars().rev();
        let mut reversed = Reversed { text: Vec::new(), digits: 0, groups_thousands: self.groups_thousands };
        if first.is_none() {
            digits.by_ref().for_each(|digit| reversed.digit(digit));
        }
        for (at, token) in tokens.iter().enumerate().rev() {
            match token {
                Token::Digit(placeholder) => {
                    digit_or_nothing(*placeholder, digits.next()).into_iter().for_each(|digit| reversed.digit(digit));
                    if first == Some(at) {
                        digits.by_ref().for_each(|digit| reversed.digit(digit));
                    }
                }
                token => reversed.text.extend(token.literal("").chars().rev()),
            }
        }
        reversed.text.into_iter().rev().collect()
    }
}

impl Token {
    fn literal(&self, text: &str) -> String {
        match self {
            Token::Literal(literal) => literal.clone(),
            Token::Text => text.to_owned(),
            Token::Digit(_) | Token::Point | Token::General => String::new(),
        }
    }
}

/// Digits from the right, with the space between thousands.
struct Reversed {
    text: Vec<char>,
    digits: usize,
    groups_thousands: bool,
}

impl Reversed {
    fn digit(&mut self, digit: char) {
        if self.groups_thousands && self.digits > 0 && self.digits.is_multiple_of(3) && digit != ' ' {
            self.text.push(THOUSANDS_SPACE);
        }
        self.text.push(digit);
        self.digits += 1;
    }
}

/// What a placeholder shows: the digit, or what the placeholder puts in place of a missing one.
fn digit_or_nothing(placeholder: char, digit: Option<char>) -> Option<char> {
    digit.or(match placeholder {
        '0' => Some('0'),
        '?' => Some(' '),
        _ => None,
    })
}

/// What follows `General`, after its first letter.
fn general_rest(code: &str) -> Option<&str> {
    let (word, rest) = code.split_at_checked("eneral".len())?;
    word.eq_ignore_ascii_case("eneral").then_some(rest)
}

/// A plain decimal rounded to so many places, half away from zero: its whole digits, empty for zero, and its fraction.
fn rounded(plain: &str, places: usize) -> (String, String) {
    let (whole, fraction) = plain.split_once('.').unwrap_or((plain, ""));
    let mut digits: Vec<u8> =
        whole.bytes().chain(fraction.bytes().chain(std::iter::repeat(b'0')).take(places)).collect();
    if fraction.as_bytes().get(places).is_some_and(|next| *next >= b'5') {
        let carried = digits.iter_mut().rev().find_map(|digit| {
            *digit = if *digit == b'9' { b'0' } else { *digit + 1 };
            (*digit != b'0').then_some(())
        });
        if carried.is_none() {
            digits.insert(0, b'1');
        }
    }
    let fraction = digits.split_off(digits.len() - places);
    let text = |digits: &[u8]| digits.iter().map(|digit| char::from(*digit)).collect::<String>();
    (text(&digits).trim_start_matches('0').to_owned(), text(&fraction))
}

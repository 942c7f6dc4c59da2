//! The number by which the French state knows an organisation.

/// Nine digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Siren(String);

impl Siren {
    /// From nine digits, or from the fourteen of a SIRET, which begins with them; spaces of any kind are left out.
    pub fn parse(text: &str) -> Option<Self> {
        let digits: String = text.chars().filter(|character| !character.is_whitespace()).collect();
        let is_number = matches!(digits.len(), 9 | 14) && digits.bytes().all(|byte| byte.is_ascii_digit());
        is_number.then(|| Siren(digits[..9].to_owned()))
    }

    pub fn digits(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nine_digits_or_the_first_nine_of_fourteen() {
        for text in ["123456789", " 123 456 789 ", "123\u{a0}456\u{202f}789 00012", "12345678900012"] {
            assert_eq!(Siren::parse(text).as_ref().map(Siren::digits), Some("123456789"), "{text}");
        }
        for text in ["", "12345678", "1234567890", "12345678A", "123-456-789", "１２３４５６７８９", "123456789012345"]
        {
            assert_eq!(Siren::parse(text), None, "{text}");
        }
    }
}

//! The codes of accounts: which can be, and which one is free for an account of a type (accounting.md 6.1).

use rusqlite::Connection;

use super::account_type::{AccountType, ChartCountry};
use crate::error::{Error, Result};
use crate::msg;

const CHARACTERS_MAX: usize = 20;

/// A code of a new account: 1 to 20 unaccented letters, digits and `_`; in a French chart of one of the classes 1 to 8.
///
/// # Errors
///
/// [`Error::Invalid`] with the field `code`.
pub fn parse(text: &str, rules: Option<ChartCountry>) -> Result<&str> {
    let code = text.trim();
    let is_code = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    if code.is_empty() || code.len() > CHARACTERS_MAX || !code.bytes().all(is_code) {
        return Err(Error::invalid_field("code", msg!("account-code", code = code, limit = CHARACTERS_MAX)));
    }
    if rules == Some(ChartCountry::France) && !code.starts_with(|first| ('1'..='8').contains(&first)) {
        return Err(Error::invalid_field("code", msg!("account-code-class", code = code)));
    }
    Ok(code)
}

/// Whether an account of the chart has that very code.
pub fn is_taken(conn: &Connection, chart: i64, code: &str) -> Result<bool> {
    Ok(conn.prepare_cached("SELECT 1 FROM acc_accounts WHERE id_chart = ?1 AND code = ?2")?.exists((chart, code))?)
}

/// The first free code of that type: its prefix followed by `A`, `B`… `Z`, `AA`…, or by zeros where letters would give
/// another type.
///
/// # Errors
///
/// [`Error::Invalid`] with the field `type` when the country has no account of that type, or no code is left.
pub fn next_free_code(
    conn: &Connection,
    chart: i64,
    rules: Option<ChartCountry>,
    account_type: AccountType,
) -> Result<String> {
    let none = || Error::invalid_field("type", msg!("account-type-no-code", type = account_type.number()));
    let prefix = account_type.prefix(rules).ok_or_else(none)?;
    let lettered = (0..=LETTERS).map(|number| format!("{prefix}{}", letters(number)));
    let zeroed = (0..=CHARACTERS_MAX - prefix.len()).map(|zeros| format!("{prefix}{}", "0".repeat(zeros)));
    for code in lettered.chain(zeroed) {
        if AccountType::of_code(rules, &code) == account_type && !is_taken(conn, chart, &code)? {
            return Ok(code);
        }
    }
    Err(none())
}

/// `A` to `ZZ`.
const LETTERS: u32 = 26 + 26 * 26 - 1;

/// 0 is `A`, 25 `Z`, 26 `AA`.
fn letters(number: u32) -> String {
    let mut rest = number;
    let mut reversed = Vec::new();
    loop {
        // Below 26, so it fits.
        reversed.push(char::from(b'A' + (rest % 26) as u8));
        match rest / 26 {
            0 => return reversed.into_iter().rev().collect(),
            more => rest = more - 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounting::fixture;

    const FRANCE: Option<ChartCountry> = Some(ChartCountry::France);

    #[test]
    fn codes_are_letters_digits_and_underscores_and_french_ones_begin_with_a_class() {
        for code in ["1", "512A", "8_x", "12345678901234567890"] {
            assert_eq!(parse(code, FRANCE).unwrap(), code);
        }
        for code in ["", " ", "512 A", "5-1", "512é", "123456789012345678901", "0", "9100", "A12", "_1"] {
            assert!(parse(code, FRANCE).is_err(), "{code}");
        }
        assert!(parse("9100", Some(ChartCountry::Switzerland)).is_ok() && parse("0", None).is_ok());
        assert_eq!(parse(" 512B ", FRANCE).unwrap(), "512B");
    }

    #[test]
    fn letters_go_on_after_z() {
        assert_eq!([0, 25, 26, 27, 51, 52, LETTERS].map(letters), ["A", "Z", "AA", "AB", "AZ", "BA", "ZZ"]);
    }

    #[test]
    fn the_first_free_code_of_a_type_follows_the_prefix() {
        let conn = fixture::books();
        let free = |account_type| next_free_code(&conn, 1, FRANCE, account_type).unwrap();
        assert_eq!(free(AccountType::Bank), "512B", "512A is the bank of the fixture");
        assert_eq!(free(AccountType::Cash), "53A");
        assert_eq!(free(AccountType::Opening), "8900", "890A would be no opening account");
        for letter in 'B'..='Z' {
            conn.execute(
                "INSERT INTO acc_accounts (id_chart, code, label, position) VALUES (1, ?1, 'x', 0)",
                [format!("512{letter}")],
            )
            .unwrap();
        }
        assert_eq!(free(AccountType::Bank), "512AA");
    }

    #[test]
    fn a_type_that_the_rules_do_not_know_has_no_code() {
        let conn = fixture::books();
        let refused = |rules, account_type| next_free_code(&conn, 1, rules, account_type).is_err();
        assert!(refused(Some(ChartCountry::Belgium), AccountType::VolunteeringUse));
        assert!(refused(None, AccountType::Bank) && refused(FRANCE, AccountType::None));
    }
}

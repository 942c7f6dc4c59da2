//! Amounts of entries (accounting.md 1.1), in integer cents.

use crate::money::Cents;

/// What a line can hold at most: 999 999 999,99.
pub const LARGEST: Cents = Cents(99_999_999_999);

/// Reads an amount of a file; a blank cell is zero.
///
/// `None` for anything that [`Cents::parse`] refuses.
pub fn parse(text: &str) -> Option<Cents> {
    if text.trim().is_empty() { Some(Cents(0)) } else { Cents::parse(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blank_cells_are_zero_and_others_are_amounts() {
        assert_eq!((parse(" "), parse(",5"), parse("abc")), (Some(Cents(0)), Some(Cents(50)), None));
    }
}

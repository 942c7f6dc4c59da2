//! Comparing and finding text the way people do: accents, letter case, other scripts, French and natural order.
//!
//! Values only, no SQL; [`crate::db::functions`] lends these to queries.

mod email;
mod email_syntax;
mod escape;
mod fold;
mod letters;
mod order;
mod phone;

pub use email::{email_hash, normalise_email};
pub use email_syntax::{ascii_host, is_email, is_host_name, is_invisible};
pub use escape::entity;
pub use fold::{fold_for_like, transliterate_to_ascii};
pub use order::{french_order, natural_order, push_french_sort_key};
pub use phone::{is_part_of_phone, phone_digits};

/// Bytes as lower-case hexadecimal digits.
pub fn hexadecimal(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]).map(|digit| char::from(DIGITS[usize::from(digit)])).collect()
}

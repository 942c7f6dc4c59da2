//! `transliterate_to_ascii`, `phone_digits` and `print_binary`.

use rusqlite::Connection;

use super::{PURE, arguments, scalar};
use crate::error::Result;
use crate::text;

pub(super) fn register(connection: &Connection) -> Result<()> {
    scalar(connection, "transliterate_to_ascii", 1, PURE, |context| {
        Ok(arguments::text(context, 0).map(|text| text::transliterate_to_ascii(&text).into_owned()))
    })?;
    scalar(connection, "phone_digits", 1, PURE, |context| {
        Ok(arguments::text(context, 0).map(|text| text::phone_digits(&text)))
    })?;
    // At least 32 digits; a negative number shows the 64 of its two's complement.
    scalar(connection, "print_binary", 1, PURE, |context| {
        Ok(arguments::integer(context, 0).map(|number| format!("{number:032b}")))
    })
}

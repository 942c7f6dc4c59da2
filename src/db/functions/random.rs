//! `uuid` and `random_string`: a new value at each call.

use rand::RngExt;
use rusqlite::Connection;

use super::{CHANGING, FunctionError, arguments, scalar};
use crate::error::Result;
use crate::msg;

const LONGEST: usize = 10_000;
const ALPHABET: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";

pub(super) fn register(connection: &Connection) -> Result<()> {
    scalar(connection, "uuid", 0, CHANGING, |_| {
        Ok(uuid::Builder::from_random_bytes(rand::random()).into_uuid().to_string())
    })?;
    scalar(connection, "random_string", 1, CHANGING, |context| {
        let length = arguments::integer(context, 0).and_then(|length| usize::try_from(length).ok());
        match length {
            Some(length) if length <= LONGEST => Ok(random_string(length)),
            _ => Err(FunctionError::from(msg!("function-random-length", maximum = LONGEST))),
        }
    })
}

fn random_string(length: usize) -> String {
    let mut random = rand::rng();
    (0..length).map(|_| char::from(ALPHABET[random.random_range(0..ALPHABET.len())])).collect()
}

//! `md5`, `base64_encode` and `email_hash`.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use md5::{Digest, Md5};
use rusqlite::Connection;

use super::{FunctionError, PURE, arguments, scalar};
use crate::error::Result;
use crate::msg;
use crate::text;

pub(super) fn register(connection: &Connection) -> Result<()> {
    scalar(connection, "md5", 1, PURE, |context| {
        Ok(arguments::bytes(context, 0).map(|bytes| text::hexadecimal(&Md5::digest(&bytes))))
    })?;
    scalar(connection, "base64_encode", 1, PURE, |context| {
        Ok(arguments::bytes(context, 0).map(|bytes| STANDARD.encode(bytes)))
    })?;
    scalar(connection, "email_hash", 1, PURE, |context| {
        let address = arguments::text(context, 0).unwrap_or_default();
        text::email_hash(&address).ok_or_else(|| FunctionError::from(msg!("function-email-without-at")))
    })
}

//! The token of a preview: the fingerprint of the file, the options and the plan. An import that sends the token does
//! exactly what the preview showed, or nothing.

use std::fmt::{self, Debug, Write as _};
use std::fs::File;
use std::io::{Read, Seek};

use rusqlite::types::Value;
use sha2::{Digest, Sha256};

use crate::error::Result;
use crate::text::hexadecimal;

/// A fingerprint to which values are added.
pub struct Fingerprint(Sha256);

impl Fingerprint {
    /// Of what is added to it alone.
    pub fn empty() -> Self {
        Fingerprint(Sha256::new())
    }

    /// Of a file, read from its beginning to its end.
    pub fn of(file: &mut File) -> Result<Self> {
        let mut hash = Sha256::new();
        let mut buffer = vec![0; 64 << 10];
        file.rewind()?;
        loop {
            match file.read(&mut buffer)? {
                0 => return Ok(Fingerprint(hash)),
                count => hash.update(&buffer[..count]),
            }
        }
    }

    pub fn finish(self) -> String {
        hexadecimal(&self.0.finalize())
    }

    pub fn number(&mut self, number: i64) {
        self.0.update(number.to_le_bytes());
    }

    /// Adds the length too, so that no two different sequences give the same bytes.
    pub fn text(&mut self, text: &str) {
        self.number(text.len() as i64);
        self.0.update(text);
    }

    /// Adds the `Debug` form of a value, without holding it in memory.
    pub fn debug(&mut self, value: &impl Debug) {
        // Hashing does not fail.
        let _ = write!(self, "{value:?}");
        self.0.update([0]);
    }

    pub fn value(&mut self, value: &Value) {
        match value {
            Value::Null => self.0.update([0]),
            Value::Integer(integer) => {
                self.0.update([1]);
                self.number(*integer);
            }
            Value::Real(real) => {
                self.0.update([2]);
                self.0.update(real.to_le_bytes());
            }
            Value::Text(text) => {
                self.0.update([3]);
                self.text(text);
            }
            Value::Blob(bytes) => {
                self.0.update([4]);
                self.number(bytes.len() as i64);
                self.0.update(bytes);
            }
        }
    }
}

impl fmt::Write for Fingerprint {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.update(text);
        Ok(())
    }
}

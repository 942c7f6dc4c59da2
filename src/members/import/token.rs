//! The fingerprint of a preview: the bytes of the file, the options, and what the plan makes of them on the present
//! records. An import that brings it along does exactly what the preview showed, or nothing.

use std::fmt::{self, Debug, Write as _};
use std::fs::File;
use std::io::{Read, Seek};

use rusqlite::types::Value;
use sha2::{Digest, Sha256};

use super::lines::LineError;
use super::plan::{Outcome, Plan};
use crate::error::Result;
use crate::text::hexadecimal;

/// A fingerprint in the making.
pub struct Fingerprint(Sha256);

impl Fingerprint {
    /// Of a file, read from its beginning to its end, and of what was asked to be done with it.
    pub fn of(file: &mut File, options: &impl Debug) -> Result<Self> {
        let mut hash = Sha256::new();
        hash.update(format!("{options:?}"));
        let mut buffer = vec![0; 64 << 10];
        file.rewind()?;
        loop {
            match file.read(&mut buffer)? {
                0 => return Ok(Fingerprint(hash)),
                count => hash.update(&buffer[..count]),
            }
        }
    }

    /// With a plan for members.
    pub fn with_plan(mut self, plan: &Plan) -> String {
        self.number(plan.id_category);
        for line in &plan.lines {
            self.number(line.line as i64);
            self.number(line.member);
            match &line.outcome {
                Outcome::Created(values) => values.iter().for_each(|(field, value)| {
                    self.number(*field as i64);
                    self.value(value);
                }),
                Outcome::Changed { name, changes } => {
                    self.text(name);
                    for change in changes {
                        self.number(change.field as i64);
                        self.value(&change.old);
                        self.value(&change.new);
                    }
                }
                Outcome::Unchanged { name } => self.text(name),
            }
        }
        self.with_errors(&plan.errors)
    }

    pub fn with_errors(mut self, errors: &[LineError]) -> String {
        self.text(&format!("{errors:?}"));
        hexadecimal(&self.0.finalize())
    }

    pub fn number(&mut self, number: i64) {
        self.0.update(number.to_le_bytes());
    }

    /// With its length, so that no two different sequences give the same bytes.
    pub fn text(&mut self, text: &str) {
        self.number(text.len() as i64);
        self.0.update(text);
    }

    /// With all that a value says of itself, which is never held as a text.
    pub fn debug(&mut self, value: &impl Debug) {
        // Hashing does not fail.
        let _ = write!(self, "{value:?}");
        self.0.update([0]);
    }

    fn value(&mut self, value: &Value) {
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

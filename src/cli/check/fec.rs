//! `ruche check fec`: what the French tax office would say of a file of accounting entries.

use std::collections::HashMap;
use std::fs::File;
use std::io::{Read, Write};
use std::path::Path;
use std::process::ExitCode;

use serde_json::{Value, json};

use crate::accounting::fec::check::{Checker, Finding, Level};
use crate::cli::{CliContext, output};
use crate::error::{Error, Result};
use crate::i18n::{Language, Message, text, text_by_id};
use crate::msg;

/// How many findings of one kind are told one by one; the others are counted.
const ALIKE_MAX: usize = 20;

pub fn run(context: &CliContext, file: &Path, as_json: bool) -> Result<ExitCode> {
    let unreadable = |error: std::io::Error| {
        let (file, cause) = (file.display().to_string(), error.to_string());
        Error::NotFound(msg!("config-unreadable", file = file, cause = cause))
    };
    let mut source = File::open(file).map_err(unreadable)?;
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let mut checker = Checker::new(&name, None);
    let mut told = Told::new(context.language, as_json);
    let mut piece = vec![0; 64 << 10];
    loop {
        told.tell(checker.take());
        let size = source.read(&mut piece).map_err(unreadable)?;
        if size == 0 {
            break;
        }
        checker.write_all(&piece[..size])?;
    }
    told.tell(checker.finish());
    told.end()
}

/// What was said so far.
struct Told {
    language: Language,
    as_json: bool,
    listed: Vec<Value>,
    /// The first sentence of each kind and how many there were, in the order of their first appearance.
    kinds: Vec<(Message, usize)>,
    places: HashMap<(Level, &'static str, Option<String>), usize>,
    refused: usize,
    lawless: usize,
    /// The file is of a kind that is not looked at.
    is_unchecked: bool,
}

impl Told {
    fn new(language: Language, as_json: bool) -> Self {
        let (listed, kinds, places) = (Vec::new(), Vec::new(), HashMap::new());
        Told { language, as_json, listed, kinds, places, refused: 0, lawless: 0, is_unchecked: false }
    }

    fn tell(&mut self, found: Vec<Finding>) {
        for finding in found {
            self.refused += usize::from(finding.level.is_refused());
            self.lawless += usize::from(finding.level == Level::Law);
            self.is_unchecked |= finding.level == Level::Unchecked;
            let kind = (finding.level, finding.message.id, finding.field.clone());
            let place = *self.places.entry(kind).or_insert_with(|| {
                self.kinds.push((finding.message.clone(), 0));
                self.kinds.len() - 1
            });
            let (_, count) = &mut self.kinds[place];
            *count += 1;
            match (*count <= ALIKE_MAX, self.as_json) {
                (true, true) => self.listed.push(as_value(self.language, &finding)),
                (true, false) => output::print(sentence(self.language, &finding)),
                (false, _) => {}
            }
        }
    }

    fn end(self) -> Result<ExitCode> {
        let more = self.kinds.iter().filter(|(_, count)| *count > ALIKE_MAX);
        let is_right = self.refused + self.lawless == 0 && !self.is_unchecked;
        let is_accepted = (!self.is_unchecked).then_some(self.refused == 0);
        if self.as_json {
            let counts: Vec<Value> =
                more.map(|(message, count)| json!({"message": text(self.language, message), "count": count})).collect();
            output::print_json(&json!({
                "ok": is_right, "accepted": is_accepted, "findings": self.listed, "repeated": counts,
            }))?;
        } else {
            for (message, count) in more {
                let message = text(self.language, message);
                output::print_message(
                    self.language,
                    &msg!("cli-check-fec-more", count = count - ALIKE_MAX, message = message),
                );
            }
            output::eprint(
                self.language,
                &match (self.refused, self.lawless) {
                    _ if self.is_unchecked => msg!("cli-check-fec-unchecked"),
                    (0, 0) => msg!("cli-check-fec-right"),
                    (0, count) => msg!("cli-check-fec-lawless", count = count),
                    (count, _) => msg!("cli-check-fec-refused", count = count),
                },
            );
        }
        Ok(if is_right { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

fn as_value(language: Language, finding: &Finding) -> Value {
    json!({
        "level": finding.level.word(), "code": finding.code(), "line": finding.line, "number": finding.number,
        "field": finding.field, "message": text(language, &finding.message),
    })
}

fn sentence(language: Language, finding: &Finding) -> String {
    let level = text_by_id(language, &format!("cli-check-fec-level-{}", finding.level.word()), &[]).unwrap_or_default();
    let message = text(language, &finding.message);
    // As text: a number in a sentence would be written with separators of thousands.
    let line = finding.line.unwrap_or_default().to_string();
    text(
        language,
        &match (finding.line, &finding.number) {
            (None, _) => msg!("cli-check-fec-of-file", level = level, message = message),
            (Some(_), None) => msg!("cli-check-fec-at-line", level = level, line = line, message = message),
            (Some(_), Some(number)) => {
                msg!("cli-check-fec-at-entry", level = level, line = line, number = number.as_str(), message = message)
            }
        },
    )
}

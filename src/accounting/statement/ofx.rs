//! OFX: the SGML of versions 1 and the XML of versions 2, read alike as tags and texts (Open Financial Exchange 2.3,
//! section 11). Elements of SGML need not be closed, so a value ends where the next tag begins.

use jiff::civil::Date;

use super::{Form, ROWS_MAX, Row, Statement, day, label_of, tidy};
use crate::accounting::amount;
use crate::error::{Error, Result};
use crate::money::Cents;
use crate::msg;

/// What was read of a movement so far.
#[derive(Default)]
struct Movement {
    date: Option<String>,
    amount: Option<String>,
    name: Option<String>,
    memo: Option<String>,
    number: Option<String>,
}

pub fn read(text: &str) -> Result<Statement> {
    let mut statement = Statement { form: Form::Ofx, rows: Vec::new(), balance: None };
    let mut open: Option<Movement> = None;
    let (mut account, mut in_ledger) = (None::<String>, false);
    let (mut balance, mut as_of) = (None::<Cents>, None::<Date>);
    for (tag, value) in Elements(text) {
        match tag.as_str() {
            "STMTTRN" => {
                finish(&mut statement, open.replace(Movement::default()))?;
            }
            "/STMTTRN" | "/BANKTRANLIST" => finish(&mut statement, open.take())?,
            "ACCTID" if open.is_none() => {
                let first = account.get_or_insert_with(|| value.clone());
                if *first != value {
                    return Err(Error::invalid(msg!(
                        "statement-several-accounts",
                        one = first.as_str(),
                        other = value
                    )));
                }
            }
            "LEDGERBAL" => in_ledger = true,
            "/LEDGERBAL" | "AVAILBAL" => in_ledger = false,
            "BALAMT" if in_ledger => balance = amount::parse(&value),
            "DTASOF" if in_ledger => as_of = day::read_compact(&value),
            other => {
                if let Some(movement) = &mut open {
                    movement.take(other, value);
                }
            }
        }
    }
    finish(&mut statement, open)?;
    statement.balance = as_of.zip(balance);
    Ok(statement)
}

impl Movement {
    fn take(&mut self, tag: &str, value: String) {
        let place = match tag {
            "DTPOSTED" => &mut self.date,
            "TRNAMT" => &mut self.amount,
            "NAME" | "PAYEE" => &mut self.name,
            "MEMO" => &mut self.memo,
            "CHECKNUM" => &mut self.number,
            _ => return,
        };
        if !value.is_empty() {
            *place = Some(value);
        }
    }
}

fn finish(statement: &mut Statement, movement: Option<Movement>) -> Result<()> {
    let Some(movement) = movement else { return Ok(()) };
    let place = statement.rows.len() + 1;
    if place > ROWS_MAX {
        return Err(Error::invalid(msg!("statement-too-many-rows", limit = ROWS_MAX)));
    }
    let (date, amount) = (movement.date.unwrap_or_default(), movement.amount.unwrap_or_default());
    let wrong_date = || Error::invalid(msg!("statement-date-wrong", line = place, value = date.as_str()));
    let wrong_amount = || Error::invalid(msg!("statement-amount-wrong", line = place, value = amount.as_str()));
    statement.rows.push(Row {
        line: place,
        date: day::read_compact(&date).ok_or_else(wrong_date)?,
        amount: Some(&amount)
            .filter(|text| !text.is_empty())
            .and_then(|text| amount::parse(text))
            .ok_or_else(wrong_amount)?,
        label: label_of(movement.name, movement.memo),
        reference: movement.number,
        balance: None,
    });
    Ok(())
}

/// The tags in upper case, without attributes, each with the text that follows it.
struct Elements<'a>(&'a str);

impl Iterator for Elements<'_> {
    type Item = (String, String);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let (_, rest) = self.0.split_once('<')?;
            let (tag, rest) = rest.split_once('>')?;
            let end = rest.find('<').unwrap_or(rest.len());
            let mut value = rest[..end].to_owned();
            self.0 = &rest[end..];
            // What is quoted may hold anything.
            if let Some(after) = self.0.strip_prefix("<![CDATA[") {
                let (quoted, rest) = after.split_once("]]>").unwrap_or((after, ""));
                value.push_str(quoted);
                self.0 = rest;
            }
            if tag.starts_with(['?', '!']) {
                continue;
            }
            let name: String = tag.chars().take_while(|c| !c.is_whitespace()).take(32).collect();
            let name = name.strip_suffix('/').unwrap_or(&name).to_ascii_uppercase();
            return Some((name, tidy(&unescape(&value)).unwrap_or_default()));
        }
    }
}

/// The few entities that OFX has, and numbers.
fn unescape(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        plain.push_str(before);
        let entity = after.char_indices().take(10).find(|(_, c)| *c == ';').map(|(at, _)| &after[..at]);
        match entity.and_then(character) {
            Some(character) => {
                plain.push(character);
                rest = &after[entity.map_or(0, str::len) + 1..];
            }
            None => {
                plain.push('&');
                rest = after;
            }
        }
    }
    plain.push_str(rest);
    plain
}

fn character(entity: &str) -> Option<char> {
    match entity {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "nbsp" => Some(' '),
        _ => {
            let number = entity.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)
        }
    }
}

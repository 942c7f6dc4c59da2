//! OFX: the SGML of versions 1 and the XML of versions 2, read alike as tags and texts (Open Financial Exchange 2.3,
//! section 11). Elements of SGML may stay open, so a value ends where the next tag begins.

use jiff::civil::Date;

use super::amounts::{Evidence, Written};
use super::draft::{Closing, Draft, Movement};
use super::passed_over::Reason;
use super::{Form, day, label};
use crate::error::{Error, Result};
use crate::money::Cents;
use crate::msg;

/// What was read of a movement so far.
#[derive(Default)]
struct Transaction {
    is_pending: bool,
    date: Option<String>,
    amount: Option<String>,
    name: Option<String>,
    memo: Option<String>,
    number: Option<String>,
    /// Of the amount, when it is not that of the account.
    currency: Option<String>,
    is_in_currency: bool,
}

/// The account that a part of the file is about.
#[derive(Default, Clone)]
struct Account {
    number: Option<String>,
    currency: Option<String>,
}

pub fn read(text: &str) -> Result<Draft> {
    let mut evidence = Evidence::default();
    let amounts = Elements(text).filter(|(tag, _)| tag == "TRNAMT" || tag == "BALAMT");
    amounts.filter_map(|(_, value)| Written::parse(&value)).for_each(|amount| evidence.note(&amount));
    let mut reading = Reading {
        draft: Draft::new(Form::Ofx),
        place: 0,
        decimal: evidence.decimal(),
        account: Account::default(),
        open: None,
    };
    let (mut in_ledger, mut balance) = (false, None::<Cents>);
    for (tag, value) in Elements(text) {
        match tag.as_str() {
            "STMTTRN" | "STMTTRNP" => {
                reading.finish()?;
                reading.open = Some(Transaction { is_pending: tag == "STMTTRNP", ..Transaction::default() });
            }
            "/STMTTRN" | "/STMTTRNP" | "/BANKTRANLIST" | "/BANKTRANLISTP" | "LEDGERBAL" => {
                reading.finish()?;
                in_ledger = tag == "LEDGERBAL";
            }
            "STMTRS" | "CCSTMTRS" => {
                reading.finish()?;
                reading.account = Account::default();
            }
            "CURDEF" => reading.account.currency = Some(value).filter(|value| !value.is_empty()),
            "ACCTID" if reading.open.is_none() => {
                reading.account.number = Some(value).filter(|value| !value.is_empty())
            }
            "/LEDGERBAL" | "AVAILBAL" => in_ledger = false,
            "BALAMT" if in_ledger => balance = reading.amount(&value),
            "DTASOF" if in_ledger => {
                let Account { number, currency } = reading.account.clone();
                let closing = date_of(&value).zip(balance.take());
                let closing = closing.map(|(date, amount)| Closing { account: number, currency, date, amount });
                reading.draft.closings.extend(closing);
            }
            other => {
                if let Some(transaction) = &mut reading.open {
                    transaction.take(other, value);
                }
            }
        }
    }
    reading.finish()?;
    Ok(reading.draft)
}

impl Transaction {
    fn take(&mut self, tag: &str, value: String) {
        let place = match tag {
            "DTPOSTED" | "DTTRAN" => &mut self.date,
            "TRNAMT" => &mut self.amount,
            "NAME" | "PAYEE" => &mut self.name,
            "MEMO" => &mut self.memo,
            "CHECKNUM" => &mut self.number,
            // In ORIGCURRENCY, the amount is already that of the account.
            "CURSYM" if self.is_in_currency => &mut self.currency,
            _ => {
                self.is_in_currency = tag == "CURRENCY" || self.is_in_currency && tag == "CURRATE";
                return;
            }
        };
        if !value.is_empty() {
            *place = Some(value);
        }
    }
}

struct Reading {
    draft: Draft,
    /// Of the last transaction, from 1.
    place: usize,
    decimal: Option<char>,
    account: Account,
    open: Option<Transaction>,
}

impl Reading {
    /// The standard has no mark for thousands: a mark that nothing explains parts decimals.
    fn amount(&self, text: &str) -> Option<Cents> {
        let written = Written::parse(text)?;
        let own = if text.contains(',') { ',' } else { '.' };
        written.read(self.decimal.or(Some(own))).ok()
    }

    fn finish(&mut self) -> Result<()> {
        let Some(transaction) = self.open.take() else { return Ok(()) };
        self.place += 1;
        let line = self.place;
        if transaction.is_pending {
            self.draft.pass_over(line, Reason::Pending("STMTTRNP".to_owned()));
            return Ok(());
        }
        let (date, amount) = (transaction.date.unwrap_or_default(), transaction.amount.unwrap_or_default());
        let wrong_date = || Error::invalid(msg!("statement-date-wrong", line = line, value = date.as_str()));
        let wrong_amount = || Error::invalid(msg!("statement-amount-wrong", line = line, value = amount.as_str()));
        let Account { number, currency } = self.account.clone();
        let texts = [transaction.name, transaction.memo];
        let date = date_of(&date).ok_or_else(wrong_date)?;
        let amount = self.amount(&amount).ok_or_else(wrong_amount)?;
        self.draft.push(Movement {
            label: label::join(texts.iter().flatten().map(String::as_str)),
            reference: label::reference(transaction.number.iter().map(String::as_str)),
            account: number,
            currency: transaction.currency.or(currency),
            ..Movement::new(line, date, amount)
        })
    }
}

/// `20250131`, with or without a time and a zone; some banks write other forms.
fn date_of(text: &str) -> Option<Date> {
    day::read_compact(text).or_else(|| day::Written::parse(text)?.read(day::Order::DayMonthYear, Date::default()))
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
            // A CDATA section may hold any text.
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
            return Some((name, label::tidy(&unescape(&value)).unwrap_or_default()));
        }
    }
}

/// The few entities that OFX has, and characters by their number.
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

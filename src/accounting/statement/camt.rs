//! CAMT.053 of ISO 20022, with the reports and notices of the same form (CAMT.052 and 054), in all their versions: names of
//! elements are compared without their namespace.
//!
//! The elements are read one after the other, at most [`DEPTH_MAX`] deep. Document types are refused and only the entities
//! of XML itself are replaced, so that nothing is expanded.

use jiff::civil::Date;
use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};

use super::amounts::Written;
use super::draft::{Closing, Draft, Movement};
use super::passed_over::Reason;
use super::vocabulary::{self, Meaning};
use super::{Form, ROWS_MAX, Row, day, label};
use crate::error::{Error, Result};
use crate::money::Cents;
use crate::msg;

const DEPTH_MAX: usize = 50;
/// Bytes of one text; what is longer is cut.
const TEXT_BYTES_MAX: usize = 2000;
/// Texts of one payment.
const TEXTS_MAX: usize = 20;

/// Whether a text begins as a CAMT document does.
pub fn is_camt(head: &str) -> bool {
    head.starts_with('<') && (head.contains("BkToCstmr") || head.contains("xsd:camt.05"))
}

pub fn read(text: &str) -> Result<Draft> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().expand_empty_elements = true;
    let mut document = Document::default();
    let mut path: Vec<String> = Vec::new();
    let mut value = String::new();
    loop {
        match reader.read_event().map_err(|_| damaged())? {
            Event::Start(start) => {
                if path.len() >= DEPTH_MAX {
                    return Err(damaged());
                }
                path.push(local_name(&start));
                value.clear();
                document.start(&path, &start);
            }
            Event::End(_) => {
                document.end(&path, value.trim())?;
                path.pop();
                value.clear();
            }
            Event::Text(text) => push(&mut value, &text.xml10_content()),
            Event::CData(text) => push(&mut value, &text.xml10_content()),
            Event::GeneralRef(reference) => {
                let character = reference.resolve_char_ref().map_err(|_| damaged())?;
                let text = character.map(String::from);
                let text = text.or_else(|| resolve_predefined_entity(&reference).map(str::to_owned));
                push(&mut value, &text.ok_or_else(damaged)?);
            }
            Event::DocType(_) => return Err(damaged()),
            Event::Eof if path.is_empty() => return Ok(document.draft),
            Event::Eof => return Err(damaged()),
            Event::Empty(_) | Event::Comment(_) | Event::PI(_) | Event::Decl(_) => {}
        }
    }
}

fn damaged() -> Error {
    Error::invalid(msg!("statement-xml-damaged"))
}

fn push(value: &mut String, text: &str) {
    let room = TEXT_BYTES_MAX.saturating_sub(value.len());
    value.push_str(&text[..text.floor_char_boundary(room)]);
}

fn local_name(start: &BytesStart<'_>) -> String {
    let name = start.name();
    name.0.rsplit(':').next().unwrap_or(name.0).to_owned()
}

/// What was read of the document so far.
struct Document {
    draft: Draft,
    /// Of the last entry, from 1.
    place: usize,
    account: Account,
    balance: Balance,
    entry: StatementEntry,
    /// The payment of the entry that is being read.
    payment: Option<Payment>,
    /// The attribute `Ccy` of the last amount.
    currency: Option<String>,
}

impl Default for Document {
    fn default() -> Self {
        Document {
            draft: Draft::new(Form::Camt),
            place: 0,
            account: Account::default(),
            balance: Balance::default(),
            entry: StatementEntry::default(),
            payment: None,
            currency: None,
        }
    }
}

#[derive(Default)]
struct Account {
    iban: Option<String>,
    other: Option<String>,
    currency: Option<String>,
}

#[derive(Default)]
struct Balance {
    kind: String,
    amount: Option<Cents>,
    currency: Option<String>,
    is_debit: bool,
    date: Option<Date>,
}

#[derive(Default)]
struct StatementEntry {
    amount: Option<String>,
    currency: Option<String>,
    direction: Option<bool>,
    state: String,
    booked: Option<String>,
    valued: Option<String>,
    texts: Vec<String>,
    payments: Vec<Payment>,
}

/// A payment of an entry: its only one, or one of a batch.
#[derive(Default)]
struct Payment {
    amount: Option<Cents>,
    direction: Option<bool>,
    debtor: Option<String>,
    creditor: Option<String>,
    texts: Vec<String>,
    /// References, the best first: of the creditor, of the cheque, end to end.
    references: [Option<String>; 3],
}

impl Document {
    fn start(&mut self, path: &[String], start: &BytesStart<'_>) {
        match path.last().map(String::as_str) {
            Some("Stmt" | "Rpt" | "Ntfctn") => self.account = Account::default(),
            Some("Bal") => self.balance = Balance::default(),
            Some("Ntry") => self.entry = StatementEntry::default(),
            Some("TxDtls") => self.payment = Some(Payment::default()),
            Some("Amt") => {
                let mut attributes = start.attributes();
                let mut attributes = attributes.with_checks(false).filter_map(std::result::Result::ok).take(10);
                let code = attributes.find(|attribute| attribute.key.0 == "Ccy");
                let code = code.map(|attribute| attribute.value.to_string());
                self.currency = code.filter(|code| code.len() == 3).map(|code| code.to_ascii_uppercase());
            }
            _ => {}
        }
    }

    fn end(&mut self, path: &[String], value: &str) -> Result<()> {
        let at = |name: &str| path.iter().rposition(|element| element == name);
        let below = |from: usize| path[from + 1..].iter().map(String::as_str).collect::<Vec<_>>();
        if let (Some(payment), Some(from)) = (&mut self.payment, at("TxDtls")) {
            match below(from).as_slice() {
                [] => self.entry.payments.extend(self.payment.take().filter(|_| self.entry.payments.len() < ROWS_MAX)),
                below => payment.take(below, value),
            }
        } else if let Some(from) = at("Ntry") {
            match below(from).as_slice() {
                [] => self.finish_entry()?,
                ["Amt"] => {
                    self.entry.amount = Some(value.to_owned());
                    self.entry.currency = self.currency.take();
                }
                below => self.entry.take(below, value),
            }
        } else if let Some(from) = at("Bal") {
            match below(from).as_slice() {
                [] => self.finish_balance(),
                ["Amt"] => {
                    self.balance.amount = amount_of(value);
                    self.balance.currency = self.currency.take();
                }
                ["Tp", "CdOrPrtry", "Cd"] => self.balance.kind = value.to_owned(),
                ["CdtDbtInd"] => self.balance.is_debit = value == "DBIT",
                ["Dt", "Dt" | "DtTm"] => self.balance.date = date_of(value),
                _ => {}
            }
        } else if let Some(from) = at("Acct") {
            let value = || label::tidy(value);
            match below(from).as_slice() {
                ["Id", "IBAN"] => self.account.iban = value(),
                ["Id", "Othr", "Id"] | ["Id", "PrtryAcct", "Id"] | ["Id", "BBAN"] => self.account.other = value(),
                ["Ccy"] => self.account.currency = value(),
                _ => {}
            }
        }
        Ok(())
    }

    fn account(&self) -> Option<String> {
        self.account.iban.clone().or_else(|| self.account.other.clone())
    }

    /// The balance that the bank has booked at the end (`CLBD`).
    fn finish_balance(&mut self) {
        let balance = std::mem::take(&mut self.balance);
        let Some((date, Cents(cents))) = balance.date.zip(balance.amount).filter(|_| balance.kind == "CLBD") else {
            return;
        };
        let amount = Cents(if balance.is_debit { -cents } else { cents });
        self.draft.closings.push(Closing { account: self.account(), currency: balance.currency, date, amount });
    }

    fn finish_entry(&mut self) -> Result<()> {
        self.place += 1;
        let entry = std::mem::take(&mut self.entry);
        let state = vocabulary::state_of(&entry.state).filter(|state| *state != Meaning::Done);
        if let Some(reason) = state.and_then(|state| Reason::of_state(state, &entry.state)) {
            self.draft.pass_over(self.place, reason);
            return Ok(());
        }
        let movement = entry.movement(self.place, self.account(), self.account.currency.clone())?;
        self.draft.push(movement)
    }
}

impl StatementEntry {
    fn take(&mut self, below: &[&str], value: &str) {
        match below {
            ["CdtDbtInd"] => self.direction = direction_of(value),
            ["Sts"] if self.state.is_empty() => self.state = value.to_owned(),
            ["Sts", "Cd"] => self.state = value.to_owned(),
            ["BookgDt", "Dt" | "DtTm"] => self.booked = Some(value.to_owned()),
            ["ValDt", "Dt" | "DtTm"] => self.valued = Some(value.to_owned()),
            ["AddtlNtryInf"] if self.texts.len() < TEXTS_MAX => self.texts.push(value.to_owned()),
            _ => {}
        }
    }

    fn movement(self, line: usize, account: Option<String>, currency: Option<String>) -> Result<Movement> {
        let written = self.amount.unwrap_or_default();
        let wrong_amount = || Error::invalid(msg!("statement-amount-wrong", line = line, value = written.as_str()));
        let amount = amount_of(&written).ok_or_else(wrong_amount)?;
        let is_in = self
            .direction
            .ok_or_else(|| Error::invalid(msg!("statement-direction-unknown", line = line, value = "")))?;
        let day = self.booked.or(self.valued).unwrap_or_default();
        let wrong_date = || Error::invalid(msg!("statement-date-wrong", line = line, value = day.as_str()));
        let date = date_of(&day).ok_or_else(wrong_date)?;
        let own = label::join(self.texts.iter().map(String::as_str));
        let row = |payment: &Payment| {
            let text = payment.label(is_in);
            Some(Row {
                line,
                date,
                label: if text.is_empty() { own.clone() } else { text },
                reference: payment.reference(),
                amount: signed(payment.amount?, payment.direction.unwrap_or(is_in)),
                is_fee: false,
                parts: Vec::new(),
            })
        };
        let is_batch = self.payments.len() > 1;
        let parts: Option<Vec<Row>> = self.payments.iter().filter(|_| is_batch).map(row).collect();
        let only = self.payments.first().filter(|_| !is_batch);
        let told = only.map(|payment| payment.label(is_in)).filter(|text| !text.is_empty());
        Ok(Movement {
            label: told.unwrap_or(own),
            reference: only.and_then(Payment::reference),
            account,
            currency: self.currency.or(currency),
            parts: parts.unwrap_or_default(),
            ..Movement::new(line, date, signed(amount, is_in))
        })
    }
}

impl Payment {
    fn take(&mut self, below: &[&str], value: &str) {
        let text = || label::tidy(value);
        match below {
            // The amount of the payment in the currency of the account; the older versions have it in the details.
            ["Amt"] => self.amount = amount_of(value),
            ["AmtDtls", "TxAmt", "Amt"] => self.amount = self.amount.or_else(|| amount_of(value)),
            ["CdtDbtInd"] => self.direction = direction_of(value),
            ["RltdPties", "Dbtr", "Nm"] | ["RltdPties", "Dbtr", "Pty", "Nm"] => self.debtor = text(),
            ["RltdPties", "Cdtr", "Nm"] | ["RltdPties", "Cdtr", "Pty", "Nm"] => self.creditor = text(),
            ["RmtInf", "Ustrd"] | ["RmtInf", "Strd", "AddtlRmtInf"] | ["AddtlTxInf"]
                if self.texts.len() < TEXTS_MAX =>
            {
                self.texts.extend(text());
            }
            ["RmtInf", "Strd", "CdtrRefInf", "Ref" | "CdtrRef"] => self.references[0] = text(),
            ["Refs", "ChqNb"] => self.references[1] = text(),
            ["Refs", "EndToEndId"] => self.references[2] = text(),
            _ => {}
        }
    }

    /// The other party and what it wrote.
    fn label(&self, is_in: bool) -> String {
        let name = if is_in { &self.debtor } else { &self.creditor };
        label::join(name.iter().chain(&self.texts).map(String::as_str))
    }

    fn reference(&self) -> Option<String> {
        label::reference(self.references.iter().flatten().map(String::as_str))
    }
}

fn signed(amount: Cents, is_in: bool) -> Cents {
    if is_in { amount } else { Cents(-amount.0) }
}

fn direction_of(value: &str) -> Option<bool> {
    match value {
        "CRDT" => Some(true),
        "DBIT" => Some(false),
        _ => None,
    }
}

fn amount_of(value: &str) -> Option<Cents> {
    Written::parse(value)?.read(Some('.')).ok()
}

fn date_of(value: &str) -> Option<Date> {
    day::Written::parse(value)?.read(day::Order::DayMonthYear, Date::default())
}

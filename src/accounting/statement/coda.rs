//! CODA of the Belgian banks: lines of 128 characters whose first character tells what they hold (Febelfin, CODA 2.6).
//!
//! | begins with | holds |
//! |---|---|
//! | `0` | the header, `05` at 15–16 |
//! | `1` | account and currency at 6–42, the balance before |
//! | `21` | a movement: sequence 3–6, detail 7–10, sign 32, amount 33–47, value date 48–53, code 54–61, communication 62–115, entry date 116–121 |
//! | `22` | more of the communication at 11–63, reference of the holder at 64–98 |
//! | `23` | name of the other party at 48–82, more of the communication at 83–125 |
//! | `31`, `32`, `33` | information on the movement |
//! | `8` | the balance after: sign 42, amount 43–57, date 58–63 |

use jiff::civil::Date;

use super::draft::{Closing, Draft, Movement};
use super::passed_over::Reason;
use super::{Form, Row, label};
use crate::error::{Error, Result};
use crate::money::Cents;
use crate::msg;

/// Whether a text begins as CODA does.
pub fn is_coda(head: &str) -> bool {
    let first = head.lines().next().unwrap_or_default();
    let first = Line::new(1, first);
    first.text(1, 1) == "0" && first.text(15, 16) == "05" && (100..=130).contains(&first.characters.len())
}

/// A line by the places of its characters.
struct Line {
    number: usize,
    characters: Vec<char>,
}

impl Line {
    fn new(number: usize, text: &str) -> Self {
        Line { number, characters: text.trim_end_matches(['\r', '\n']).chars().take(130).collect() }
    }

    /// The characters from one place to another, both counted from 1 as in the standard.
    fn raw(&self, from: usize, to: usize) -> String {
        let end = to.min(self.characters.len());
        self.characters.get(from - 1..end).unwrap_or_default().iter().collect()
    }

    fn text(&self, from: usize, to: usize) -> String {
        self.raw(from, to).trim().to_owned()
    }

    fn wrong(&self) -> Error {
        Error::invalid(msg!("statement-line-wrong", line = self.number, value = label::cut(&self.text(1, 128), 80)))
    }

    /// A sign and 15 digits, of which three are decimals.
    fn amount(&self, sign: usize) -> Option<Cents> {
        let digits = self.raw(sign + 1, sign + 15);
        let thousandths: i64 =
            digits.parse().ok().filter(|_| digits.len() == 15 && digits.bytes().all(|b| b.is_ascii_digit()))?;
        let cents = (thousandths % 10 == 0).then_some(thousandths / 10)?;
        match self.raw(sign, sign).as_str() {
            "0" => Some(Cents(cents)),
            "1" => Some(Cents(-cents)),
            _ => None,
        }
    }

    /// `DDMMYY`.
    fn date(&self, from: usize) -> Option<Date> {
        let part = |at: usize| self.raw(at, at + 1).parse::<i8>().ok();
        let year = i16::from(part(from + 4)?);
        Date::new(if year < 80 { 2000 + year } else { 1900 + year }, part(from + 2)?, part(from)?).ok()
    }

    /// The number and the currency of the account in record 1: Belgian numbers and IBANs, foreign ones.
    fn account(&self) -> (Option<String>, Option<String>) {
        let (number, currency) = match self.raw(2, 2).as_str() {
            "0" => (self.text(6, 17), self.text(19, 21)),
            "2" => (self.text(6, 36), self.text(40, 42)),
            _ => (self.text(6, 39), self.text(40, 42)),
        };
        (Some(number).filter(|text| !text.is_empty()), Some(currency).filter(|text| text.len() == 3))
    }
}

/// A movement and the lines that go on with it.
struct Open {
    line: usize,
    sequence: String,
    /// Whether the amount is a part of that of the movement before.
    is_detail: bool,
    /// Whether that movement is a batch: otherwise the part is a cost or a tax within it.
    is_payment: bool,
    date: Date,
    amount: Cents,
    is_structured: bool,
    communication: String,
    reference: String,
    name: String,
    information: String,
}

pub fn read(text: &str) -> Result<Draft> {
    let mut reading =
        Reading { draft: Draft::new(Form::Coda), account: None, currency: None, open: None, sequence: String::new() };
    for (number, text) in (1..).zip(text.lines()) {
        let line = Line::new(number, text);
        match line.raw(1, 2).as_str() {
            record if record.starts_with('1') => {
                reading.finish()?;
                (reading.account, reading.currency) = line.account();
            }
            "21" => {
                reading.finish()?;
                reading.open = Some(Open::new(&line)?);
            }
            record if record.starts_with('8') => {
                reading.finish()?;
                let closing = line.date(58).zip(line.amount(42));
                let (account, currency) = (reading.account.clone(), reading.currency.clone());
                reading.draft.closings.extend(closing.map(|(date, amount)| Closing {
                    account,
                    currency,
                    date,
                    amount,
                }));
            }
            record => {
                if let Some(open) = &mut reading.open {
                    open.go_on(record, &line);
                }
            }
        }
    }
    reading.finish()?;
    Ok(reading.draft)
}

impl Open {
    fn new(line: &Line) -> Result<Self> {
        // Banks leave the entry date at zeros when it is that of the value.
        let date = line.date(116).or_else(|| line.date(48)).ok_or_else(|| line.wrong())?;
        let kind = line.raw(54, 54);
        Ok(Open {
            line: line.number,
            sequence: line.raw(3, 6),
            is_detail: line.raw(7, 10) != "0000" && matches!(kind.as_str(), "5" | "6" | "7" | "8" | "9"),
            is_payment: kind != "8",
            date,
            amount: line.amount(32).ok_or_else(|| line.wrong())?,
            is_structured: line.raw(62, 62) == "1",
            communication: line.raw(63, 115),
            reference: String::new(),
            name: String::new(),
            information: String::new(),
        })
    }

    fn go_on(&mut self, record: &str, line: &Line) {
        match record {
            "22" => {
                self.communication.push_str(&line.raw(11, 63));
                self.reference = line.text(64, 98);
            }
            "23" => {
                self.name = line.text(48, 82);
                self.communication.push_str(&line.raw(83, 125));
            }
            "31" => self.inform(&line.raw(41, 113)),
            "32" => self.inform(&line.raw(11, 115)),
            "33" => self.inform(&line.raw(11, 100)),
            _ => {}
        }
    }

    fn inform(&mut self, text: &str) {
        if self.information.len() < 4096 {
            self.information.push_str(text);
        }
    }

    /// The structured reference of a transfer, `+++123/4567/89012+++`.
    fn structured_reference(&self) -> Option<String> {
        let code = self.communication.get(..3).filter(|_| self.is_structured)?;
        let digits = self.communication.get(3..15).filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()))?;
        ["101", "102"].contains(&code).then(|| format!("+++{}/{}/{}+++", &digits[..3], &digits[3..7], &digits[7..]))
    }

    fn row(&self) -> Row {
        let structured = self.structured_reference();
        let free =
            if self.is_structured { self.communication.get(3..).unwrap_or_default() } else { &self.communication };
        let communication = structured.as_deref().unwrap_or(free);
        let label = label::join([self.name.as_str(), communication].into_iter());
        let label = if label.is_empty() { label::join([self.information.as_str()].into_iter()) } else { label };
        Row {
            line: self.line,
            date: self.date,
            label,
            reference: structured.or_else(|| label::reference([self.reference.as_str()].into_iter())),
            amount: self.amount,
            is_fee: false,
            parts: Vec::new(),
        }
    }
}

struct Reading {
    draft: Draft,
    account: Option<String>,
    currency: Option<String>,
    open: Option<Open>,
    /// Of the last movement.
    sequence: String,
}

impl Reading {
    fn finish(&mut self) -> Result<()> {
        let Some(open) = self.open.take() else { return Ok(()) };
        let row = open.row();
        if open.is_detail {
            let whole = self.draft.movements.last_mut().filter(|_| open.sequence == self.sequence);
            match whole.filter(|_| open.is_payment) {
                Some(whole) => whole.parts.push(row),
                None => self.draft.pass_over(open.line, Reason::Detail),
            }
            return Ok(());
        }
        self.sequence = open.sequence;
        self.draft.push(Movement {
            label: row.label,
            reference: row.reference,
            account: self.account.clone(),
            currency: self.currency.clone(),
            ..Movement::new(row.line, row.date, row.amount)
        })
    }
}

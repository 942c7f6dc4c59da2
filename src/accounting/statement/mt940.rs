//! MT940 of SWIFT: fields that begin with `:61:` and the like, each up to the next one.

use jiff::civil::Date;

use super::amounts::Written;
use super::draft::{Closing, Draft, Movement};
use super::passed_over::Reason;
use super::{Form, label};
use crate::error::{Error, Result};
use crate::money::Cents;
use crate::msg;

/// Whether a text begins as MT940 does, with or without the envelope of SWIFT.
pub fn is_mt940(head: &str) -> bool {
    let has = |tags: &[&str]| {
        let mut lines = head.lines().map(|line| line.trim_start_matches("{4:").trim_start());
        lines.any(|line| tags.iter().any(|tag| line.starts_with(tag)))
    };
    let is_enveloped = head.starts_with("{1:") && head.contains(":20:");
    (has(&[":20:"]) || is_enveloped) && has(&[":25:", ":60F:", ":60M:", ":61:", ":28C:"])
}

/// A field: its tag, its value on one or more lines, and the line where it begins.
struct Field<'a> {
    line: usize,
    tag: &'a str,
    value: String,
}

pub fn read(text: &str) -> Result<Draft> {
    let mut draft = Draft::new(Form::Mt940);
    let (mut account, mut currency) = (None::<String>, None::<String>);
    let mut open: Option<Movement> = None;
    for field in fields(text) {
        if let Some(mut movement) = open.take() {
            if field.tag == "86" {
                let told = label::join(purposes(&field.value).iter().map(String::as_str));
                movement.label = if told.is_empty() { movement.label } else { told };
            }
            draft.push(movement)?;
        }
        match field.tag {
            "20" => (account, currency) = (None, None),
            "25" | "25P" => account = label::tidy(&field.value),
            "60F" | "60M" => currency = balance_of(&field.value).map(|(_, currency, _)| currency).or(currency),
            "61" => match movement(&field)? {
                Ok(movement) => {
                    open = Some(Movement { account: account.clone(), currency: currency.clone(), ..movement });
                }
                Err(reason) => draft.pass_over(field.line, reason),
            },
            "62F" | "62M" => draft.closings.extend(balance_of(&field.value).map(|(date, currency, amount)| Closing {
                account: account.clone(),
                currency: Some(currency),
                date,
                amount,
            })),
            _ => {}
        }
    }
    open.map_or(Ok(()), |movement| draft.push(movement))?;
    Ok(draft)
}

fn fields(text: &str) -> Vec<Field<'_>> {
    let mut fields: Vec<Field<'_>> = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        let line = line.trim_end();
        let start = line.find("{4:").map_or(line, |at| &line[at + 3..]);
        let tagged = start.strip_prefix(':').and_then(|rest| rest.split_once(':'));
        let tagged = tagged
            .filter(|(tag, _)| (2..=3).contains(&tag.len()) && tag.as_bytes()[..2].iter().all(u8::is_ascii_digit));
        match (tagged, fields.last_mut()) {
            (Some((tag, value)), _) => fields.push(Field { line: number, tag, value: value.to_owned() }),
            // The end of a message, and the envelope of the next one.
            (None, Some(_)) if line.starts_with("-}") || line == "-" || line.starts_with("{1:") => {
                fields.push(Field { line: number, tag: "", value: String::new() });
            }
            (None, Some(field)) if field.value.len() < 8192 => {
                field.value.push('\n');
                field.value.push_str(line);
            }
            (None, _) => {}
        }
    }
    fields
}

/// `:61:` value date `YYMMDD`, entry date `MMDD` or nothing, `D`, `C`, `RD` or `RC`, a letter of the currency or nothing, the
/// amount, the kind, the reference for the holder, `//` that of the bank, and on the next line more text. `EC` and `ED` are
/// only expected.
fn movement(field: &Field<'_>) -> Result<Result<Movement, Reason>> {
    let line = field.line;
    let (first, details) = field.value.split_once('\n').unwrap_or((&field.value, ""));
    let wrong = || Error::invalid(msg!("statement-line-wrong", line = line, value = label::cut(first, 80)));
    let digits_end = first.find(|c: char| !c.is_ascii_digit()).ok_or_else(wrong)?;
    let (digits, rest) = first.split_at(digits_end);
    let date = match digits.len() {
        6 => short_date(digits),
        10 => short_date(&digits[..6]).and_then(|valued| booked_date(valued, &digits[6..])),
        _ => None,
    };
    let marks = [("RC", false), ("RD", true), ("EC", true), ("ED", false), ("C", true), ("D", false)];
    let (mark, is_in) = marks.into_iter().find(|(mark, _)| rest.starts_with(mark)).ok_or_else(wrong)?;
    if mark.starts_with('E') {
        return Ok(Err(Reason::Pending(mark.to_owned())));
    }
    let rest = rest[mark.len()..].trim_start_matches(|c: char| c.is_ascii_alphabetic());
    let amount_end = rest.find(|c: char| !c.is_ascii_digit() && c != ',').unwrap_or(rest.len());
    let amount =
        Written::parse(&rest[..amount_end]).and_then(|amount| amount.read(Some(',')).ok()).ok_or_else(wrong)?;
    // The kind is a letter and three others, such as NTRF.
    let rest = &rest[amount_end..];
    let references = rest.get(4..).unwrap_or_default();
    let (own, of_bank) = references.split_once("//").unwrap_or((references, ""));
    let amount = if is_in { amount } else { Cents(-amount.0) };
    Ok(Ok(Movement {
        label: label::join([details, own, of_bank].into_iter().filter(|text| !is_blank_reference(text))),
        reference: label::reference([own].into_iter()),
        ..Movement::new(line, date.ok_or_else(wrong)?, amount)
    }))
}

fn is_blank_reference(text: &str) -> bool {
    ["", "NONREF", "NOTPROVIDED"].contains(&text.trim())
}

/// `YYMMDD`.
fn short_date(digits: &str) -> Option<Date> {
    let part = |from: usize| digits.get(from..from + 2)?.parse::<i8>().ok();
    let year = i16::from(part(0)?);
    Date::new(if year < 80 { 2000 + year } else { 1900 + year }, part(2)?, part(4)?).ok()
}

/// The entry date `MMDD`, in the year that brings it nearest to the value date.
fn booked_date(valued: Date, digits: &str) -> Option<Date> {
    let (month, day) = (digits.get(..2)?.parse().ok()?, digits.get(2..)?.parse().ok()?);
    let years = [valued.year() - 1, valued.year(), valued.year() + 1];
    let dates = years.into_iter().filter_map(|year| Date::new(year, month, day).ok());
    dates.min_by_key(|date| (*date - valued).get_days().abs())
}

/// `C260131EUR1234,56`.
fn balance_of(value: &str) -> Option<(Date, String, Cents)> {
    let value = value.lines().next()?.trim();
    let is_in = match value.get(..1)? {
        "C" => true,
        "D" => false,
        _ => return None,
    };
    let date = short_date(value.get(1..7)?)?;
    let currency = value.get(7..10)?.to_owned();
    let Cents(cents) = Written::parse(value.get(10..)?)?.read(Some(',')).ok()?;
    Some((date, currency, Cents(if is_in { cents } else { -cents })))
}

/// The texts of `:86:`. German and Swiss banks write `?20` and the like before each of them, Dutch banks `/NAME/`.
fn purposes(value: &str) -> Vec<String> {
    let joined = value.replace('\n', "");
    let code = joined.get(..3).filter(|code| code.bytes().all(|byte| byte.is_ascii_digit()));
    let separator =
        code.and_then(|_| joined[3..].chars().next()).filter(|c| !c.is_alphanumeric() && !c.is_whitespace());
    if let Some(separator) = separator {
        return subfields(&joined[3..], separator);
    }
    if joined.starts_with('/') {
        return slashed(&joined);
    }
    vec![value.replace('\n', " ")]
}

/// `?00` kind, `?20` to `?29` and `?60` to `?63` purpose in pieces, `?32` and `?33` the other party.
fn subfields(text: &str, separator: char) -> Vec<String> {
    let (mut kind, mut name, mut purpose) = (String::new(), String::new(), String::new());
    for piece in text.split(separator) {
        let (Some(number), Some(value)) = (piece.get(..2).and_then(|number| number.parse::<u8>().ok()), piece.get(2..))
        else {
            continue;
        };
        match number {
            0 => kind.push_str(value),
            20..=29 | 60..=63 => purpose.push_str(value),
            32 | 33 => name.push_str(value),
            _ => {}
        }
    }
    let has_text = !name.trim().is_empty() || !purpose.trim().is_empty();
    if has_text { vec![name, without_sepa_codes(&purpose)] } else { vec![kind] }
}

/// `EREF+…SVWZ+Cotisation 2026`: the purpose is what follows `SVWZ+`.
fn without_sepa_codes(purpose: &str) -> String {
    let Some((_, rest)) = purpose.split_once("SVWZ+") else { return purpose.to_owned() };
    let codes = ["EREF+", "KREF+", "MREF+", "CRED+", "DEBT+", "ABWA+", "ABWE+", "IBAN+", "BIC+"];
    let end = codes.iter().filter_map(|code| rest.find(code)).min().unwrap_or(rest.len());
    rest[..end].to_owned()
}

/// `/TRTP/SEPA OVERBOEKING/NAME/J DUPONT/REMI/Cotisation/EREF/…`: the name and the remittance.
fn slashed(text: &str) -> Vec<String> {
    const KEYS: [&str; 14] =
        ["TRTP", "TRCD", "IBAN", "BIC", "NAME", "REMI", "EREF", "MARF", "CSID", "PREF", "ORDP", "BENM", "ISDT", "RTRN"];
    let mut texts: Vec<String> = Vec::new();
    let mut key = "";
    for piece in text.split('/').map(str::trim) {
        if KEYS.contains(&piece) {
            key = piece;
        } else if ["NAME", "REMI"].contains(&key) && !["", "USTD", "STRD"].contains(&piece) {
            texts.push(piece.to_owned());
        }
    }
    if texts.is_empty() { vec![text.replace('/', " ")] } else { texts }
}

//! Making a plan: whom a line is about, for which activity, fee and dates.

use std::collections::{HashMap, HashSet};

use jiff::civil::Date;
use rusqlite::types::Value;
use rusqlite::{CachedStatement, Connection};
use unicode_normalization::UnicodeNormalization;

use super::super::Subscription;
use super::columns::{self, Columns};
use super::plan::{Line, Plan};
use crate::error::{Error, Result};
use crate::i18n::Message;
use crate::imports::{LineError, PROGRESS_LINES};
use crate::members::fields::Field;
use crate::members::import::columns::cell_text;
use crate::members::import::index::MemberIndex;
use crate::members::import::notices;
use crate::members::import::untitled::UntitledColumns;
use crate::members::layout::Layout;
use crate::members::record::Member;
use crate::members::values::{self, Given, is_one, is_yes, plain_text};
use crate::money::Cents;
use crate::msg;
use crate::params::{DateContext, read_date_or_timestamp};
use crate::sheet::read::Record;
use crate::text::fold_for_like;

/// Plans the import of the rows of a table.
///
/// # Errors
///
/// [`Error::Invalid`] for what is wrong with the file as a whole: its form, its columns, no line of data.
pub fn plan(
    conn: &Connection,
    layout: &Layout,
    records: impl IntoIterator<Item = Result<Record>>,
    context: &DateContext,
) -> Result<Plan> {
    let mut records = records.into_iter();
    let first = records.next().transpose()?.ok_or_else(|| Error::invalid(msg!("import-no-line")))?;
    let columns = Columns::find(&layout.fields, &first)?;
    let mut planner = Planner::open(conn, layout, columns, context)?;
    let (file_columns, file_warnings) = columns.listed(&layout.fields, &first);
    let mut plan =
        Plan { lines: Vec::new(), errors: Vec::new(), columns: file_columns, file_warnings, warnings: Vec::new() };
    let mut untitled = UntitledColumns::new(&first, columns.read());
    for (count, record) in (1..).zip(records) {
        let record = record?;
        untitled.see(&record);
        match planner.line(&record)? {
            Ok(line) => {
                let text = record.cell(columns.date);
                let to_come = notices::date_to_come(text, &line.subscription.date.to_string(), context);
                let warning = to_come.then(|| notices::about_date(columns::DATE.1, text, line.subscription.date));
                plan.warnings
                    .extend(warning.map(|warning| LineError::new(line.line, Some(line.name.clone()), warning)));
                plan.lines.push(line);
            }
            Err(error) => plan.errors.push(error),
        }
        if count % PROGRESS_LINES == 0 {
            tracing::info!(lines = count, "planning an import of subscriptions");
        }
    }
    if plan.lines.is_empty() && plan.errors.is_empty() {
        return Err(Error::invalid(msg!("import-no-line")));
    }
    plan.file_warnings.extend(untitled.warning());
    Ok(plan)
}

struct Planner<'a> {
    number: &'a Field,
    columns: Columns,
    context: &'a DateContext,
    register: MemberIndex<'a>,
    conn: &'a Connection,
    layout: &'a Layout,
    exists: CachedStatement<'a>,
    services: HashMap<String, i64>,
    /// By activity, and label without regard to ASCII case.
    fees: HashMap<(i64, String), i64>,
    /// Member, activity, fee and date of the lines so far.
    seen: HashSet<(i64, i64, Option<i64>, Date)>,
}

impl<'a> Planner<'a> {
    fn open(conn: &'a Connection, layout: &'a Layout, columns: Columns, context: &'a DateContext) -> Result<Self> {
        let exists =
            "SELECT 1 FROM services_users WHERE id_user = ?1 AND id_service = ?2 AND id_fee IS ?3 AND date = ?4";
        Ok(Planner {
            conn,
            layout,
            number: layout.fields.number(),
            columns,
            context,
            register: MemberIndex::open(conn, layout)?,
            exists: conn.prepare_cached(exists)?,
            services: services(conn)?,
            fees: fees(conn)?,
            seen: HashSet::new(),
        })
    }

    fn line(&mut self, record: &Record) -> Result<Result<Line, LineError>> {
        let member = match self.member(record)? {
            Ok(member) => member,
            Err(reason) => return Ok(Err(LineError::new(record.line, None, reason))),
        };
        let name = Member::name_of(self.conn, self.layout, member)?;
        let subscription = match self.read(record, member) {
            Ok(subscription) => subscription,
            Err(reason) => return Ok(Err(LineError::new(record.line, Some(name), reason))),
        };
        let Subscription { id_service, id_fee, date, .. } = subscription;
        let is_new = self.seen.insert((member, id_service, id_fee, date));
        if !is_new || self.exists.exists((member, id_service, id_fee, date.to_string()))? {
            let reason = msg!("subscription-exists", date = date.to_string());
            return Ok(Err(LineError::new(record.line, Some(name), reason)));
        }
        Ok(Ok(Line { line: record.line, name, subscription }))
    }

    fn member(&mut self, record: &Record) -> Result<Result<i64, Message>> {
        let number = cell_text(record, self.columns.number, self.number)
            .and_then(|text| values::read(self.number, Given::Text(text), self.context));
        let number = match number {
            Ok(Value::Null | Value::Integer(0)) => return Ok(Err(msg!("import-number-needed"))),
            Ok(number) => number,
            Err(reason) => return Ok(Err(reason)),
        };
        let found = self.register.with_number(&number)?;
        Ok(found.ok_or_else(|| msg!("import-number-unknown", number = plain_text(&number).into_owned())))
    }

    fn read(&self, record: &Record, id_user: i64) -> Result<Subscription, Message> {
        let columns = self.columns;
        let text = |at: Option<usize>| at.map_or(Ok(""), |at| record.text(at));
        let value = |at: Option<usize>| at.map_or(Ok(""), |at| record.value(at));
        let service = record.text(columns.service)?;
        let id_service =
            *self.services.get(&tidy(service)).ok_or_else(|| msg!("import-service-unknown", label = service))?;
        let id_fee = self.fee(id_service, service, text(columns.fee)?)?;
        let date = self.date(record.value(columns.date)?)?.ok_or_else(|| msg!("import-date-needed"))?;
        let expiry_date = self.date(value(columns.expiry)?)?;
        if let Some(expiry) = expiry_date.filter(|expiry| *expiry < date) {
            return Err(msg!("subscription-ends-early", date = date.to_string(), expiry = expiry.to_string()));
        }
        Ok(Subscription {
            id: 0,
            id_user,
            id_service,
            id_fee,
            paid: is_paid(value(columns.paid)?)?,
            expected_amount: amount(value(columns.amount)?)?,
            date,
            expiry_date,
        })
    }

    fn fee(&self, id_service: i64, service: &str, label: &str) -> Result<Option<i64>, Message> {
        if label.is_empty() {
            return Ok(None);
        }
        let found = self.fees.get(&(id_service, tidy(label).to_ascii_lowercase()));
        found.map(|id| Some(*id)).ok_or_else(|| msg!("import-fee-unknown", label = label, service = service))
    }

    /// `None` for nothing.
    fn date(&self, text: &str) -> Result<Option<Date>, Message> {
        if matches!(text, "" | "0") {
            return Ok(None);
        }
        read_date_or_timestamp(text, self.context).map(Some).ok_or_else(|| msg!("import-date", value = text))
    }
}

/// What people write into the column that says whether a subscription is paid. Another word could mean either.
fn is_paid(cell: &str) -> Result<bool, Message> {
    const YES: [&str; 14] =
        ["oui", "o", "yes", "y", "1", "x", "vrai", "true", "on", "paye", "payee", "regle", "reglee", "paid"];
    const NO: [&str; 12] = [
        "-",
        "–",
        "—",
        "en attente",
        "a payer",
        "a regler",
        "impaye",
        "impayee",
        "unpaid",
        "pending",
        "not paid",
        "en cours",
    ];
    let word = fold_for_like(&tidy(cell)).into_owned();
    let is_unpaid = || word.strip_prefix("non ").is_some_and(|rest| YES.contains(&rest));
    if cell.is_empty() || !is_yes(cell) || NO.contains(&&*word) || is_unpaid() {
        return Ok(false);
    }
    if YES.contains(&&*word) || is_one(&word) { Ok(true) } else { Err(msg!("import-paid-word", value = cell)) }
}

fn amount(text: &str) -> Result<Option<Cents>, Message> {
    if text.is_empty() {
        return Ok(None);
    }
    Cents::parse(text).map(Some).ok_or_else(|| msg!("money-unreadable", value = text))
}

/// A label as two of them are compared: in NFC, with one plain space for white space of any kind and length.
fn tidy(label: &str) -> String {
    label.split_whitespace().collect::<Vec<_>>().join(" ").nfc().collect()
}

/// Activities by label; of several with the same one, the first that is not archived.
fn services(conn: &Connection) -> Result<HashMap<String, i64>> {
    let mut statement = conn.prepare("SELECT label, id FROM services ORDER BY archived DESC, id DESC")?;
    let rows = statement.query_map([], |row| Ok((tidy(&row.get::<_, String>(0)?), row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn fees(conn: &Connection) -> Result<HashMap<(i64, String), i64>> {
    let mut statement = conn.prepare("SELECT id_service, label, id FROM services_fees ORDER BY id DESC")?;
    let rows = statement.query_map([], |row| {
        let label: String = row.get(1)?;
        Ok(((row.get(0)?, tidy(&label).to_ascii_lowercase()), row.get(2)?))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subscription_is_paid_by_words_that_say_so_and_other_words_are_refused() {
        for yes in
            ["oui", "Oui", "yes", "1", "1,0", "01", "x", "X", "VRAI", "Payé", "payée", "réglé", "Re\u{301}gle\u{301}"]
        {
            assert_eq!(is_paid(yes), Ok(true), "{yes}");
        }
        for no in [
            "",
            "non",
            "0",
            "0,00",
            "F",
            "-",
            "Non payé",
            "Non\u{A0} payé",
            "non réglé",
            "En attente",
            "impayé",
            "À payer",
        ] {
            assert_eq!(is_paid(no), Ok(false), "{no}");
        }
        for word in ["peut-être", "partiellement", "12,50", "chèque", "non lu", "2"] {
            assert!(is_paid(word).is_err(), "{word}");
        }
    }
}

//! The books that operations are done to, and a model of them that knows no database.

use std::collections::BTreeMap;

use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use rusqlite::{Connection, Transaction};
use serde_json::json;

use super::{ACCOUNTS, ImportedRow, Operation};
use crate::accounting::entries::actions;
use crate::accounting::import::{self, Options};
use crate::accounting::year::{Year, YearStatus};
use crate::accounting::{fixture, invariants, years};
use crate::audit::AuditLog;
use crate::error::Result;
use crate::imports::{self, ImportDomain};
use crate::params::{DateContext, Params};
use crate::sheet::read::Record;

/// Stands on both sides of the entry that a reopening leaves.
const CLOSING: &str = "891";

/// What is known of an entry: its year (from 0), and the accounts of its debit and its credit.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Known {
    year: usize,
    day: Date,
    cents: i64,
    codes: [&'static str; 2],
}

/// An entry of the model. No two changes give the same version.
#[derive(Debug, Clone)]
struct Kept {
    known: Known,
    version: u64,
}

#[derive(Debug)]
struct Imported {
    id: i64,
    is_undone: bool,
    year: usize,
    /// What it touched: the entry, what it was before, and its version since.
    touched: Vec<(i64, Option<Kept>, u64)>,
}

/// The books as they should be.
#[derive(Debug)]
struct Model {
    entries: BTreeMap<i64, Kept>,
    status: [YearStatus; 2],
    imports: Vec<Imported>,
    versions: u64,
}

impl Model {
    fn is_open(&self, year: usize) -> bool {
        self.status[year] == YearStatus::Open
    }

    fn nth(&self, nth: usize) -> Option<i64> {
        let count = self.entries.len();
        self.entries.keys().nth(nth.checked_rem(count)?).copied()
    }

    /// Whether the values of an entry may change.
    fn is_changeable(&self, id: i64) -> bool {
        let known = &self.entries[&id].known;
        self.is_open(known.year) && known.codes[0] != CLOSING
    }

    /// Keeps an entry; nothing happens when it is as it was. Gives its version.
    fn put(&mut self, id: i64, known: Known) -> u64 {
        if let Some(kept) = self.entries.get(&id).filter(|kept| kept.known == known) {
            return kept.version;
        }
        self.versions += 1;
        self.entries.insert(id, Kept { known, version: self.versions });
        self.versions
    }
}

fn codes(accounts: [usize; 2]) -> [&'static str; 2] {
    accounts.map(|account| ACCOUNTS[account])
}

fn last_day(year: usize) -> Date {
    if year == 0 { date(2025, 12, 31) } else { date(2026, 12, 31) }
}

/// An entry as the database has it: its year, its day, and the account, debit and credit of each line.
type Stored = (i64, String, Vec<(String, i64, i64)>);

/// The books that operations are done to, and the model beside them.
pub struct Books {
    conn: Connection,
    model: Model,
}

impl Books {
    pub fn new() -> Self {
        let model = Model { entries: BTreeMap::new(), status: [YearStatus::Open; 2], imports: Vec::new(), versions: 0 };
        Books { conn: fixture::books(), model }
    }

    /// Does something in one transaction, which is undone when it fails; tells whether that is what should happen.
    fn done<T>(&mut self, is_allowed: bool, work: impl FnOnce(&Transaction<'_>) -> Result<T>) -> Option<T> {
        let tx = self.conn.transaction().unwrap();
        let result = work(&tx);
        assert_eq!(result.is_ok(), is_allowed, "{:?}", result.err());
        let value = result.ok()?;
        tx.commit().unwrap();
        Some(value)
    }

    pub fn run(&mut self, operation: Operation) {
        match operation {
            Operation::Create { year, day, cents, accounts } => self.create(year, day, cents, codes(accounts)),
            Operation::Change { entry, cents, accounts } => self.change(entry, cents, codes(accounts)),
            Operation::Move { entry, year, day } => self.relocate(entry, year, day),
            Operation::Delete { entry } => self.delete(entry),
            Operation::Close { year } => {
                let from = [YearStatus::Open, YearStatus::Locked];
                self.pass(year, &from, YearStatus::Closed, years::close);
            }
            Operation::Lock { year } => self.pass(year, &[YearStatus::Open], YearStatus::Locked, years::lock),
            Operation::Unlock { year } => self.pass(year, &[YearStatus::Locked], YearStatus::Open, years::unlock),
            Operation::Reopen { year } => self.reopen(year),
            Operation::Import { year, rows, is_broken } => self.import(year, rows, is_broken),
            Operation::Undo { import } => self.undo(import),
        }
    }

    fn create(&mut self, year: usize, day: Date, cents: i64, codes: [&'static str; 2]) {
        let is_allowed = self.model.is_open(year) && day.year() == last_day(year).year() && cents > 0;
        let params = json!({"id_year": year + 1, "type": "ADVANCED", "label": "x", "date": day.to_string(),
            "lines": lines(codes, cents)});
        let work =
            |tx: &Transaction<'_>| actions::create(tx, &Params::of_json(params.clone()), &context(), &fixture::trace());
        if let Some(id) = self.done(is_allowed, work) {
            self.model.put(id, Known { year, day, cents, codes });
        }
    }

    fn change(&mut self, nth: usize, cents: i64, codes: [&'static str; 2]) {
        let Some(id) = self.model.nth(nth) else { return };
        let known = Known { cents, codes, ..self.model.entries[&id].known.clone() };
        let is_same = known == self.model.entries[&id].known;
        let is_allowed = is_same || (cents > 0 && self.model.is_changeable(id));
        // Lines are named by their places: the debit stands first.
        self.change_to(id, is_allowed, json!({"lines": lines(codes, cents)}), known);
    }

    fn relocate(&mut self, nth: usize, year: usize, day: Date) {
        let Some(id) = self.model.nth(nth) else { return };
        let known = Known { year, day, ..self.model.entries[&id].known.clone() };
        let is_same = known == self.model.entries[&id].known;
        let is_inside = day.year() == last_day(year).year();
        let is_allowed = is_same || (self.model.is_changeable(id) && self.model.is_open(year) && is_inside);
        self.change_to(id, is_allowed, json!({"id_year": year + 1, "date": day.to_string()}), known);
    }

    fn change_to(&mut self, id: i64, is_allowed: bool, params: serde_json::Value, known: Known) {
        // An import may have made a simple entry of it, which would ask for an amount.
        let mut params = Params::of_json(params);
        params.tree.insert("type".into(), json!("ADVANCED"));
        let is_allowed = is_allowed && (self.is_advanced(id) || self.model.is_changeable(id));
        let work = |tx: &Transaction<'_>| actions::change(tx, id, &params, &context(), &fixture::trace());
        let was_advanced = self.is_advanced(id);
        if self.done(is_allowed, work).is_some() {
            if !was_advanced {
                // The type alone is a change too.
                self.model.entries.remove(&id);
            }
            self.model.put(id, known);
        }
    }

    fn is_advanced(&self, id: i64) -> bool {
        self.conn.query_row("SELECT type = 0 FROM acc_transactions WHERE id = ?1", [id], |row| row.get(0)).unwrap()
    }

    fn delete(&mut self, nth: usize) {
        let Some(id) = self.model.nth(nth) else { return };
        let is_allowed = self.model.is_changeable(id);
        if self.done(is_allowed, |tx| actions::delete(tx, id, &fixture::trace())).is_some() {
            self.model.entries.remove(&id);
        }
    }

    fn pass(
        &mut self,
        year: usize,
        from: &[YearStatus],
        to: YearStatus,
        work: fn(&Transaction<'_>, &Year, &AuditLog<'_>) -> Result<()>,
    ) {
        let is_allowed = from.contains(&self.model.status[year]);
        let passed = self.done(is_allowed, |tx| {
            work(tx, &fixture::year(tx, year as i64 + 1), &AuditLog::open(tx, &fixture::trace())?)
        });
        if passed.is_some() {
            self.model.status[year] = to;
        }
    }

    fn reopen(&mut self, year: usize) {
        let is_allowed = self.model.status[year] == YearStatus::Closed;
        let reopened = self.done(is_allowed, |tx| {
            let now = date(2026, 3, 1).at(10, 0, 0, 0);
            years::reopen(tx, &fixture::year(tx, year as i64 + 1), now, &AuditLog::open(tx, &fixture::trace())?)
        });
        if let Some(id) = reopened {
            self.model.status[year] = YearStatus::Open;
            self.model.put(id, Known { year, day: last_day(year), cents: 100, codes: [CLOSING; 2] });
        }
    }

    fn import(&mut self, year: usize, rows: Vec<ImportedRow>, is_broken: bool) {
        let day = last_day(year);
        let mut wanted: Vec<(Option<i64>, Known)> = Vec::new();
        for row in rows {
            let id = row.entry.and_then(|nth| self.model.nth(nth));
            // A file names an entry once.
            if id.is_none() || wanted.iter().all(|(other, _)| *other != id) {
                let day = id.map_or(day, |id| self.model.entries[&id].known.day);
                wanted.push((id, Known { year, day, cents: row.cents, codes: codes(row.accounts) }));
            }
        }
        let can_change = |id: &i64| self.model.is_changeable(*id) && self.model.entries[id].known.year == year;
        let is_allowed =
            !is_broken && self.model.is_open(year) && wanted.iter().filter_map(|(id, _)| id.as_ref()).all(can_change);
        let table = table(&wanted, is_broken);
        let work = |tx: &Transaction<'_>| {
            let year = fixture::year(tx, year as i64 + 1);
            let options = Options::from_params(&Params::default())?;
            let plan = import::plan(tx, &year, table, &options, &context())?;
            if let Some(error) = plan.errors.first() {
                return Err(crate::error::Error::invalid(error.reasons[0].clone()));
            }
            let import = import::EntryImport { year: year.id.to_string(), options, context: context() };
            imports::execute(tx, &import, import::EntryPlan::new(tx, year, plan)?, None, &fixture::trace())
        };
        if let Some(id) = self.done(is_allowed, work) {
            self.keep_import(id, year, wanted);
        }
    }

    /// What an import did: new entries got the numbers that the model lacks, in the order of the file.
    fn keep_import(&mut self, id: i64, year: usize, wanted: Vec<(Option<i64>, Known)>) {
        let known: Vec<i64> = self.model.entries.keys().copied().collect();
        let mut new = self.read().into_keys().filter(|id| !known.contains(id)).collect::<Vec<_>>().into_iter();
        let mut touched = Vec::new();
        for (entry, values) in wanted {
            match entry {
                None => {
                    let entry = new.next().unwrap();
                    touched.push((entry, None, self.model.put(entry, values)));
                }
                Some(entry) => {
                    let before = self.model.entries[&entry].clone();
                    // Even with the same values an import may settle another type: what it touched, it tells.
                    if self.is_touched_by(id, entry) {
                        self.model.entries.remove(&entry);
                        touched.push((entry, Some(before), self.model.put(entry, values)));
                    }
                }
            }
        }
        self.model.imports.push(Imported { id, is_undone: false, year, touched });
    }

    fn is_touched_by(&self, import: i64, entry: i64) -> bool {
        let sql = "SELECT EXISTS (SELECT 1 FROM ruche_imports_rows WHERE id_import = ?1 AND id_row = ?2)";
        self.conn.query_row(sql, [import, entry], |row| row.get(0)).unwrap()
    }

    fn undo(&mut self, nth: usize) {
        let Some(at) = nth.checked_rem(self.model.imports.len()) else { return };
        let (id, year) = (self.model.imports[at].id, self.model.imports[at].year);
        let is_as_left = |(entry, _, version): &(i64, Option<Kept>, u64)| {
            self.model.entries.get(entry).is_some_and(|kept| kept.version == *version)
        };
        let imported = &self.model.imports[at];
        let is_nothing = imported.touched.is_empty();
        let is_allowed = !imported.is_undone
            && (is_nothing || (self.model.is_open(year) && imported.touched.iter().all(is_as_left)));
        let undone = self.done(is_allowed, |tx| {
            let undone = imports::undo(tx, ImportDomain::Accounting, id, &fixture::trace(), import::undo)?;
            undone.map_err(|obstacles| {
                crate::error::Error::Conflict(crate::msg!("import-not-undone", count = obstacles.len()))
            })
        });
        if undone.is_some() {
            self.model.imports[at].is_undone = true;
            for (entry, before, _) in std::mem::take(&mut self.model.imports[at].touched) {
                match before {
                    None => self.model.entries.remove(&entry),
                    Some(before) => self.model.entries.insert(entry, before),
                };
            }
        }
    }

    /// The entries as the database has them.
    fn read(&self) -> BTreeMap<i64, Stored> {
        let mut statement = self
            .conn
            .prepare(
                "SELECT t.id, t.id_year, t.date, a.code, l.debit, l.credit FROM acc_transactions t
                 INNER JOIN acc_transactions_lines l ON l.id_transaction = t.id
                 INNER JOIN acc_accounts a ON a.id = l.id_account ORDER BY t.id, l.debit = 0, l.id",
            )
            .unwrap();
        let mut rows = statement.query([]).unwrap();
        let mut entries: BTreeMap<i64, Stored> = BTreeMap::new();
        while let Some(row) = rows.next().unwrap() {
            let entry = entries
                .entry(row.get(0).unwrap())
                .or_insert_with(|| (row.get(1).unwrap(), row.get(2).unwrap(), Vec::new()));
            entry.2.push((row.get(3).unwrap(), row.get(4).unwrap(), row.get(5).unwrap()));
        }
        entries
    }

    pub fn require_agreement(&self) {
        assert_eq!(invariants::violations(&self.conn).unwrap(), []);
        let expected = self.model.entries.iter().map(|(id, Kept { known, .. })| {
            let [debit, credit] = known.codes.map(str::to_owned);
            let lines = vec![(debit, known.cents, 0), (credit, 0, known.cents)];
            (*id, (known.year as i64 + 1, known.day.to_string(), lines))
        });
        assert_eq!(self.read(), expected.collect());
        for (at, status) in self.model.status.into_iter().enumerate() {
            assert_eq!(fixture::year(&self.conn, at as i64 + 1).status, status);
        }
    }
}

fn lines(codes: [&str; 2], cents: i64) -> serde_json::Value {
    let amount = crate::money::Cents(cents).to_string();
    json!([{"account": codes[0], "debit": amount, "credit": 0}, {"account": codes[1], "debit": 0, "credit": amount}])
}

/// A file of simple entries.
fn table(wanted: &[(Option<i64>, Known)], is_broken: bool) -> Vec<Result<Record>> {
    let cells = |cells: [String; 6]| cells.to_vec();
    let mut rows = vec![cells(["id", "label", "date", "debit_account", "credit_account", "amount"].map(str::to_owned))];
    for (at, (id, known)) in wanted.iter().enumerate() {
        let credit = if is_broken && at == 0 { "ZZZ9" } else { known.codes[1] };
        let number = id.map(|id| id.to_string()).unwrap_or_default();
        let amount = crate::money::Cents(known.cents).to_string();
        rows.push(vec![number, "x".into(), known.day.to_string(), known.codes[0].into(), credit.into(), amount]);
    }
    (1..).zip(rows).map(|(line, cells)| Ok(Record::of_texts(line, cells))).collect()
}

fn context() -> DateContext {
    DateContext { today: date(2026, 3, 1), zone: TimeZone::get("Europe/Paris").unwrap() }
}

//! What rows make of the lines of an entry.

use std::collections::{HashMap, VecDeque};

use super::draft::cleaned;
use super::{Planner, Problem};
use crate::accounting::amount;
use crate::accounting::entries::normalise::sides;
use crate::accounting::entries::{Entry, Line};
use crate::accounting::import::cells::{code_and_label, is_credit};
use crate::accounting::import::columns::Key;
use crate::accounting::import::options::Format;
use crate::accounting::import::rows::Row;
use crate::i18n::Message;
use crate::money::Cents;
use crate::msg;

/// Bytes of UTF-8 of the texts of a line.
const TEXT_BYTES_MAX: usize = 199;
/// How many lines of the same account and amount are compared with a row before the first of them is taken.
const LOOKED_AT: usize = 64;

/// A line as a row wants it. `None`: the table does not say.
struct DraftLine {
    /// The account, and the one that the table may mean instead.
    accounts: Vec<i64>,
    debit: Cents,
    credit: Cents,
    label: Option<String>,
    /// Of a new line, when the table has no labels of lines.
    default_label: String,
    reference: Option<String>,
    reconciled: Option<bool>,
    /// Those that the name may mean; none of them for no project.
    projects: Option<Vec<i64>>,
}

impl Planner<'_> {
    /// The lines that rows want. Lines that stay the same but for their texts keep their place, their letter and whatever
    /// else the table does not hold.
    pub(super) fn lines_of(
        &mut self,
        rows: &[Row],
        entry: &Entry,
        before: Option<&Entry>,
    ) -> (Vec<Line>, Vec<Problem>) {
        let (mut drafts, mut problems) = (Vec::with_capacity(rows.len()), Vec::new());
        let voucher = rows.first().map_or("", |first| first.cell(Key::Reference));
        for row in rows {
            match self.read_line(row, entry, voucher) {
                Ok(draft) => drafts.extend(draft),
                Err(messages) => problems.extend(messages.into_iter().map(|message| (row.line, message))),
            }
        }
        let stored = before.map_or(&[][..], |before| before.lines.as_slice());
        (if problems.is_empty() { matched(&drafts, stored) } else { Vec::new() }, problems)
    }

    /// `None` for a row without an amount.
    fn read_line(&mut self, row: &Row, entry: &Entry, voucher: &str) -> Result<Option<DraftLine>, Vec<Message>> {
        let mut wrong = Vec::new();
        let (debit, credit) = match self.sides_in(row) {
            Ok((Cents(0), Cents(0))) => return Ok(None),
            Ok((debit, credit)) => both_sides(debit, credit),
            Err(messages) => {
                wrong.extend(messages);
                (Cents(0), Cents(0))
            }
        };
        if debit > Cents(0) && credit > Cents(0) {
            wrong.push(msg!("entry-import-both-sides"));
        }
        if debit > amount::LARGEST || credit > amount::LARGEST {
            wrong.push(msg!("entry-import-amount-too-large"));
        }
        let accounts = self.accounts_in(row, Key::Account).map_err(|message| wrong.push(message)).unwrap_or_default();
        let projects = self.projects_in(row).map_err(|message| wrong.push(message)).unwrap_or_default();
        let draft = DraftLine {
            accounts,
            debit,
            credit,
            label: self.text_in(row, Key::LineLabel),
            default_label: [row.cell(Key::Label), &entry.label]
                .into_iter()
                .find(|text| !text.is_empty())
                .map_or(String::new(), str::to_owned),
            reference: self.line_reference(row, voucher),
            reconciled: self.text_in(row, Key::Reconciled).map(|cell| is_marked(&cell)),
            projects,
        };
        for (text, key) in [(&draft.label, "label"), (&draft.reference, "reference")] {
            if text.as_ref().is_some_and(|text| text.len() > TEXT_BYTES_MAX) {
                wrong.push(msg!("entry-text-too-long", field = key, limit = TEXT_BYTES_MAX));
            }
        }
        if wrong.is_empty() { Ok(Some(draft)) } else { Err(wrong) }
    }

    fn amount_in(&self, row: &Row, key: Key) -> Result<Cents, Message> {
        self.amounts.read(row.cell(key), row.is_number(key)).map(|(amount, _)| amount)
    }

    /// Debit and credit of a row as they stand there, in two columns or in one with its side.
    fn sides_in(&self, row: &Row) -> Result<(Cents, Cents), Vec<Message>> {
        if !self.columns.has_sides() {
            return match (self.amount_in(row, Key::Debit), self.amount_in(row, Key::Credit)) {
                (Ok(debit), Ok(credit)) => Ok((debit, credit)),
                (debit, credit) => Err([debit.err(), credit.err()].into_iter().flatten().collect()),
            };
        }
        let amount = self.amount_in(row, Key::Amount).map_err(|message| vec![message])?;
        let side = row.cell(Key::Side);
        match is_credit(side) {
            _ if amount == Cents(0) => Ok((Cents(0), Cents(0))),
            Some(true) => Ok((Cents(0), amount)),
            Some(false) => Ok((amount, Cents(0))),
            None => Err(vec![msg!("fec-side", field = "Sens", value = side)]),
        }
    }

    /// Whether no row of an entry has an amount: there is nothing to book.
    pub(super) fn is_of_nothing(&self, rows: &[Row]) -> bool {
        match self.format {
            // An empty cell is an amount that is missing.
            Format::Simple => rows.iter().all(|row| {
                !row.cell(Key::Amount).is_empty()
                    && self.amount_in(row, Key::Amount).is_ok_and(|amount| amount == Cents(0))
            }),
            _ => rows.iter().all(|row| self.sides_in(row).is_ok_and(|sides| sides == (Cents(0), Cents(0)))),
        }
    }

    fn text_in(&self, row: &Row, key: Key) -> Option<String> {
        self.columns.has(key).then(|| row.cell(key).to_owned())
    }

    /// The reference of a line: its own, or the voucher of its row when that is another than that of the entry.
    fn line_reference(&self, row: &Row, voucher: &str) -> Option<String> {
        let other = Some(row.cell(Key::Reference)).filter(|other| !other.is_empty() && *other != voucher);
        match (self.text_in(row, Key::LineReference), other) {
            (Some(own), Some(other)) if own.is_empty() => Some(other.to_owned()),
            (Some(own), _) => Some(own),
            (None, other) => other.map(str::to_owned),
        }
    }

    /// The account of a cell, which is created when that was asked for; and the one that it may stand for.
    fn accounts_in(&mut self, row: &Row, key: Key) -> Result<Vec<i64>, Message> {
        let cell = row.cell(key);
        if cell.is_empty() {
            return Err(msg!("entry-import-account-missing"));
        }
        let (code, label) = match self.accounts.find(cell) {
            Some(_) => (cell, ""),
            None => code_and_label(cell).unwrap_or((cell, "")),
        };
        let shorter = if self.format == Format::Fec { self.accounts.find_shorter(code) } else { None };
        let mut found: Vec<i64> = self.accounts.find(code).into_iter().chain(shorter).collect();
        if found.is_empty() {
            if !self.options.create_accounts {
                return Err(msg!("entry-import-account-unknown", code = code, year = self.year.label.as_str()));
            }
            let label = [row.cell(Key::AccountLabel), label].into_iter().find(|label| !label.is_empty());
            found.push(self.accounts.create(code, label.unwrap_or_default())?);
        }
        Ok(found)
    }

    /// The projects that a cell may mean, by code, by label, or by both; created when that was asked for.
    fn projects_in(&mut self, row: &Row) -> Result<Option<Vec<i64>>, Message> {
        let name = row.cell(Key::Project);
        if !self.columns.has(Key::Project) || name.is_empty() {
            return Ok(self.columns.has(Key::Project).then(Vec::new));
        }
        match self.projects.named(name) {
            [] if self.options.create_projects => Ok(Some(vec![self.projects.create(name)?])),
            [] => Err(msg!("entry-import-project-unknown", name = name)),
            projects => Ok(Some(projects.to_vec())),
        }
    }

    /// The two lines of an entry that has a row alone. Those that are stored keep their places.
    pub(super) fn simple_lines(
        &mut self,
        row: &Row,
        entry: &Entry,
        before: Option<&Entry>,
    ) -> (Vec<Line>, Vec<Problem>) {
        let mut wrong = Vec::new();
        let [debit, credit] = [Key::DebitAccount, Key::CreditAccount]
            .map(|key| self.accounts_in(row, key).map_err(|message| wrong.push(message)).unwrap_or_default());
        let projects = self.projects_in(row).map_err(|message| wrong.push(message)).unwrap_or_default();
        let amount = self.amount_in(row, Key::Amount).and_then(|amount| match amount {
            Cents(0) => Err(msg!("entry-import-amount-missing")),
            amount if amount.0.unsigned_abs() > amount::LARGEST.0.unsigned_abs() => {
                Err(msg!("entry-import-amount-too-large"))
            }
            amount => Ok(amount),
        });
        let amount = amount.map_err(|message| wrong.push(message)).unwrap_or_default();
        let reference = self.text_in(row, Key::PaymentReference);
        if reference.as_ref().is_some_and(|text| text.len() > TEXT_BYTES_MAX) {
            wrong.push(msg!("entry-text-too-long", field = "p_reference", limit = TEXT_BYTES_MAX));
        }
        let stored = before.map(|before| sides(&before.lines));
        if stored == Some(None) {
            wrong.push(msg!("entry-import-not-simple", entry = entry.id));
        }
        if !wrong.is_empty() {
            return (Vec::new(), wrong.into_iter().map(|message| (row.line, message)).collect());
        }
        // The other way round, a negative amount is positive.
        let (debit, credit) = if amount < Cents(0) { (credit, debit) } else { (debit, credit) };
        let amount = Cents(amount.0.abs());
        let draft = |accounts, debit, credit| DraftLine {
            accounts,
            debit,
            credit,
            label: None,
            default_label: String::new(),
            reference: reference.clone(),
            reconciled: None,
            projects: projects.clone(),
        };
        let mut drafts = [draft(debit, amount, Cents(0)), draft(credit, Cents(0), amount)];
        let Some((debit, credit)) = stored.flatten() else {
            return (drafts.iter().map(|draft| draft.on(&Line::default())).collect(), Vec::new());
        };
        // A table shows the reference of either line and the project of one: what is shown as it was stays as it was.
        let shown = [&debit.reference, &credit.reference].into_iter().flatten().find(|text| !text.is_empty());
        let keeps_reference = reference.is_none_or(|given| given == shown.map_or("", |shown| shown.trim()));
        let keeps_project = projects.is_none_or(|named| is_one_of(debit.project, &named));
        for draft in &mut drafts {
            draft.reference = draft.reference.take().filter(|_| !keeps_reference);
            draft.projects = draft.projects.take().filter(|_| !keeps_project);
        }
        let mut lines = vec![drafts[0].on(debit), drafts[1].on(credit)];
        lines.sort_by_key(|line| line.id);
        (lines, Vec::new())
    }
}

/// A negative debit is a credit, and conversely.
fn both_sides(debit: Cents, credit: Cents) -> (Cents, Cents) {
    let above = |amount: Cents| Cents(amount.0.max(0));
    // Amounts of files are read from digits, so that their opposite exists.
    let below = |amount: Cents| Cents(amount.0.saturating_neg().max(0));
    (
        above(debit).checked_add(below(credit)).unwrap_or(Cents(i64::MAX)),
        above(credit).checked_add(below(debit)).unwrap_or(Cents(i64::MAX)),
    )
}

fn is_marked(cell: &str) -> bool {
    !cell.is_empty() && crate::members::values::is_yes(cell)
}

fn is_one_of(project: Option<i64>, named: &[i64]) -> bool {
    project.map_or(named.is_empty(), |project| named.contains(&project))
}

impl DraftLine {
    /// What becomes of a stored line, or of a new one.
    fn on(&self, stored: &Line) -> Line {
        let account = self.accounts.iter().copied().find(|account| *account == stored.account);
        let mut line = Line { debit: self.debit, credit: self.credit, ..stored.clone() };
        line.account = account.or_else(|| self.accounts.first().copied()).unwrap_or(0);
        let keeps_amount = line.has_amount_of(stored);
        line.label = match &self.label {
            Some(label) => cleaned(label, stored.label.clone()),
            None if stored.id == 0 => {
                Some(self.default_label.clone()).filter(|label| !label.is_empty() && label.len() <= TEXT_BYTES_MAX)
            }
            None => stored.label.clone(),
        };
        if let Some(reference) = &self.reference {
            line.reference = cleaned(reference, stored.reference.clone());
        }
        line.reconciled = self.reconciled.unwrap_or(stored.reconciled && keeps_amount);
        if let Some(named) = self.projects.as_ref().filter(|named| !is_one_of(stored.project, named)) {
            line.project = named.first().copied();
        }
        // What was deposited was another amount.
        line.status = if keeps_amount { stored.status } else { 0 };
        line
    }

    /// Whether account and amount are those of a stored line.
    fn fits(&self, stored: &Line) -> bool {
        (self.debit, self.credit) == (stored.debit, stored.credit) && self.accounts.contains(&stored.account)
    }
}

/// Finds for each drafted line the stored one that it is: the one that would not change at all, else one of the same
/// account and amount, else any that is left, in their order. The others are new.
fn matched(drafts: &[DraftLine], stored: &[Line]) -> Vec<Line> {
    let mut by_amount: HashMap<(i64, Cents, Cents), VecDeque<usize>> = HashMap::new();
    for (at, line) in stored.iter().enumerate() {
        by_amount.entry((line.account, line.debit, line.credit)).or_default().push_back(at);
    }
    let mut taken: Vec<Option<usize>> = vec![None; drafts.len()];
    for is_same in [true, false] {
        for (draft, taken) in drafts.iter().zip(&mut taken).filter(|(_, taken)| taken.is_none()) {
            for account in &draft.accounts {
                let Some(places) = by_amount.get_mut(&(*account, draft.debit, draft.credit)) else { continue };
                let is_it = |at: &usize| {
                    let line = &stored[*at];
                    draft.fits(line) && (!is_same || draft.on(line) == *line)
                };
                if let Some(place) = places.iter().take(LOOKED_AT).position(is_it) {
                    *taken = places.remove(place);
                    break;
                }
            }
        }
    }
    let mut left: Vec<usize> = by_amount.into_values().flatten().collect();
    left.sort_unstable();
    let mut left = left.into_iter();
    let mut lines: Vec<Line> = drafts
        .iter()
        .zip(taken)
        .map(|(draft, taken)| {
            let stored = taken.or_else(|| left.next()).map_or_else(Line::default, |at| stored[at].clone());
            draft.on(&stored)
        })
        .collect();
    // In the order of their identifiers, as they are stored; new ones come last.
    lines.sort_by_key(|line| if line.id == 0 { i64::MAX } else { line.id });
    lines
}

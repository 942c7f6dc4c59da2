//! Entries in memory, before they are written to the database.

use jiff::civil::Date;

/// Kinds of entries: `acc_transactions.type`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Advanced = 0,
    Revenue = 1,
    Expense = 2,
    Transfer = 3,
    Debt = 4,
    Receivable = 5,
}

/// Bits of `acc_transactions.status`.
pub const WAITING: i64 = 1;
pub const PAID: i64 = 2;
pub const OPENING: i64 = 16;
pub const DEPOSIT: i64 = 32;

/// Projects, by their number in the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Project {
    Honey = 1,
    School = 2,
    Garden = 3,
}

/// A line. Amounts are cents; one of the two is zero.
#[derive(Debug, Clone)]
pub struct Line {
    /// Code of the account.
    pub account: &'static str,
    pub debit: i64,
    pub credit: i64,
    pub label: Option<String>,
    /// The payment reference, for example the number of a cheque.
    pub reference: Option<String>,
    pub project: Option<Project>,
    /// The number shared by two lines of which one settles the other.
    pub letter: Option<usize>,
    /// Whether the cheque has been deposited.
    pub deposited: bool,
}

pub fn debit(account: &'static str, cents: i64) -> Line {
    Line {
        account,
        debit: cents,
        credit: 0,
        label: None,
        reference: None,
        project: None,
        letter: None,
        deposited: false,
    }
}

pub fn credit(account: &'static str, cents: i64) -> Line {
    Line { credit: cents, ..debit(account, 0) }
}

impl Line {
    pub fn label(self, label: impl Into<String>) -> Self {
        Line { label: Some(label.into()), ..self }
    }

    pub fn reference(self, reference: impl Into<String>) -> Self {
        Line { reference: Some(reference.into()), ..self }
    }

    pub fn project(self, project: Option<Project>) -> Self {
        Line { project, ..self }
    }
}

/// An entry. It refers to other entries by their index in [`Ledger::entries`].
#[derive(Debug, Clone)]
pub struct Entry {
    pub kind: Kind,
    pub date: Date,
    pub label: String,
    pub reference: Option<String>,
    pub notes: Option<String>,
    pub status: i64,
    pub lines: Vec<Line>,
    /// The indexes of the entries that this one settles or deposits.
    pub related: Vec<usize>,
    pub members: Vec<i64>,
    /// A member and the subscription that the entry pays.
    pub subscription: Option<(i64, i64)>,
    /// Whether a receipt is to be attached.
    pub receipt: bool,
}

impl Entry {
    pub fn new(kind: Kind, date: Date, label: impl Into<String>, lines: Vec<Line>) -> Self {
        let status = if matches!(kind, Kind::Debt | Kind::Receivable) { WAITING } else { 0 };
        Entry {
            kind,
            date,
            label: label.into(),
            reference: None,
            notes: None,
            status,
            lines,
            related: Vec::new(),
            members: Vec::new(),
            subscription: None,
            receipt: false,
        }
    }

    pub fn notes(self, notes: impl Into<String>) -> Self {
        Entry { notes: Some(notes.into()), ..self }
    }

    pub fn members(self, members: &[i64]) -> Self {
        Entry { members: members.to_vec(), ..self }
    }

    pub fn receipt(self) -> Self {
        Entry { receipt: true, ..self }
    }

    /// Assigns all lines to a project.
    pub fn project(mut self, project: Project) -> Self {
        self.lines.iter_mut().for_each(|line| line.project = Some(project));
        self
    }
}

/// All entries of the demonstration, in the order of their creation, which is not that of their dates.
#[derive(Default)]
pub struct Ledger {
    pub entries: Vec<Entry>,
    letters: usize,
}

impl Ledger {
    /// Adds an entry and returns its index.
    pub fn add(&mut self, entry: Entry) -> usize {
        self.entries.push(entry);
        self.entries.len() - 1
    }

    /// Settles a debt or a receivable from an account: a new entry on that day, letters on the two lines of the third
    /// party. The letters are dropped later if the two entries belong to different years.
    pub fn settle(&mut self, place: usize, third_party: &'static str, from: &'static str, date: Date) {
        let letter = self.letters;
        let Some(entry) = self.entries.get_mut(place) else { return };
        let Some(line) = entry.lines.iter_mut().find(|line| line.account == third_party) else { return };
        line.letter = Some(letter);
        let (amount, owed_by_us) = (line.debit + line.credit, line.credit > 0);
        if entry.status == WAITING {
            entry.status = PAID;
        }
        let what = if owed_by_us { "Règlement de dette" } else { "Règlement de créance" };
        let (mut other_side, money) = if owed_by_us {
            (debit(third_party, amount), credit(from, amount))
        } else {
            (credit(third_party, amount), debit(from, amount))
        };
        other_side.letter = Some(letter);
        other_side.project = line.project;
        let settlement = Entry {
            related: vec![place],
            members: entry.members.clone(),
            ..Entry::new(
                Kind::Advanced,
                date,
                format!("{what} — {}", entry.label),
                vec![other_side.label(entry.label.clone()), money.reference(format!("VIR{}", 4_100 + place))],
            )
        };
        self.letters += 1;
        self.entries.push(settlement);
    }

    /// Debits minus credits of an account in the entries until that day, in cents.
    pub fn balance(&self, account: &str, until: Date) -> i64 {
        let lines = self.entries.iter().filter(|entry| entry.date <= until).flat_map(|entry| &entry.lines);
        lines.filter(|line| line.account == account).map(|line| line.debit - line.credit).sum()
    }
}

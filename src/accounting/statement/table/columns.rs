//! Which column of a table holds what: its heading names candidates, its contents confirm one of them.

use std::collections::HashMap;

use serde::Serialize;

use super::super::delimited::Line;
use super::super::options::Layout;
use super::super::vocabulary::{self, Role};
use super::super::{amounts, day};
use crate::error::{Error, Result};
use crate::msg;

/// Columns of which the headings are read.
const HEADINGS_MAX: usize = 100;
/// Columns whose contents are compared with the same role: no bank writes more than a few dates.
const COMPARED_MAX: usize = 12;

/// The columns that are read, by their places from 0.
#[derive(Debug, Clone, Default)]
pub struct Columns {
    headings: Vec<String>,
    pub date: Option<usize>,
    pub amount: Option<usize>,
    pub net: Option<usize>,
    pub debit: Option<usize>,
    pub credit: Option<usize>,
    pub balance: Option<usize>,
    pub fee: Option<usize>,
    pub currency: Option<usize>,
    pub state: Option<usize>,
    pub account: Option<usize>,
    pub direction: Option<usize>,
    /// Its heading says that it holds directions, and its contents are not those that we know.
    pub unclear_direction: Option<usize>,
    /// What makes the label, from left to right.
    pub labels: Vec<usize>,
    /// What makes the label of a row that has no other.
    pub types: Vec<usize>,
    pub references: Vec<usize>,
}

/// A column as the answer shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ShownColumn {
    column: usize,
    heading: String,
    #[serde(rename = "as")]
    role: Option<&'static str>,
}

/// A column with the best role that its heading names and its contents allow.
struct Candidate {
    at: usize,
    role: Role,
    rank: usize,
}

impl Columns {
    /// The columns below a row of headings; `None` when it has no date and no amount.
    pub fn of_headings(headings: &[String], sample: &[Line]) -> Option<Columns> {
        let headings = &headings[..headings.len().min(HEADINGS_MAX)];
        let mut unclear_direction = None;
        let mut compared: HashMap<Role, usize> = HashMap::new();
        let mut candidates = Vec::new();
        for (at, heading) in headings.iter().enumerate() {
            let roles = vocabulary::roles_of(heading);
            let fitting = roles.iter().find(|(role, _)| {
                let count = compared.entry(*role).or_insert(0);
                *count += 1;
                *count <= COMPARED_MAX && fits(*role, at, sample)
            });
            candidates.extend(fitting.map(|(role, rank)| Candidate { at, role: *role, rank: *rank }));
            let names_direction = roles.iter().any(|(role, rank)| *role == Role::Direction && *rank < 10_000);
            if fitting.is_none() && names_direction && !sample.is_empty() {
                unclear_direction = Some(at);
            }
        }
        let best = |role: Role| {
            let of_role = candidates.iter().filter(|candidate| candidate.role == role);
            of_role.min_by_key(|candidate| (candidate.rank, candidate.at)).map(|candidate| candidate.at)
        };
        let all = |roles: &[Role]| {
            let of_roles = candidates.iter().filter(|candidate| roles.contains(&candidate.role));
            of_roles.map(|candidate| candidate.at).collect::<Vec<_>>()
        };
        let date = best(Role::Date)?;
        let names = all(&[Role::Name]);
        let mut labels = all(&[Role::Label, Role::Name]);
        if names.is_empty() {
            labels.extend(all(&[Role::NameAfterDate]).into_iter().filter(|at| *at > date));
            labels.sort_unstable();
        }
        let (debit, credit) = best(Role::Debit).zip(best(Role::Credit)).unzip();
        let fee = best(Role::Fee);
        let (amount, net) = match (best(Role::Amount), best(Role::Net)) {
            (None, net) => (net, None),
            // Beside fees, another amount may be the total; whether it is, the numbers tell.
            (amount, None) if fee.is_some() => {
                (amount, all(&[Role::Amount]).into_iter().find(|at| Some(*at) != amount))
            }
            both => both,
        };
        let accounts = candidates.iter().filter(|candidate| candidate.role == Role::Account);
        let account = accounts
            .filter(|candidate| is_own_account(candidate.at, date, &labels, &names, sample))
            .min_by_key(|candidate| (candidate.rank, candidate.at))
            .map(|candidate| candidate.at);
        (amount.is_some() || debit.is_some()).then(|| Columns {
            headings: headings.to_vec(),
            date: Some(date),
            amount,
            net,
            debit,
            credit,
            balance: best(Role::Balance),
            fee,
            currency: best(Role::Currency),
            state: best(Role::State),
            account,
            direction: best(Role::Direction),
            unclear_direction,
            labels,
            types: all(&[Role::Type]),
            references: all(&[Role::Reference]),
        })
    }

    /// The columns that a person named.
    pub fn of_layout(layout: &Layout) -> Columns {
        let first = |role: Role| layout.columns.iter().find(|(_, other)| *other == role).map(|(at, _)| *at);
        let all = |roles: &[Role]| {
            let mut places: Vec<usize> =
                layout.columns.iter().filter(|(_, role)| roles.contains(role)).map(|(at, _)| *at).collect();
            places.sort_unstable();
            places
        };
        let (amount, net) = match (first(Role::Amount), first(Role::Net)) {
            (None, net) => (net, None),
            both => both,
        };
        Columns {
            headings: Vec::new(),
            date: first(Role::Date),
            amount,
            net,
            debit: first(Role::Debit),
            credit: first(Role::Credit),
            balance: first(Role::Balance),
            fee: first(Role::Fee),
            currency: first(Role::Currency),
            state: first(Role::State),
            account: first(Role::Account),
            direction: first(Role::Direction),
            unclear_direction: None,
            labels: all(&[Role::Label, Role::Name]),
            types: all(&[Role::Type]),
            references: all(&[Role::Reference]),
        }
    }

    /// Refuses columns that a person named and that make no movement.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] when there is no date, or neither an amount nor a debit and a credit.
    pub fn check(&self, layout: Option<&Layout>) -> Result<()> {
        let has_amount = self.amount.is_some() || self.debit.is_some() && self.credit.is_some();
        if layout.is_some() && (self.date.is_none() || !has_amount) {
            return Err(Error::invalid_field("column", msg!("statement-columns-incomplete")));
        }
        Ok(())
    }

    /// How many columns are read.
    pub fn count(&self) -> usize {
        self.roles().len()
    }

    /// How many rows have a date and an amount where these columns say.
    pub fn fitting_rows(&self, lines: &[Line]) -> usize {
        let Some(date) = self.date else { return 0 };
        let amounts: Vec<usize> = [self.amount, self.debit, self.credit].into_iter().flatten().collect();
        let has_amount = |line: &Line| amounts.iter().any(|at| amounts::Written::parse(line.cell(*at)).is_some());
        lines.iter().filter(|line| day::Written::parse(line.cell(date)).is_some() && has_amount(line)).count()
    }

    /// Finds the column that holds directions when no heading names it: each row has a word or a sign for in or out.
    pub fn find_directions(&mut self, rows: &[Line]) {
        if self.direction.is_some() || self.debit.is_some() || self.headings.is_empty() {
            return;
        }
        let taken: Vec<usize> = self.roles().into_iter().map(|(at, _)| at).collect();
        let free = (0..self.headings.len()).filter(|at| !taken.contains(at) || self.types.contains(at));
        let dated = || rows.iter().filter(|line| self.date.is_some_and(|at| !line.cell(at).is_empty()));
        self.direction = free.into_iter().find(|at| {
            let are_known = dated().all(|line| vocabulary::direction_of(line.cell(*at)).is_some());
            let is_told = |is_in: bool| dated().any(|line| vocabulary::direction_of(line.cell(*at)) == Some(is_in));
            // One letter that is the same in each row may be anything.
            let are_words = || dated().all(|line| line.cell(*at).chars().count() > 1);
            dated().next().is_some() && are_known && (is_told(true) && is_told(false) || are_words())
        });
    }

    fn roles(&self) -> Vec<(usize, Role)> {
        let single = [
            (self.date, Role::Date),
            (self.amount, Role::Amount),
            (self.net, Role::Net),
            (self.debit, Role::Debit),
            (self.credit, Role::Credit),
            (self.balance, Role::Balance),
            (self.fee, Role::Fee),
            (self.currency, Role::Currency),
            (self.state, Role::State),
            (self.account, Role::Account),
            (self.direction, Role::Direction),
        ];
        let several = [(&self.labels, Role::Label), (&self.references, Role::Reference), (&self.types, Role::Type)];
        let single = single.into_iter().filter_map(|(at, role)| Some((at?, role)));
        single.chain(several.into_iter().flat_map(|(places, role)| places.iter().map(move |at| (*at, role)))).collect()
    }

    pub fn shown(&self) -> Vec<ShownColumn> {
        let roles = self.roles();
        let last = roles.iter().map(|(at, _)| at + 1).max().unwrap_or(0);
        let role_of = |at: usize| roles.iter().find(|(other, _)| *other == at).map(|(_, role)| role.word());
        let shown = |at: usize| ShownColumn {
            column: at,
            heading: self.headings.get(at).cloned().unwrap_or_default(),
            role: role_of(at),
        };
        (0..last.max(self.headings.len())).map(shown).collect()
    }
}

/// Whether the cells of a column can be what its heading says.
fn fits(role: Role, at: usize, sample: &[Line]) -> bool {
    let mut cells = sample.iter().map(|line| line.cell(at)).filter(|cell| !cell.is_empty()).peekable();
    let is_blank = cells.peek().is_none();
    match role {
        Role::Date => sample.is_empty() || cells.any(|cell| day::Written::parse(cell).is_some()),
        Role::Direction => !is_blank && cells.all(is_direction),
        Role::Currency => !is_blank && cells.all(amounts::is_currency),
        role if role.is_amount() => is_blank || cells.any(|cell| amounts::Written::parse(cell).is_some()),
        _ => true,
    }
}

fn is_direction(cell: &str) -> bool {
    vocabulary::direction_of(cell).is_some() || vocabulary::is_without_effect(cell)
}

/// Whether a column of account numbers tells the account of the association: each dated row has one, and it does not follow
/// the name of the other party, whose account it then is.
fn is_own_account(at: usize, date: usize, labels: &[usize], names: &[usize], sample: &[Line]) -> bool {
    let mut dated = sample.iter().filter(|line| day::Written::parse(line.cell(date)).is_some());
    let is_filled = dated.all(|line| !line.cell(at).is_empty());
    let follows_name = at > 0 && names.contains(&(at - 1));
    is_filled && !follows_name && !labels.contains(&at)
}

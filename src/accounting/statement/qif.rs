//! QIF: a letter and a value on each line, a caret after each movement.

use super::amounts::{Unread, Written};
use super::day::{self, Order};
use super::draft::{Draft, Movement};
use super::options::Options;
use super::passed_over::Reason;
use super::{Form, ROWS_MAX, label, vocabulary};
use crate::error::{Error, Result};
use crate::msg;
use crate::params::DateContext;

/// A movement as its lines give it.
#[derive(Default)]
struct Transaction<'a> {
    /// Of its first line; 0 before there is one.
    line: usize,
    date: &'a str,
    amount: &'a str,
    payee: &'a str,
    memo: &'a str,
    number: &'a str,
    category: &'a str,
    account: Option<&'a str>,
}

/// Whether a text begins as QIF does; some programs leave the heading out.
pub fn is_qif(head: &str) -> bool {
    let mut lines = head.lines().map(str::trim).filter(|line| !line.is_empty());
    let first = lines.clone().next().unwrap_or_default();
    let is_day = |line: &str| line.strip_prefix('D').is_some_and(|day| day::Written::parse(day).is_some());
    first.starts_with('!') || is_day(first) && lines.any(|line| line == "^")
}

pub fn read(text: &str, options: &Options, context: &DateContext) -> Result<Draft> {
    let (transactions, named_order) = transactions(text)?;
    let days = || transactions.iter().filter_map(|transaction| day::Written::parse(transaction.date));
    let order = options.hints.order().or(named_order).or_else(|| day::order_of(days()));
    let amounts = transactions.iter().filter_map(|transaction| Written::parse(transaction.amount));
    let mut evidence = super::amounts::Evidence::default();
    amounts.for_each(|amount| evidence.note(&amount));
    let conventions = Conventions {
        order: order.unwrap_or(Order::DayMonthYear),
        decimal: options.hints.decimal.or(evidence.decimal()),
        context,
    };
    let mut draft = Draft::new(Form::Qif);
    if order.is_none() && day::may_be_month_first(days(), context.today) {
        draft.warnings.push(msg!("statement-warning-order"));
    }
    for transaction in &transactions {
        if transaction.amount.is_empty() {
            draft.pass_over(transaction.line, Reason::NoAmount);
        } else if transaction.is_opening_balance() {
            draft.pass_over(transaction.line, Reason::Balance);
        } else {
            draft.push(transaction.movement(&conventions)?)?;
        }
    }
    Ok(draft)
}

/// What is decided for the whole file.
struct Conventions<'a> {
    order: Order,
    decimal: Option<char>,
    context: &'a DateContext,
}

/// The movements of all accounts, and the order of days that `!Option:` names.
fn transactions(text: &str) -> Result<(Vec<Transaction<'_>>, Option<Order>)> {
    let mut transactions: Vec<Transaction<'_>> = Vec::new();
    let (mut current, mut account, mut order) = (Transaction::default(), None, None);
    // Lists of categories, securities and accounts have the same form.
    let mut section = Section::Movements;
    for (line, text) in (1..).zip(text.split(['\n', '\r']).filter(|line| !line.is_empty())) {
        let text = text.trim();
        let Some(letter) = text.chars().next() else { continue };
        let value = text[letter.len_utf8()..].trim();
        match (letter, section) {
            ('!', _) => {
                order = value
                    .get(..7)
                    .filter(|key| key.eq_ignore_ascii_case("option:"))
                    .map_or(order, |_| Order::from_word(&value[7..]).or(order));
                section = Section::of(value).unwrap_or(section);
            }
            ('N', Section::Accounts) => account = Some(value).filter(|name| !name.is_empty()),
            (_, Section::Accounts | Section::Other) => {}
            ('^', Section::Movements) => {
                let done = std::mem::take(&mut current);
                transactions.extend(Some(done).filter(Transaction::is_begun));
                if transactions.len() > ROWS_MAX {
                    return Err(Error::invalid(msg!("statement-too-many-rows", limit = ROWS_MAX)));
                }
            }
            (_, Section::Movements) => {
                current.account = account;
                current.take(line, letter, value);
            }
        }
    }
    transactions.extend(Some(current).filter(Transaction::is_begun));
    Ok((transactions, order))
}

#[derive(Clone, Copy)]
enum Section {
    Movements,
    /// The names of the accounts; the last one is that of the movements that follow.
    Accounts,
    Other,
}

impl Section {
    /// What follows a heading; `None` when it says nothing of it.
    fn of(heading: &str) -> Option<Section> {
        let heading = heading.to_ascii_lowercase();
        match heading.strip_prefix("type:") {
            Some(kind) if ["bank", "cash", "ccard", "oth a", "oth l"].contains(&kind.trim()) => {
                Some(Section::Movements)
            }
            Some(_) => Some(Section::Other),
            None => (heading.trim() == "account").then_some(Section::Accounts),
        }
    }
}

impl<'a> Transaction<'a> {
    fn take(&mut self, line: usize, letter: char, value: &'a str) {
        if self.line == 0 {
            self.line = line;
        }
        match letter {
            'D' => self.date = value,
            'T' => self.amount = value,
            // The same amount again, for larger ones.
            'U' if self.amount.is_empty() => self.amount = value,
            'P' => self.payee = value,
            'M' => self.memo = value,
            'N' => self.number = value,
            'L' => self.category = value,
            _ => {}
        }
    }

    fn is_begun(&self) -> bool {
        self.line > 0 && !(self.date.is_empty() && self.amount.is_empty())
    }

    /// Programs write the balance at the start as a movement of the account to itself.
    fn is_opening_balance(&self) -> bool {
        let is_balance = vocabulary::summary_of(self.payee) == Some(vocabulary::Meaning::Balance);
        is_balance && (self.category.starts_with('[') || self.category.is_empty())
    }

    fn movement(&self, conventions: &Conventions<'_>) -> Result<Movement> {
        let wrong_date = || Error::invalid(msg!("statement-date-wrong", line = self.line, value = self.date));
        let wrong_amount = || Error::invalid(msg!("statement-amount-wrong", line = self.line, value = self.amount));
        let date =
            day::Written::parse(self.date).and_then(|day| day.read(conventions.order, conventions.context.today));
        let written = Written::parse(self.amount).ok_or_else(wrong_amount)?;
        let amount = written.read(conventions.decimal).map_err(|unread| match unread {
            Unread::Wrong => wrong_amount(),
            Unread::Undecided => {
                let message = msg!("statement-amount-undecided", line = self.line, value = self.amount);
                Error::invalid_field("decimal", message)
            }
        })?;
        let label = label::join([self.payee, self.memo].into_iter());
        Ok(Movement {
            label: if label.is_empty() { label::join([self.category].into_iter()) } else { label },
            reference: label::reference([self.number].into_iter()),
            account: self.account.map(str::to_owned),
            currency: written.currency,
            ..Movement::new(self.line, date.ok_or_else(wrong_date)?, amount)
        })
    }
}

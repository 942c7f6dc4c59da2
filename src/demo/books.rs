//! The books: chart, accounts, projects, two years, and the entries written into them.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use rusqlite::{Transaction, params};

use super::bookings::{self, BANK, SAVINGS};
use super::calendar::{Calendar, Period, text};
use super::ledger::{Entry, Kind, Ledger, OPENING, Project, credit, debit};
use super::sequence::Sequence;
use super::subscription::Subscription;
use super::{sales, treasury};
use crate::accounting::charts::{self, AccountType, ChartCountry, Position};
use crate::error::{Error, Result};

/// The two years and the accounts of their chart.
pub struct Books {
    previous: (i64, Period),
    current: i64,
    accounts: BTreeMap<String, i64>,
}

impl Books {
    /// The account with that code.
    pub fn account(&self, code: &str) -> Result<i64> {
        self.accounts.get(code).copied().ok_or_else(|| Error::internal(anyhow::anyhow!("no account {code}")))
    }

    /// The year of a period of the calendar.
    pub fn year_of(&self, period: &Period) -> i64 {
        self.year_on(period.start)
    }

    /// The year of a day, which must be in one of the two.
    fn year_on(&self, day: Date) -> i64 {
        if day <= self.previous.1.end { self.previous.0 } else { self.current }
    }
}

/// An entry that gets a receipt as attachment.
pub struct Receipt {
    pub entry: i64,
    pub label: String,
    pub date: Date,
    /// Cents.
    pub amount: i64,
}

/// Creates the chart with the accounts of this association, the projects and the years.
pub fn open(tx: &Transaction<'_>, calendar: &Calendar) -> Result<Books> {
    let chart = charts::install(tx, "fr_pca_2025")?;
    for (code, label, description) in [
        (BANK, "Compte courant", Some("Compte de tous les jours")),
        (SAVINGS, "Livret associatif", Some("Réserve de trois mois de loyer")),
    ] {
        let position = Position::of_code(Some(ChartCountry::France), code, Position::None);
        let account_type = AccountType::of_code(Some(ChartCountry::France), code);
        tx.execute(
            "INSERT INTO acc_accounts (id_chart, code, label, description, position, type, user, bookmark)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, 1, 1)",
            params![chart, code, label, description, position, account_type],
        )?;
    }
    for (project, code, label, archived) in [
        (Project::Honey as i64, Some("MIEL"), "Miellerie", false),
        (Project::School as i64, Some("ECOLE"), "Rucher-école", false),
        (Project::Garden as i64, None, "Jardin partagé", false),
        (4, Some("HOTEL"), "Hôtel à insectes", true),
    ] {
        tx.execute(
            "INSERT INTO acc_projects (id, code, label, archived) VALUES (?1, ?2, ?3, ?4)",
            params![project, code, label, archived],
        )?;
    }
    let year = |period: &Period| -> Result<i64> {
        tx.execute(
            "INSERT INTO acc_years (label, start_date, end_date, id_chart) VALUES (?1, ?2, ?3, ?4)",
            params![period.label, period.start.to_string(), period.end.to_string(), chart],
        )?;
        Ok(tx.last_insert_rowid())
    };
    let accounts = tx
        .prepare("SELECT code, id FROM acc_accounts WHERE id_chart = ?1")?
        .query_map([chart], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    Ok(Books {
        previous: (year(&calendar.previous)?, calendar.previous.clone()),
        current: year(&calendar.current)?,
        accounts,
    })
}

/// Writes the entries of both years and closes the first. Returns the entries that get a receipt.
pub fn fill(
    tx: &Transaction<'_>,
    calendar: &Calendar,
    books: &Books,
    subscriptions: &[Subscription],
    sequence: &mut Sequence,
) -> Result<Vec<Receipt>> {
    let mut ledger = Ledger::default();
    bookings::add(&mut ledger, calendar, sequence);
    sales::add(&mut ledger, calendar, subscriptions, sequence);
    treasury::add(&mut ledger, calendar);

    let mut order: Vec<usize> = (0..ledger.entries.len()).collect();
    order.sort_by_key(|place| (ledger.entries[*place].date, *place));
    let closing = order.partition_point(|place| ledger.entries[*place].date <= calendar.previous.end);
    let mut writer = Writer { tx, books, calendar, ids: BTreeMap::new(), letters: letters(&ledger, books), number: 0 };
    for place in &order[..closing] {
        writer.write(*place, &ledger.entries[*place])?;
    }
    close(tx, calendar, books, &mut writer)?;
    for place in &order[closing..] {
        writer.write(*place, &ledger.entries[*place])?;
    }
    writer.link(&ledger)?;
    budget(tx, books)?;
    let receipt = |place: &usize| {
        let entry = &ledger.entries[*place];
        let amount = entry.lines.iter().map(|line| line.debit).sum();
        let id = writer.ids.get(place).copied().filter(|_| entry.receipt)?;
        Some(Receipt { entry: id, label: entry.label.clone(), date: entry.date, amount })
    };
    Ok(order.iter().filter_map(receipt).collect())
}

/// The letters whose lines all belong to one year, with that year and the date of the letter.
fn letters(ledger: &Ledger, books: &Books) -> BTreeMap<usize, (i64, Date)> {
    let mut found: BTreeMap<usize, BTreeSet<Date>> = BTreeMap::new();
    for entry in &ledger.entries {
        for letter in entry.lines.iter().filter_map(|line| line.letter) {
            found.entry(letter).or_default().insert(entry.date);
        }
    }
    let same_year = |(letter, days): (usize, BTreeSet<Date>)| {
        let (first, last) = (*days.first()?, *days.last()?);
        (books.year_on(first) == books.year_on(last)).then(|| (letter, (books.year_on(last), last)))
    };
    found.into_iter().filter_map(same_year).collect()
}

/// Writes entries in the order of their dates, so that their ids grow with them.
struct Writer<'a> {
    tx: &'a Transaction<'a>,
    books: &'a Books,
    calendar: &'a Calendar,
    /// Ids of the written entries, by their index in the ledger.
    ids: BTreeMap<usize, i64>,
    letters: BTreeMap<usize, (i64, Date)>,
    /// The number of the last voucher.
    number: i64,
}

/// The members who enter the books.
const TREASURERS: [i64; 2] = [3, 4];

impl Writer<'_> {
    fn write(&mut self, place: usize, entry: &Entry) -> Result<()> {
        let id = self.write_entry(entry)?;
        self.ids.insert(place, id);
        for member in &entry.members {
            self.link_member(*member, id, None)?;
        }
        if let Some((member, subscription)) = entry.subscription {
            self.link_member(member, id, Some(subscription))?;
        }
        Ok(())
    }

    fn write_entry(&mut self, entry: &Entry) -> Result<i64> {
        self.number += 1;
        let voucher = (entry.status & OPENING == 0).then(|| format!("{}-{:03}", entry.date.year(), self.number));
        self.tx
            .prepare_cached(
                "INSERT INTO acc_transactions (type, status, label, notes, reference, date, id_year, id_creator)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            )?
            .execute(params![
                entry.kind as i64,
                entry.status,
                entry.label,
                entry.notes,
                entry.reference.clone().or(voucher),
                entry.date.to_string(),
                self.books.year_on(entry.date),
                TREASURERS[usize::from(self.number % 4 == 0)],
            ])?;
        let id = self.tx.last_insert_rowid();
        for line in &entry.lines {
            let is_bank = matches!(line.account, BANK | SAVINGS);
            // The last bank statement covers the previous month.
            let reconciled =
                is_bank && entry.date < self.calendar.today.first_of_month() && entry.status & OPENING == 0;
            let letter = line.letter.map(|letter| self.letter(letter)).transpose()?.flatten();
            self.tx
                .prepare_cached(
                    "INSERT INTO acc_transactions_lines (id_transaction, id_account, debit, credit, reference, label,
                        reconciled, id_project, id_letter, status)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
                )?
                .execute(params![
                    id,
                    self.books.account(line.account)?,
                    line.debit,
                    line.credit,
                    line.reference,
                    line.label,
                    reconciled,
                    line.project.map(|project| project as i64),
                    letter,
                    if line.deposited { 4 } else { 0 },
                ])?;
        }
        Ok(id)
    }

    /// The identifier of a letter, made when its first line is written; `None` for lines of different years.
    fn letter(&self, letter: usize) -> Result<Option<i64>> {
        let Some((year, set_on)) = self.letters.get(&letter) else { return Ok(None) };
        let before = self.letters.range(..letter).filter(|(_, (other, _))| other == year).count();
        let id = i64::try_from(letter).map_err(Error::internal)? + 1;
        self.tx
            .prepare_cached("INSERT OR IGNORE INTO acc_letters (id, id_year, letter, created) VALUES (?1, ?2, ?3, ?4)")?
            .execute(params![id, year, letter_name(before), text(set_on.at(0, 0, 0, 0))])?;
        Ok(Some(id))
    }

    fn link_member(&self, member: i64, entry: i64, subscription: Option<i64>) -> Result<()> {
        self.tx
            .prepare_cached(
                "INSERT INTO acc_transactions_users (id_user, id_transaction, id_service_user) VALUES (?1, ?2, ?3)",
            )?
            .execute(params![member, entry, subscription])?;
        Ok(())
    }

    /// Links each settlement and each deposit to what it settles or holds.
    fn link(&self, ledger: &Ledger) -> Result<()> {
        let mut insert = self.tx.prepare_cached(
            "INSERT OR IGNORE INTO acc_transactions_links (id_transaction, id_related) VALUES (?1, ?2)",
        )?;
        for (place, id) in &self.ids {
            for related in ledger.entries[*place].related.iter().filter_map(|related| self.ids.get(related)) {
                insert.execute([id, related])?;
            }
        }
        Ok(())
    }
}

/// AAA, AAB…
fn letter_name(number: usize) -> String {
    [676, 26, 1].map(|weight| char::from(b'A' + u8::try_from(number / weight % 26).unwrap_or(0))).iter().collect()
}

/// Closes the first year: carries its balances over to the second and appropriates its result to the reserves
/// (accounting.md 7.2).
fn close(tx: &Transaction<'_>, calendar: &Calendar, books: &Books, writer: &mut Writer<'_>) -> Result<()> {
    tx.execute("UPDATE acc_years SET status = 1 WHERE id = ?1", [books.previous.0])?;
    let start = calendar.current.start;
    let opening = Entry { status: OPENING, ..Entry::new(Kind::Advanced, start, "Balance d'ouverture", Vec::new()) };
    let entry = writer.write_entry(&opening)?;
    tx.execute(
        "INSERT INTO acc_transactions_lines (id_transaction, id_account, debit, credit)
         SELECT ?2, id, max(debit - credit, 0), max(credit - debit, 0) FROM acc_accounts_balances
         WHERE id_year = ?1 AND position NOT IN (4, 5) AND type NOT IN (9, 10) AND debit <> credit ORDER BY code",
        [books.previous.0, entry],
    )?;
    let result: i64 = tx.query_row(
        "SELECT ifnull(SUM(credit - debit), 0) FROM acc_accounts_balances WHERE id_year = ?1 AND position IN (4, 5)",
        [books.previous.0],
        |row| row.get(0),
    )?;
    let amount = result.abs();
    let (carried, appropriation) = match result {
        1.. => (credit("120", amount), vec![debit("120", amount), credit("1068", amount)]),
        0 => return Ok(()),
        _ => (debit("129", amount), vec![credit("129", amount), debit("1068", amount)]),
    };
    tx.execute(
        "INSERT INTO acc_transactions_lines (id_transaction, id_account, debit, credit) VALUES (?1, ?2, ?3, ?4)",
        params![entry, books.account(carried.account)?, carried.debit, carried.credit],
    )?;
    let label = "Affectation automatique du résultat";
    writer.write_entry(&Entry { status: OPENING, ..Entry::new(Kind::Advanced, start, label, appropriation) })?;
    Ok(())
}

/// The budget of the open year, in cents.
fn budget(tx: &Transaction<'_>, books: &Books) -> Result<()> {
    for (code, amount) in [
        ("6132", 252_000),
        ("626", 30_000),
        ("616", 29_000),
        ("6068", 130_000),
        ("6226", 108_000),
        ("741", 230_000),
        ("756", 110_000),
        ("706", 140_000),
        ("701", 200_000),
    ] {
        tx.execute(
            "INSERT INTO acc_years_provisional (id_year, id_account, amount) VALUES (?1, ?2, ?3)",
            params![books.current, books.account(code)?, amount],
        )?;
    }
    Ok(())
}

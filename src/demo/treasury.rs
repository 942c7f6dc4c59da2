//! Transfers between the association's own accounts: deposits of cheques and cash, savings.

use jiff::civil::Date;

use super::bookings::{BANK, CASH, SAVINGS};
use super::calendar::{Calendar, shift};
use super::ledger::{DEPOSIT, Entry, Kind, Ledger, credit, debit};

/// The accounts of payments received and not yet credited by the bank.
pub const CHEQUES: &str = "5112";
pub const CARDS: &str = "5115";

/// The amount that stays in the cash box, in cents.
const FLOAT: i64 = 15_000;

/// Adds the transfers that follow from the entries in the ledger. Called last, since it needs all others.
pub fn add(ledger: &mut Ledger, calendar: &Calendar) {
    for month in calendar.months() {
        let in_time = |day: i64| Some(shift(month, day - 1)).filter(|date| *date <= calendar.today);
        if let Some(date) = in_time(26) {
            deposit_cheques(ledger, shift(month, 14), date);
        }
        if let Some(date) = in_time(27) {
            deposit_cash(ledger, date);
        }
        if let Some(date) = in_time(24).filter(|date| date.month() % 3 == 1) {
            transfer(ledger, date, "Virement vers le livret", SAVINGS, BANK, 20_000);
        }
        if shift(month, 31) > calendar.previous.end && month <= calendar.previous.end {
            // No cheque may wait when a year is closed.
            deposit_cheques(ledger, calendar.previous.end, calendar.previous.end);
        }
    }
}

fn transfer(ledger: &mut Ledger, date: Date, label: &str, to: &'static str, from: &'static str, cents: i64) {
    ledger.add(Entry::new(Kind::Transfer, date, label, vec![credit(from, cents), debit(to, cents)]));
}

/// Deposits the cash above the float, in multiples of ten euros.
fn deposit_cash(ledger: &mut Ledger, date: Date) {
    let above = (ledger.balance(CASH, date) - FLOAT) / 1_000 * 1_000;
    if above >= 5_000 {
        transfer(ledger, date, "Dépôt d'espèces", BANK, CASH, above);
    }
}

/// Deposits the cheques received up to `received_until`, on `date`.
fn deposit_cheques(ledger: &mut Ledger, received_until: Date, date: Date) {
    let mut lines = Vec::new();
    let mut related = Vec::new();
    for (place, entry) in ledger.entries.iter_mut().enumerate().filter(|(_, entry)| entry.date <= received_until) {
        for line in entry.lines.iter_mut().filter(|line| line.account == CHEQUES && line.debit > 0 && !line.deposited) {
            line.deposited = true;
            let mut cheque = credit(CHEQUES, line.debit).label(entry.label.clone()).project(line.project);
            cheque.reference.clone_from(&line.reference);
            lines.push(cheque);
            related.push(place);
        }
    }
    if lines.is_empty() {
        return;
    }
    let total = lines.iter().map(|line| line.credit).sum();
    let label = format!("Remise de {} chèque{}", lines.len(), if lines.len() > 1 { "s" } else { "" });
    lines.insert(0, debit(BANK, total));
    ledger.add(Entry { status: DEPOSIT, related, ..Entry::new(Kind::Advanced, date, label, lines) });
}

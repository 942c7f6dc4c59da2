//! Revenue: subscriptions, market sales, gifts.

use jiff::civil::Date;

use super::bookings::{BANK, CASH};
use super::calendar::{Calendar, month_name, shift};
use super::ledger::{Entry, Kind, Ledger, Line, Project, credit, debit};
use super::sequence::Sequence;
use super::subscription::Subscription;
use super::treasury::{CARDS, CHEQUES};

/// Adds all entries of this module.
pub fn add(ledger: &mut Ledger, calendar: &Calendar, subscriptions: &[Subscription], sequence: &mut Sequence) {
    for subscription in subscriptions.iter().filter(|subscription| subscription.paid) {
        let date = shift(subscription.date, sequence.between(0, 6)).min(calendar.today);
        if calendar.period_of(date).is_some() {
            ledger.add(payment(subscription, date, sequence));
        }
    }
    for month in calendar.months() {
        let in_time = |day: i64| Some(shift(month, day - 1)).filter(|date| *date <= calendar.today);
        if let Some(date) = in_time(21).filter(|date| !matches!(date.month(), 1..=3 | 8)) {
            market(ledger, calendar, date, sequence);
        }
        if let Some(date) = in_time(sequence.between(2, 26)).filter(|_| sequence.chance(60)) {
            let money = money(sequence.between(2, 15) * 1_000, sequence);
            ledger.add(donation(date, money, sequence));
        }
        if let Some(date) = in_time(12).filter(|date| matches!(date.month(), 5 | 10)) {
            let festival = if date.month() == 5 { "Vente d'essaims" } else { "Fête du miel : buvette et tombola" };
            let (account, money) = if date.month() == 5 { ("701", BANK) } else { ("7780", CASH) };
            let cents = sequence.between(24, 48) * 1_250;
            ledger.add(Entry::new(Kind::Revenue, date, festival, vec![credit(account, cents), debit(money, cents)]));
        }
        if let Some(date) = in_time(18).filter(|date| matches!(date.month(), 2 | 11)) {
            let lines = [credit("7542", 30_000), debit(BANK, 30_000)].map(|line| line.project(Some(Project::Garden)));
            let entry = Entry::new(Kind::Revenue, date, "Mécénat de la boulangerie « Aux Épis d'Or »", lines.to_vec());
            ledger.add(entry.members(&[49]).notes("Reçu fiscal envoyé."));
        }
    }
    // Dated after the last deposit, so that one cheque always waits.
    let late = cheque(4_500, sequence);
    ledger.add(donation(shift(calendar.today, -3), late, sequence));
}

/// Money received by cheque, transfer or in cash, with the payment reference.
fn money(cents: i64, sequence: &mut Sequence) -> Line {
    match sequence.between(1, 10) {
        1..=5 => cheque(cents, sequence),
        6..=8 => debit(BANK, cents).reference(format!("VIR{}", sequence.between(1_000, 9_999))),
        _ => debit(CASH, cents),
    }
}

fn cheque(cents: i64, sequence: &mut Sequence) -> Line {
    debit(CHEQUES, cents).reference(format!("CHQ{}", sequence.between(1_000_000, 9_999_999)))
}

/// A simple entry has one reference and one project, on both of its lines.
fn simple(account: &'static str, money: Line, project: Option<Project>) -> Vec<Line> {
    let other = Line { reference: money.reference.clone(), ..credit(account, money.debit) };
    vec![other.project(project), money.project(project)]
}

fn payment(subscription: &Subscription, date: Date, sequence: &mut Sequence) -> Entry {
    let label = format!("{} — {}", subscription.label, subscription.member_name);
    let lines = simple(subscription.account, money(subscription.amount, sequence), subscription.project);
    let entry = Entry::new(Kind::Revenue, date, label, lines);
    Entry { subscription: Some((subscription.member, subscription.id)), ..entry }
}

fn donation(date: Date, money: Line, sequence: &mut Sequence) -> Entry {
    let (member, name) = sequence.pick([
        (50, "Ghislain BÉRARD"),
        (51, "Marie-Ange D'HÉROUVILLE"),
        (18, "Étienne DE LA TOUR DU PIN"),
        (32, "Klaus MÜLLER"),
    ]);
    Entry::new(Kind::Revenue, date, format!("Don — {name}"), simple("7541", money, None)).members(&[member])
}

/// A day at the market: several products, paid in cash and by card, with a cash difference of a few cents. Card
/// payments reach the bank three days later, less a commission.
fn market(ledger: &mut Ledger, calendar: &Calendar, date: Date, sequence: &mut Sequence) {
    let honey = sequence.between(14, 46) * 750;
    let candles = sequence.between(3, 12) * 420;
    let books = sequence.between(0, 4) * 1_490;
    let sold = honey + candles + books;
    let cards = sold * sequence.between(35, 65) / 100;
    let off = sequence.between(-4, 4);
    let mut lines = vec![
        debit(CASH, sold - cards + off).label("Caisse comptée"),
        debit(CARDS, cards).label("Terminal de paiement"),
        credit("701", honey).label("Miel").project(Some(Project::Honey)),
        credit("701", candles).label("Bougies").project(Some(Project::Honey)),
    ];
    if books > 0 {
        lines.push(credit("707", books).label("Livres"));
    }
    match off {
        ..=-1 => lines.push(debit("658", -off).label("Écart de caisse")),
        0 => {}
        1.. => lines.push(credit("7588", off).label("Écart de caisse")),
    }
    ledger.add(Entry::new(Kind::Advanced, date, format!("Marché — {}", month_name(date)), lines));
    let arrives = shift(date, 3);
    if arrives <= calendar.today {
        // A commission of 1.75 %, rounded to the nearest cent.
        let commission = (cards * 175 + 5_000) / 10_000;
        let lines = vec![
            debit(BANK, cards - commission),
            debit("627", commission).label("Commission de 1,75 %"),
            credit(CARDS, cards),
        ];
        ledger.add(Entry::new(Kind::Advanced, arrives, "Remise des paiements par carte", lines));
    }
}

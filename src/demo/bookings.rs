//! Recurring expenses, invoices, grants and gifts in kind, month by month.

use jiff::civil::Date;

use super::calendar::{Calendar, month_name, shift};
use super::ledger::{Entry, Kind, Ledger, OPENING, Project, credit, debit};
use super::sequence::Sequence;

/// Current account, savings account, cash.
pub const BANK: &str = "512A";
pub const SAVINGS: &str = "512B";
pub const CASH: &str = "530";

const ALL: &[i8] = &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];

/// An expense paid in the same months of every year.
struct Expense {
    /// Day of the month, 28 at most.
    day: i64,
    months: &'static [i8],
    label: &'static str,
    account: &'static str,
    /// The amount in cents, give or take `varies_by`.
    cents: i64,
    varies_by: i64,
    from: &'static str,
    project: Option<Project>,
}

const fn expense(day: i64, months: &'static [i8], label: &'static str, account: &'static str, cents: i64) -> Expense {
    Expense { day, months, label, account, cents, varies_by: 0, from: BANK, project: None }
}

const EXPENSES: [Expense; 14] = [
    expense(5, ALL, "Loyer du local", "6132", 21_000),
    expense(8, &[2, 4, 6, 8, 10, 12], "Téléphone et Internet", "626", 3_998),
    expense(28, &[3, 6, 9, 12], "Tenue de compte", "627", 1_440),
    expense(14, &[2], "Assurance responsabilité civile et matériel", "616", 28_640),
    expense(20, &[3], "Adhésion au groupement sanitaire apicole", "6281", 9_600),
    Expense { varies_by: 1_700, ..expense(9, &[4, 9], "Affiches et tracts", "6236", 6_420) },
    Expense { varies_by: 640, ..expense(25, &[1, 6], "Timbres et enveloppes", "626", 2_784) },
    Expense { varies_by: 2_100, ..expense(27, &[2, 5, 10], "Petit outillage", "6063", 5_349) },
    Expense { varies_by: 900, from: CASH, ..expense(12, &[6, 12], "Goûter des bénévoles", "6257", 4_315) },
    Expense { varies_by: 350, from: CASH, ..expense(19, &[1, 4, 9], "Papier et cartouches d'encre", "6064", 2_890) },
    Expense {
        varies_by: 3_000,
        project: Some(Project::Honey),
        ..expense(18, &[3, 4], "Cadres et cire gaufrée", "6068", 24_310)
    },
    Expense {
        varies_by: 2_000,
        project: Some(Project::Honey),
        ..expense(11, &[9], "Sirop de nourrissement", "6068", 18_475)
    },
    Expense {
        varies_by: 1_100,
        project: Some(Project::Honey),
        ..expense(16, &[8, 12], "Traitement contre le varroa", "6068", 14_290)
    },
    Expense {
        varies_by: 2_600,
        project: Some(Project::Garden),
        ..expense(22, &[4, 5, 10], "Plants et semences", "6068", 8_765)
    },
];

/// Adds all entries of this module.
pub fn add(ledger: &mut Ledger, calendar: &Calendar, sequence: &mut Sequence) {
    begin(ledger, calendar);
    for month in calendar.months() {
        let in_time = |day: i64| Some(shift(month, day - 1)).filter(|date| *date <= calendar.today);
        for expense in EXPENSES.iter().filter(|expense| expense.months.contains(&month.month())) {
            if let Some(date) = in_time(expense.day) {
                ledger.add(paid(expense, date, sequence));
            }
        }
        add_invoices(ledger, calendar, month, sequence);
        add_receivables(ledger, calendar, month);
        if let Some(date) = in_time(28).filter(|date| date.month() % 3 == 0) {
            add_gifts_in_kind(ledger, date, sequence);
        }
        if let Some(date) = in_time(31).filter(|_| month.month() == 12) {
            let interest = sequence.between(3_900, 5_300);
            let lines = vec![credit("768", interest), debit(SAVINGS, interest)];
            ledger.add(Entry::new(Kind::Revenue, date, "Intérêts du livret", lines));
        }
    }
    invest(ledger, calendar);
}

fn paid(expense: &Expense, date: Date, sequence: &mut Sequence) -> Entry {
    let cents = expense.cents + sequence.between(-expense.varies_by, expense.varies_by);
    let label = if expense.months.len() > 3 {
        format!("{} — {}", expense.label, month_name(date))
    } else {
        expense.label.to_owned()
    };
    let reference =
        if expense.from == BANK { format!("CB{}", sequence.between(1_000, 9_999)) } else { "Espèces".into() };
    let lines = [debit(expense.account, cents), credit(expense.from, cents)];
    let lines = lines.map(|line| line.reference(reference.clone()).project(expense.project));
    let entry = Entry::new(Kind::Expense, date, label, lines.to_vec());
    if expense.varies_by > 0 { entry.receipt() } else { entry }
}

/// The opening balance of the first year.
fn begin(ledger: &mut Ledger, calendar: &Calendar) {
    let lines = vec![
        credit("1068", 783_197),
        debit("2155", 119_000),
        credit("2815", 71_400),
        debit(BANK, 396_737),
        debit(SAVINGS, 325_000),
        debit(CASH, 13_860),
    ];
    let entry = Entry::new(Kind::Advanced, calendar.previous.start, "Balance d'ouverture", lines);
    ledger.add(Entry { status: OPENING, ..entry });
}

/// Invoices that are paid some weeks later; the latest may still wait.
fn add_invoices(ledger: &mut Ledger, calendar: &Calendar, month: Date, sequence: &mut Sequence) {
    let mut owe = |entry: Entry, third_party: &'static str, days: i64| {
        let (date, pays_on) = (entry.date, shift(entry.date, days));
        if date > calendar.today {
            return;
        }
        let place = ledger.add(entry);
        if pays_on <= calendar.today {
            ledger.settle(place, third_party, BANK, pays_on);
        }
    };
    let on = |day: i64| shift(month, day - 1);
    let two = |account: &'static str, third_party: &'static str, cents: i64| {
        vec![debit(account, cents), credit(third_party, cents)]
    };
    if month.month() % 2 == 1 {
        let cents = sequence.between(6_100, 12_900);
        let entry = Entry::new(Kind::Debt, on(17), "Électricité de la miellerie", two("6061", "401", cents));
        owe(entry.receipt(), "401", 21);
    }
    if matches!(month.month(), 4 | 6 | 9) {
        let entry = Entry::new(Kind::Debt, on(10), "Formation par un apiculteur", two("6226", "401", 36_000));
        owe(entry.project(Project::School).notes("Trois samedis au rucher-école.").receipt(), "401", 30);
    }
    if matches!(month.month(), 2 | 5 | 7 | 11) {
        let member = sequence.pick([2, 5, 6, 8, 9, 12]);
        let cents = sequence.between(18, 74) * 63;
        let label = format!("Indemnités kilométriques — {}", month_name(month));
        let entry = Entry::new(Kind::Debt, on(13), label, two("6251", "4681", cents)).members(&[member]);
        owe(entry.notes("Déplacements au rucher, au barème en vigueur."), "4681", 16);
    }
    if month.month() == 6 {
        owe(jars(on(6), sequence), "401", 25);
    }
}

/// An invoice of several lines, with a discount that was rounded on the invoice.
fn jars(date: Date, sequence: &mut Sequence) -> Entry {
    let (jars, lids) = (sequence.between(300, 500) * 43, sequence.between(300, 500) * 11);
    let carriage = 2_490;
    // A discount of 2.5 %, rounded down to the cent.
    let discount = (jars + lids) * 25 / 1_000;
    let lines = vec![
        debit("6068", jars).label("Pots de 500 g").project(Some(Project::Honey)),
        debit("6068", lids).label("Couvercles").project(Some(Project::Honey)),
        debit("6241", carriage).label("Port"),
        credit("609", discount).label("Remise de 2,5 %").project(Some(Project::Honey)),
        credit("401", jars + lids + carriage - discount),
    ];
    Entry::new(Kind::Advanced, date, "Pots et couvercles pour la récolte", lines).receipt()
}

/// Grants, and school visits that are invoiced.
fn add_receivables(ledger: &mut Ledger, calendar: &Calendar, month: Date) {
    type Receivable = (&'static [i8], i64, &'static str, &'static str, &'static str, i64, i64, &'static [i64]);
    // Months, day, label, revenue, third party, cents, days until it is paid, members.
    const RECEIVABLES: [Receivable; 3] = [
        (&[3], 15, "Subvention de la commune de Péronnas", "741", "441", 150_000, 74, &[47]),
        (&[10], 20, "Subvention du département", "741", "441", 80_000, 58, &[]),
        (&[5, 11], 24, "Animation « abeilles et pollinisation »", "706", "411", 24_000, 41, &[48]),
    ];
    for (months, day, label, revenue, third_party, cents, days, members) in RECEIVABLES {
        let date = shift(month, day - 1);
        if !months.contains(&month.month()) || date > calendar.today {
            continue;
        }
        let lines = vec![credit(revenue, cents), debit(third_party, cents)];
        let entry = Entry::new(Kind::Receivable, date, label, lines).members(members);
        let place = ledger.add(if third_party == "411" { entry.project(Project::School) } else { entry });
        if shift(date, days) <= calendar.today {
            ledger.settle(place, third_party, BANK, shift(date, days));
        }
    }
}

/// Volunteering and the room lent by the town, valued at market price.
fn add_gifts_in_kind(ledger: &mut Ledger, date: Date, sequence: &mut Sequence) {
    let hours = sequence.between(90, 210);
    let label = format!("Bénévolat du trimestre — {hours} heures");
    let worth = hours * 1_188;
    let time = vec![debit("864", worth), credit("875", worth)];
    ledger.add(Entry::new(Kind::Advanced, date, label, time).notes("Valorisé au salaire minimum horaire."));
    let room = vec![debit("8611", 45_000), credit("871", 45_000)];
    ledger.add(Entry::new(Kind::Advanced, date, "Prêt de la salle communale", room).members(&[47]));
}

/// A honey extractor bought in the closed year, depreciated over five years.
fn invest(ledger: &mut Ledger, calendar: &Calendar) {
    let bought = shift(calendar.previous.start, 140);
    let lines = vec![
        debit("2155", 149_000).label("Extracteur électrique, 9 cadres"),
        credit(BANK, 149_000).reference("VIR3998"),
    ];
    let purchase = Entry::new(Kind::Advanced, bought, "Achat d'un extracteur", lines).project(Project::Honey);
    ledger.add(purchase.notes("Garantie de trois ans.").receipt());
    let worn = 149_000 * 226 / 365 / 5 + 119_000 / 5;
    let lines = vec![debit("6811", worn), credit("2815", worn)];
    ledger.add(Entry::new(Kind::Advanced, calendar.previous.end, "Amortissement du matériel", lines));
}

//! Activities, with fees, subscriptions and reminders.

use jiff::civil::Date;
use rusqlite::{OptionalExtension, Transaction, params};

use super::books::Books;
use super::calendar::{Calendar, Period, shift};
use super::ledger::Project;
use super::members::{Category, people};
use super::sequence::Sequence;
use super::subscription::Subscription;
use crate::error::Result;

/// A fee and what it needs to make a subscription.
struct Fee {
    service: i64,
    id: i64,
    account: &'static str,
    project: Option<Project>,
    /// The label in entries.
    label: String,
    /// How long a subscription lasts.
    validity: Validity,
}

#[derive(Clone, Copy)]
enum Validity {
    Until(Date),
    Days(i64),
    Forever,
}

impl Validity {
    fn expiry(self, subscribed: Date) -> Option<Date> {
        match self {
            Validity::Until(end) => Some(end),
            Validity::Days(days) => Some(shift(subscribed, days)),
            Validity::Forever => None,
        }
    }
}

/// The membership of a year, with its four fees.
struct Membership {
    service: i64,
    normal: Fee,
    reduced: Fee,
    free: Fee,
    by_income: Fee,
}

/// Creates all activities with their subscriptions, oldest first.
pub fn fill(
    tx: &Transaction<'_>,
    calendar: &Calendar,
    books: &Books,
    sequence: &mut Sequence,
) -> Result<Vec<Subscription>> {
    let previous = membership(tx, books, &calendar.previous)?;
    let current = membership(tx, books, &calendar.current)?;
    let course = course(tx, books, calendar)?;
    let harvest = harvest_day(tx, books, calendar)?;
    insert_service(tx, "Location de l'extracteur (ancienne formule)", None, Validity::Forever, None, true)?;

    let mut made = Vec::new();
    for (number, person) in (1_i64..).zip(people()?) {
        let joined: Date = tx
            .query_row("SELECT date_inscription FROM users WHERE id = ?1", [number], |row| row.get::<_, String>(0))?
            .parse()
            .map_err(crate::error::Error::internal)?;
        let mut subscribe = |fee: &Fee, date: Date, paid: bool, sequence: &mut Sequence| -> Result<()> {
            let subscription = subscribe(tx, fee, number, &person.name, date, paid, sequence)?;
            made.push(subscription);
            Ok(())
        };
        let child = person.age.is_some_and(|age| age < 18);
        for (membership, period) in [(&previous, &calendar.previous), (&current, &calendar.current)] {
            let is_current = period.start == calendar.current.start;
            let renews = sequence.chance(82);
            if joined > period.end || !renews || (person.category == Category::Former && is_current) {
                continue;
            }
            let fee = match number {
                _ if child => &membership.reduced,
                n if person.category == Category::Supporters || n % 9 == 3 => &membership.free,
                n if n % 6 == 1 => &membership.by_income,
                _ => &membership.normal,
            };
            let date = joined.max(shift(period.start, sequence.between(0, 85))).min(calendar.today).min(period.end);
            subscribe(fee, date, !is_current || sequence.chance(85), sequence)?;
        }
        let learns = person.category == Category::Active && person.level.as_deref() == Some("Débutant") && !child;
        if learns && joined < calendar.current.start {
            let date = shift(calendar.current.start, sequence.between(-200, 60));
            let fee = if number % 3 == 0 { &course[1] } else { &course[0] };
            subscribe(fee, date.max(joined), sequence.chance(90), sequence)?;
        }
        if person.category == Category::Active && number % 5 == 0 && joined < shift(calendar.current.start, 80) {
            subscribe(&harvest, shift(calendar.current.start, 90), number % 10 == 0, sequence)?;
        }
    }
    remind(tx, calendar, previous.service)?;
    add_reminders(tx, current.service)?;
    add_reminders(tx, course[0].service)?;
    Ok(made)
}

fn insert_service(
    tx: &Transaction<'_>,
    label: &str,
    description: Option<&str>,
    validity: Validity,
    start: Option<Date>,
    archived: bool,
) -> Result<i64> {
    let (duration, end) = match validity {
        Validity::Until(end) => (None, Some(end.to_string())),
        Validity::Days(days) => (Some(days), None),
        Validity::Forever => (None, None),
    };
    tx.execute(
        "INSERT INTO services (label, description, duration, start_date, end_date, archived) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![label, description, duration, start.map(|start| start.to_string()), end, archived],
    )?;
    Ok(tx.last_insert_rowid())
}

/// The price of a fee.
enum Price {
    /// Cents.
    Fixed(i64),
    /// An expression over the member's row that gives cents.
    Formula(&'static str),
    Free,
}

/// The fiscal year, revenue account and project of an activity's fees.
struct Booking<'a> {
    period: &'a Period,
    account: &'static str,
    project: Option<Project>,
}

fn insert_fee(
    tx: &Transaction<'_>,
    books: &Books,
    (service, validity): (i64, Validity),
    booking: &Booking<'_>,
    (label, description, price): (&str, Option<&str>, Price),
) -> Result<Fee> {
    let (amount, formula) = match price {
        Price::Fixed(cents) => (Some(cents), None),
        Price::Formula(sql) => (None, Some(sql)),
        Price::Free => (None, None),
    };
    tx.execute(
        "INSERT INTO services_fees (label, description, amount, formula, id_service, id_account, id_year, id_project)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        params![
            label,
            description,
            amount,
            formula,
            service,
            books.account(booking.account)?,
            books.year_of(booking.period),
            booking.project.map(|project| project as i64),
        ],
    )?;
    let id = tx.last_insert_rowid();
    let activity: String = tx.query_row("SELECT label FROM services WHERE id = ?1", [service], |row| row.get(0))?;
    let label = format!("{activity} ({label})");
    Ok(Fee { service, id, account: booking.account, project: booking.project, label, validity })
}

fn membership(tx: &Transaction<'_>, books: &Books, period: &Period) -> Result<Membership> {
    let validity = Validity::Until(period.end);
    let label = period.label.replace("Exercice", "Adhésion");
    let description = Some("Ouvre droit au rucher, au jardin, à la bibliothèque et au prêt de matériel.");
    let service = insert_service(tx, &label, description, validity, Some(period.start), false)?;
    let booking = Booking { period, account: "756", project: None };
    let fee = |fee: (&str, Option<&str>, Price)| insert_fee(tx, books, (service, validity), &booking, fee);
    let by_income = "CASE WHEN COALESCE(quotient_familial, 1200) < 700 THEN 1000 \
                     WHEN COALESCE(quotient_familial, 1200) < 1200 THEN 2000 ELSE 3000 END";
    Ok(Membership {
        service,
        normal: fee(("Tarif normal", None, Price::Fixed(2_500)))?,
        reduced: fee(("Tarif réduit", Some("Moins de 18 ans, études, minima sociaux"), Price::Fixed(1_200)))?,
        free: fee(("Prix libre", Some("Chacun donne ce qu'il souhaite"), Price::Free))?,
        by_income: fee(("Selon le quotient familial", None, Price::Formula(by_income)))?,
    })
}

/// The full price and the one by income.
fn course(tx: &Transaction<'_>, books: &Books, calendar: &Calendar) -> Result<[Fee; 2]> {
    let validity = Validity::Days(365);
    let description = Some("Dix samedis au rucher-école, de la visite de printemps à la mise en hivernage.");
    let service = insert_service(tx, "Rucher-école, première année", description, validity, None, false)?;
    let booking = Booking { period: &calendar.current, account: "706", project: Some(Project::School) };
    let fee = |fee: (&str, Option<&str>, Price)| insert_fee(tx, books, (service, validity), &booking, fee);
    let formula = "CASE WHEN COALESCE(quotient_familial, 1200) < 900 THEN 6000 ELSE 12350 END";
    Ok([
        fee(("Plein tarif", None, Price::Fixed(12_350)))?,
        fee(("Tarif solidaire", Some("Selon le quotient familial"), Price::Formula(formula)))?,
    ])
}

fn harvest_day(tx: &Transaction<'_>, books: &Books, calendar: &Calendar) -> Result<Fee> {
    let description = Some("Désoperculer, extraire, filtrer : une journée à la miellerie, repas compris.");
    let service = insert_service(tx, "Journée à la miellerie", description, Validity::Forever, None, false)?;
    let booking = Booking { period: &calendar.current, account: "706", project: Some(Project::Honey) };
    insert_fee(tx, books, (service, Validity::Forever), &booking, ("Participation au repas", None, Price::Fixed(850)))
}

fn subscribe(
    tx: &Transaction<'_>,
    fee: &Fee,
    member: i64,
    member_name: &str,
    date: Date,
    paid: bool,
    sequence: &mut Sequence,
) -> Result<Subscription> {
    let amount = match price(tx, fee, member)? {
        Some(cents) => cents,
        // A free price, in multiples of five euros.
        None => sequence.between(1, 12) * 500,
    };
    let expiry = fee.validity.expiry(date).map(|expiry| expiry.to_string());
    tx.execute(
        "INSERT INTO services_users (id_user, id_service, id_fee, paid, expected_amount, date, expiry_date)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![member, fee.service, fee.id, paid, amount, date.to_string(), expiry],
    )?;
    Ok(Subscription {
        id: tx.last_insert_rowid(),
        member,
        member_name: member_name.to_owned(),
        date,
        amount,
        paid,
        account: fee.account,
        project: fee.project,
        label: fee.label.clone(),
    })
}

/// The expected amount of a fee for a member, in cents; `None` for a free price.
fn price(tx: &Transaction<'_>, fee: &Fee, member: i64) -> Result<Option<i64>> {
    let (amount, formula): (Option<i64>, Option<String>) =
        tx.query_row("SELECT amount, formula FROM services_fees WHERE id = ?1", [fee.id], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
    let Some(formula) = formula else { return Ok(amount) };
    let sql = format!("SELECT CAST(({formula}) AS INTEGER) FROM users WHERE id = ?1");
    Ok(tx.prepare_cached(&sql)?.query_row([member], |row| row.get(0)).optional()?)
}

/// Two reminders: a month before the end, and two weeks after it.
fn add_reminders(tx: &Transaction<'_>, service: i64) -> Result<Vec<(i64, i64)>> {
    let reminders = [
        (
            -30,
            "Votre participation se termine bientôt",
            "Bonjour {{$identity}},\n\n« {{$label}} » se termine le {{$expiry_date}}. Pour continuer avec nous, le tarif est de \
             {{$user_amount}}.\n\nÀ bientôt au rucher !",
        ),
        (
            15,
            "Vous nous manquez déjà",
            "Bonjour {{$identity}},\n\n« {{$label}} » est terminé depuis {{$nb_days}} jours. Si c'est un oubli, il est encore \
             temps ; sinon, merci pour tout ce que vous avez apporté.",
        ),
    ];
    let mut insert =
        tx.prepare_cached("INSERT INTO services_reminders (id_service, delay, subject, body) VALUES (?1, ?2, ?3, ?4)")?;
    let mut made = Vec::new();
    for (delay, subject, body) in reminders {
        made.push((insert.insert(params![service, delay, subject, body])?, delay));
    }
    Ok(made)
}

/// The reminders sent for the previous membership: the first to all members with an address, the second to those who
/// did not renew.
fn remind(tx: &Transaction<'_>, calendar: &Calendar, service: i64) -> Result<()> {
    for (reminder, delay) in add_reminders(tx, service)? {
        let due = shift(calendar.previous.end, delay).to_string();
        tx.execute(
            "INSERT INTO services_reminders_sent (id_user, id_service, id_reminder, sent_date, due_date)
             SELECT s.id_user, s.id_service, ?2, ?3, ?3
             FROM services_users s INNER JOIN users u ON u.id = s.id_user INNER JOIN users_categories c ON c.id = u.id_category
             WHERE s.id_service = ?1 AND u.email IS NOT NULL AND NOT c.hidden
                AND (?4 < 0 OR NOT EXISTS (
                    SELECT 1 FROM services_users n WHERE n.id_user = u.id AND n.date BETWEEN ?5 AND ?3
                        AND n.id_service IN (SELECT id FROM services WHERE label LIKE 'Adhésion%')
                ))",
            params![service, reminder, due, delay, calendar.current.start.to_string()],
        )?;
    }
    Ok(())
}

//! What needs attention, and where the association stands.

use std::time::SystemTime;

use actix_web::HttpResponse;
use askama::Template;
use jiff::civil::Date;
use rusqlite::Connection;

use super::frame::Frame;
use super::screen::Visit;
use super::{bars, page, words};
use crate::accounting::account_type::AccountType;
use crate::accounting::reports::{Criteria, balances, months};
use crate::accounting::year::Year;
use crate::auth::{Access, Level, Section};
use crate::db::backup::Backups;
use crate::db::blocking;
use crate::error::Result;
use crate::job_queue;
use crate::members::layout::Layout;
use crate::params::DateContext;
use crate::subscriptions::lists::{List, Scope, State};

#[derive(Template)]
#[template(path = "admin/home.html")]
struct Home {
    frame: Frame,
    todo: Vec<Task>,
    members: Option<Members>,
    books: Option<Books>,
    may_write: bool,
}

/// Something to be done.
struct Task {
    sentence: String,
    about: String,
    path: &'static str,
    button: String,
}

struct Members {
    /// Those with a paid subscription that is not over.
    active: i64,
    total: i64,
}

struct Books {
    year: String,
    money: String,
    accounts: Vec<(String, String)>,
    chart: String,
    months: Vec<Row>,
    revenue: String,
    expense: String,
}

/// A line of the table that says what the figure shows.
struct Row {
    month: String,
    revenue: String,
    expense: String,
}

pub async fn page(visit: Visit) -> Result<HttpResponse> {
    let today = DateContext::of(&visit.call.app.clock).today;
    let rights = visit.call.principal.rights;
    let reads = |section| rights.allow(Access::read(section, Level::Read));
    let (sees_members, sees_books, manages) =
        (reads(Section::Users), reads(Section::Accounting), rights.manage_settings());
    let found = visit.read(move |conn| {
        let people = sees_members.then(|| People::read(conn, today)).transpose()?;
        let books = sees_books.then(|| Figures::read(conn, today)).transpose()?.flatten();
        let given_up = if manages { job_queue::summary(conn)?.given_up } else { 0 };
        Ok((people, books, given_up))
    });
    let (people, figures, given_up) = found.await?;
    let frame = Frame::of(&visit).await?;
    let mut todo = Vec::new();
    if let Some(people) = &people {
        todo.extend(people.tasks(&frame));
    }
    if given_up > 0 {
        todo.push(Task {
            sentence: frame.n("admin-todo-jobs", &given_up),
            about: frame.t("admin-todo-jobs-about"),
            path: "",
            button: String::new(),
        });
    }
    if manages && let Some(task) = backup_task(&visit, &frame).await? {
        todo.push(task);
    }
    let title = frame.named("admin-hello", &frame.person);
    let home = Home {
        todo,
        members: people.map(|people| Members { active: people.active, total: people.total }),
        books: figures.map(|figures| figures.shown(&frame)),
        may_write: rights.allow(Access::write(Section::Users, Level::Write)),
        frame: frame.titled(title),
    };
    page::ok(&home.frame, &home)
}

/// How many members there are, and how many of them are behind.
struct People {
    total: i64,
    active: i64,
    unpaid: i64,
    expired: i64,
}

impl People {
    fn read(conn: &Connection, today: Date) -> Result<People> {
        let layout = Layout::read(conn)?;
        let count = |state| {
            let list = List { scope: Scope::Everything, state, with_hidden: false, today };
            list.page(conn, &layout, 1, 1).map(|(_, count)| count)
        };
        Ok(People {
            total: crate::members::search::visible_count(conn)?,
            active: count(State::Active)?,
            unpaid: count(State::Unpaid)?,
            expired: count(State::Expired)?,
        })
    }

    fn tasks(&self, frame: &Frame) -> Vec<Task> {
        let task = |count: i64, sentence, about, path, button| {
            (count > 0).then(|| Task {
                sentence: frame.n(sentence, &count),
                about: frame.t(about),
                path,
                button: frame.t(button),
            })
        };
        let tasks = [
            task(
                self.unpaid,
                "admin-todo-unpaid",
                "admin-todo-unpaid-about",
                "/admin/subscriptions?list=unpaid",
                "admin-see",
            ),
            task(
                self.expired,
                "admin-todo-expired",
                "admin-todo-expired-about",
                "/admin/subscriptions?list=expired",
                "admin-see",
            ),
        ];
        tasks.into_iter().flatten().collect()
    }
}

/// A backup is due when the last one is older than that, in days.
const BACKUP_DAYS: u64 = 7;

async fn backup_task(visit: &Visit, frame: &Frame) -> Result<Option<Task>> {
    let app = visit.call.app.clone();
    let last = blocking(move || {
        let backups = Backups::of(app.db.path(), &app.config.backup_directory()).list()?;
        Ok(backups.into_iter().next().map(|backup| backup.modified))
    })
    .await?;
    let now = SystemTime::from(visit.call.app.clock.now());
    let days = last.and_then(|last| now.duration_since(last).ok()).map(|age| age.as_secs() / 86_400);
    let sentence = match days {
        Some(days) if days < BACKUP_DAYS => return Ok(None),
        Some(days) => frame.n("admin-todo-backup-old", &i64::try_from(days).unwrap_or(i64::MAX)),
        None => frame.t("admin-todo-backup-none"),
    };
    Ok(Some(Task { sentence, about: frame.t("admin-todo-backup-about"), path: "", button: String::new() }))
}

/// What the books of the current year say.
struct Figures {
    year: Year,
    accounts: Vec<(String, i64)>,
    months: Vec<months::Month>,
}

impl Figures {
    fn read(conn: &Connection, today: Date) -> Result<Option<Figures>> {
        let Some(year) = Year::current(conn, today)? else { return Ok(None) };
        let months = months::months(conn, &year)?;
        let held =
            |account_type| matches!(account_type, AccountType::Bank | AccountType::Cash | AccountType::Outstanding);
        let accounts = balances(conn, &Criteria::of_year(year.clone()))?;
        let accounts = accounts.into_iter().filter(|account| held(account.account_type));
        Ok(Some(Figures { year, accounts: accounts.map(|it| (it.label, it.balance)).collect(), months }))
    }

    fn shown(self, frame: &Frame) -> Books {
        let money = |cents| words::money(cents, frame.language);
        let sum = |amounts: &mut dyn Iterator<Item = i64>| amounts.fold(0_i64, i64::saturating_add);
        let name = |month: &str| {
            let number = month.get(5..).and_then(|digits| digits.parse::<u8>().ok()).unwrap_or(0);
            frame.t(&format!("site-month-{number}"))
        };
        let pairs: Vec<(String, i64, i64)> =
            self.months.iter().map(|it| (name(&it.month), it.revenue, it.expense)).collect();
        Books {
            year: self.year.label,
            money: money(sum(&mut self.accounts.iter().map(|(_, cents)| *cents))),
            accounts: self.accounts.iter().map(|(label, cents)| (label.clone(), money(*cents))).collect(),
            chart: bars::svg(&pairs),
            revenue: money(sum(&mut self.months.iter().map(|it| it.revenue))),
            expense: money(sum(&mut self.months.iter().map(|it| it.expense))),
            months: pairs
                .into_iter()
                .map(|(month, revenue, expense)| Row { month, revenue: money(revenue), expense: money(expense) })
                .collect(),
        }
    }
}

//! One member, with what belongs to the person.

use actix_web::HttpResponse;
use askama::Template;
use serde_json::Value as Json;

use super::may;
use crate::audit::{self, Entity};
use crate::auth::{Level, Section};
use crate::error::Result;
use crate::members::categories::Category;
use crate::members::fields::FieldType;
use crate::members::layout::Layout;
use crate::members::record::Member;
use crate::members::values;
use crate::params::DateContext;
use crate::subscriptions::lists::{List, Listed, Scope, State};
use crate::web::admin::frame::Frame;
use crate::web::admin::screen::Visit;
use crate::web::admin::{page, words};

#[derive(Template)]
#[template(path = "admin/members/card.html")]
struct Card {
    frame: Frame,
    id: i64,
    initials: String,
    number: String,
    category: String,
    hidden: bool,
    may_write: bool,
    may_delete: bool,
    facts: Vec<Fact>,
    subscriptions: Vec<Taken>,
    last_login: String,
    password: String,
    factor: String,
    history: Vec<Event>,
}

struct Fact {
    label: String,
    text: String,
    /// Where it leads: to write, to call; empty for nowhere.
    address: String,
}

/// A subscription.
struct Taken {
    id: i64,
    label: String,
    dates: String,
    state: String,
    state_class: &'static str,
    payment: String,
    owes: bool,
}

struct Event {
    moment: String,
    what: String,
    who: String,
    changes: Vec<Change>,
}

struct Change {
    field: String,
    before: String,
    after: String,
}

/// Lines of the history on the card.
const EVENTS_MAX: usize = 12;

pub async fn page(visit: Visit) -> Result<HttpResponse> {
    let id = visit.call.id()?;
    let today = DateContext::of(&visit.call.app.clock).today;
    // The history tells what every field was (people.md 5).
    let sees_history = visit.call.principal.rights.reach(Section::Users, Level::Admin);
    let principal = visit.call.principal.clone();
    let found = visit.read(move |conn| {
        let layout = Layout::read_for(conn, &principal)?;
        let member = Member::get(conn, &layout, id)?;
        let list = List { scope: Scope::Member(id), state: State::All, with_hidden: true, today };
        let subscriptions = list.all(conn, &layout)?;
        let category = Category::get(conn, member.id_category)?;
        let mut events = if sees_history { audit::history(conn, Entity::Member, id)? } else { Vec::new() };
        events.iter_mut().for_each(|event| event.keep_changes(|name| layout.shows_name(name)));
        Ok((layout, member, subscriptions, category, events))
    });
    let (layout, member, subscriptions, category, events) = found.await?;
    let frame = Frame::of(&visit).await?;
    let language = visit.call.language;
    let yes_no = |is_set: bool| frame.t(if is_set { "admin-yes" } else { "admin-no" });
    let name = Some(member.name(&layout)).filter(|name| !name.is_empty()).unwrap_or_else(|| format!("{id}"));
    let label_of = |name: &str| {
        let field = layout.fields.iter().find(|field| field.name.as_str() == name);
        field.map_or_else(|| name.to_owned(), |field| field.label.clone())
    };
    let card = Card {
        id,
        initials: initials(&name),
        number: number(&layout, &member),
        category: category.name,
        hidden: category.hidden == 1,
        may_write: may(&visit, Level::Write),
        may_delete: may(&visit, Level::Admin),
        facts: facts(&visit, &layout, &member),
        subscriptions: subscriptions.into_iter().map(|one| taken(&frame, one)).collect(),
        last_login: member
            .date_login
            .as_deref()
            .map_or_else(|| frame.t("admin-never"), |date| words::date(date, language)),
        password: yes_no(member.has_password),
        factor: yes_no(member.has_otp),
        history: events
            .into_iter()
            .take(EVENTS_MAX)
            .map(|event| Event {
                moment: words::date(&event.date, language),
                what: frame.t(&format!("admin-action-{}", event.action.replace('_', "-"))),
                who: event.who.unwrap_or_default(),
                changes: changes(&event.changes, label_of),
            })
            .collect(),
        frame: frame.titled(name),
    };
    page::ok(&card.frame, &card)
}

fn number(layout: &Layout, member: &Member) -> String {
    let number = layout.fields.number().id;
    let mut values = layout.fields.iter().zip(&member.values);
    let value = values.find(|(field, _)| field.id == number).map(|(_, value)| values::plain_text(value).into_owned());
    format!("n° {}", value.unwrap_or_default())
}

fn initials(name: &str) -> String {
    name.split_whitespace().filter_map(|part| part.chars().next()).take(2).collect::<String>().to_uppercase()
}

/// What is written in the record and this person may see, in the order of the fields.
fn facts(visit: &Visit, layout: &Layout, member: &Member) -> Vec<Fact> {
    let shown = layout.fields.iter().zip(&member.values).filter(|(field, _)| {
        field.id != layout.fields.number().id
            && !matches!(field.field_type, FieldType::File | FieldType::Password)
            && layout.access.sees(field)
    });
    let fact = |(field, value): (&crate::members::fields::Field, &rusqlite::types::Value)| {
        let text = words::value(field, value, visit.call.language);
        let address = match field.field_type {
            FieldType::Email => format!("mailto:{text}"),
            FieldType::Tel => {
                format!("tel:{}", text.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect::<String>())
            }
            FieldType::Url => text.clone(),
            _ => String::new(),
        };
        Fact { label: field.label.clone(), text, address }
    };
    shown.map(fact).filter(|fact| !fact.text.is_empty()).collect()
}

fn taken(frame: &Frame, one: Listed) -> Taken {
    let language = frame.language;
    let from = words::date(&one.date, language);
    let dates = match &one.expiry_date {
        Some(end) => format!("{from} → {}", words::date(end, language)),
        None => from,
    };
    let (state, state_class) = match one.state {
        Some("late") => ("admin-state-over", "warn"),
        Some(_) => ("admin-state-current", "good"),
        None => ("admin-state-endless", ""),
    };
    let left = one.left_to_pay.unwrap_or(0);
    let owes = one.paid == 0 && (left > 0 || one.expected_amount.is_none());
    let payment = match (owes, left) {
        (true, 0) => frame.t("admin-unpaid"),
        (true, left) => frame.named("admin-left-to-pay", &words::money(left, language)),
        (false, _) => frame.t("admin-paid"),
    };
    let label = match one.fee {
        Some(fee) => format!("{} – {fee}", one.service),
        None => one.service,
    };
    Taken { id: one.id, label, dates, state: frame.t(state), state_class, payment, owes }
}

/// `{field: {"old", "new"}}` as sentences.
fn changes(changes: &Json, label_of: impl Fn(&str) -> String) -> Vec<Change> {
    let text = |value: &Json| match value {
        Json::String(text) => text.clone(),
        Json::Null => String::new(),
        other => other.to_string(),
    };
    let each = changes.as_object().into_iter().flatten().filter(|(_, change)| change.get("new").is_some());
    each.map(|(field, change)| Change {
        field: label_of(field),
        before: text(&change["old"]),
        after: text(&change["new"]),
    })
    .collect()
}

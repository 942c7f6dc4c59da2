//! A subscription is taken, and paid.

use actix_web::HttpResponse;
use askama::Template;

use crate::accounting::payments;
use crate::error::{Error, Result};
use crate::members::layout::Layout;
use crate::members::record::Member;
use crate::params::DateContext;
use crate::subscriptions::Subscription;
use crate::subscriptions::{lists, offers};
use crate::web::admin::flash::saying;
use crate::web::admin::form::{Choice, Field, Form, Kind, is_about_the_form};
use crate::web::admin::frame::Frame;
use crate::web::admin::page;
use crate::web::admin::screen::Visit;
use crate::web::admin::words;
use crate::web::respond::see_other;

#[derive(Template)]
#[template(path = "admin/members/form.html")]
struct Subscribe {
    frame: Frame,
    form: Form,
    action: String,
    back: String,
    button: String,
}

async fn show(visit: &Visit, refused: Option<Error>) -> Result<HttpResponse> {
    let id = visit.call.id()?;
    let today = DateContext::of(&visit.call.app.clock).today;
    let found = visit.read(move |conn| {
        let layout = Layout::read(conn)?;
        Ok((Member::get(conn, &layout, id)?.name(&layout), offers::current(conn, today)?))
    });
    let (name, offers) = found.await?;
    let frame = Frame::of(visit).await?;
    let choice = |offer: &offers::Offer| Choice {
        value: format!("{}-{}", offer.service, offer.fee.unwrap_or(0)),
        label: match offer.amount {
            Some(amount) => format!("{} ({})", offer.label, words::money(amount.0, frame.language)),
            None => offer.label.clone(),
        },
        chosen: false,
    };
    let fields = vec![
        Field::new("offer", frame.t("admin-offer")).of_kind(Kind::Select(offers.iter().map(choice).collect())),
        Field::new("date", frame.t("admin-date-begin")).of_kind(Kind::Input("date")).with(today.to_string()),
    ];
    let form = Form::new(fields).refused_by(refused.as_ref(), frame.language);
    let title = frame.named("admin-subscribe-title", &name);
    let page = Subscribe {
        form,
        action: format!("/admin/members/{id}/subscribe"),
        back: format!("/admin/members/{id}"),
        button: frame.t("admin-subscribe"),
        frame: frame.titled(title),
    };
    page::with_form(&page.frame, &page.form, &page)
}

pub async fn page(visit: Visit) -> Result<HttpResponse> {
    show(&visit, None).await
}

/// Subscribes, and goes on to the payment when something is to be paid.
pub async fn subscribe(mut visit: Visit) -> Result<HttpResponse> {
    let id = visit.call.id()?;
    let params = visit.params().await?;
    let offer = params.required_text("offer")?;
    let (service, fee) = offer.split_once('-').unwrap_or((&offer, "0"));
    let more = vec![("id_service".to_owned(), service.to_owned()), ("id_fee".to_owned(), fee.to_owned())];
    match visit.post_with(&format!("user/{id}/subscribe"), &["date"], more).await {
        Ok(answer) => {
            let subscription = answer["id"].as_i64().unwrap_or_default();
            let owes = answer["expected_amount"].as_i64().unwrap_or(0) > 0;
            Ok(see_other(&if owes {
                saying(&format!("/admin/subscriptions/{subscription}/payment"), "subscribed")
            } else {
                saying(&format!("/admin/members/{id}"), "subscribed")
            }))
        }
        Err(error) if is_about_the_form(&error) => show(&visit, Some(error)).await,
        Err(error) => Err(error),
    }
}

async fn show_payment(visit: &Visit, refused: Option<Error>) -> Result<HttpResponse> {
    let id = visit.call.id()?;
    let found = visit.read(move |conn| {
        let layout = Layout::read(conn)?;
        let subscription = Subscription::get(conn, id)?;
        let name = Member::get(conn, &layout, subscription.id_user)?.name(&layout);
        let left = lists::left_to_pay(conn, &subscription)?;
        Ok((name, left, payments::accounts(conn, &subscription)?, subscription.id_user))
    });
    let (name, left, accounts, member) = found.await?;
    let frame = Frame::of(visit).await?;
    let left = left.map_or(0, |cents| cents.0);
    let choice = |(code, label): &(String, String)| Choice { value: code.clone(), label: label.clone(), chosen: false };
    let today = DateContext::of(&visit.call.app.clock).today.to_string();
    let fields = vec![
        Field::new("amount", frame.t("admin-amount")).required().with(format!("{},{:02}", left / 100, left % 100)),
        Field::new("account", frame.t("admin-means")).of_kind(Kind::Select(accounts.iter().map(choice).collect())),
        Field::new("payment_reference", frame.t("admin-payment-reference"))
            .helped(frame.t("admin-payment-reference-help")),
        Field::new("date", frame.t("admin-date")).of_kind(Kind::Input("date")).with(today),
    ];
    let form = Form::new(fields).refused_by(refused.as_ref(), frame.language);
    let title = frame.named("admin-payment-title", &name);
    let page = Subscribe {
        form,
        action: format!("/admin/subscriptions/{id}/payment"),
        back: format!("/admin/members/{member}"),
        button: frame.t("admin-cash"),
        frame: frame.titled(title),
    };
    page::with_form(&page.frame, &page.form, &page)
}

pub async fn payment_page(visit: Visit) -> Result<HttpResponse> {
    show_payment(&visit, None).await
}

pub async fn pay(mut visit: Visit) -> Result<HttpResponse> {
    let id = visit.call.id()?;
    match visit.post(&format!("services/subscriptions/{id}/payment")).await {
        Ok(answer) => {
            let member = answer["subscription"]["id_user"].as_i64().unwrap_or_default();
            Ok(see_other(&saying(&format!("/admin/members/{member}"), "paid")))
        }
        Err(error) if is_about_the_form(&error) => show_payment(&visit, Some(error)).await,
        Err(error) => Err(error),
    }
}

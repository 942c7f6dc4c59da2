//! What a request to subscribe says (members.md 7).

use std::borrow::Cow;

use jiff::civil::Date;
use serde_json::{Map, Value as Json};

use crate::error::{Error, Result};
use crate::members::values::{self, DateContext};
use crate::money::Cents;
use crate::msg;

/// A subscription that is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enrolment {
    pub service: i64,
    /// Not known to exist yet.
    pub fee: Option<i64>,
    pub date: Date,
    /// `None` to compute it.
    pub expiry_date: Option<Date>,
    /// How many durations of the activity, at least 1.
    pub multiple: i64,
    pub paid: bool,
    /// `None` for the fee's.
    pub expected_amount: Option<Cents>,
}

impl Enrolment {
    /// Reads the parameters of a request; `id` and `id_user` are not looked at.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] with the parameter that cannot be read.
    pub fn from_params(params: &Map<String, Json>, context: &DateContext) -> Result<Self> {
        let text = |name| text(params, name);
        let date = match text("date")? {
            None => context.today,
            Some(date) => read_date("date", &date, context)?,
        };
        let given = |name| Ok::<_, Error>(text(name)?.filter(|value| !value.trim().is_empty()));
        Ok(Enrolment {
            service: read_id(text("id_service")?.as_deref())
                .ok_or_else(|| Error::invalid_field("id_service", msg!("subscription-service-missing")))?,
            fee: read_id(text("id_fee")?.as_deref()),
            date,
            expiry_date: given("expiry_date")?.map(|date| read_date("expiry_date", &date, context)).transpose()?,
            multiple: given("multiple")?.map_or(Ok(1), |multiple| read_multiple(&multiple))?,
            paid: given("paid")?.is_some_and(|paid| values::is_yes(paid.trim())),
            expected_amount: given("expected_amount")?.map(|amount| read_amount(&amount)).transpose()?,
        })
    }
}

/// A parameter as a form would send it; `None` when it is absent or null.
fn text<'a>(params: &'a Map<String, Json>, name: &str) -> Result<Option<Cow<'a, str>>> {
    match params.get(name) {
        None | Some(Json::Null) => Ok(None),
        Some(value) => match values::scalar_text(values::Given::Json(value)) {
            Some(text) => Ok(Some(text)),
            None => Err(Error::invalid_field(name, msg!("param-not-scalar", name = name))),
        },
    }
}

/// A positive identifier; a word is none.
fn read_id(text: Option<&str>) -> Option<i64> {
    text?.trim().parse().ok().filter(|id| *id > 0)
}

fn read_date(name: &str, text: &str, context: &DateContext) -> Result<Date> {
    crate::params::read_date_or_timestamp(text, context)
        .ok_or_else(|| Error::invalid_field(name, msg!("member-value-date", label = name, value = text)))
}

fn read_multiple(text: &str) -> Result<i64> {
    text.trim()
        .parse()
        .ok()
        .filter(|multiple| *multiple >= 1)
        .ok_or_else(|| Error::invalid_field("multiple", msg!("subscription-multiple", value = text)))
}

fn read_amount(text: &str) -> Result<Cents> {
    let refuse = || Error::invalid_field("expected_amount", msg!("money-unreadable", value = text));
    Cents::parse(text).ok_or_else(refuse)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use jiff::tz::TimeZone;
    use serde_json::json;

    use super::*;

    fn read(params: Json) -> Result<Enrolment> {
        let Json::Object(params) = params else { unreachable!() };
        Enrolment::from_params(&params, &DateContext { today: date(2026, 3, 1), zone: TimeZone::UTC })
    }

    fn refused(params: Json) -> String {
        match read(params) {
            Err(Error::Invalid { fields, .. }) => fields[0].field.clone(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn what_is_not_given_has_its_usual_value() {
        let enrolment = read(json!({"id_service": "2", "id_fee": "mot", "paid": "", "expected_amount": null})).unwrap();
        let expected = Enrolment {
            service: 2,
            fee: None,
            date: date(2026, 3, 1),
            expiry_date: None,
            multiple: 1,
            paid: false,
            expected_amount: None,
        };
        assert_eq!(enrolment, expected);
    }

    #[test]
    fn amounts_are_in_the_units_of_the_currency() {
        for (amount, cents) in [(json!(42), 4200), (json!(42.99), 4299), (json!("42,99"), 4299), (json!(0), 0)] {
            let enrolment = read(json!({"id_service": 2, "expected_amount": amount})).unwrap();
            assert_eq!(enrolment.expected_amount, Some(Cents(cents)));
        }
    }

    #[test]
    fn what_cannot_be_read_is_refused_by_name() {
        assert_eq!(refused(json!({})), "id_service");
        assert_eq!(refused(json!({"id_service": "abc"})), "id_service");
        assert_eq!(refused(json!({"id_service": 0})), "id_service");
        assert_eq!(refused(json!({"id_service": 1, "date": ""})), "date");
        assert_eq!(refused(json!({"id_service": 1, "expiry_date": "31/02/2026"})), "expiry_date");
        assert_eq!(refused(json!({"id_service": 1, "multiple": "deux"})), "multiple");
        assert_eq!(refused(json!({"id_service": 1, "multiple": 0})), "multiple");
        assert_eq!(refused(json!({"id_service": 1, "expected_amount": "abc"})), "expected_amount");
        assert_eq!(refused(json!({"id_service": [1]})), "id_service");
    }
}

//! What a request to subscribe says (members.md 7).

use jiff::civil::Date;
use serde_json::Value as Json;

use crate::error::Result;
use crate::money::Cents;
use crate::msg;
use crate::params::{DateContext, Params};

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
    /// Whether the same subscription may be there already.
    pub force_duplicate: bool,
}

impl Enrolment {
    /// Reads the parameters of a request; `id` and `id_user` are ignored.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`](crate::error::Error::Invalid) with the parameter that cannot be read.
    pub fn from_params(params: &Params, context: &DateContext) -> Result<Self> {
        let service = params.get("id_service");
        Ok(Enrolment {
            service: service.id()?.ok_or_else(|| service.refused(msg!("subscription-service-missing")))?,
            fee: params.get("id_fee").id_or_none()?,
            date: date(params, context)?,
            expiry_date: params.get("expiry_date").date_or_timestamp(context)?,
            multiple: params.integer("multiple", 1, i64::MAX)?.unwrap_or(1),
            paid: params.flag("paid")?,
            expected_amount: params.amount("expected_amount")?,
            force_duplicate: params.flag("force_duplicate")?,
        })
    }
}

/// Today when the date is absent or null; a blank one is refused (members/subscribe-refusals: empty date).
fn date(params: &Params, context: &DateContext) -> Result<Date> {
    let Some(date) = params.sent("date").filter(|date| date.value() != Some(&Json::Null)) else {
        return Ok(context.today);
    };
    let missing = || date.refused(msg!("param-date-missing", name = date.name()));
    date.date_or_timestamp(context)?.ok_or_else(missing)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use jiff::tz::TimeZone;
    use serde_json::json;

    use super::*;
    use crate::error::Error;

    fn read(params: Json) -> Result<Enrolment> {
        let params = Params::of_json(params);
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
        let enrolment = read(json!({"id_service": "2", "id_fee": "0", "paid": "", "expected_amount": null})).unwrap();
        let expected = Enrolment {
            service: 2,
            fee: None,
            date: date(2026, 3, 1),
            expiry_date: None,
            multiple: 1,
            paid: false,
            expected_amount: None,
            force_duplicate: false,
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
        assert_eq!(refused(json!({"id_service": 1, "id_fee": "mot"})), "id_fee");
        assert_eq!(refused(json!({"id_service": 1, "paid": "peut-être"})), "paid");
    }
}

//! A plan of subscriptions as its preview shows it, in the form of that of members.

use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::json;

use super::plan::Plan;
use crate::i18n::Language;
use crate::members::import::report::Errors;

/// What a preview says.
pub struct Report<'a> {
    pub plan: &'a Plan,
    pub language: Language,
    pub token: &'a str,
}

impl Serialize for Report<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let created = self.plan.lines.iter().map(|line| {
            json!({
                "id_user": line.id_user,
                "name": line.name,
                "id_service": line.id_service,
                "id_fee": line.id_fee,
                "paid": i64::from(line.paid),
                "expected_amount": line.expected_amount.map(|amount| amount.0),
                "date": line.date,
                "expiry_date": line.expiry_date,
            })
        });
        let nothing: [(); 0] = [];
        let mut map = serializer.serialize_map(Some(5))?;
        map.serialize_entry("created", &created.collect::<Vec<_>>())?;
        map.serialize_entry("modified", &nothing)?;
        map.serialize_entry("unchanged", &nothing)?;
        map.serialize_entry("errors", &Errors(&self.plan.errors, self.language))?;
        map.serialize_entry("token", self.token)?;
        map.end()
    }
}

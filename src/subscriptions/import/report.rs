//! A plan of subscriptions as its preview shows it, in the form of that of members.

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::plan::{Line, Plan};
use crate::i18n::Language;
use crate::imports::lines::Errors;
use crate::imports::notices::{FileColumns, Warnings};

/// What a preview says.
pub struct Report<'a> {
    pub plan: &'a Plan,
    pub language: Language,
    pub token: &'a str,
}

impl Serialize for Report<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let created = self.plan.lines.iter().map(Created).collect::<Vec<_>>();
        let nothing: [(); 0] = [];
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("created", &created)?;
        map.serialize_entry("modified", &nothing)?;
        map.serialize_entry("unchanged", &nothing)?;
        map.serialize_entry("columns", &FileColumns(&self.plan.columns))?;
        map.serialize_entry("warnings", &Warnings(&self.plan.file_warnings, &self.plan.warnings, self.language))?;
        map.serialize_entry("errors", &Errors(&self.plan.errors, self.language))?;
        map.serialize_entry("token", self.token)?;
        map.end()
    }
}

/// A new subscription, with the name of the member.
struct Created<'a>(&'a Line);

impl Serialize for Created<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Line { name, subscription, .. } = self.0;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("id_user", &subscription.id_user)?;
        map.serialize_entry("name", name)?;
        map.serialize_entry("id_service", &subscription.id_service)?;
        map.serialize_entry("id_fee", &subscription.id_fee)?;
        map.serialize_entry("paid", &i64::from(subscription.paid))?;
        map.serialize_entry("expected_amount", &subscription.expected_amount.map(|amount| amount.0))?;
        map.serialize_entry("date", &subscription.date.to_string())?;
        map.serialize_entry("expiry_date", &subscription.expiry_date.map(|date| date.to_string()))?;
        map.end()
    }
}

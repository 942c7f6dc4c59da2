//! Members: listed, shown, changed; what they take part in.

pub mod card;
pub mod edit;
pub mod import;
pub mod list;
pub mod subscribe;
pub mod subscriptions;

use crate::auth::{Access, Level, Section};
use crate::members::fields::{Field, FieldType};
use crate::web::admin::screen::Visit;

/// Whether whoever looks may change members.
fn may(visit: &Visit, level: Level) -> bool {
    visit.call.principal.rights.allow(Access::write(Section::Users, level))
}

/// Whether this person may see a field of other people's records (people.md 5, private fields).
fn is_open(visit: &Visit, field: &Field) -> bool {
    let level = visit.call.principal.rights.level(Section::Users);
    Level::of_right(field.management_level) <= level && field.field_type != FieldType::Password
}

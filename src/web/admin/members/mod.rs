//! Members: listed, shown, changed; what they take part in.

pub mod card;
pub mod edit;
pub mod import;
pub mod list;
pub mod subscribe;
pub mod subscriptions;

use crate::auth::{Access, Level, Section};
use crate::web::admin::screen::Visit;

/// Whether whoever looks may change members.
fn may(visit: &Visit, level: Level) -> bool {
    visit.call.principal.rights.allow(Access::write(Section::Users, level))
}

//! The one place that compares what a route asks with what its principal may do.

use super::call::Call;
use super::route::{Requirements, Route};
use crate::auth::{Access, Level, Rights, Section};
use crate::error::{Error, Result};
use crate::files::FilePath;
use crate::members::actions;
use crate::members::field_access::FieldAccess;
use crate::members::fields::{Field, FieldType, Fields};

/// Lets a call through to its handler.
///
/// # Errors
///
/// [`Error::Forbidden`] if the principal may not do it, [`Error::Conflict`] if a file is locked over WebDAV; and those of
/// the route's `resolve`, which may read the parameters.
pub async fn authorise(call: &mut Call, route: &Route) -> Result<()> {
    if !may_pass(&call.principal.rights, route) {
        return Err(call.principal.rights.refusal(route.access));
    }
    let Some(resolve) = route.resolve else { return Ok(()) };
    let Requirements { accesses, members, files, reads } = resolve(call, route.access).await?;
    accesses.into_iter().try_for_each(|access| call.principal.rights.require(access))?;
    members.into_iter().try_for_each(|id| require_reach(call, id))?;
    files.iter().chain(&reads).try_for_each(|path| require_fields(call, path))?;
    files.iter().try_for_each(|path: &FilePath| call.state.dav.require_unlocked(path))
}

/// Whether these rights may be enough for a route, as far as can be told before the parameters are read: the level is
/// held in the section of the route, or anywhere if the parameters decide on the section.
pub fn may_pass(rights: &Rights, route: &Route) -> bool {
    match route.resolve {
        None => rights.allow(route.access),
        Some(_) => rights.reach_anywhere(route.access.level),
    }
}

/// A path may name a member who does not exist: whether it must is not decided here.
fn require_reach(call: &Call, id: i64) -> Result<()> {
    match call.app.db.read_inline(|conn| actions::require_reach(conn, id, &call.principal)) {
        Err(Error::NotFound(_)) => Ok(()),
        other => other,
    }
}

/// Files of members are in fields of their records: those of a field that a member does not see are neither read nor
/// changed (people.md 5, "Files").
fn require_fields(call: &Call, path: &FilePath) -> Result<()> {
    let access = FieldAccess::of(&call.principal);
    let (field, is_above) = (path.member_field().flatten(), path.is_above_member_fields());
    if access == FieldAccess::Everything || (field.is_none() && !is_above) {
        return Ok(());
    }
    let fields = call.app.db.read_inline(Fields::read)?;
    let is_concerned = |of_member: &&Field| match &field {
        Some(name) => of_member.name.as_str() == name,
        None => of_member.field_type == FieldType::File,
    };
    let hidden = fields.iter().filter(is_concerned).filter(|field| !access.sees(field));
    match hidden.map(|field| field.management_level).max() {
        None => Ok(()),
        Some(level) => Err(call.principal.rights.refusal(Access::read(Section::Users, Level::of_right(level)))),
    }
}

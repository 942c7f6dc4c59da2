//! The one place that compares what a route asks with what its principal may do.

use super::call::Call;
use super::route::{Requirements, Route};
use crate::error::{Error, Result};
use crate::files::FilePath;
use crate::members::actions;

/// Lets a call through to its handler.
///
/// # Errors
///
/// [`Error::Forbidden`] if the principal may not do it, [`Error::Conflict`] if a file is locked over WebDAV; and those of
/// the route's `resolve`, which may read the parameters.
pub async fn authorise(call: &mut Call, route: &Route) -> Result<()> {
    let Some(resolve) = route.resolve else { return call.principal.rights.require(route.access) };
    // Whoever has the level nowhere is refused before the parameters are read.
    if !call.principal.rights.reach_anywhere(route.access.level) {
        return Err(call.principal.rights.refusal(route.access));
    }
    let Requirements { accesses, members, files } = resolve(call, route.access).await?;
    accesses.into_iter().try_for_each(|access| call.principal.rights.require(access))?;
    members.into_iter().try_for_each(|id| require_reach(call, id))?;
    files.iter().try_for_each(|path: &FilePath| call.state.dav.require_unlocked(path))
}

/// A path may name a member who does not exist: whether it must is not decided here.
fn require_reach(call: &Call, id: i64) -> Result<()> {
    match call.app.db.read_inline(|conn| actions::require_reach(conn, id, &call.principal)) {
        Err(Error::NotFound(_)) => Ok(()),
        other => other,
    }
}

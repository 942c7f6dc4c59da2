//! `dirname` and `basename`.

use rusqlite::Connection;

use super::{PURE, arguments, scalar};
use crate::error::Result;

pub(super) fn register(connection: &Connection) -> Result<()> {
    scalar(connection, "dirname", 1, PURE, |context| {
        Ok(arguments::text(context, 0).map(|path| directory_of(&path).to_owned()))
    })?;
    scalar(connection, "basename", 1, PURE, |context| {
        Ok(arguments::text(context, 0).map(|path| name_of(&path).to_owned()))
    })
}

/// What stands before the last `/`; empty without one.
fn directory_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(directory, _)| directory)
}

/// What stands after the last `/`, those at the end aside.
fn name_of(path: &str) -> &str {
    let path = path.trim_end_matches('/');
    path.rsplit_once('/').map_or(path, |(_, name)| name)
}

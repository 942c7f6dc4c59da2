//! Which categories a principal may put members into (people.md 5, "Choosing a category").

use rusqlite::Connection;

use crate::audit::Actor;
use crate::auth::{Level, Principal, Rights, Section};
use crate::error::Result;

/// The sections that a category gives levels on.
const SECTIONS: [Section; 6] =
    [Section::Connect, Section::Users, Section::Accounting, Section::Documents, Section::Web, Section::Config];

/// Whether a principal may give a category with those rights, or take it away.
///
/// Members who manage the settings may give any; others only what gives no more than they have themselves. No key gives
/// the rights on the settings; below `admin`, a key gives no more than it has.
pub fn may_choose(principal: &Principal, category: &Rights) -> bool {
    let own = &principal.rights;
    match principal.actor {
        Actor::System { .. } => true,
        Actor::Member { .. } if own.reach(Section::Config, Level::Admin) => true,
        Actor::Key { .. } if category.manage_settings() => false,
        _ => SECTIONS.iter().all(|section| category.level(*section) <= own.level(*section)),
    }
}

/// The categories that a principal may choose, by identifier.
pub fn choosable(conn: &Connection, principal: &Principal) -> Result<Vec<i64>> {
    let mut statement = conn.prepare_cached("SELECT id FROM users_categories ORDER BY id")?;
    let ids = statement.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<Vec<i64>>>()?;
    let mut choosable = Vec::with_capacity(ids.len());
    for id in ids {
        if Rights::of_category(conn, id)?.is_some_and(|rights| may_choose(principal, &rights)) {
            choosable.push(id);
        }
    }
    Ok(choosable)
}

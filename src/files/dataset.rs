//! The dataset of files: names and sizes, no contents. What is in the trash or an earlier version is not in it.

use rusqlite::types::Value;

use super::Space;
use crate::auth::Principal;
use crate::auth::scopes::Scope;
use crate::datasets::{Column, Dataset, Kind};

/// `files`: those of the spaces that the principal may read. A member whose level on members does not reach every field
/// sees no files of members.
pub fn dataset(principal: &Principal) -> Dataset {
    let is_limited = principal.actor.member().is_some() && !principal.rights.manage_members();
    let mut spaces = Space::readable(|access| principal.rights.allow(access.with_scope(Scope::DatasetsRead)));
    spaces.retain(|name| Space::of(name).is_some_and(|space| !space.is_read_only()));
    spaces.retain(|name| !(is_limited && *name == Space::User.name()));
    let columns = [
        ("id", Kind::Integer, "f.id"),
        ("path", Kind::Text, "f.path"),
        ("parent", Kind::Text, "f.parent"),
        ("name", Kind::Text, "f.name"),
        ("type", Kind::Text, "CASE f.type WHEN 1 THEN 'file' WHEN 2 THEN 'directory' ELSE CAST(f.type AS TEXT) END"),
        ("mime", Kind::Text, "f.mime"),
        ("size", Kind::Integer, "f.size"),
        ("modified", Kind::Moment, "f.modified"),
        ("image", Kind::Truth, "f.image"),
    ];
    Dataset {
        name: "files",
        columns: columns.into_iter().map(|(name, kind, sql)| Column::new(name, kind, sql)).collect(),
        from: "files f WHERE f.trash IS NULL
            AND substr(f.path, 1, instr(f.path || '/', '/') - 1) IN (SELECT value FROM json_each(?1))"
            .to_owned(),
        values: vec![Value::Text(serde_json::Value::from(spaces).to_string())],
        changed: Some("modified"),
    }
}

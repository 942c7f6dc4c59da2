//! The tree of pages: lists, descendants, inherited status.

use std::collections::HashMap;

use rusqlite::{Connection, Transaction};
use serde::Serialize;
use utoipa::ToSchema;

use super::page::{self, COLUMNS, Page, Status};
use crate::error::Result;

/// The maximal depth of the tree.
pub const LEVELS_MAX: usize = 50;

/// The children of a page.
#[derive(Debug, Serialize, ToSchema)]
pub struct Children {
    /// By title.
    pub categories: Vec<Page>,
    /// Newest first.
    pub pages: Vec<Page>,
}

/// The children of a page, or the pages at the top.
pub fn children(connection: &Connection, parent: Option<i64>) -> Result<Children> {
    let list = |kind: &str, order: &str| -> Result<Vec<Page>> {
        let sql = format!("SELECT {COLUMNS} FROM web_pages WHERE id_parent IS ?1 AND {kind} ORDER BY {order}, id");
        let mut statement = connection.prepare_cached(&sql)?;
        Ok(statement.query_map([parent], page::read)?.collect::<rusqlite::Result<_>>()?)
    };
    Ok(Children {
        categories: list("type = 1", "title COLLATE U_NOCASE")?,
        pages: list("type <> 1", "published DESC")?,
    })
}

/// Every page of every level, by title.
pub fn all(connection: &Connection) -> Result<Vec<Page>> {
    let sql = format!("SELECT {COLUMNS} FROM web_pages ORDER BY title COLLATE U_NOCASE, id");
    let mut statement = connection.prepare_cached(&sql)?;
    Ok(statement.query_map([], page::read)?.collect::<rusqlite::Result<_>>()?)
}

/// The parents of all pages. Walks stop at cycles, which other programs may have stored.
pub struct Tree {
    nodes: HashMap<i64, Node>,
}

struct Node {
    parent: Option<i64>,
    status: Status,
    inherited: Status,
}

impl Tree {
    pub fn read(connection: &Connection) -> Result<Self> {
        let mut statement =
            connection.prepare_cached("SELECT id, id_parent, status, inherited_status FROM web_pages")?;
        let rows = statement.query_map([], |row| {
            Ok((row.get(0)?, Node { parent: row.get(1)?, status: row.get(2)?, inherited: row.get(3)? }))
        })?;
        Ok(Tree { nodes: rows.collect::<rusqlite::Result<_>>()? })
    }

    /// The page itself and those above it, up to the top.
    pub fn ancestry(&self, id: i64) -> Vec<i64> {
        let mut ancestry = Vec::new();
        let mut next = Some(id);
        while let Some(id) = next.filter(|id| !ancestry.contains(id)) {
            ancestry.push(id);
            next = self.nodes.get(&id).and_then(|node| node.parent);
        }
        ancestry
    }

    /// The page itself and all those below it, in the order of their ids.
    pub fn descendants(&self, id: i64) -> Vec<i64> {
        let mut below: Vec<i64> =
            self.nodes.keys().copied().filter(|other| self.ancestry(*other).contains(&id)).collect();
        below.sort_unstable();
        below
    }

    /// The number of levels from a page to its lowest descendant, both included.
    pub fn height(&self, id: i64) -> usize {
        let depth = |other: i64| self.ancestry(other).iter().position(|ancestor| *ancestor == id);
        self.nodes.keys().filter_map(|other| depth(*other)).max().map_or(1, |deepest| deepest + 1)
    }

    fn inherited_status(&self, id: i64) -> Status {
        let above = self.ancestry(id);
        let statuses = above.iter().filter_map(|id| self.nodes.get(id)).map(|node| node.status);
        statuses.min_by_key(|status| status.visibility()).unwrap_or(Status::Draft)
    }
}

/// Updates the inherited status of every page: the least visible status among it and the pages above.
pub fn inherit_statuses(tx: &Transaction) -> Result<()> {
    let tree = Tree::read(tx)?;
    let mut update = tx.prepare_cached("UPDATE web_pages SET inherited_status = ?2 WHERE id = ?1")?;
    for (id, node) in &tree.nodes {
        let inherited = tree.inherited_status(*id);
        if inherited != node.inherited {
            update.execute((id, inherited))?;
        }
    }
    Ok(())
}

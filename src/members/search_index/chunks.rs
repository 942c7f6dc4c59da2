//! All members in the order of lists, in chunks: a change of a few members makes a few chunks anew.

use std::cmp::Ordering;
use std::collections::HashSet;
use std::sync::Arc;

use super::find::Needles;
use super::rows::{MemberRow, Rows};
use crate::members::question::Question;

/// Members of a chunk when it is made, and at the most.
const USUAL: usize = 512;
const MOST: usize = 2 * USUAL;

/// What is searched of members. Never changed: a new one shares the chunks that stay.
#[derive(Debug, Default)]
pub struct MemberIndex {
    chunks: Vec<Arc<Rows>>,
}

impl MemberIndex {
    /// `None` when there is no room.
    pub fn new(rows: &Rows) -> Option<Self> {
        let mut chunks = Vec::new();
        for places in rows.sorted().chunks(USUAL) {
            push_chunk(&mut chunks, places.iter().map(|at| rows.get(*at as usize)))?;
        }
        Some(MemberIndex { chunks })
    }

    /// The index with other rows in place of those of some members. `None` when there is no room.
    pub fn with(&self, changed: &HashSet<i64>, new: &Rows) -> Option<Self> {
        let places = new.sorted();
        let mut rest = places.iter().map(|at| new.get(*at as usize)).peekable();
        let mut chunks = Vec::with_capacity(self.chunks.len() + 1);
        for (at, chunk) in self.chunks.iter().enumerate() {
            let next = self.chunks.get(at + 1).map(|next| next.get(0));
            let mut added = Vec::new();
            while let Some(row) = rest.next_if(|row| next.as_ref().is_none_or(|next| row.order(next) == Ordering::Less))
            {
                added.push(row);
            }
            if added.is_empty() && chunk.ids.iter().all(|id| !changed.contains(id)) {
                chunks.push(chunk.clone());
            } else {
                push_merged(&mut chunks, chunk, changed, added)?;
            }
        }
        let left: Vec<MemberRow<'_>> = rest.collect();
        for rows in left.chunks(USUAL) {
            push_chunk(&mut chunks, rows.iter().copied())?;
        }
        Some(MemberIndex { chunks })
    }

    /// The members of some categories that answer a question: of those in the order of lists, or its reverse, at most
    /// `most` after `skipped`; and how many there are in all.
    pub fn find(
        &self,
        question: &Question,
        categories: &HashSet<i64>,
        descending: bool,
        (skipped, most): (usize, usize),
    ) -> (Vec<i64>, usize) {
        let needles = Needles::new(question);
        let (mut ids, mut count) = (Vec::new(), 0_usize);
        let mut look = |chunk: &Rows| {
            let hits = needles.find(chunk);
            if hits.is_empty() {
                return;
            }
            let mut take = |at: usize| {
                if hits.has(at) && categories.contains(&chunk.categories[at]) {
                    if count >= skipped && ids.len() < most {
                        ids.push(chunk.ids[at]);
                    }
                    count += 1;
                }
            };
            if descending { (0..chunk.len()).rev().for_each(&mut take) } else { (0..chunk.len()).for_each(&mut take) }
        };
        if descending {
            self.chunks.iter().rev().for_each(|chunk| look(chunk));
        } else {
            self.chunks.iter().for_each(|chunk| look(chunk));
        }
        (ids, count)
    }
}

/// Adds a chunk of rows in their order, unless there are none.
fn push_chunk<'a>(chunks: &mut Vec<Arc<Rows>>, members: impl Iterator<Item = MemberRow<'a>>) -> Option<()> {
    let mut rows = Rows::default();
    for row in members {
        rows.push(row)?;
    }
    rows.shrink();
    if rows.len() > 0 {
        chunks.push(Arc::new(rows));
    }
    Some(())
}

/// Adds the rows of a chunk but those of some members, with others; more than one chunk if they are many.
fn push_merged(
    chunks: &mut Vec<Arc<Rows>>,
    chunk: &Rows,
    changed: &HashSet<i64>,
    added: Vec<MemberRow<'_>>,
) -> Option<()> {
    let kept = (0..chunk.len()).map(|at| chunk.get(at)).filter(|row| !changed.contains(&row.id));
    let mut merged: Vec<MemberRow<'_>> = kept.chain(added).collect();
    // Two sorted runs: cheap for a sort that sees runs.
    merged.sort_by(MemberRow::order);
    let size = if merged.len() > MOST { USUAL } else { MOST };
    merged.chunks(size).try_for_each(|rows| push_chunk(chunks, rows.iter().copied()))
}

//! Members as the index holds them: a few long texts, so that looking through them all is looking through memory.

use std::cmp::Ordering;

use crate::text::{french_order, push_french_sort_key};

/// Stands before each text, and around numbers. It is no part of UTF-8, so no word holds it.
pub const MARK: u8 = 0xff;

/// Texts one after the other.
#[derive(Debug, Default)]
pub struct Packed {
    pub bytes: Vec<u8>,
    /// Where each ends.
    pub ends: Vec<u32>,
}

impl Packed {
    fn get(&self, at: usize) -> &[u8] {
        let start = if at == 0 { 0 } else { self.ends[at - 1] as usize };
        &self.bytes[start..self.ends[at] as usize]
    }

    /// `None` when there is no room.
    fn push(&mut self, text: &[u8]) -> Option<()> {
        let end = u32::try_from(self.bytes.len() + text.len()).ok()?;
        self.bytes.extend_from_slice(text);
        self.ends.push(end);
        Some(())
    }

    fn shrink(&mut self) {
        self.bytes.shrink_to_fit();
        self.ends.shrink_to_fit();
    }
}

/// Some members.
#[derive(Debug, Default)]
pub struct Rows {
    pub ids: Vec<i64>,
    pub categories: Vec<i64>,
    /// A [`MARK`] and the name; empty for NULL.
    pub names: Packed,
    /// Each searchable text that is not NULL behind a [`MARK`].
    pub texts: Packed,
    /// The number between two marks; empty for NULL.
    pub numbers: Packed,
    /// Each telephone number that is not NULL behind a [`MARK`].
    pub phones: Packed,
}

/// One of them.
#[derive(Debug, Clone, Copy, Default)]
pub struct MemberRow<'a> {
    pub id: i64,
    pub category: i64,
    pub name: &'a [u8],
    pub texts: &'a [u8],
    pub number: &'a [u8],
    pub phones: &'a [u8],
}

impl Rows {
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    pub fn get(&self, at: usize) -> MemberRow<'_> {
        MemberRow {
            id: self.ids[at],
            category: self.categories[at],
            name: self.names.get(at),
            texts: self.texts.get(at),
            number: self.numbers.get(at),
            phones: self.phones.get(at),
        }
    }

    /// `None` when there is no room.
    pub fn push(&mut self, row: MemberRow<'_>) -> Option<()> {
        self.names.push(row.name)?;
        self.texts.push(row.texts)?;
        self.numbers.push(row.number)?;
        self.phones.push(row.phones)?;
        self.ids.push(row.id);
        self.categories.push(row.category);
        Some(())
    }

    /// The places of the rows in the order of lists.
    pub fn sorted(&self) -> Vec<u32> {
        let (mut keys, mut ends) = (Vec::with_capacity(16 * self.len()), Vec::with_capacity(self.len()));
        for at in 0..self.len() {
            // As `MemberRow::order`: NULL first.
            if let Some((mark, name)) = self.names.get(at).split_first() {
                keys.push(*mark);
                push_french_sort_key(text(name), &mut keys);
            }
            ends.push(keys.len());
        }
        let key = |at: u32| {
            let at = at as usize;
            (&keys[if at == 0 { 0 } else { ends[at - 1] }..ends[at]], self.ids[at])
        };
        let mut places: Vec<u32> = (0..u32::try_from(self.len()).unwrap_or(u32::MAX)).collect();
        places.sort_unstable_by(|a, b| key(*a).cmp(&key(*b)));
        places
    }

    pub fn shrink(&mut self) {
        self.ids.shrink_to_fit();
        self.categories.shrink_to_fit();
        [&mut self.names, &mut self.texts, &mut self.numbers, &mut self.phones].into_iter().for_each(Packed::shrink);
    }
}

impl MemberRow<'_> {
    /// By name as `COLLATE U_NOCASE` sorts it, NULL first, then by identifier.
    pub fn order(&self, other: &MemberRow<'_>) -> Ordering {
        let by_name = match (self.name.split_first(), other.name.split_first()) {
            (Some((_, name)), Some((_, other))) => french_order(text(name), text(other)),
            (name, other) => name.is_some().cmp(&other.is_some()),
        };
        by_name.then(self.id.cmp(&other.id))
    }
}

/// Only valid texts are indexed.
fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap_or_default()
}

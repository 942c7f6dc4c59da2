//! Puts records into the order of their keys without holding them all: a distribution sort. Records of one key come back in
//! the order in which they came.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufWriter, Read, Seek, SeekFrom, Write};

use crate::db::temporary_folder;
use crate::error::Result;

/// Bytes in memory, of all keys together, beyond which they go to a temporary file.
const MEMORY_BYTES: usize = 8 << 20;

/// Records by key. There must be few keys beside the records, such as the days of a year.
pub struct Buckets {
    by_key: BTreeMap<Vec<u8>, Bucket>,
    in_memory: usize,
    memory_max: usize,
    file: Option<File>,
    /// Where the file ends.
    end: u64,
}

/// What became of the pieces by adding a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pieces {
    /// The next record of the same key may stand in the same piece.
    Open,
    /// The next record of each key begins a piece.
    Cut,
}

#[derive(Default)]
struct Bucket {
    bytes: Vec<u8>,
    /// Place and length in the file of what came before.
    segments: Vec<(u64, usize)>,
}

impl Buckets {
    pub fn new() -> Self {
        Self::within(MEMORY_BYTES)
    }

    fn within(memory_max: usize) -> Self {
        Buckets { by_key: BTreeMap::new(), in_memory: 0, memory_max, file: None, end: 0 }
    }

    /// Adds a record behind those of its key. The pieces that [`Buckets::read`] gives begin and end with a record.
    pub fn push(&mut self, key: &[u8], record: &[u8]) -> Result<Pieces> {
        match self.by_key.get_mut(key) {
            Some(bucket) => bucket.bytes.extend_from_slice(record),
            None => {
                let bucket = Bucket { bytes: record.to_vec(), segments: Vec::new() };
                self.by_key.insert(key.to_vec(), bucket);
            }
        }
        self.in_memory += record.len();
        if self.in_memory > self.memory_max { self.flush() } else { Ok(Pieces::Open) }
    }

    fn flush(&mut self) -> Result<Pieces> {
        let file = match &mut self.file {
            Some(file) => file,
            None => self.file.insert(temporary_folder::new_file()?),
        };
        let mut out = BufWriter::with_capacity(1 << 18, file);
        for bucket in self.by_key.values_mut().filter(|bucket| !bucket.bytes.is_empty()) {
            out.write_all(&bucket.bytes)?;
            bucket.segments.push((self.end, bucket.bytes.len()));
            self.end += bucket.bytes.len() as u64;
            // The room stays: the next records of this key are about as many.
            bucket.bytes.clear();
        }
        out.flush()?;
        self.in_memory = 0;
        Ok(Pieces::Cut)
    }

    /// Gives all records back, key by key, in pieces of some records each.
    pub fn read(mut self, mut visit: impl FnMut(&[u8]) -> Result<()>) -> Result<()> {
        let mut piece = Vec::new();
        for bucket in std::mem::take(&mut self.by_key).into_values() {
            for (place, length) in bucket.segments {
                let Some(file) = &mut self.file else { continue };
                piece.resize(length, 0);
                file.seek(SeekFrom::Start(place))?;
                file.read_exact(&mut piece)?;
                visit(&piece)?;
            }
            if !bucket.bytes.is_empty() {
                visit(&bucket.bytes)?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn records_come_back_sorted_by_key_and_stable_whatever_the_memory(
            records in proptest::collection::vec((0_u8..6, 0_u8..=255), 0..60),
            memory_max in 0_usize..80,
        ) {
            let mut buckets = Buckets::within(memory_max);
            for (key, value) in &records {
                buckets.push(&[*key], &[*key, *value]).unwrap();
            }
            let mut found = Vec::new();
            buckets
                .read(|piece| {
                    found.extend(piece.chunks(2).map(|record| (record[0], record[1])));
                    Ok(())
                })
                .unwrap();
            let mut expected = records;
            expected.sort_by_key(|(key, _)| *key);
            prop_assert_eq!(found, expected);
        }
    }
}

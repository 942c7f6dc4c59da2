//! `rank`: how well a row answers a full-text search.

use rusqlite::Connection;
use rusqlite::functions::Context;
use rusqlite::types::ValueRef;

use super::{ANY, FunctionError, PURE, arguments, scalar};
use crate::error::Result;
use crate::msg;

pub(super) fn register(connection: &Connection) -> Result<()> {
    scalar(connection, "rank", ANY, PURE, rank)
}

/// `rank(matchinfo(table), weight of column 1, …)`: over all phrases and columns, hits in this row / hits in all rows ×
/// weight of the column.
fn rank(context: &Context<'_>) -> std::result::Result<f64, FunctionError> {
    let hits = match (!context.is_empty()).then(|| context.get_raw(0)) {
        Some(ValueRef::Blob(blob)) => Hits::read(blob),
        _ => None,
    };
    let hits = hits.ok_or_else(|| FunctionError::from(msg!("function-rank-matchinfo")))?;
    let weights: Option<Vec<f64>> = (1..context.len()).map(|index| arguments::real(context, index)).collect();
    match weights {
        Some(weights) if weights.len() == hits.columns => Ok(hits.rank(&weights)),
        _ => Err(msg!("function-rank-weights", columns = hits.columns).into()),
    }
}

/// What `matchinfo(table)` tells (SQLite FTS4, format `pcx`): numbers of phrases and of columns, then for each phrase
/// and column the hits in this row, in all rows, and the rows with hits.
struct Hits {
    columns: usize,
    /// One phrase after the other, a column each: (in this row, in all rows).
    per_column: Vec<(u32, u32)>,
}

impl Hits {
    fn read(blob: &[u8]) -> Option<Self> {
        let (words, []) = blob.as_chunks::<4>() else { return None };
        let words: Vec<u32> = words.iter().map(|word| u32::from_ne_bytes(*word)).collect();
        let [phrases, columns, hits @ ..] = words.as_slice() else { return None };
        let columns = usize::try_from(*columns).ok()?;
        let expected = usize::try_from(*phrases).ok()?.checked_mul(columns)?.checked_mul(3)?;
        let (triples, []) = hits.as_chunks::<3>() else { return None };
        (hits.len() == expected).then(|| Hits {
            columns,
            per_column: triples.iter().map(|[here, everywhere, _]| (*here, *everywhere)).collect(),
        })
    }

    fn rank(&self, weights: &[f64]) -> f64 {
        self.per_column
            .iter()
            .zip(weights.iter().cycle())
            .filter(|((here, everywhere), _)| *here > 0 && *everywhere > 0)
            .map(|((here, everywhere), weight)| f64::from(*here) / f64::from(*everywhere) * weight)
            .fold(0.0, |sum, hits| sum + hits)
    }
}

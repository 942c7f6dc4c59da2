//! The limits of one statement (platform.md 2.6).

use std::time::Duration;

use rusqlite::Connection;
use rusqlite::limits::Limit;

use crate::error::Result;

/// The limits of one statement; [`Limits::default`] holds those of platform.md 2.6.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// How long SQLite may work on it, for the count and the rows together; waiting for the client does not count.
    pub run_time: Duration,
    /// The most bytes of one text, blob or row.
    pub value_bytes: u32,
    /// The most bytes of the statement itself.
    pub text_bytes: u32,
    /// The most memory that its program can take (see `weight`), in bytes.
    pub memory_bytes: u64,
    /// The most bytes that it may write to temporary files, those of its answer included; enforced on Linux.
    pub temporary_bytes: u64,
    /// Bytes of the disk that its temporary files leave to others.
    pub free_bytes_min: u64,
    /// The most rows of a statement without a LIMIT of its own.
    pub rows_without_limit: u64,
    pub expression_depth: u32,
    pub compound_selects: u32,
    /// The most bytes of a LIKE or GLOB pattern.
    pub pattern_bytes: u32,
    pub columns: u32,
    pub function_arguments: u32,
    /// The most instructions of the compiled statement.
    pub instructions: u32,
    /// The highest number of a parameter.
    pub parameters: u32,
    /// How deep constructs may nest, so that SQLite's recursion fits a thread's stack of 2 MiB.
    pub nesting: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            run_time: Duration::from_secs(10),
            value_bytes: 50_000_000,
            text_bytes: 1_000_000,
            memory_bytes: 512 << 20,
            temporary_bytes: 2 << 30,
            free_bytes_min: 64 << 20,
            rows_without_limit: 1_000,
            expression_depth: 1_000,
            compound_selects: 500,
            pattern_bytes: 1_000,
            columns: 2_000,
            function_arguments: 1_000,
            instructions: 5_000_000,
            parameters: 32_766,
            nesting: 2_500,
        }
    }
}

/// The engine may be given a little more text than people may send: the words around theirs that count and check.
const TEXT_AROUND: u32 = 64;

impl Limits {
    /// Sets the engine's own limits. Time, memory, temporary bytes and rows are watched by the reader.
    pub(super) fn apply(&self, connection: &Connection) -> Result<()> {
        for (limit, value) in [
            (Limit::SQLITE_LIMIT_LENGTH, self.value_bytes),
            (Limit::SQLITE_LIMIT_SQL_LENGTH, self.text_bytes.saturating_add(TEXT_AROUND)),
            (Limit::SQLITE_LIMIT_EXPR_DEPTH, self.expression_depth),
            (Limit::SQLITE_LIMIT_PARSER_DEPTH, self.nesting),
            (Limit::SQLITE_LIMIT_COMPOUND_SELECT, self.compound_selects),
            (Limit::SQLITE_LIMIT_LIKE_PATTERN_LENGTH, self.pattern_bytes),
            (Limit::SQLITE_LIMIT_COLUMN, self.columns),
            (Limit::SQLITE_LIMIT_FUNCTION_ARG, self.function_arguments),
            (Limit::SQLITE_LIMIT_VDBE_OP, self.instructions),
            (Limit::SQLITE_LIMIT_VARIABLE_NUMBER, self.parameters),
            (Limit::SQLITE_LIMIT_ATTACHED, 0),
            (Limit::SQLITE_LIMIT_TRIGGER_DEPTH, 0),
            (Limit::SQLITE_LIMIT_WORKER_THREADS, 0),
        ] {
            connection.set_limit(limit, i32::try_from(value).unwrap_or(i32::MAX))?;
        }
        Ok(())
    }
}

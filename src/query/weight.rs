//! How much memory a compiled program can take, and how big each of its values may be for that.
//!
//! The memory of a statement is bounded by what its program can hold, not measured: this build of SQLite does not count
//! its memory, and what the process takes says nothing about one statement of several. A program holds
//!
//! - values, one for each instruction that makes or copies one, each at most as long as `SQLITE_LIMIT_LENGTH`, which is
//!   set for each program to what [`Weight::value_bytes`] says;
//! - temporary tables, indexes and sorters, each of which keeps at most its page cache in memory
//!   (`SQLITE_DEFAULT_CACHE_SIZE`, or for sorters the cache size of the connection, both 2 MB) and writes the rest to
//!   temporary files (`temp_store`, see [`super::run`]; [`super::watch`] bounds those);
//! - Bloom filters, whose sizes stand in the program;
//! - lists of row numbers, for `OR` over several indexes: some bytes for each row of a table of the file;
//! - for a MATCH, the list of documents of each of its words, at most as long as the full-text index. This alone grows
//!   with the text of a value, up to the 4,096 words that FTS3 and FTS4 take.
//!
//! SQLite calls the progress handler only where a program jumps. Between two jumps, a row of a thousand columns could
//! make a thousand values of the greatest size: fifty gigabytes, in minutes. So the more values a program makes, the
//! smaller each may be. Ordinary statements keep megabytes for each.

use super::limits::Limits;

/// How many instructions of a program make values, compare them or hold them.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Weight {
    /// Instructions that may each hold a value, in units of one that takes it from the file.
    values: u64,
    /// Instructions that compare two values.
    comparisons: u64,
    /// Calls whose time grows with the product of the lengths of two values, in units of one `instr`.
    products: u64,
    /// Bytes of temporary tables, indexes, sorters and filters, whatever the values are.
    fixed_bytes: u64,
}

/// A computed value is allocated, and copied on its way.
const MADE: u64 = 4;

/// How many comparisons take as long as one value from the file.
const COMPARISONS_PER_VALUE: u64 = 10;

/// How many pairs of bytes the calls of one row may bring together: about a second of `instr`, which compares many at once.
const MAXIMUM_PAIRS: u64 = 100_000_000_000;

/// The page cache of a temporary table, with what belongs to it.
const TABLE_BYTES: u64 = 3 << 20;

/// Values up to this size are always allowed.
const ALWAYS_ALLOWED_BYTES: u64 = 10_000;

impl Weight {
    /// Adds one instruction with its first operand and its fourth, which for a call is the function with its number of
    /// arguments: `trim(2)`.
    pub fn add(&mut self, opcode: &str, first: i64, fourth: &[u8]) {
        match opcode {
            "Column" | "VColumn" | "Copy" | "Cast" | "MakeRecord" | "RowData" | "SorterData" => self.values += 1,
            "Concat" => self.values += MADE,
            "Compare" | "Eq" | "Ne" | "Lt" | "Le" | "Gt" | "Ge" => self.comparisons += 1,
            "OpenEphemeral" | "OpenAutoindex" | "SorterOpen" => self.fixed_bytes += TABLE_BYTES,
            // A literal, or the empty filter: the operand is its length.
            "Blob" => self.fixed_bytes += u64::try_from(first).unwrap_or(0),
            "Function" | "PureFunc" | "AggStep" | "AggStep1" | "AggInverse" | "AggValue" | "AggFinal" => {
                let (values, products) = weight_of_call(fourth);
                self.values += values;
                self.products += products;
            }
            _ => {}
        }
    }

    /// The greatest size of a value that keeps the whole within its memory and its time; `None` when the tables alone
    /// take too much memory.
    pub fn value_bytes(&self, limits: &Limits) -> Option<u32> {
        // A quarter of the memory stays for values, whatever the tables take.
        let for_values = limits.memory_bytes.checked_sub(self.fixed_bytes)?;
        if for_values < limits.memory_bytes / 4 {
            return None;
        }
        let values = (self.values + self.comparisons / COMPARISONS_PER_VALUE).max(1);
        // Half of it is left for the copies that the engine and the answer make.
        let by_memory = for_values / 2 / values;
        let by_time = MAXIMUM_PAIRS.checked_div(self.products).map_or(u64::MAX, u64::isqrt);
        let bytes = by_memory.min(by_time).max(ALWAYS_ALLOWED_BYTES);
        Some(u32::try_from(bytes).unwrap_or(u32::MAX).min(limits.value_bytes))
    }
}

/// How many values and products a call counts for.
fn weight_of_call(function: &[u8]) -> (u64, u64) {
    match function {
        b"instr(2)" | b"replace(3)" => (MADE, 1),
        // These search each character of one text in the other.
        b"trim(2)" | b"ltrim(2)" | b"rtrim(2)" | b"unhex(2)" => (MADE, 50),
        b"json_patch(2)" | b"jsonb_patch(2)" => (MADE, 10),
        // A pattern can make them read the value as many times as the pattern is long.
        b"glob(2)" => (100, 0),
        _ if function.starts_with(b"like(") => (50, 0),
        _ => (MADE, 0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(instructions: &[(&str, &str)], times: usize) -> u32 {
        let mut weight = Weight::default();
        for _ in 0..times {
            instructions.iter().for_each(|(opcode, operand)| weight.add(opcode, 0, operand.as_bytes()));
        }
        weight.value_bytes(&Limits::default()).unwrap()
    }

    #[test]
    fn a_simple_statement_may_make_the_greatest_values() {
        assert_eq!(bytes(&[("Column", ""), ("Function", "length(1)"), ("Next", "")], 1), 50_000_000);
    }

    #[test]
    fn many_values_must_fit_the_memory_together() {
        assert_eq!(bytes(&[("Concat", "")], 1_000), 67_108);
        assert_eq!(bytes(&[("AggStep", "group_concat(1)")], 1_000), 67_108);
        assert_eq!(bytes(&[("Column", "")], 20), 13_421_772);
        assert_eq!(bytes(&[("Eq", "")], 100_000), 26_843);
        assert_eq!(bytes(&[("Copy", "")], 10_000_000), 10_000);
    }

    #[test]
    fn calls_that_multiply_lengths_take_shorter_values() {
        assert_eq!(bytes(&[("Function", "replace(3)")], 1), 316_227);
        assert_eq!(bytes(&[("Function", "trim(2)")], 1), 44_721);
        assert_eq!(bytes(&[("Function", "trim(1)")], 1), 50_000_000);
        assert_eq!(bytes(&[("Function", "glob(2)")], 1), 2_684_354);
    }

    #[test]
    fn tables_leave_less_room_for_values_and_too_many_are_refused() {
        let weight = |tables| {
            let mut weight = Weight::default();
            (0..tables).for_each(|_| weight.add("OpenEphemeral", 0, b""));
            weight.add("Concat", 0, b"");
            weight.value_bytes(&Limits { memory_bytes: 100 << 20, ..Limits::default() })
        };
        assert_eq!((weight(0), weight(10)), (Some(13_107_200), Some(9_175_040)));
        assert_eq!((weight(25).is_some(), weight(26), weight(1_000)), (true, None, None));
        let mut filter = Weight::default();
        filter.add("Blob", 90 << 20, b"");
        assert_eq!(filter.value_bytes(&Limits { memory_bytes: 100 << 20, ..Limits::default() }), None);
    }
}

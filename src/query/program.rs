//! Checks the program that SQLite compiled, independently of what SQLite asked its authorizer.
//!
//! A program reads a table by opening a B-tree at its root page, or a virtual table, and taking columns by their
//! numbers. So a program that opens only known B-trees and takes no hidden column cannot return a secret, however the
//! statement was written. Instructions that are not on the list of reading ones are refused, so that a new version of
//! SQLite can only make this check refuse too much (docs/decisions.md, 2026-11-28).

use std::collections::HashMap;

use rusqlite::{Connection, Row};

use super::authorizer::Guard;
use super::catalog::{Catalog, Root, quoted};
use super::parameters::Parameters;
use super::policy::TABLE_FUNCTIONS;
use super::weight::Weight;

/// The weight of the program of `sql`, or `None` if it reads something hidden.
///
/// Fails as compiling `sql` itself would. The connection must stay in the same transaction until `sql` has run with the
/// same parameters, which the engine may compile it anew for, so that the program that runs is the one that was
/// checked.
pub(super) fn weigh(
    connection: &Connection,
    guard: &Guard,
    sql: &str,
    parameters: &Parameters,
) -> rusqlite::Result<Option<Weight>> {
    let mut program = Program::default();
    let mut statement = connection.prepare(&format!("EXPLAIN {sql}"))?;
    parameters.bind(&mut statement)?;
    let mut rows = statement.raw_query();
    while let Some(row) = rows.next()? {
        if !program.take(row)? {
            return Ok(None);
        }
    }
    let catalog = guard.catalog();
    let is_harmless = program.touches_only_open_data(&catalog)
        && (program.virtual_tables.is_empty()
            || program.opens_only(&readable_virtual_tables(connection, guard, &catalog)));
    Ok(is_harmless.then_some(program.weight))
}

/// The parts of a compiled program that the check needs.
#[derive(Default)]
struct Program {
    /// The root pages opened at each cursor.
    roots: HashMap<i64, Vec<i64>>,
    /// (cursor, column number) pairs that are read; `None` for a whole row.
    reads: Vec<(i64, Option<i64>)>,
    /// Cursors that are written to or copied: only temporary tables may be.
    temporary: Vec<i64>,
    /// SQLite's marks of the virtual tables that are opened.
    virtual_tables: Vec<Vec<u8>>,
    weight: Weight,
}

impl Program {
    /// Adds one instruction; `false` if no reading statement has it in this form.
    fn take(&mut self, row: &Row<'_>) -> rusqlite::Result<bool> {
        let operand = |number: usize| row.get::<_, i64>(number + 1);
        let opcode = row.get_ref(1)?.as_str()?;
        self.weight.add(opcode, operand(1)?, row.get_ref(5)?.as_bytes().unwrap_or_default());
        match opcode {
            "OpenRead" | "ReopenIdx" => {
                // The second database is that of temporary tables. A root page that is computed cannot be checked.
                if operand(3)? != 0 || operand(5)? & ROOT_IN_REGISTER != 0 {
                    return Ok(false);
                }
                self.roots.entry(operand(1)?).or_default().push(operand(2)?);
            }
            "Column" => self.reads.push((operand(1)?, Some(operand(2)?))),
            "RowData" => self.reads.push((operand(1)?, None)),
            "Insert" | "Delete" | "IdxInsert" | "IdxDelete" | "NewRowid" | "ResetSorter" | "Sequence" => {
                self.temporary.push(operand(1)?)
            }
            "OpenDup" => self.temporary.push(operand(2)?),
            "Transaction" => return Ok(operand(1)? == 0 && operand(2)? == 0),
            "VOpen" => self.virtual_tables.push(mark(row)?),
            _ => return Ok(HARMLESS.binary_search(&opcode).is_ok()),
        }
        Ok(true)
    }

    fn touches_only_open_data(&self, catalog: &Catalog) -> bool {
        let is_known = self.roots.values().flatten().all(|&page| catalog.root(page).is_some());
        let is_temporary = |cursor: &i64| !self.roots.contains_key(cursor);
        let is_open = |(cursor, column): &(i64, Option<i64>)| {
            let pages = self.roots.get(cursor).map(Vec::as_slice).unwrap_or_default();
            pages.iter().all(|&page| match catalog.root(page) {
                Some(Root::Open) => true,
                Some(Root::Hiding(hidden)) => column.is_some_and(|column| !hidden.contains(&column)),
                None => false,
            })
        };
        is_known && self.temporary.iter().all(is_temporary) && self.reads.iter().all(is_open)
    }

    fn opens_only(&self, marks: &[Vec<u8>]) -> bool {
        self.virtual_tables.iter().all(|mark| marks.contains(mark))
    }
}

/// Flag of an opening instruction: the root page is in a register.
const ROOT_IN_REGISTER: i64 = 0x10;

/// SQLite's mark of a virtual table: the same in all programs as long as the table stays connected.
fn mark(row: &Row<'_>) -> rusqlite::Result<Vec<u8>> {
    Ok(row.get_ref(5)?.as_bytes().unwrap_or_default().to_owned())
}

/// The marks of the virtual tables and table functions that may be read.
fn readable_virtual_tables(connection: &Connection, guard: &Guard, catalog: &Catalog) -> Vec<Vec<u8>> {
    let was_trusting = guard.is_trusting();
    guard.trust(true);
    let names = catalog.virtual_tables().iter().map(|name| format!("main.{}", quoted(name)));
    let names = names.chain(TABLE_FUNCTIONS.map(str::to_owned));
    let marks = names.flat_map(|name| marks_of(connection, &name).unwrap_or_default()).collect();
    guard.trust(was_trusting);
    marks
}

/// The marks of one virtual table. Fails if the table does not exist.
fn marks_of(connection: &Connection, table: &str) -> rusqlite::Result<Vec<Vec<u8>>> {
    let mut statement = connection.prepare(&format!("EXPLAIN SELECT 1 FROM {table}"))?;
    let mut rows = statement.raw_query();
    let mut marks = Vec::new();
    while let Some(row) = rows.next()? {
        if row.get_ref(1)?.as_str()? == "VOpen" {
            marks.push(mark(row)?);
        }
    }
    Ok(marks)
}

/// The instructions that read nothing from the file by themselves, in alphabetical order. The list leaves out those that
/// [`Program::take`] checks, those of writing statements, `PRAGMA` and triggers, and `Offset`.
const HARMLESS: [&str; 129] = [
    "Add",
    "AddImm",
    "Affinity",
    "AggFinal",
    "AggInverse",
    "AggStep",
    "AggStep1",
    "AggValue",
    "And",
    "BeginSubrtn",
    "BitAnd",
    "BitNot",
    "BitOr",
    "Blob",
    "Cast",
    "Close",
    "ClrSubtype",
    "CollSeq",
    "ColumnsUsed",
    "Compare",
    "Concat",
    "Copy",
    "Count",
    "CursorHint",
    "DecrJumpZero",
    "DeferredSeek",
    "Divide",
    "ElseEq",
    "EndCoroutine",
    "Eq",
    "Explain",
    "Filter",
    "FilterAdd",
    "FinishSeek",
    "Found",
    "Function",
    "Ge",
    "GetSubtype",
    "Gosub",
    "Goto",
    "Gt",
    "Halt",
    "IdxGE",
    "IdxGT",
    "IdxLE",
    "IdxLT",
    "IdxRowid",
    "If",
    "IfEmpty",
    "IfNoHope",
    "IfNot",
    "IfNotZero",
    "IfNullRow",
    "IfPos",
    "Init",
    "InitCoroutine",
    "Int64",
    "IntCopy",
    "Integer",
    "IsNull",
    "IsTrue",
    "Jump",
    "Last",
    "Le",
    "Lt",
    "MakeRecord",
    "Move",
    "Multiply",
    "MustBeInt",
    "Ne",
    "Next",
    "Noop",
    "Not",
    "NotExists",
    "NotFound",
    "NotNull",
    "Null",
    "NullRow",
    "OffsetLimit",
    "Once",
    "OpenAutoindex",
    "OpenEphemeral",
    "OpenPseudo",
    "Or",
    "Permutation",
    "Prev",
    "PureFunc",
    "Real",
    "RealAffinity",
    "ReleaseReg",
    "Remainder",
    "ResultRow",
    "Return",
    "Rewind",
    "RowSetAdd",
    "RowSetRead",
    "RowSetTest",
    "Rowid",
    "SCopy",
    "SeekGE",
    "SeekGT",
    "SeekHit",
    "SeekLE",
    "SeekLT",
    "SeekRowid",
    "SeekScan",
    "SequenceTest",
    "SetSubtype",
    "ShiftLeft",
    "ShiftRight",
    "Sort",
    "SorterCompare",
    "SorterData",
    "SorterInsert",
    "SorterNext",
    "SorterOpen",
    "SorterSort",
    "String",
    "String8",
    "Subtract",
    "Trace",
    "TypeCheck",
    "VColumn",
    "VFilter",
    "VInitIn",
    "VNext",
    "Variable",
    "Yield",
    "ZeroOrNull",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_of_harmless_instructions_is_sorted_for_its_search() {
        assert!(HARMLESS.is_sorted());
    }
}

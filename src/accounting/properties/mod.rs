//! Whatever is done to the books, in whatever order: what fails changes nothing, every rule of the books holds, and they
//! agree to the cent with a model that knows no database.

mod books;

use jiff::civil::{Date, date};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed, TestRunner};

use books::Books;

/// Accounts that a debit and a credit can be on.
const ACCOUNTS: [&str; 6] = ["512A", "530", "606", "706", "401", "411"];

/// One thing that somebody does. Numbers of entries and imports count what there is at that moment, from the oldest.
#[derive(Debug, Clone)]
enum Operation {
    /// The day may lie outside the year and the amount may be 0: both are refused.
    Create {
        year: usize,
        day: Date,
        cents: i64,
        accounts: [usize; 2],
    },
    Change {
        entry: usize,
        cents: i64,
        accounts: [usize; 2],
    },
    Move {
        entry: usize,
        year: usize,
        day: Date,
    },
    Delete {
        entry: usize,
    },
    Close {
        year: usize,
    },
    Lock {
        year: usize,
    },
    Unlock {
        year: usize,
    },
    Reopen {
        year: usize,
    },
    /// Rows are new entries or changes of entries; an unknown account refuses all of them.
    Import {
        year: usize,
        rows: Vec<ImportedRow>,
        is_broken: bool,
    },
    Undo {
        import: usize,
    },
}

#[derive(Debug, Clone)]
struct ImportedRow {
    /// `None` for a new one.
    entry: Option<usize>,
    cents: i64,
    accounts: [usize; 2],
}

fn operation() -> impl Strategy<Value = Operation> {
    let year = || 0..2_usize;
    let accounts = || [0..ACCOUNTS.len(), 0..ACCOUNTS.len()];
    let day = || (2025..=2026_i16, 1..=12_i8, 1..=28_i8).prop_map(|(year, month, day)| date(year, month, day));
    let cents = || prop_oneof![1 => Just(0_i64), 20 => 1..100_000_i64];
    let row = (proptest::option::of(any::<usize>()), 1..100_000_i64, accounts())
        .prop_map(|(entry, cents, accounts)| ImportedRow { entry, cents, accounts });
    prop_oneof![
        8 => (year(), day(), cents(), accounts())
            .prop_map(|(year, day, cents, accounts)| Operation::Create { year, day, cents, accounts }),
        5 => (any::<usize>(), cents(), accounts())
            .prop_map(|(entry, cents, accounts)| Operation::Change { entry, cents, accounts }),
        2 => (any::<usize>(), year(), day()).prop_map(|(entry, year, day)| Operation::Move { entry, year, day }),
        2 => any::<usize>().prop_map(|entry| Operation::Delete { entry }),
        1 => year().prop_map(|year| Operation::Close { year }),
        1 => year().prop_map(|year| Operation::Lock { year }),
        1 => year().prop_map(|year| Operation::Unlock { year }),
        2 => year().prop_map(|year| Operation::Reopen { year }),
        4 => (year(), proptest::collection::vec(row, 1..4), proptest::bool::weighted(0.2))
            .prop_map(|(year, rows, is_broken)| Operation::Import { year, rows, is_broken }),
        3 => any::<usize>().prop_map(|import| Operation::Undo { import }),
    ]
}

/// `RUCHE_SEED` plays a sequence of an earlier run again.
#[test]
fn any_sequence_of_operations_keeps_every_rule_and_agrees_with_a_model() {
    let seed = match std::env::var("RUCHE_SEED") {
        Ok(seed) => seed.parse().unwrap(),
        Err(_) => rand_seed(),
    };
    println!("RUCHE_SEED={seed}");
    let config = Config { cases: 48, failure_persistence: None, rng_seed: RngSeed::Fixed(seed), ..Config::default() };
    let sequences = proptest::collection::vec(operation(), 1..40);
    let played = TestRunner::new(config).run(&sequences, |operations| {
        let mut books = Books::new();
        for operation in operations {
            books.run(operation);
            books.require_agreement();
        }
        Ok(())
    });
    if let Err(error) = played {
        panic!("{error}");
    }
}

fn rand_seed() -> u64 {
    use std::hash::{BuildHasher, Hasher};
    std::collections::hash_map::RandomState::new().build_hasher().finish()
}

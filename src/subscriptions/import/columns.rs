//! The columns of a table of subscriptions: always found by the headings on the first line.

use crate::error::{Error, Result};
use crate::members::fields::Fields;
use crate::members::import::columns::fold;
use crate::msg;
use crate::sheet::read::Record;

/// Unique names and headings, the same in every association.
const SERVICE: (&str, &str) = ("service", "Activité");
const FEE: (&str, &str) = ("fee", "Tarif");
const PAID: (&str, &str) = ("paid", "Payé ?");
const AMOUNT: (&str, &str) = ("expected_amount", "Montant à régler");
const DATE: (&str, &str) = ("date", "Date d'inscription");
const EXPIRY: (&str, &str) = ("expiry_date", "Date d'expiration");
const NUMBER_HEADING: &str = "Numéro de membre";

/// Columns from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Columns {
    pub number: usize,
    pub service: usize,
    pub fee: Option<usize>,
    pub paid: Option<usize>,
    pub amount: Option<usize>,
    pub date: usize,
    pub expiry: Option<usize>,
}

impl Columns {
    /// # Errors
    ///
    /// [`Error::Invalid`] when the number, the activity or the date is missing.
    pub fn find(fields: &Fields, first: &Record) -> Result<Self> {
        let headings: Vec<String> = first.cells.iter().map(|cell| fold(cell)).collect();
        let find = |(name, heading): (&str, &str)| {
            let heading = fold(heading);
            (0..headings.len()).rev().find(|at| first.cells[*at].shown() == name || headings[*at] == heading)
        };
        let require = |column: (&str, &str)| {
            let (name, label) = column;
            let missing = || Error::invalid_field(name, msg!("import-column-missing", label = label, name = name));
            find(column).ok_or_else(missing)
        };
        Ok(Columns {
            number: require((fields.number().name.as_str(), NUMBER_HEADING))?,
            service: require(SERVICE)?,
            fee: find(FEE),
            paid: find(PAID),
            amount: find(AMOUNT),
            date: require(DATE)?,
            expiry: find(EXPIRY),
        })
    }
}

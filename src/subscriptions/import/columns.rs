//! The columns of a table of subscriptions: always found by the headings on the first line.

use crate::error::{Error, Result};
use crate::i18n::Message;
use crate::imports::headings::fold;
use crate::imports::notices::{self, FileColumn};
use crate::members::fields::Fields;
use crate::msg;
use crate::sheet::read::Record;

/// Unique names and headings, the same in every association.
const SERVICE: (&str, &str) = ("service", "Activité");
const FEE: (&str, &str) = ("fee", "Tarif");
const PAID: (&str, &str) = ("paid", "Payé ?");
const AMOUNT: (&str, &str) = ("expected_amount", "Montant à régler");
pub(super) const DATE: (&str, &str) = ("date", "Date d'inscription");
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
    /// The columns of a file, and which of them are not read although they have a heading.
    pub fn listed(&self, fields: &Fields, first: &Record) -> (Vec<FileColumn>, Vec<Message>) {
        let number = fields.number().name.as_str();
        let found = [
            (Some(self.number), number),
            (Some(self.service), SERVICE.0),
            (self.fee, FEE.0),
            (self.paid, PAID.0),
            (self.amount, AMOUNT.0),
            (Some(self.date), DATE.0),
            (self.expiry, EXPIRY.0),
        ];
        let field_of =
            |at: usize| found.iter().find(|(column, _)| *column == Some(at)).map(|(_, name)| (*name).to_owned());
        let columns = notices::list(first, first.cells.len(), field_of);
        let unread = notices::unknown(columns.iter().filter(|column| column.field.is_none())).into_iter().collect();
        (columns, unread)
    }

    /// The columns that are read.
    pub fn read(&self) -> impl Iterator<Item = usize> {
        let Columns { number, service, fee, paid, amount, date, expiry } = *self;
        [Some(number), Some(service), fee, paid, amount, Some(date), expiry].into_iter().flatten()
    }

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
        let number = (fields.number().name.as_str(), NUMBER_HEADING);
        let all = [number, SERVICE, FEE, PAID, AMOUNT, DATE, EXPIRY];
        if all.into_iter().all(|column| find(column).is_none()) {
            let headings = all.map(|(_, heading)| heading).join(", ");
            return Err(Error::invalid(msg!("import-no-column-known", fields = headings)));
        }
        Ok(Columns {
            number: require(number)?,
            service: require(SERVICE)?,
            fee: find(FEE),
            paid: find(PAID),
            amount: find(AMOUNT),
            date: require(DATE)?,
            expiry: find(EXPIRY),
        })
    }
}

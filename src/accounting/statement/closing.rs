//! The balance at the end of a statement whose rows each have one: banks list movements from either end.

use super::draft::{Closing, Movement};
use super::fees::Fees;

/// The balance of the last movement. `None` when there is no balance, or when nothing tells which end is the last: the rows
/// are of one day and their balances do not follow each other.
pub fn of_rows(movements: &[Movement], fees: Fees) -> Option<Closing> {
    let known: Vec<&Movement> = movements.iter().filter(|movement| movement.balance.is_some()).collect();
    let (first, last) = (*known.first()?, *known.last()?);
    let date = known.iter().map(|movement| movement.date).max()?;
    let closing = if known.iter().all(|movement| movement.balance == first.balance && movement.date == first.date) {
        last
    } else if is_descending(&known, fees)? {
        first
    } else {
        last
    };
    Some(Closing { account: None, currency: None, date, amount: closing.balance? })
}

/// Whether the newest movement comes first: balances that follow each other tell, else the days do.
fn is_descending(movements: &[&Movement], fees: Fees) -> Option<bool> {
    let (mut up, mut down) = (0_usize, 0_usize);
    for pair in movements.windows(2) {
        let (above, below) = (pair[0], pair[1]);
        let Some((upper, lower)) = above.balance.zip(below.balance) else { continue };
        up += usize::from(upper.checked_add(fees.change(below)) == Some(lower));
        down += usize::from(lower.checked_add(fees.change(above)) == Some(upper));
    }
    if up != down {
        return Some(down > up);
    }
    let (first, last) = (movements.first()?.date, movements.last()?.date);
    (first != last).then_some(first > last)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::money::Cents;

    fn movement(day: i8, amount: i64, balance: i64) -> Movement {
        Movement {
            line: 1,
            date: date(2026, 1, day),
            label: String::new(),
            reference: None,
            amount: Cents(amount),
            balance: Some(Cents(balance)),
            fee: None,
            net: None,
            account: None,
            currency: None,
            parts: Vec::new(),
        }
    }

    fn closing(rows: &[(i8, i64, i64)]) -> Option<i64> {
        let movements: Vec<Movement> =
            rows.iter().map(|(day, amount, balance)| movement(*day, *amount, *balance)).collect();
        of_rows(&movements, Fees::None).map(|closing| closing.amount.0)
    }

    #[test]
    fn the_closing_balance_is_that_of_the_newest_row_at_either_end() {
        assert_eq!(closing(&[(5, 10, 110), (6, -30, 80)]), Some(80));
        assert_eq!(closing(&[(6, -30, 80), (5, 10, 110)]), Some(80));
        assert_eq!(closing(&[(5, 10, 110), (5, -30, 80)]), Some(80), "balances tell within a day");
        assert_eq!(closing(&[(5, -30, 80), (5, 10, 110)]), Some(80), "newest first within a day");
        assert_eq!(closing(&[(6, 1, 500), (5, 2, 7)]), Some(500), "days tell when balances do not");
        assert_eq!(closing(&[(5, 1, 500), (5, 2, 7)]), None, "nothing tells");
        assert_eq!((closing(&[(5, 1, 500)]), closing(&[])), (Some(500), None));
    }
}

//! The subscriptions of the demonstration, from which its books follow.

use jiff::civil::Date;

use super::ledger::Project;

/// The part of a subscription that the books need.
pub struct Subscription {
    pub id: i64,
    pub member: i64,
    pub member_name: String,
    pub date: Date,
    /// The expected amount, in cents.
    pub amount: i64,
    pub paid: bool,
    /// Code of the account the fee is booked on.
    pub account: &'static str,
    pub project: Option<Project>,
    /// The label of its entry.
    pub label: String,
}

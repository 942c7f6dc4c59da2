//! The subscriptions of the demonstration, from which its books follow.

use jiff::civil::Date;

use super::ledger::Project;

/// A subscription, as far as the books need to know it.
pub struct Subscription {
    pub id: i64,
    pub member: i64,
    pub member_name: String,
    pub date: Date,
    /// What was asked, in cents.
    pub amount: i64,
    pub paid: bool,
    /// Code of the account the fee is booked on.
    pub account: &'static str,
    pub project: Option<Project>,
    /// What the entry is called.
    pub label: String,
}

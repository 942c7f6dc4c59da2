//! What is done with fiscal years (accounting.md 2.1 and 7): making and changing them, closing them, opening the next.
//!
//! Each function writes within one transaction and notes what it does in the journal.

mod budget;
mod draft;
mod list;
mod opening;
mod split;
mod status;
#[cfg(test)]
mod tests;

pub use budget::{Budget, budget, set_budget};
pub use draft::{Draft, Proposal, change, create, delete, propose};
pub use list::{Listed, list, one};
pub use opening::{ChosenAccount, OpeningRequest, Plan, PlannedLine, open_account, open_balance, plan};
pub use split::{Split, split};
pub use status::{close, lock, reopen, unlock};

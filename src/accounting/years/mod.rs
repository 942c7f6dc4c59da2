//! Fiscal years (accounting.md 2.1 and 7): create, change, close, and open the next one.
//!
//! Each function writes in one transaction and records its change in the audit log.

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
pub use opening::{ChosenAccount, OpeningRequest, Plan, PlannedLine, open_account, open_balance, openings, plan};
pub use split::{Split, split};
pub use status::{close, lock, reopen, require_ended, unlock};

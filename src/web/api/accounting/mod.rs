//! `accounting/…`, one file a resource (accounting.md).

pub mod accounts;
pub mod charts;
pub mod exports;
pub mod found;
pub mod journals;
pub mod links;
pub mod projects;
pub mod reports;
pub mod settlements;
pub mod statements;
pub mod transactions;
pub mod years;

use crate::error::{Error, Result};
use crate::msg;
use crate::web::call::Call;
use crate::web::params::Params;

/// The parameters of a change.
///
/// # Errors
///
/// [`Error::Invalid`] when the request names none of the parameters that can change.
async fn changes(call: &mut Call, names: &[&str]) -> Result<Params> {
    let params = call.params().await?;
    if names.iter().any(|name| params.has(name)) {
        return Ok(params);
    }
    Err(Error::invalid(msg!("accounting-nothing-given")))
}

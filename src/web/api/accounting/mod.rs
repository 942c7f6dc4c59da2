//! `accounting/…`, one file a resource (accounting.md).

pub mod accounts;
pub mod charts;
pub mod exports;
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

/// Hands the known parameters that a request gives to a draft, null as the empty text, and tells whether there was one.
fn fill<'n>(
    params: &Params,
    names: impl IntoIterator<Item = &'n str>,
    mut set: impl FnMut(&str, &str) -> Result<()>,
) -> Result<bool> {
    let mut is_given = false;
    for name in names.into_iter().filter(|name| params.tree.contains_key(*name)) {
        is_given = true;
        set(name, &params.raw(name)?.unwrap_or_default())?;
    }
    Ok(is_given)
}

/// The same for a change, which must say what is to change.
async fn changes<'n>(
    call: &mut Call,
    names: impl IntoIterator<Item = &'n str>,
    set: impl FnMut(&str, &str) -> Result<()>,
) -> Result<()> {
    let params = call.params().await?;
    match fill(&params, names, set)? {
        true => Ok(()),
        false => Err(Error::invalid(msg!("accounting-nothing-given"))),
    }
}

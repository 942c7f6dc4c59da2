//! What every request to import says beside the file.

use crate::error::Result;
use crate::params::Params;
use crate::sheet::Formulas;

/// Whether the file was exported with `formulas=escape`, and is to be read accordingly.
pub fn formulas(params: &Params) -> Result<Formulas> {
    Ok(params.choice("formulas", &Formulas::ALL, Formulas::word)?.unwrap_or_default())
}

/// The fingerprint of the preview that the import must agree with, if the request gives one.
pub fn token(params: &Params) -> Result<Option<String>> {
    params.text("token")
}

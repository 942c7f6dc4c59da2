//! What every request to import says beside the file.

use serde_json::Value as Json;

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

/// An upper bound on the number of lines.
const SKIP_LINES_MAX: i64 = 1 << 31;

/// `skip_lines`: how many lines at the top are no data.
pub fn skip_lines(params: &Params) -> Result<Option<usize>> {
    let lines = params.integer("skip_lines", 0, SKIP_LINES_MAX)?;
    Ok(lines.and_then(|lines| usize::try_from(lines).ok()))
}

/// `column[N]=name`: columns, from 0, with the name of a field each. A value that is not a list is ignored, and so are keys
/// that are not numbers (members.md 8.3).
pub fn columns(params: &Params) -> Option<Vec<(usize, String)>> {
    let column = params.get("column");
    let pairs: Vec<(usize, &Json)> = match column.value()? {
        Json::Object(map) => map.iter().filter_map(|(key, name)| Some((key.parse().ok()?, name))).collect(),
        Json::Array(list) => list.iter().enumerate().collect(),
        _ => return None,
    };
    Some(pairs.into_iter().filter_map(|(at, name)| Some((at, name.as_str()?.trim().to_owned()))).collect())
}

//! What the parameters of a request say of columns and keys.

use super::{Dataset, Key, Kind};
use crate::error::{Error, Result};
use crate::msg;

/// Places of columns in a dataset.
pub type Columns = Vec<usize>;

/// The columns that a list of names chooses, in its order; all of them when there is none. `parameter` is the name of the
/// list in the request.
///
/// # Errors
///
/// [`Error::Invalid`] for a name that is no column, or one that stands there twice.
pub fn wanted_columns(dataset: &Dataset, parameter: &str, names: Option<&str>) -> Result<Columns> {
    let Some(names) = names.map(str::trim).filter(|names| !names.is_empty() && *names != "*") else {
        return Ok((0..dataset.columns.len()).collect());
    };
    let mut chosen = Columns::new();
    for name in names.split(',').map(str::trim) {
        let wrong = || {
            let message = msg!("dataset-no-column", name = name, columns = dataset.names());
            Error::invalid_field(parameter, message)
        };
        let at = dataset.position(name).ok_or_else(wrong)?;
        if chosen.contains(&at) {
            return Err(Error::invalid_field(parameter, msg!("dataset-column-twice", name = name)));
        }
        chosen.push(at);
    }
    Ok(chosen)
}

/// The key that a text stands for.
///
/// # Errors
///
/// [`Error::Invalid`] for a text that is none of this dataset.
pub fn key_of(dataset: &Dataset, parameter: &str, text: &str) -> Result<Key> {
    if dataset.key().kind == Kind::Text {
        return Ok(Key::Text(text.to_owned()));
    }
    let wrong = || Error::invalid_field(parameter, msg!("dataset-no-key", name = parameter, value = text));
    text.parse().map(Key::Number).map_err(|_| wrong())
}

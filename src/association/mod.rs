//! The settings of the association: the keys of the table `config`, a closed list (database.md 5). Paheko refuses a
//! database with any other key, so what only Ruche needs is kept in `ruche_meta`.
//!
//! | file | what it holds |
//! |---|---|
//! | `keys`, `kind` | every key, and what its value may be |
//! | `settings` | the values, typed, for the other modules |
//! | `change` | reading and changing them as people do |
//! | `check` | values that other programs left and that are not accepted |
//!
//! A value that is not accepted is never written, but a file may hold one: [`Settings`] takes it for absent, `ruche
//! check` and the log of the server's start name it.

mod change;
mod check;
mod currency;
mod keys;
mod kind;
mod settings;

#[cfg(test)]
mod tests;

pub use change::{Change, all, create, is_flag, note_chart_change, set, set_custom_file};
pub use check::differences;
pub use settings::Settings;

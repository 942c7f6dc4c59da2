//! What was just done, said on the next page. It stands in the address, as the name of a sentence of ours and numbers: nobody
//! can make a page say anything else, and nothing is stored.

use crate::i18n::{Argument, Language, text_by_id};
use crate::web::params::Params;

/// A sentence on top of a page.
pub struct Flash {
    pub sentence: String,
    /// Where a form is sent that takes it back; empty if nothing does.
    pub undo: String,
}

impl Flash {
    /// What an address says: `?done=member-saved`, with `n=3` and `undo=12`, the number of an import.
    pub fn of(query: &Params, language: Language) -> Option<Flash> {
        let number = |name| query.integer(name, 0, i64::MAX).ok().flatten();
        let done = query.text("done").ok()??;
        let is_name = done.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
        let arguments = [("count", Argument::Number(number("n").unwrap_or(1)))];
        let sentence = text_by_id(language, &format!("admin-done-{done}"), &arguments).filter(|_| is_name)?;
        let undo = number("undo").map(|import| format!("/admin/imports/{import}/undo")).unwrap_or_default();
        Some(Flash { sentence, undo })
    }
}

/// The address of a page that says what was done.
pub fn saying(path: &str, done: &str) -> String {
    format!("{path}{}done={done}", if path.contains('?') { '&' } else { '?' })
}

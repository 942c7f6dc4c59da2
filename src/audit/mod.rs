//! What was done, by whom, from where: the lines of `logs` that Paheko knows (members.md 9, platform.md 6.3), and a
//! history of our own, which also keeps what each change replaced. Neither ever holds a secret.

mod actor;
mod differences;
mod entity;
mod history;
mod log;
mod retention;
pub mod settings;
mod sign_in;

pub use actor::Actor;
pub use differences::differences;
pub use entity::{Action, Entity};
pub use history::{HistoryEvent, HistoryQuery, RecordedEvent, forget_member, forget_values, history};
pub use log::{AuditContext, AuditLog};
pub use retention::purge_log;
pub use sign_in::SignInEvent;

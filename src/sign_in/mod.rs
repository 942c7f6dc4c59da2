//! How members sign in: password, second factor, browsers that stay signed in, and how what was lost is replaced
//! (people.md 1, 2 and 6).
//!
//! A failed attempt is written down, so these functions answer what is refused with an outcome, and the caller commits.

mod enter;
pub mod letters;
mod passwords;
mod second_factor;

pub use enter::{
    Attempt, Candidate, Outcome, SignedIn, answer_challenge, challenged, come_back, enter, look_up, refused,
};
pub use passwords::{change_password, is_link_good, recover, reset_password};
pub use second_factor::{
    CodeByMail, Enrolment, disable_second_factor, enable_second_factor, new_recovery_codes, propose_second_factor,
    proposed_second_factor, send_code,
};

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::audit::{Actor, AuditContext};
use crate::clock::Clock;

/// From where and when somebody signs in.
#[derive(Debug, Clone)]
pub struct Visit {
    pub now: Timestamp,
    pub zone: TimeZone,
    /// Local date-time, `YYYY-MM-DD HH:MM:SS`.
    pub moment: String,
    pub address: Option<String>,
    pub user_agent: Option<String>,
    /// The cookie of the session that the browser shows: it ends when the browser signs in again.
    pub replaces: Option<String>,
}

impl Visit {
    pub fn new(clock: &Clock, address: Option<String>, user_agent: Option<String>) -> Self {
        Visit {
            now: clock.now(),
            zone: clock.zone(),
            moment: clock.local_now_text(),
            address,
            user_agent,
            replaces: None,
        }
    }

    /// Unix time.
    pub fn seconds(&self) -> i64 {
        self.now.as_second()
    }

    /// What this member does now.
    pub fn trace(&self, id: i64, login: &str) -> AuditContext {
        AuditContext {
            moment: self.moment.clone(),
            address: self.address.clone(),
            actor: Actor::Member { id, name: login.to_owned() },
            import: None,
        }
    }
}

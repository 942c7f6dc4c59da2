//! The lines of `logs` about signing in (people.md 10).

use serde_json::json;

use super::AuditLog;
use crate::error::Result;

/// What happened when somebody signed in, or tried to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignInEvent {
    /// A wrong password, or a login that nobody has.
    Refused,
    SignedIn {
        second_factor: bool,
    },
    /// A browser that stays signed in came back.
    Remembered,
    /// A link to choose a password was asked for.
    RecoveryAsked,
    WrongCode,
    RecoveryCodeUsed,
}

impl SignInEvent {
    fn log_type(self) -> i64 {
        match self {
            SignInEvent::Refused => 1,
            SignInEvent::SignedIn { .. } => 2,
            SignInEvent::RecoveryAsked => 3,
            SignInEvent::WrongCode => 7,
            SignInEvent::RecoveryCodeUsed => 9,
            SignInEvent::Remembered => 101,
        }
    }

    /// Refusals are kept even if the association keeps no journal: they are how guesses are found out.
    fn is_always_kept(self) -> bool {
        matches!(self, SignInEvent::Refused | SignInEvent::RecoveryAsked | SignInEvent::WrongCode)
    }

    fn details(self, user_agent: Option<&str>) -> Option<String> {
        let user_agent: Option<String> = user_agent.map(|text| text.chars().take(150).collect());
        let details = match self {
            SignInEvent::RecoveryCodeUsed => return None,
            SignInEvent::SignedIn { second_factor: true } | SignInEvent::WrongCode => {
                json!({"user_agent": user_agent, "otp": true})
            }
            _ => json!({"user_agent": user_agent}),
        };
        Some(details.to_string())
    }
}

impl AuditLog<'_> {
    /// Records how somebody signed in, or failed to. `member` is the one with that login.
    pub fn sign_in(&self, member: Option<i64>, event: SignInEvent, user_agent: Option<&str>) -> Result<()> {
        if !self.keeps_log() && !event.is_always_kept() {
            return Ok(());
        }
        self.insert_log(member, event.log_type(), event.details(user_agent).as_deref())
    }
}

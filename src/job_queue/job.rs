//! The kinds of jobs.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::error::Result;

/// Work that goes on after the transaction that asked for it. Its kind and its payload are stored: a name that was released
/// stays readable, see `DEPRECATED`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "payload", rename_all = "snake_case")]
pub enum Job {
    /// Hands one message of `emails_queue` to the mail server.
    SendMail { message: i64 },
    /// Queues the reminders that are due.
    SendReminders {},
}

/// How an older kind is read: the job that does its work now, or `None` for a payload that is not its own.
pub type Upgrade = fn(&Value) -> Option<Job>;

/// Kinds of earlier versions, which nothing writes any more: jobs of theirs that still wait are done.
pub const DEPRECATED: &[(&str, Upgrade)] = &[];

impl Job {
    /// The word in `ruche_jobs.kind`.
    pub fn kind(&self) -> &'static str {
        match self {
            Job::SendMail { .. } => "send_mail",
            Job::SendReminders {} => "send_reminders",
        }
    }

    /// Reads a stored job; `None` for a kind or a payload that this version does not know.
    pub fn read(kind: &str, payload: &str) -> Option<Self> {
        Self::read_with(DEPRECATED, kind, payload)
    }

    fn read_with(deprecated: &[(&str, Upgrade)], kind: &str, payload: &str) -> Option<Self> {
        let payload: Value = serde_json::from_str(payload).ok()?;
        if let Some((_, upgrade)) = deprecated.iter().find(|(name, _)| *name == kind) {
            return upgrade(&payload);
        }
        serde_json::from_value(json!({"kind": kind, "payload": payload})).ok()
    }

    /// The payload as it is stored.
    pub(super) fn payload(&self) -> Result<String> {
        let whole = serde_json::to_value(self)?;
        Ok(whole.get("payload").cloned().unwrap_or_else(|| json!({})).to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_job_is_read_as_it_was_written() {
        for job in [Job::SendMail { message: 12 }, Job::SendReminders {}] {
            assert_eq!(Job::read(job.kind(), &job.payload().unwrap()), Some(job));
        }
    }

    #[test]
    fn what_this_version_does_not_know_is_no_job() {
        for (kind, payload) in
            [("", "{}"), ("send_fax", "{}"), ("send_mail", "{}"), ("send_mail", "x"), ("send_mail", "[]")]
        {
            assert_eq!(Job::read(kind, payload), None, "{kind} {payload}");
        }
    }

    #[test]
    fn jobs_of_a_kind_that_nothing_writes_any_more_are_still_done() {
        let letters: &[(&str, Upgrade)] =
            &[("send_letter", |payload| Some(Job::SendMail { message: payload.get("letter")?.as_i64()? }))];
        let read = |payload| Job::read_with(letters, "send_letter", payload);
        assert_eq!(read(r#"{"letter": 3}"#), Some(Job::SendMail { message: 3 }));
        assert_eq!(read("{}"), None);
    }
}

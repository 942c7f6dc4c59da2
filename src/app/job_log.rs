//! How the background jobs are doing: what `status` shows of them.

use std::sync::{Mutex, MutexGuard};

use jiff::Timestamp;

use crate::error::{Error, Result};
use crate::i18n::Language;

/// The jobs that have run since the start, in the order of their first run.
#[derive(Default)]
pub struct JobLog(Mutex<Vec<Job>>);

struct Job {
    name: &'static str,
    last_run: Timestamp,
    last_success: Option<Timestamp>,
    failures: u64,
    last_error: Option<Error>,
}

/// One job, for a person to read.
#[derive(Debug, PartialEq, Eq)]
pub struct JobStatus {
    pub name: &'static str,
    pub last_run: Timestamp,
    pub last_success: Option<Timestamp>,
    /// Since the start.
    pub failures: u64,
    /// Why the last run failed; `None` after a success.
    pub last_error: Option<String>,
}

impl JobLog {
    /// Notes what became of a run; tells whether that is another failure than that of the run before.
    pub fn note(&self, name: &'static str, now: Timestamp, result: Result<()>) -> bool {
        let mut jobs = self.lock();
        let at = jobs.iter().position(|job| job.name == name).unwrap_or_else(|| {
            jobs.push(Job { name, last_run: now, last_success: None, failures: 0, last_error: None });
            jobs.len() - 1
        });
        let job = &mut jobs[at];
        job.last_run = now;
        match result {
            Ok(()) => {
                (job.last_success, job.last_error) = (Some(now), None);
                false
            }
            Err(error) => {
                job.failures += 1;
                let said = job.last_error.as_ref().map(ToString::to_string);
                let is_news = said.is_none_or(|said| said != error.to_string());
                job.last_error = Some(error);
                is_news
            }
        }
    }

    pub fn list(&self, language: Language) -> Vec<JobStatus> {
        let status = |job: &Job| JobStatus {
            name: job.name,
            last_run: job.last_run,
            last_success: job.last_success,
            failures: job.failures,
            last_error: job.last_error.as_ref().map(|error| error.sentence(language)),
        };
        self.lock().iter().map(status).collect()
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Job>> {
        self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}

//! Runs a job again and again. One that fails or panics is logged, shown in `status`, and runs again after its pause.

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use futures_util::FutureExt;

use crate::app::job_log::JobLog;
use crate::clock::Clock;
use crate::error::{Error, Result};

/// When a job runs.
#[derive(Debug, Clone, Copy)]
pub enum Schedule {
    /// At the start, and again after this pause until it has succeeded.
    Once { retry: Duration },
    /// After each such pause.
    Every(Duration),
    /// Again and again: the job itself waits for something to do. After a failure, there is this pause.
    WhenWoken { retry: Duration },
    /// Soon after the start, then after each such pause.
    SoonThenEvery { soon: Duration, pause: Duration },
}

/// Runs a job by its schedule; ends only when it is to run once and has succeeded.
pub async fn supervise<R>(log: &JobLog, clock: &Clock, name: &'static str, schedule: Schedule, run: impl Fn() -> R)
where
    R: Future<Output = Result<()>>,
{
    let pause = match schedule {
        Schedule::Once { retry } | Schedule::WhenWoken { retry } => retry,
        Schedule::Every(pause) => {
            tokio::time::sleep(pause).await;
            pause
        }
        Schedule::SoonThenEvery { soon, pause } => {
            tokio::time::sleep(soon).await;
            pause
        }
    };
    loop {
        // The closure is inside, so that a panic before the first await is caught as well.
        let attempt = AssertUnwindSafe(async { run().await }).catch_unwind().await;
        let result = attempt.unwrap_or_else(|_| Err(Error::internal(anyhow::anyhow!("the job panicked"))));
        let (succeeded, failure) = (result.is_ok(), result.as_ref().err().map(ToString::to_string));
        // What fails every few seconds for the same reason is said once, and shown in `status`.
        if log.note(name, clock.now(), result) {
            tracing::error!(job = name, error = failure, "a job failed; it will run again");
        }
        if succeeded && matches!(schedule, Schedule::Once { .. }) {
            return;
        }
        if succeeded && matches!(schedule, Schedule::WhenWoken { .. }) {
            // A job that never waits must not keep the others from running.
            tokio::task::yield_now().await;
            continue;
        }
        tokio::time::sleep(pause).await;
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use jiff::Timestamp;
    use jiff::tz::TimeZone;

    use super::*;
    use crate::i18n::Language;
    use crate::msg;

    const PAUSE: Duration = Duration::from_millis(1);

    fn supervised(schedule: Schedule, runs: u32, run: impl Fn(u32) -> Result<()>) -> JobLog {
        let (log, clock) = (JobLog::default(), Clock::fixed(Timestamp::UNIX_EPOCH, TimeZone::UTC));
        let (count, done) = (Cell::new(0), tokio::sync::Notify::new());
        let job = supervise(&log, &clock, "job", schedule, || {
            count.set(count.get() + 1);
            if count.get() > runs {
                done.notify_one();
                return futures_util::future::Either::Left(std::future::pending());
            }
            futures_util::future::Either::Right(std::future::ready(run(count.get())))
        });
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        runtime.block_on(async {
            tokio::select! {
                () = job => {}
                () = done.notified() => {}
            }
        });
        log
    }

    #[test]
    fn a_job_that_panics_or_fails_is_noted_and_runs_again() {
        let log = supervised(Schedule::Every(PAUSE), 3, |run| match run {
            1 => panic!("a mistake"),
            2 => Ok(()),
            _ => Err(Error::Busy(msg!("db-closed"))),
        });
        let job = log.list(Language::English).remove(0);
        assert_eq!((job.name, job.failures), ("job", 2));
        assert_eq!(job.last_success, Some(Timestamp::UNIX_EPOCH));
        assert_eq!(job.last_error.as_deref(), Some("The server is stopping. Try again in a moment."));
    }

    #[test]
    fn a_job_that_runs_once_is_tried_until_it_succeeds() {
        let log =
            supervised(Schedule::Once { retry: PAUSE }, 9, |run| if run < 3 { Err(Error::DiskFull) } else { Ok(()) });
        let job = log.list(Language::English).remove(0);
        assert_eq!((job.failures, job.last_error), (2, None));
    }

    #[test]
    fn a_job_that_waits_by_itself_runs_again_at_once_and_after_its_pause_when_it_failed() {
        let schedule = Schedule::WhenWoken { retry: PAUSE };
        let log = supervised(schedule, 5, |run| if run == 2 { Err(Error::DiskFull) } else { Ok(()) });
        let job = log.list(Language::English).remove(0);
        assert_eq!((job.failures, job.last_error), (1, None));
    }
}

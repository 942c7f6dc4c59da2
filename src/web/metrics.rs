//! Counters for Prometheus.

use std::fmt::Write;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::{Duration, UNIX_EPOCH};

use crate::app::{App, log_lines};
use crate::db::backup::Backups;
use crate::error::{Error, Result};

/// Counted since the start.
#[derive(Default)]
pub struct Metrics {
    /// Answers by the first digit of their status, 1 to 5.
    answers: [AtomicU64; 6],
    microseconds: AtomicU64,
}

impl Metrics {
    pub fn count(&self, status: u16, took: Duration) {
        if let Some(counter) = self.answers.get(usize::from(status / 100)) {
            counter.fetch_add(1, Relaxed);
        }
        self.microseconds.fetch_add(u64::try_from(took.as_micros()).unwrap_or(u64::MAX), Relaxed);
    }

    /// Everything in Prometheus' text format.
    pub fn render(&self, app: &App) -> Result<String> {
        let mut text = String::new();
        self.write(&mut text, app).map_err(Error::internal)?;
        Ok(text)
    }

    fn write(&self, out: &mut String, app: &App) -> std::fmt::Result {
        writeln!(out, "# TYPE ruche_requests_total counter")?;
        let mut total = 0;
        for class in 1..=5 {
            let count = self.answers[class].load(Relaxed);
            total += count;
            writeln!(out, "ruche_requests_total{{status=\"{class}xx\"}} {count}")?;
        }
        let seconds = Duration::from_micros(self.microseconds.load(Relaxed)).as_secs_f64();
        writeln!(out, "# TYPE ruche_request_duration_seconds summary")?;
        writeln!(out, "ruche_request_duration_seconds_sum {seconds}")?;
        writeln!(out, "ruche_request_duration_seconds_count {total}")?;
        writeln!(out, "# TYPE ruche_log_lines_lost_total counter\nruche_log_lines_lost_total {}", log_lines::lost())?;
        let mut gauge = |name: &str, value: f64| writeln!(out, "# TYPE {name} gauge\n{name} {value}");
        gauge("ruche_uptime_seconds", app.started.elapsed().as_secs_f64())?;
        if let Ok(file) = std::fs::metadata(app.db.path()) {
            gauge("ruche_database_bytes", file.len() as f64)?;
        }
        let last_backup = Backups::of(app.db.path(), &app.config.backup_directory())
            .list()
            .ok()
            .and_then(|all| all.into_iter().next());
        if let Some(age) = last_backup.and_then(|backup| backup.modified.duration_since(UNIX_EPOCH).ok()) {
            gauge("ruche_last_backup_timestamp_seconds", age.as_secs_f64())?;
        }
        Ok(())
    }
}

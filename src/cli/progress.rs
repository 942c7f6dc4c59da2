//! What people see of work that takes its time: nothing when it is short, then a bar on a terminal and plain lines
//! elsewhere. Always on standard error.

use std::io::{IsTerminal, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::JoinHandle;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use crate::i18n::{Language, Message, text};

/// Work shorter than that is not worth a word.
const PATIENCE: Duration = Duration::from_secs(1);
const REDRAW_EVERY: Duration = Duration::from_millis(100);
/// Between two plain lines, in a log for instance.
const LINE_EVERY: Duration = Duration::from_secs(10);

/// Work under way; dropped when it is done.
pub struct Progress {
    steps: Arc<Steps>,
    end: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Default)]
struct Steps {
    done: AtomicU64,
    /// 0 when nobody knows.
    total: AtomicU64,
}

impl Progress {
    pub fn start(language: Language, what: &Message) -> Self {
        let what = text(language, what);
        let steps = Arc::new(Steps::default());
        let seen = steps.clone();
        let (end, ended) = mpsc::channel();
        let thread = std::thread::spawn(move || {
            if ended.recv_timeout(PATIENCE) != Err(RecvTimeoutError::Timeout) {
                return;
            }
            if std::io::stderr().is_terminal() {
                draw(&what, &seen, || ended.recv_timeout(REDRAW_EVERY) == Err(RecvTimeoutError::Timeout));
            } else {
                print(&what, &seen, || ended.recv_timeout(LINE_EVERY) == Err(RecvTimeoutError::Timeout));
            }
        });
        Progress { steps, end: Some(end), thread: Some(thread) }
    }

    /// How many steps there are.
    pub fn expect(&self, total: usize) {
        self.steps.total.store(total as u64, Ordering::Relaxed);
    }

    /// One more is done.
    pub fn step(&self) {
        self.steps.done.fetch_add(1, Ordering::Relaxed);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        drop(self.end.take());
        // Waited for, so that what is printed next does not land in the middle of the bar.
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl Steps {
    fn read(&self) -> (u64, u64) {
        (self.done.load(Ordering::Relaxed), self.total.load(Ordering::Relaxed))
    }
}

fn draw(what: &str, steps: &Steps, goes_on: impl Fn() -> bool) {
    let style = |template| ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_spinner());
    let bar = ProgressBar::new_spinner().with_message(what.to_owned());
    bar.set_style(style("{spinner} {msg} {elapsed}"));
    while goes_on() {
        let (done, total) = steps.read();
        if total > 0 && bar.length() != Some(total) {
            bar.set_length(total);
            bar.set_style(style("{spinner} {msg} {wide_bar} {pos}/{len} {elapsed}"));
        }
        bar.set_position(done);
        bar.tick();
    }
    bar.finish_and_clear();
}

fn print(what: &str, steps: &Steps, goes_on: impl Fn() -> bool) {
    loop {
        let line = match steps.read() {
            (_, 0) => what.to_owned(),
            (done, total) => format!("{what} {done}/{total}"),
        };
        let _ = writeln!(std::io::stderr(), "{line}");
        if !goes_on() {
            return;
        }
    }
}

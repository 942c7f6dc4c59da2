//! Lines of the log on their way to standard error. Nothing that a request does waits for them: where the log's disk is
//! full, its reader has left or reads nothing any more, lines are lost and counted (threats.md 86).

use std::io::{self, Write};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::time::Duration;

/// Lines that wait to be written.
const LINES_WAITING_MAX: usize = 8_192;
/// How long the end of the process waits for them.
const LAST_LINES_TIMEOUT: Duration = Duration::from_secs(1);

/// Since the start of the process.
static LOST: AtomicU64 = AtomicU64::new(0);

/// The number of lines that could not be written.
pub fn lost() -> u64 {
    LOST.load(Relaxed)
}

/// Takes lines for a thread to write; clones write to the same place.
#[derive(Clone)]
pub struct LogLines(SyncSender<Message>);

enum Message {
    Line(Vec<u8>),
    /// Answered when everything before has been written or lost.
    Flush(SyncSender<()>),
}

impl LogLines {
    /// Those of the process, on standard error.
    pub fn of_process() -> Self {
        static LINES: OnceLock<LogLines> = OnceLock::new();
        LINES.get_or_init(|| LogLines::to(io::stderr(), &LOST)).clone()
    }

    fn to(out: impl Write + Send + 'static, lost: &'static AtomicU64) -> Self {
        let (sender, receiver) = sync_channel(LINES_WAITING_MAX);
        let writing = std::thread::Builder::new().name("log".into()).spawn(move || write_all(&receiver, out, lost));
        if writing.is_err() {
            // Without its thread, every line counts as lost: the sender has no receiver.
            lost.fetch_add(1, Relaxed);
        }
        LogLines(sender)
    }

    /// Waits until the lines that were taken are written, but not for long.
    pub fn flush_for_a_while(&self) {
        let (done, written) = sync_channel(1);
        if self.0.try_send(Message::Flush(done)).is_ok() {
            let _ = written.recv_timeout(LAST_LINES_TIMEOUT);
        }
    }

    fn push(&self, line: &[u8], lost: &AtomicU64) {
        match self.0.try_send(Message::Line(line.to_vec())) {
            Ok(()) => {}
            Err(TrySendError::Full(_) | TrySendError::Disconnected(_)) => _ = lost.fetch_add(1, Relaxed),
        }
    }
}

/// A line comes whole, in one call.
impl Write for LogLines {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        self.push(line, &LOST);
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn write_all(lines: &Receiver<Message>, mut out: impl Write, lost: &AtomicU64) {
    let (mut lost_in_a_row, mut is_torn) = (0_u64, false);
    for message in lines {
        let line = match message {
            Message::Line(line) => line,
            Message::Flush(done) => {
                let _ = done.try_send(());
                continue;
            }
        };
        match write_line(&mut out, &line, &mut is_torn) {
            Ok(()) if lost_in_a_row > 0 => {
                // This line goes through the channel like any other.
                tracing::warn!(lines = lost_in_a_row, "lines of the log could not be written and are lost");
                lost_in_a_row = 0;
            }
            Ok(()) => {}
            Err(_) => {
                lost.fetch_add(1, Relaxed);
                lost_in_a_row += 1;
            }
        }
    }
}

/// Writes a line, after the end of one that was written in part only.
fn write_line(out: &mut impl Write, line: &[u8], is_torn: &mut bool) -> io::Result<()> {
    if *is_torn {
        out.write_all(b"\n")?;
        *is_torn = false;
    }
    let mut rest = line;
    while !rest.is_empty() {
        match out.write(rest) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(written) => rest = &rest[written..],
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => {
                *is_torn = rest.len() < line.len();
                return Err(error);
            }
        }
    }
    out.flush()
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;

    /// A disk with room for so many bytes more.
    #[derive(Clone, Default)]
    struct Disk(Arc<Mutex<(Vec<u8>, usize)>>);

    impl Write for Disk {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let (written, room) = &mut *self.0.lock().unwrap();
            let fits = bytes.len().min(*room);
            if fits == 0 {
                return Err(io::ErrorKind::StorageFull.into());
            }
            *room -= fits;
            written.extend(&bytes[..fits]);
            Ok(fits)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn lines_that_cannot_be_written_are_lost_and_counted_and_the_next_ones_are_whole() {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let disk = Disk::default();
        disk.0.lock().unwrap().1 = 7;
        let lines = LogLines::to(disk.clone(), &COUNT);
        for line in ["one\n", "two\n", "three\n"] {
            lines.push(line.as_bytes(), &COUNT);
        }
        lines.flush_for_a_while();
        assert_eq!(COUNT.load(Relaxed), 2);
        disk.0.lock().unwrap().1 = 100;
        lines.push(b"four\n", &COUNT);
        lines.flush_for_a_while();
        assert_eq!(String::from_utf8_lossy(&disk.0.lock().unwrap().0), "one\ntwo\nfour\n");
    }

    /// A pipe that nobody reads.
    struct Stuck;

    impl Write for Stuck {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            std::thread::park();
            Ok(0)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_reader_that_reads_nothing_holds_nobody_up() {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let lines = LogLines::to(Stuck, &COUNT);
        for _ in 0..LINES_WAITING_MAX + 10 {
            lines.push(b"line\n", &COUNT);
        }
        lines.flush_for_a_while();
        assert!(COUNT.load(Relaxed) >= 9, "{}", COUNT.load(Relaxed));
    }
}

//! Readers that lend what they read run on a thread of their own and hand over rows in batches.
//!
//! calamine's streaming readers borrow from their workbook, which an iterator that owns both could not do. The thread is
//! the last line of defence as well: should the library panic on a file that our checks let through, the file is refused as
//! damaged and nothing else happens.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use super::archive::damaged;
use super::{Cell, Limits, Record};
use crate::error::{Error, Result};

/// Batches end after so many bytes or rows; two of them wait at most.
const BATCH_BYTES: usize = 64 * 1024;
const BATCH_ROWS: usize = 256;
const BATCHES_WAITING: usize = 2;

enum Sent {
    Rows(Vec<Record>),
    End(Result<()>),
}

/// The rows of a thread that reads.
pub(super) struct Worker {
    sent: Receiver<Sent>,
    /// What is left of the last batch.
    rows: std::vec::IntoIter<Record>,
    /// For sentences.
    part: String,
}

/// Where the thread puts its rows.
pub(super) struct Sink {
    sender: SyncSender<Sent>,
    rows: Vec<Record>,
    bytes: usize,
    pub(super) limits: Limits,
}

impl Worker {
    /// Begins to read on a thread; `part` is named if the library fails.
    pub(super) fn start(
        part: &str,
        limits: &Limits,
        read: impl FnOnce(&mut Sink) -> Result<()> + Send + 'static,
    ) -> Result<Self> {
        let (sender, sent) = sync_channel(BATCHES_WAITING);
        let mut sink = Sink { sender, rows: Vec::new(), bytes: 0, limits: limits.clone() };
        thread::Builder::new().name("spreadsheet".to_owned()).spawn(move || {
            let end = read(&mut sink);
            let rows = std::mem::take(&mut sink.rows);
            // Sending fails when the receiver was dropped: the rows are no longer wanted.
            let _ = sink.sender.send(Sent::Rows(rows)).and_then(|()| sink.sender.send(Sent::End(end)));
        })?;
        Ok(Worker { sent, rows: Vec::new().into_iter(), part: part.to_owned() })
    }

    /// The next row; nothing follows `None` or an error.
    pub(super) fn record(&mut self) -> Result<Option<Record>> {
        loop {
            if let Some(record) = self.rows.next() {
                return Ok(Some(record));
            }
            match self.sent.recv() {
                Ok(Sent::Rows(rows)) => self.rows = rows.into_iter(),
                Ok(Sent::End(end)) => return end.map(|()| None),
                // The thread panicked.
                Err(_) => return Err(damaged(&self.part)),
            }
        }
    }
}

impl Sink {
    /// # Errors
    /// [`Error::Internal`] when the receiver was dropped: the thread ends.
    pub(super) fn push(&mut self, record: Record) -> Result<()> {
        self.bytes += record.cells.iter().map(Cell::bytes).sum::<usize>();
        self.rows.push(record);
        if self.bytes < BATCH_BYTES && self.rows.len() < BATCH_ROWS {
            return Ok(());
        }
        self.bytes = 0;
        let rows = std::mem::take(&mut self.rows);
        self.sender
            .send(Sent::Rows(rows))
            .map_err(|_| Error::Internal(anyhow::anyhow!("the reader of a spreadsheet was dropped")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(line: usize) -> Record {
        Record { line, cells: vec![Cell::text("x")] }
    }

    #[test]
    fn rows_come_in_their_order_and_then_the_end() {
        let mut worker = Worker::start("A", &Limits::default(), |sink| {
            (1..=1000).try_for_each(|line| sink.push(row(line)))?;
            Err(damaged("B"))
        })
        .unwrap();
        for line in 1..=1000 {
            assert_eq!(worker.record().unwrap(), Some(row(line)));
        }
        assert!(worker.record().is_err());
    }

    #[test]
    fn a_panic_is_a_damaged_file() {
        let mut worker = Worker::start("A", &Limits::default(), |_| panic!("a bug of a library")).unwrap();
        assert!(matches!(worker.record(), Err(Error::Invalid { .. })));
    }

    #[test]
    fn a_thread_ends_when_its_worker_is_dropped() {
        let (ended, end) = std::sync::mpsc::channel();
        let worker = Worker::start("A", &Limits::default(), move |sink| {
            let endless = (1..).try_for_each(|line| sink.push(row(line)));
            ended.send(endless.is_err()).unwrap();
            endless
        })
        .unwrap();
        drop(worker);
        assert!(end.recv().unwrap());
    }
}

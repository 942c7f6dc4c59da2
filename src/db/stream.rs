//! Long answers: bytes made on one thread and sent from another, without holding a connection for a slow client.
//!
//! The maker never waits for the client for more than [`PATIENCE`] in all. What the client does not take in that time
//! goes to a temporary file, so that the maker ends, and its connection with its snapshot is free, at the database's own
//! speed.

#[cfg(test)]
mod tests;

use std::collections::VecDeque;
use std::io::{self, Write};
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::mpsc::error::{SendTimeoutError, TrySendError};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc, watch};
use tokio::task::JoinHandle;

use super::blocking;
use super::temporary::{TempFile, TempSpace};
use crate::error::{Error, Result};

/// Bytes of one piece.
const CHUNK_BYTES: usize = 64 << 10;
/// What is held back until the answer begins, so that an early failure is still a clean error.
const HEAD_BYTES: usize = 1 << 20;
/// Pieces in memory that wait for the client, after the head.
const CHUNKS_WAITING: usize = 4;
/// Bytes in memory of all answers together; without room there, an answer is written to its file at once.
const MEMORY_BYTES: usize = 32 << 20;
/// How long an answer waits for its client, all waits together.
const PATIENCE: Duration = Duration::from_millis(100);

/// Where the bytes of all long answers wait. Clones share the limits.
#[derive(Clone)]
pub struct Buffers {
    pub temporary: TempSpace,
    /// One permit for each piece in memory.
    memory: Arc<Semaphore>,
}

impl Buffers {
    pub fn new(temporary: TempSpace) -> Self {
        Buffers { temporary, memory: Arc::new(Semaphore::new(MEMORY_BYTES / CHUNK_BYTES)) }
    }
}

/// A piece in memory, counted as long as it is there.
struct Piece {
    bytes: Vec<u8>,
    _room: OwnedSemaphorePermit,
}

/// An answer: what is already there, and the rest if there is more.
pub struct ByteStream {
    head: VecDeque<Piece>,
    rest: Rest,
    /// Dropped with the stream, whether it was sent whole or given up.
    companion: Option<Box<dyn Send>>,
}

enum Rest {
    Nothing,
    File(FileReader),
    Worker(Worker),
}

impl ByteStream {
    /// A file from its beginning to its end.
    pub fn of_file(file: TempFile) -> Self {
        ByteStream { head: VecDeque::new(), rest: Rest::File(FileReader { file, at: 0 }), companion: None }
    }

    /// The size in bytes when everything is already there.
    pub fn known_size(&self) -> Option<u64> {
        let head: u64 = self.head.iter().map(|piece| piece.bytes.len() as u64).sum();
        match &self.rest {
            Rest::Nothing => Some(head),
            Rest::File(reader) => Some(head + reader.file.len() - reader.at),
            Rest::Worker(_) => None,
        }
    }

    /// Keeps something for as long as the stream lasts, such as a guard that stops the work when the client leaves.
    pub fn with_companion(mut self, companion: impl Send + 'static) -> Self {
        self.companion = Some(Box::new(companion));
        self
    }

    /// The next piece; `None` at the end.
    pub async fn next(&mut self) -> Option<Result<Vec<u8>>> {
        if let Some(piece) = self.head.pop_front() {
            return Some(Ok(piece.bytes));
        }
        match &mut self.rest {
            Rest::Nothing => None,
            Rest::File(reader) => reader.next().await,
            Rest::Worker(worker) => worker.next().await,
        }
    }
}

/// Reads a temporary file piece by piece, each on a thread that may block, and holds nothing between two of them.
struct FileReader {
    file: TempFile,
    at: u64,
}

impl FileReader {
    async fn next(&mut self) -> Option<Result<Vec<u8>>> {
        if self.at >= self.file.len() {
            return None;
        }
        let (file, at) = (self.file.clone(), self.at);
        let read = blocking(move || file.read_at(at, CHUNK_BYTES)).await;
        if let Ok(bytes) = &read {
            self.at += bytes.len() as u64;
        }
        Some(read)
    }
}

/// The reading end of work under way.
struct Worker {
    /// Closed when the worker ends, or begins a file.
    pieces: mpsc::Receiver<Piece>,
    /// The file, once there is one; marked as changed each time it has grown. Closed when the worker ends.
    spilled: watch::Receiver<Option<TempFile>>,
    reader: Option<FileReader>,
    handle: Option<JoinHandle<Result<()>>>,
}

impl Worker {
    async fn next(&mut self) -> Option<Result<Vec<u8>>> {
        if let Some(piece) = self.pieces.recv().await {
            return Some(Ok(piece.bytes));
        }
        loop {
            let file = self.spilled.borrow_and_update().clone();
            if let Some(file) = file {
                let reader = self.reader.get_or_insert(FileReader { file, at: 0 });
                if let Some(read) = reader.next().await {
                    return Some(read);
                }
            }
            if self.spilled.changed().await.is_err() {
                return self.end().await.err().map(Err);
            }
        }
    }

    /// Waits for that many bytes in the file, or for the end. Gives whether it has ended.
    async fn has_ended_before(&mut self, bytes: u64) -> Result<bool> {
        loop {
            if self.spilled.borrow_and_update().as_ref().is_some_and(|file| file.len() >= bytes) {
                return Ok(false);
            }
            if self.spilled.changed().await.is_err() {
                return self.end().await.map(|()| true);
            }
        }
    }

    /// What became of the work; a panic is an internal error.
    async fn end(&mut self) -> Result<()> {
        match self.handle.take() {
            Some(handle) => handle.await.map_err(Error::internal)?,
            None => Ok(()),
        }
    }
}

/// Runs `work` on a thread that may block and gives what it writes. Waits for the first megabyte or the end.
pub async fn byte_stream(
    buffers: &Buffers,
    work: impl FnOnce(&mut ChunkWriter) -> Result<()> + Send + 'static,
) -> Result<ByteStream> {
    buffers.temporary.admit()?;
    let (sender, pieces) = mpsc::channel(CHUNKS_WAITING);
    let (spilling, spilled) = watch::channel(None);
    let mut out = ChunkWriter {
        buffer: Vec::with_capacity(CHUNK_BYTES),
        pieces: Some(sender),
        file: None,
        spilling,
        buffers: buffers.clone(),
        runtime: tokio::runtime::Handle::current(),
        patience: PATIENCE,
        failure: None,
    };
    let handle = tokio::task::spawn_blocking(move || {
        let done = work(&mut out).and_then(|()| Ok(out.flush()?));
        done.map_err(|error| out.failure.take().unwrap_or(error))
    });
    let mut worker = Worker { pieces, spilled, reader: None, handle: Some(handle) };
    let (mut head, mut head_bytes) = (VecDeque::new(), 0);
    while head_bytes < HEAD_BYTES {
        let Some(piece) = worker.pieces.recv().await else { break };
        head_bytes += piece.bytes.len();
        head.push_back(piece);
    }
    let rest = if head_bytes < HEAD_BYTES && worker.has_ended_before((HEAD_BYTES - head_bytes) as u64).await? {
        let file = worker.spilled.borrow().clone();
        file.map_or(Rest::Nothing, |file| Rest::File(FileReader { file, at: 0 }))
    } else {
        Rest::Worker(worker)
    };
    Ok(ByteStream { head, rest, companion: None })
}

/// The writing end: collects small writes into pieces.
pub struct ChunkWriter {
    buffer: Vec<u8>,
    /// `None` once the rest goes to the file.
    pieces: Option<mpsc::Sender<Piece>>,
    file: Option<TempFile>,
    spilling: watch::Sender<Option<TempFile>>,
    buffers: Buffers,
    runtime: tokio::runtime::Handle,
    patience: Duration,
    /// What an `io::Error` of this writer stands for.
    failure: Option<Error>,
}

impl ChunkWriter {
    /// Whether the client has left; long work asks now and then.
    pub fn is_abandoned(&self) -> bool {
        self.spilling.is_closed()
    }

    fn send(&mut self, bytes: Vec<u8>) -> io::Result<()> {
        if self.is_abandoned() {
            return Err(io::Error::new(io::ErrorKind::BrokenPipe, "the client has left"));
        }
        match self.hand_over(bytes) {
            Ok(()) => Ok(()),
            Err(bytes) => self.spill(&bytes).map_err(|error| {
                self.failure = Some(error);
                io::Error::other("the rest of the answer cannot be kept")
            }),
        }
    }

    /// Passes a piece on in memory; gives it back when there is no room or the client is too slow.
    fn hand_over(&mut self, bytes: Vec<u8>) -> Result<(), Vec<u8>> {
        let Some(pieces) = &self.pieces else { return Err(bytes) };
        let permits = u32::try_from(bytes.len().div_ceil(CHUNK_BYTES)).unwrap_or(u32::MAX);
        let Ok(room) = self.buffers.memory.clone().try_acquire_many_owned(permits) else { return Err(bytes) };
        let piece = match pieces.try_send(Piece { bytes, _room: room }) {
            Ok(()) => return Ok(()),
            Err(TrySendError::Closed(piece) | TrySendError::Full(piece)) => piece,
        };
        let started = Instant::now();
        let sent = self.runtime.block_on(pieces.send_timeout(piece, self.patience));
        self.patience = self.patience.saturating_sub(started.elapsed());
        sent.map_err(|(SendTimeoutError::Timeout(piece) | SendTimeoutError::Closed(piece))| piece.bytes)
    }

    /// Writes to the file, which is begun when there is none.
    fn spill(&mut self, bytes: &[u8]) -> Result<()> {
        let file = match &self.file {
            Some(file) => file,
            None => {
                let file = self.file.insert(self.buffers.temporary.create()?);
                self.spilling.send_replace(Some(file.clone()));
                // The reader goes on to the file when it has taken what is in memory.
                self.pieces = None;
                file
            }
        };
        file.append(bytes)?;
        self.spilling.send_modify(|_| ());
        Ok(())
    }
}

impl Write for ChunkWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.buffer.extend_from_slice(bytes);
        if self.buffer.len() >= CHUNK_BYTES {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.buffer.is_empty() {
            return Ok(());
        }
        let chunk = std::mem::replace(&mut self.buffer, Vec::with_capacity(CHUNK_BYTES + (4 << 10)));
        self.send(chunk)
    }
}

//! Bytes made on one thread and sent from another, a few at a time.

use std::collections::VecDeque;
use std::io::{self, Write};
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use crate::error::{Error, Result};

/// Bytes of one piece.
const CHUNK_BYTES: usize = 64 << 10;
/// What is held back until the first answer, so that an early failure is still a clean error.
const HEAD_BYTES: usize = 1 << 20;
/// Pieces that wait for a slow client.
const CHUNKS_WAITING: usize = 4;
/// A client that takes nothing for that long has left; its snapshot is given up.
const SEND_TIMEOUT: Duration = Duration::from_secs(60);

/// The answer of [`byte_stream`]: what is already there, and the rest if there is more.
pub struct ByteStream {
    head: VecDeque<Vec<u8>>,
    rest: Option<Rest>,
    /// Dropped with the stream, whether it was sent whole or given up.
    companion: Option<Box<dyn Send>>,
}

struct Rest {
    chunks: mpsc::Receiver<Result<Vec<u8>>>,
    worker: JoinHandle<()>,
}

impl ByteStream {
    /// The size in bytes when everything is already there.
    pub fn known_size(&self) -> Option<usize> {
        self.rest.is_none().then(|| self.head.iter().map(Vec::len).sum())
    }

    /// Keeps something for as long as the stream lasts, such as a guard that stops the work when the client leaves.
    pub fn with_companion(mut self, companion: impl Send + 'static) -> Self {
        self.companion = Some(Box::new(companion));
        self
    }

    /// The next piece; `None` at the end.
    pub async fn next(&mut self) -> Option<Result<Vec<u8>>> {
        match self.head.pop_front() {
            Some(chunk) => Some(Ok(chunk)),
            None => self.rest.as_mut()?.next().await,
        }
    }
}

impl Rest {
    /// The end of the channel is the end of the work only if the work did not panic.
    async fn next(&mut self) -> Option<Result<Vec<u8>>> {
        match self.chunks.recv().await {
            Some(chunk) => Some(chunk),
            None if self.worker.is_finished() => None,
            None => (&mut self.worker).await.err().map(|panic| Err(Error::internal(panic))),
        }
    }
}

/// Runs `work` on a thread that may block and gives what it writes. Waits for the first megabyte or the end.
pub async fn byte_stream(work: impl FnOnce(&mut ChunkWriter) -> Result<()> + Send + 'static) -> Result<ByteStream> {
    let (sender, mut receiver) = mpsc::channel(CHUNKS_WAITING);
    let runtime = tokio::runtime::Handle::current();
    let worker = tokio::task::spawn_blocking(move || {
        let mut out = ChunkWriter { buffer: Vec::with_capacity(CHUNK_BYTES), sender, runtime };
        let done = work(&mut out).and_then(|()| Ok(out.flush()?));
        if let Err(error) = done {
            // When nobody listens any more there is nobody to tell.
            let _ = out.send(Err(error));
        }
    });
    let mut head = VecDeque::new();
    let mut head_bytes = 0;
    while head_bytes < HEAD_BYTES {
        match receiver.recv().await {
            Some(chunk) => {
                let chunk = chunk?;
                head_bytes += chunk.len();
                head.push_back(chunk);
            }
            None => {
                worker.await.map_err(Error::internal)?;
                return Ok(ByteStream { head, rest: None, companion: None });
            }
        }
    }
    Ok(ByteStream { head, rest: Some(Rest { chunks: receiver, worker }), companion: None })
}

/// The writing end: collects small writes into pieces and waits when the client is slower than we are.
pub struct ChunkWriter {
    buffer: Vec<u8>,
    sender: mpsc::Sender<Result<Vec<u8>>>,
    runtime: tokio::runtime::Handle,
}

impl ChunkWriter {
    /// Whether the client has left; long work asks now and then.
    pub fn is_abandoned(&self) -> bool {
        self.sender.is_closed()
    }

    fn send(&self, chunk: Result<Vec<u8>>) -> io::Result<()> {
        let sent = self.runtime.block_on(self.sender.send_timeout(chunk, SEND_TIMEOUT));
        sent.map_err(|_| io::Error::new(io::ErrorKind::BrokenPipe, "the client has left"))
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
        self.send(Ok(chunk))
    }
}

//! The bytes of one connection, with what HTTP servers leave out: a client that reads nothing is given up, whatever
//! waits to be sent, so is one that begins a further request and does not send its head, and the connection can be
//! closed from outside (threats.md 55, 75, 76).
//!
//! The HTTP dispatchers ask a body for bytes only when the socket takes some, so a body cannot notice that its client
//! has stopped reading. The transport can: its timer runs while the socket refuses to be written to. Nor do they time
//! the head of any request but the first.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};
use std::task::{Context, Poll};
use std::time::Duration;

use futures_util::task::AtomicWaker;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::Sleep;

use super::connections::AddressTurn;

/// The most answers under way at once on one connection, which only HTTP/2 can have more than one of.
const ANSWERS_MAX: usize = 128;

/// A connection as handlers and middleware see it, among the data of its requests.
pub struct Connection {
    /// Whether it is encrypted by this server.
    pub secure: bool,
    aborted: AtomicBool,
    waker: AtomicWaker,
    /// Answers under way.
    answers: AtomicUsize,
    /// Answers begun since the connection was accepted.
    begun: AtomicUsize,
    /// HTTP/2 has heads at any time, and a time-out of its own for connections that stand still.
    multiplexed: AtomicBool,
    _turn: Option<AddressTurn>,
}

impl Connection {
    pub fn new(secure: bool, turn: Option<AddressTurn>) -> Arc<Self> {
        Arc::new(Connection {
            secure,
            aborted: AtomicBool::new(false),
            waker: AtomicWaker::new(),
            answers: AtomicUsize::new(0),
            begun: AtomicUsize::new(0),
            multiplexed: AtomicBool::new(false),
            _turn: turn,
        })
    }

    /// Closes the connection, with everything under way on it.
    pub fn abort(&self) {
        self.aborted.store(true, Relaxed);
        self.waker.wake();
    }

    /// Counts one answer more; `None` when there are too many. `multiplexed` says whether there may be several at once.
    pub fn begin_answer(self: &Arc<Self>, multiplexed: bool) -> Option<AnswerTurn> {
        self.multiplexed.store(multiplexed, Relaxed);
        self.begun.fetch_add(1, Relaxed);
        let turn = AnswerTurn(self.clone());
        if self.answers.fetch_add(1, Relaxed) < ANSWERS_MAX { Some(turn) } else { None }
    }

    /// How many answers there were, while the connection waits for a further request of HTTP/1.1.
    fn answered(&self) -> Option<usize> {
        let waits = self.answers.load(Relaxed) == 0 && !self.multiplexed.load(Relaxed);
        Some(self.begun.load(Relaxed)).filter(|begun| waits && *begun > 0)
    }

    /// An error once the connection was aborted; otherwise the task is woken when it is.
    fn check(&self, context: &Context<'_>) -> io::Result<()> {
        self.waker.register(context.waker());
        if self.aborted.load(Relaxed) { Err(too_slow()) } else { Ok(()) }
    }
}

/// One of the answers under way on a connection.
pub struct AnswerTurn(Arc<Connection>);

impl Drop for AnswerTurn {
    fn drop(&mut self) {
        self.0.answers.fetch_sub(1, Relaxed);
    }
}

fn too_slow() -> io::Error {
    io::Error::new(io::ErrorKind::TimedOut, "the client is too slow")
}

/// How long a client that waits may let us wait.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// For it to take something of an answer.
    pub send: Duration,
    /// For it to send the head of a request, from its first byte to its last.
    pub head: Duration,
}

/// A socket that fails when its [`Connection`] is aborted, when it takes nothing for too long, or when the head of a
/// request is not complete in time.
pub struct Transport<T> {
    socket: T,
    pub connection: Arc<Connection>,
    patience: Patience,
    /// Runs since the socket last refused to be written to.
    stalled: Option<Pin<Box<Sleep>>>,
    /// Runs since the first bytes that came after so many answers.
    head: Option<(usize, Pin<Box<Sleep>>)>,
}

impl<T> Transport<T> {
    pub fn new(socket: T, connection: Arc<Connection>, patience: Patience) -> Self {
        Transport { socket, connection, patience, stalled: None, head: None }
    }

    /// Notes that something came: between two answers, the beginning of a head.
    fn heard(&mut self) {
        if let Some(answered) = self.connection.answered()
            && self.head.as_ref().is_none_or(|(after, _)| *after != answered)
        {
            self.head = Some((answered, Box::pin(tokio::time::sleep(self.patience.head))));
        }
    }

    /// An error once the head that began takes too long; otherwise the task is woken when it does.
    fn check_head(&mut self, context: &mut Context<'_>) -> io::Result<()> {
        let answered = self.connection.answered();
        match &mut self.head {
            Some((after, timer)) if Some(*after) == answered => match timer.as_mut().poll(context) {
                Poll::Ready(()) => Err(too_slow()),
                Poll::Pending => Ok(()),
            },
            _ => {
                self.head = None;
                Ok(())
            }
        }
    }

    /// What becomes of an attempt to write.
    fn written<R>(&mut self, context: &mut Context<'_>, tried: Poll<io::Result<R>>) -> Poll<io::Result<R>> {
        if tried.is_ready() {
            self.stalled = None;
            return tried;
        }
        self.connection.check(context)?;
        let timer = self.stalled.get_or_insert_with(|| Box::pin(tokio::time::sleep(self.patience.send)));
        timer.as_mut().poll(context).map(|()| Err(too_slow()))
    }
}

impl<T: AsyncRead + Unpin> AsyncRead for Transport<T> {
    fn poll_read(self: Pin<&mut Self>, context: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let before = into.filled().len();
        let read = Pin::new(&mut this.socket).poll_read(context, into);
        if into.filled().len() > before {
            this.heard();
        }
        if read.is_pending() {
            this.connection.check(context)?;
            this.check_head(context)?;
        }
        read
    }
}

impl<T: AsyncWrite + Unpin> AsyncWrite for Transport<T> {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let tried = Pin::new(&mut this.socket).poll_write(context, bytes);
        this.written(context, tried)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        parts: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let tried = Pin::new(&mut this.socket).poll_write_vectored(context, parts);
        this.written(context, tried)
    }

    fn is_write_vectored(&self) -> bool {
        self.socket.is_write_vectored()
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().socket).poll_flush(context)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().socket).poll_shutdown(context)
    }
}

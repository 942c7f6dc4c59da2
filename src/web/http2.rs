//! The limits of heads over HTTP/2: the same as over HTTP/1.1 (threats.md 92).
//!
//! The HTTP/2 library takes heads of 16 MiB and cannot be told otherwise. A head that is far too large as it is sent
//! ends the connection before it is gathered; another one that is too large is answered with 431.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use actix_http::RequestHead;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// Header fields of a request, as the HTTP/1.1 dispatcher allows.
const FIELDS_MAX: usize = 96;
/// Bytes of a head, as the HTTP/1.1 dispatcher allows.
const HEAD_BYTES_MAX: usize = 128 << 10;
/// Bytes of a head as it is sent, beyond which it is not even gathered to be answered.
const SENT_BYTES_MAX: usize = 2 * HEAD_BYTES_MAX;
/// What stands around name and value of a field: a colon, a blank and a line end.
const BYTES_AROUND: usize = 4;

/// Whether a request has too many header fields, or too large ones.
pub fn is_head_too_large(head: &RequestHead) -> bool {
    let fields = || head.headers.iter();
    let bytes: usize = fields().map(|(name, value)| name.as_str().len() + value.len() + BYTES_AROUND).sum();
    // The path and the authority.
    let target = head.uri.path_and_query().map_or(0, |path| path.as_str().len())
        + head.uri.authority().map_or(0, |authority| authority.as_str().len());
    fields().count() > FIELDS_MAX || bytes + target > HEAD_BYTES_MAX
}

/// Bytes that a client of HTTP/2 sends before its first frame (RFC 9113, 3.4).
const PREFACE_BYTES: usize = 24;
/// Bytes before the payload of a frame: its length in three, its type, its flags, its stream in four.
const FRAME_HEADER_BYTES: usize = 9;
const HEADERS: u8 = 1;
const CONTINUATION: u8 = 9;
const END_HEADERS: u8 = 4;

/// A connection that fails when a head is too large as it is sent. Anything but HTTP/2 passes through.
pub struct HeadsBounded<T> {
    stream: T,
    frames: Option<Frames>,
}

/// Where in the frames of a client we are.
struct Frames {
    /// Bytes to be passed over: of the preface, or of the payload of a frame.
    skipped: usize,
    header: [u8; FRAME_HEADER_BYTES],
    header_bytes: usize,
    /// Bytes of the head that is being sent.
    head_bytes: usize,
}

impl<T> HeadsBounded<T> {
    pub fn new(stream: T, is_http2: bool) -> Self {
        HeadsBounded { stream, frames: is_http2.then(Frames::begin) }
    }

    pub fn get_ref(&self) -> &T {
        &self.stream
    }
}

impl Frames {
    fn begin() -> Self {
        Frames { skipped: PREFACE_BYTES, header: [0; FRAME_HEADER_BYTES], header_bytes: 0, head_bytes: 0 }
    }

    /// # Errors
    ///
    /// [`io::ErrorKind::InvalidData`] when a head is too large.
    fn follow(&mut self, mut bytes: &[u8]) -> io::Result<()> {
        while !bytes.is_empty() {
            if self.skipped > 0 {
                let passed = self.skipped.min(bytes.len());
                self.skipped -= passed;
                bytes = &bytes[passed..];
                continue;
            }
            let wanted = (FRAME_HEADER_BYTES - self.header_bytes).min(bytes.len());
            self.header[self.header_bytes..self.header_bytes + wanted].copy_from_slice(&bytes[..wanted]);
            self.header_bytes += wanted;
            bytes = &bytes[wanted..];
            if self.header_bytes == FRAME_HEADER_BYTES {
                self.header_bytes = 0;
                self.frame()?;
            }
        }
        Ok(())
    }

    /// A frame begins.
    fn frame(&mut self) -> io::Result<()> {
        let [first, second, third, kind, flags, ..] = self.header;
        let length = usize::from(first) << 16 | usize::from(second) << 8 | usize::from(third);
        self.skipped = length;
        if matches!(kind, HEADERS | CONTINUATION) {
            // Frames without content take time all the same.
            self.head_bytes += length + FRAME_HEADER_BYTES;
            if self.head_bytes > SENT_BYTES_MAX {
                return Err(io::Error::new(io::ErrorKind::InvalidData, "the head of a request is too large"));
            }
            if flags & END_HEADERS != 0 {
                self.head_bytes = 0;
            }
        }
        Ok(())
    }
}

impl<T: AsyncRead + Unpin> AsyncRead for HeadsBounded<T> {
    fn poll_read(self: Pin<&mut Self>, context: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let before = into.filled().len();
        let read = Pin::new(&mut this.stream).poll_read(context, into);
        if let Some(frames) = &mut this.frames {
            frames.follow(&into.filled()[before..])?;
        }
        read
    }
}

impl<T: AsyncWrite + Unpin> AsyncWrite for HeadsBounded<T> {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.get_mut().stream).poll_write(context, bytes)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        parts: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.get_mut().stream).poll_write_vectored(context, parts)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_flush(context)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(kind: u8, flags: u8, payload_bytes: usize) -> Vec<u8> {
        let length = u32::try_from(payload_bytes).unwrap().to_be_bytes();
        [&length[1..], &[kind, flags, 0, 0, 0, 1], &vec![0; payload_bytes]].concat()
    }

    /// Whether the frames pass, however they are cut into pieces.
    fn pass(frames: &[Vec<u8>]) -> bool {
        let bytes = [vec![0; PREFACE_BYTES], frames.concat()].concat();
        let results: Vec<bool> = [1, 7, 16_384, bytes.len()]
            .into_iter()
            .map(|piece| {
                let mut followed = Frames::begin();
                bytes.chunks(piece).all(|part| followed.follow(part).is_ok())
            })
            .collect();
        assert!(results.iter().all(|passed| *passed == results[0]), "{results:?}");
        results[0]
    }

    #[test]
    fn heads_are_bounded_each_by_itself_and_bodies_are_not() {
        const DATA: u8 = 0;
        let head = || frame(HEADERS, END_HEADERS, 16_000);
        assert!(pass(&(0..100).map(|_| head()).collect::<Vec<_>>()));
        assert!(pass(&(0..100).map(|_| frame(DATA, END_HEADERS, 16_000)).collect::<Vec<_>>()));
        let continued = |parts: usize, bytes: usize| {
            let parts = (0..parts).map(move |_| frame(CONTINUATION, 0, bytes));
            std::iter::once(frame(HEADERS, 0, 9)).chain(parts).chain([frame(CONTINUATION, END_HEADERS, 9)])
        };
        assert!(pass(&continued(7, 16_000).chain(continued(7, 16_000)).collect::<Vec<_>>()));
        assert!(!pass(&continued(17, 16_000).collect::<Vec<_>>()));
        assert!(!pass(&continued(40_000, 0).collect::<Vec<_>>()), "frames without content");
        assert!(!pass(&[frame(HEADERS, END_HEADERS, 300_000)]));
    }
}

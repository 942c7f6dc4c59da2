//! The content of a stored file on its way to a client: read in windows, each in a short reading. Between two of them
//! nothing is held, so that a client that stops reading holds its socket only.
//!
//! A window is as large as what the client has taken so far. To find a position in a content, SQLite walks through all
//! pages before it: with windows that double, both the walks and what is read in vain for a client that leaves stay
//! below the size of what was sent.

use std::ops::Range;

use actix_web::web::Bytes;
use futures_util::{Stream, stream};

use crate::db::{ByteStream, Db, TempFile};
use crate::error::{Error, Result};
use crate::files::{self, File};
use crate::web::respond::cut_short;

/// Bytes of the first window.
const FIRST_BYTES: u64 = 64 << 10;
/// The most bytes of a window in memory; a larger one is copied to a temporary file.
const MEMORY_BYTES_MAX: u64 = 128 << 10;
/// The most bytes of a window.
const WINDOW_BYTES_MAX: u64 = 32 << 20;

pub struct Content {
    db: Db,
    file: File,
    /// What remains to be read from the database.
    rest: Range<u64>,
    sent: u64,
    window: Window,
}

/// What was read and is not sent yet.
enum Window {
    Memory(Vec<u8>),
    File(ByteStream),
}

impl Content {
    /// Reads the first window of a part of a file.
    pub async fn open(db: &Db, file: File, part: Range<u64>) -> Result<Self> {
        let (first, rest) = split(part, FIRST_BYTES);
        let wanted = file.clone();
        let bytes = db.read(move |connection| in_memory(connection, &wanted, first)).await?;
        Ok(Content { db: db.clone(), file, rest, sent: 0, window: Window::Memory(bytes) })
    }

    pub fn into_stream(self) -> impl Stream<Item = Result<Bytes, actix_web::Error>> {
        stream::unfold(self, |mut content| async move {
            let next = content.next().await?;
            Some((next.map_err(|error| cut_short(&error)), content))
        })
    }

    async fn next(&mut self) -> Option<Result<Bytes>> {
        loop {
            match &mut self.window {
                Window::Memory(bytes) if !bytes.is_empty() => {
                    let bytes = std::mem::take(bytes);
                    self.sent += bytes.len() as u64;
                    return Some(Ok(bytes.into()));
                }
                Window::File(bytes) => {
                    if let Some(next) = bytes.next().await {
                        return Some(next.map(|bytes| {
                            self.sent += bytes.len() as u64;
                            bytes.into()
                        }));
                    }
                }
                Window::Memory(_) => {}
            }
            if self.rest.is_empty() {
                return None;
            }
            match self.read_window().await {
                Ok(window) => self.window = window,
                Err(error) => return Some(Err(error)),
            }
        }
    }

    async fn read_window(&mut self) -> Result<Window> {
        let bytes = self.sent.clamp(FIRST_BYTES, WINDOW_BYTES_MAX);
        if bytes > MEMORY_BYTES_MAX
            && let Some(window) = self.read_into_file(bytes).await?
        {
            return Ok(window);
        }
        let (part, rest) = split(self.rest.clone(), bytes.min(MEMORY_BYTES_MAX));
        let file = self.file.clone();
        let bytes = self.db.read_content(move |connection| in_memory(connection, &file, part)).await?;
        self.rest = rest;
        Ok(Window::Memory(bytes))
    }

    /// `None` when temporary files have no room for it.
    async fn read_into_file(&mut self, bytes: u64) -> Result<Option<Window>> {
        let (part, rest) = split(self.rest.clone(), bytes);
        let (file, space) = (self.file.clone(), self.db.temporary().clone());
        let copied = self.db.read_content(move |connection| {
            let room = match space.create_for(part.end - part.start) {
                Ok(room) => room,
                Err(Error::Busy(_) | Error::DiskFull) => return Ok(None),
                Err(error) => return Err(error),
            };
            files::copy_part(connection, &file, part, &mut &room)?;
            Ok::<Option<TempFile>, Error>(Some(room))
        });
        let Some(copied) = copied.await? else { return Ok(None) };
        self.rest = rest;
        Ok(Some(Window::File(ByteStream::of_file(copied))))
    }
}

fn in_memory(connection: &rusqlite::Connection, file: &File, part: Range<u64>) -> Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(usize::try_from(part.end - part.start).unwrap_or(0));
    files::copy_part(connection, file, part, &mut bytes)?;
    Ok(bytes)
}

/// The first bytes of a part, and the rest of it.
fn split(part: Range<u64>, bytes: u64) -> (Range<u64>, Range<u64>) {
    let middle = part.end.min(part.start + bytes);
    (part.start..middle, middle..part.end)
}

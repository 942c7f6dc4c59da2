//! The only place that opens SQLite.
//!
//! One writer, a few readers, each request on one snapshot: [`Db::read`] gives a `&Connection` inside a deferred
//! transaction, [`Db::write`] a `&Transaction` that is committed on `Ok` and rolled back otherwise. `&Transaction`
//! coerces to `&Connection`, so writers may call readers and the compiler refuses the reverse.
//!
//! What takes long has connections of its own ([`Db::read_long`], [`Db::stream`], [`Db::spool`]), and no connection waits
//! for a client.

pub mod backup;
mod bulk;
pub mod differences;
pub mod functions;
pub mod hashed_copy;
pub mod identity;
pub mod integrity;
pub mod migrations;
pub mod restore;
pub mod schema;
pub mod structure;
pub mod temporary_folder;

mod cache;
mod capacity;
mod connect;
mod draft;
mod erasure;
mod file;
mod journal_mode;
mod lock;
mod lookups;
mod names;
mod open_file;
mod opening;
mod pool;
mod presence;
mod snapshots;
mod stored_enum;
mod stream;
mod temporary;
mod watch;

use std::fs::File;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use rusqlite::{Connection, Transaction, TransactionBehavior};
use tokio::sync::{Notify, Semaphore};

use crate::error::{Error, Result};
use crate::msg;
use erasure::LogToEmpty;
use file::OpenFile;
use functions::FieldCatalog;
use lookups::Lookups;
use snapshots::Snapshots;
use stream::Buffers;

pub use bulk::{with_large_cache, with_reading_cache};
pub use pool::{Pool, Slot};

pub use cache::{CachedValue, VersionedCache, version};
pub use capacity::Capacity;
pub use connect::{Scratch, is_served, open_shared, open_shared_read_only, read_only, read_write, scratch};
pub use draft::{Draft, DraftFolder, folder_of};
pub use erasure::erase;
pub use opening::{Opened, Opening, create};
pub(crate) use stored_enum::stored_enum;
pub use stream::{ByteStream, ChunkWriter};
pub use temporary::{Charge, TempFile, TempLimits, TempSpace};
pub use watch::{ChangeWatch, Changes, Epoch};

/// The association's file, opened by the server. Cheap to clone.
#[derive(Clone)]
pub struct Db {
    inner: Arc<Inner>,
}

struct Inner {
    writer_turn: Semaphore,
    /// `None` once the file is closed.
    writer: Mutex<Option<Connection>>,
    /// Told after each commit that wrote jobs.
    jobs_written: Notify,
    /// What the writer, and other processes, change of the members.
    watch: ChangeWatch,
    lookups: Lookups,
    /// A second connection, because every request asks for its key first.
    key_lookups: Lookups,
    readers: Pool<Connection>,
    /// For what takes long, so that it never keeps short readings waiting.
    long_readers: Pool<Connection>,
    /// For the contents of files, of which many clients may want the next part at once.
    content_readers: Pool<Connection>,
    snapshots: Snapshots,
    log_to_empty: LogToEmpty,
    buffers: Buffers,
    /// Dropped last, with the lock in it.
    file: Arc<OpenFile>,
}

/// How many short readings may wait for a connection.
const READINGS_WAITING_MAX: usize = 5_000;
/// Connections that read the contents of files.
const CONTENT_READERS: usize = 2;

impl Db {
    /// `writer` only reads where the file cannot be changed.
    fn new(file: OpenFile, mut writer: Connection, capacity: Capacity) -> Result<Self> {
        let watch = ChangeWatch::default();
        watch.follow(&mut writer)?;
        let file = Arc::new(file);
        let open_reader = {
            let file = file.clone();
            move || file.reader()
        };
        let inner = Inner {
            lookups: Lookups::new(read_only(&file.path, &file.fields)?)?,
            key_lookups: Lookups::new(read_only(&file.path, &file.fields)?)?,
            writer_turn: Semaphore::new(1),
            writer: Mutex::new(Some(writer)),
            jobs_written: Notify::new(),
            watch,
            readers: Pool::new(capacity.readers, open_reader.clone()).with_waiting_max(READINGS_WAITING_MAX),
            long_readers: Pool::new(capacity.long_readers, open_reader.clone()),
            content_readers: Pool::new(CONTENT_READERS, open_reader),
            snapshots: Snapshots::default(),
            log_to_empty: LogToEmpty::default(),
            buffers: Buffers::new(TempSpace::new(capacity.temporary)),
            file,
        };
        Ok(Db { inner: Arc::new(inner) })
    }

    pub fn path(&self) -> &Path {
        &self.inner.file.path
    }

    /// The member fields as the SQL functions know them; whoever changes fields reloads it.
    pub fn fields(&self) -> &FieldCatalog {
        &self.inner.file.fields
    }

    /// Runs `work` on a consistent snapshot of the database, on a thread that may block. For answers that take
    /// milliseconds.
    pub async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let slot = self.inner.readers.take().await?;
        self.run(slot, work).await
    }

    /// The same for what may take seconds, on connections of its own.
    pub async fn read_long<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let slot = self.inner.long_readers.take().await?;
        self.run(slot, work).await
    }

    /// The same for the next part of a content that is being sent: it waits for its turn however many wait.
    pub async fn read_content<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let slot = self.inner.content_readers.wait().await?;
        self.run(slot, work).await
    }

    async fn run<T: Send + 'static>(
        &self,
        slot: Slot<Connection>,
        work: impl FnOnce(&Connection) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let db = self.clone();
        blocking(move || db.inner.on_snapshot(&slot, work)).await
    }

    /// Runs `work` in place, without changing threads: for a row found by its index. It runs on an async thread, behind
    /// one lock; a statement that takes more than a millisecond or so is stopped.
    pub fn read_inline<T>(&self, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        self.inner.lookups.run(work)
    }

    /// The same; `None` when a statement was stopped, for the caller to use [`Db::read`] then.
    pub fn try_inline<T>(&self, work: impl FnOnce(&Connection) -> Result<T>) -> Result<Option<T>> {
        self.inner.lookups.attempt(work)
    }

    /// The same for credentials, which every request looks up.
    pub fn read_credential_inline<T>(&self, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        self.inner.key_lookups.run(work)
    }

    /// Runs `work` in the one write transaction: committed and on disk, in the file that has the name, when this answers
    /// `Ok`; undone otherwise, or lost with the file that was taken away.
    pub async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Transaction) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let db = self.clone();
        // The turn is awaited before a thread is taken, so that waiting writers never use up the threads.
        let turn = self.inner.writer_turn.acquire().await.map_err(|_| closed())?;
        turn.forget();
        blocking(move || {
            let _turn = ReturnTurn(&db.inner.writer_turn);
            let mut writer = db.inner.writer.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
            let connection = writer.as_mut().ok_or_else(closed)?;
            db.require_writable()?;
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let writing = db.inner.watch.begin(&transaction)?;
            let value = work(&transaction)?;
            writing.commit(|| transaction.commit())?;
            if db.inner.watch.take_jobs_written() {
                db.inner.jobs_written.notify_one();
            }
            db.inner.log_to_empty.finish(connection)?;
            // Whoever took the file away meanwhile took along what was just written.
            db.require_present()?;
            Ok(value)
        })
        .await
    }

    /// Rewrites the whole file and empties its log, so that nothing of what was overwritten or deleted can be read from
    /// their unused parts. Takes as long as copying the file; nobody writes meanwhile.
    ///
    /// # Errors
    ///
    /// [`Error::Busy`] when a long reading keeps the log in use: to be tried again.
    pub async fn rewrite(&self) -> Result<()> {
        let db = self.clone();
        let turn = self.inner.writer_turn.acquire().await.map_err(|_| closed())?;
        turn.forget();
        blocking(move || {
            let _turn = ReturnTurn(&db.inner.writer_turn);
            let writer = db.inner.writer.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
            let connection = writer.as_ref().ok_or_else(closed)?;
            db.require_writable()?;
            connection.execute_batch("VACUUM")?;
            // What fails here has let go of nothing: the log still holds the new file, and readers the old one.
            let busy: bool = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
            if busy { Err(Error::Busy(msg!("db-log-in-use"))) } else { Ok(()) }
        })
        .await
    }

    /// Empties the write-ahead log, if what was erased still stands in it because somebody read when it was erased.
    pub async fn empty_log_if_asked(&self) -> Result<()> {
        if !self.inner.log_to_empty.is_asked() {
            return Ok(());
        }
        let db = self.clone();
        let turn = self.inner.writer_turn.acquire().await.map_err(|_| closed())?;
        turn.forget();
        blocking(move || {
            let _turn = ReturnTurn(&db.inner.writer_turn);
            let writer = db.inner.writer.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
            db.inner.log_to_empty.empty(writer.as_ref().ok_or_else(closed)?)
        })
        .await
    }

    /// Runs `work` on a snapshot and sends what it writes, without ever holding it whole in memory, nor the snapshot for
    /// a slow client. What fails within the first megabyte is an error like any other; a later failure aborts the answer.
    pub async fn stream(
        &self,
        work: impl FnOnce(&Connection, &mut ChunkWriter) -> Result<()> + Send + 'static,
    ) -> Result<ByteStream> {
        self.temporary().admit()?;
        let slot = self.inner.long_readers.take().await?;
        let db = self.clone();
        self.byte_stream(move |out| db.inner.on_snapshot(&slot, |connection| work(connection, out))).await
    }

    /// The same for what is written without this database's connections.
    pub async fn byte_stream(
        &self,
        work: impl FnOnce(&mut ChunkWriter) -> Result<()> + Send + 'static,
    ) -> Result<ByteStream> {
        stream::byte_stream(&self.inner.buffers, work).await
    }

    /// Runs `work` on a snapshot; the temporary file that it makes is sent when it is whole, such as a spreadsheet.
    pub async fn spool(&self, work: impl FnOnce(&Connection) -> Result<File> + Send + 'static) -> Result<TempFile> {
        self.temporary().admit()?;
        self.temporary().adopt(self.read_long(work).await?)
    }

    /// The same for a file whose size is known beforehand, or nearly: its room is taken before it is made.
    pub async fn spool_whole(
        &self,
        bytes: u64,
        work: impl FnOnce(&Connection) -> Result<File> + Send + 'static,
    ) -> Result<TempFile> {
        let room = self.temporary().reserve(bytes)?;
        room.file(self.read_long(work).await?)
    }

    /// Bytes of the database's pages, those in the log included.
    pub async fn bytes(&self) -> Result<u64> {
        let bytes = "SELECT (SELECT * FROM pragma_page_count) * (SELECT * FROM pragma_page_size)";
        self.read(move |connection| Ok(connection.query_row(bytes, [], |row| row.get::<_, i64>(0))?.unsigned_abs()))
            .await
    }

    /// The account of temporary files.
    pub fn temporary(&self) -> &TempSpace {
        &self.inner.buffers.temporary
    }

    /// Interrupts the readings that began longer than `age` ago; gives their number.
    pub fn interrupt_snapshots_older_than(&self, age: Duration) -> usize {
        self.inner.snapshots.interrupt_older_than(age)
    }

    /// Stops handing out connections, writes everything into the one file and leaves it in rollback-journal mode, as
    /// other programs expect to find it. Waits for work under way.
    pub async fn close(&self) -> Result<()> {
        // Whoever asked for what still runs has left.
        self.inner.snapshots.interrupt_older_than(Duration::ZERO);
        self.inner.readers.close().await;
        self.inner.long_readers.close().await;
        self.inner.content_readers.close().await;
        let turn = self.inner.writer_turn.acquire().await.map_err(|_| closed())?;
        turn.forget();
        self.inner.writer_turn.close();
        self.inner.lookups.close();
        self.inner.key_lookups.close();
        let writer = self.inner.writer.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).take();
        match writer {
            Some(writer) if self.is_served_here() && !self.is_read_only() => {
                let present = self.require_present();
                blocking(move || {
                    journal_mode::checkpoint(&writer)?;
                    // What stands under the name now is not ours to touch.
                    present?;
                    journal_mode::leave_wal(writer)
                })
                .await
            }
            _ => Ok(()),
        }
    }
}

impl Inner {
    fn on_snapshot<T>(&self, connection: &Connection, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        on_snapshot(connection, |connection| {
            let _registered = self.snapshots.register(connection);
            work(connection)
        })
    }
}

struct ReturnTurn<'a>(&'a Semaphore);

impl Drop for ReturnTurn<'_> {
    fn drop(&mut self) {
        self.0.add_permits(1);
    }
}

/// Runs `work` on one consistent state of the database.
pub fn on_snapshot<T>(connection: &Connection, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
    // Both statements stay prepared: compiling them would cost more than many of the readings between them.
    connection.prepare_cached("BEGIN")?.execute([])?;
    let _end = EndSnapshot(connection);
    work(connection)
}

struct EndSnapshot<'a>(&'a Connection);

impl Drop for EndSnapshot<'_> {
    fn drop(&mut self) {
        let ended = self.0.prepare_cached("ROLLBACK").and_then(|mut statement| statement.execute([]));
        if let Err(error) = ended {
            // The connection's next BEGIN fails and reports it.
            tracing::error!(%error, "a snapshot could not be ended");
        }
    }
}

/// Runs work on a thread that may block; a panic there becomes an internal error here.
pub async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(Error::internal)?
}

fn closed() -> Error {
    Error::Busy(msg!("db-closed"))
}

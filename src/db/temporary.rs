//! Temporary files, and the bound on the bytes they take together (threats.md 78).

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use super::temporary_folder;
use crate::error::{Error, Result};
use crate::msg;

/// Bytes of the disk that temporary files leave to the database.
const FREE_BYTES_MIN: u64 = 64 << 20;
/// Bytes written to a file between two checks of the free space.
const BYTES_BETWEEN_CHECKS: u64 = 16 << 20;

/// The most bytes that temporary files may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TempLimits {
    pub in_all: u64,
    /// For one answer or one request.
    pub each: u64,
}

/// The account of the bytes in temporary files. Clones share it.
#[derive(Debug, Clone)]
pub struct TempSpace(Arc<Account>);

#[derive(Debug)]
struct Account {
    limits: TempLimits,
    used: AtomicU64,
}

impl TempSpace {
    pub fn new(limits: TempLimits) -> Self {
        TempSpace(Arc::new(Account { limits, used: AtomicU64::new(0) }))
    }

    /// Bytes that are charged now.
    pub fn used(&self) -> u64 {
        self.0.used.load(Relaxed)
    }

    /// # Errors
    ///
    /// [`Error::Busy`] while temporary files hold all that they may: new work must not begin.
    pub fn admit(&self) -> Result<()> {
        if self.used() < self.0.limits.in_all { Ok(()) } else { Err(full()) }
    }

    /// A charge of 0 bytes, to be increased.
    pub fn charge(&self) -> Charge {
        Charge { space: self.clone(), bytes: AtomicU64::new(0) }
    }

    /// A new empty file without a name; the system deletes it when it is closed.
    pub fn create(&self) -> Result<TempFile> {
        self.admit()?;
        self.adopt(temporary_folder::new_file()?)
    }

    /// The same with room for that many bytes, charged from now on.
    pub fn create_for(&self, bytes: u64) -> Result<TempFile> {
        let file = self.create()?;
        file.0.charge.add(bytes)?;
        file.require_free_space(bytes)?;
        Ok(file)
    }

    /// Charges for a file that was written by other means, whatever its size.
    pub fn adopt(&self, file: File) -> Result<TempFile> {
        self.reserved(0)?.file(file)
    }

    /// Makes room beforehand for one whole file that is written by other means, and may be larger than the limit of one
    /// answer: a copy of all that there is. It always fits when nothing else is there.
    ///
    /// # Errors
    ///
    /// [`Error::Busy`] when others leave no room for it, [`Error::DiskFull`] when the disk does not.
    pub fn reserve(&self, bytes: u64) -> Result<Reserved> {
        self.admit()?;
        if bytes > 0 {
            let disk = folder_state()?;
            require_room(&disk, bytes)?;
        }
        self.reserved(bytes)
    }

    fn reserved(&self, bytes: u64) -> Result<Reserved> {
        let charge = self.charge();
        let before = self.0.used.fetch_add(bytes, Relaxed);
        charge.bytes.fetch_add(bytes, Relaxed);
        // On failure the charge is given back when it is dropped.
        let fits = bytes == 0 || before == 0 || before.saturating_add(bytes) <= self.0.limits.in_all;
        if fits { Ok(Reserved(charge)) } else { Err(full()) }
    }
}

/// Room for a file that is still to be written.
#[derive(Debug)]
pub struct Reserved(Charge);

impl Reserved {
    /// The file, written: from now on it is charged as it is.
    pub fn file(self, file: File) -> Result<TempFile> {
        let (bytes, charge) = (file.metadata()?.len(), self.0);
        let reserved = charge.bytes.load(Relaxed);
        if bytes >= reserved {
            charge.add_unchecked(bytes - reserved);
        } else {
            charge.give_back(reserved - bytes);
        }
        Ok(TempFile(Arc::new(Inner { file, bytes: AtomicU64::new(bytes), charge })))
    }
}

/// Bytes counted in a [`TempSpace`] until this is dropped.
#[derive(Debug)]
pub struct Charge {
    space: TempSpace,
    bytes: AtomicU64,
}

impl Charge {
    /// # Errors
    ///
    /// [`Error::Busy`] when one of the limits would be exceeded; nothing is charged then.
    pub fn add(&self, bytes: u64) -> Result<()> {
        let account = &self.space.0;
        if self.bytes.load(Relaxed).saturating_add(bytes) > account.limits.each {
            return Err(full());
        }
        if account.used.fetch_add(bytes, Relaxed).saturating_add(bytes) > account.limits.in_all {
            account.used.fetch_sub(bytes, Relaxed);
            return Err(full());
        }
        self.bytes.fetch_add(bytes, Relaxed);
        Ok(())
    }

    fn give_back(&self, bytes: u64) {
        self.space.0.used.fetch_sub(bytes, Relaxed);
        self.bytes.fetch_sub(bytes, Relaxed);
    }

    fn add_unchecked(&self, bytes: u64) {
        self.space.0.used.fetch_add(bytes, Relaxed);
        self.bytes.fetch_add(bytes, Relaxed);
    }
}

impl Drop for Charge {
    fn drop(&mut self) {
        self.space.0.used.fetch_sub(self.bytes.load(Relaxed), Relaxed);
    }
}

/// Of the disk on which temporary files are made.
fn folder_state() -> Result<rustix::fs::StatVfs> {
    let folder = temporary_folder::folder();
    rustix::fs::statvfs(&folder).map_err(|errno| temporary_folder::unusable(&folder, errno.into()))
}

fn full() -> Error {
    Error::Busy(msg!("db-temporary-full"))
}

/// A temporary file that one thread appends to while others read it. Clones are the same file; it is deleted, and its
/// bytes are given back, with the last of them.
#[derive(Debug, Clone)]
pub struct TempFile(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    file: File,
    bytes: AtomicU64,
    charge: Charge,
}

impl TempFile {
    /// Bytes that can be read.
    pub fn len(&self) -> u64 {
        self.0.bytes.load(std::sync::atomic::Ordering::Acquire)
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Writes at the end. Only one thread may do so.
    ///
    /// # Errors
    ///
    /// [`Error::Busy`] beyond the limits, [`Error::DiskFull`] when the disk has little room left.
    pub fn append(&self, bytes: &[u8]) -> Result<()> {
        let (at, added) = (self.len(), bytes.len() as u64);
        if at / BYTES_BETWEEN_CHECKS != (at + added) / BYTES_BETWEEN_CHECKS || at == 0 {
            self.require_free_space(0)?;
        }
        self.0.charge.add((at + added).saturating_sub(self.0.charge.bytes.load(Relaxed)))?;
        self.0.file.write_all_at(bytes, at)?;
        self.0.bytes.store(at + added, std::sync::atomic::Ordering::Release);
        Ok(())
    }

    /// At most `most` bytes from a position on; fewer at the end of the file.
    pub fn read_at(&self, at: u64, most: usize) -> Result<Vec<u8>> {
        let most = usize::try_from(self.len().saturating_sub(at)).unwrap_or(most).min(most);
        let mut bytes = vec![0; most];
        self.0.file.read_exact_at(&mut bytes, at)?;
        Ok(bytes)
    }

    fn require_free_space(&self, bytes: u64) -> Result<()> {
        require_room(&rustix::fs::fstatvfs(&self.0.file).map_err(io::Error::from)?, bytes)
    }
}

fn require_room(disk: &rustix::fs::StatVfs, bytes: u64) -> Result<()> {
    let free = disk.f_bavail.saturating_mul(disk.f_frsize);
    if free < FREE_BYTES_MIN.saturating_add(bytes) { Err(Error::DiskFull) } else { Ok(()) }
}

/// So that writers of files, such as copies of contents, can write to it.
impl io::Write for &TempFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self.append(bytes) {
            Ok(()) => Ok(bytes.len()),
            Err(Error::DiskFull) => Err(io::ErrorKind::StorageFull.into()),
            Err(error) => Err(io::Error::other(error)),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn space(in_all: u64, each: u64) -> TempSpace {
        TempSpace::new(TempLimits { in_all, each })
    }

    #[test]
    fn what_is_appended_is_read_back_and_given_back_with_the_last_clone() {
        let space = space(100, 100);
        let file = space.create().unwrap();
        file.append(b"abc").unwrap();
        file.append(b"defg").unwrap();
        let clone = file.clone();
        drop(file);
        assert_eq!((clone.len(), space.used()), (7, 7));
        assert_eq!((clone.read_at(2, 3).unwrap(), clone.read_at(5, 99).unwrap()), (b"cde".to_vec(), b"fg".to_vec()));
        drop(clone);
        let roomy = space.create_for(50).unwrap();
        roomy.append(&[0; 60]).unwrap();
        assert_eq!(space.used(), 60, "what was charged beforehand is not charged again");
        drop(roomy);
        assert_eq!(space.used(), 0);
    }

    #[test]
    fn a_whole_copy_has_its_room_beforehand_and_fits_alone_whatever_its_size() {
        let space = space(100, 6);
        let copy = space.reserve(150).unwrap();
        assert_eq!(space.used(), 150);
        assert!(matches!(space.reserve(1), Err(Error::Busy(_))), "no room beside it");
        drop(copy);
        assert_eq!(space.used(), 0);
        let (first, second) = (space.reserve(60).unwrap(), space.reserve(60));
        assert!(matches!(second, Err(Error::Busy(_))));
        assert_eq!(space.used(), 60, "what was refused is given back");
        let mut file = tempfile::tempfile().unwrap();
        io::Write::write_all(&mut file, &[0; 40]).unwrap();
        let kept = first.file(file).unwrap();
        assert_eq!((space.used(), kept.len()), (40, 40));
        assert!(matches!(space.reserve(u64::MAX / 2), Err(Error::DiskFull)), "nor on the disk");
    }

    #[test]
    fn neither_one_file_nor_all_of_them_go_beyond_their_limits() {
        let space = space(10, 6);
        let (one, two) = (space.create().unwrap(), space.create().unwrap());
        one.append(&[0; 6]).unwrap();
        assert!(matches!(one.append(&[0; 1]), Err(Error::Busy(_))), "one file has its limit");
        assert!(matches!(two.append(&[0; 5]), Err(Error::Busy(_))), "all together have theirs");
        two.append(&[0; 4]).unwrap();
        assert!(matches!(space.create(), Err(Error::Busy(_))), "no new file while there is no room");
        drop(one);
        assert!(space.create().is_ok());
    }
}

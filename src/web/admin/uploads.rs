//! Files that people sent and are still deciding about: kept for a while, for the one who sent them.

use std::collections::HashMap;
use std::fs::File;
use std::io::Seek;
use std::sync::{Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};

use crate::error::{Error, Result};
use crate::msg;

/// How long a file waits for a decision.
const LIFE: SignedDuration = SignedDuration::from_mins(60);
/// Files that wait at once, of all people and of one.
const FILES_MAX: usize = 32;
const FILES_OF_ONE_MAX: usize = 4;

/// A file without a name on the disk: it is gone when nobody holds it.
pub struct Kept {
    /// The member who sent it.
    pub owner: i64,
    pub file: File,
    /// As the browser named it.
    pub file_name: String,
}

#[derive(Default)]
pub struct Uploads(Mutex<HashMap<String, (Kept, Timestamp)>>);

impl Uploads {
    /// Keeps a file, and gives the word by which it is found. The oldest one of the same person makes room.
    ///
    /// # Errors
    ///
    /// [`Error::Busy`] when too many files of others wait.
    pub fn keep(&self, kept: Kept, now: Timestamp) -> Result<String> {
        let mut files = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        files.retain(|_, (_, since)| now.duration_since(*since) < LIFE);
        let of_one = files.iter().filter(|(_, (file, _))| file.owner == kept.owner);
        let oldest = of_one.clone().min_by_key(|(_, (_, since))| *since).map(|(name, _)| name.clone());
        if of_one.count() >= FILES_OF_ONE_MAX
            && let Some(oldest) = oldest
        {
            files.remove(&oldest);
        }
        if files.len() >= FILES_MAX {
            return Err(Error::Busy(msg!("admin-import-too-many")));
        }
        let name = format!("{:032x}", rand::random::<u128>());
        files.insert(name.clone(), (kept, now));
        Ok(name)
    }

    /// The file of that word, read from its beginning, if that person sent it and it still waits.
    pub fn find(&self, name: &str, owner: i64, now: Timestamp) -> Result<Option<(File, String)>> {
        let files = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let found = files.get(name).filter(|(kept, since)| kept.owner == owner && now.duration_since(*since) < LIFE);
        let Some((kept, _)) = found else { return Ok(None) };
        let mut file = kept.file.try_clone()?;
        file.rewind()?;
        Ok(Some((file, kept.file_name.clone())))
    }

    pub fn forget(&self, name: &str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(name);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(owner: i64) -> Kept {
        Kept { owner, file: crate::db::temporary_folder::new_file().unwrap(), file_name: "membres.ods".to_owned() }
    }

    #[test]
    fn a_file_is_found_by_whoever_sent_it_for_an_hour() {
        let (uploads, now) = (Uploads::default(), Timestamp::UNIX_EPOCH);
        let name = uploads.keep(kept(1), now).unwrap();
        assert_eq!(uploads.find(&name, 1, now).unwrap().unwrap().1, "membres.ods");
        assert!(uploads.find(&name, 2, now).unwrap().is_none(), "another person");
        assert!(uploads.find(&name, 1, now + LIFE).unwrap().is_none(), "too late");
        uploads.forget(&name);
        assert!(uploads.find(&name, 1, now).unwrap().is_none());
    }

    #[test]
    fn nobody_fills_the_places_of_all() {
        let (uploads, now) = (Uploads::default(), Timestamp::UNIX_EPOCH);
        let names: Vec<String> = (0..FILES_OF_ONE_MAX + 3).map(|_| uploads.keep(kept(1), now).unwrap()).collect();
        let waiting = names.iter().filter(|name| uploads.find(name, 1, now).unwrap().is_some()).count();
        assert_eq!(waiting, FILES_OF_ONE_MAX);
        let places = i64::try_from(FILES_MAX).unwrap();
        let refused = (2..places * 2).find(|owner| uploads.keep(kept(*owner), now).is_err());
        assert!(refused.is_some());
        assert!(uploads.keep(kept(900), now + LIFE).is_ok(), "old ones make room");
    }
}

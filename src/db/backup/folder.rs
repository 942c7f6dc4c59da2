//! The folder of backups, which several databases may share: what is whose, and what is removed.
//!
//! | kind | name, after `pko-` and before `.sqlite` |
//! |---|---|
//! | automatic | `auto-20260301100000-association` |
//! | asked for | `2026-03-01-100000-association` |
//! | before a migration of our tables | `before-upgrade-20260301-100000-association` |
//! | what a restored file replaced | `before-restore-20260301-100000-association` |
//!
//! A second one of the same second is `…100000.2-association`. Names without a database are those of Paheko
//! (database.md 9) and of Ruche 0.1. They are this database's if it is the only one in its folder and nobody else's backups
//! stand among them; otherwise they are nobody's, and stay.

use std::path::{Path, PathBuf};
use std::time::SystemTime;

use jiff::SignedDuration;
use jiff::civil::DateTime;
use serde::Serialize;

use super::{draft_of, has_changed_since};
use crate::error::Result;
use crate::text::hexadecimal;

/// Start of the names of all backups.
const PREFIX: &str = "pko-";
const SUFFIX: &str = ".sqlite";

/// Why a backup was made, which its name tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Automatic,
    BeforeUpgrade,
    BeforeRestore,
    Manual,
}

impl Kind {
    /// The one without a word of its own comes last.
    const ALL: [Kind; 4] = [Kind::Automatic, Kind::BeforeUpgrade, Kind::BeforeRestore, Kind::Manual];

    /// The word in the name, and the form of the local time behind it.
    fn form(self) -> (&'static str, &'static str, usize) {
        match self {
            Kind::Automatic => ("auto-", "%Y%m%d%H%M%S", 14),
            Kind::BeforeUpgrade => ("before-upgrade-", "%Y%m%d-%H%M%S", 15),
            Kind::BeforeRestore => ("before-restore-", "%Y%m%d-%H%M%S", 15),
            Kind::Manual => ("", "%Y-%m-%d-%H%M%S", 17),
        }
    }
}

/// A backup in its folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Backup {
    pub name: String,
    pub bytes: u64,
    #[serde(skip)]
    pub modified: SystemTime,
}

/// What a name says.
#[derive(Debug, PartialEq, Eq)]
struct Parsed<'n> {
    kind: Kind,
    made: DateTime,
    /// The number of the backup among those of its second.
    number: u32,
    database: Option<&'n str>,
}

/// `None` for names of other forms, which are nobody's.
fn parse(name: &str) -> Option<Parsed<'_>> {
    let rest = name.strip_prefix(PREFIX)?.strip_suffix(SUFFIX)?;
    Kind::ALL.into_iter().find_map(|kind| {
        let (word, form, length) = kind.form();
        let (time, rest) = rest.strip_prefix(word)?.split_at_checked(length)?;
        let made = DateTime::strptime(form, time).ok()?;
        let (number, database) = match rest.split_once('-') {
            Some((number, database)) => (number, Some(database)),
            None => (rest, None),
        };
        let number = if number.is_empty() { 1 } else { number.strip_prefix('.')?.parse().ok()? };
        Some(Parsed { kind, made, number, database })
    })
}

/// The backups of one database.
pub struct Backups<'a> {
    database: &'a Path,
    folder: &'a Path,
    /// The database in the names of its backups.
    label: String,
}

impl<'a> Backups<'a> {
    pub fn of(database: &'a Path, folder: &'a Path) -> Self {
        Backups { database, folder, label: label_of(database) }
    }

    /// The daily one, followed by the removal of the oldest ones beyond `keep_count`.
    pub fn make_automatic(&self, now: DateTime, keep_count: usize) -> Result<PathBuf> {
        let made = self.make(Kind::Automatic, now)?;
        for old in self.automatic_until(now)?.into_iter().skip(keep_count) {
            std::fs::remove_file(self.folder.join(&old.name))?;
        }
        Ok(made)
    }

    /// The one that somebody asked for.
    pub fn make_manual(&self, now: DateTime) -> Result<PathBuf> {
        self.make(Kind::Manual, now)
    }

    /// The one that precedes a migration of our tables. One that holds all that the file holds is there already when a
    /// former attempt failed: attempts without end must not fill the disk.
    pub fn make_before_upgrade(&self, now: DateTime) -> Result<PathBuf> {
        let is_former = |backup: &Backup| parse(&backup.name).is_some_and(|it| it.kind == Kind::BeforeUpgrade);
        let former = self.list()?.into_iter().find(is_former);
        match former.filter(|backup| !has_changed_since(self.database, backup.modified)) {
            Some(former) => Ok(self.folder.join(former.name)),
            None => self.make(Kind::BeforeUpgrade, now),
        }
    }

    /// Names for what a restored file replaces, to be tried in this order.
    pub fn before_restore_names(&self, now: DateTime) -> impl Iterator<Item = PathBuf> {
        self.names(Kind::BeforeRestore, now)
    }

    /// Whether the last automatic one is older than that, or dated after now, and the database has changed since.
    pub fn is_automatic_due(&self, now: DateTime, age: SignedDuration) -> Result<bool> {
        // One that is dated by a clock in the future says nothing about the time until then.
        let Some(last) = self.automatic_until(now)?.into_iter().next() else { return Ok(true) };
        let old_enough = parse(&last.name).is_none_or(|it| now >= it.made.saturating_add(age));
        Ok(old_enough && has_changed_since(self.database, last.modified))
    }

    /// The automatic ones of this database, newest first by their names.
    pub fn automatic(&self) -> Result<Vec<Backup>> {
        let kept = |name: &str| parse(name).filter(|it| it.kind == Kind::Automatic).map(|it| (it.made, it.number));
        let mut backups: Vec<_> = self.list()?.into_iter().filter(|backup| kept(&backup.name).is_some()).collect();
        backups.sort_by_key(|backup| std::cmp::Reverse(kept(&backup.name)));
        Ok(backups)
    }

    /// Those whose date has come: the others are left alone until then.
    fn automatic_until(&self, now: DateTime) -> Result<Vec<Backup>> {
        let mut backups = self.automatic()?;
        backups.retain(|backup| parse(&backup.name).is_some_and(|it| it.made <= now));
        Ok(backups)
    }

    /// Every backup of this database, last written first; none when the folder does not exist.
    pub fn list(&self) -> Result<Vec<Backup>> {
        let mut backups = all_in(self.folder)?;
        let is_foreign =
            |name: &str| matches!(parse(name), Some(Parsed { database: Some(it), .. }) if it != self.label);
        let takes_nameless = !backups.iter().any(|backup| is_foreign(&backup.name)) && is_only_database(self.database);
        backups.retain(|backup| match parse(&backup.name).and_then(|it| it.database) {
            Some(database) => database == self.label,
            None => takes_nameless,
        });
        backups.sort_by_key(|backup| std::cmp::Reverse(backup.modified));
        Ok(backups)
    }

    /// Makes a verified backup, under its final name only once it is complete and on the disk.
    fn make(&self, kind: Kind, now: DateTime) -> Result<PathBuf> {
        std::fs::create_dir_all(self.folder)?;
        draft_of(self.database, &self.folder.join(&self.label))?.keep_as_first_free(self.names(kind, now))
    }

    fn names(&self, kind: Kind, now: DateTime) -> impl Iterator<Item = PathBuf> + use<'_, 'a> {
        let (word, form, _) = kind.form();
        let time = now.strftime(form).to_string();
        (1_u32..).map(move |number| {
            let number = if number == 1 { String::new() } else { format!(".{number}") };
            self.folder.join(format!("{PREFIX}{word}{time}{number}-{}{SUFFIX}", self.label))
        })
    }
}

fn is_plain(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '_' | '-' | '.')
}

/// `association` for `association.sqlite`. Other programs list names of plain characters only; a file of another name
/// gets its fingerprint besides, so that `été.sqlite` and `âge.sqlite` stay apart.
fn label_of(database: &Path) -> String {
    let name = database.file_name().unwrap_or_default().to_string_lossy();
    match name.strip_suffix(SUFFIX) {
        Some(stem) if !stem.is_empty() && stem.chars().all(is_plain) => stem.to_owned(),
        _ => {
            use sha1::{Digest, Sha1};
            let plain: String = name.chars().map(|c| if is_plain(c) { c } else { '_' }).collect();
            format!("{plain}.{}", &hexadecimal(&Sha1::digest(name.as_bytes()))[..8])
        }
    }
}

fn all_in(folder: &Path) -> Result<Vec<Backup>> {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error.into()),
    };
    let mut backups = Vec::new();
    for entry in entries {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with(PREFIX) && name.ends_with(SUFFIX) && name.chars().all(is_plain) {
            // One may go away while the others are looked at.
            let Ok(metadata) = entry.metadata() else { continue };
            backups.push(Backup { name, bytes: metadata.len(), modified: metadata.modified()? });
        }
    }
    Ok(backups)
}

/// Whether no other `.sqlite` file stands beside this one.
fn is_only_database(database: &Path) -> bool {
    let Ok(entries) = std::fs::read_dir(crate::db::folder_of(database)) else { return false };
    let is_other = |entry: std::fs::DirEntry| {
        let name = entry.file_name();
        Some(name.as_os_str()) != database.file_name() && name.to_string_lossy().ends_with(SUFFIX)
    };
    !entries.filter_map(|entry| entry.ok()).any(is_other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_that_is_made_is_understood() {
        let now: DateTime = "2026-03-01T10:00:00".parse().unwrap();
        for file in ["association.sqlite", "a-b.2.sqlite", "été.sqlite", "club.db", ".sqlite", "20260301"] {
            let backups = Backups::of(Path::new(file), Path::new("backups"));
            for kind in Kind::ALL {
                for (path, number) in backups.names(kind, now).zip(1..=3) {
                    let name = path.file_name().unwrap().to_str().unwrap();
                    assert!(name.chars().all(is_plain), "{name}");
                    let database = Some(backups.label.as_str());
                    assert_eq!(parse(name), Some(Parsed { kind, made: now, number, database }), "{name}");
                }
            }
        }
        let label = |file: &str| label_of(Path::new(file));
        assert_ne!(label("été.sqlite"), label("âge.sqlite"));
        assert_ne!(label("club.db"), label("club.sqlite"));
    }

    #[test]
    fn names_without_a_database_and_of_other_forms_are_told_apart() {
        let parsed = parse("pko-auto-20260301100000.sqlite").unwrap();
        assert_eq!((parsed.kind, parsed.number, parsed.database), (Kind::Automatic, 1, None));
        for name in
            ["pko-auto-2026.sqlite", "pko-before-upgrade-1.3.22.sqlite", "pko-.sqlite", "auto-20260301100000.sqlite"]
        {
            assert_eq!(parse(name), None, "{name}");
        }
    }
}

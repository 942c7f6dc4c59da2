//! What the files of each space ask of whoever reads or changes them (people.md 5).

use super::path::{FilePath, Space};
use crate::auth::{Access, Level, Section};
use crate::error::{Error, Result};
use crate::msg;

impl Space {
    /// Reading what is there. What waits in the trash, and earlier versions, are read like what they were.
    fn to_read(self) -> Access {
        match self {
            Space::Documents | Space::Trash | Space::Versions => Access::read(Section::Documents, Level::Read),
            Space::User => Access::read(Section::Users, Level::Read),
            Space::Transaction => Access::read(Section::Accounting, Level::Read),
            Space::Web => Access::read(Section::Web, Level::Read),
            // The logo and the like are shown to everybody who has signed in.
            Space::Config => Access::read(Section::Connect, Level::Read),
            Space::Modules | Space::Attachments | Space::Ext => Access::read(Section::Config, Level::Read),
        }
    }

    /// Storing and moving files, and putting them in the trash.
    fn to_write(self) -> Access {
        match self {
            Space::Documents | Space::Trash | Space::Versions => Access::write(Section::Documents, Level::Write),
            Space::User => Access::write(Section::Users, Level::Write),
            Space::Transaction => Access::write(Section::Accounting, Level::Write),
            Space::Web => Access::write(Section::Web, Level::Write),
            // These files change how the association's programs look and work.
            Space::Config | Space::Modules | Space::Attachments | Space::Ext => {
                Access::write(Section::Config, Level::Admin)
            }
        }
    }

    /// Whether files get here only by other changes, and leave only by being put back or deleted for good.
    pub fn is_read_only(self) -> bool {
        matches!(self, Space::Trash | Space::Versions)
    }

    /// Every space whose files may be listed and searched with these accesses.
    pub fn readable(allows: impl Fn(Access) -> bool) -> Vec<&'static str> {
        Space::ALL.into_iter().filter(|space| allows(space.to_read())).map(Space::name).collect()
    }
}

impl FilePath {
    pub fn to_read(&self) -> Access {
        self.original().space().to_read()
    }

    pub fn to_write(&self) -> Access {
        self.original().space().to_write()
    }

    /// Deleting for good, which leaves nothing in the trash.
    pub fn to_delete_for_good(&self) -> Access {
        Access { level: Level::Admin, ..self.to_write() }
    }

    /// # Errors
    ///
    /// [`Error::Invalid`] where files are not changed directly.
    pub fn require_changeable(&self) -> Result<()> {
        let space = self.space();
        if space.is_read_only() {
            return Err(Error::invalid_field("path", msg!("file-kept", context = space.name())));
        }
        Ok(())
    }

    /// The member whose files these are, by the path: `user/{ID}/…`, there or in the trash or the versions.
    pub fn member(&self) -> Option<i64> {
        let original = self.original();
        let id = original.as_str().strip_prefix("user/")?.split('/').next()?;
        id.bytes().all(|byte| byte.is_ascii_digit()).then(|| id.parse().ok())?
    }

    /// The field of a member that these files are in: of `user/{ID}/{FIELD}/…`, there or in the trash or the versions.
    /// `Some(None)` for a folder that holds those of every field.
    pub fn member_field(&self) -> Option<Option<String>> {
        let original = self.original();
        if original.space() != Space::User {
            return None;
        }
        Some(original.as_str().split('/').nth(2).map(str::to_owned))
    }

    /// Whether files of several fields of members may be below it.
    pub fn is_above_member_fields(&self) -> bool {
        self.member_field() == Some(None) || (self.space().is_read_only() && self.original() == *self)
    }

    /// Where a file in the trash was, or the file that a version belongs to; any other path itself.
    fn original(&self) -> FilePath {
        let rest = match self.space() {
            Space::Trash => super::trash::original(self.as_str()),
            Space::Versions => self.as_str().strip_prefix("versions/"),
            _ => None,
        };
        rest.and_then(|rest| FilePath::parse(rest).ok()).unwrap_or_else(|| self.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_in_the_trash_or_a_version_asks_for_what_its_original_asks_for() {
        let path = |text| FilePath::parse(text).unwrap();
        for (there, original) in [
            ("trash/2026/user/12/photo/a.png", "user/12/photo/a.png"),
            ("versions/transaction/3/a.pdf/00000001.1.", "transaction/3/a.pdf"),
            ("trash/2026/config/logo.png", "config/logo.png"),
        ] {
            assert_eq!(path(there).to_read(), path(original).to_read(), "{there}");
            assert_eq!(path(there).to_write(), path(original).to_write(), "{there}");
            assert_eq!(path(there).member(), path(original).member(), "{there}");
        }
        assert_eq!(path("trash/2026").to_write(), path("documents/a").to_write());
        assert_eq!(path("documents/a").to_delete_for_good(), Access::write(Section::Documents, Level::Admin));
    }

    #[test]
    fn the_member_of_a_file_is_the_number_in_its_path() {
        for (text, member) in [
            ("user/12/photo/a.png", Some(12)),
            ("user/12", Some(12)),
            ("user", None),
            ("user/x/a", None),
            ("web/1/a", None),
        ] {
            assert_eq!(FilePath::parse(text).unwrap().member(), member, "{text}");
        }
    }

    #[test]
    fn the_field_of_a_file_is_the_third_part_of_its_path() {
        let field = |text| FilePath::parse(text).unwrap().member_field();
        assert_eq!(field("trash/2026/user/12/photo/a.png"), Some(Some("photo".to_owned())));
        assert_eq!((field("user"), field("user/12")), (Some(None), Some(None)));
        assert_eq!(field("documents/12/photo"), None);
    }
}

//! Paths of files: a space, then names (database.md 6).

use super::{CONTEXTS, FileName};
use crate::error::{Error, Result};
use crate::msg;

/// Bytes of the path of something new.
const NEW_BYTES_MAX: usize = 2_000;
/// Bytes of any path: the trash and the versions put some more before one, and folders move below others.
const PATH_BYTES_MAX: usize = 3_000;

/// The first part of a path: what its files belong to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Space {
    Trash,
    Documents,
    /// `user/{ID}/{FIELD}/…`
    User,
    /// `transaction/{ID}/…`
    Transaction,
    Config,
    /// `web/{URI}/…`
    Web,
    Modules,
    /// Of messages being sent.
    Attachments,
    Versions,
    Ext,
}

impl Space {
    /// In the order of [`CONTEXTS`].
    pub(super) const ALL: [Space; 10] = [
        Space::Trash,
        Space::Documents,
        Space::User,
        Space::Transaction,
        Space::Config,
        Space::Web,
        Space::Modules,
        Space::Attachments,
        Space::Versions,
        Space::Ext,
    ];

    pub fn of(name: &str) -> Option<Self> {
        CONTEXTS.iter().position(|known| *known == name).map(|place| Space::ALL[place])
    }

    pub fn name(self) -> &'static str {
        CONTEXTS[self as usize]
    }

    /// Whether what is replaced here is kept as a version.
    pub fn has_versions(self) -> bool {
        matches!(self, Space::Documents | Space::User | Space::Transaction)
    }
}

/// A path that leads nowhere else than below its space, whatever a client wrote: `documents/AG/statuts.odt`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilePath {
    space: Space,
    text: String,
}

impl FilePath {
    /// The path of something that may be there already, whoever gave it its name. Slashes at its ends do not matter.
    ///
    /// # Errors
    ///
    /// `NotFound` for an unknown space; `Invalid` for parts that are empty, `.`, contain `..`, a backslash or a
    /// control character, or are too long.
    pub fn parse(text: &str) -> Result<Self> {
        let text = text.trim_matches('/');
        let first = text.split('/').next().unwrap_or_default();
        if text.len() > PATH_BYTES_MAX {
            return Err(Error::invalid_field("path", msg!("file-path-length", limit = PATH_BYTES_MAX)));
        }
        text.split('/').try_for_each(check_part)?;
        let space = Space::of(first).ok_or_else(|| Error::NotFound(msg!("file-context", name = first)))?;
        Ok(FilePath { space, text: text.to_owned() })
    }

    /// The path of something new: every part is a name that any system can store ([`FileName`]).
    pub fn parse_new(text: &str) -> Result<Self> {
        let path = Self::parse(text)?;
        if path.text.len() > NEW_BYTES_MAX {
            return Err(Error::invalid_field("path", msg!("file-path-length", limit = NEW_BYTES_MAX)));
        }
        path.text.split('/').try_for_each(|part| FileName::parse(part).map(drop))?;
        Ok(path)
    }

    pub fn as_str(&self) -> &str {
        &self.text
    }

    pub fn space(&self) -> Space {
        self.space
    }

    /// Whether it is a space itself.
    pub fn is_root(&self) -> bool {
        !self.text.contains('/')
    }

    /// The path of the folder it is in; `None` for a space.
    pub fn parent(&self) -> Option<&str> {
        self.text.rsplit_once('/').map(|(parent, _)| parent)
    }

    pub fn name(&self) -> &str {
        self.text.rsplit('/').next().unwrap_or_default()
    }

    /// Whether it is that path or one below it.
    pub fn is_within(&self, other: &FilePath) -> bool {
        self.text.strip_prefix(&other.text).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }
}

fn check_part(part: &str) -> Result<()> {
    let odd = part.is_empty() || part == "." || part.contains("..");
    if odd || part.chars().any(|c| c == '\\' || c.is_control()) {
        return Err(Error::invalid_field("path", msg!("file-path-part", part = part)));
    }
    if part.len() > super::name::NAME_BYTES_MAX {
        return Err(Error::invalid_field("path", msg!("file-name-length", limit = super::name::NAME_BYTES_MAX)));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_starts_with_its_context() {
        let path = FilePath::parse("/documents/AG/statuts.odt/").unwrap();
        assert_eq!((path.as_str(), path.space()), ("documents/AG/statuts.odt", Space::Documents));
        assert_eq!((path.parent(), path.name()), (Some("documents/AG"), "statuts.odt"));
        assert!(FilePath::parse("trash").unwrap().is_root());
        for text in ["", "nope/x", "Documents/x", "document"] {
            assert!(FilePath::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn no_path_leads_elsewhere() {
        let long = format!("documents/{}", "a".repeat(251));
        let deep = format!("documents{}", "/aaaaaaaaa".repeat(320));
        for text in [
            "documents/../config/x",
            "documents/a..b",
            "documents//x",
            "documents/./x",
            "documents/a\\b",
            "documents/a\0",
            "documents/a\nb",
            "documents/\u{85}",
            &long,
            &deep,
        ] {
            assert!(matches!(FilePath::parse(text), Err(Error::Invalid { .. })), "{text:?}");
        }
    }

    #[test]
    fn what_exists_may_have_a_name_that_nothing_new_may_have() {
        for text in ["documents/a:b", "documents/x.php", "documents/AG?/x"] {
            assert!(FilePath::parse(text).is_ok() && FilePath::parse_new(text).is_err(), "{text}");
        }
    }

    #[test]
    fn within_is_told_by_whole_parts() {
        let path = |text| FilePath::parse(text).unwrap();
        assert!(path("documents/a/b").is_within(&path("documents/a")));
        assert!(path("documents/a").is_within(&path("documents/a")));
        assert!(!path("documents/ab").is_within(&path("documents/a")));
    }

    #[test]
    fn each_context_has_its_row_and_its_name() {
        for (name, space) in CONTEXTS.into_iter().zip(Space::ALL) {
            assert_eq!((Space::of(name), space.name()), (Some(space), name));
        }
    }
}

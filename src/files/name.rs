//! Names that files may have (database.md 6).

use crate::error::{Error, Result};
use crate::msg;

/// Bytes of a name.
pub(super) const NAME_BYTES_MAX: usize = 250;
/// What the file systems and addresses of others give a meaning to.
const FORBIDDEN: [char; 10] = ['\0', '/', '\\', ':', '*', '?', '"', '<', '>', '|'];
/// Extensions that some server or system would run.
const EXECUTABLE: [&str; 43] = [
    "cgi", "exe", "sh", "bash", "com", "pif", "jsp", "jspx", "jar", "jsw", "jsx", "jsv", "action", "do", "php", "phps",
    "pht", "phtm", "phtml", "shtml", "phar", "htaccess", "inc", "cfm", "cfml", "cfc", "dbm", "swf", "pl", "perl", "py",
    "pyc", "asp", "so", "php1", "php2", "php3", "php4", "php5", "php6", "php7", "php8", "php9",
];

/// A name that any system can store and that none would run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileName(String);

impl FileName {
    /// Errors: empty or longer than 250 bytes; a character of `/ \ : * ? " < > |` or a control; `..`; a name that
    /// configures web servers; an extension of programs.
    pub fn parse(name: &str) -> Result<Self> {
        let refuse = |message| Err(Error::invalid_field("name", message));
        if name.is_empty() || name.len() > NAME_BYTES_MAX {
            return refuse(msg!("file-name-length", limit = NAME_BYTES_MAX));
        }
        let odd = name.chars().find(|c| FORBIDDEN.contains(c) || c.is_control());
        if odd.is_some() || name.contains("..") || name == "." {
            return refuse(msg!("file-name-characters", name = name));
        }
        let lower = name.to_lowercase();
        if lower.starts_with(".ht") || lower == ".user.ini" || is_executable(&lower) {
            return refuse(msg!("file-name-executable", name = name));
        }
        Ok(FileName(name.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Blanks and dots at the end do not count: some systems drop them.
fn is_executable(lower: &str) -> bool {
    let extension = lower.trim_end_matches(['.', ' ']).rsplit_once('.').map_or("", |(_, extension)| extension);
    EXECUTABLE.contains(&extension)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usual_names_are_accepted_as_they_are() {
        for name in ["affiche.txt", "Compte rendu 2025 (été).odt", "sans-extension", ".cache", "a.tar.gz", "shell.txt"]
        {
            assert_eq!(FileName::parse(name).unwrap().as_str(), name);
        }
        assert!(FileName::parse(&"é".repeat(125)).is_ok());
    }

    #[test]
    fn names_that_are_no_names_or_that_a_server_would_obey_are_refused() {
        for name in [
            "",
            ".",
            "..",
            "a..b",
            "a/b",
            "a\\b",
            "a:b",
            "a*",
            "what?",
            "\"",
            "<b>",
            "a|b",
            "a\0",
            "a\nb",
            ".htaccess",
            ".HTpasswd",
            ".user.ini",
            "x.php",
            "x.PHP",
            "x.php5",
            "x.phar",
            "x.sh",
            "x.exe.",
            "x.exe ",
            "x.shtml",
        ] {
            assert!(FileName::parse(name).is_err(), "{name:?}");
        }
        assert!(FileName::parse(&"a".repeat(251)).is_err());
    }
}

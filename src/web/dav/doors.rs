//! The addresses of the share: `/dav/`, and those where programs made for Nextcloud look for files.

use actix_web::HttpResponse;
use serde_json::json;

use crate::error::Result;
use crate::web::respond;

/// Each with the folder of a user behind it, or without.
const OF_NEXTCLOUD: &str = "/remote.php/dav";
const OF_NEXTCLOUD_USER: &str = "/remote.php/dav/files/";
const DOORS: [&str; 3] = [OF_NEXTCLOUD, "/remote.php/webdav", "/dav"];

/// What `/status.php` tells: without a recent version, programs made for Nextcloud do not go on.
const VERSION_OF_NEXTCLOUD: &str = "28.0.0";

/// The beginning of a path that leads to the share; `None` for a path outside. Whatever user the path names, who asks is
/// known by the credentials.
pub fn of(path: &str) -> Option<&str> {
    if let Some(rest) = path.strip_prefix(OF_NEXTCLOUD_USER) {
        let user = rest.split('/').next().unwrap_or_default();
        if !user.is_empty() {
            return Some(&path[..OF_NEXTCLOUD_USER.len() + user.len()]);
        }
    }
    let leads = |door: &&str| path.strip_prefix(*door).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    DOORS.into_iter().find(leads)
}

/// `/status.php`: that files are served here, as Nextcloud says it.
pub fn status() -> Result<HttpResponse> {
    respond::json(&json!({
        "installed": true,
        "maintenance": false,
        "needsDbUpgrade": false,
        "version": format!("{VERSION_OF_NEXTCLOUD}.0"),
        "versionstring": VERSION_OF_NEXTCLOUD,
        "edition": "",
        "productname": "Ruche",
        "extendedSupport": false,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_door_is_the_beginning_of_a_path_up_to_the_folders_of_the_share() {
        for (path, door) in [
            ("/dav", Some("/dav")),
            ("/dav/documents/x", Some("/dav")),
            ("/remote.php/dav/", Some("/remote.php/dav")),
            ("/remote.php/dav/documents", Some("/remote.php/dav")),
            ("/remote.php/dav/files/ada%40example.org/documents", Some("/remote.php/dav/files/ada%40example.org")),
            ("/remote.php/dav/files/", Some("/remote.php/dav")),
            ("/remote.php/webdav/documents", Some("/remote.php/webdav")),
            ("/remote.php", None),
            ("/remote.php/davx", None),
            ("/davx", None),
            ("/", None),
        ] {
            assert_eq!(of(path), door, "{path}");
        }
    }
}

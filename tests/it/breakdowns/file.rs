//! The file is removed or replaced under a running server (threats.md 87).

use super::*;

/// Writing is refused with a sentence that names no path; reading goes on.
fn require_lost(process: &Process, folder: &Path) {
    for (status, body) in [process.write("lost"), process.post("/api/user/new", "application/json", r#"{"nom":"A"}"#)] {
        assert!(status == 503 && body.contains("removed or replaced"), "{status} {body}");
        assert!(!body.contains(folder.to_str().unwrap()), "{body}");
    }
    assert_eq!(process.get("/api/version").0, 200, "what is open can be read");
    // These may open the file anew, and must not take another one for it.
    for path in [
        "/api/user/categories",
        "/api/download",
        "/api/sql?sql=SELECT%201",
        "/api/user/export.csv",
        "/api/accounting/years",
    ] {
        let (status, body) = process.get(path);
        assert!(matches!(status, 200 | 404 | 503), "{path}: {status} {body}");
        assert!(!body.contains(folder.to_str().unwrap()), "{path}: {body}");
    }
    assert_eq!(process.get("/api/download").0, 503);
    let fault = process.status()["database"]["fault"].as_str().unwrap_or_default().to_owned();
    assert!(fault.contains("removed or replaced"), "{fault}");
}

#[test]
fn nothing_is_acknowledged_into_a_file_that_was_removed_until_it_is_back() {
    let folder = tempfile::tempdir().unwrap();
    let file = fresh_file(folder.path());
    let process = Process::start(&file);
    assert_eq!(process.write("before").0, 200);
    let away = folder.path().join("away");
    std::fs::rename(&file, &away).unwrap();
    require_lost(&process, folder.path());
    std::fs::rename(&away, &file).unwrap();
    assert_eq!(process.write("after").0, 200, "the same file is back");
    std::fs::remove_file(&file).unwrap();
    require_lost(&process, folder.path());
    let mut process = process;
    process.signal("-TERM");
    assert!(!process.wait().success(), "the file could not be given back");
    assert!(process.log_to_its_end().contains("removed or replaced"));
}

#[test]
fn nothing_is_acknowledged_into_a_file_that_was_replaced_and_the_new_one_is_not_touched() {
    let folder = tempfile::tempdir().unwrap();
    let file = fresh_file(folder.path());
    let other = tempfile::tempdir().unwrap();
    let replacement = fresh_file(other.path());
    let process = Process::start(&file);
    assert_eq!(process.write("before").0, 200);
    std::fs::copy(&replacement, folder.path().join("new")).unwrap();
    std::fs::rename(folder.path().join("new"), &file).unwrap();
    require_lost(&process, folder.path());
    process.stop();
    assert_eq!(std::fs::read(&file).unwrap(), std::fs::read(&replacement).unwrap());
}

#[test]
fn nothing_is_acknowledged_after_the_log_beside_the_file_was_removed() {
    let folder = tempfile::tempdir().unwrap();
    let file = fresh_file(folder.path());
    let process = Process::start(&file);
    assert_eq!(process.write("before").0, 200);
    std::fs::remove_file(folder.path().join("association.sqlite-wal")).unwrap();
    let (status, body) = process.write("after");
    assert!(status == 503 && body.contains("removed or replaced"), "{status} {body}");
}

//! `sql` and `get`.

use super::*;

#[test]
fn sql_and_get_answer_the_same_bytes_as_the_routes_beside_the_server_or_without_it() {
    let (folder, secret) = Folder::with_association();
    let question = "/api/sql.csv?sql=SELECT%20id%2C%20nom%20FROM%20users";
    let alone = folder.ok(&["get", question]);
    let server = folder.serve(&[]);
    let (status, routed) = server.get(question, "admin", &secret);
    assert_eq!(status, 200);
    let routed = String::from_utf8(routed).unwrap();
    assert_eq!(alone, routed);
    assert_eq!(folder.ok(&["get", question]), routed);
    assert_eq!(folder.ok(&["get", "sql.csv?sql=SELECT id, nom FROM users"]), routed);
    assert_eq!(folder.ok(&["sql", "SELECT id, nom FROM users", "--format", "csv"]), routed);
    let json = server.get("/api/sql?sql=SELECT%20nom%20FROM%20users", "admin", &secret).1;
    assert_eq!(folder.ok(&["sql", "SELECT nom FROM users"]), String::from_utf8(json).unwrap() + "\n");
    assert_eq!(server.get("/api/status", "admin", &secret).0, 200, "the server goes on");
}

#[test]
fn a_refused_question_gives_22_and_its_sentence() {
    let (folder, _) = Folder::with_association();
    for path in ["nothing/here", "sql?sql=DELETE FROM users", "sql.pdf?sql=SELECT 1", "/elsewhere"] {
        let (code, sentence) = folder.refused(&["get", path]);
        assert_eq!(code, 22, "{path}");
        assert!(sentence.starts_with("ruche: "), "{sentence}");
    }
    assert_eq!(folder.refused(&["get", "status", "--db", "none.sqlite"]).0, 1);
    assert_eq!(folder.refused(&["get", "http://["]).0, 22);
}

#[test]
fn statements_may_come_from_standard_input_and_answers_go_to_spreadsheets() {
    let (folder, _) = Folder::with_association();
    std::fs::write(folder.path("q.sql"), "SELECT nom FROM users;\n").unwrap();
    let mut command = folder.command(&["sql", "-", "--format", "csv"]);
    command.stdin(std::fs::File::open(folder.path("q.sql")).unwrap());
    assert_eq!(String::from_utf8(command.output().unwrap().stdout).unwrap(), "\"nom\"\r\n\"Ada\"\r\n");
    for extension in ["ods", "xlsx"] {
        let name = format!("members.{extension}");
        folder.ok(&["sql", "SELECT nom FROM users", "--output", &name]);
        let mut sheets = calamine::open_workbook_auto(folder.path(&name)).unwrap();
        let (_, cells) = calamine::Reader::worksheets(&mut sheets).remove(0);
        assert_eq!(cells.get((1, 0)).unwrap().to_string(), "Ada");
        assert!(folder.refused(&["sql", "SELECT 1", "--format", extension]).1.contains("--output"));
    }
    folder.ok(&["sql", "SELECT '=1+1' AS f", "--formulas", "escape", "--output", "f.csv"]);
    assert!(std::fs::read_to_string(folder.path("f.csv")).unwrap().contains("'=1+1"));
}

#[test]
fn sql_reads_no_secret_writes_nothing_and_stops_in_time() {
    let (folder, _) = Folder::with_association();
    for statement in ["SELECT secret FROM api_credentials", "DELETE FROM users", "SELECT 1; SELECT 2", "SELECT nope"] {
        assert_eq!(folder.refused(&["sql", statement]).0, 1, "{statement}");
    }
    let endless = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c";
    let (_, sentence) = folder.refused(&["sql", endless, "--sql-time-limit", "1"]);
    assert!(sentence.contains("trop de temps"), "{sentence}");
    std::fs::write(folder.path("old.csv"), "old").unwrap();
    folder.refused(&["sql", "SELECT nope", "--output", "old.csv"]);
    assert_eq!(std::fs::read_to_string(folder.path("old.csv")).unwrap(), "old", "a failure replaces nothing");
    assert_eq!(count(&folder, "users"), 1);
}

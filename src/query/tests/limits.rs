//! Time, memory and sizes: threats 29 to 34.

use super::file::{File, short};
use crate::query::{Cancel, Limits, Statement};

#[test]
fn endless_and_slow_statements_are_stopped() {
    let mut file = File::with_limits(short());
    for sql in [
        "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c",
        "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x FROM c) SELECT x FROM c LIMIT 1 OFFSET 999999999999",
        "SELECT count(*) FROM sqlite_schema a, sqlite_schema b, sqlite_schema c, sqlite_schema d, sqlite_schema e, sqlite_schema f,
            sqlite_schema g, sqlite_schema h, sqlite_schema i, sqlite_schema j",
        "SELECT a.name FROM sqlite_schema a, sqlite_schema b, sqlite_schema c, sqlite_schema d, sqlite_schema e, sqlite_schema f
            ORDER BY random()",
    ] {
        assert_eq!(file.refusal(sql), "sql-too-slow", "{sql}");
    }
    assert_eq!(file.rows("SELECT 1"), "1");
}

#[test]
fn a_cancelled_statement_stops() {
    let mut file = File::new();
    let endless = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c";
    let statement = Statement::parse(endless, file.reader.limits()).unwrap();
    let cancel = Cancel::default();
    let other = cancel.clone();
    let thread = std::thread::spawn(move || other.cancel());
    let result = file.reader.run(&statement, true, &cancel, |_| Ok(super::file::Answer::default()));
    thread.join().unwrap();
    assert!(result.unwrap_err().to_string().contains("given up"));
    assert_eq!(file.rows("SELECT 1"), "1");
}

#[test]
fn values_beyond_the_limit_are_refused() {
    let mut file = File::new();
    let doubling = "WITH RECURSIVE c(x) AS (SELECT 'x' UNION ALL SELECT x || x FROM c) SELECT max(length(x)) FROM c";
    for sql in [
        doubling,
        "SELECT randomblob(1000000000)",
        "SELECT zeroblob(1000000000)",
        "SELECT hex(zeroblob(40000000))",
        "SELECT printf('%.*c', 1000000000, 'x')",
        "SELECT printf('%1000000000d', 1)",
        "SELECT replace(hex(zeroblob(20000000)), '0', 'xxxxxxxxxx')",
        "SELECT quote(zeroblob(40000000))",
    ] {
        assert_eq!(file.refusal(sql), "sql-too-big", "{sql}");
    }
}

#[test]
fn many_great_values_do_not_fit_together() {
    let mut file = File::with_limits(Limits { memory_bytes: 300_000_000, ..Limits::default() });
    for value in ["hex(zeroblob(20000000))", "zeroblob(40000000) || 'x'", "lower(hex(zeroblob(20000000)))"] {
        let many = vec![value; 1_900].join(", ");
        assert_eq!(file.refusal(&format!("SELECT {many}")), "sql-too-big");
        assert_eq!(file.refusal(&format!("SELECT {many} FROM users WHERE id = 1")), "sql-too-big");
        let sum = vec![format!("length({value})"); 900].join(" + ");
        assert_eq!(file.refusal(&format!("SELECT {sum}")), "sql-too-big");
    }
}

#[test]
fn many_temporary_tables_do_not_fit_together() {
    let mut file = File::new();
    let distinct = "(SELECT count(*) FROM (SELECT DISTINCT nom FROM users))";
    let many = |times: usize| format!("SELECT {}", vec![distinct; times].join(" + "));
    assert_eq!(file.rows(&many(60)), "180");
    assert_eq!(file.refusal(&many(300)), "sql-too-much-memory");
}

/// Threat 78.
#[cfg(target_os = "linux")]
#[test]
fn the_temporary_files_of_a_statement_are_bounded() {
    let numbers = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < 1000000)";
    let mut file = File::with_limits(Limits { temporary_bytes: 20_000_000, ..Limits::default() });
    for sql in [
        "SELECT count(*) FROM (SELECT DISTINCT printf('%0300d', x) FROM c)",
        "SELECT max(n) FROM (SELECT row_number() OVER (ORDER BY printf('%0300d', x) DESC) AS n FROM c)",
    ] {
        assert_eq!(file.refusal(&format!("{numbers} {sql}")), "sql-too-many-temporary-bytes", "{sql}");
    }
    assert_eq!(file.rows("SELECT count(*) FROM (SELECT DISTINCT nom FROM users)"), "3");
}

#[test]
fn calls_whose_time_is_the_product_of_two_lengths_stay_short() {
    let mut file = File::new();
    let (many, half) = ("printf('%.*c', 25000000, 'a')", "printf('%.*c', 12000000, 'a') || 'b'");
    for call in ["instr(@, #)", "replace(@, #, '')", "trim(@, #)", "unhex(@, #)", "@ GLOB '*a*a*a*b'"] {
        file.refuses(&[&format!("SELECT {}", call.replace('@', many).replace('#', half))]);
    }
    assert_eq!(
        file.rows("SELECT instr('abc', 'c'), replace(1.5, '.', ','), trim('xax', 'x'), 'abc' GLOB '*b*'"),
        "3,1,5,a,1"
    );
}

#[test]
fn deep_wide_and_long_statements_fit_a_thread_of_two_mebibytes() {
    let nested = |open: &str, core: &str, close: &str, times: usize| {
        format!("SELECT {}{core}{}", open.repeat(times), close.repeat(times))
    };
    let mut statements = vec![
        nested("(", "1", ")", 900),
        nested("(", "1", ")", 100_000),
        nested("(SELECT ", "1", ")", 900),
        nested("(SELECT ", "1", ")", 100_000),
        nested("1 IN (SELECT ", "1", ")", 900),
        nested("* FROM (SELECT ", "1", ")", 900),
        nested("* FROM (SELECT ", "1", ")", 50_000),
        nested("1 WHERE EXISTS (SELECT ", "1", ")", 900),
        nested("-", "1", "", 10_000),
        nested("- ", "1", "", 10_000),
        nested("NOT ", "1", "", 100_000),
        nested("CASE WHEN ", "1", " THEN 1 END", 900),
        nested("abs(", "1", ")", 900),
        nested("json_array(", "1", ")", 900),
        nested("max(1, ", "1", ")", 900),
        nested("coalesce(NULL, ", "1", ")", 990),
        nested("", "1", " COLLATE NOCASE", 60_000),
        nested("", "1", " + 1", 100_000),
        nested("", "'a'", " || 'a'", 950),
        nested("", "1", " AND 1", 900),
        nested("", "id FROM users WHERE id = 1", " OR id = 1", 900),
        nested("", "1", " UNION ALL SELECT 1", 499),
        nested("", "1", " UNION SELECT 1", 600),
        nested("", "1", ", 1", 1_900),
        nested("", "1", ", 1", 300_000),
        format!("SELECT * FROM {}users{}", "(".repeat(900), ")".repeat(900)),
        format!("SELECT * FROM {}users{}", "(".repeat(100_000), ")".repeat(100_000)),
        format!("SELECT count(*) FROM users {}", "JOIN users ".repeat(63)),
        format!("SELECT count(*) FROM users {}", ", users ".repeat(50_000)),
        format!("VALUES {}(1)", "(1),".repeat(100_000)),
        format!("SELECT 1 IN ({}1)", "1,".repeat(400_000)),
        format!("SELECT '{}'", "x".repeat(900_000)),
        format!("SELECT {}", "/*".repeat(400_000)),
        format!("SELECT 'x' LIKE '{}'", "%x".repeat(5_000)),
        format!("SELECT json('{}1{}')", "[".repeat(200_000), "]".repeat(200_000)),
        format!("SELECT json_extract('[1]', '${}')", "[0]".repeat(200_000)),
        format!("SELECT json_patch('{0}1{1}', '{0}1{1}')", "{\"a\":".repeat(999), "}".repeat(999)),
        format!("SELECT json_pretty('{}1{}')", "[".repeat(999), "]".repeat(999)),
        format!("SELECT 1 FROM web_search WHERE web_search MATCH '{}a{}'", "(".repeat(50_000), ")".repeat(50_000)),
        format!("SELECT 1 FROM web_search WHERE web_search MATCH '{}'", "a OR ".repeat(50_000) + "b"),
        format!("SELECT 1 FROM web_search WHERE web_search MATCH '{}'", "a ".repeat(100_000)),
        format!("SELECT x{} FROM users", "x".repeat(900_000)),
        format!("WITH {} SELECT * FROM c999", with_chain(1_000)),
        format!("WITH {} SELECT * FROM c20", with_doubling(21)),
        format!("SELECT ?{}", "9".repeat(10_000)),
    ];
    for keyword in ["NATURAL JOIN pairs ", "LEFT JOIN users USING (id) ", "FULL JOIN users ON 1 "] {
        statements.push(format!("SELECT count(*) FROM pairs {}", keyword.repeat(60)));
        statements.push(format!("SELECT 1 FROM pairs {}", keyword.repeat(30_000)));
    }
    let run = move || {
        let mut file = File::with_limits(short());
        for sql in statements {
            assert!(sql.len() < 1_000_000);
            let answer = file.ask(&sql);
            let is_clean = matches!(answer, Ok(_) | Err(crate::error::Error::Invalid { .. }));
            assert!(is_clean, "{sql:.60}: {answer:?}");
            let words = answer.err().map(|error| error.to_string()).unwrap_or_default();
            assert!(words.len() < 1_000, "{sql:.60}: {words:.60}");
        }
    };
    std::thread::Builder::new().stack_size(2 * 1024 * 1024).spawn(run).unwrap().join().unwrap();
}

/// Each table reads the one before.
fn with_chain(length: usize) -> String {
    let links = (1..length).map(|n| format!("c{n} AS (SELECT * FROM c{})", n - 1));
    format!("c0 AS (SELECT 1), {}", links.collect::<Vec<_>>().join(", "))
}

/// Each table reads the one before twice: 2ⁿ when they are all written out.
fn with_doubling(length: usize) -> String {
    let links = (1..length).map(|n| format!("c{n} AS (SELECT a.x FROM c{0} a, c{0} b)", n - 1));
    format!("c0 AS (SELECT 1 AS x), {}", links.collect::<Vec<_>>().join(", "))
}

#[test]
fn the_documented_sizes_are_allowed() {
    let mut file = File::new();
    let compounds = format!("SELECT 1{}", " UNION ALL SELECT 1".repeat(499));
    assert_eq!(file.ask(&compounds).unwrap().head.count, Some(500));
    assert_eq!(file.rows(&format!("SELECT length('{}')", "x".repeat(900_000))), "900000");
    assert_eq!(file.rows(&format!("SELECT {}1{}", "(".repeat(900), ")".repeat(900))), "1");
    assert_eq!(file.rows("SELECT length(zeroblob(25000000))"), "25000000");
    assert_eq!(file.rows(&format!("SELECT 'x' LIKE '{}'", "%".repeat(1_000))), "1");
    file.refuses(&[
        &format!("SELECT 'x' LIKE '{}'", "%".repeat(1_001)),
        &format!("SELECT 1{}", " UNION SELECT 1".repeat(600)),
    ]);
}

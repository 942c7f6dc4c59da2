//! Random statements over two files that differ in nothing but their secrets: whatever people may ask, both must
//! answer the same, in rows, counts and errors (threats 17 to 19, 36 and 38).
//!
//! `RUCHE_STATEMENTS=200000 cargo test --lib query::tests::secrets` asks more than the default.

use super::file::{Answer, CANARY, File};
use crate::error::Result;
use crate::query::{Cancel, Limits, Statement};

#[test]
fn no_answer_depends_on_a_secret() {
    compare(1, |file, sql| file.ask(sql));
}

#[test]
fn the_guards_of_the_engine_let_no_secret_through_without_the_parser() {
    let cancel = Cancel::default();
    let open = |head| Ok(Answer { head, ..Answer::default() });
    compare(3, |file, sql| file.reader.run(&Statement::unchecked(sql), false, &cancel, open));
}

#[test]
fn the_check_of_the_program_alone_lets_no_secret_through() {
    let open = |head| Ok(Answer { head, ..Answer::default() });
    compare(2, |file, sql| file.reader.run_guarded_by_program_only(sql, open));
}

/// Asks both files the same and wants the same from them; some statements must have worked, or nothing was tested.
fn compare(seed: u64, ask: impl Fn(&mut File, &str) -> Result<Answer>) {
    let statements = std::env::var("RUCHE_STATEMENTS").ok().and_then(|n| n.parse().ok()).unwrap_or(2_000);
    let mut one = File::with(|number| format!("'{CANARY}{number}'"), Limits::default(), "");
    // Other values, in another order, some of them equal, absent or no text, and other numbers of refused rows.
    let others = ["NULL", "'1'", "1", "'1'", "'Ada'", "x'00ff'", "'b'", "'Z'", "''"];
    let more = "INSERT INTO config VALUES ('more', 'more'); DELETE FROM api_credentials; DELETE FROM logs;
        INSERT INTO users_sessions VALUES ('more', 'more'); INSERT INTO ruche_tokens VALUES (2, 'more');";
    let mut other = File::with(|number| others[number - 1].to_owned(), Limits::default(), more);
    let mut answered = 0;
    for number in 0..statements {
        let sql = Writer::new(seed << 32 | number).statement();
        let (mut first, second) = (ask(&mut one, &sql), ask(&mut other, &sql));
        if format!("{first:?}") != format!("{second:?}") {
            // Time is no secret: only what comes again counts.
            first = ask(&mut one, &sql);
            assert_eq!(format!("{first:?}"), format!("{:?}", ask(&mut other, &sql)), "{sql}");
        }
        // The statements themselves guess the first one.
        assert!(!format!("{first:?}").replace("CANARY1", "").contains(CANARY), "{sql}: {first:?}");
        answered += u64::from(first.is_ok());
    }
    println!("{answered} of {statements} were answered");
    assert!(answered * 20 > statements, "only {answered} of {statements} were answered");
}

/// What may stand in FROM, with its columns.
const TABLES: [(&str, &[&str]); 15] = [
    ("users", USERS),
    ("users", USERS),
    ("users", USERS),
    ("users_view", USERS),
    ("users_search", &["id", "nom", "password"]),
    ("members", &["id", "nom", "secret"]),
    ("users_categories", &["id", "name"]),
    ("services", &["id", "label"]),
    ("files_shares", &["id", "hash", "password"]),
    ("files_shares", &["id", "hash", "password"]),
    ("plugins", &["id", "name", "config"]),
    ("pairs", &["a", "b"]),
    ("web_search", &["title", "content", "docid"]),
    ("sqlite_schema", &["name", "sql", "tbl_name"]),
    ("json_each('[1,2]')", &["id", "key", "value"]),
];

const USERS: &[&str] =
    &["id", "id_category", "nom", "email", "password", "pgp_key", "otp_secret", "otp_recovery_codes", "ville"];

const REFUSED: [(&str, &[&str]); 9] = [
    ("config", &["key", "value"]),
    ("CONFIG", &["key", "value"]),
    ("api_credentials", &["id", "key", "secret"]),
    ("users_sessions", &["selector", "hash"]),
    ("leaky_view", &["id", "value"]),
    ("ruche_tokens", &["id", "token"]),
    ("sqlite_sequence", &["name", "seq"]),
    ("dbstat", &["name", "path", "pageno"]),
    ("pragma_table_list", &["name", "type"]),
];

const LITERALS: [&str; 12] = ["1", "2", "0", "NULL", "''", "'Ada'", "'CANARY1'", "'C%'", "x'00ff'", "1.5", "?1", "'1'"];

const SCALARS: [&str; 16] = [
    "length(",
    "typeof(",
    "quote(",
    "hex(",
    "lower(",
    "unicode(",
    "abs(",
    "json_array(",
    "json_quote(",
    "likely(",
    "soundex(",
    "trim(",
    "instr('C', ",
    "coalesce(NULL, ",
    "nullif(1, ",
    "max(1, ",
];

const AGGREGATES: [&str; 9] =
    ["count(", "max(", "min(", "sum(", "group_concat(", "total(", "json_group_array(", "count(DISTINCT ", "avg("];

/// Names that a made-up column may take: those of secrets above all.
const NAMES: [&str; 8] = ["password", "password", "id", "a", "secret", "otp_secret", "value", "key"];

/// A table in FROM: how it is called, and its columns.
type Source = (String, Vec<String>);

/// Writes one statement out of a number.
#[derive(Default)]
pub struct Writer {
    state: u64,
    depth: u32,
    aliases: usize,
    common_tables: Vec<Source>,
    /// The tables whose columns may be named, innermost last.
    scope: Vec<Source>,
    aggregates_allowed: bool,
    full_joins: bool,
    joins_by_name: bool,
}

impl Writer {
    /// Most statements have either full joins or joins by name, as the two together are refused at once.
    pub fn new(seed: u64) -> Self {
        let mut writer = Writer { state: seed, ..Writer::default() };
        (writer.full_joins, writer.joins_by_name) =
            writer.pick(&[(true, false), (false, true), (false, true), (true, true)]);
        writer
    }

    /// A number below `bound` (SplitMix64).
    fn below(&mut self, bound: usize) -> usize {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((mixed ^ (mixed >> 31)) % bound as u64) as usize
    }

    fn one_in(&mut self, odds: usize) -> bool {
        self.below(odds) == 0
    }

    fn pick<T: Clone>(&mut self, list: &[T]) -> T {
        list[self.below(list.len())].clone()
    }

    fn maybe(&mut self, odds: usize, write: impl FnOnce(&mut Self) -> String) -> String {
        if self.one_in(odds) { write(self) } else { String::new() }
    }

    fn many(&mut self, times: usize, mut write: impl FnMut(&mut Self) -> String) -> String {
        (0..times).map(|_| write(self)).collect::<Vec<_>>().join(", ")
    }

    pub fn statement(&mut self) -> String {
        let with = self.maybe(4, |w| {
            let tables = w.pick(&[1, 2]);
            format!("WITH {} ", w.many(tables, Writer::common_table))
        });
        let width = self.pick(&[1, 2, 3]);
        format!("{with}{}", self.select(width))
    }

    fn common_table(&mut self) -> String {
        let name = if self.common_tables.is_empty() { "c" } else { "d" };
        let width = self.pick(&[1, 2, 3]);
        let columns: Vec<String> = (0..width).map(|_| self.pick(&NAMES).to_owned()).collect();
        let how = self.pick(&["", "MATERIALIZED ", "NOT MATERIALIZED "]);
        let text = format!("{name}({}) AS {how}({})", columns.join(", "), self.select(width));
        self.common_tables.push((name.to_owned(), columns));
        text
    }

    /// A SELECT with that many columns.
    fn select(&mut self, width: usize) -> String {
        self.depth += 1;
        let outer = self.scope.len();
        let core = self.core(width);
        // Tables of the first part can be named when ordering, but not those of the second.
        let inner = self.scope.split_off(outer);
        let compound = self.maybe(6, |w| {
            let operator = w.pick(&["UNION", "UNION ALL", "EXCEPT", "INTERSECT"]);
            let core = w.core(width);
            w.scope.truncate(outer);
            format!(" {operator} {core}")
        });
        let order = self.maybe(3, |w| {
            if !compound.is_empty() {
                return " ORDER BY 1".to_owned();
            }
            w.scope.extend(inner);
            format!(" ORDER BY {}", w.ordering())
        });
        self.scope.truncate(outer);
        if core.starts_with("VALUES") || compound.contains("VALUES") {
            self.depth -= 1;
            return format!("{core}{compound}");
        }
        let limit = self.maybe(6, |w| {
            w.pick(&[" LIMIT 2", " LIMIT 1 OFFSET 1", " LIMIT 1, 2", " LIMIT 0", " LIMIT 1+1"]).to_owned()
        });
        self.depth -= 1;
        format!("{core}{compound}{order}{limit}")
    }

    /// Leaves its tables in scope.
    fn core(&mut self, width: usize) -> String {
        if self.one_in(20) {
            return format!("VALUES ({})", self.many(width, |w| w.pick(&LITERALS).to_owned()));
        }
        let from = self.from();
        // Aggregates are for results, not for conditions.
        let aggregates = std::mem::replace(&mut self.aggregates_allowed, false);
        let condition = self.maybe(3, |w| format!(" WHERE {}", w.expression()));
        let group = self.maybe(5, |w| format!(" GROUP BY {}", w.expression()));
        self.aggregates_allowed = self.one_in(3);
        let having =
            if group.is_empty() { String::new() } else { self.maybe(3, |w| format!(" HAVING {}", w.expression())) };
        let distinct = self.pick(&["", "", "", "DISTINCT "]);
        let columns = if width == 3 && self.depth == 1 && self.one_in(3) {
            self.pick(&["*", "t0.*", "t0.*, *"]).to_owned()
        } else {
            self.many(width, Writer::result)
        };
        self.aggregates_allowed = aggregates;
        format!("SELECT {distinct}{columns} FROM {from}{condition}{group}{having}")
    }

    fn result(&mut self) -> String {
        let alias = self.maybe(3, |w| format!(" AS {}", w.pick(&NAMES)));
        format!("{}{alias}", self.expression())
    }

    fn ordering(&mut self) -> String {
        let order = self.pick(&["", " DESC", " COLLATE NOCASE", " NULLS LAST"]);
        format!("{}{order}", self.expression())
    }

    /// Puts its tables in scope.
    fn from(&mut self) -> String {
        let outer = self.scope.len();
        let mut from = self.source();
        for _ in 0..self.pick(&[0, 1, 1, 2]) {
            let natural = self.pick(&["", "", "", "", "", "NATURAL "]);
            let natural = if self.joins_by_name { natural } else { "" };
            let full: &[&str] = if self.full_joins { &["FULL JOIN", "FULL OUTER JOIN"] } else { &["JOIN"] };
            let comma = if natural.is_empty() { "," } else { "LEFT JOIN" };
            let kinds = [&["JOIN", "LEFT JOIN", "RIGHT JOIN", "CROSS JOIN", comma], full].concat();
            let kind = self.pick(&kinds);
            let left: Vec<String> = self.scope[outer..].iter().flat_map(|(_, columns)| columns.clone()).collect();
            let source = self.source();
            let right = self.scope.last().map(|(_, columns)| columns.clone()).unwrap_or_default();
            let common: Vec<String> = right.into_iter().filter(|column| left.contains(column)).collect();
            let condition = match self.below(3) {
                _ if !natural.is_empty() || kind == "," => String::new(),
                0 => format!(" ON {}", self.expression()),
                1 if self.joins_by_name && !common.is_empty() => {
                    let name = self.pick(&common);
                    format!(" USING ({})", self.spelled(&name))
                }
                _ => String::new(),
            };
            from = format!("{from} {natural}{kind} {source}{condition}");
        }
        from
    }

    /// One table, put in scope.
    fn source(&mut self) -> String {
        let (text, columns) = match self.below(10) {
            0 if self.depth < 3 => {
                // What stands in FROM cannot see its neighbours.
                let scope = std::mem::take(&mut self.scope);
                let text = self.select(1);
                self.scope = scope;
                (format!("({text})"), Vec::new())
            }
            1 | 2 => {
                let (literal, name) = (self.pick(&LITERALS), self.pick(&NAMES));
                (format!("(SELECT {literal} AS {name})"), vec![name.to_owned()])
            }
            3 | 4 if !self.common_tables.is_empty() => {
                let tables = self.common_tables.clone();
                self.pick(&tables)
            }
            5 if self.one_in(2) => owned(self.pick(&REFUSED)),
            _ => owned(self.pick(&TABLES)),
        };
        let text = if text.contains('(') { text } else { self.spelled(&text) };
        let alias = format!("t{}", self.aliases);
        self.aliases += 1;
        self.scope.push((alias.clone(), columns));
        let hint = self.pick(&["", "", "", "", "", "", "", " NOT INDEXED"]);
        format!("{text} AS {alias}{}", if text.contains('(') { "" } else { hint })
    }

    /// The name in one of the ways SQL allows.
    fn spelled(&mut self, name: &str) -> String {
        match self.below(12) {
            0 => name.to_uppercase(),
            1 => format!("\"{name}\""),
            2 => format!("[{name}]"),
            3 => format!("`{name}`"),
            4 => format!("/**/{name}--\n"),
            _ => name.to_owned(),
        }
    }

    fn column(&mut self) -> String {
        let recent = self.scope.len().min(3);
        let sources = self.scope[self.scope.len() - recent..].to_vec();
        let (alias, columns) = if sources.is_empty() { (String::new(), Vec::new()) } else { self.pick(&sources) };
        if columns.is_empty() {
            return "rowid".to_owned();
        }
        let name = self.pick(&columns);
        let place = if self.one_in(6) { String::new() } else { format!("{alias}.") };
        format!("{place}{}", self.spelled(&name))
    }

    fn expression(&mut self) -> String {
        self.depth += 1;
        let kind = if self.depth > 5 { self.below(4) } else { self.below(16) };
        let text = match kind {
            0..=2 | 4..=6 => self.column(),
            3 => self.pick(&LITERALS).to_owned(),
            7 if self.aggregates_allowed => self.aggregate(),
            7 => format!("{}{})", self.pick(&SCALARS), self.expression()),
            8 => {
                let operator =
                    self.pick(&["=", "<", "||", "+", "IS", "IS NOT", "LIKE", "GLOB", "AND", "OR", "->>", "<>"]);
                format!("({} {operator} {})", self.expression(), self.expression())
            }
            9 => format!("{} IS NULL", self.expression()),
            10 => format!("CASE WHEN {} THEN {} ELSE {} END", self.expression(), self.expression(), self.expression()),
            11 => format!("{} IN ({})", self.expression(), self.select(1)),
            12 => format!("EXISTS ({})", self.select(1)),
            13 => format!("({})", self.select(1)),
            14 => format!("{} BETWEEN {} AND {}", self.expression(), self.expression(), self.expression()),
            _ => format!("({}, {}) = ({}, {})", self.column(), self.column(), self.expression(), self.expression()),
        };
        self.depth -= 1;
        text
    }

    fn aggregate(&mut self) -> String {
        self.aggregates_allowed = false;
        let function = self.pick(&AGGREGATES);
        let argument = self.expression();
        let filter = self.maybe(8, |w| format!(" FILTER (WHERE {})", w.expression()));
        let over = self.maybe(4, |w| format!(" OVER (PARTITION BY {} ORDER BY {})", w.expression(), w.expression()));
        self.aggregates_allowed = true;
        format!("{function}{argument}){filter}{over}")
    }
}

fn owned((name, columns): (&str, &[&str])) -> Source {
    (name.to_owned(), columns.iter().map(|&column| column.to_owned()).collect())
}

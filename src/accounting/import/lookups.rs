//! What the rows of a table name: accounts, projects and members. Read once, or when the first row needs it.

use std::collections::{HashMap, HashSet};

use rusqlite::Connection;

use crate::accounting::account_type::{AccountType, ChartCountry, Position};
use crate::accounting::codes;
use crate::accounting::entries::accounts::AccountRole;
use crate::accounting::import::cells::code_and_label;
use crate::accounting::year::Year;
use crate::error::{Error, Result};
use crate::i18n::Message;
use crate::imports::headings::fold;
use crate::members::layout::Layout;
use crate::members::record::Member;
use crate::msg;

/// An account that an import creates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAccount {
    /// The identifier that it gets.
    pub id: i64,
    pub code: String,
    pub label: String,
    pub account_type: AccountType,
    pub position: Position,
}

/// The accounts of the chart of a year, those that rows above create included.
pub struct Accounts {
    chart: i64,
    country: Option<ChartCountry>,
    by_code: HashMap<String, i64>,
    /// The same in capitals; `None` for codes that differ in nothing else.
    by_capitals: HashMap<String, Option<i64>>,
    types: HashMap<i64, AccountType>,
    next_id: i64,
    pub new: Vec<NewAccount>,
    /// The same, for the rules of entries.
    pub pending: HashMap<i64, AccountRole>,
}

const LABEL_BYTES_MAX: usize = 200;

impl Accounts {
    pub fn of_year(conn: &Connection, year: &Year) -> Result<Self> {
        let country: Option<String> =
            conn.query_row("SELECT country FROM acc_charts WHERE id = ?1", [year.chart], |row| row.get(0))?;
        let highest: i64 = conn.query_row("SELECT ifnull(max(id), 0) FROM acc_accounts", [], |row| row.get(0))?;
        let mut accounts = Accounts {
            chart: year.chart,
            country: country.and_then(|code| ChartCountry::parse(&code)),
            by_code: HashMap::new(),
            by_capitals: HashMap::new(),
            types: HashMap::new(),
            next_id: highest.saturating_add(1),
            new: Vec::new(),
            pending: HashMap::new(),
        };
        let mut statement = conn.prepare("SELECT id, code, type FROM acc_accounts WHERE id_chart = ?1")?;
        let mut rows = statement.query([year.chart])?;
        while let Some(row) = rows.next()? {
            accounts.add(row.get(0)?, row.get(1)?, row.get(2)?);
        }
        Ok(accounts)
    }

    fn add(&mut self, id: i64, code: String, account_type: AccountType) {
        self.by_capitals.entry(code.to_ascii_uppercase()).and_modify(|known| *known = None).or_insert(Some(id));
        self.by_code.insert(code, id);
        self.types.insert(id, account_type);
    }

    /// By code, whose letters may be small ones where no other code is meant.
    pub fn find(&self, code: &str) -> Option<i64> {
        let exact = self.by_code.get(code).copied();
        exact.or_else(|| self.by_capitals.get(&code.to_ascii_uppercase()).copied().flatten())
    }

    /// The account that a table of the tax office names so although its code is shorter: such codes get a zero there.
    pub fn find_shorter(&self, code: &str) -> Option<i64> {
        let shorter = code.strip_suffix('0').filter(|shorter| matches!(shorter.chars().count(), 1 | 2))?;
        self.find(shorter)
    }

    /// The account's type, or `None` if it is not an account of the chart.
    pub fn type_of(&self, id: i64) -> Option<AccountType> {
        self.types.get(&id).copied()
    }

    /// An account that the import is to create, with the label of the table, else its code.
    pub fn create(&mut self, code: &str, label: &str) -> Result<i64, Message> {
        let code = codes::parse(code, self.country).map_err(|error| match error {
            Error::Invalid { message, .. } => message,
            _ => msg!("entry-import-account-missing"),
        })?;
        let label = if label.is_empty() { code } else { &label[..label.floor_char_boundary(LABEL_BYTES_MAX)] };
        let new = NewAccount {
            id: self.next_id,
            code: code.to_owned(),
            label: label.trim_end().to_owned(),
            account_type: AccountType::of_code(self.country, code),
            position: Position::of_code(self.country, code, Position::None),
        };
        self.next_id = self.next_id.saturating_add(1);
        let account_type = new.account_type;
        self.add(new.id, new.code.clone(), account_type);
        self.pending.insert(new.id, AccountRole { chart: self.chart, account_type });
        let id = new.id;
        self.new.push(new);
        Ok(id)
    }
}

/// A project that an import creates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewProject {
    /// The identifier that it gets.
    pub id: i64,
    pub code: Option<String>,
    pub label: String,
}

/// The projects that a name may mean, by code and by label: labels need not differ. Those that rows above create included.
pub struct Projects {
    names: HashMap<String, Vec<i64>>,
    /// The same names, folded: `fête du miel` is not another project than `Fête  du miel`.
    folded: HashMap<String, Vec<i64>>,
    next_id: i64,
    pub new: Vec<NewProject>,
    /// Their identifiers, for the rules of entries.
    pub pending: HashSet<i64>,
}

impl Projects {
    pub fn read(conn: &Connection) -> Result<Self> {
        let mut statement = conn.prepare(
            "SELECT upper(code), id, 1 AS is_code FROM acc_projects WHERE code <> ''
             UNION ALL SELECT label, id, 0 FROM acc_projects ORDER BY is_code DESC, id",
        )?;
        let highest: i64 = conn.query_row("SELECT ifnull(max(id), 0) FROM acc_projects", [], |row| row.get(0))?;
        let mut projects = Projects {
            names: HashMap::new(),
            folded: HashMap::new(),
            next_id: highest.saturating_add(1),
            new: Vec::new(),
            pending: HashSet::new(),
        };
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            projects.add(&row.get::<_, String>(0)?, row.get(1)?);
        }
        Ok(projects)
    }

    fn add(&mut self, name: &str, id: i64) {
        let exact = self.names.entry(name.trim().to_owned()).or_default();
        let folded = self.folded.entry(fold(name)).or_default();
        for ids in [exact, folded] {
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
    }

    /// Codes first; empty for an unknown name. Letters and blanks may be written otherwise when no name is exactly so, and a
    /// code may have its label behind it.
    pub fn named(&self, name: &str) -> &[i64] {
        let code = || self.names.get(&code_and_label(name)?.0.to_ascii_uppercase());
        let exact = self.names.get(name).or_else(|| self.names.get(&name.to_ascii_uppercase()));
        let found = exact.or_else(|| self.folded.get(&fold(name))).or_else(code);
        found.map_or(&[], Vec::as_slice)
    }

    /// A project that the import is to create: `PJ1 — Fête` has a code, `Fête du miel` is a label alone.
    pub fn create(&mut self, name: &str) -> Result<i64, Message> {
        // A word and another one are a label; a code has a digit or is written in capitals.
        let is_code = |code: &str| code.len() <= CODE_BYTES_MAX && !code.bytes().any(|byte| byte.is_ascii_lowercase());
        let (code, label) = match code_and_label(name).filter(|(code, _)| is_code(code) && has_dash(name, code)) {
            Some((code, label)) => (Some(code.to_owned()), label),
            None => (None, name),
        };
        if label.len() > LABEL_BYTES_MAX {
            return Err(msg!("entry-text-too-long", field = "project", limit = LABEL_BYTES_MAX));
        }
        let id = self.next_id;
        self.next_id = self.next_id.saturating_add(1);
        for known in [Some(name), code.as_deref(), Some(label)].into_iter().flatten() {
            self.add(known, id);
        }
        self.pending.insert(id);
        self.new.push(NewProject { id, code, label: label.to_owned() });
        Ok(id)
    }
}

/// The most bytes of a code of a project.
const CODE_BYTES_MAX: usize = 100;

/// Whether a dash or a colon parts a code from what follows, not a blank alone: `2025 — Fête`, not `2025 Fête`.
fn has_dash(name: &str, code: &str) -> bool {
    let rest = name.get(code.len()..).unwrap_or_default().trim_start();
    rest.starts_with(['-', '–', '—', ':'])
}

/// The members by what a table may call them.
pub struct Members {
    by_name: HashMap<String, Vec<i64>>,
    by_number: HashMap<String, i64>,
    nameless: HashSet<i64>,
}

/// How many commas a name may hold and still be found among others.
const COMMAS_MAX: usize = 4;

impl Members {
    pub fn read(conn: &Connection) -> Result<Self> {
        let mut members = Members { by_name: HashMap::new(), by_number: HashMap::new(), nameless: HashSet::new() };
        Member::for_each_name(conn, &Layout::read(conn)?, |id, name, number| {
            match name.as_deref().map(str::trim).filter(|name| !name.is_empty()) {
                Some(name) => members.by_name.entry(name.to_owned()).or_default().push(id),
                None => drop(members.nameless.insert(id)),
            }
            if let Some(number) = number {
                members.by_number.entry(number.trim().to_owned()).or_insert(id);
            }
        })?;
        Ok(members)
    }

    /// Who is named in a list with commas, of those who may be `linked` already. Who cannot be told is left out, with a
    /// sentence. Nobody can be named who has no name: those stay.
    pub fn named(&self, list: &str, linked: &[i64]) -> (Vec<i64>, Vec<Message>) {
        let mut found: Vec<i64> = linked.iter().copied().filter(|id| self.nameless.contains(id)).collect();
        let mut doubts = Vec::new();
        let pieces: Vec<&str> = list.split(',').collect();
        let mut at = 0;
        while at < pieces.len() {
            // Names may hold commas themselves: the longest name that somebody has counts.
            let longest = (1..=(pieces.len() - at).min(COMMAS_MAX + 1)).rev();
            let named = longest
                .map(|count| (count, pieces[at..at + count].join(",")))
                .find_map(|(count, name)| Some((count, self.with_name(name.trim())?)));
            let (count, ids) = named.unwrap_or((1, &[]));
            let name = pieces[at..at + count].join(",");
            at += count;
            let known: Vec<i64> = ids.iter().copied().filter(|id| linked.contains(id)).collect();
            match (ids, known.as_slice()) {
                ([id], _) => found.push(*id),
                (_, [_, ..]) => found.extend(known),
                ([], _) if name.trim().is_empty() => {}
                ([], _) => doubts.push(msg!("entry-import-member-unknown", name = name.trim())),
                _ => doubts.push(msg!("entry-import-member-ambiguous", name = name.trim())),
            }
        }
        found.sort_unstable();
        found.dedup();
        (found, doubts)
    }

    fn with_name(&self, name: &str) -> Option<&[i64]> {
        let by_number = || self.by_number.get(name).map(std::slice::from_ref);
        self.by_name.get(name).map(Vec::as_slice).or_else(by_number)
    }
}

/// The members that the entries of a year are linked to, read once. Links are fewer than entries: the CROSS JOIN begins
/// with them.
pub struct Linked(HashMap<i64, MembersOf>);

/// By themselves, and through a subscription.
#[derive(Debug, Default)]
pub struct MembersOf {
    pub direct: Vec<i64>,
    pub subscribers: Vec<i64>,
}

impl Linked {
    pub fn of_year(conn: &Connection, year: &Year) -> Result<Self> {
        let mut linked: HashMap<i64, MembersOf> = HashMap::new();
        let mut statement = conn.prepare(
            "SELECT u.id_transaction, u.id_user, u.id_service_user IS NOT NULL FROM acc_transactions_users u
             CROSS JOIN acc_transactions t ON t.id = u.id_transaction WHERE t.id_year = ?1 ORDER BY 2",
        )?;
        let mut rows = statement.query([year.id])?;
        while let Some(row) = rows.next()? {
            let members = linked.entry(row.get(0)?).or_default();
            let list = if row.get(2)? { &mut members.subscribers } else { &mut members.direct };
            list.push(row.get(1)?);
        }
        Ok(Linked(linked))
    }

    pub fn take(&mut self, entry: i64) -> MembersOf {
        self.0.remove(&entry).unwrap_or_default()
    }
}

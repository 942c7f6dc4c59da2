//! A plan as the preview shows it. It is written out as it is read: a long plan is never held twice.

use std::collections::HashMap;

use rusqlite::Connection;
use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};
use serde_json::{Map, Value as Json, json};

use super::lookups::{NewAccount, NewProject};
use super::plan::{Outcome, Plan, Planned};
use crate::accounting::entries::{Entry, Line};
use crate::accounting::year::Year;
use crate::error::Result;
use crate::i18n::{Language, text};
use crate::imports::lines::grouped;
use crate::imports::notices::FileColumns;

/// What a preview says.
pub struct Report<'a> {
    plan: &'a Plan,
    codes: &'a Codes,
    language: Language,
    token: &'a str,
}

/// The codes of accounts and of projects, which people know them by.
pub struct Codes {
    accounts: HashMap<i64, String>,
    projects: HashMap<i64, String>,
}

impl Codes {
    /// Of the chart of a year, and of the accounts and projects that a plan creates.
    pub fn read(conn: &Connection, year: &Year, plan: &Plan) -> Result<Self> {
        let mut statement = conn.prepare("SELECT id, code FROM acc_accounts WHERE id_chart = ?1")?;
        let accounts = statement.query_map([year.chart], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let mut accounts: HashMap<i64, String> = accounts.collect::<rusqlite::Result<_>>()?;
        accounts.extend(plan.accounts.iter().map(|account| (account.id, account.code.clone())));
        let mut statement = conn.prepare("SELECT id, ifnull(nullif(code, ''), label) FROM acc_projects")?;
        let projects = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let mut projects: HashMap<i64, String> = projects.collect::<rusqlite::Result<_>>()?;
        projects.extend(plan.projects.iter().map(|new| (new.id, new.code.as_ref().unwrap_or(&new.label).clone())));
        Ok(Codes { accounts, projects })
    }

    /// A line, amounts in cents.
    fn line(&self, line: &Line) -> Json {
        json!({
            "account": self.accounts.get(&line.account),
            "debit": line.debit.0,
            "credit": line.credit.0,
            "reference": line.reference,
            "label": line.label,
            "reconciled": line.reconciled,
            "project": line.project.and_then(|project| self.projects.get(&project)),
        })
    }

    fn lines(&self, entry: &Entry) -> Json {
        entry.lines.iter().map(|line| self.line(line)).collect()
    }

    fn entry(&self, entry: &Entry) -> Map<String, Json> {
        let mut shown = Map::new();
        for (name, value) in [
            ("type", json!(entry.entry_type.name())),
            ("status", json!(entry.status)),
            ("label", json!(entry.label)),
            ("date", json!(entry.date.to_string())),
            ("notes", json!(entry.notes)),
            ("reference", json!(entry.reference)),
            ("lines", self.lines(entry)),
        ] {
            shown.insert(name.to_owned(), value);
        }
        shown
    }
}

impl<'a> Report<'a> {
    pub fn new(plan: &'a Plan, codes: &'a Codes, language: Language, token: &'a str) -> Self {
        Report { plan, codes, language, token }
    }

    fn shown(&self, planned: &Planned) -> Json {
        match &planned.outcome {
            Outcome::Created { entry, members } => {
                let mut shown = Map::from_iter([("line".to_owned(), json!(planned.line))]);
                shown.append(&mut self.codes.entry(entry));
                shown.insert("linked_users".to_owned(), json!(members));
                Json::Object(shown)
            }
            Outcome::Changed { before, after, members } => {
                let mut changed = Map::new();
                for ((name, old), (_, new)) in self.codes.entry(before).into_iter().zip(self.codes.entry(after)) {
                    if old != new {
                        changed.insert(name, json!({"old": old, "new": new}));
                    }
                }
                if let Some(to) = members {
                    changed.insert("linked_users".to_owned(), json!({"old": to.before, "new": to.after}));
                }
                json!({"line": planned.line, "id": before.id, "label": after.label, "changed": changed})
            }
            Outcome::Unchanged { id, label } => json!({"line": planned.line, "id": id, "label": label}),
        }
    }
}

impl Serialize for Report<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("type", self.plan.format.word())?;
        for name in ["created", "modified", "unchanged"] {
            map.serialize_entry(name, &Entries(self, name))?;
        }
        map.serialize_entry("accounts", &self.plan.accounts.iter().map(account).collect::<Vec<_>>())?;
        let project = |new: &NewProject| json!({"code": new.code, "label": new.label});
        map.serialize_entry("projects", &self.plan.projects.iter().map(project).collect::<Vec<_>>())?;
        map.serialize_entry("columns", &FileColumns(&self.plan.columns))?;
        let of_file = self.plan.file_warnings.iter().map(|warning| text(self.language, warning));
        let warnings: Vec<String> = of_file.chain(grouped(&self.plan.warnings, self.language)).collect();
        map.serialize_entry("warnings", &warnings)?;
        map.serialize_entry("errors", &grouped(&self.plan.errors, self.language))?;
        map.serialize_entry("token", self.token)?;
        map.end()
    }
}

fn account(account: &NewAccount) -> Json {
    json!({
        "code": account.code,
        "label": account.label,
        "type": account.account_type,
        "position": account.position,
    })
}

/// The entries of one sort.
struct Entries<'a>(&'a Report<'a>, &'static str);

impl Serialize for Entries<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(None)?;
        for planned in self.0.plan.entries.iter().filter(|planned| sort_of(&planned.outcome) == self.1) {
            list.serialize_element(&self.0.shown(planned))?;
        }
        list.end()
    }
}

fn sort_of(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Created { .. } => "created",
        Outcome::Changed { .. } => "modified",
        Outcome::Unchanged { .. } => "unchanged",
    }
}

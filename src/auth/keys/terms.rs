//! What limits a key, and who answers for it.

use ipnet::IpNet;
use rusqlite::{Connection, OptionalExtension, Transaction};
use serde_json::{Map, Value, json};

use super::{networks, stored_secret};
use crate::auth::scopes::Scopes;
use crate::error::Result;

/// What stands in `ruche_api_access` at people's will.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    pub scopes: Scopes,
    /// Empty for everywhere.
    pub networks: Vec<IpNet>,
    /// The addresses that hear of the coming end: of whoever answers for the key, and of somebody else.
    pub supervisor: Option<String>,
    pub recipient: Option<String>,
    /// From how many months before the end they hear of it; 0 for never.
    pub remind_months: i64,
}

impl Default for Terms {
    /// Those of a key that Paheko made.
    fn default() -> Self {
        Terms { scopes: Scopes::ALL, networks: Vec::new(), supervisor: None, recipient: None, remind_months: 1 }
    }
}

impl Terms {
    pub(super) fn of(conn: &Connection, id: i64) -> Result<Self> {
        let found = conn
            .prepare_cached(
                "SELECT scopes, networks, supervisor, recipient, remind_months FROM ruche_api_access WHERE id = ?1",
            )?
            .query_row([id], |row| {
                let (scopes, within): (Option<String>, Option<String>) = (row.get(0)?, row.get(1)?);
                Ok(Terms {
                    scopes: scopes.map_or(Scopes::ALL, |words| Scopes::stored(&words)),
                    networks: within
                        .unwrap_or_default()
                        .split_whitespace()
                        .filter_map(|word| word.parse().ok())
                        .collect(),
                    supervisor: row.get(2)?,
                    recipient: row.get(3)?,
                    remind_months: row.get(4)?,
                })
            })
            .optional()?;
        Ok(found.unwrap_or_default())
    }

    /// Writes them, and puts the hash of the secret where they want it.
    pub(super) fn save(&self, tx: &Transaction<'_>, id: i64) -> Result<()> {
        let scopes = (!self.scopes.is_everything()).then(|| self.scopes.words().join(" "));
        let within = networks::stored(&self.networks);
        tx.execute(
            "INSERT INTO ruche_api_access (id, scopes, networks, supervisor, recipient, remind_months)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (id) DO UPDATE SET scopes = excluded.scopes,
                 networks = excluded.networks, supervisor = excluded.supervisor, recipient = excluded.recipient,
                 remind_months = excluded.remind_months",
            (id, scopes, within, &self.supervisor, &self.recipient, self.remind_months),
        )?;
        stored_secret::settle(tx, id)
    }

    /// What the history says of them: of people's addresses, only that they changed.
    pub(super) fn differences(&self, after: &Terms) -> Map<String, Value> {
        let mut changes = Map::new();
        let mut note = |name: &str, old: Value, new: Value| {
            if old != new {
                changes.insert(name.to_owned(), json!({"old": old, "new": new}));
            }
        };
        note("scopes", json!(self.scopes.words()), json!(after.scopes.words()));
        note("networks", json!(self.network_words()), json!(after.network_words()));
        note("remind_months", json!(self.remind_months), json!(after.remind_months));
        for (name, is_other) in
            [("supervisor", self.supervisor != after.supervisor), ("recipient", self.recipient != after.recipient)]
        {
            if is_other {
                changes.insert(name.to_owned(), json!({"changed": true}));
            }
        }
        changes
    }

    pub(super) fn network_words(&self) -> Vec<String> {
        self.networks.iter().map(ToString::to_string).collect()
    }
}

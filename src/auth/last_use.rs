//! When each key was last used. Noted in memory at each request and written now and then, since a write transaction
//! for each request would cost more than most requests.

use std::collections::HashMap;
use std::sync::Mutex;

use rusqlite::Transaction;

use crate::db::Db;
use crate::error::Result;

/// Uses that are not in the database yet: key identifier to local date-time.
#[derive(Default)]
pub struct LastUse(Mutex<HashMap<i64, String>>);

impl LastUse {
    pub fn note(&self, id: i64, now: &str) {
        let mut uses = self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        match uses.get_mut(&id) {
            Some(used) if used == now => {}
            Some(used) => now.clone_into(used),
            None => _ = uses.insert(id, now.to_owned()),
        }
    }

    /// Writes what was noted, if anything was.
    pub async fn write(&self, db: &Db) -> Result<()> {
        let uses = std::mem::take(&mut *self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner()));
        if uses.is_empty() { Ok(()) } else { db.write(move |transaction| save(transaction, &uses)).await }
    }
}

fn save(transaction: &Transaction, uses: &HashMap<i64, String>) -> Result<()> {
    let mut statement = transaction.prepare_cached("UPDATE api_credentials SET last_use = ?2 WHERE id = ?1")?;
    for (id, used) in uses {
        statement.execute((id, used))?;
    }
    Ok(())
}

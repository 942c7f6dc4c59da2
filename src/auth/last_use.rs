//! When each key was last used, and from where. Noted in memory at each request and written now and then, since a write transaction
//! for each request would cost more than most requests.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard};

use rusqlite::Transaction;

use crate::db::Db;
use crate::error::Result;

/// One use.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Use {
    /// Local date-time.
    moment: String,
    /// `None` on a Unix socket without a proxy's headers.
    address: Option<IpAddr>,
}

#[derive(Default)]
pub struct LastUse {
    /// Uses that are not in the database yet, by the identifier of their key.
    noted: Mutex<HashMap<i64, Use>>,
    /// Held while uses are written, so that older ones are never put back after newer ones were written.
    turn: tokio::sync::Mutex<()>,
}

impl LastUse {
    pub fn note(&self, id: i64, now: &str, address: Option<IpAddr>) {
        let mut uses = self.lock();
        match uses.get_mut(&id) {
            Some(used) => {
                used.address = address;
                if used.moment != now {
                    now.clone_into(&mut used.moment);
                }
            }
            None => _ = uses.insert(id, Use { moment: now.to_owned(), address }),
        }
    }

    /// Writes what was noted, if anything was. After a failure it is all noted still.
    pub async fn write(&self, db: &Db) -> Result<()> {
        let _turn = self.turn.lock().await;
        let taken = std::mem::take(&mut *self.lock());
        // A file that cannot be changed keeps no uses, and that is no failure.
        if taken.is_empty() || db.is_read_only() {
            return Ok(());
        }
        let uses = Arc::new(taken);
        // Also put back when this future is dropped before the writing has ended: to write a use twice does no harm.
        let mut pending = Pending { last_use: self, uses: Some(uses.clone()) };
        db.write(move |transaction| save(transaction, &uses)).await?;
        pending.uses = None;
        Ok(())
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<i64, Use>> {
        self.noted.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}

/// Uses being written; dropped before they are, they are noted again.
struct Pending<'a> {
    last_use: &'a LastUse,
    uses: Option<Arc<HashMap<i64, Use>>>,
}

impl Drop for Pending<'_> {
    fn drop(&mut self) {
        let Some(uses) = self.uses.take() else { return };
        let mut noted = self.last_use.lock();
        for (id, used) in uses.iter() {
            // A use that was noted meanwhile is newer.
            noted.entry(*id).or_insert_with(|| used.clone());
        }
    }
}

fn save(transaction: &Transaction, uses: &HashMap<i64, Use>) -> Result<()> {
    let mut moment = transaction.prepare_cached("UPDATE api_credentials SET last_use = ?2 WHERE id = ?1")?;
    // The key may have been deleted meanwhile.
    let mut address = transaction.prepare_cached(
        "INSERT INTO ruche_api_uses (id, last_address) SELECT id, ?2 FROM api_credentials WHERE id = ?1
         ON CONFLICT (id) DO UPDATE SET last_address = excluded.last_address",
    )?;
    for (id, used) in uses {
        moment.execute((id, &used.moment))?;
        address.execute((id, used.address.map(|address| address.to_canonical().to_string())))?;
    }
    Ok(())
}

//! The names of the members that entries are about.

use std::collections::HashMap;

use rusqlite::Connection;

use crate::error::Result;
use crate::members::layout::Layout;

/// Who is linked to the entries of a year, read once. Links are fewer than entries: the CROSS JOIN begins with them.
#[derive(Debug, Default)]
pub struct LinkedMembers {
    /// Entry and member, in that order; a member as often as links say so.
    links: Vec<(i64, i64)>,
    names: HashMap<i64, String>,
}

impl LinkedMembers {
    pub fn of_year(conn: &Connection, year: i64) -> Result<Self> {
        let links: Vec<(i64, i64)> = conn
            .prepare(
                "SELECT u.id_transaction, u.id_user FROM acc_transactions_users u
                 CROSS JOIN acc_transactions t ON t.id = u.id_transaction WHERE t.id_year = ?1 ORDER BY 1, 2",
            )?
            .query_map([year], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<rusqlite::Result<_>>()?;
        if links.is_empty() {
            return Ok(Self::default());
        }
        let name = Layout::read(conn)?.name_of("m");
        let names = conn
            .prepare(&format!(
                "SELECT m.id, CAST({name} AS TEXT) FROM users m WHERE m.id IN (SELECT id_user FROM acc_transactions_users)"
            ))?
            .query_map([], |row| Ok((row.get(0)?, row.get::<_, Option<String>>(1)?.unwrap_or_default())))?
            .collect::<rusqlite::Result<_>>()?;
        Ok(LinkedMembers { links, names })
    }

    /// Puts the names of an entry's members into `names`, in the order of their numbers, with commas between; nothing
    /// when there are none.
    pub fn write_names(&self, entry: i64, names: &mut String) {
        names.clear();
        let first = self.links.partition_point(|(linked, _)| *linked < entry);
        let of_entry = self.links[first..].iter().take_while(|(linked, _)| *linked == entry);
        for name in of_entry.filter_map(|(_, member)| self.names.get(member)).filter(|name| !name.is_empty()) {
            if !names.is_empty() {
                names.push(',');
            }
            names.push_str(name);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounting::entry::EntryType;
    use crate::accounting::fixture;

    #[test]
    fn members_are_named_by_number_once_per_link() {
        let conn = fixture::books();
        let sides = [("606", 500, 0), (fixture::BANK, 0, 500)];
        let linked = fixture::entry(&conn, EntryType::Expense, "2025-03-01", "a", &sides);
        let alone = fixture::entry(&conn, EntryType::Expense, "2025-03-01", "b", &sides);
        conn.execute_batch(&format!(
            "INSERT INTO services (id, label) VALUES (1, 'Cours');
             INSERT INTO services_users (id, id_user, id_service) VALUES (7, 2, 1);
             INSERT INTO acc_transactions_users (id_user, id_transaction, id_service_user)
                VALUES (3, {linked}, NULL), (2, {linked}, 7), (2, {linked}, NULL)"
        ))
        .unwrap();
        let members = LinkedMembers::of_year(&conn, 1).unwrap();
        let names = |entry| {
            let mut names = "rest".to_owned();
            members.write_names(entry, &mut names);
            names
        };
        assert_eq!((names(linked).as_str(), names(alone).as_str()), ("Bo,Bo,Cléo", ""));
        assert!(LinkedMembers::of_year(&conn, 2).unwrap().links.is_empty());
    }
}

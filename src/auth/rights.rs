//! What a principal may do: one level in each section, and the scopes of its key.
//!
//! The sections are the rights of a category in the database (`users_categories.perm_…`) and four of Ruche.

use rusqlite::{Connection, OptionalExtension, Row};

use super::scopes::{Scope, Scopes};
use super::section::{Section, Verb};
use crate::error::{Error, Result};
use crate::msg;

/// How much may be done in a section (platform.md 1.4); a level includes the lower ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    None = 0,
    Read = 1,
    Write = 2,
    Admin = 9,
}

impl Level {
    /// From `api_credentials.access_level`; a number that is no level opens nothing.
    pub fn of_key(value: i64) -> Self {
        match value {
            1 => Level::Read,
            2 => Level::Write,
            9 => Level::Admin,
            _ => Level::None,
        }
    }

    /// From a right of a category, or the right that a field asks for: the highest level that the number reaches.
    pub fn of_right(value: i64) -> Self {
        match value {
            ..=0 => Level::None,
            1 => Level::Read,
            2..=8 => Level::Write,
            9.. => Level::Admin,
        }
    }

    /// From the word of a request; `none` is no level to ask for.
    pub fn parse(word: &str) -> Option<Self> {
        [Level::Read, Level::Write, Level::Admin].into_iter().find(|level| level.word() == word)
    }

    /// The word used by commands and answers.
    pub fn word(self) -> &'static str {
        match self {
            Level::None => "none",
            Level::Read => "read",
            Level::Write => "write",
            Level::Admin => "admin",
        }
    }
}

/// What an operation asks of its principal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Access {
    pub section: Section,
    pub verb: Verb,
    pub level: Level,
    /// The scope that a key needs besides; `None` where every key may.
    pub scope: Option<Scope>,
}

impl Access {
    /// With the usual scope of section and verb.
    pub const fn new(section: Section, verb: Verb, level: Level) -> Self {
        Access { section, verb, level, scope: Scope::usual(section, verb) }
    }

    pub const fn read(section: Section, level: Level) -> Self {
        Access::new(section, Verb::Read, level)
    }

    pub const fn write(section: Section, level: Level) -> Self {
        Access::new(section, Verb::Write, level)
    }

    /// The same with another scope than the usual one.
    pub const fn with_scope(self, scope: Scope) -> Self {
        Access { scope: Some(scope), ..self }
    }
}

/// The columns of a category `c` that [`Rights::read`] expects.
pub(super) const COLUMNS: &str =
    "c.perm_users, c.perm_accounting, c.perm_documents, c.perm_web, c.perm_config, c.perm_connect";

/// A level in each section, and the scopes that narrow them. Members have all scopes: theirs are rights by section.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rights {
    levels: [Level; Section::ALL.len()],
    scopes: Scopes,
}

impl Rights {
    /// Rights that have in each section the level that `level_of` gives.
    fn from_levels(level_of: impl Fn(Section) -> Level) -> Self {
        Rights { levels: Section::ALL.map(level_of), scopes: Scopes::ALL }
    }

    /// The rights of a key: its level in every section.
    pub fn of_key(level: Level) -> Self {
        Rights::from_levels(|section| match section {
            Section::Subscribe => Level::None,
            Section::Connect => level.min(Level::Read),
            _ => level,
        })
    }

    /// These rights, as far as the scopes go.
    pub fn limited_to(self, scopes: Scopes) -> Self {
        Rights { scopes, ..self }
    }

    /// The rights of a category's members; `None` if there is no such category.
    pub fn of_category(conn: &Connection, id: i64) -> Result<Option<Self>> {
        let sql = format!("SELECT {COLUMNS} FROM users_categories c WHERE c.id = ?1");
        Ok(conn.prepare_cached(&sql)?.query_row([id], |row| Rights::read(row, 0)).optional()?)
    }

    /// The rights of a member; `None` if there is no such member.
    pub fn of_member(conn: &Connection, id: i64) -> Result<Option<Self>> {
        let sql =
            format!("SELECT {COLUMNS} FROM users u JOIN users_categories c ON c.id = u.id_category WHERE u.id = ?1");
        Ok(conn.prepare_cached(&sql)?.query_row([id], |row| Rights::read(row, 0)).optional()?)
    }

    /// Reads the [`COLUMNS`] of a row, which begin at `first`. Who has the configuration has what stands
    /// beside it: SQL, downloads, reports of errors, keys (people.md 5).
    pub(super) fn read(row: &Row<'_>, first: usize) -> rusqlite::Result<Self> {
        let level = |at: usize| row.get(first + at).map(Level::of_right);
        let (users, accounting, documents, web) = (level(0)?, level(1)?, level(2)?, level(3)?);
        let (config, connect) = (level(4)?, level(5)?);
        Ok(Rights::from_levels(|section| match section {
            Section::Users => users,
            Section::Accounting => accounting,
            Section::Documents => documents,
            Section::Web => web,
            Section::Subscribe => Level::None,
            Section::Connect => connect.min(Level::Read),
            Section::Config | Section::Sql | Section::Download | Section::Errors | Section::Access => config,
        }))
    }

    /// These rights in one section alone, up to a level.
    pub fn only(&self, section: Section, level: Level) -> Self {
        let held = self.level(section).min(level);
        let levels = Section::ALL.map(|other| if other == section { held } else { Level::None });
        Rights { levels, ..*self }
    }

    /// The level in a section; none where no scope allows anything.
    pub fn level(&self, section: Section) -> Level {
        if self.scopes.touch(section) { self.levels[section as usize] } else { Level::None }
    }

    pub fn scopes(&self) -> Scopes {
        self.scopes
    }

    pub fn reach(&self, section: Section, level: Level) -> bool {
        self.level(section) >= level
    }

    /// Whether any section has that level.
    pub fn reach_anywhere(&self, level: Level) -> bool {
        Section::ALL.into_iter().any(|section| self.reach(section, level))
    }

    pub fn allow(&self, access: Access) -> bool {
        self.reach(access.section, access.level) && access.scope.is_none_or(|scope| self.scopes.has(scope))
    }

    /// Whether nothing in other rights goes beyond these: in no section, and by no scope.
    pub fn include(&self, other: &Rights) -> bool {
        self.scopes.include(other.scopes)
            && Section::ALL.into_iter().all(|section| other.level(section) <= self.level(section))
    }

    /// Whether whoever has these rights may change a person who has the other ones, as far as scopes are concerned: a key
    /// that is limited must not become, through somebody's login, one that changes more.
    pub fn may_stand_above(&self, person: &Rights) -> bool {
        let is_held = |section| person.level(section) < Level::Write || person.level(section) <= self.level(section);
        self.scopes.is_everything() || Section::ALL.into_iter().all(is_held)
    }

    /// # Errors
    ///
    /// [`Error::Forbidden`] names the section and the level that are missing, or the scope.
    pub fn require(&self, access: Access) -> Result<()> {
        if self.allow(access) { Ok(()) } else { Err(self.refusal(access)) }
    }

    /// The error of an access that these rights do not allow.
    pub fn refusal(&self, access: Access) -> Error {
        let held = self.levels[access.section as usize];
        match access.scope.filter(|scope| held >= access.level && !self.scopes.has(*scope)) {
            Some(scope) => Error::Forbidden(msg!("auth-scope", scope = scope.word())),
            None => {
                let (section, needed) = (access.section.word(), access.level.word());
                Error::Forbidden(msg!("auth-level", section = section, needed = needed, held = held.word()))
            }
        }
    }

    /// Whether a member with these rights manages the settings: only others who do may change that member.
    pub fn manage_settings(&self) -> bool {
        self.reach(Section::Config, Level::Read)
    }

    /// Whether a member with these rights manages all members.
    pub fn manage_members(&self) -> bool {
        self.reach(Section::Users, Level::Admin)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::schema;

    #[test]
    fn each_section_has_its_place() {
        for (place, section) in Section::ALL.into_iter().enumerate() {
            assert_eq!(section as usize, place, "{}", section.word());
        }
    }

    #[test]
    fn a_key_has_its_level_everywhere_but_where_there_are_fewer_levels() {
        for level in [Level::None, Level::Read, Level::Write, Level::Admin] {
            let rights = Rights::of_key(level);
            for section in Section::ALL {
                let expected = match section {
                    Section::Subscribe => Level::None,
                    Section::Connect if level > Level::None => Level::Read,
                    _ => level,
                };
                assert_eq!(rights.level(section), expected, "{} {}", level.word(), section.word());
            }
        }
    }

    #[test]
    fn a_category_gives_its_columns_and_the_configuration_gives_the_sections_of_ruche() {
        let conn = schema::in_memory().unwrap();
        conn.execute_batch(
            "INSERT INTO users_categories (id, name, perm_web, perm_documents, perm_users, perm_accounting, perm_subscribe,
                perm_connect, perm_config)
             VALUES (1, 'Bureau', 0, 1, 2, 9, 9, 1, 0), (2, 'Administration', 0, 0, 0, 0, 0, 1, 9), (3, 'Ailleurs', 3, 12, -1, 0, 0, 7, 0)",
        )
        .unwrap();
        let levels =
            |id| Section::ALL.map(|section| Rights::of_category(&conn, id).unwrap().unwrap().level(section) as i64);
        assert_eq!(levels(1), [2, 9, 1, 0, 0, 0, 1, 0, 0, 0, 0]);
        assert_eq!(levels(2), [0, 0, 0, 0, 0, 9, 1, 9, 9, 9, 9]);
        assert_eq!(levels(3), [0, 0, 9, 2, 0, 0, 1, 0, 0, 0, 0], "numbers of other programs reach the level below");
        assert_eq!(Rights::of_category(&conn, 9).unwrap(), None);
    }

    #[test]
    fn a_refusal_names_the_section_and_the_level() {
        let rights = Rights::of_key(Level::Read);
        let refused = rights.require(Access::write(Section::Accounting, Level::Admin)).unwrap_err().to_string();
        assert!(["accounting", "admin", "read"].iter().all(|word| refused.contains(word)), "{refused}");
    }

    #[test]
    fn scopes_narrow_the_levels_and_a_refusal_names_the_one_that_is_missing() {
        let rights = Rights::of_key(Level::Write).limited_to(Scopes::stored("accounting:read members:*"));
        assert!(rights.allow(Access::read(Section::Accounting, Level::Read)));
        assert!(rights.allow(Access::write(Section::Users, Level::Write)));
        assert!(rights.allow(Access::read(Section::Connect, Level::Read)), "every key may");
        assert_eq!((rights.level(Section::Web), rights.level(Section::Users)), (Level::None, Level::Write));
        for (access, words) in [
            (Access::write(Section::Accounting, Level::Write), "accounting:write"),
            (Access::read(Section::Web, Level::Read), "web:read"),
            (Access::read(Section::Users, Level::Read).with_scope(Scope::ImportsRead), "imports:read"),
            (Access::write(Section::Users, Level::Admin), "admin"),
        ] {
            let refused = rights.require(access).unwrap_err().to_string();
            assert!(refused.contains(words), "{refused}");
        }
    }

    #[test]
    fn nothing_beyond_ones_own_level_and_scopes_is_included() {
        let key = |level, scopes: &str| Rights::of_key(level).limited_to(Scopes::stored(scopes));
        let (admin, keeper) = (key(Level::Admin, "*"), key(Level::Admin, "access:admin members:read"));
        assert!(admin.include(&keeper) && keeper.include(&keeper) && keeper.include(&key(Level::Read, "members:read")));
        for beyond in [key(Level::Admin, "*"), key(Level::Read, "members:*"), key(Level::Read, "members:read web:read")]
        {
            assert!(!keeper.include(&beyond));
        }
        assert!(!key(Level::Read, "*").include(&key(Level::Write, "web:read")));
        assert!(admin.may_stand_above(&key(Level::Admin, "*")) && keeper.may_stand_above(&key(Level::Read, "*")));
        assert!(!keeper.may_stand_above(&key(Level::Write, "accounting:write")));
    }
}

//! Scopes: what a key may do within its level. A scope is `area:verb`; `area:*` is all verbs of an area, those of later
//! versions too, and `*` is everything.
//!
//! The level stays the outer bound: a key of level `read` with the scope `members:write` changes nothing.

use super::section::{Section, Verb};

/// A part of the API that scopes are given on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Area {
    Members,
    /// Imports of members and of subscriptions.
    Imports,
    /// Activities, fees, subscriptions and their reminders.
    Subscriptions,
    /// Group messages, personal ones, and what addresses refuse.
    Messages,
    Accounting,
    Web,
    Files,
    /// What rights over the configuration are asked for.
    Settings,
    Sql,
    Download,
    Errors,
    /// The keys themselves.
    Access,
    /// Flat tables for spreadsheets.
    Datasets,
}

/// One scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scope {
    MembersRead,
    MembersWrite,
    ImportsRead,
    ImportsWrite,
    SubscriptionsRead,
    SubscriptionsWrite,
    MessagesRead,
    MessagesWrite,
    AccountingRead,
    AccountingWrite,
    /// Close, lock, reopen years, and seal entries.
    AccountingClose,
    WebRead,
    WebWrite,
    FilesRead,
    FilesWrite,
    SettingsRead,
    SettingsWrite,
    SqlRead,
    DownloadDatabase,
    DownloadFiles,
    ErrorsRead,
    ErrorsWrite,
    AccessAdmin,
    DatasetsRead,
}

impl Area {
    pub const ALL: [Area; 13] = [
        Area::Members,
        Area::Imports,
        Area::Subscriptions,
        Area::Messages,
        Area::Accounting,
        Area::Web,
        Area::Files,
        Area::Settings,
        Area::Sql,
        Area::Download,
        Area::Errors,
        Area::Access,
        Area::Datasets,
    ];

    pub const fn word(self) -> &'static str {
        match self {
            Area::Members => "members",
            Area::Imports => "imports",
            Area::Subscriptions => "subscriptions",
            Area::Messages => "messages",
            Area::Accounting => "accounting",
            Area::Web => "web",
            Area::Files => "files",
            Area::Settings => "settings",
            Area::Sql => "sql",
            Area::Download => "download",
            Area::Errors => "errors",
            Area::Access => "access",
            Area::Datasets => "datasets",
        }
    }

    /// The sections in which something can be done with a scope of this area.
    const fn sections(self) -> &'static [Section] {
        match self {
            Area::Members | Area::Imports | Area::Subscriptions | Area::Messages => &[Section::Users],
            Area::Accounting => &[Section::Accounting],
            Area::Web => &[Section::Web],
            Area::Files => &[Section::Documents],
            Area::Settings => &[Section::Config],
            Area::Sql => &[Section::Sql],
            Area::Download => &[Section::Download],
            Area::Errors => &[Section::Errors],
            Area::Access => &[Section::Access],
            Area::Datasets => &[Section::Users, Section::Accounting, Section::Web, Section::Documents],
        }
    }
}

impl Scope {
    /// Each scope with its area and its verb.
    pub const ALL: [(Scope, Area, &str); 24] = [
        (Scope::MembersRead, Area::Members, "read"),
        (Scope::MembersWrite, Area::Members, "write"),
        (Scope::ImportsRead, Area::Imports, "read"),
        (Scope::ImportsWrite, Area::Imports, "write"),
        (Scope::SubscriptionsRead, Area::Subscriptions, "read"),
        (Scope::SubscriptionsWrite, Area::Subscriptions, "write"),
        (Scope::MessagesRead, Area::Messages, "read"),
        (Scope::MessagesWrite, Area::Messages, "write"),
        (Scope::AccountingRead, Area::Accounting, "read"),
        (Scope::AccountingWrite, Area::Accounting, "write"),
        (Scope::AccountingClose, Area::Accounting, "close"),
        (Scope::WebRead, Area::Web, "read"),
        (Scope::WebWrite, Area::Web, "write"),
        (Scope::FilesRead, Area::Files, "read"),
        (Scope::FilesWrite, Area::Files, "write"),
        (Scope::SettingsRead, Area::Settings, "read"),
        (Scope::SettingsWrite, Area::Settings, "write"),
        (Scope::SqlRead, Area::Sql, "read"),
        (Scope::DownloadDatabase, Area::Download, "database"),
        (Scope::DownloadFiles, Area::Download, "files"),
        (Scope::ErrorsRead, Area::Errors, "read"),
        (Scope::ErrorsWrite, Area::Errors, "write"),
        (Scope::AccessAdmin, Area::Access, "admin"),
        (Scope::DatasetsRead, Area::Datasets, "read"),
    ];

    /// The word in requests, answers and the database: `members:read`.
    pub fn word(self) -> String {
        let (_, area, verb) = Scope::ALL[self as usize];
        format!("{}:{verb}", area.word())
    }

    /// What an operation of a section asks for, unless its row of the route table says otherwise; `None` where every key
    /// may.
    pub const fn usual(section: Section, verb: Verb) -> Option<Self> {
        let (read, write) = match section {
            Section::Users => (Scope::MembersRead, Scope::MembersWrite),
            Section::Accounting => (Scope::AccountingRead, Scope::AccountingWrite),
            Section::Documents => (Scope::FilesRead, Scope::FilesWrite),
            Section::Web => (Scope::WebRead, Scope::WebWrite),
            Section::Config => (Scope::SettingsRead, Scope::SettingsWrite),
            Section::Sql => (Scope::SqlRead, Scope::SqlRead),
            Section::Download => (Scope::DownloadDatabase, Scope::DownloadDatabase),
            Section::Errors => (Scope::ErrorsRead, Scope::ErrorsWrite),
            Section::Access => (Scope::AccessAdmin, Scope::AccessAdmin),
            Section::Subscribe | Section::Connect => return None,
        };
        Some(match verb {
            Verb::Read => read,
            Verb::Write => write,
        })
    }
}

/// The bit of `*`; those of `area:*` and of the scopes come after it.
const EVERYTHING: u64 = 1;

const fn bit_of_area(area: Area) -> u64 {
    1 << (1 + area as u64)
}

const fn bit_of_scope(scope: Scope) -> u64 {
    1 << (1 + Area::ALL.len() as u64 + scope as u64)
}

/// A set of scopes. It remembers whether an area was given as a whole: only then does it grow in later versions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Scopes(u64);

impl Scopes {
    pub const NONE: Scopes = Scopes(0);
    pub const ALL: Scopes = Scopes((1 << (1 + Area::ALL.len() + Scope::ALL.len())) - 1);

    /// From one word: `members:read`, `members:*` or `*`; `None` for any other.
    pub fn parse(word: &str) -> Option<Self> {
        if word == "*" {
            return Some(Scopes::ALL);
        }
        let (area_word, verb_word) = word.split_once(':')?;
        let area = Area::ALL.into_iter().find(|area| area.word() == area_word)?;
        if verb_word == "*" {
            return Some(Scopes::of_area(area));
        }
        let found = Scope::ALL.into_iter().find(|(_, other, verb)| *other == area && *verb == verb_word);
        found.map(|(scope, ..)| Scopes(bit_of_scope(scope)))
    }

    /// From the database: words with blanks between them. Words of other versions give nothing here.
    pub fn stored(text: &str) -> Self {
        text.split_whitespace().filter_map(Scopes::parse).fold(Scopes::NONE, Scopes::and)
    }

    fn of_area(area: Area) -> Self {
        let of_area = Scope::ALL.into_iter().filter(|(_, other, _)| *other == area);
        of_area.fold(Scopes(bit_of_area(area)), |set, (scope, ..)| set.and(Scopes(bit_of_scope(scope))))
    }

    pub fn and(self, other: Scopes) -> Self {
        Scopes(self.0 | other.0)
    }

    pub fn has(self, scope: Scope) -> bool {
        self.0 & bit_of_scope(scope) != 0
    }

    /// Whether nothing is left out, whatever later versions add.
    pub fn is_everything(self) -> bool {
        self.0 & EVERYTHING != 0
    }

    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether all that the other set gives is in this one, whatever later versions add.
    pub fn include(self, other: Scopes) -> bool {
        self.0 & other.0 == other.0
    }

    /// Whether something can be done in a section.
    pub fn touch(self, section: Section) -> bool {
        section == Section::Connect
            || Scope::ALL.into_iter().any(|(scope, area, _)| self.has(scope) && area.sections().contains(&section))
    }

    /// The words, as few as say it all.
    pub fn words(self) -> Vec<String> {
        if self.is_everything() {
            return vec!["*".to_owned()];
        }
        let of_area = |area: Area| -> Vec<String> {
            if self.0 & bit_of_area(area) != 0 {
                return vec![format!("{}:*", area.word())];
            }
            let held = Scope::ALL.into_iter().filter(|(scope, other, _)| *other == area && self.has(*scope));
            held.map(|(scope, ..)| scope.word()).collect()
        };
        Area::ALL.into_iter().flat_map(of_area).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scopes(text: &str) -> Scopes {
        text.split_whitespace().map(|word| Scopes::parse(word).unwrap()).fold(Scopes::NONE, Scopes::and)
    }

    #[test]
    fn each_scope_and_area_has_its_place() {
        assert!(Area::ALL.iter().enumerate().all(|(place, area)| *area as usize == place));
        assert!(Scope::ALL.iter().enumerate().all(|(place, (scope, ..))| *scope as usize == place));
    }

    #[test]
    fn words_are_read_as_they_are_written() {
        for text in ["*", "members:*", "members:read", "members:read accounting:* download:files", ""] {
            assert_eq!(scopes(text).words().join(" "), text);
            assert_eq!(Scopes::stored(text), scopes(text));
        }
        for word in
            ["", "members", "members:", "members:fly", ":read", "MEMBERS:read", "*:read", "*:*", "members:read:x"]
        {
            assert_eq!(Scopes::parse(word), None, "{word}");
        }
        assert_eq!(Scopes::stored("rockets:fly  web:read"), scopes("web:read"), "of another version");
    }

    #[test]
    fn an_area_holds_its_scopes_and_nothing_grows_by_itself() {
        let every_word: Vec<String> = Scope::ALL.into_iter().map(|(scope, ..)| scope.word()).collect();
        let each = scopes(&every_word.join(" "));
        assert!(Scope::ALL.into_iter().all(|(scope, ..)| each.has(scope) && Scopes::ALL.has(scope)));
        assert!(Scopes::ALL.include(each) && !each.include(Scopes::ALL), "later versions add to `*` only");
        assert!(scopes("web:*").include(scopes("web:read")));
        assert!(!scopes("web:read web:write").include(scopes("web:*")));
        assert!(!each.is_everything() && Scopes::ALL.is_everything());
    }

    #[test]
    fn a_set_touches_the_sections_of_its_areas_and_connecting() {
        assert!(scopes("imports:write").touch(Section::Users) && !scopes("imports:write").touch(Section::Web));
        assert!(Scopes::NONE.touch(Section::Connect) && !Scopes::NONE.touch(Section::Users));
    }
}

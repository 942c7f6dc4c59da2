//! The parts of an association, and whether something is changed there.

/// The parts of an association that rights are given on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Section {
    /// Members, and what they take part in: activities, fees, subscriptions.
    Users,
    Accounting,
    Documents,
    /// The public website.
    Web,
    /// A column of the database that no program uses: nobody has it and no route asks for it.
    Subscribe,
    /// The settings of the association.
    Config,
    /// Signing in at all. `Level::Read` is the only level.
    Connect,
    Sql,
    /// Copies of the whole database and of all files.
    Download,
    /// Reports of errors.
    Errors,
    /// The keys of the API.
    Access,
}

impl Section {
    pub const ALL: [Section; 11] = [
        Section::Users,
        Section::Accounting,
        Section::Documents,
        Section::Web,
        Section::Subscribe,
        Section::Config,
        Section::Connect,
        Section::Sql,
        Section::Download,
        Section::Errors,
        Section::Access,
    ];

    /// The word used by answers and documentation.
    pub fn word(self) -> &'static str {
        match self {
            Section::Users => "users",
            Section::Accounting => "accounting",
            Section::Documents => "documents",
            Section::Web => "web",
            Section::Subscribe => "subscribe",
            Section::Config => "config",
            Section::Connect => "connect",
            Section::Sql => "sql",
            Section::Download => "download",
            Section::Errors => "errors",
            Section::Access => "access",
        }
    }
}

/// Whether something is changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verb {
    Read,
    Write,
}

//! The kinds of things whose changes are recorded, and what happens to them.

/// A kind of thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entity {
    Member,
    /// A field of the record of members.
    Field,
    /// A category of members.
    Category,
    /// Something that members subscribe to.
    Activity,
    /// What an activity costs.
    Fee,
    Subscription,
    /// A reminder that is sent around the end of subscriptions.
    Reminder,
    /// A saved search.
    Search,
    /// An entry of the books.
    Entry,
    /// A fiscal year.
    Year,
    /// A chart of accounts.
    Chart,
    Account,
    Project,
    /// A page of the website.
    Page,
    /// A stored file or a folder of them.
    File,
    /// The settings of the association, which have no number of their own: 0.
    Setting,
    /// A key of the API.
    Key,
    /// An import of members, subscriptions or entries, or a change of many members at once.
    Import,
    /// A message to many members.
    Mailing,
}

impl Entity {
    pub const ALL: [Entity; 19] = [
        Entity::Member,
        Entity::Field,
        Entity::Category,
        Entity::Activity,
        Entity::Fee,
        Entity::Subscription,
        Entity::Reminder,
        Entity::Search,
        Entity::Entry,
        Entity::Year,
        Entity::Chart,
        Entity::Account,
        Entity::Project,
        Entity::Page,
        Entity::File,
        Entity::Setting,
        Entity::Key,
        Entity::Import,
        Entity::Mailing,
    ];

    /// The word in requests and answers.
    pub fn word(self) -> &'static str {
        match self {
            Entity::Member => "member",
            Entity::Field => "field",
            Entity::Category => "category",
            Entity::Activity => "activity",
            Entity::Fee => "fee",
            Entity::Subscription => "subscription",
            Entity::Reminder => "reminder",
            Entity::Search => "search",
            Entity::Entry => "entry",
            Entity::Year => "year",
            Entity::Chart => "chart",
            Entity::Account => "account",
            Entity::Project => "project",
            Entity::Page => "page",
            Entity::File => "file",
            Entity::Setting => "setting",
            Entity::Key => "key",
            Entity::Import => "import",
            Entity::Mailing => "mailing",
        }
    }

    /// As `logs.details` names it; `None` for what Paheko writes no line about.
    pub(super) fn log_name(self) -> Option<&'static str> {
        match self {
            Entity::Member => Some(r"Users\User"),
            Entity::Field => Some(r"Users\DynamicField"),
            Entity::Category => Some(r"Users\Category"),
            Entity::Activity => Some(r"Services\Service"),
            Entity::Fee => Some(r"Services\Fee"),
            Entity::Reminder => Some(r"Services\Reminder"),
            Entity::Search => Some("Search"),
            Entity::Entry => Some(r"Accounting\Transaction"),
            Entity::Year => Some(r"Accounting\Year"),
            Entity::Chart => Some(r"Accounting\Chart"),
            Entity::Account => Some(r"Accounting\Account"),
            Entity::Project => Some(r"Accounting\Project"),
            Entity::Page => Some(r"Web\Page"),
            Entity::File => Some(r"Files\File"),
            Entity::Key => Some("API_Credentials"),
            Entity::Mailing => Some(r"Email\Mailing"),
            Entity::Subscription | Entity::Setting | Entity::Import => None,
        }
    }

    /// As `ruche_history.entity` names it: the table.
    pub fn table(self) -> &'static str {
        match self {
            Entity::Member => "users",
            Entity::Field => "config_users_fields",
            Entity::Category => "users_categories",
            Entity::Activity => "services",
            Entity::Fee => "services_fees",
            Entity::Subscription => "services_users",
            Entity::Reminder => "services_reminders",
            Entity::Search => "searches",
            Entity::Entry => "acc_transactions",
            Entity::Year => "acc_years",
            Entity::Chart => "acc_charts",
            Entity::Account => "acc_accounts",
            Entity::Project => "acc_projects",
            Entity::Page => "web_pages",
            Entity::File => "files",
            Entity::Setting => "config",
            Entity::Key => "api_credentials",
            Entity::Import => "ruche_imports",
            Entity::Mailing => "mailings",
        }
    }
}

/// What happened to one thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    Created,
    Changed,
    Deleted,
    Anonymised,
}

impl Action {
    /// The number in `logs.type`.
    pub(super) fn log_type(self) -> i64 {
        match self {
            Action::Created => 10,
            Action::Deleted => 11,
            Action::Changed | Action::Anonymised => 12,
        }
    }

    pub(super) fn word(self) -> &'static str {
        match self {
            Action::Created => "created",
            Action::Changed => "changed",
            Action::Deleted => "deleted",
            Action::Anonymised => "anonymised",
        }
    }
}

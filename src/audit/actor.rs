//! Who acts.

/// Who made a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// A key of the API: a row of `api_credentials`.
    Key { id: i64, name: String },
    /// A member with their own login.
    Member { id: i64, name: String },
    /// The user of the server's configuration, or a command on the machine. It alone may give configuration rights,
    /// which no key may.
    System { name: String },
    /// Work in the background.
    Job { name: String },
    /// Somebody without credentials, on the few routes that ask for none.
    Visitor,
}

impl Actor {
    /// The name of the key, the login of the member, the name of the command or of the job.
    pub fn name(&self) -> &str {
        match self {
            Actor::Key { name, .. } | Actor::Member { name, .. } | Actor::System { name } | Actor::Job { name } => name,
            Actor::Visitor => "",
        }
    }

    /// `key`, `member`, `system`, `job` or `visitor`, who writes no history.
    pub fn kind(&self) -> &'static str {
        match self {
            Actor::Key { .. } => "key",
            Actor::Member { .. } => "member",
            Actor::System { .. } => "system",
            Actor::Job { .. } => "job",
            Actor::Visitor => "visitor",
        }
    }

    /// The row of the key or of the member.
    pub fn id(&self) -> Option<i64> {
        match self {
            Actor::Key { id, .. } | Actor::Member { id, .. } => Some(*id),
            Actor::System { .. } | Actor::Job { .. } | Actor::Visitor => None,
        }
    }

    /// The member who acts.
    pub fn member(&self) -> Option<i64> {
        match self {
            Actor::Member { id, .. } => Some(*id),
            _ => None,
        }
    }
}

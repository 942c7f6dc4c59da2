//! The datasets there are, and what each asks of its reader.

use rusqlite::Connection;

use crate::accounting;
use crate::auth::scopes::Scope;
use crate::auth::{Access, Level, Principal, Section};
use crate::datasets::Dataset;
use crate::error::Result;
use crate::members::layout::Layout;
use crate::{files, members, subscriptions, website};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known {
    Members,
    Subscriptions,
    Transactions,
    Lines,
    Balances,
    Pages,
    Files,
}

impl Known {
    pub const ALL: [Known; 7] = [
        Known::Members,
        Known::Subscriptions,
        Known::Transactions,
        Known::Lines,
        Known::Balances,
        Known::Pages,
        Known::Files,
    ];

    /// The dataset of that name, to the letter.
    pub fn named(name: &str) -> Option<Self> {
        Known::ALL.into_iter().find(|known| known.name() == name)
    }

    pub fn name(self) -> &'static str {
        match self {
            Known::Members => "members",
            Known::Subscriptions => "subscriptions",
            Known::Transactions => "transactions",
            Known::Lines => "lines",
            Known::Balances => "balances",
            Known::Pages => "pages",
            Known::Files => "files",
        }
    }

    /// What it asks. The rows of the route table say the same.
    pub fn access(self) -> Access {
        let section = match self {
            Known::Members | Known::Subscriptions => Section::Users,
            Known::Transactions | Known::Lines | Known::Balances => Section::Accounting,
            Known::Pages => Section::Web,
            Known::Files => Section::Documents,
        };
        Access::read(section, Level::Read).with_scope(Scope::DatasetsRead)
    }

    /// The dataset as its reader sees it.
    pub fn open(self, conn: &Connection, reader: &Principal) -> Result<Dataset> {
        Ok(match self {
            Known::Members => members::dataset::dataset(&Layout::read_for(conn, reader)?),
            Known::Subscriptions => subscriptions::dataset::dataset(&Layout::read_for(conn, reader)?),
            Known::Transactions => accounting::dataset::entries(),
            Known::Lines => accounting::dataset::lines(),
            Known::Balances => accounting::dataset::balances(),
            Known::Pages => website::dataset::dataset(),
            Known::Files => files::dataset::dataset(reader),
        })
    }

    /// Those that a principal may read.
    pub fn readable(conn: &Connection, reader: &Principal) -> Result<Vec<Dataset>> {
        let readable = Known::ALL.into_iter().filter(|known| reader.rights.allow(known.access()));
        readable.map(|known| known.open(conn, reader)).collect()
    }
}

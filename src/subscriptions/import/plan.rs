//! What an import of subscriptions would do.

use super::super::Subscription;
use crate::i18n::Message;
use crate::imports::notices::FileColumn;
use crate::imports::{Fingerprint, LineError};

/// All that an import would do, in the order of its lines.
#[derive(Debug, PartialEq)]
pub struct Plan {
    pub lines: Vec<Line>,
    pub errors: Vec<LineError>,
    /// What each column of the file is.
    pub columns: Vec<FileColumn>,
    /// What the preview says about the file as a whole.
    pub file_warnings: Vec<Message>,
    /// What the preview says about lines.
    pub warnings: Vec<LineError>,
}

/// A new subscription.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub line: usize,
    /// Of the member.
    pub name: String,
    /// Without an identifier yet.
    pub subscription: Subscription,
}

impl Plan {
    /// Adds the plan to the fingerprint of its preview.
    pub fn add_to(&self, fingerprint: &mut Fingerprint) {
        fingerprint.debug(&self.lines);
        fingerprint.debug(&self.errors);
    }
}

//! The named schemas: those that answer types derive, and the few that are written here.

use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use super::errors::ERROR;
use super::member_schema;
use super::notation::shape;
use crate::accounting::{accounts, charts, deposits, entries, find, matching_groups, projects, years};
use crate::imports::{ImportRecord, history as effects};
use crate::mail::{queue, uncertain};
use crate::members::field_access::FieldAccess;
use crate::members::fields::Fields;
use crate::members::{categories, duplicates, merge, moves};
use crate::messages::{addresses, mailing, recipients, reminders as reminder_mails, sending};
use crate::subscriptions::{self, activities, lists, many, reminders};
use crate::website::{attachments, page, tree};
use crate::{audit, auth, files, job_queue, searches, sign_in};

/// Name and schema of each.
pub fn schemas(fields: &Fields, access: FieldAccess) -> Vec<(String, RefOr<Schema>)> {
    let mut all = derived();
    all.extend([
        ("Error".to_owned(), shape(ERROR)),
        ("Success".to_owned(), shape("{success:flag}")),
        ("Member".to_owned(), member_schema::shown(fields, access)),
        ("MemberChange".to_owned(), member_schema::sent(fields, access)),
    ]);
    all
}

macro_rules! derived {
    ($($answer:ty),* $(,)?) => {
        fn derived() -> Vec<(String, RefOr<Schema>)> {
            let mut all = Vec::new();
            $(
                all.push((<$answer as ToSchema>::name().into_owned(), <$answer as PartialSchema>::schema()));
                <$answer as ToSchema>::schemas(&mut all);
            )*
            all
        }
    };
}

derived! {
    accounts::Account, charts::Chart, charts::Offer, deposits::Waiting, entries::shown::Shown,
    entries::links::LinkedMember, entries::links::LinkedSubscription, find::Found, matching_groups::Letter,
    projects::Project, years::Listed, years::Proposal, years::PlannedLine, years::Plan, years::Budget,
    ImportRecord, effects::Effect, queue::WaitingMessage, uncertain::UncertainMessage,
    categories::Category, duplicates::Group, merge::Merged, moves::Moved,
    addresses::KnownAddress, mailing::Mailing, recipients::Recipient, reminder_mails::Report, sending::Report,
    activities::Activity, activities::Listed, lists::Listed, many::Enrolled, reminders::DueReminder,
    reminders::Message, reminders::Pending, reminders::Reminder, reminders::Sent, subscriptions::Fee,
    subscriptions::Subscription, attachments::Attachment, page::Page, tree::Children,
    audit::HistoryEvent, audit::RecordedEvent, auth::keys::ApiKey, auth::sessions::Shown, files::Entry, files::search::Found,
    files::trash::Trashed, files::versions::Version, job_queue::JobRow, searches::Saved, sign_in::Enrolment,
}

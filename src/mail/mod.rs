//! E-mail: messages are written into Paheko's `emails_queue` in the transaction that causes them, together with a job, and
//! handed to the mail server afterwards. It knows addresses, not members.
//!
//! | file | what it holds |
//! |---|---|
//! | `address` | what is known of an address (`emails`): counters, whether it may be written to, what it refuses |
//! | `bounce` | reports of failures and complaints that come back |
//! | `queue` | the messages that wait (`emails_queue`) |
//! | `flight`, `uncertain` | the message that is being handed over; those that nobody knows the fate of |
//! | `text`, `messages` | our own messages, one folder each in `templates/mail`; plain texts in HTML |
//! | `opt_out`, `choice` | the links with which a recipient refuses messages or accepts them again; what they do |
//! | `compose` | the message as it travels: headers, both forms, foot, attachments |
//! | `transport`, `smtp` | where messages go; one connection to the mail server |

pub mod address;
pub mod bounce;
pub mod choice;
mod compose;
pub mod flight;
pub mod messages;
pub mod opt_out;
pub mod queue;
pub mod smtp;
pub mod text;
mod transport;
pub mod uncertain;

pub use compose::{Attachment, Composed, Sender, compose, mailbox_line};
pub use queue::{NewMessage, QueuedMessage};
pub use transport::{Transport, write_to_folder};

crate::db::stored_enum! {
    /// Why a message is sent (`emails_queue.context`): it decides whether its recipient can refuse it.
    Context {
        /// What the recipient asked for, such as a link to a new password.
        System = 0 "system",
        /// To many members.
        Mailing = 1 "mailing",
        /// From one person to another.
        Personal = 2 "message",
        Notification = 3 "notification",
        Reminder = 4 "reminder",
    }
}

impl Context {
    /// Whether the recipient can refuse such messages: all but those it asked for itself.
    pub fn is_refusable(self) -> bool {
        self != Context::System
    }
}

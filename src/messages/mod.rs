//! What people write to members: group messages, personal messages, reminders. Everything goes through [`crate::mail`].
//!
//! | file | what it holds |
//! |---|---|
//! | `mailing`, `draft` | a group message, and what requests say of it |
//! | `recipients` | who receives it: copied when they are chosen |
//! | `template`, `render` | its text for one recipient |
//! | `sending` | queueing it, once |
//! | `personal` | a message to one member |
//! | `reminders` | queueing those that are due |
//! | `addresses` | what the addresses of a member receive |

pub mod addresses;
pub mod draft;
pub mod mailing;
pub mod personal;
pub mod recipients;
pub mod reminders;
pub mod render;
pub mod sending;
pub mod template;

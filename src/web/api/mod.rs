//! The API's handlers, one file a resource: they read parameters, call a domain's functions and write the answer.

pub mod accounting;
pub mod activities;
pub mod association;
pub mod attachments;
pub mod categories;
pub mod category_changes;
pub mod download;
pub mod errors;
pub mod file_access;
pub mod files;
pub mod history;
pub mod imports;
pub mod jobs;
pub mod mail;
pub mod mailings;
pub mod member_changes;
pub mod members;
pub mod page;
pub mod reminders;
pub mod searches;
pub mod sql;
pub mod status;
pub mod subscribers;
pub mod subscriptions;
pub mod tables;
pub mod website;

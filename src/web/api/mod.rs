//! The API's handlers, one file a resource: they read parameters, call a domain's functions and write the answer.

pub mod accounting;
pub mod association;
pub mod attachments;
pub mod categories;
pub mod download;
pub mod errors;
pub mod file_access;
pub mod files;
pub mod history;
pub mod imports;
pub mod members;
pub mod sign_in;
pub mod sql;
pub mod status;
pub mod subscriptions;
pub mod tables;
pub mod website;

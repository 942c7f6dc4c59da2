//! Everything that Ruche promises, tried on real servers, real files and the real binary. One file a capability.

mod access;
mod accounting_imports;
mod backups;
mod cli;
mod crash;
mod docs;
mod download;
mod entries;
mod http;
mod imports;
mod interchange;
mod levels;
mod libreoffice;
mod load;
mod locales;
mod members;
mod parameters;
mod reconciliation;
mod restore;
mod sql;
mod subscriptions;
mod support;
mod tidy;
mod transport;
mod website;
mod website_files;

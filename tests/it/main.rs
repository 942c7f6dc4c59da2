//! Everything that Ruche promises, tried on real servers, real files and the real binary. One file a capability.

mod access;
mod backups;
mod cli;
mod crash;
mod dav;
mod docs;
mod download;
mod files;
mod files_rights;
mod http;
mod imports;
mod interchange;
mod levels;
mod libreoffice;
mod load;
mod locales;
mod members;
mod parameters;
mod restore;
mod sql;
mod subscriptions;
mod support;
mod tidy;
mod transport;
mod website;
mod website_files;

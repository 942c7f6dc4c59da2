//! Everything that Ruche promises, tried on real servers, real files and the real binary. One file a capability.

mod access;
mod cli;
mod crash;
mod docs;
mod download;
mod http;
mod interchange;
mod levels;
mod locales;
mod parameters;
mod restore;
mod sql;
mod support;
mod tidy;
mod transport;
mod website;
mod website_files;

//! HTTP: the only part that knows it.

pub mod api;
pub mod body;
pub mod call;
pub mod dav;
pub mod local;
pub mod metrics;
pub mod params;
pub mod respond;
pub mod routes;
pub mod site;

mod access_log;
mod client;
mod connections;
mod dispatch;
mod failure;
mod headers;
mod health;
mod pace;
mod server;
mod spool;
mod stored_file;
mod tls;
mod transport;

pub use server::{Bound, serve};

//! HTTP: the only part that knows it.

pub mod api;
pub mod body;
pub mod call;
pub mod dav;
pub mod failure;
pub mod local;
pub mod metrics;
pub mod openapi;
pub mod params;
pub mod respond;
pub mod route;
pub mod routes;
pub mod site;

mod access_log;
mod admin;
mod answer;
mod authenticate;
mod authorise;
mod built_in;
mod client;
mod connections;
mod cookies;
mod dispatch;
mod headers;
mod health;
mod http2;
mod idempotent;
mod key_end;
mod normal_path;
mod odata_form;
mod openid;
mod origin;
mod pace;
mod server;
mod spool;
mod state;
mod stored_file;
mod tls;
mod transport;
mod unread;

pub use server::{Bound, serve};

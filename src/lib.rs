//! Ruche: one binary that owns one SQLite file and runs a small association.
//!
//! Imports go down only, from the top of this list to its bottom (`tests/it/tidy.rs` checks it):
//!
//! | module | what it holds |
//! |---|---|
//! | [`cli`] | the command line, one file a sub-command |
//! | [`web`], [`jobs`] | HTTP: routes, parameters, answers; background work: backups, last uses |
//! | [`delivery`] | handing messages to the mail server |
//! | [`app`] | the state that every request sees |
//! | [`demo`], [`compatibility`] | an invented association; whether Paheko can read a file |
//! | [`messages`] | what people write to members: group messages, personal ones |
//! | [`bootstrap`], [`accounting`], [`website`] | what a new association's file holds; the books; the pages of the public site |
//! | [`subscriptions`], [`sign_in`] | who takes part in which activity; how members sign in |
//! | [`members`] | the people |
//! | [`searches`] | saved searches, and the conditions that they become |
//! | [`files`], [`query`], [`error_reports`] | stored files; people's SQL; reports of failures |
//! | [`auth`], [`imports`] | credentials, principals and their rights; what imports of every domain share |
//! | [`idempotency`] | requests done once |
//! | [`datasets`] | flat tables for programs: columns, pages, conditions |
//! | [`sheet`], [`audit`], [`mail`], [`openid`] | tables in and out: CSV, ODS, XLSX, JSON; who changed what; messages by e-mail; identity providers |
//! | [`association`], [`job_queue`] | the settings of the association: typed, validated when written; work that goes on after a request |
//! | [`db`] | the only place that opens SQLite: connections, schema, functions, migrations, backups |
//! | [`params`] | one reading of request values, without HTTP |
//! | [`config`], [`clock`], [`countries`], [`money`] | settings of the server, time, amounts |
//! | [`json`], [`text`] | JSON as clients of the API know it, text as people compare it |
//! | [`error`] | the one error type |
//! | [`i18n`] | sentences in two languages |
#![forbid(unsafe_code)]

pub mod accounting;
pub mod app;
pub mod association;
pub mod audit;
pub mod auth;
pub mod bootstrap;
pub mod cli;
pub mod clock;
pub mod compatibility;
pub mod config;
pub mod countries;
pub mod datasets;
pub mod db;
pub mod delivery;
pub mod demo;
pub mod error;
pub mod error_reports;
pub mod files;
pub mod i18n;
pub mod idempotency;
pub mod imports;
pub mod job_queue;
pub mod jobs;
pub mod json;
pub mod mail;
pub mod members;
pub mod messages;
pub mod money;
pub mod openid;
pub mod params;
pub mod query;
pub mod searches;
pub mod sheet;
pub mod sign_in;
pub mod subscriptions;
pub mod text;
pub mod web;
pub mod website;

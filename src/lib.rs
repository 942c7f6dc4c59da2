//! Ruche: one binary that owns one SQLite file and runs a small association.
//!
//! Imports go down only, from the top of this list to its bottom (`tests/it/tidy.rs` checks it):
//!
//! | module | what it holds |
//! |---|---|
//! | [`cli`] | the command line, one file a sub-command |
//! | [`web`] | HTTP: routes, parameters, answers |
//! | [`jobs`] | work in the background: backups, last uses |
//! | [`app`] | the state that every request sees |
//! | [`auth`] | keys, passwords, who is asking |
//! | [`demo`] | a demonstration: an invented association with everything in it |
//! | [`subscriptions`] | who takes part in which activity |
//! | [`members`] | the people |
//! | [`website`] | the pages of the public site and what they look like |
//! | [`accounting`], [`files`], [`query`], [`error_reports`] | the other domains: plain functions over a connection |
//! | [`imports`] | what imports of every domain share: preview, token, record, undo |
//! | [`bootstrap`] | what a new association's file holds |
//! | [`sheet`] | tables out: CSV, ODS, XLSX, JSON, and in: CSV, ODS, XLSX; knows no business |
//! | [`association`] | the settings of the association: typed, validated when written |
//! | [`db`] | the only place that opens SQLite: connections, schema, functions, migrations, backups |
//! | [`audit`], [`idempotency`] | who did what: the lines of the journal, the history of each thing; what is done once |
//! | [`params`] | the values of a request, and the one way to read each kind of value |
//! | [`config`], [`clock`], [`money`], [`text`], [`countries`] | settings, time, amounts, text as people compare it |
//! | [`i18n`], [`error`], [`json`] | sentences in two languages, the one error type, JSON as clients of the API know it |
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
pub mod db;
pub mod demo;
pub mod error;
pub mod error_reports;
pub mod files;
pub mod i18n;
pub mod idempotency;
pub mod imports;
pub mod jobs;
pub mod json;
pub mod members;
pub mod money;
pub mod params;
pub mod query;
pub mod sheet;
pub mod subscriptions;
pub mod text;
pub mod web;
pub mod website;

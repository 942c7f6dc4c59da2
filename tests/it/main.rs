//! Everything that Ruche promises, tried on real servers, real files and the real binary. One file a capability.

mod access;
mod cli;
mod http;
mod levels;
mod locales;
mod restore;
mod support;
mod tidy;

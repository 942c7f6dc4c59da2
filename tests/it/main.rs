//! Everything that Ruche promises, tried on real servers, real files and the real binary. One file a capability.

mod access;
mod http;
mod levels;
mod locales;
mod parameters;
mod support;
mod tidy;

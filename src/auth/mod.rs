//! Who asks, and what they may do: credentials become a [`Principal`] with its [`Rights`].

mod authenticator;
pub mod basic;
pub mod expiry;
mod hasher;
pub mod key_secret;
pub mod keys;
pub mod last_use;
mod member_login;
pub mod one_time_code;
pub mod password;
mod principal;
pub mod recovery_codes;
pub mod remembered;
pub mod rights;
pub mod scopes;
mod section;
pub mod sessions;
mod throttle;
mod turns;
mod verified_cache;

pub use authenticator::{AcceptedPrincipals, Admitted, Authenticator};
pub use member_login::decoy as decoy_of_member;
pub use principal::Principal;
pub use rights::{Access, Level, Rights};
pub use section::{Section, Verb};

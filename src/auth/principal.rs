//! Who acts, and what they may do.

use super::rights::{Level, Rights};
use crate::audit::Actor;

/// An actor whose credentials were verified, or this process itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Principal {
    pub actor: Actor,
    pub rights: Rights,
}

impl Principal {
    /// The server's own user, or a command on the machine: it may do everything.
    pub fn system(name: impl Into<String>) -> Self {
        Principal { actor: Actor::System { name: name.into() }, rights: Rights::of_key(Level::Admin) }
    }

    /// Somebody without credentials.
    pub fn visitor() -> Self {
        Principal { actor: Actor::Visitor, rights: Rights::of_key(Level::None) }
    }

    /// For logs.
    pub fn name(&self) -> &str {
        self.actor.name()
    }
}

//! What stands for the provider in a program that was built without the feature `openid`.

use std::convert::Infallible;

use super::{Flow, Identity, OpenIdSettings};
use crate::config::Config;
use crate::error::{Error, Result};
use crate::msg;

/// There is none.
pub struct Provider(Infallible);

impl Provider {
    /// # Errors
    ///
    /// [`Error::Invalid`] when a provider is set.
    pub fn of(config: &Config) -> Result<Option<Self>> {
        match OpenIdSettings::of(config)? {
            Some(_) => Err(Error::invalid(msg!("openid-not-built"))),
            None => Ok(None),
        }
    }

    pub fn settings(&self) -> &OpenIdSettings {
        match self.0 {}
    }

    pub async fn authorization_address(&self, _flow: Flow) -> Result<String> {
        match self.0 {}
    }

    pub async fn identity(&self, _code: String, _flow: Flow, _now: i64) -> Result<Identity> {
        match self.0 {}
    }
}

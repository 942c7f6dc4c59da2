//! The settings of the provider, checked against each other.

use crate::config::{Config, ProviderUrl, Secret, SiteUrl};
use crate::error::{Error, Result};
use crate::msg;

/// Where the provider sends browsers back to, below the address of the site.
const CALLBACK: &str = "admin/login/openid/callback";

/// One provider, and what it knows this server as.
#[derive(Debug, Clone)]
pub struct OpenIdSettings {
    /// Exactly as the provider writes it in its tokens.
    pub issuer: String,
    pub client_id: String,
    /// Empty for a client that has none.
    pub client_secret: Secret,
    /// What stands on the button; the provider's host by default.
    pub label: String,
    /// The address that the provider sends browsers back to.
    pub callback: String,
}

impl OpenIdSettings {
    /// `None` when no provider is set.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] for settings that lack another one.
    pub fn of(config: &Config) -> Result<Option<Self>> {
        let Some(issuer) = &config.openid_issuer else {
            let others = config.openid_client_id.is_some() || !config.openid_client_secret.expose().is_empty();
            return if others { Err(Error::invalid(msg!("openid-needs-issuer"))) } else { Ok(None) };
        };
        let client_id = config.openid_client_id.clone().ok_or_else(|| Error::invalid(msg!("openid-needs-client")))?;
        // Never what a request says its host is (threats.md 58).
        let site = config.site_url.as_ref().map(SiteUrl::as_str);
        let site = site.ok_or_else(|| Error::invalid(msg!("openid-needs-site")))?;
        Ok(Some(OpenIdSettings {
            issuer: issuer.as_str().to_owned(),
            client_id,
            client_secret: config.openid_client_secret.clone(),
            label: config.openid_label.clone().unwrap_or_else(|| ProviderUrl::host(issuer).to_owned()),
            callback: format!("{site}{CALLBACK}"),
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Sources;

    fn settings(flags: &[(&str, &str)]) -> Result<Option<OpenIdSettings>> {
        let sources = flags.iter().fold(Sources::default(), |sources, (name, value)| sources.with_flag(name, *value));
        OpenIdSettings::of(&Config::from_sources(&sources).unwrap())
    }

    #[test]
    fn a_provider_needs_its_client_and_the_address_of_the_site() {
        let issuer = ("openid_issuer", "https://id.example/realms/club");
        let (client, site) = (("openid_client_id", "ruche"), ("site_url", "https://club.example"));
        assert!(settings(&[site]).unwrap().is_none());
        let whole = settings(&[issuer, client, site]).unwrap().unwrap();
        assert_eq!(whole.callback, "https://club.example/admin/login/openid/callback");
        assert_eq!(whole.label, "id.example");
        for part in [&[issuer][..], &[issuer, client], &[issuer, site], &[client], &[("openid_client_secret", "x")]] {
            assert!(settings(part).is_err(), "{part:?}");
        }
    }
}

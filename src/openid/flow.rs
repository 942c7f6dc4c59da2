//! One way to the provider and back, of one browser.

use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::text::hexadecimal;

/// How long a person may take at the provider, in seconds.
pub const ATTEMPT_SECONDS: i64 = 10 * 60;

/// What state, nonce and code verifier are made of: a random secret that the browser keeps in a cookie. So none of them is
/// stored here, and they are good in that browser only.
pub struct Flow(String);

impl Flow {
    pub fn of(secret: &str) -> Self {
        Flow(secret.to_owned())
    }

    fn derived(&self, name: &str) -> String {
        hexadecimal(&Sha256::digest(format!("openid {name} {}", self.0)))
    }

    /// What the provider gives back with the browser: it shows that this browser began.
    pub fn state(&self) -> String {
        self.derived("state")
    }

    pub fn is_state(&self, given: &str) -> bool {
        bool::from(self.state().as_bytes().ct_eq(given.as_bytes()))
    }

    /// What stands in the token: it was made for this attempt.
    pub fn nonce(&self) -> String {
        self.derived("nonce")
    }

    /// What whoever trades the code has to know (RFC 7636): 64 characters.
    pub fn verifier(&self) -> String {
        self.derived("verifier")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn state_nonce_and_verifier_are_of_one_secret_and_tell_nothing_of_each_other() {
        let (flow, other) = (Flow::of("a"), Flow::of("b"));
        assert!(flow.is_state(&Flow::of("a").state()));
        assert!(!flow.is_state(&other.state()) && !flow.is_state("") && !flow.is_state(&flow.nonce()));
        assert_ne!(flow.nonce(), flow.verifier());
        assert!((43..=128).contains(&flow.verifier().len()), "RFC 7636, 4.1");
    }
}

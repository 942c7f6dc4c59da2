//! The provider: its description, the address that browsers are sent to, and what its answer is worth.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use chrono::DateTime;
use openidconnect::core::{
    CoreAuthenticationFlow, CoreClient, CoreClientAuthMethod, CoreIdToken, CoreIdTokenVerifier,
    CoreJwsSigningAlgorithm as Algorithm, CoreProviderMetadata,
};
use openidconnect::{
    AuthType, AuthorizationCode, ClaimsVerificationError, ClientId, ClientSecret, CsrfToken, DiscoveryError,
    EndpointMaybeSet, EndpointNotSet, EndpointSet, HttpRequest, IssuerUrl, Nonce, PkceCodeChallenge, PkceCodeVerifier,
    RedirectUrl, RequestTokenError, SignatureVerificationError, TokenResponse,
};
use tokio::sync::Semaphore;

use super::fetch::{FetchError, agent, fetch};
use super::{Flow, Identity, OpenIdSettings};
use crate::config::Config;
use crate::error::{Error, Result};
use crate::msg;

/// How long a description and its keys are believed.
const KNOWN_FOR: Duration = Duration::from_secs(3600);
/// How soon they are asked for again because a token is signed with a key that is not among them.
const ASKED_AGAIN_AFTER: Duration = Duration::from_secs(60);
/// Threads that may wait for the provider at once.
const WAITING_MAX: usize = 4;

/// Signatures that only the provider can make. One made with the client's secret, or none, is not one of them.
const ALGORITHMS: [Algorithm; 9] = [
    Algorithm::RsaSsaPkcs1V15Sha256,
    Algorithm::RsaSsaPkcs1V15Sha384,
    Algorithm::RsaSsaPkcs1V15Sha512,
    Algorithm::RsaSsaPssSha256,
    Algorithm::RsaSsaPssSha384,
    Algorithm::RsaSsaPssSha512,
    Algorithm::EcdsaP256Sha256,
    Algorithm::EcdsaP384Sha384,
    Algorithm::EdDsa,
];

/// The identity provider that the settings name.
pub struct Provider(Arc<Inner>);

struct Inner {
    settings: OpenIdSettings,
    issuer: IssuerUrl,
    callback: RedirectUrl,
    agent: ureq::Agent,
    known: Mutex<Option<Known>>,
    turns: Arc<Semaphore>,
}

#[derive(Clone)]
struct Known {
    metadata: Arc<CoreProviderMetadata>,
    since: Instant,
}

type Client =
    CoreClient<EndpointSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointMaybeSet, EndpointMaybeSet>;

/// Why the provider's part failed. The causes are for the log: they hold no code and no token.
enum Failure {
    /// It does not answer, or not as one.
    Unreachable(String),
    /// It answers no, or with a token that is not good.
    Refused(String),
}

impl Provider {
    /// `None` when no provider is set.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] for settings that lack another one.
    pub fn of(config: &Config) -> Result<Option<Self>> {
        let Some(settings) = OpenIdSettings::of(config)? else { return Ok(None) };
        let unreadable = |_| Error::invalid(msg!("openid-needs-issuer"));
        let issuer = IssuerUrl::new(settings.issuer.clone()).map_err(unreadable)?;
        let callback = RedirectUrl::new(settings.callback.clone()).map_err(unreadable)?;
        let turns = Arc::new(Semaphore::new(WAITING_MAX));
        let inner = Inner { settings, issuer, callback, agent: agent(), known: Mutex::default(), turns };
        Ok(Some(Provider(Arc::new(inner))))
    }

    pub fn settings(&self) -> &OpenIdSettings {
        &self.0.settings
    }

    /// Where a browser is to go, to sign in there.
    ///
    /// # Errors
    ///
    /// [`Error::Busy`] when the provider does not answer.
    pub async fn authorization_address(&self, flow: Flow) -> Result<String> {
        self.wait(move |inner| inner.authorization_address(&flow)).await
    }

    /// Whom the provider names for a code that it gave to the browser of this flow, at a Unix time.
    ///
    /// # Errors
    ///
    /// [`Error::Forbidden`] when code or token are not good, [`Error::Busy`] when the provider does not answer.
    pub async fn identity(&self, code: String, flow: Flow, now: i64) -> Result<Identity> {
        self.wait(move |inner| inner.identity(code, &flow, now)).await
    }

    async fn wait<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Inner) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T> {
        let turn = self.0.turns.clone().try_acquire_owned();
        let turn = turn.map_err(|_| Error::Busy(msg!("openid-unreachable")))?;
        let inner = self.0.clone();
        let done = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            work(&inner)
        });
        done.await.map_err(Error::internal)?.map_err(|failure| match failure {
            Failure::Unreachable(cause) => {
                tracing::warn!(cause, "the identity provider cannot be used");
                Error::Busy(msg!("openid-unreachable"))
            }
            Failure::Refused(cause) => {
                tracing::warn!(cause, "a sign-in at the identity provider was refused");
                Error::Forbidden(msg!("openid-refused"))
            }
        })
    }
}

impl Inner {
    fn authorization_address(&self, flow: &Flow) -> Result<String, Failure> {
        let (state, nonce) = (flow.state(), flow.nonce());
        let challenge = PkceCodeChallenge::from_code_verifier_sha256(&PkceCodeVerifier::new(flow.verifier()));
        let client = self.client(&*self.known(KNOWN_FOR)?);
        let address = client.authorize_url(
            CoreAuthenticationFlow::AuthorizationCode,
            || CsrfToken::new(state),
            || Nonce::new(nonce),
        );
        Ok(address.set_pkce_challenge(challenge).url().0.into())
    }

    fn identity(&self, code: String, flow: &Flow, now: i64) -> Result<Identity, Failure> {
        let metadata = self.known(KNOWN_FOR)?;
        let client = self.client(&metadata);
        let exchange = client
            .exchange_code(AuthorizationCode::new(code))
            .map_err(|error| Failure::Unreachable(error.to_string()))?
            .set_pkce_verifier(PkceCodeVerifier::new(flow.verifier()));
        let answer = exchange.request(&|request: HttpRequest| fetch(&self.agent, request)).map_err(of_exchange)?;
        let token = answer.id_token().ok_or_else(|| Failure::Refused("the answer has no identity token".to_owned()))?;
        let subject = match self.subject(&metadata, token, flow, now) {
            Err(ClaimsVerificationError::SignatureVerification(SignatureVerificationError::NoMatchingKey)) => {
                // Providers change their keys.
                self.subject(&*self.known(ASKED_AGAIN_AFTER)?, token, flow, now)
            }
            result => result,
        };
        let subject = subject.map_err(|error| Failure::Refused(cause_of(&error)))?;
        Identity::new(&self.settings.issuer, &subject).map_err(|error| Failure::Refused(error.to_string()))
    }

    /// The subject of a token whose signature, issuer, audience, nonce and end are right.
    fn subject(
        &self,
        metadata: &CoreProviderMetadata,
        token: &CoreIdToken,
        flow: &Flow,
        now: i64,
    ) -> Result<String, ClaimsVerificationError> {
        let client = ClientId::new(self.settings.client_id.clone());
        let now = DateTime::from_timestamp(now, 0).unwrap_or(DateTime::UNIX_EPOCH);
        let verifier = CoreIdTokenVerifier::new_public_client(client, self.issuer.clone(), metadata.jwks().clone())
            .set_allowed_algs(ALGORITHMS)
            .set_time_fn(move || now);
        let claims = token.claims(&verifier, &Nonce::new(flow.nonce()))?;
        Ok(claims.subject().as_str().to_owned())
    }

    fn client(&self, metadata: &CoreProviderMetadata) -> Client {
        let secret = self.settings.client_secret.expose();
        let secret = (!secret.is_empty()).then(|| ClientSecret::new(secret.to_owned()));
        let id = ClientId::new(self.settings.client_id.clone());
        let methods = metadata.token_endpoint_auth_methods_supported();
        let takes = |method| methods.is_none_or(|methods| methods.contains(&method));
        let basic = takes(CoreClientAuthMethod::ClientSecretBasic) || !takes(CoreClientAuthMethod::ClientSecretPost);
        CoreClient::from_provider_metadata(metadata.clone(), id, secret)
            .set_redirect_uri(self.callback.clone())
            .set_auth_type(if basic { AuthType::BasicAuth } else { AuthType::RequestBody })
    }

    /// The description and the keys of the provider, not older than that. An older one is taken if it no longer answers.
    fn known(&self, age_max: Duration) -> Result<Arc<CoreProviderMetadata>, Failure> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(known) = known.as_ref().filter(|known| known.since.elapsed() < age_max) {
            return Ok(known.metadata.clone());
        }
        let found = CoreProviderMetadata::discover(&self.issuer, &|request: HttpRequest| fetch(&self.agent, request));
        match (found, known) {
            (Ok(metadata), _) => {
                let metadata = Arc::new(metadata);
                let known = Known { metadata: metadata.clone(), since: Instant::now() };
                *self.known.lock().unwrap_or_else(PoisonError::into_inner) = Some(known);
                Ok(metadata)
            }
            (Err(error), Some(known)) => {
                tracing::warn!(
                    cause = cause_of_discovery(&error),
                    "the identity provider's description is an older one"
                );
                Ok(known.metadata)
            }
            (Err(error), None) => Err(Failure::Unreachable(cause_of_discovery(&error))),
        }
    }
}

fn cause_of_discovery(error: &DiscoveryError<FetchError>) -> String {
    match error {
        DiscoveryError::Request(cause) => cause.to_string(),
        DiscoveryError::Parse(cause) => cause.to_string(),
        other => other.to_string(),
    }
}

fn of_exchange<T: openidconnect::ErrorResponse>(error: RequestTokenError<FetchError, T>) -> Failure {
    match error {
        RequestTokenError::ServerResponse(answer) => Failure::Refused(answer.to_string()),
        RequestTokenError::Request(cause) => Failure::Unreachable(cause.to_string()),
        // What cannot be read may hold a token.
        RequestTokenError::Parse(..) => Failure::Refused("the answer to the code cannot be read".to_owned()),
        RequestTokenError::Other(cause) => Failure::Refused(cause),
    }
}

fn cause_of(error: &ClaimsVerificationError) -> String {
    match error {
        ClaimsVerificationError::SignatureVerification(cause) => format!("{error}: {cause}"),
        // The text of the others may quote what was expected.
        ClaimsVerificationError::InvalidNonce(_) => "wrong nonce".to_owned(),
        other => other.to_string(),
    }
}

//! An identity provider in this process: description, keys, and tokens that are as right or wrong as a test wants them.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, LazyLock, Mutex};

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use jiff::Timestamp;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use rsa::RsaPrivateKey;
use rsa::pkcs1v15::SigningKey;
use rsa::signature::{SignatureEncoding, Signer};
use rsa::traits::PublicKeyParts;
use serde_json::{Value, json};
use sha2::Digest;

use super::NOW;

pub const CLIENT: &str = "ruche";
pub const SECRET: &str = "a-secret-of-the-client";

/// How a token is signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signed {
    Rs256,
    Es256,
    /// With the key of `Es256`, but of the name of the other one.
    WithAnotherKey,
    /// With the client's secret.
    Hs256,
    /// With the provider's public key as if it were a secret.
    Hs256OfPublicKey,
    /// `alg: none`.
    Not,
}

static RSA: LazyLock<RsaPrivateKey> = LazyLock::new(|| RsaPrivateKey::new(&mut rsa::rand_core::OsRng, 2048).unwrap());
static EC: LazyLock<EcdsaKeyPair> = LazyLock::new(|| {
    let random = SystemRandom::new();
    let pkcs8 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
    EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8.as_ref(), &random).unwrap()
});

/// What the provider keeps for a code.
struct Grant {
    challenge: String,
    claims: Value,
    signed: Signed,
}

/// Answers that replace the usual ones: path, status, headers, body.
type Odd = HashMap<&'static str, (u16, String, Vec<u8>)>;

#[derive(Clone)]
pub struct Provider {
    pub issuer: String,
    grants: Arc<Mutex<HashMap<String, Grant>>>,
    odd: Arc<Mutex<Odd>>,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Provider {
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let issuer = format!("http://{}/realms/club", listener.local_addr().unwrap());
        let provider = Provider { issuer, grants: Arc::default(), odd: Arc::default(), asked: Arc::default() };
        let served = provider.clone();
        // It ends with the test's process.
        std::thread::spawn(move || {
            for socket in listener.incoming() {
                served.serve(&socket.unwrap());
            }
        });
        provider
    }

    /// Answers a path with something else from now on.
    pub fn answer_oddly(&self, path: &'static str, status: u16, headers: &str, body: impl AsRef<[u8]>) {
        self.odd.lock().unwrap().insert(path, (status, headers.to_owned(), body.as_ref().to_vec()));
    }

    /// The description, to be changed.
    pub fn description(&self) -> Value {
        json!({
            "issuer": self.issuer,
            "authorization_endpoint": format!("{}/authorize", self.issuer),
            "token_endpoint": format!("{}/token", self.issuer),
            "jwks_uri": format!("{}/keys", self.issuer),
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256", "ES256", "HS256", "none"],
        })
    }

    /// The paths that were asked for.
    pub fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }

    /// What a right token says about somebody, for the browser that was sent to this address.
    pub fn claims(&self, location: &str, subject: &str) -> Value {
        let now = NOW.parse::<Timestamp>().unwrap().as_second();
        json!({"iss": self.issuer, "sub": subject, "aud": CLIENT, "exp": now + 300, "iat": now,
            "nonce": parameter(location, "nonce")})
    }

    /// Signs somebody in who was sent to this address, and gives the query that the browser brings back.
    pub fn sign_in(&self, location: &str, subject: &str) -> String {
        self.sign_in_with(location, self.claims(location, subject), Signed::Rs256)
    }

    pub fn sign_in_with(&self, location: &str, claims: Value, signed: Signed) -> String {
        format!("state={}&code={}", parameter(location, "state"), self.code(location, claims, signed))
    }

    /// A code for whoever was sent to this address.
    pub fn code(&self, location: &str, claims: Value, signed: Signed) -> String {
        let code = format!("code-{:032x}", rand::random::<u128>());
        let challenge = parameter(location, "code_challenge");
        self.grants.lock().unwrap().insert(code.clone(), Grant { challenge, claims, signed });
        code
    }

    fn serve(&self, socket: &TcpStream) {
        let mut reader = BufReader::new(socket);
        let (mut head, mut line) = (Vec::new(), String::new());
        while reader.read_line(&mut line).is_ok_and(|read| read > 2) {
            head.push(std::mem::take(&mut line).trim().to_owned());
        }
        let Some(path) = head.first().and_then(|first| first.split(' ').nth(1)).map(str::to_owned) else { return };
        let header = |name: &str| {
            head.iter().find_map(|line| {
                let (key, value) = line.split_once(':')?;
                key.eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
            })
        };
        let length = header("content-length").and_then(|value| value.parse().ok()).unwrap_or(0);
        let mut body = vec![0; length];
        reader.read_exact(&mut body).unwrap();
        self.asked.lock().unwrap().push(path.clone());
        let path = path.trim_start_matches("/realms/club");
        let odd = self.odd.lock().unwrap().iter().find(|(odd, _)| **odd == path).map(|(_, answer)| answer.clone());
        let (status, headers, body) = odd.unwrap_or_else(|| {
            let (status, body) = match path {
                "/.well-known/openid-configuration" => (200, self.description()),
                "/keys" => (200, keys()),
                "/token" => self.token(&String::from_utf8(body).unwrap(), header("authorization")),
                _ => (404, Value::Null),
            };
            (status, String::new(), body.to_string().into_bytes())
        });
        let mut socket = socket;
        let head = format!(
            "HTTP/1.1 {status} X\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n{headers}\r\n",
            body.len()
        );
        // Whoever reads too little is meant to.
        let _ = socket.write_all(head.as_bytes()).and_then(|()| socket.write_all(&body));
    }

    fn token(&self, form: &str, authorization: Option<String>) -> (u16, Value) {
        let refused = |why: &str| (400, json!({"error": "invalid_grant", "error_description": why}));
        let given = |name: &str| parameter(&format!("?{form}"), name);
        let client = format!("Basic {}", STANDARD.encode(format!("{CLIENT}:{SECRET}")));
        if authorization.as_deref() != Some(client.as_str()) {
            return refused("client");
        }
        let Some(grant) = self.grants.lock().unwrap().remove(&given("code")) else { return refused("code") };
        let verifier = URL_SAFE_NO_PAD.encode(sha2::Sha256::digest(given("code_verifier")));
        if verifier != grant.challenge {
            return refused("verifier");
        }
        let token = token(&grant.claims, grant.signed);
        (200, json!({"access_token": "x", "token_type": "Bearer", "expires_in": 300, "id_token": token}))
    }
}

/// A parameter in the query of an address, decoded.
pub fn parameter(address: &str, name: &str) -> String {
    let query = address.split_once('?').map_or("", |(_, query)| query);
    let value = query.split('&').find_map(|pair| pair.strip_prefix(&format!("{name}=")));
    let value = value.unwrap_or_default().replace('+', " ");
    percent_encoding::percent_decode_str(&value).decode_utf8().unwrap().into_owned()
}

fn keys() -> Value {
    let number = |number: &rsa::BigUint| URL_SAFE_NO_PAD.encode(number.to_bytes_be());
    let point = EC.public_key().as_ref();
    json!({"keys": [
        {"kty": "RSA", "use": "sig", "alg": "RS256", "kid": "rsa", "n": number(RSA.n()), "e": number(RSA.e())},
        {"kty": "EC", "use": "sig", "alg": "ES256", "kid": "ec", "crv": "P-256",
            "x": URL_SAFE_NO_PAD.encode(&point[1..33]), "y": URL_SAFE_NO_PAD.encode(&point[33..])},
    ]})
}

fn token(claims: &Value, signed: Signed) -> String {
    let header = match signed {
        Signed::Rs256 => json!({"alg": "RS256", "kid": "rsa", "typ": "JWT"}),
        Signed::Es256 => json!({"alg": "ES256", "kid": "ec", "typ": "JWT"}),
        Signed::WithAnotherKey => json!({"alg": "RS256", "kid": "rsa"}),
        Signed::Hs256 | Signed::Hs256OfPublicKey => json!({"alg": "HS256"}),
        Signed::Not => json!({"alg": "none"}),
    };
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let text = format!("{}.{}", part(&header), part(claims));
    let with_secret = |secret: &[u8]| {
        let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, secret);
        ring::hmac::sign(&key, text.as_bytes()).as_ref().to_vec()
    };
    let signature = match signed {
        Signed::Rs256 => SigningKey::<rsa::sha2::Sha256>::new(RSA.clone()).sign(text.as_bytes()).to_vec(),
        Signed::Es256 | Signed::WithAnotherKey => {
            EC.sign(&SystemRandom::new(), text.as_bytes()).unwrap().as_ref().to_vec()
        }
        Signed::Hs256 => with_secret(SECRET.as_bytes()),
        Signed::Hs256OfPublicKey => with_secret(&RSA.n().to_bytes_be()),
        Signed::Not => Vec::new(),
    };
    format!("{text}.{}", URL_SAFE_NO_PAD.encode(signature))
}

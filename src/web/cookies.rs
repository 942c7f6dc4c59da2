//! The cookies of browsers that are signed in.

use std::sync::Arc;

use actix_web::HttpRequest;
use actix_web::http::header::{self, HeaderValue};

use super::transport::Connection;
use crate::auth::remembered;
use crate::auth::sessions::hash_of;
use crate::config::{Config, SiteUrl};

/// The session's cookie where the connection is encrypted: no other host and no page of plain HTTP can set it
/// (RFC 6265bis, 4.1.3.2).
const SECURE_NAME: &str = "__Host-ruche";
const PLAIN_NAME: &str = "ruche";

/// Whether the browser's own connection is encrypted: by this server, or by what stands before the public address.
fn is_secure(request: &HttpRequest, config: &Config) -> bool {
    request.conn_data::<Arc<Connection>>().is_some_and(|connection| connection.secure)
        || config.site_url.as_ref().is_some_and(|site| SiteUrl::as_str(site).starts_with("https://"))
}

fn session_name(request: &HttpRequest, config: &Config) -> &'static str {
    if is_secure(request, config) { SECURE_NAME } else { PLAIN_NAME }
}

/// The secret of the session that the browser shows.
pub fn session<'a>(request: &'a HttpRequest, config: &Config) -> Option<&'a str> {
    value(request, session_name(request, config))
}

/// The cookie of a browser that stays signed in.
pub fn remembered_browser(request: &HttpRequest) -> Option<&str> {
    value(request, remembered::COOKIE)
}

fn value<'a>(request: &'a HttpRequest, name: &str) -> Option<&'a str> {
    let cookies = request.headers().get_all(header::COOKIE).filter_map(|value| value.to_str().ok());
    let mut pairs = cookies.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(key, value)| *key == name && !value.is_empty()).map(|(_, value)| value)
}

/// The text that every form of a session carries and no other site can know. It is made of the cookie, and tells nothing
/// of it.
pub fn form_token(session_secret: &str) -> String {
    hash_of(&format!("form {session_secret}"))
}

/// A cookie to be set, as a header.
pub struct SetCookie(String);

impl SetCookie {
    /// The session, until the browser closes.
    pub fn session(request: &HttpRequest, config: &Config, secret: &str) -> Self {
        Self::new(request, config, session_name(request, config), secret, None)
    }

    /// Takes the session back.
    pub fn no_session(request: &HttpRequest, config: &Config) -> Self {
        Self::new(request, config, session_name(request, config), "", Some(0))
    }

    /// A browser that stays signed in, for that many seconds.
    pub fn remembered(request: &HttpRequest, config: &Config, value: &str, max_age_seconds: i64) -> Self {
        Self::new(request, config, remembered::COOKIE, value, Some(max_age_seconds))
    }

    fn new(request: &HttpRequest, config: &Config, name: &str, value: &str, max_age_seconds: Option<i64>) -> Self {
        let life = max_age_seconds.map_or_else(String::new, |seconds| format!("; Max-Age={seconds}"));
        let secure = if is_secure(request, config) { "; Secure" } else { "" };
        SetCookie(format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{life}{secure}"))
    }

    /// `None` only for a value that no function here makes.
    pub fn header(&self) -> Option<HeaderValue> {
        HeaderValue::from_str(&self.0).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    fn config(site_url: &str) -> Config {
        use crate::config::Sources;
        Config::from_sources(&Sources::default().with_flag("db", "a.sqlite").with_flag("site_url", site_url)).unwrap()
    }

    #[test]
    fn a_cookie_is_found_among_others_and_by_its_whole_name() {
        let request = TestRequest::default()
            .insert_header(("cookie", "xruche=no; ruche=yes; __Host-ruche=safe; pkop=a%7Cb"))
            .to_http_request();
        assert_eq!(session(&request, &config("")), Some("yes"));
        assert_eq!(session(&request, &config("https://club.example/")), Some("safe"));
        assert_eq!(remembered_browser(&request), Some("a%7Cb"));
        assert_eq!(session(&TestRequest::default().to_http_request(), &config("")), None);
    }

    #[test]
    fn cookies_are_out_of_reach_of_scripts_and_other_sites() {
        let request = TestRequest::default().to_http_request();
        let set = |config: &Config| SetCookie::session(&request, config, "x").0;
        assert_eq!(set(&config("")), "ruche=x; Path=/; HttpOnly; SameSite=Lax");
        assert_eq!(set(&config("https://club.example/")), "__Host-ruche=x; Path=/; HttpOnly; SameSite=Lax; Secure");
        assert_eq!(
            SetCookie::remembered(&request, &config(""), "a%7Cb", 60).0,
            "pkop=a%7Cb; Path=/; HttpOnly; SameSite=Lax; Max-Age=60"
        );
    }

    #[test]
    fn the_token_of_forms_tells_nothing_of_the_cookie() {
        assert_ne!(form_token("a"), form_token("b"));
        assert!(!form_token("secret").contains("secret"));
    }
}

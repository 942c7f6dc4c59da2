//! What a browser may do with a page of the site: show it, and load exactly what it names (threats.md 59).

use std::collections::BTreeSet;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use crate::website::public::embed::Sources;

/// The `Content-Security-Policy` of a page whose only `<style>` holds `style`.
pub fn of(style: &str, sources: &Sources) -> String {
    let hash = STANDARD.encode(Sha256::digest(style));
    // The logo and the small picture of the tab are on every page.
    let own = BTreeSet::from(["'self'".to_owned()]);
    let images: BTreeSet<String> = sources.images.union(&own).cloned().collect();
    let mut policy = format!("default-src 'none'; style-src 'self' 'sha256-{hash}'");
    for (directive, places) in [
        ("img-src", &images),
        ("media-src", &sources.media),
        ("frame-src", &sources.frames),
        ("object-src", &sources.objects),
    ] {
        if !places.is_empty() {
            let places: Vec<&str> = places.iter().map(String::as_str).collect();
            policy.push_str(&format!("; {directive} {}", places.join(" ")));
        }
    }
    policy + "; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_loads_only_what_it_names() {
        let mut sources = Sources::default();
        assert_eq!(
            of("", &sources),
            "default-src 'none'; style-src 'self' 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='; img-src 'self'; \
             form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
        );
        sources.frames.insert("https://films.example".into());
        assert!(of("", &sources).contains("; frame-src https://films.example;"));
    }
}

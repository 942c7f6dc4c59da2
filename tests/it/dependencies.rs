//! The dependencies are what `deny.toml` allows: their licences, where they come from, and which must not come in.
//!
//! `cargo deny` reads the same file and checks more, but takes minutes to build and is not on every machine. This test
//! needs cargo alone and no network.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

fn rules() -> toml::Table {
    let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("deny.toml")).unwrap();
    text.parse().unwrap()
}

/// Every package that is compiled for this machine, for the binary, its build and its tests.
fn packages() -> Vec<Value> {
    let version = Command::new("rustc").arg("-vV").output().unwrap();
    let version = String::from_utf8(version.stdout).unwrap();
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).unwrap();
    let output = Command::new(std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned()))
        .args(["metadata", "--locked", "--offline", "--format-version", "1", "--filter-platform", host])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    metadata["packages"].as_array().unwrap().clone()
}

fn texts(value: &toml::Value) -> BTreeSet<String> {
    value.as_array().unwrap().iter().map(|text| text.as_str().unwrap().to_owned()).collect()
}

/// Whether an SPDX expression can be satisfied with these licences. `/` is the older way to write `OR`.
fn satisfied(expression: &str, allowed: &BTreeSet<String>) -> bool {
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut place = 0;
    let holds = either(&words, &mut place, allowed);
    assert_eq!(place, words.len(), "not an SPDX expression: {expression}");
    holds
}

fn either(words: &[&str], place: &mut usize, allowed: &BTreeSet<String>) -> bool {
    let mut holds = both(words, place, allowed);
    while words.get(*place) == Some(&"OR") {
        *place += 1;
        holds |= both(words, place, allowed);
    }
    holds
}

fn both(words: &[&str], place: &mut usize, allowed: &BTreeSet<String>) -> bool {
    let mut holds = licence(words, place, allowed);
    while words.get(*place) == Some(&"AND") {
        *place += 1;
        holds &= licence(words, place, allowed);
    }
    holds
}

fn licence(words: &[&str], place: &mut usize, allowed: &BTreeSet<String>) -> bool {
    let word = words.get(*place).copied().unwrap_or_default();
    *place += 1;
    if word == "(" {
        let holds = either(words, place, allowed);
        assert_eq!(words.get(*place), Some(&")"));
        *place += 1;
        return holds;
    }
    if words.get(*place) == Some(&"WITH") {
        let exception = words.get(*place + 1).copied().unwrap_or_default();
        *place += 2;
        return allowed.contains(&format!("{word} WITH {exception}"));
    }
    allowed.contains(word)
}

#[test]
fn every_licence_is_one_that_deny_toml_allows() {
    let rules = rules();
    let licenses = rules["licenses"].as_table().unwrap();
    let allowed = texts(&licenses["allow"]);
    let exceptions = licenses["exceptions"].as_array().unwrap();
    for package in packages() {
        let name = package["name"].as_str().unwrap();
        let expression = package["license"].as_str().unwrap_or_else(|| panic!("{name} does not name its licence"));
        let exception = exceptions.iter().find(|exception| exception["crate"].as_str() == Some(name));
        let more = exception.map(|exception| texts(&exception["allow"])).unwrap_or_default();
        let here: BTreeSet<String> = allowed.union(&more).cloned().collect();
        assert!(satisfied(expression, &here), "{name}: {expression}");
        assert!(exception.is_none() || !satisfied(expression, &allowed), "{name} needs no exception any more");
    }
}

#[test]
fn every_dependency_comes_from_the_registry_and_none_is_banned() {
    let rules = rules();
    let registries = texts(&rules["sources"]["allow-registry"]);
    let banned: Vec<&str> =
        rules["bans"]["deny"].as_array().unwrap().iter().map(|ban| ban["crate"].as_str().unwrap()).collect();
    for package in packages() {
        let name = package["name"].as_str().unwrap();
        if let Some(source) = package["source"].as_str() {
            let registry = source.strip_prefix("registry+").unwrap_or_else(|| panic!("{name} comes from {source}"));
            assert!(registries.contains(registry), "{name} comes from {source}");
        } else {
            assert_eq!(name, "ruche", "a path outside this repository");
        }
        assert!(!banned.contains(&name), "{name} is banned in deny.toml");
    }
}

#[test]
fn expressions_of_licences_are_read_as_spdx_defines_them() {
    let allowed: BTreeSet<String> = ["MIT", "ISC"].map(str::to_owned).into();
    for (expression, holds) in [
        ("MIT OR GPL-2.0-only", true),
        ("GPL-2.0-only/MIT", true),
        ("GPL-2.0-only AND MIT", false),
        ("(MIT OR Apache-2.0) AND Unicode-3.0", false),
        ("(MIT OR Apache-2.0) AND ISC", true),
        ("GPL-2.0-only AND ISC OR MIT", true),
        ("MIT WITH LLVM-exception", false),
        ("MIT WITH LLVM-exception OR MIT", true),
    ] {
        assert_eq!(satisfied(expression, &allowed), holds, "{expression}");
    }
}

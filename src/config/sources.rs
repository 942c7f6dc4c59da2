//! Where the value of a setting comes from.

use std::collections::HashMap;
use std::path::Path;

use super::{Config, Setting, SettingValue};
use crate::error::{Error, Result};
use crate::msg;

/// The place that a value was taken from, strongest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    Flag(String),
    Variable(String),
    /// A variable that names a file holding the secret.
    SecretFile(String),
    File(String),
    Default,
}

impl std::fmt::Display for Origin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Origin::Flag(name) => write!(f, "--{name}"),
            Origin::Variable(name) | Origin::SecretFile(name) => f.write_str(name),
            Origin::File(name) => write!(f, "ruche.toml: {name}"),
            Origin::Default => f.write_str("—"),
        }
    }
}

/// Raw values: from the command line, from the environment and from `ruche.toml`.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    flags: HashMap<String, String>,
    variables: HashMap<String, String>,
    file: HashMap<String, String>,
}

impl Sources {
    /// The environment of the process and the file of that path, which may be missing unless `must_exist`.
    pub fn from_environment(file: &Path, must_exist: bool) -> Result<Self> {
        let variables = std::env::vars().filter(|(name, _)| name.starts_with("RUCHE_")).collect();
        let sources = Sources { variables, ..Sources::default() };
        match std::fs::read_to_string(file) {
            Ok(text) => sources.with_file(&text),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound && !must_exist => Ok(sources),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                Err(Error::invalid(msg!("config-missing", file = file.display().to_string())))
            }
            Err(error) => Err(Error::invalid(msg!(
                "config-unreadable",
                file = file.display().to_string(),
                cause = error.to_string()
            ))),
        }
    }

    pub fn with_flag(mut self, name: &str, value: impl Into<String>) -> Self {
        self.flags.insert(name.to_owned(), value.into());
        self
    }

    pub fn with_variable(mut self, name: &str, value: impl Into<String>) -> Self {
        self.variables.insert(name.to_owned(), value.into());
        self
    }

    /// Adds the content of a `ruche.toml`; an unknown key is refused, since it is most likely a misspelt one.
    pub fn with_file(mut self, text: &str) -> Result<Self> {
        let table: toml::Table =
            text.parse().map_err(|e: toml::de::Error| Error::invalid(msg!("config-syntax", cause = e.to_string())))?;
        for (name, value) in table {
            if !Config::SETTINGS.iter().any(|setting| setting.name == name) {
                let known: Vec<&str> = Config::SETTINGS.iter().map(|setting| setting.name).collect();
                return Err(Error::invalid(msg!("config-unknown", name = name, known = known.join(", "))));
            }
            let value = match value {
                toml::Value::String(text) => text,
                toml::Value::Array(items) => items
                    .iter()
                    .map(|item| item.as_str().map_or_else(|| item.to_string(), str::to_owned))
                    .collect::<Vec<_>>()
                    .join(","),
                other => other.to_string(),
            };
            self.file.insert(name, value);
        }
        Ok(self)
    }

    pub(super) fn read<T: SettingValue>(&self, name: &str, default: &str) -> Result<T> {
        let (text, origin) = self.find_text(name)?.unwrap_or_else(|| (default.to_owned(), Origin::Default));
        T::parse(&text).map_err(|reason| {
            let place = if origin == Origin::Default { name.to_owned() } else { origin.to_string() };
            Error::invalid(msg!("config-value", place = place, reason = reason))
        })
    }

    /// The value of a setting as it was written, and its origin; `None` when only the default speaks.
    pub fn find(&self, setting: &Setting) -> Result<Option<(String, Origin)>> {
        self.find_text(setting.name)
    }

    fn find_text(&self, name: &str) -> Result<Option<(String, Origin)>> {
        let variable = format!("RUCHE_{}", name.to_ascii_uppercase());
        let secret_file = format!("{variable}_FILE");
        if let Some(text) = self.flags.get(name) {
            return Ok(Some((text.clone(), Origin::Flag(name.replace('_', "-")))));
        }
        if let Some(text) = self.variables.get(&variable) {
            return Ok(Some((text.clone(), Origin::Variable(variable))));
        }
        if let Some(path) = self.variables.get(&secret_file) {
            let text = std::fs::read_to_string(path).map_err(|error| {
                Error::invalid(msg!("config-unreadable", file = path.as_str(), cause = error.to_string()))
            })?;
            return Ok(Some((text.trim_end_matches(['\r', '\n']).to_owned(), Origin::SecretFile(secret_file))));
        }
        Ok(self.file.get(name).map(|text| (text.clone(), Origin::File(name.to_owned()))))
    }
}

//! The types of settings: each reads what a person may write for it.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use crate::text::is_email;

/// A setting that can be read from text. The error is a short reason in English technical terms (`expected a number`).
pub trait SettingValue: Sized {
    fn parse(text: &str) -> Result<Self, String>;
}

/// Where the server listens: `127.0.0.1:8080`, `[::1]:8080` or `unix:/run/ruche.sock`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Listen {
    Tcp(SocketAddr),
    Unix(PathBuf),
}

impl std::fmt::Display for Listen {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Listen::Tcp(address) => write!(f, "{address}"),
            Listen::Unix(path) => write!(f, "unix:{}", path.display()),
        }
    }
}

impl SettingValue for Listen {
    fn parse(text: &str) -> Result<Self, String> {
        match text.strip_prefix("unix:") {
            Some(path) if !path.is_empty() => Ok(Listen::Unix(path.into())),
            _ => text.parse().map(Listen::Tcp).map_err(|_| format!("`{text}`: ADDRESS:PORT | unix:PATH")),
        }
    }
}

/// Permissions of a file, in octal: `660`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FileMode(pub u32);

impl SettingValue for FileMode {
    fn parse(text: &str) -> Result<Self, String> {
        let mode = u32::from_str_radix(text.trim(), 8).ok().filter(|mode| *mode <= 0o777);
        mode.map(FileMode).ok_or_else(|| format!("`{text}`: 600 | 660 | 666"))
    }
}

/// The address of the public site, ending in `/`: `https://example.org/`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SiteUrl(String);

impl SiteUrl {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl SettingValue for SiteUrl {
    fn parse(text: &str) -> Result<Self, String> {
        let host = text.strip_prefix("https://").or(text.strip_prefix("http://")).unwrap_or_default();
        let plain = |c: char| c.is_ascii_graphic() && !matches!(c, '"' | '<' | '>' | '?' | '#' | '\\' | '@');
        match host.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '[') && host.chars().all(plain) {
            true => Ok(SiteUrl(format!("{}/", text.trim_end_matches('/')))),
            false => Err(format!("`{text}`: https://example.org/")),
        }
    }
}

/// A number of bytes: `4096`, `64 KiB`, `256 MiB`, `1 GiB`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BytesLimit(pub usize);

impl SettingValue for BytesLimit {
    fn parse(text: &str) -> Result<Self, String> {
        let digits = text.trim_end_matches(|c: char| !c.is_ascii_digit());
        let unit: usize = match text[digits.len()..].trim() {
            "" | "B" => 1,
            "KiB" => 1 << 10,
            "MiB" => 1 << 20,
            "GiB" => 1 << 30,
            _ => return Err(format!("`{text}`: 4096 | 64 KiB | 256 MiB | 1 GiB")),
        };
        let count: usize = digits.trim().parse().map_err(|_| format!("`{text}`: 4096 | 64 KiB | 256 MiB | 1 GiB"))?;
        count.checked_mul(unit).map(BytesLimit).ok_or_else(|| format!("`{text}`: > {}", usize::MAX))
    }
}

/// A duration in whole seconds: `30`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seconds(pub u64);

impl Seconds {
    pub fn duration(self) -> Duration {
        Duration::from_secs(self.0)
    }
}

impl SettingValue for Seconds {
    fn parse(text: &str) -> Result<Self, String> {
        text.trim().parse().map(Seconds).map_err(|_| format!("`{text}`: seconds (30)"))
    }
}

/// A secret; it prints as dots.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if self.0.is_empty() { "" } else { "••••" })
    }
}

impl SettingValue for Secret {
    fn parse(text: &str) -> Result<Self, String> {
        Ok(Secret(text.to_owned()))
    }
}

/// How log lines are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    Text,
    Json,
}

impl SettingValue for LogFormat {
    fn parse(text: &str) -> Result<Self, String> {
        match text {
            "text" => Ok(LogFormat::Text),
            "json" => Ok(LogFormat::Json),
            _ => Err(format!("`{text}`: text | json")),
        }
    }
}

/// How the connection to the mail server is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SmtpSecurity {
    /// TLS is asked for on the connection, and required.
    StartTls,
    /// TLS from the first byte.
    Tls,
    None,
}

impl SmtpSecurity {
    /// The port that is usual for it.
    pub fn port(self) -> u16 {
        match self {
            SmtpSecurity::StartTls => 587,
            SmtpSecurity::Tls => 465,
            SmtpSecurity::None => 25,
        }
    }
}

impl SettingValue for SmtpSecurity {
    fn parse(text: &str) -> Result<Self, String> {
        match text {
            "starttls" => Ok(SmtpSecurity::StartTls),
            "tls" => Ok(SmtpSecurity::Tls),
            "none" => Ok(SmtpSecurity::None),
            _ => Err(format!("`{text}`: starttls | tls | none")),
        }
    }
}

/// An e-mail address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailAddress(String);

impl MailAddress {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl SettingValue for MailAddress {
    fn parse(text: &str) -> Result<Self, String> {
        let address = text.trim();
        if is_email(address) { Ok(MailAddress(address.to_owned())) } else { Err(format!("`{text}`: name@example.org")) }
    }
}

impl SettingValue for bool {
    fn parse(text: &str) -> Result<Self, String> {
        match text {
            "true" | "1" | "yes" | "on" => Ok(true),
            "false" | "0" | "no" | "off" => Ok(false),
            _ => Err(format!("`{text}`: true | false")),
        }
    }
}

impl SettingValue for usize {
    fn parse(text: &str) -> Result<Self, String> {
        text.trim().parse().map_err(|_| format!("`{text}`: 0, 1, 2…"))
    }
}

impl SettingValue for u16 {
    fn parse(text: &str) -> Result<Self, String> {
        text.trim().parse().map_err(|_| format!("`{text}`: 1…65535"))
    }
}

impl SettingValue for u32 {
    fn parse(text: &str) -> Result<Self, String> {
        text.trim().parse().map_err(|_| format!("`{text}`: 0, 1, 2…"))
    }
}

impl SettingValue for String {
    fn parse(text: &str) -> Result<Self, String> {
        Ok(text.to_owned())
    }
}

impl SettingValue for PathBuf {
    fn parse(text: &str) -> Result<Self, String> {
        Ok(text.into())
    }
}

/// An empty text is an absent value.
impl<T: SettingValue> SettingValue for Option<T> {
    fn parse(text: &str) -> Result<Self, String> {
        if text.is_empty() { Ok(None) } else { T::parse(text).map(Some) }
    }
}

/// Networks between commas: `10.0.0.0/8, 192.168.1.7`.
impl SettingValue for Vec<ipnet::IpNet> {
    fn parse(text: &str) -> Result<Self, String> {
        let network = |item: &str| {
            item.parse()
                .or_else(|_| item.parse::<std::net::IpAddr>().map(ipnet::IpNet::from))
                .map_err(|_| format!("`{item}`: 10.0.0.0/8"))
        };
        text.split(',').map(str::trim).filter(|item| !item.is_empty()).map(network).collect()
    }
}

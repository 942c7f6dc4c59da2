//! The server's settings: a flag beats the environment (`RUCHE_…`), which beats `ruche.toml`, which beats the default.
//!
//! Each setting stands once, in the table at the end of this file; its flag, its variable, its key, its line in
//! `docs/configuration.md` and its line in `ruche config show` all come from there.

mod sources;
mod values;

pub use sources::{Origin, Sources};
pub use values::{
    BytesLimit, FileMode, Listen, LogFormat, MailAddress, Seconds, Secret, SettingValue, SiteUrl, SmtpSecurity,
};

use std::path::PathBuf;

use crate::error::Result;

/// What the table says about one setting.
pub struct Setting {
    /// Name in `ruche.toml`; the flag is the same with dashes.
    pub name: &'static str,
    /// The default as one would write it; empty when there is none.
    pub default: &'static str,
    /// A secret is never shown, and `RUCHE_NAME_FILE` may name a file that holds it.
    pub secret: bool,
}

impl Setting {
    /// `--listen`
    pub fn flag(&self) -> String {
        self.name.replace('_', "-")
    }

    /// `RUCHE_LISTEN`
    pub fn variable(&self) -> String {
        format!("RUCHE_{}", self.name.to_ascii_uppercase())
    }

    /// The identifier of the sentence that explains it.
    pub fn sentence_id(&self) -> String {
        format!("setting-{}", self.name.replace('_', "-"))
    }
}

macro_rules! settings {
    ($($name:ident: $type:ty = $default:literal $(, $secret:ident)?;)*) => {
        /// Every setting, checked.
        #[derive(Debug, Clone)]
        pub struct Config {
            $(pub $name: $type,)*
        }

        impl Config {
            pub const SETTINGS: &[Setting] = &[$(
                Setting { name: stringify!($name), default: $default, secret: settings!(@secret $($secret)?) },
            )*];

            /// Reads every setting from its strongest source. Refuses a value that cannot be read, naming where it stands.
            pub fn from_sources(sources: &Sources) -> Result<Self> {
                Ok(Config { $($name: sources.read(stringify!($name), $default)?,)* })
            }
        }
    };
    (@secret secret) => { true };
    (@secret) => { false };
}

settings! {
    db: PathBuf = "association.sqlite";
    listen: Listen = "127.0.0.1:8080";
    socket_mode: FileMode = "660";
    tls_certificate: Option<PathBuf> = "";
    tls_key: Option<PathBuf> = "";
    site_url: Option<SiteUrl> = "";
    trusted_proxies: Vec<ipnet::IpNet> = "";
    proxy_login_header: Option<String> = "";
    system_user: Option<String> = "";
    system_password: Secret = "", secret;
    workers: usize = "2";
    readers: usize = "4";
    long_readers: usize = "4";
    snapshot_limit: Seconds = "600";
    body_limit: BytesLimit = "256 MiB";
    file_limit: BytesLimit = "900 MiB";
    file_quota: Option<BytesLimit> = "";
    body_timeout: Seconds = "30";
    body_rate_min: BytesLimit = "1 KiB";
    send_timeout: Seconds = "30";
    send_rate_min: BytesLimit = "4 KiB";
    temporary_limit: BytesLimit = "4 GiB";
    temporary_answer_limit: BytesLimit = "1 GiB";
    temporary_directory: Option<PathBuf> = "";
    connections_max: usize = "10000";
    connections_per_address_max: usize = "500";
    stop_timeout: Seconds = "30";
    sql_time_limit: Seconds = "10";
    sql_memory_limit: BytesLimit = "50 MiB";
    sql_concurrency: usize = "2";
    auth_failures_per_minute: u32 = "10";
    auth_cache: Seconds = "300";
    error_reports: bool = "true";
    metrics: bool = "false";
    backup_directory: Option<PathBuf> = "";
    backup_keep: usize = "7";
    smtp_host: Option<String> = "";
    smtp_port: Option<u16> = "";
    smtp_security: SmtpSecurity = "starttls";
    smtp_certificate: Option<PathBuf> = "";
    smtp_user: Option<String> = "";
    smtp_password: Secret = "", secret;
    smtp_timeout: Seconds = "30";
    mail_from: Option<MailAddress> = "";
    mail_directory: Option<PathBuf> = "";
    log_format: LogFormat = "text";
    log_level: String = "info";
}

impl Config {
    /// Where backups go: `backups` beside the database unless set otherwise.
    pub fn backup_directory(&self) -> PathBuf {
        self.backup_directory.clone().unwrap_or_else(|| self.db.with_file_name("backups"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_default_can_be_read() {
        let config = Config::from_sources(&Sources::default().with_flag("db", "a/b.sqlite")).unwrap();
        assert_eq!(config.backup_directory(), PathBuf::from("a/backups"));
        assert_eq!(config.body_limit.0, 256 * 1024 * 1024);
    }

    #[test]
    fn a_flag_beats_the_environment_which_beats_the_file() {
        let file = Sources::default().with_file("workers = 5\nreaders = 6\nsql_concurrency = 7").unwrap();
        let sources =
            file.with_variable("RUCHE_WORKERS", "8").with_variable("RUCHE_READERS", "9").with_flag("workers", "10");
        let config = Config::from_sources(&sources).unwrap();
        assert_eq!((config.workers, config.readers, config.sql_concurrency), (10, 9, 7));
    }

    #[test]
    fn a_secret_may_stand_in_a_file_of_its_own() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), "s3cret\n").unwrap();
        let sources = Sources::default().with_variable("RUCHE_SYSTEM_PASSWORD_FILE", file.path().to_string_lossy());
        let config = Config::from_sources(&sources).unwrap();
        assert_eq!(config.system_password.expose(), "s3cret");
        assert!(!format!("{config:?}").contains("s3cret"), "a secret is never printed");
    }

    #[test]
    fn an_unreadable_value_and_an_unknown_key_are_refused_by_name() {
        let error = Config::from_sources(&Sources::default().with_variable("RUCHE_READERS", "many")).unwrap_err();
        assert!(error.to_string().contains("RUCHE_READERS"), "{error}");
        let error = Sources::default().with_file("colour = 1").unwrap_err();
        assert!(error.to_string().contains("colour"), "{error}");
    }
}

//! `ruche serve` on a file that does not exist yet, and the demonstration.

use std::net::SocketAddr;
use std::path::Path;

use rusqlite::{Connection, OptionalExtension, TransactionBehavior};

use super::address::Address;
use super::create::{self, FirstBooks, IssuedKey};
use super::{CliContext, member, output};
use crate::app::local_clock;
use crate::audit::{Actor, AuditContext, AuditLog};
use crate::bootstrap::{Country, NewAssociation};
use crate::clock::{Clock, zone_named};
use crate::config::Config;
use crate::db::{Draft, DraftFolder, migrations};
use crate::error::{Error, Result};
use crate::i18n::{Language, text};
use crate::members::layout::Layout;
use crate::members::login;
use crate::members::passwords::{self, HashedPassword};
use crate::{auth::keys, db, demo, msg};

/// The demonstration's file, unless another is named.
const DEMO_FILE: &str = "demo.sqlite";
/// The row of `ruche_meta` that marks a demonstration, with the names of its keys.
const DEMO_MARK: &str = "demo_keys";

/// What to say once the server listens.
pub enum Welcome {
    Demo(Vec<IssuedKey>, Option<SignIn>),
    NewAssociation(IssuedKey, Option<SignIn>),
}

/// How the administrator comes in: a password that is new each time, since it is kept nowhere.
pub struct SignIn {
    login: String,
    password: String,
}

/// Makes the file if there is none yet, and gives the settings to serve it with.
pub fn prepare(context: CliContext, demo: bool) -> Result<(Config, Option<Welcome>)> {
    if demo {
        let config = demo_config(&context)?;
        let keys = if config.db.exists() { renew_demo_keys(&config.db)? } else { create_demo(&config.db)? };
        let sign_in = give_password(&config.db)?;
        return Ok((config, Some(Welcome::Demo(keys, sign_in))));
    }
    if context.config.db.exists() {
        return Ok((context.config, None));
    }
    let placeholder =
        NewAssociation::parse("Mon association", Country::France, "association@example.org", "Administration", None)?;
    let books = FirstBooks {
        year_start: create::today_in(Country::France).first_of_year(),
        bank_account: text(context.language, &msg!("cli-init-usual-bank")),
    };
    let created = create::create(&context.config.db, &placeholder, &books)?;
    let sign_in = give_password(&context.config.db)?;
    Ok((context.config, Some(Welcome::NewAssociation(created.key, sign_in))))
}

/// Gives the first administrator of a file a password, to be shown once. A second factor that was set up stays, so that
/// nobody comes in with the password alone.
fn give_password(path: &Path) -> Result<Option<SignIn>> {
    let mut connection = db::open_shared(path)?;
    let password = member::generated();
    let hashed = HashedPassword::new(&connection, &password, None)?;
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let layout = Layout::read(&transaction)?;
    let Some(administrator) = login::first_administrator(&transaction, &layout)? else { return Ok(None) };
    let actor = Actor::System { name: "ruche serve".to_owned() };
    let trace = AuditContext::on_this_machine(actor, &local_clock(&transaction)?);
    let audit = AuditLog::open(&transaction, &trace)?;
    passwords::set(&transaction, &layout.fields, administrator.id, &hashed, None, &audit)?;
    transaction.commit()?;
    Ok(Some(SignIn { login: administrator.login, password }))
}

fn demo_config(context: &CliContext) -> Result<Config> {
    let db = Config::SETTINGS.iter().find(|setting| setting.name == "db");
    match db.map(|setting| context.sources.find(setting)).transpose()?.flatten() {
        Some(_) => Ok(context.config.clone()),
        None => Config::from_sources(&context.sources.clone().with_flag("db", DEMO_FILE)),
    }
}

/// Makes the demonstration under another name first: half a demonstration is never found at the next start.
fn create_demo(path: &Path) -> Result<Vec<IssuedKey>> {
    let folder = DraftFolder::beside(path)?;
    let made = folder.path().join(DEMO_FILE);
    let now = Clock::system(zone_named(Some(Country::France.time_zone()))).local_now();
    let keys = demo::create(&made, now)?;
    let names: Vec<&str> = keys.iter().map(|key| key.name.as_str()).collect();
    let connection = db::open_shared(&made)?;
    connection
        .execute("INSERT INTO ruche_meta (key, value) VALUES (?1, ?2)", (DEMO_MARK, serde_json::to_string(&names)?))?;
    connection.close().map_err(|(_, error)| error)?;
    let draft = Draft::beside(path)?;
    std::fs::copy(&made, draft.path())?;
    draft.keep_as(path)?;
    let issued = keys.into_iter();
    Ok(issued
        .map(|key| IssuedKey { key: key.name, secret: key.secret, level: key.level.word(), expires: None })
        .collect())
}

/// New secrets for the keys of a demonstration, since the former ones are kept nowhere. Any other file is refused.
fn renew_demo_keys(path: &Path) -> Result<Vec<IssuedKey>> {
    if db::is_served(path) {
        return Err(Error::Conflict(msg!("db-served-elsewhere", file = path.display().to_string())));
    }
    let mut connection = db::open_shared(path)?;
    let names = demo_keys(&connection)?
        .ok_or_else(|| Error::Conflict(msg!("cli-serve-not-a-demo", file = path.display().to_string())))?;
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // A demonstration of an earlier version has not all of our tables yet.
    migrations::apply(&transaction)?;
    let actor = Actor::System { name: "ruche serve --demo".to_owned() };
    let trace = AuditContext::on_this_machine(actor, &local_clock(&transaction)?);
    let audit = AuditLog::open(&transaction, &trace)?;
    let mut renewed = Vec::new();
    let listed = keys::list(&transaction)?;
    // In their first order; one that was deleted stays so.
    for key in names.iter().filter_map(|name| listed.iter().find(|listed| listed.key == *name)) {
        let secret = keys::renew(&transaction, &key.key, &audit)?;
        renewed.push(IssuedKey { key: key.key.clone(), secret, level: key.level.unwrap_or("—"), expires: None });
    }
    transaction.commit()?;
    Ok(renewed)
}

/// The names of a demonstration's keys; `None` for any other file.
fn demo_keys(connection: &Connection) -> Result<Option<Vec<String>>> {
    if !connection.table_exists(None, "ruche_meta")? {
        return Ok(None);
    }
    let names: Option<String> = connection
        .query_row("SELECT value FROM ruche_meta WHERE key = ?1", [DEMO_MARK], |row| row.get(0))
        .optional()?;
    Ok(names.map(|names| serde_json::from_str(&names)).transpose()?)
}

impl Welcome {
    /// Says which keys there are and what can be done with them. The secrets are on standard output, once.
    pub fn print(&self, language: Language, config: &Config, address: Option<&SocketAddr>) {
        let file = config.db.display().to_string();
        let server = Address::bound(config, address);
        output::print_message(
            language,
            &match self {
                Welcome::Demo(..) => msg!(
                    "cli-serve-demo-welcome",
                    file = file,
                    address = server.base.as_str(),
                    init = format!("{} init", output::program()),
                ),
                Welcome::NewAssociation(..) => {
                    msg!("cli-serve-new-welcome", file = file, address = server.base.as_str())
                }
            },
        );
        let keys = match self {
            Welcome::Demo(keys, _) => keys.as_slice(),
            Welcome::NewAssociation(key, _) => std::slice::from_ref(key),
        };
        if let Welcome::Demo(_, Some(SignIn { login, password }))
        | Welcome::NewAssociation(_, Some(SignIn { login, password })) = self
        {
            output::print("");
            output::print_message(language, &msg!("cli-serve-sign-in", address = server.base.as_str()));
            output::print("");
            output::print(format!("  {login}\n  {password}"));
            output::print("");
            output::print_message(language, &msg!("cli-serve-keys"));
        }
        output::print("");
        for key in keys {
            output::print(format!("  {:10} {}:{}", key.level, key.key, key.secret));
        }
        output::print("");
        let key_of = |level: &str| keys.iter().find(|key| key.level == level).or(keys.last());
        if let (Some(reader), Some(administrator)) = (key_of("read"), key_of("admin")) {
            output::print_message(language, &msg!("cli-serve-try"));
            output::print("");
            let question = "--data-urlencode 'sql=SELECT id, nom, ville FROM users ORDER BY nom'";
            output::print(format!("  {} {}/api/status", server.curl(reader), server.base));
            output::print(format!("  {} {question} {}/api/sql", server.curl(reader), server.base));
            output::print(format!("  {} -o copie.sqlite {}/api/download", server.curl(administrator), server.base));
            output::print("");
        }
    }
}

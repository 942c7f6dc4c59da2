//! What limits a key, as options of commands: they become the parameters that a request would have.

use clap::Args;
use serde_json::{Map, Value, json};

use super::super::{CliContext, database};
use crate::auth::keys::{End, KeyDraft};
use crate::error::Result;
use crate::params::Params;

#[derive(Args)]
pub struct TermArguments {
    #[arg(long, value_name = "read|write|admin", hide_possible_values = true,
          value_parser = ["read", "write", "admin"])]
    pub level: Option<String>,
    #[arg(long, value_name = "PRESET")]
    pub preset: Option<String>,
    #[arg(long, value_name = "SCOPE")]
    scope: Vec<String>,
    #[arg(long)]
    label: Option<String>,
    #[arg(long, value_name = "DATE|DURATION")]
    expires: Option<String>,
    #[arg(long, value_name = "NETWORK")]
    network: Vec<String>,
    #[arg(long, value_name = "EMAIL")]
    supervisor: Option<String>,
    #[arg(long, value_name = "EMAIL")]
    recipient: Option<String>,
    #[arg(long, value_name = "NUMBER")]
    remind_months: Option<String>,
}

impl TermArguments {
    pub fn draft(&self, context: &CliContext, name: Option<&str>) -> Result<KeyDraft> {
        let mut tree = Map::new();
        let mut add = |name: &str, value: Option<&str>| {
            if let Some(value) = value {
                tree.insert(name.to_owned(), Value::String(value.to_owned()));
            }
        };
        add("key", name);
        add("level", self.level.as_deref());
        add("preset", self.preset.as_deref());
        add("label", self.label.as_deref());
        add("expires", self.expires.as_deref());
        add("supervisor", self.supervisor.as_deref());
        add("recipient", self.recipient.as_deref());
        add("remind_months", self.remind_months.as_deref());
        for (name, values) in [("scopes", &self.scope), ("networks", &self.network)] {
            if !values.is_empty() {
                tree.insert(name.to_owned(), json!(values));
            }
        }
        KeyDraft::from_params(&Params::of_form(tree), database::local_now(context))
    }

    /// A new key of a command has no end unless one is given.
    pub fn end_or_never(&self, context: &CliContext) -> Result<Option<End>> {
        Ok(Some(self.draft(context, None)?.end.unwrap_or(End::Never)))
    }
}

//! What a request for a table of a dataset says.

use strum::{EnumString, IntoStaticStr};

use crate::app::App;
use crate::datasets::{Dataset, Query, key_of, wanted_columns};
use crate::error::{Error, Result};
use crate::msg;
use crate::params::{DateContext, read_date_time};
use crate::sheet::{Format, Formulas};
use crate::web::api::tables;
use crate::web::params::Params;

/// Rows that one page may have.
const LIMIT_MAX: i64 = 1_000_000;

/// The formats of tables, with the file extension of each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumString, IntoStaticStr)]
#[strum(serialize_all = "lowercase", const_into_str)]
pub enum Form {
    Json,
    /// One object a line.
    Jsonl,
    Csv,
    Ods,
    Xlsx,
}

pub const EXTENSIONS: [&str; 5] = ["json", "jsonl", "csv", "ods", "xlsx"];

impl Form {
    pub fn of_extension(extension: &str) -> Result<Self> {
        let known = EXTENSIONS.join(", ");
        let unknown = || Error::NotFound(msg!("dataset-no-format", format = extension, formats = known));
        extension.parse().map_err(|_| unknown())
    }

    pub fn extension(self) -> &'static str {
        self.into_str()
    }

    pub fn media_type(self) -> &'static str {
        match self {
            Form::Json => Format::Json.media_type(),
            Form::Jsonl => "application/jsonl",
            Form::Csv => Format::Csv.media_type(),
            Form::Ods => Format::Ods.media_type(),
            Form::Xlsx => Format::Xlsx.media_type(),
        }
    }
}

/// What the parameters say; names of columns are looked at when the dataset is there.
pub struct Wanted {
    fields: Option<String>,
    after: Option<String>,
    /// As it is written in the database.
    since: Option<String>,
    limit: Option<u64>,
    pub formulas: Formulas,
}

impl Wanted {
    pub fn read(app: &App, params: &Params) -> Result<Self> {
        let limit = params.integer("limit", 1, LIMIT_MAX)?;
        Ok(Wanted {
            fields: params.text("fields")?,
            after: params.text("after")?,
            since: since(app, params)?,
            limit: limit.map(i64::unsigned_abs),
            formulas: tables::formulas(params)?,
        })
    }

    pub fn query(&self, dataset: &Dataset) -> Result<Query> {
        if self.since.is_some() && dataset.changed.is_none() {
            return Err(Error::invalid_field("since", msg!("dataset-no-since", dataset = dataset.name)));
        }
        Ok(Query {
            columns: wanted_columns(dataset, "fields", self.fields.as_deref())?,
            after: self.after.as_deref().map(|after| key_of(dataset, "after", after)).transpose()?,
            since: self.since.clone(),
            limit: self.limit,
            ..Query::default()
        })
    }
}

/// A day, or a day and a time.
fn since(app: &App, params: &Params) -> Result<Option<String>> {
    let Some(text) = params.text("since")? else { return Ok(None) };
    let moment = read_date_time(&text, &DateContext::of(&app.clock));
    let wrong = || Error::invalid_field("since", msg!("param-date", name = "since", value = text.as_str()));
    Ok(Some(moment.ok_or_else(wrong)?.strftime("%Y-%m-%d %H:%M:%S").to_string()))
}

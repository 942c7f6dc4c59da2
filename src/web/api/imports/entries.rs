//! `accounting/years/{year}/import`, and its preview (accounting.md 10).

use std::fs::File;

use actix_web::HttpResponse;
use rusqlite::Connection;

use super::sent::Sent;
use super::{conflict, imported, list_of, one_of, undo_of};
use crate::accounting::import::{Codes, Options, Plan, Report, apply, plan};
use crate::accounting::year::Year;
use crate::db::{byte_stream, with_large_cache};
use crate::error::Result;
use crate::i18n::Language;
use crate::members::import::done::{About, Kind, Shelf};
use crate::members::import::lines::refusal;
use crate::members::import::options;
use crate::members::import::token::Fingerprint;
use crate::members::values::Context;
use crate::sheet::read;
use crate::web::call::Call;
use crate::web::respond;
use crate::{json as spelling, msg};

/// What is to be imported, where, and how.
struct Wanted {
    file: File,
    file_name: Option<String>,
    /// As the path names it.
    year: String,
    options: Options,
    context: Context,
    /// The preview that it must agree with.
    token: Option<String>,
    language: Language,
}

/// What will be done with it.
struct Planned {
    plan: Plan,
    year: Year,
    codes: Codes,
}

impl Wanted {
    async fn read(call: &mut Call) -> Result<Self> {
        let sent = Sent::read(call).await?;
        Ok(Wanted {
            year: call.part("year").to_owned(),
            options: Options::from_params(&sent.params)?,
            token: options::token(&sent.params)?,
            file: sent.file,
            file_name: sent.file_name,
            context: Context::of(&call.app.clock),
            language: call.language,
        })
    }

    fn plan(&self, conn: &Connection) -> Result<Planned> {
        let year = Year::named(conn, &self.year, self.context.today)?;
        let how = read::Options { formulas: self.options.formulas, ..read::Options::default() };
        let records = read::open(self.file.try_clone()?, &how)?;
        let plan = plan(conn, &year, records, &self.options, &self.context)?;
        Ok(Planned { codes: Codes::read(conn, &year, &plan)?, year, plan })
    }

    fn fingerprint(&mut self, planned: &Planned) -> Result<String> {
        let of_file = Fingerprint::of(&mut self.file, &(&self.options, planned.year.id))?;
        Ok(planned.plan.fingerprint(of_file))
    }
}

pub async fn preview(mut call: Call) -> Result<HttpResponse> {
    let mut wanted = Wanted::read(&mut call).await?;
    let language = call.language;
    let planned = call.app.db.read(move |conn| {
        let planned = wanted.plan(conn)?;
        let token = wanted.fingerprint(&planned)?;
        Ok((planned, token))
    });
    let (planned, token) = planned.await?;
    let report =
        move |out: &mut _| spelling::write_pretty(out, &Report::new(&planned.plan, &planned.codes, language, &token));
    Ok(respond::stream(respond::JSON, None, byte_stream(report).await?))
}

/// What became of an import.
enum Imported {
    As(i64),
    /// Nothing was done: the books are no longer those of the preview.
    NotAsPreviewed(Box<(Planned, String)>),
}

pub async fn import(mut call: Call) -> Result<HttpResponse> {
    let mut wanted = Wanted::read(&mut call).await?;
    let (trace, language) = (call.trace(), call.language);
    let imported_as = call.app.db.write(move |tx| {
        let planned = wanted.plan(tx)?;
        if let Some(expected) = wanted.token.clone() {
            let token = wanted.fingerprint(&planned)?;
            if token != expected {
                return Ok(Imported::NotAsPreviewed(Box::new((planned, token))));
            }
        }
        if let Some(error) = refusal(&planned.plan.errors, wanted.language) {
            return Err(error);
        }
        let about = About { kind: Kind::Entries(planned.plan.format.word()), file_name: wanted.file_name };
        with_large_cache(tx, || Ok(Imported::As(apply(tx, &planned.year, planned.plan, &about, &trace)?)))
    });
    match imported_as.await? {
        Imported::As(id) => Ok(imported(id)),
        Imported::NotAsPreviewed(now) => {
            let (planned, token) = &*now;
            let report = Report::new(&planned.plan, &planned.codes, language, token);
            conflict(language, msg!("import-changed-since"), "preview", &report)
        }
    }
}

/// The imports of entries that were made, newest first.
pub async fn list(call: Call) -> Result<HttpResponse> {
    list_of(call, Shelf::Books).await
}

/// One of them, with all that it did.
pub async fn one(call: Call) -> Result<HttpResponse> {
    one_of(call, Shelf::Books).await
}

/// Takes one back.
pub async fn undo(call: Call) -> Result<HttpResponse> {
    undo_of(call, Shelf::Books).await
}

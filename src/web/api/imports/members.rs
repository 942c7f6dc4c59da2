//! `user/import`, `user/import/preview` (members.md 8.5 and 8.6).

use std::fs::File;

use actix_web::HttpResponse;
use rusqlite::Connection;

use super::uploaded_file::UploadedFile;
use super::{conflict, imported};
use crate::db::{byte_stream, with_large_cache};
use crate::error::Result;
use crate::i18n::Language;
use crate::members::import::apply::apply;
use crate::members::import::lines::refusal;
use crate::members::import::options::{self, Options};
use crate::members::import::plan::{Plan, plan};
use crate::members::import::record::{ImportMeta, Kind};
use crate::members::import::report::Report;
use crate::members::import::token::Fingerprint;
use crate::members::layout::Layout;
use crate::members::values::DateContext;
use crate::sheet::read;
use crate::web::call::Call;
use crate::web::respond;
use crate::{json as spelling, msg};

/// What is to be imported, and how.
struct ImportRequest {
    file: File,
    options: Options,
    context: DateContext,
    about: ImportMeta,
    /// The preview that it must agree with.
    token: Option<String>,
    language: Language,
}

/// What will be done with it, with the fields it is about.
struct PlannedImport {
    plan: Plan,
    layout: Layout,
}

impl ImportRequest {
    async fn read(call: &mut Call) -> Result<Self> {
        let sent = UploadedFile::read(call).await?;
        let options = Options::from_params(&sent.params)?;
        Ok(ImportRequest {
            about: ImportMeta { kind: Kind::Members(options.mode), file_name: sent.file_name },
            token: options::token(&sent.params)?,
            file: sent.file,
            options,
            context: DateContext::of(&call.app.clock),
            language: call.language,
        })
    }

    fn plan(&self, conn: &Connection) -> Result<PlannedImport> {
        let layout = Layout::read(conn)?;
        let how = read::Options { formulas: self.options.formulas, ..read::Options::default() };
        let records = read::open(self.file.try_clone()?, &how)?;
        let of_file = records.warnings().to_vec();
        let mut plan = plan(conn, &layout, records, &self.options, &self.context)?;
        plan.file_warnings.splice(..0, of_file);
        Ok(PlannedImport { plan, layout })
    }

    fn fingerprint(&mut self, planned: &PlannedImport) -> Result<String> {
        Ok(Fingerprint::of(&mut self.file, &self.options)?.with_plan(&planned.plan))
    }

    fn report<'a>(&'a self, planned: &'a PlannedImport, token: &'a str) -> Report<'a> {
        let zone = self.context.zone.iana_name().unwrap_or("UTC");
        Report::new(&planned.plan, &planned.layout, zone, self.language, token)
    }
}

pub async fn preview(mut call: Call) -> Result<HttpResponse> {
    let mut wanted = ImportRequest::read(&mut call).await?;
    let planned = call.app.db.read(move |conn| {
        let planned = wanted.plan(conn)?;
        let token = wanted.fingerprint(&planned)?;
        Ok((wanted, planned, token))
    });
    let (wanted, planned, token) = planned.await?;
    let bytes = byte_stream(move |out| spelling::write_pretty(out, &wanted.report(&planned, &token))).await?;
    Ok(respond::stream(respond::JSON, None, bytes))
}

/// What became of an import.
enum Imported {
    Done(i64),
    /// Nothing was done: the records are no longer those of the preview.
    StalePreview(Box<(ImportRequest, PlannedImport, String)>),
}

pub async fn import(mut call: Call) -> Result<HttpResponse> {
    let mut wanted = ImportRequest::read(&mut call).await?;
    let (trace, language) = (call.trace(), call.language);
    let imported_as = call.app.db.write(move |tx| {
        let planned = wanted.plan(tx)?;
        if let Some(token) = &wanted.token {
            let expected = token.clone();
            let token = wanted.fingerprint(&planned)?;
            if token != expected {
                return Ok(Imported::StalePreview(Box::new((wanted, planned, token))));
            }
        }
        match refusal(&planned.plan.obstacles(), wanted.language) {
            Some(error) => Err(error),
            None => with_large_cache(tx, || {
                Ok(Imported::Done(apply(tx, &planned.layout, planned.plan, &wanted.about, &trace)?))
            }),
        }
    });
    match imported_as.await? {
        Imported::Done(id) => Ok(imported(id)),
        Imported::StalePreview(now) => {
            let (wanted, planned, token) = &*now;
            conflict(language, msg!("import-changed-since"), "preview", &wanted.report(planned, token))
        }
    }
}

//! `accounting/years/{year}/import`, and its preview (accounting.md 10).

use std::fs::File;

use actix_web::HttpResponse;
use rusqlite::Connection;

use super::uploaded_file::UploadedFile;
use super::{conflict, imported, list_of, one_of, undo_of};
use crate::accounting::import::{Codes, Options, Plan, Report, apply, plan};
use crate::accounting::year::Year;
use crate::db::{byte_stream, with_large_cache};
use crate::error::Result;
use crate::i18n::Language;
use crate::members::import::lines::refusal;
use crate::members::import::options;
use crate::members::import::record::{ImportDomain, ImportMeta, Kind};
use crate::members::import::token::Fingerprint;
use crate::members::values::DateContext;
use crate::sheet::read;
use crate::web::call::Call;
use crate::web::respond;
use crate::{json as spelling, msg};

/// What is to be imported, where, and how.
struct ImportRequest {
    file: File,
    file_name: Option<String>,
    /// As the path names it.
    year: String,
    options: Options,
    context: DateContext,
    /// The preview that it must agree with.
    token: Option<String>,
    language: Language,
}

/// What will be done with it.
struct PlannedImport {
    plan: Plan,
    year: Year,
    codes: Codes,
}

impl ImportRequest {
    async fn read(call: &mut Call) -> Result<Self> {
        let sent = UploadedFile::read(call).await?;
        Ok(ImportRequest {
            year: call.part("year").to_owned(),
            options: Options::from_params(&sent.params)?,
            token: options::token(&sent.params)?,
            file: sent.file,
            file_name: sent.file_name,
            context: DateContext::of(&call.app.clock),
            language: call.language,
        })
    }

    fn plan(&self, conn: &Connection) -> Result<PlannedImport> {
        let year = Year::from_path(conn, &self.year, self.context.today)?;
        let how = read::Options { formulas: self.options.formulas, ..read::Options::default() };
        let records = read::open(self.file.try_clone()?, &how)?;
        let of_file = records.warnings().to_vec();
        let mut plan = plan(conn, &year, records, &self.options, &self.context)?;
        plan.file_warnings.splice(..0, of_file);
        Ok(PlannedImport { codes: Codes::read(conn, &year, &plan)?, year, plan })
    }

    fn fingerprint(&mut self, planned: &PlannedImport) -> Result<String> {
        let of_file = Fingerprint::of(&mut self.file, &(&self.options, planned.year.id))?;
        Ok(planned.plan.fingerprint(of_file))
    }
}

pub async fn preview(mut call: Call) -> Result<HttpResponse> {
    let mut wanted = ImportRequest::read(&mut call).await?;
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
    Done(i64),
    /// Nothing was done: the books are no longer those of the preview.
    StalePreview(Box<(PlannedImport, String)>),
}

pub async fn import(mut call: Call) -> Result<HttpResponse> {
    let mut wanted = ImportRequest::read(&mut call).await?;
    let (trace, language) = (call.trace(), call.language);
    let imported_as = call.app.db.write(move |tx| {
        let planned = wanted.plan(tx)?;
        if let Some(expected) = wanted.token.clone() {
            let token = wanted.fingerprint(&planned)?;
            if token != expected {
                return Ok(Imported::StalePreview(Box::new((planned, token))));
            }
        }
        if let Some(error) = refusal(&planned.plan.errors, wanted.language) {
            return Err(error);
        }
        let about = ImportMeta { kind: Kind::Entries(planned.plan.format.word()), file_name: wanted.file_name };
        with_large_cache(tx, || Ok(Imported::Done(apply(tx, &planned.year, planned.plan, &about, &trace)?)))
    });
    match imported_as.await? {
        Imported::Done(id) => Ok(imported(id)),
        Imported::StalePreview(now) => {
            let (planned, token) = &*now;
            let report = Report::new(&planned.plan, &planned.codes, language, token);
            conflict(language, msg!("import-changed-since"), "preview", &report)
        }
    }
}

/// The imports of entries that were made, newest first.
pub async fn list(call: Call) -> Result<HttpResponse> {
    list_of(call, ImportDomain::Accounting).await
}

/// One of them, with all that it did.
pub async fn one(call: Call) -> Result<HttpResponse> {
    one_of(call, ImportDomain::Accounting).await
}

/// Takes one back.
pub async fn undo(call: Call) -> Result<HttpResponse> {
    undo_of(call, ImportDomain::Accounting).await
}

//! `services/subscriptions/import`, and its preview (members.md 8.7).

use std::fs::File;

use actix_web::HttpResponse;
use rusqlite::Connection;

use super::uploaded_file::UploadedFile;
use super::{conflict, imported};
use crate::db::byte_stream;
use crate::error::Result;
use crate::i18n::Language;
use crate::members::import::lines::refusal;
use crate::members::import::options;
use crate::members::import::record::{ImportMeta, Kind};
use crate::members::import::token::Fingerprint;
use crate::members::layout::Layout;
use crate::members::values::DateContext;
use crate::sheet::{Formulas, read};
use crate::subscriptions::import::{Plan, Report, apply, plan};
use crate::web::call::Call;
use crate::web::respond;
use crate::{json as spelling, msg};

/// What is to be imported.
struct ImportRequest {
    file: File,
    formulas: Formulas,
    context: DateContext,
    about: ImportMeta,
    /// The preview that it must agree with.
    token: Option<String>,
    language: Language,
}

impl ImportRequest {
    async fn read(call: &mut Call) -> Result<Self> {
        let sent = UploadedFile::read(call).await?;
        Ok(ImportRequest {
            about: ImportMeta { kind: Kind::Subscriptions, file_name: sent.file_name },
            formulas: options::formulas(&sent.params)?,
            token: options::token(&sent.params)?,
            file: sent.file,
            context: DateContext::of(&call.app.clock),
            language: call.language,
        })
    }

    fn plan(&self, conn: &Connection) -> Result<Plan> {
        let how = read::Options { formulas: self.formulas, ..read::Options::default() };
        let records = read::open(self.file.try_clone()?, &how)?;
        let of_file = records.warnings().to_vec();
        let mut plan = plan(conn, &Layout::read(conn)?, records, &self.context)?;
        plan.file_warnings.splice(..0, of_file);
        Ok(plan)
    }

    fn fingerprint(&mut self, plan: &Plan) -> Result<String> {
        Ok(plan.fingerprint(Fingerprint::of(&mut self.file, &self.formulas)?))
    }
}

pub async fn preview(mut call: Call) -> Result<HttpResponse> {
    let mut wanted = ImportRequest::read(&mut call).await?;
    let language = call.language;
    let planned = call.app.db.read(move |conn| {
        let plan = wanted.plan(conn)?;
        let token = wanted.fingerprint(&plan)?;
        Ok((plan, token))
    });
    let (plan, token) = planned.await?;
    let report = move |out: &mut _| spelling::write_pretty(out, &Report { plan: &plan, language, token: &token });
    let bytes = byte_stream(report).await?;
    Ok(respond::stream(respond::JSON, None, bytes))
}

/// What became of an import.
enum Imported {
    Done(i64),
    /// Nothing was done: the records are no longer those of the preview.
    StalePreview(Plan, String),
}

pub async fn import(mut call: Call) -> Result<HttpResponse> {
    let mut wanted = ImportRequest::read(&mut call).await?;
    let (trace, language) = (call.trace(), call.language);
    let imported_as = call.app.db.write(move |tx| {
        let plan = wanted.plan(tx)?;
        if let Some(expected) = wanted.token.clone() {
            let token = wanted.fingerprint(&plan)?;
            if token != expected {
                return Ok(Imported::StalePreview(plan, token));
            }
        }
        match refusal(&plan.errors, wanted.language) {
            Some(error) => Err(error),
            None => Ok(Imported::Done(apply(tx, &plan, &wanted.about, &trace)?)),
        }
    });
    match imported_as.await? {
        Imported::Done(id) => Ok(imported(id)),
        Imported::StalePreview(plan, token) => {
            let report = Report { plan: &plan, language, token: &token };
            conflict(language, msg!("import-changed-since"), "preview", &report)
        }
    }
}

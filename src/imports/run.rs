//! The steps of an import, the same for every kind: the table is planned, the preview shows the plan under a token, the
//! import plans again in its own transaction, compares the token and carries the plan out.

use std::fs::File;

use rusqlite::{Connection, Transaction};
use serde::ser::{Serialize, Serializer};

use super::lines::{self, LineError};
use super::obstacles::Obstacle;
use super::record::{self, Counts, ImportDomain, ImportKind, ImportMeta, ImportRecord};
use super::token::Fingerprint;
use crate::audit::AuditContext;
use crate::db::with_large_cache;
use crate::error::{Error, Result};
use crate::i18n::{Language, Message, text};
use crate::msg;
use crate::sheet::Formulas;
use crate::sheet::read::{self, Records};

/// The planner of one kind of import, with the options of the request.
pub trait Import: Send + Sized + 'static {
    const KIND: ImportKind;

    /// First headings of text files without quoted cells ([`read::Options::unquoted`]).
    const UNQUOTED: &'static [&'static str] = &[];

    /// What an import would do, line by line, with what it takes to show it.
    type Plan: Send + 'static;

    /// Whether the table has apostrophes before formulas.
    fn formulas(&self) -> Formulas;

    /// Plans the import of the rows of a table, writing nothing.
    fn plan(&self, conn: &Connection, rows: Records) -> Result<Self::Plan>;

    /// What the preview of a plan says about the file as a whole.
    fn file_warnings(plan: &mut Self::Plan) -> &mut Vec<Message>;

    /// The lines that stand in the way of the import.
    fn obstacles(plan: &Self::Plan) -> Vec<LineError>;

    /// Adds the options and the plan to the fingerprint of the file.
    fn add_to(&self, plan: &Self::Plan, fingerprint: &mut Fingerprint);

    /// The preview of a plan, as its answer shows it.
    fn report<'a>(&'a self, plan: &'a Self::Plan, language: Language, token: &'a str) -> impl Serialize + 'a;

    fn counts(plan: &Self::Plan) -> Counts;

    /// The mode of the import in its record.
    fn mode(&self, plan: &Self::Plan) -> Option<&'static str>;

    /// Carries a plan out that was made in the same transaction and has no obstacle. `trace` names the import.
    fn apply(tx: &Transaction<'_>, plan: Self::Plan, import: i64, trace: &AuditContext) -> Result<()>;
}

/// What a request asks to import.
pub struct ImportRequest<I> {
    pub import: I,
    pub file: File,
    /// As the client named it.
    pub file_name: Option<String>,
    /// The preview that the import must agree with.
    pub token: Option<String>,
    pub language: Language,
}

impl<I: Import> ImportRequest<I> {
    /// The plan, and the name of the sheet that was read.
    fn plan(&self, conn: &Connection) -> Result<(I::Plan, Option<String>)> {
        let options =
            read::Options { formulas: self.import.formulas(), unquoted: I::UNQUOTED, ..read::Options::default() };
        let rows = read::open(self.file.try_clone()?, &options)?;
        let (of_reader, sheet) = (rows.warnings().to_vec(), rows.sheet().map(str::to_owned));
        let plan = self.import.plan(conn, rows);
        let mut plan = plan.map_err(|error| in_sheet(error, sheet.as_deref(), self.language))?;
        I::file_warnings(&mut plan).splice(..0, of_reader);
        Ok((plan, sheet))
    }

    fn token_of(&mut self, plan: &I::Plan) -> Result<String> {
        let mut fingerprint = Fingerprint::of(&mut self.file)?;
        self.import.add_to(plan, &mut fingerprint);
        Ok(fingerprint.finish())
    }
}

/// What is wrong with the file as a whole, with the name of the sheet that was read: perhaps another one was meant.
fn in_sheet(error: Error, sheet: Option<&str>, language: Language) -> Error {
    match (error, sheet) {
        (Error::Invalid { message, fields }, Some(sheet)) => {
            Error::Invalid { message: msg!("import-in-sheet", sheet = sheet, cause = text(language, &message)), fields }
        }
        (error, _) => error,
    }
}

/// What an import would do; serializes as the answer of a preview.
pub struct Preview<I: Import> {
    import: I,
    plan: I::Plan,
    /// The sheet that was read.
    sheet: Option<String>,
    language: Language,
    token: String,
}

impl<I: Import> Serialize for Preview<I> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(serde::Serialize)]
        struct OfSheet<'a, R> {
            #[serde(flatten)]
            report: R,
            sheet: &'a str,
        }
        let report = self.import.report(&self.plan, self.language, &self.token);
        match &self.sheet {
            Some(sheet) => OfSheet { report, sheet }.serialize(serializer),
            None => report.serialize(serializer),
        }
    }
}

pub fn preview<I: Import>(conn: &Connection, mut request: ImportRequest<I>) -> Result<Preview<I>> {
    let (plan, sheet) = request.plan(conn)?;
    let token = request.token_of(&plan)?;
    Ok(Preview { import: request.import, plan, sheet, language: request.language, token })
}

/// What became of an import.
pub enum Imported<I: Import> {
    /// The identifier of its record.
    Done(i64),
    /// Nothing was imported: the database has changed since the preview. The preview as it would be now.
    StalePreview(Box<Preview<I>>),
}

/// # Errors
///
/// [`Error::Invalid`] with every line that stands in the way.
pub fn import<I: Import>(
    tx: &Transaction<'_>,
    mut request: ImportRequest<I>,
    trace: &AuditContext,
) -> Result<Imported<I>> {
    let (plan, sheet) = request.plan(tx)?;
    if let Some(expected) = request.token.take() {
        let token = request.token_of(&plan)?;
        if token != expected {
            let preview = Preview { import: request.import, plan, sheet, language: request.language, token };
            return Ok(Imported::StalePreview(Box::new(preview)));
        }
    }
    match lines::refusal(&I::obstacles(&plan), request.language) {
        Some(error) => Err(error),
        None => {
            with_large_cache(tx, || Ok(Imported::Done(execute(tx, &request.import, plan, request.file_name, trace)?)))
        }
    }
}

/// Carries a plan out and records it; gives the identifier of the record.
pub fn execute<I: Import>(
    tx: &Transaction<'_>,
    import: &I,
    plan: I::Plan,
    file_name: Option<String>,
    trace: &AuditContext,
) -> Result<i64> {
    let meta = ImportMeta { kind: I::KIND, mode: import.mode(&plan), file_name, counts: I::counts(&plan) };
    let id = record::begin(tx, &meta, trace)?;
    I::apply(tx, plan, id, &AuditContext { import: Some(id), ..trace.clone() })?;
    record::finish(tx, id)?;
    Ok(id)
}

/// Does and records, as an import is, a change of many things that no file asks for, so that it is listed and undone as
/// imports are. `apply` is given the identifier of the record, and the context that names it. Gives the identifier.
pub fn perform(
    tx: &Transaction<'_>,
    kind: ImportKind,
    mode: Option<&'static str>,
    counts: Counts,
    trace: &AuditContext,
    apply: impl FnOnce(i64, &AuditContext) -> Result<()>,
) -> Result<i64> {
    let id = record::begin(tx, &ImportMeta { kind, mode, file_name: None, counts }, trace)?;
    apply(id, &AuditContext { import: Some(id), ..trace.clone() })?;
    record::finish(tx, id)?;
    Ok(id)
}

/// Undoes an import of a domain, all of it or nothing. `undo` undoes what the record says and gives the obstacles, if
/// there are any; those are `Ok(Err(_))`.
///
/// # Errors
///
/// As [`record::to_undo`].
pub fn undo(
    tx: &Transaction<'_>,
    domain: ImportDomain,
    id: i64,
    trace: &AuditContext,
    undo: impl FnOnce(&Transaction<'_>, &ImportRecord, &AuditContext) -> Result<Vec<Obstacle>>,
) -> Result<Result<ImportRecord, Vec<Obstacle>>> {
    let record = record::to_undo(tx, domain, id)?;
    // In the history the undoing belongs to the import too, so that an earlier import can be undone after it.
    let of_import = AuditContext { import: Some(record.id), ..trace.clone() };
    let obstacles = with_large_cache(tx, || undo(tx, &record, &of_import))?;
    if obstacles.is_empty() { Ok(Ok(record::mark_undone(tx, record, trace)?)) } else { Ok(Err(obstacles)) }
}

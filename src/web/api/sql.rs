//! `sql`, `sql.{format}`: people's read-only questions (platform.md 2).

use actix_web::HttpResponse;

use crate::app::App;
use crate::db::{blocking, temporary_folder};
use crate::error::{Error, Result};
use crate::msg;
use crate::query::{Cancel, Limits, Parameters, Statement, answer as answers};
use crate::sheet::Format;
use crate::web::api::tables;
use crate::web::call::{Call, SMALL_BODY_BYTES};
use crate::web::params::{Body, Input, Params};
use crate::web::respond;
use crate::web::route::Method;

/// The format comes from the path.
pub async fn in_format(mut call: Call) -> Result<HttpResponse> {
    let format = Format::from_extension(call.part("format"))
        .ok_or_else(|| Error::NotFound(msg!("sql-unknown-format", format = call.part("format"))))?;
    let question = Question::read(&mut call).await?;
    answer(call, question, format).await
}

/// The format comes from a parameter; any other value than a format in lower case means JSON (platform/sql-formats: unknown
/// format, capitals).
pub async fn any_format(mut call: Call) -> Result<HttpResponse> {
    let question = Question::read(&mut call).await?;
    let format = question.params.raw("format")?;
    let format = format.and_then(|format| Format::from_extension(&format)).unwrap_or(Format::Json);
    answer(call, question, format).await
}

/// A statement, not read yet, and the parameters beside it.
struct Question {
    sql: String,
    params: Params,
}

impl Question {
    /// The statement is the parameter `sql`, or else the body itself, whatever its type (platform.md 2.1).
    async fn read(call: &mut Call) -> Result<Self> {
        let is_get = call.request.method().as_str() == Method::Get.name();
        let input = call.input(SMALL_BODY_BYTES).await?;
        let (params, raw) = split(input, is_get)?;
        let sql = match (params.raw("sql")?, raw) {
            (Some(sql), _) => sql.into_owned(),
            (None, Some(raw)) => String::from_utf8(raw).map_err(|_| Error::invalid(msg!("param-not-utf8")))?,
            (None, None) => return Err(Error::invalid_field("sql", msg!("sql-missing"))),
        };
        Ok(Question { sql, params })
    }

    /// The statement, with the other parameters as values of its own. A long text takes time and memory to parse, so it
    /// is parsed where the statement runs, by one of the few that may.
    fn statement(self, limits: &Limits) -> Result<Statement> {
        Ok(Statement::parse(&self.sql, limits)?.with_parameters(Parameters::new(self.params)))
    }
}

/// The parameters, and the body where it may be the statement: a JSON object or a multipart body never is.
fn split(mut input: Input, is_get: bool) -> Result<(Params, Option<Vec<u8>>)> {
    let raw = std::mem::take(&mut input.raw);
    match input.body {
        _ if is_get => Ok((Params::of_form(input.query), Some(raw))),
        // A body that is not valid JSON, or not a valid form, is the statement itself.
        Body::Json(Err(_)) => Ok((Params::default(), Some(raw))),
        Body::Form(Err(_)) => Ok((Params::of_form(input.query), Some(raw))),
        Body::Json(Ok(_)) | Body::Multipart(..) => Ok((input.into_params()?, None)),
        Body::Form(Ok(_)) | Body::Other => Ok((input.into_params()?, Some(raw))),
    }
}

async fn answer(call: Call, question: Question, format: Format) -> Result<HttpResponse> {
    let style = answers::Style {
        formulas: tables::formulas(&question.params)?,
        has_headings: question.params.optional_flag("header")?.unwrap_or(true),
    };
    let file_name = format!("{}.{}", answers::TITLE, format.extension());
    answer_statement(&call.app, move |limits| question.statement(limits), format, style, &file_name).await
}

/// Answers what a statement finds, in a format. `statement` is parsed where it runs, and stopped when the client leaves.
pub(super) async fn answer_statement(
    app: &App,
    statement: impl FnOnce(&Limits) -> Result<Statement> + Send + 'static,
    format: Format,
    style: answers::Style,
    file_name: &str,
) -> Result<HttpResponse> {
    let db = &app.db;
    db.temporary().admit()?;
    let mut reader = app.sql_pool.take().await?;
    let running = Running::default();
    let cancel = running.0.clone();
    let media_type = format.media_type();
    // The connection is released once the rows are written, regardless of the client's speed.
    match format {
        Format::Json => {
            let write = move |out: &mut _| {
                let statement = statement(reader.limits())?;
                answers::write_json(&mut reader, &statement, &cancel, out)
            };
            let bytes = db.byte_stream(write).await?;
            Ok(respond::stream(media_type, None, bytes.with_companion(running)))
        }
        Format::Csv => {
            let write = move |out: &mut _| {
                let statement = statement(reader.limits())?;
                answers::write_csv(&mut reader, &statement, &cancel, style, out)
            };
            let bytes = db.byte_stream(write).await?;
            Ok(respond::stream(media_type, Some(file_name), bytes.with_companion(running)))
        }
        Format::Ods | Format::Xlsx => {
            let file = blocking(move || {
                let statement = statement(reader.limits())?;
                let file = temporary_folder::new_file()?;
                answers::write_spreadsheet(&mut reader, &statement, &cancel, format, style, file.try_clone()?)?;
                Ok(file)
            });
            Ok(respond::file(media_type, file_name, db.temporary().adopt(file.await?)?))
        }
    }
}

/// Interrupts the statement when the client disconnects: actix then drops the request or the answer, and this value
/// with it.
#[derive(Default)]
struct Running(Cancel);

impl Drop for Running {
    fn drop(&mut self) {
        self.0.cancel();
    }
}

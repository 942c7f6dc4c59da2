//! `accounting/years/{year}/statements`: a bank's statement compared with the books (accounting.md 8).

use actix_web::HttpResponse;

use crate::accounting::statement;
use crate::accounting::year::Year;
use crate::error::Result;
use crate::params::DateContext;
use crate::web::api::imports::uploaded_file::UploadedFile;
use crate::web::call::Call;
use crate::web::respond;

/// The default number of days that may lie between a movement and its line.
const DAYS: u16 = 7;
const DAYS_MAX: u16 = 366;

/// Proposes the line of the account for each movement of the statement. Writes nothing.
pub async fn propose(mut call: Call) -> Result<HttpResponse> {
    let mut params = call.query()?;
    let sent = UploadedFile::read(&mut call).await?;
    // The fields of the form override those of the address.
    params.tree.extend(sent.params.tree);
    let account = params.required_text("account")?;
    let days =
        params.integer("days", 0, i64::from(DAYS_MAX))?.and_then(|days| u16::try_from(days).ok()).unwrap_or(DAYS);
    let (year, context) = (call.part("year").to_owned(), DateContext::of(&call.app.clock));
    let file = sent.file;
    let proposal = call.app.db.read(move |conn| {
        let year = Year::from_path(conn, &year, context.today)?;
        statement::propose(conn, &year, &account, &statement::read(file, &context)?, days)
    });
    respond::json(&proposal.await?)
}

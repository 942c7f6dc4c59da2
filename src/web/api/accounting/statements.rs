//! `accounting/years/{year}/statements`: a bank's statement compared with the books (accounting.md 8).

use actix_web::HttpResponse;

use crate::accounting::statement::{self, Layout, Options, layouts};
use crate::accounting::year::Year;
use crate::error::Result;
use crate::params::DateContext;
use crate::web::api::imports::uploaded_file::UploadedFile;
use crate::web::call::Call;
use crate::web::respond;

/// The default number of days that may lie between a movement and its line.
const DAYS: u16 = 7;
const DAYS_MAX: u16 = 366;

/// Matches movements with lines of the account. The books are not changed; column mappings of the request are stored
/// for the account if they worked.
pub async fn propose(mut call: Call) -> Result<HttpResponse> {
    let mut params = call.query()?;
    let sent = UploadedFile::read(&mut call).await?;
    // The fields of the form override those of the address.
    params.tree.extend(sent.params.tree);
    let code = params.required_text("account")?;
    let days =
        params.integer("days", 0, i64::from(DAYS_MAX))?.and_then(|days| u16::try_from(days).ok()).unwrap_or(DAYS);
    let mut options = Options::from_params(&params)?;
    let (year, context, language) = (call.part("year").to_owned(), DateContext::of(&call.app.clock), call.language);
    let file = sent.file;
    let proposal = call.app.db.read_long(move |conn| {
        let year = Year::from_path(conn, &year, context.today)?;
        let account = statement::bank_account(conn, &year, &code)?;
        options.remembered = layouts::find(conn, account)?;
        let statement = statement::read(file, &options, &statement::currency(conn)?, &context)?;
        let layout = options.given.map(|given| Layout { width: Some(statement.width), ..given });
        let new = layout.filter(|layout| options.remembered.as_ref() != Some(layout));
        Ok((statement::propose(conn, &year, &code, statement, days, language)?, account, new))
    });
    let (proposal, account, layout) = proposal.await?;
    if let Some(layout) = layout {
        let remembered = call.app.db.write(move |tx| layouts::remember(tx, account, &layout)).await;
        // Failing to store the layout does not invalidate the proposal.
        if let Err(error) = remembered {
            tracing::warn!(%error, "the columns of a statement are not remembered");
        }
    }
    respond::json(&proposal)
}

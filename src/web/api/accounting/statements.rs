//! `accounting/years/{year}/statements`: a bank's statement compared with the books (accounting.md 8).

use actix_web::HttpResponse;

use super::settlements::merged;
use crate::accounting::statement::{self, Layout, Options, layouts};
use crate::accounting::year::Year;
use crate::error::{Error, Result};
use crate::members::values::DateContext;
use crate::msg;
use crate::web::api::imports::uploaded_file::UploadedFile;
use crate::web::call::Call;
use crate::web::params::Params;
use crate::web::respond;

/// How many days may lie between a movement and its line, when nothing else is said.
const DAYS: u16 = 7;
const DAYS_MAX: u16 = 366;

/// Says which lines of the account are which movements. Nothing is written in the books; columns that the request names are
/// remembered for the account when they served.
pub async fn propose(mut call: Call) -> Result<HttpResponse> {
    let query = call.query()?.tree;
    let sent = UploadedFile::read(&mut call).await?;
    let params = merged(query, sent.params);
    let (code, days) = (account(&params)?, days(&params)?);
    let mut options = Options::from_params(&params.tree)?;
    let (year, context, language) = (call.part("year").to_owned(), DateContext::of(&call.app.clock), call.language);
    let file = sent.file;
    let proposal = call.app.db.read(move |conn| {
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
        // The proposal is right whether or not it is remembered how to read the file.
        if let Err(error) = remembered {
            tracing::warn!(%error, "the columns of a statement are not remembered");
        }
    }
    respond::json(&proposal)
}

fn account(params: &Params) -> Result<String> {
    let given = params.text("account")?.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    given.ok_or_else(|| Error::invalid_field("account", msg!("statement-account-missing")))
}

fn days(params: &Params) -> Result<u16> {
    let Some(given) = params.text("days")?.filter(|text| !text.trim().is_empty()) else { return Ok(DAYS) };
    let days = given.trim().parse().ok().filter(|days| *days <= DAYS_MAX);
    days.ok_or_else(|| Error::invalid_field("days", msg!("statement-days-wrong", value = &*given)))
}

//! `accounting/years/{year}/statements`: a bank's statement compared with the books (accounting.md 8).

use actix_web::HttpResponse;

use super::settlements::merged;
use crate::accounting::statement::{self, Options};
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

/// Says which lines of the account are which movements. Nothing is written.
pub async fn propose(mut call: Call) -> Result<HttpResponse> {
    let query = call.query()?.tree;
    let sent = UploadedFile::read(&mut call).await?;
    let params = merged(query, sent.params);
    let (code, days) = (account(&params)?, days(&params)?);
    let options = Options::from_params(&params.tree)?;
    let (year, context, language) = (call.part("year").to_owned(), DateContext::of(&call.app.clock), call.language);
    let file = sent.file;
    let proposal = call.app.db.read(move |conn| {
        let year = Year::from_path(conn, &year, context.today)?;
        let statement = statement::read(file, &options, &statement::currency(conn)?, &context)?;
        statement::propose(conn, &year, &code, statement, days, language)
    });
    respond::json(&proposal.await?)
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

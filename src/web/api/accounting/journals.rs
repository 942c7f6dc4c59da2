//! `accounting/years/{year}/journal`, `…/account/journal`, `…/journal/{account}` (accounting.md 2.4, 2.5).

use actix_web::HttpResponse;
use rusqlite::Connection;

use crate::accounting::account_journal::{self, Account};
use crate::accounting::journal;
use crate::accounting::year::Year;
use crate::error::{Error, Result};
use crate::msg;
use crate::web::call::Call;
use crate::web::{params, respond};

/// The year that the path names.
pub async fn year(call: &Call) -> Result<Year> {
    let (word, today) = (call.part("year").to_owned(), call.app.clock.local_now().date());
    call.app.db.read(move |conn| Year::from_path(conn, &word, today)).await
}

pub async fn of_year(call: Call) -> Result<HttpResponse> {
    let year = year(&call).await?;
    let bytes = call.app.db.stream(move |conn, out| journal::write(conn, &year, out));
    Ok(respond::stream(respond::JSON, None, bytes.await?))
}

/// The account is a parameter: `code`, or else `id`.
pub async fn of_account(call: Call) -> Result<HttpResponse> {
    let params = call.query()?;
    let (code, id) = (params.text("code")?, params.text("id")?);
    account_journal(&call, move |conn, year| match (&code, &id) {
        (Some(code), _) => Account::of_code(conn, year, code),
        (None, Some(id)) => Account::of_id(conn, id),
        (None, None) => Err(Error::invalid_field("code", msg!("journal-which-account"))),
    })
    .await
}

/// The account stands in the path: its code, or `=` and its number.
pub async fn of_account_in_path(call: Call) -> Result<HttpResponse> {
    let account = params::decode_path(call.part("account"))?;
    account_journal(&call, move |conn, year| match account.strip_prefix('=') {
        Some(id) => Account::of_id(conn, id),
        None => Account::of_code(conn, year, &account),
    })
    .await
}

async fn account_journal(
    call: &Call,
    find: impl FnOnce(&Connection, &Year) -> Result<Account> + Send + 'static,
) -> Result<HttpResponse> {
    let (word, today) = (call.part("year").to_owned(), call.app.clock.local_now().date());
    let found = call.app.db.read(move |conn| {
        let year = Year::from_path(conn, &word, today)?;
        Ok((find(conn, &year)?, year))
    });
    let (account, year) = found.await?;
    let bytes = call.app.db.stream(move |conn, out| account_journal::write(conn, &year, &account, out));
    Ok(respond::stream(respond::JSON, None, bytes.await?))
}

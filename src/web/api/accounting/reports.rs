//! `accounting/years/{year}/{report}.{format}` (accounting.md 9).

use actix_web::HttpResponse;

use crate::accounting::reports::{Criteria, Report};
use crate::accounting::year::Year;
use crate::error::{Error, Result};
use crate::i18n::text;
use crate::members::values::Context;
use crate::msg;
use crate::sheet::{self, Csv, Format};
use crate::web::api::categories::{file_name, formulas};
use crate::web::call::Call;
use crate::web::respond;

pub async fn trial_balance(call: Call) -> Result<HttpResponse> {
    answer(call, Report::TrialBalance).await
}

pub async fn ledger(call: Call) -> Result<HttpResponse> {
    answer(call, Report::Ledger).await
}

pub async fn income_statement(call: Call) -> Result<HttpResponse> {
    answer(call, Report::IncomeStatement).await
}

pub async fn balance_sheet(call: Call) -> Result<HttpResponse> {
    answer(call, Report::BalanceSheet).await
}

pub async fn projects(call: Call) -> Result<HttpResponse> {
    answer(call, Report::Projects).await
}

async fn answer(call: Call, report: Report) -> Result<HttpResponse> {
    let (query, context, language) = (call.query()?, Context::of(&call.app.clock), call.language);
    let criteria = call.app.db.peek(|conn| {
        let year = Year::named(conn, call.part("year"), context.today)?;
        Criteria::read(conn, report, year, &context, |name| Ok(query.text(name)?.map(|text| text.into_owned())))
    })?;
    let format = format(call.part("format"))?;
    let formulas = formulas(&query)?;
    let organisation = call.app.organisation_name()?;
    let title = format!("{organisation} - {} - {}", text(language, &report.title()), criteria.year.label);
    match format {
        Format::Json => {
            let bytes = call.app.db.stream(move |conn, out| report.write_json(conn, &criteria, out));
            Ok(respond::stream(respond::JSON, None, bytes.await?))
        }
        Format::Csv => {
            let bytes = call.app.db.stream(move |conn, out| {
                let columns = report.columns(&criteria, language);
                report.write_table(conn, &criteria, language, &mut Csv::new(out, &columns, formulas))
            });
            Ok(respond::stream(format.media_type(), Some(&file_name(&title, format)), bytes.await?))
        }
        Format::Ods | Format::Xlsx => {
            let name = file_name(&title, format);
            let work = move |conn: &rusqlite::Connection| {
                let file = tempfile::tempfile()?;
                let columns = report.columns(&criteria, language);
                let mut writer = sheet::spreadsheet(format, &title, &columns, file.try_clone()?)?;
                report.write_table(conn, &criteria, language, &mut *writer)?;
                Ok(file)
            };
            respond::file(format.media_type(), &name, call.app.db.read(work).await?).await
        }
    }
}

fn format(word: &str) -> Result<Format> {
    Format::from_extension(word)
        .ok_or_else(|| Error::invalid_field("format", msg!("report-format-unknown", format = word)))
}

//! `accounting/years/{year}/{report}.{format}` (accounting.md 9).

use actix_web::HttpResponse;

use crate::accounting::reports::{Criteria, Report};
use crate::accounting::year::Year;
use crate::error::{Error, Result};
use crate::i18n::text;
use crate::msg;
use crate::params::DateContext;
use crate::sheet::{Document, Format};
use crate::web::api::tables::{self, Download, Form};
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
    let (query, context, language) = (call.query()?, DateContext::of(&call.app.clock), call.language);
    let word = call.part("year").to_owned();
    let read = call.app.db.read(move |conn| {
        let year = Year::from_path(conn, &word, context.today)?;
        Ok((Criteria::read(conn, report, year, &context, &query)?, query))
    });
    let (criteria, query) = read.await?;
    let format = format(call.part("format"))?;
    let formulas = tables::formulas(&query)?;
    let organisation = call.app.organisation_name()?;
    let title = format!("{organisation} - {} - {}", text(language, &report.title()), criteria.year.label);
    match format {
        Format::Json => {
            let bytes = call.app.db.stream(move |conn, out| report.write_json(conn, &criteria, out));
            Ok(respond::stream(respond::JSON, None, bytes.await?))
        }
        _ => {
            let file_name = tables::file_name(&title, format);
            let form = Form::new(format, formulas);
            let is_filtered = !report.is_two_sided(format);
            let document = Document { is_filtered, ..Document::new(title).of(organisation) };
            let download = Download { document, file_name, media_type: format.media_type(), form };
            tables::answer(&call.app, download, move |conn, begin| {
                let mut writer = begin(&report.columns(&criteria, language, format))?;
                report.write_table(conn, &criteria, language, format, &mut *writer)
            })
            .await
        }
    }
}

fn format(word: &str) -> Result<Format> {
    Format::from_extension(word)
        .ok_or_else(|| Error::invalid_field("format", msg!("report-format-unknown", format = word)))
}

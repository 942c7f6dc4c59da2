//! `accounting/years/{year}/export/…`: the entries of a year as files (accounting.md 3, fec.md 4).

use actix_web::HttpResponse;

use super::journals::year;
use crate::accounting::export::{self, ExportType};
use crate::accounting::fec::{self, Siren, report};
use crate::accounting::year::Year;
use crate::app::setting;
use crate::error::{Error, Result};
use crate::msg;
use crate::sheet::Format;
use crate::web::api::tables::{self, Download, Form};
use crate::web::call::Call;
use crate::web::{params, respond};

pub async fn file(call: Call) -> Result<HttpResponse> {
    let file = params::decode_path(call.part("*"))?;
    if file.is_empty() {
        return Err(Error::NotFound(msg!("http-not-found", path = call.request.path())));
    }
    if file == FEC_TEXT {
        return fec_text(&call).await;
    }
    let year = year(&call).await?;
    let (export, form) = export::parse(&file).ok_or_else(|| Error::invalid(msg!("export-unknown", file = file)))?;
    table(&call, year, export, form).await
}

/// The file that the tax office asks for.
const FEC_TEXT: &str = "fec.txt";

async fn table(call: &Call, year: Year, export: ExportType, form: export::Form) -> Result<HttpResponse> {
    let title = export.title(&call.app.organisation_name()?, &year);
    let (file_name, media_type, shape) = match form {
        export::Form::Tabs => (export::tabs_file_name(year.end), Format::Csv.media_type(), Form::Tabs),
        export::Form::Table(format) => {
            let media_type = match format {
                Format::Csv => "text/csv; charset=utf-8",
                Format::Json => "application/json",
                Format::Ods | Format::Xlsx => format.media_type(),
            };
            let formulas = tables::formulas(&call.query()?)?;
            (tables::file_name(&title, format), media_type, Form::new(format, formulas))
        }
    };
    let download = Download { title, file_name, media_type, form: shape };
    tables::answer(&call.app, download, move |conn, begin| {
        export.write(conn, &year, &mut *begin(&export.columns(form))?)
    })
    .await
}

async fn fec_text(call: &Call) -> Result<HttpResponse> {
    let (year, siren) = (year(call).await?, siren(call)?);
    let name = fec::file_name(siren.as_ref(), year.end);
    let bytes = call.app.db.stream(move |conn, out| fec::write(conn, &year, out, |_| ()));
    Ok(respond::stream("text/plain; charset=utf-8", Some(&name), bytes.await?))
}

/// What the tax office would say of that file.
pub async fn check_fec(call: Call) -> Result<HttpResponse> {
    let (year, siren, language) = (year(&call).await?, siren(&call)?, call.language);
    let bytes = call.app.db.stream(move |conn, out| report::write(conn, &year, siren.as_ref(), language, out));
    Ok(respond::stream(respond::JSON, None, bytes.await?))
}

/// The association's number: the parameter `siren`, else the one among its settings.
fn siren(call: &Call) -> Result<Option<Siren>> {
    let params = call.query()?;
    match params.text("siren")?.filter(|text| !text.is_empty()) {
        Some(text) => {
            let invalid = || Error::invalid_field("siren", msg!("fec-siren-invalid", siren = text.as_ref()));
            Siren::parse(&text).map(Some).ok_or_else(invalid)
        }
        None => {
            let stored = call.app.db.read_inline(|conn| setting(conn, "org_business_number"))?;
            Ok(stored.and_then(|text| Siren::parse(&text)))
        }
    }
}

//! `accounting/years/{year}/export/…`: the entries of a year as files (accounting.md 3, fec.md 4).

use actix_web::HttpResponse;

use super::journals::year;
use crate::accounting::export::{self, ExportType};
use crate::accounting::fec::{self as tax_file, Siren, report};
use crate::accounting::year::Year;
use crate::association::Settings;
use crate::error::{Error, Result};
use crate::msg;
use crate::sheet::{Document, Format};
use crate::web::api::tables::{self, Download, Form};
use crate::web::call::Call;
use crate::web::{params, respond};

pub async fn full(call: Call) -> Result<HttpResponse> {
    file(call, ExportType::Full).await
}

pub async fn grouped(call: Call) -> Result<HttpResponse> {
    file(call, ExportType::Grouped).await
}

pub async fn simple(call: Call) -> Result<HttpResponse> {
    file(call, ExportType::Simple).await
}

pub async fn fec(call: Call) -> Result<HttpResponse> {
    file(call, ExportType::Fec).await
}

/// Any other path below the exports of a year.
pub async fn unknown(call: Call) -> Result<HttpResponse> {
    let file = params::decode_path(call.part("*"))?;
    if file.is_empty() {
        return Err(Error::NotFound(msg!("http-not-found", path = call.request.path())));
    }
    year(&call).await?;
    Err(Error::invalid(msg!("export-unknown", file = file)))
}

async fn file(call: Call, export: ExportType) -> Result<HttpResponse> {
    let (year, extension) = (year(&call).await?, params::decode_path(call.part("format"))?);
    let unknown = || Error::invalid(msg!("export-unknown", file = format!("{}.{extension}", export.word())));
    let form = export::Form::parse(&extension).ok_or_else(unknown)?;
    table(&call, year, export, form).await
}

async fn table(call: &Call, year: Year, export: ExportType, form: export::Form) -> Result<HttpResponse> {
    let organisation = call.app.organisation_name()?;
    let title = export.title(&organisation, &year);
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
    let download = Download { document: Document::new(title).of(organisation), file_name, media_type, form: shape };
    tables::answer(&call.app, download, move |conn, begin| {
        export.write(conn, &year, &mut *begin(&export.columns(form))?)
    })
    .await
}

/// The legal file of entries (FEC).
pub async fn fec_text(call: Call) -> Result<HttpResponse> {
    let (year, siren) = (year(&call).await?, siren(&call)?);
    let name = tax_file::file_name(siren.as_ref(), year.end);
    let bytes = call.app.db.stream(move |conn, out| tax_file::write(conn, &year, out, |_| ()));
    Ok(respond::stream("text/plain; charset=utf-8", Some(&name), bytes.await?))
}

/// The checks of the tax office on that file.
pub async fn check_fec(call: Call) -> Result<HttpResponse> {
    let (year, siren, language) = (year(&call).await?, siren(&call)?, call.language);
    let bytes = call.app.db.stream(move |conn, out| report::write(conn, &year, siren.as_ref(), language, out));
    Ok(respond::stream(respond::JSON, None, bytes.await?))
}

/// The SIREN: the parameter `siren`, else the setting.
fn siren(call: &Call) -> Result<Option<Siren>> {
    let params = call.query()?;
    match params.text("siren")? {
        Some(text) => {
            let invalid = || Error::invalid_field("siren", msg!("fec-siren-invalid", siren = text.as_str()));
            Siren::parse(&text).map(Some).ok_or_else(invalid)
        }
        None => {
            let stored = call.app.db.read_inline(Settings::read)?.business_number;
            Ok(stored.and_then(|text| Siren::parse(&text)))
        }
    }
}

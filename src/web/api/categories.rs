//! `user/categories`, `user/category/{id}.{format}` (members.md 4).

use std::sync::Arc;

use actix_web::HttpResponse;

use crate::error::{Error, Result};
use crate::json;
use crate::members::categories;
use crate::members::export::Table;
use crate::members::filter::{Filter, Scope};
use crate::members::layout::Layout;
use crate::msg;
use crate::sheet::{Document, Format, Formulas};
use crate::web::api::tables::{self, Download, Form};
use crate::web::call::Call;
use crate::web::respond;

pub async fn list(call: Call) -> Result<HttpResponse> {
    let body = call.state.categories.get(&call.app.db, answer).await?;
    Ok(respond::json_body(body.to_vec()))
}

fn answer(connection: &rusqlite::Connection) -> Result<Arc<[u8]>> {
    let all = categories::list(connection)?;
    // As in Paheko, an empty map is `[]`.
    let body = if all.is_empty() { json::pretty(&[(); 0])? } else { json::pretty(&all)? };
    Ok(body.into())
}

pub async fn export(call: Call) -> Result<HttpResponse> {
    let (scope, format) = scope_and_format(call.part("*"))?;
    let title = call.app.db.read_inline(|conn| scope.title(conn))?;
    let formulas = tables::formulas(&call.query()?)?;
    table(&call, title, format, formulas, move |layout| Ok(scope.filter(layout))).await
}

/// Answers with a table of members as far as whoever asks sees them, named like its title.
pub async fn table(
    call: &Call,
    title: String,
    format: Format,
    formulas: Formulas,
    filter: impl FnOnce(&Layout) -> Result<Filter> + Send + 'static,
) -> Result<HttpResponse> {
    // Paheko's JSON has no charset here.
    let media_type = if format == Format::Json { "application/json" } else { format.media_type() };
    let file_name = tables::file_name(&title, format);
    let document = Document::new(title).of(call.app.organisation_name()?);
    let download = Download { document, file_name, media_type, form: Form::new(format, formulas) };
    let principal = call.principal.clone();
    tables::answer(&call.app, download, move |conn, begin| {
        let layout = Layout::read_for(conn, &principal)?;
        let table = Table::new(conn, &layout, filter(&layout)?, format)?;
        table.write(conn, &mut *begin(&table.columns())?)
    })
    .await
}

/// `5.csv`: whose members, and how. An unreadable number counts as 0, a missing format as JSON, as in Paheko.
fn scope_and_format(rest: &str) -> Result<(Scope, Format)> {
    let (number, format) = rest.rsplit_once('.').unwrap_or((rest, "json"));
    let format =
        Format::from_extension(format).ok_or_else(|| Error::invalid(msg!("member-no-such-format", format = format)))?;
    Ok((Scope::from_number(number.parse().unwrap_or(0)), format))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_says_whose_members_and_in_which_format() {
        for (rest, scope, format) in [
            ("5.csv", Scope::Category(5), Format::Csv),
            ("0.json", Scope::Visible, Format::Json),
            ("-1.ods", Scope::Everybody, Format::Ods),
            ("5", Scope::Category(5), Format::Json),
            ("", Scope::Visible, Format::Json),
            ("abc.xlsx", Scope::Visible, Format::Xlsx),
        ] {
            assert_eq!(scope_and_format(rest).unwrap(), (scope, format), "{rest}");
        }
        for rest in ["5.pdf", "5.CSV", "5."] {
            assert!(matches!(scope_and_format(rest), Err(Error::Invalid { .. })), "{rest}");
        }
    }
}

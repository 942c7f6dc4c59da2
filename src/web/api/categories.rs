//! `user/categories`, `user/category/{id}.{format}` (members.md 4).

use std::sync::Arc;

use actix_web::HttpResponse;

use crate::app::App;
use crate::error::{Error, Result};
use crate::json;
use crate::members::categories;
use crate::members::export::{Scope, Table};
use crate::members::layout::Layout;
use crate::members::search::Filter;
use crate::msg;
use crate::sheet::{self, Csv, Format, Formulas, Objects};
use crate::web::call::Call;
use crate::web::params::Params;
use crate::web::respond;

pub async fn list(call: Call) -> Result<HttpResponse> {
    let body = call.app.db.peek(|connection| call.app.categories.get(connection, answer))?;
    Ok(respond::json_body(body.to_vec()))
}

fn answer(connection: &rusqlite::Connection) -> Result<Arc<[u8]>> {
    let all = categories::list(connection)?;
    // Clients cannot tell an empty list from an empty map.
    let body = if all.is_empty() { json::pretty(&[(); 0])? } else { json::pretty(&all)? };
    Ok(body.into())
}

pub async fn export(call: Call) -> Result<HttpResponse> {
    let (scope, format) = scope_and_format(call.part("*"))?;
    let title = call.app.db.peek(|conn| scope.title(conn))?;
    let formulas = formulas(&call.query()?)?;
    table(&call.app, title, format, formulas, move |layout| Ok(scope.filter(layout))).await
}

/// Whether cells that look like formulas are to be escaped in CSV.
pub fn formulas(params: &Params) -> Result<Formulas> {
    Ok(match params.text("formulas")?.as_deref() {
        Some("escape") => Formulas::Escape,
        _ => Formulas::Raw,
    })
}

/// Answers with a table of members, named like its title.
pub async fn table(
    app: &App,
    title: String,
    format: Format,
    formulas: Formulas,
    filter: impl FnOnce(&Layout) -> Result<Filter> + Send + 'static,
) -> Result<HttpResponse> {
    let file_name = file_name(&title, format);
    match format {
        Format::Json | Format::Csv => {
            let bytes = app.db.stream(move |conn, out| {
                let layout = Layout::read(conn)?;
                let table = Table::new(conn, &layout, filter(&layout)?, format)?;
                let columns = table.columns();
                match format {
                    Format::Json => table.write(conn, &mut Objects::new(out, &columns, 0)),
                    _ => table.write(conn, &mut Csv::new(out, &columns, formulas)),
                }
            });
            let media_type = if format == Format::Json { "application/json" } else { format.media_type() };
            Ok(respond::stream(media_type, Some(&file_name), bytes.await?))
        }
        Format::Ods | Format::Xlsx => {
            let work = move |conn: &rusqlite::Connection| {
                let file = tempfile::tempfile()?;
                let layout = Layout::read(conn)?;
                let table = Table::new(conn, &layout, filter(&layout)?, format)?;
                let mut writer = sheet::spreadsheet(format, &title, &table.columns(), file.try_clone()?)?;
                table.write(conn, &mut *writer)?;
                Ok(file)
            };
            respond::file(format.media_type(), &file_name, app.db.read(work).await?).await
        }
    }
}

/// `5.csv`: whose members, and how. A number that is none counts as 0, a missing format as JSON, as clients know it.
fn scope_and_format(rest: &str) -> Result<(Scope, Format)> {
    let (number, format) = rest.rsplit_once('.').unwrap_or((rest, "json"));
    let format =
        Format::from_extension(format).ok_or_else(|| Error::invalid(msg!("member-no-such-format", format = format)))?;
    Ok((Scope::from_number(number.parse().unwrap_or(0)), format))
}

/// The most bytes of a file's name.
const NAME_BYTES_MAX: usize = 128;

/// JSON keeps the name as it is; in other files each run of signs becomes one space.
pub fn file_name(title: &str, format: Format) -> String {
    let extension = format.extension();
    if format == Format::Json {
        return format!("{title}.{extension}");
    }
    let is_kept = |character: char| character.is_alphanumeric() || matches!(character, '_' | '.' | ' ');
    let mut name = String::with_capacity(title.len());
    let mut in_signs = false;
    for character in title.chars() {
        if is_kept(character) {
            name.push(character);
        } else if !in_signs {
            name.push(' ');
        }
        in_signs = !is_kept(character);
    }
    let mut end = name.len().min(NAME_BYTES_MAX - extension.len() - 1);
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    name.truncate(end);
    format!("{name}.{extension}")
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

    #[test]
    fn signs_in_names_of_files_become_spaces_but_in_json() {
        assert_eq!(file_name("Membres - Trésorerie", Format::Csv), "Membres   Trésorerie.csv");
        assert_eq!(file_name("Membres - a/b::c", Format::Ods), "Membres   a b c.ods");
        assert_eq!(file_name("Membres - a/b", Format::Json), "Membres - a/b.json");
        assert!(file_name(&"é".repeat(200), Format::Xlsx).len() <= NAME_BYTES_MAX);
    }
}

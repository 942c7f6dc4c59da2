//! Tables as downloads: the part that all exports share.

use actix_web::HttpResponse;
use rusqlite::Connection;

use crate::app::App;
use crate::db::temporary_folder;
use crate::error::Result;
use crate::sheet::{self, Column, Csv, Document, Format, Formulas, JsonRows, RowWriter, Tsv};
use crate::web::params::Params;
use crate::web::respond;

/// The form in which a table is sent.
#[derive(Debug, Clone, Copy)]
pub enum Form {
    Json,
    Csv(Formulas),
    Ods,
    Xlsx,
    /// Tabs between cells, no quotes.
    Tabs,
}

/// Title and file name of a table.
pub struct Download {
    /// What spreadsheets say about themselves.
    pub document: Document,
    pub file_name: String,
    pub media_type: &'static str,
    pub form: Form,
}

/// Creates the writer of a table and writes the headings.
pub type Begin<'a> = Box<dyn FnOnce(&[Column]) -> Result<Box<dyn RowWriter + 'a>> + 'a>;

/// Answers with the table that `fill` writes: while it is written, or, for spreadsheets, once it is complete.
pub async fn answer(
    app: &App,
    download: Download,
    fill: impl FnOnce(&Connection, Begin<'_>) -> Result<()> + Send + 'static,
) -> Result<HttpResponse> {
    let Download { document, file_name, media_type, form } = download;
    let format = match form {
        Form::Ods => Format::Ods,
        Form::Xlsx => Format::Xlsx,
        Form::Json | Form::Csv(_) | Form::Tabs => {
            let bytes = app.db.stream(move |conn, out| {
                let begin = move |columns: &[Column]| -> Result<Box<dyn RowWriter + '_>> {
                    Ok(match form {
                        Form::Csv(formulas) => Box::new(Csv::new(out, columns, formulas)),
                        Form::Tabs => Box::new(Tsv::new(out, columns)),
                        _ => Box::new(JsonRows::new(out, columns, 0)),
                    })
                };
                fill(conn, Box::new(begin))
            });
            return Ok(respond::stream(media_type, Some(&file_name), bytes.await?));
        }
    };
    let work = move |conn: &Connection| {
        let file = temporary_folder::new_file()?;
        let begin = |columns: &[Column]| -> Result<Box<dyn RowWriter>> {
            Ok(sheet::spreadsheet(format, &document, columns, file.try_clone()?)?)
        };
        fill(conn, Box::new(begin))?;
        Ok(file)
    };
    Ok(respond::file(media_type, &file_name, app.db.spool(work).await?))
}

impl Download {
    /// The table of that title in a format, with the file name that follows from the title. Reads `formulas`.
    pub fn new(app: &App, title: &str, format: Format, params: &Params) -> Result<Self> {
        Ok(Download {
            document: Document::new(title).of(app.organisation_name()?),
            file_name: file_name(title, format),
            media_type: format.media_type(),
            form: Form::new(format, formulas(params)?),
        })
    }
}

impl Form {
    pub fn new(format: Format, formulas: Formulas) -> Self {
        match format {
            Format::Json => Form::Json,
            Format::Csv => Form::Csv(formulas),
            Format::Ods => Form::Ods,
            Format::Xlsx => Form::Xlsx,
        }
    }
}

/// Whether cells that look like formulas are to be escaped in CSV.
pub fn formulas(params: &Params) -> Result<Formulas> {
    Ok(params.choice("formulas", &Formulas::ALL, Formulas::word)?.unwrap_or_default())
}

/// The most bytes of a file's name.
const NAME_BYTES_MAX: usize = 128;

/// JSON keeps the name as it is; in other files each run of spaces and of signs that file systems or shells may refuse
/// becomes one space.
pub fn file_name(title: &str, format: Format) -> String {
    let extension = format.extension();
    if format == Format::Json {
        return format!("{title}.{extension}");
    }
    let is_kept = |character: char| character.is_alphanumeric() || matches!(character, '_' | '.' | '-');
    let words: Vec<&str> = title.split(|c| !is_kept(c)).filter(|word| !word.is_empty()).collect();
    let mut name = words.join(" ");
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
    fn signs_in_names_of_files_become_single_spaces_but_in_json() {
        assert_eq!(file_name("Membres - Trésorerie", Format::Csv), "Membres - Trésorerie.csv");
        assert_eq!(file_name("Membres - a/b::c  (d) !", Format::Ods), "Membres - a b c d.ods");
        assert_eq!(file_name("Membres - a/b", Format::Json), "Membres - a/b.json");
        assert!(file_name(&"é".repeat(200), Format::Xlsx).len() <= NAME_BYTES_MAX);
    }
}

//! `ruche sql`: a question to the database, under the same rules as the route `sql`.

use std::io::{BufWriter, IsTerminal, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;

use super::{CliContext, output};
use crate::app;
use crate::db;
use crate::error::{Error, Result};
use crate::msg;
use crate::query::{Cancel, Limits, Reader, Statement, answer};
use crate::sheet::{Format, Formulas};

#[derive(Args)]
pub struct Arguments {
    statement: Option<String>,
    #[arg(long, value_name = "json|csv|ods|xlsx", hide_possible_values = true,
          value_parser = ["json", "csv", "ods", "xlsx"])]
    format: Option<String>,
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    #[arg(long, value_name = "raw|escape", default_value = "raw", hide_default_value = true,
          hide_possible_values = true, value_parser = ["raw", "escape"])]
    formulas: String,
}

pub fn run(context: &CliContext, arguments: Arguments) -> Result<ExitCode> {
    let format = format(&arguments)?;
    let text = statement(arguments.statement)?;
    // The output may go to a file that is as large as the disk allows.
    let limits = Limits { temporary_bytes: u64::MAX, ..app::sql_limits(&context.config) };
    let statement = Statement::parse(&text, &limits)?;
    let formulas = if arguments.formulas == "escape" { Formulas::Escape } else { Formulas::Raw };
    let style = answer::Style { formulas, ..answer::Style::default() };
    let mut reader = Reader::new(db::open_shared_read_only(&context.config.db)?, limits)?;
    match arguments.output {
        None => write_text(&mut reader, &statement, format, style, std::io::stdout().lock())?,
        Some(path) => {
            let mut draft = output::begin_file(&context.config, &path)?;
            match format {
                Format::Json | Format::Csv => {
                    write_text(&mut reader, &statement, format, style, draft.file())?;
                }
                Format::Ods | Format::Xlsx => {
                    let file = draft.file().try_clone()?;
                    answer::write_spreadsheet(&mut reader, &statement, &Cancel::default(), format, style, file)?;
                }
            }
            draft.replace(&path)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn write_text(
    reader: &mut Reader,
    statement: &Statement,
    format: Format,
    style: answer::Style,
    out: impl Write,
) -> Result<()> {
    let mut out = BufWriter::new(out);
    if format == Format::Json {
        answer::write_json(reader, statement, &Cancel::default(), &mut out)?;
        out.write_all(b"\n")?;
    } else {
        answer::write_csv(reader, statement, &Cancel::default(), style, &mut out)?;
    }
    Ok(out.flush()?)
}

/// The format asked for, else the one of the file's extension, else JSON. Spreadsheets are not printed on a terminal.
fn format(arguments: &Arguments) -> Result<Format> {
    let extension = arguments.output.as_deref().and_then(Path::extension).and_then(|extension| extension.to_str());
    let named = arguments.format.as_deref().or(extension).and_then(Format::from_extension);
    let format = named.unwrap_or(Format::Json);
    if matches!(format, Format::Ods | Format::Xlsx) && arguments.output.is_none() {
        return Err(Error::invalid(msg!("cli-sql-needs-output", format = format.extension())));
    }
    Ok(format)
}

/// The argument, or standard input for `-` and for none at all.
fn statement(argument: Option<String>) -> Result<String> {
    match argument {
        Some(text) if text != "-" => return Ok(text),
        None if std::io::stdin().is_terminal() => return Err(Error::invalid(msg!("cli-sql-missing"))),
        _ => {}
    }
    let mut bytes = Vec::new();
    std::io::stdin().read_to_end(&mut bytes)?;
    String::from_utf8(bytes).map_err(|_| Error::invalid(msg!("param-not-utf8")))
}

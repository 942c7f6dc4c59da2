//! `ruche get`: a question to the API without a server.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use super::{CliContext, output};
use crate::app::App;
use crate::error::{Error, Result};
use crate::web::local::{self, Answer};

/// What curl gives for a refused request (`--fail`).
const REFUSED: u8 = 22;

#[derive(Args)]
pub struct Arguments {
    path: String,
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
}

pub fn run(context: CliContext, arguments: Arguments) -> Result<ExitCode> {
    actix_web::rt::System::new().block_on(async {
        let app = App::open_shared(context.config.clone())?;
        let path = full_path(&arguments.path);
        let done = match local::get(app.clone(), &path, context.language).await {
            Ok(answer) => print(&context, answer, arguments.output).await,
            Err(error @ Error::NotFound(_)) => Ok(refused(&error.sentence(context.language))),
            Err(error) => Err(error),
        };
        app.close().await?;
        done
    })
}

async fn print(context: &CliContext, mut answer: Answer, target: Option<PathBuf>) -> Result<ExitCode> {
    if answer.status >= 400 {
        let mut body = Vec::new();
        copy(&mut answer, &mut body).await?;
        let error: serde_json::Value = serde_json::from_slice(&body).unwrap_or_default();
        return Ok(refused(&format!("{} ({})", error["error"].as_str().unwrap_or_default(), answer.status)));
    }
    match target {
        None => copy(&mut answer, &mut std::io::stdout().lock()).await?,
        Some(path) => {
            let mut draft = output::begin_file(&context.config, &path)?;
            copy(&mut answer, draft.file()).await?;
            draft.replace(&path)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn refused(sentence: &str) -> ExitCode {
    let _ = writeln!(std::io::stderr(), "ruche: {sentence}");
    ExitCode::from(REFUSED)
}

async fn copy(answer: &mut Answer, out: &mut impl Write) -> Result<()> {
    while let Some(piece) = answer.next().await {
        out.write_all(&piece?)?;
    }
    Ok(out.flush()?)
}

/// `status` and `/api/status` are the same; characters that an address cannot hold, such as spaces, are encoded.
fn full_path(path: &str) -> String {
    let start = if path.starts_with('/') { "" } else { "/api/" };
    format!("{start}{}", utf8_percent_encode(path.strip_prefix("api/").unwrap_or(path), REFUSED_IN_ADDRESSES))
}

/// Characters of ASCII that no address may hold (RFC 3986), and `#`, which would begin a fragment. `%` stays: what is
/// encoded already is not encoded twice.
const REFUSED_IN_ADDRESSES: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'<')
    .add(b'>')
    .add(b'\\')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}')
    .add(b'#');

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_start_of_the_path_may_be_left_out() {
        for path in ["status", "api/status", "/api/status"] {
            assert_eq!(full_path(path), "/api/status");
        }
        assert_eq!(full_path("/healthz"), "/healthz");
    }

    #[test]
    fn what_an_address_cannot_hold_is_encoded_and_nothing_twice() {
        assert_eq!(full_path("sql?sql=SELECT \"é\"%20"), "/api/sql?sql=SELECT%20%22%C3%A9%22%20");
    }
}

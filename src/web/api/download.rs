//! `download`, `download/files` (platform.md 3).

use actix_web::HttpResponse;

use crate::auth::{Level, Section};
use crate::db::{byte_stream, hashed_copy};
use crate::error::Result;
use crate::files;
use crate::web::call::Call;
use crate::web::respond;

/// The whole database and its SHA-1; below the administrators' level, without any secret.
pub async fn database(call: Call) -> Result<HttpResponse> {
    let app = call.app;
    // What this very request noted belongs in the copy.
    app.authenticator.last_use.write(&app.db).await?;
    let with_secrets = call.principal.rights.reach(Section::Download, Level::Admin);
    let source = app.db.path().to_owned();
    let copy = crate::db::blocking(move || hashed_copy::make(&source, with_secrets)).await?;
    let size = copy.total_bytes();
    let date = app.clock.local_now().strftime("%Y-%m-%d").to_string();
    let name = format!("{} - Sauvegarde données - {date}.sqlite", app.organisation_name()?);
    let bytes = byte_stream(move |out| copy.write_to(out)).await?;
    Ok(respond::sized_stream("application/octet-stream", &name, size, bytes))
}

/// Every file, in one ZIP. It is made beside and then sent, so that its size is announced and no client's pace keeps a
/// snapshot of the database open.
pub async fn files(call: Call) -> Result<HttpResponse> {
    let name = format!("{} - Documents.zip", call.app.organisation_name()?);
    let archive = call
        .app
        .db
        .read(|connection| {
            let file = tempfile::tempfile()?;
            files::archive::write(connection, &file)?;
            Ok(file)
        })
        .await?;
    respond::file("application/zip", &name, archive).await
}

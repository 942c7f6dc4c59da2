//! `download`, `download/files` (platform.md 3). Both are written to a temporary file and then sent, so that their size is
//! announced and no client keeps a snapshot of the database open.

use actix_web::HttpResponse;

use crate::auth::{Level, Section};
use crate::db::{hashed_copy, temporary_folder};
use crate::error::Result;
use crate::files;
use crate::web::call::Call;
use crate::web::respond;

/// The whole database and its SHA-1; below the administrators' level, without any secret.
pub async fn database(call: Call) -> Result<HttpResponse> {
    let app = call.app;
    app.db.require_present()?;
    // The copy includes what this very request noted, unless that cannot be written: a full disk is when a copy is wanted.
    if let Err(error) = app.authenticator.last_use.write(&app.db).await {
        tracing::warn!(%error, "the last use of keys could not be noted before a download");
    }
    let with_secrets = call.principal.rights.reach(Section::Download, Level::Admin);
    let source = app.db.path().to_owned();
    // The copy is made on a connection of its own; a turn among the long readings bounds how many are made at once.
    let copy = app.db.spool(move |_| hashed_copy::make(&source, with_secrets)).await?;
    let date = app.clock.local_now().strftime("%Y-%m-%d").to_string();
    let name = format!("{} - Sauvegarde données - {date}.sqlite", app.organisation_name()?);
    Ok(respond::file("application/octet-stream", &name, copy))
}

/// Every file, in one ZIP.
pub async fn files(call: Call) -> Result<HttpResponse> {
    let name = format!("{} - Documents.zip", call.app.organisation_name()?);
    let archive = call.app.db.spool(|connection| {
        let file = temporary_folder::new_file()?;
        files::archive::write(connection, &file)?;
        Ok(file)
    });
    Ok(respond::file("application/zip", &name, archive.await?))
}

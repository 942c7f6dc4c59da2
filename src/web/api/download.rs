//! `download`, `download/files` (platform.md 3). Both are written to a temporary file and then sent, so that their size is
//! announced and no client keeps a snapshot of the database open.

use actix_web::HttpResponse;
use tokio::sync::OwnedSemaphorePermit;

use crate::auth::{Level, Section};
use crate::db::{hashed_copy, temporary_folder};
use crate::error::{Error, Result};
use crate::web::call::Call;
use crate::web::respond;
use crate::{files, msg};

/// The whole database and its SHA-1; below the administrators' level, without any secret.
pub async fn database(call: Call) -> Result<HttpResponse> {
    let turn = begin(&call)?;
    let app = call.app;
    app.db.require_present()?;
    // The copy includes what this very request noted, unless that cannot be written: a full disk is when a copy is wanted.
    if let Err(error) = app.authenticator.last_use.write(&app.db).await {
        tracing::warn!(%error, "the last use of keys could not be noted before a download");
    }
    // Hashes are worth more than any one scope.
    let rights = &call.principal.rights;
    let with_secrets = rights.reach(Section::Download, Level::Admin) && rights.scopes().is_everything();
    let source = app.db.path().to_owned();
    // The copy is made on a connection of its own; a turn among the long readings bounds how many are made at once.
    // Without the secrets it is written anew, beside the first copy.
    let bytes = app.db.bytes().await?.saturating_mul(if with_secrets { 1 } else { 2 });
    let copy = app.db.spool_whole(bytes, move |_| hashed_copy::make(&source, with_secrets)).await?;
    let date = app.clock.local_now().strftime("%Y-%m-%d").to_string();
    let name = format!("{} - Sauvegarde données - {date}.sqlite", app.organisation_name()?);
    Ok(respond::file_with("application/octet-stream", &name, copy, turn))
}

/// Every file, in one ZIP, which names those whose content is not here.
pub async fn files(call: Call) -> Result<HttpResponse> {
    let turn = begin(&call)?;
    let name = format!("{} - Documents.zip", call.app.organisation_name()?);
    let language = call.language;
    let bytes = call.app.db.read(files::archive::content_bytes).await?;
    let archive = call.app.db.spool_whole(bytes, move |connection| {
        let file = temporary_folder::new_file()?;
        files::archive::write(connection, language, &file)?;
        Ok(file)
    });
    Ok(respond::file_with("application/zip", &name, archive.await?, turn))
}

/// One of the downloads that there may be at once, until it is sent or given up: each has a whole copy on the disk.
fn begin(call: &Call) -> Result<OwnedSemaphorePermit> {
    call.state.downloads.clone().try_acquire_owned().map_err(|_| Error::Busy(msg!("download-too-many")))
}

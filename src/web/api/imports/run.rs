//! Preview and import over HTTP, the same for every kind of import.

use actix_web::HttpResponse;

use super::conflict::conflict;
use super::uploaded_file::UploadedFile;
use crate::error::Result;
use crate::idempotency::Answer;
use crate::imports::{self, Import, ImportRequest, Imported, options};
use crate::params::Params;
use crate::web::call::Call;
use crate::web::respond;
use crate::{json as spelling, msg};

/// Reads the parameters of an import.
type ReadOptions<I> = fn(&Call, &Params) -> Result<I>;

async fn read<I>(call: &mut Call, read: ReadOptions<I>) -> Result<ImportRequest<I>> {
    let uploaded = UploadedFile::read(call).await?;
    Ok(ImportRequest {
        import: read(call, &uploaded.params)?,
        token: options::token(&uploaded.params)?,
        file: uploaded.file,
        file_name: uploaded.file_name,
        language: call.language,
    })
}

pub async fn preview_of<I: Import>(mut call: Call, options: ReadOptions<I>) -> Result<HttpResponse> {
    let request = read(&mut call, options).await?;
    let preview = call.app.db.read_long(move |conn| imports::preview(conn, request)).await?;
    let bytes = call.app.db.byte_stream(move |out| spelling::write_pretty(out, &preview)).await?;
    Ok(respond::stream(respond::JSON, None, bytes))
}

/// 200 and an empty body, as Paheko answers; the header `X-Import` holds the identifier of the import.
pub async fn import_of<I: Import>(mut call: Call, options: ReadOptions<I>) -> Result<HttpResponse> {
    let request = read(&mut call, options).await?;
    let (trace, language) = (call.trace(), call.language);
    call.write_answer(move |tx| match imports::import(tx, request, &trace)? {
        Imported::Done(id) => Ok(Answer::empty().with_header("x-import", id)),
        Imported::StalePreview(preview) => conflict(language, msg!("import-changed-since"), "preview", &*preview),
    })
    .await
}

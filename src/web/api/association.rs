//! `association`: what the association says of itself.

use actix_web::HttpResponse;

use crate::db::settings;
use crate::error::Result;
use crate::web::call::Call;
use crate::web::respond;

pub async fn list(call: Call) -> Result<HttpResponse> {
    respond::json(&call.app.db.read(settings::all).await?)
}

/// Changes those that are given, and answers with all.
pub async fn change(mut call: Call) -> Result<HttpResponse> {
    let params = call.params().await?;
    let mut given = Vec::with_capacity(params.tree.len());
    for name in params.tree.keys() {
        given.push((name.clone(), params.text(name)?.unwrap_or_default().into_owned()));
    }
    let changed = call.app.db.write(move |tx| {
        given.iter().try_for_each(|(name, text)| settings::set(tx, name, text).map(drop))?;
        settings::all(tx)
    });
    respond::json(&changed.await?)
}

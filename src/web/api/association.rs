//! `association`: what the association says of itself.

use actix_web::HttpResponse;

use crate::association::{self, Settings};
use crate::error::Result;
use crate::web::call::Call;
use crate::web::respond;

pub async fn list(call: Call) -> Result<HttpResponse> {
    respond::json(&call.app.db.read(association::all).await?)
}

/// Changes those that are given, and answers with all.
pub async fn change(mut call: Call) -> Result<HttpResponse> {
    let params = call.params().await?;
    let mut given = Vec::with_capacity(params.tree.len());
    for name in params.tree.keys() {
        given.push((name.clone(), params.text(name)?.unwrap_or_default().into_owned()));
    }
    let changed = call.app.db.write(move |tx| {
        let mut zone = None;
        for (name, text) in &given {
            if association::set(tx, name, text)?.is_some_and(|change| change.name == "timezone") {
                zone = Some(Settings::read(tx)?.time_zone());
            }
        }
        Ok((association::all(tx)?, zone))
    });
    let (all, zone) = changed.await?;
    if let Some(zone) = zone {
        call.app.clock.set_zone(zone);
    }
    respond::json(&all)
}

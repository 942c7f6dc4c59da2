//! `association`: the settings of the association.

use actix_web::HttpResponse;

use crate::association::{self, Settings};
use crate::error::Result;
use crate::web::call::Call;
use crate::web::respond;

pub async fn list(call: Call) -> Result<HttpResponse> {
    respond::json(&call.app.db.read(association::all).await?)
}

/// Changes the settings that the request names and answers with all of them.
pub async fn change(mut call: Call) -> Result<HttpResponse> {
    let params = call.params().await?;
    let mut given = Vec::with_capacity(params.tree.len());
    for name in params.tree.keys() {
        let value = params.text(name)?;
        let text = match value {
            // JSON false means no; a blank text removes the value, if the setting is optional.
            _ if association::is_flag(name) && (value.is_some() || params.tree[name] == false) => {
                if params.flag(name)? { "1" } else { "0" }.to_owned()
            }
            value => value.unwrap_or_default(),
        };
        given.push((name.clone(), text));
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

//! `association`: the settings of the association.

use actix_web::HttpResponse;

use crate::association::{self, Settings};
use crate::audit::{AuditLog, settings};
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
    let changes_zone = given.iter().any(|(name, _)| name == "timezone");
    let trace = call.trace();
    let answer = call.write(move |tx| {
        let given = given.iter().map(|(name, text)| (name.as_str(), text.as_str()));
        settings::change(tx, given, &AuditLog::open(tx, &trace)?)?;
        association::all(tx)
    });
    let answer = answer.await?;
    if changes_zone {
        call.app.clock.set_zone(call.app.db.read_inline(Settings::read)?.time_zone());
    }
    Ok(answer)
}

//! `version`, `status`: what runs here and how it is.

use std::time::SystemTime;

use actix_web::HttpResponse;
use jiff::Timestamp;
use serde_json::json;

use crate::db::{backup, blocking, migrations, schema};
use crate::error::Result;
use crate::web::call::Call;
use crate::web::respond;

pub async fn version(_: Call) -> Result<HttpResponse> {
    respond::json(&json!({"name": "ruche", "version": env!("CARGO_PKG_VERSION"), "compatible_with": "paheko 1.3.22"}))
}

pub async fn status(call: Call) -> Result<HttpResponse> {
    let app = call.app.clone();
    let (bytes, last_backup) = blocking(move || {
        let bytes = std::fs::metadata(app.db.path())?.len();
        let last_backup = backup::list(&app.config.backup_directory())?.into_iter().next();
        Ok((bytes, last_backup))
    })
    .await?;
    respond::json(&json!({
        "version": env!("CARGO_PKG_VERSION"),
        "database": {
            "bytes": bytes,
            "user_version": schema::USER_VERSION,
            "ruche_schema": migrations::CURRENT,
        },
        "last_backup": last_backup.map(|backup| json!({"name": backup.name, "bytes": backup.bytes, "date": iso(backup.modified)})),
        "uptime_seconds": call.app.started.elapsed().as_secs(),
    }))
}

/// The moment in UTC, RFC 3339.
fn iso(moment: SystemTime) -> Option<String> {
    Timestamp::try_from(moment).ok().map(|moment| moment.strftime("%Y-%m-%dT%H:%M:%SZ").to_string())
}

//! `version`, `status`: which program runs and the state it is in.

use std::time::SystemTime;

use actix_web::HttpResponse;
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::app::job_log::JobStatus;
use crate::db::{backup, blocking, migrations, schema};
use crate::error::Result;
use crate::job_queue;
use crate::mail::{Transport, queue, uncertain};
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
    let queue = call.app.db.read(|conn| Ok((job_queue::summary(conn)?, queue::count(conn)?, uncertain::count(conn)?)));
    let (jobs, waiting, uncertain) = queue.await?;
    respond::json(&json!({
        "version": env!("CARGO_PKG_VERSION"),
        "database": {
            "bytes": bytes,
            "user_version": schema::USER_VERSION,
            "ruche_schema": migrations::CURRENT,
        },
        "last_backup": last_backup.map(|backup| json!({"name": backup.name, "bytes": backup.bytes, "date": iso(backup.modified)})),
        "uptime_seconds": call.app.started.elapsed().as_secs(),
        "queue": jobs,
        "mail": {
            "transport": Transport::of(&call.app.config)?.word(),
            "waiting": waiting,
            "uncertain": uncertain,
        },
        "jobs": call.app.job_log.list(call.language).iter().map(job).collect::<Vec<_>>(),
    }))
}

fn job(job: &JobStatus) -> Value {
    json!({
        "name": job.name,
        "last_run": utc(job.last_run),
        "last_success": job.last_success.map(utc),
        "failures": job.failures,
        "last_error": job.last_error,
    })
}

fn iso(moment: SystemTime) -> Option<String> {
    Timestamp::try_from(moment).ok().map(utc)
}

/// The moment in UTC, RFC 3339.
fn utc(moment: Timestamp) -> String {
    moment.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

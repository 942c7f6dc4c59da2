//! `version`, `status`: which program runs and the state it is in.

use std::time::SystemTime;

use actix_web::HttpResponse;
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::app::job_log::JobStatus;
use crate::app::log_lines;
use crate::db::backup::{Backup, Backups};
use crate::db::{blocking, migrations, schema, temporary_folder};
use crate::error::{Error, Result};
use crate::job_queue;
use crate::mail::{Transport, queue, uncertain};
use crate::web::call::Call;
use crate::web::respond;

pub async fn version(_: Call) -> Result<HttpResponse> {
    respond::json(&json!({"name": "ruche", "version": env!("CARGO_PKG_VERSION"), "compatible_with": "paheko 1.3.22"}))
}

pub async fn status(call: Call) -> Result<HttpResponse> {
    let app = call.app.clone();
    let state = blocking(move || {
        Ok(State {
            bytes: std::fs::metadata(app.db.path()).ok().map(|file| file.len()),
            fault: app.db.require_writable().err(),
            last_backup: Backups::of(app.db.path(), &app.config.backup_directory()).list()?.into_iter().next(),
            temporary_fault: temporary_folder::new_file().err(),
        })
    })
    .await?;
    let sentence = |error: Option<Error>| error.map(|error| error.sentence(call.language));
    let queue = call.app.db.read(|conn| Ok((job_queue::summary(conn)?, queue::count(conn)?, uncertain::count(conn)?)));
    // The state of a server is asked most when something is wrong with its file.
    let (jobs, waiting, uncertain) = match queue.await {
        Ok((jobs, waiting, uncertain)) => (Some(jobs), Some(waiting), Some(uncertain)),
        Err(error) => {
            tracing::error!(%error, "the queue could not be read for its state");
            (None, None, None)
        }
    };
    respond::json(&json!({
        "version": env!("CARGO_PKG_VERSION"),
        "database": {
            "bytes": state.bytes,
            "fault": sentence(state.fault),
            "user_version": schema::USER_VERSION,
            "ruche_schema": migrations::CURRENT,
        },
        "temporary": {
            "bytes": call.app.db.temporary().used(),
            "fault": sentence(state.temporary_fault),
        },
        "log": {"lost_lines": log_lines::lost()},
        "last_backup": state.last_backup.map(|backup| json!({"name": backup.name, "bytes": backup.bytes, "date": iso(backup.modified)})),
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

/// What has to be asked of the disk.
struct State {
    bytes: Option<u64>,
    /// Why nothing can be saved.
    fault: Option<Error>,
    last_backup: Option<Backup>,
    temporary_fault: Option<Error>,
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

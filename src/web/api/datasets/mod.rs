//! `datasets`: flat tables for spreadsheets and programs, at addresses that stay.

mod known;
mod request;
mod table;

use actix_web::HttpResponse;
use serde_json::{Value, json};

use crate::datasets::Dataset;
use crate::error::Result;
use crate::web::call::Call;
use crate::web::respond;

pub use known::Known;

/// The datasets that the principal may read, with their columns.
pub async fn list(call: Call) -> Result<HttpResponse> {
    let principal = call.principal.clone();
    let datasets = call.app.db.read(move |conn| Known::readable(conn, &principal)).await?;
    respond::json(&json!({"datasets": datasets.iter().map(described).collect::<Vec<_>>()}))
}

fn described(dataset: &Dataset) -> Value {
    let columns = dataset.columns.iter().map(|column| json!({"name": column.name, "type": column.kind.word()}));
    let addresses = request::EXTENSIONS.map(|extension| format!("/api/datasets/{}.{extension}", dataset.name));
    json!({
        "name": dataset.name,
        "key": dataset.key().name,
        "since": dataset.changed,
        "columns": columns.collect::<Vec<_>>(),
        "addresses": addresses,
        "odata": format!("/odata/{}", dataset.name),
    })
}

pub async fn members(call: Call) -> Result<HttpResponse> {
    table::answer(call, Known::Members).await
}

pub async fn subscriptions(call: Call) -> Result<HttpResponse> {
    table::answer(call, Known::Subscriptions).await
}

pub async fn transactions(call: Call) -> Result<HttpResponse> {
    table::answer(call, Known::Transactions).await
}

pub async fn lines(call: Call) -> Result<HttpResponse> {
    table::answer(call, Known::Lines).await
}

pub async fn balances(call: Call) -> Result<HttpResponse> {
    table::answer(call, Known::Balances).await
}

pub async fn pages(call: Call) -> Result<HttpResponse> {
    table::answer(call, Known::Pages).await
}

pub async fn files(call: Call) -> Result<HttpResponse> {
    table::answer(call, Known::Files).await
}

//! Operations on the flat tables for spreadsheets, and their form as OData.

use super::operation::{Operation, content, download, get};

/// A part of a dataset in JSON. The other formats are contents of their own.
const PAGE: &str = "any";
const QUERY: &str = "since fields limit:int after";

pub const OPERATIONS: &[Operation] = &[
    get("datasets", "any"),
    content("datasets/members.{format}", PAGE).query(QUERY),
    content("datasets/subscriptions.{format}", PAGE).query(QUERY),
    content("datasets/transactions.{format}", PAGE).query(QUERY),
    content("datasets/lines.{format}", PAGE).query(QUERY),
    content("datasets/balances.{format}", PAGE).query(QUERY),
    content("datasets/pages.{format}", PAGE).query(QUERY),
    content("datasets/files.{format}", PAGE).query(QUERY),
    // OData describes itself in `$metadata`, and its errors have a form of their own: it stays out of this document.
    get("odata", "any").refuses(),
    download("odata/$metadata", "application/xml").refuses(),
    get("odata/{set}", "any").refuses(),
    download("odata/{set}/$count", "text/plain").refuses(),
];

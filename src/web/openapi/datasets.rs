//! Operations on the flat tables for spreadsheets, and their form as OData.

use super::operation::{Operation, content, download, get};

/// A part of a dataset in JSON. The other formats are contents of their own.
const PAGE: &str = "any";
const QUERY: &str = "since fields limit:int after";
const ODATA: &str = "$select $filter $orderby $top:int $skip:int $skiptoken $count $format";

pub const OPERATIONS: &[Operation] = &[
    get("datasets", "any"),
    content("datasets/members.{format}", PAGE).query(QUERY),
    content("datasets/subscriptions.{format}", PAGE).query(QUERY),
    content("datasets/transactions.{format}", PAGE).query(QUERY),
    content("datasets/lines.{format}", PAGE).query(QUERY),
    content("datasets/balances.{format}", PAGE).query(QUERY),
    content("datasets/pages.{format}", PAGE).query(QUERY),
    content("datasets/files.{format}", PAGE).query(QUERY),
    get("odata", "any"),
    download("odata/$metadata", "application/xml"),
    get("odata/{set}", "any").query(ODATA),
    download("odata/{set}/$count", "text/plain").query("$filter"),
];

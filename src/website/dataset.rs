//! The dataset of pages: one row for each, whoever may see it on the site, with its text as it was written.

use crate::datasets::{Column, Dataset, Kind};
use crate::website::page::{Kind as PageKind, Status};

/// `pages`
pub fn dataset() -> Dataset {
    let words = |column: &str, known: Vec<(i64, &str)>| {
        let cases: String = known.iter().map(|(number, word)| format!(" WHEN {number} THEN '{word}'")).collect();
        format!("CASE {column}{cases} ELSE CAST({column} AS TEXT) END")
    };
    let status = |column: &str| words(column, Status::ALL.iter().map(|known| (known.number(), known.word())).collect());
    let kind = words("w.type", PageKind::ALL.iter().map(|known| (known.number(), known.word())).collect());
    let columns = [
        ("id", Kind::Integer, "w.id".to_owned()),
        ("id_parent", Kind::Integer, "w.id_parent".to_owned()),
        ("uri", Kind::Text, "w.uri".to_owned()),
        ("type", Kind::Text, kind),
        ("status", Kind::Text, status("w.status")),
        ("inherited_status", Kind::Text, status("w.inherited_status")),
        ("format", Kind::Text, "w.format".to_owned()),
        ("published", Kind::Moment, "w.published".to_owned()),
        ("modified", Kind::Moment, "w.modified".to_owned()),
        ("title", Kind::Text, "w.title".to_owned()),
        ("content", Kind::Text, "w.content".to_owned()),
    ];
    Dataset {
        name: "pages",
        columns: columns.into_iter().map(|(name, kind, sql)| Column::new(name, kind, sql)).collect(),
        from: "web_pages w".to_owned(),
        values: Vec::new(),
        changed: Some("modified"),
    }
}

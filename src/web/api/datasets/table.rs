//! A dataset as a file: read twice in one snapshot, first for its tag and its next page, which its head tells, then for its
//! rows. Memory does not grow with them.

use std::fs::File;
use std::io::Write;
use std::sync::mpsc::{self, SyncSender};

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, EntityTag, HeaderValue};
use rusqlite::Connection;
use sha2::{Digest, Sha256};

use super::known::Known;
use super::request::{Form, Wanted};
use crate::auth::Principal;
use crate::datasets::write::{Objects, Typing};
use crate::datasets::{Dataset, Key, Query};
use crate::db::{ChunkWriter, temporary_folder};
use crate::error::{Error, Result};
use crate::json::write_string;
use crate::sheet::{self, Cell, Column, Csv, Document, Format, RowWriter};
use crate::text::hexadecimal;
use crate::web::call::Call;
use crate::web::respond;
use crate::web::stored_file::KnownTags;

/// Browsers and spreadsheets keep it, and ask each time whether it changed.
const ASK: &str = "private, no-cache";

/// What a table is made of.
struct Table {
    known: Known,
    form: Form,
    wanted: Wanted,
    reader: Principal,
    organisation: String,
    path: String,
    query: String,
    /// The codings that the client takes: a compressed body is another one.
    codings: String,
    tags: KnownTags,
}

/// What the head of the answer says.
struct Head {
    tag: EntityTag,
    next_url: Option<String>,
    /// The client has this very table.
    is_known: bool,
}

pub async fn answer(call: Call, known: Known) -> Result<HttpResponse> {
    let form = Form::of_extension(call.part("format"))?;
    let file_name = format!("{}.{}", known.name(), form.extension());
    let codings = call.request.headers().get(header::ACCEPT_ENCODING).map(|value| value.as_bytes().to_vec());
    let table = Table {
        known,
        form,
        wanted: Wanted::read(&call.app, &call.query()?)?,
        reader: call.principal.clone(),
        organisation: call.app.organisation_name()?,
        path: call.request.uri().path().to_owned(),
        query: call.request.uri().query().unwrap_or_default().to_owned(),
        codings: String::from_utf8_lossy(&codings.unwrap_or_default()).into_owned(),
        tags: KnownTags::of(&call.request),
    };
    let (tell, told) = mpsc::sync_channel(1);
    let body = match form {
        Form::Json | Form::Jsonl | Form::Csv => {
            let bytes = call.app.db.stream(move |conn, out| table.write(conn, &tell, out)).await?;
            respond::stream(form.media_type(), Some(&file_name), bytes)
        }
        Form::Ods => spreadsheet(&call, table, tell, Format::Ods, &file_name).await?,
        Form::Xlsx => spreadsheet(&call, table, tell, Format::Xlsx, &file_name).await?,
    };
    // It was told before the first row was written.
    let head = told.try_recv().map_err(Error::internal)?;
    Ok(head.put_on(body))
}

async fn spreadsheet(
    call: &Call,
    table: Table,
    tell: SyncSender<Head>,
    format: Format,
    file_name: &str,
) -> Result<HttpResponse> {
    let file = call.app.db.spool(move |conn| table.write_spreadsheet(conn, &tell, format)).await?;
    Ok(respond::file(format.media_type(), file_name, file))
}

impl Head {
    fn put_on(self, mut response: HttpResponse) -> HttpResponse {
        if self.is_known {
            response = HttpResponse::new(StatusCode::NOT_MODIFIED);
        }
        let headers = response.headers_mut();
        let mut set = |name, value: &str| {
            if let Ok(value) = HeaderValue::from_str(value) {
                headers.insert(name, value);
            }
        };
        set(header::CACHE_CONTROL, ASK);
        set(header::ETAG, &self.tag.to_string());
        if let Some(address) = self.next_url {
            set(header::LINK, &format!("<{address}>; rel=\"next\""));
        }
        response
    }
}

impl Table {
    fn columns(&self, dataset: &Dataset, query: &Query) -> Vec<Column> {
        let column = |at: &usize| &dataset.columns[*at];
        query.columns.iter().map(column).map(|column| Column::new(&column.name, column.kind.of_sheet())).collect()
    }

    /// The first reading. Tells the head, unless nobody listens any more; gives the address of the next page, and whether
    /// the client has the table.
    fn tell_head(
        &self,
        conn: &Connection,
        dataset: &Dataset,
        query: &Query,
        tell: &SyncSender<Head>,
    ) -> Result<(Option<String>, bool)> {
        let mut digest = Sha256::new();
        for text in [env!("CARGO_PKG_VERSION"), &self.path, &self.query, &self.codings, &self.organisation] {
            add(&mut digest, b't', text.as_bytes());
        }
        for column in self.columns(dataset, query) {
            add(&mut digest, b'c', column.title.as_bytes());
        }
        let last = query.walk(conn, dataset, |cells| {
            cells.iter().for_each(|cell| add_cell(&mut digest, *cell));
            Ok(())
        })?;
        let next_url = last.map(|key| self.next_url(&key));
        add(&mut digest, b'n', next_url.as_deref().unwrap_or_default().as_bytes());
        let tag = hexadecimal(&digest.finalize()[..16]);
        // Spreadsheets say when they were made.
        let is_exact = !matches!(self.form, Form::Ods | Form::Xlsx);
        let tag = if is_exact { EntityTag::new_strong(tag) } else { EntityTag::new_weak(tag) };
        let is_known = self.tags.has(&tag);
        let _ = tell.send(Head { tag, next_url: next_url.clone(), is_known });
        Ok((next_url, is_known))
    }

    /// The same request for what comes after that key.
    fn next_url(&self, after: &Key) -> String {
        let others = self.query.split('&').filter(|pair| !pair.is_empty() && pair.split('=').next() != Some("after"));
        let mut address = format!("{}?", self.path);
        others.for_each(|pair| address.extend([pair, "&"]));
        format!("{address}after={after}")
    }

    fn write(&self, conn: &Connection, tell: &SyncSender<Head>, out: &mut ChunkWriter) -> Result<()> {
        let dataset = self.known.open(conn, &self.reader)?;
        let query = self.wanted.query(&dataset)?;
        let (next_url, is_known) = self.tell_head(conn, &dataset, &query, tell)?;
        if is_known {
            return Ok(());
        }
        match self.form {
            Form::Json => write_document(conn, &dataset, &query, next_url.as_deref(), out),
            Form::Jsonl => write_lines(conn, &dataset, &query, out),
            _ => {
                let mut csv = Csv::new(out, &self.columns(&dataset, &query), self.wanted.formulas);
                query.walk(conn, &dataset, |cells| csv.row(cells))?;
                csv.finish()
            }
        }
    }

    fn write_spreadsheet(&self, conn: &Connection, tell: &SyncSender<Head>, format: Format) -> Result<File> {
        let dataset = self.known.open(conn, &self.reader)?;
        let query = self.wanted.query(&dataset)?;
        let (_, is_known) = self.tell_head(conn, &dataset, &query, tell)?;
        let file = temporary_folder::new_file()?;
        if !is_known {
            let document = Document::new(dataset.name).of(&self.organisation);
            let columns = self.columns(&dataset, &query);
            let mut writer = sheet::spreadsheet(format, &document, &columns, file.try_clone()?)?;
            query.walk(conn, &dataset, |cells| writer.row(cells))?;
            writer.finish()?;
        }
        Ok(file)
    }
}

/// `{"rows": [...], "next_url": ...}`
fn write_document(
    conn: &Connection,
    dataset: &Dataset,
    query: &Query,
    next_url: Option<&str>,
    out: &mut ChunkWriter,
) -> Result<()> {
    let objects = Objects::new(dataset, &query.columns, Some(2), Typing::Free);
    let mut text = b"{\n    \"rows\": [".to_vec();
    let mut is_empty = true;
    query.walk(conn, dataset, |cells| {
        text.extend_from_slice(if is_empty { b"\n        " } else { b",\n        " });
        is_empty = false;
        objects.push(&mut text, cells);
        out.write_all(&text)?;
        text.clear();
        Ok(())
    })?;
    text.extend_from_slice(if is_empty { b"],\n    \"next_url\": " } else { b"\n    ],\n    \"next_url\": " });
    match next_url {
        Some(address) => write_string(&mut text, address)?,
        None => text.extend_from_slice(b"null"),
    }
    text.extend_from_slice(b"\n}");
    Ok(out.write_all(&text)?)
}

fn write_lines(conn: &Connection, dataset: &Dataset, query: &Query, out: &mut ChunkWriter) -> Result<()> {
    let objects = Objects::new(dataset, &query.columns, None, Typing::Free);
    let mut text = Vec::new();
    query.walk(conn, dataset, |cells| {
        objects.push(&mut text, cells);
        text.push(b'\n');
        out.write_all(&text)?;
        text.clear();
        Ok(())
    })?;
    Ok(())
}

/// Kind, length and content, so that no two tables give the same bytes.
fn add(digest: &mut Sha256, kind: u8, bytes: &[u8]) {
    digest.update([kind]);
    digest.update((bytes.len() as u64).to_le_bytes());
    digest.update(bytes);
}

fn add_cell(digest: &mut Sha256, cell: Cell<'_>) {
    match cell {
        Cell::Empty => add(digest, b'0', b""),
        Cell::Integer(number) => add(digest, b'i', &number.to_le_bytes()),
        Cell::Real(number) => add(digest, b'r', &number.to_le_bytes()),
        Cell::Text(text) => add(digest, b's', text.as_bytes()),
        Cell::Bytes(bytes) => add(digest, b'b', bytes),
    }
}

//! Creates, changes and deletes pages, with their files, links, versions and search index (web.md 2).

use rusqlite::{Transaction, params};
use serde_json::json;

use super::draft::{Draft, ParentRef};
use super::page::{self, Format, Kind, Page, Status};
use super::tree::{self, LEVELS_MAX, Tree};
use super::{address, links, search, trace};
use crate::audit::{Action, AuditLog, Entity};
use crate::error::{Error, Result};
use crate::files::store;
use crate::msg;

/// Creates a page: the title is required, the other values have defaults.
pub fn create(tx: &Transaction, draft: Draft, site: &str, audit: &AuditLog) -> Result<Page> {
    let title = draft.title.clone().ok_or_else(|| Error::invalid_field("title", msg!("web-title-empty")))?;
    let uri = match &draft.uri {
        Some(uri) => free_address(tx, uri)?,
        None => address::free_for_title(tx, &title, audit.moment())?,
    };
    let now = || audit.moment().to_owned();
    let mut page = Page {
        id: 0,
        id_parent: parent_of(tx, &draft, None)?,
        uri,
        title,
        kind: draft.kind.unwrap_or(Kind::Page),
        status: draft.status.unwrap_or(Status::Online),
        inherited_status: Status::Draft,
        format: draft.format.unwrap_or(Format::Markdown),
        published: draft.published.unwrap_or_else(now),
        modified: draft.modified.unwrap_or_else(now),
        content: links::without_site(&draft.content.unwrap_or_default(), site),
    };
    tx.execute(
        "INSERT INTO web_pages (id_parent, uri, type, status, inherited_status, format, published, modified, title, content)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        params![
            page.id_parent, page.uri, page.kind, page.status, page.inherited_status,
            page.format.word(), page.published, page.modified, page.title, page.content,
        ],
    )?;
    page.id = tx.last_insert_rowid();
    tree::inherit_statuses(tx)?;
    search::write(tx, &page)?;
    audit.record(Entity::Page, page.id, Action::Created, &trace::changes(None, Some(&page)))?;
    stored(tx, page.id)
}

/// Changes the values that the draft gives; writes nothing if nothing differs.
pub fn change(tx: &Transaction, before: &Page, draft: Draft, site: &str, audit: &AuditLog) -> Result<Page> {
    let mut after = before.clone();
    if let Some(uri) = draft.uri.as_ref().filter(|uri| **uri != before.uri) {
        after.uri = free_address(tx, uri)?;
    }
    if draft.parent.is_some() {
        after.id_parent = parent_of(tx, &draft, Some(before.id))?;
    }
    after.title = draft.title.unwrap_or(after.title);
    after.kind = draft.kind.unwrap_or(after.kind);
    after.status = draft.status.unwrap_or(after.status);
    after.format = draft.format.unwrap_or(after.format);
    after.published = draft.published.unwrap_or(after.published);
    after.content = draft.content.map_or(after.content, |content| links::without_site(&content, site));
    require_readable(before, &after)?;
    match draft.modified {
        Some(modified) => after.modified = modified,
        None if after != *before => audit.moment().clone_into(&mut after.modified),
        None => {}
    }
    if after == *before {
        return Ok(after);
    }
    write(tx, before, &after, audit)?;
    audit.record(Entity::Page, after.id, Action::Changed, &trace::changes(Some(before), Some(&after)))?;
    stored(tx, after.id)
}

/// Deletes a page, the pages below it, and the files of all of them.
pub fn delete(tx: &Transaction, page: &Page, audit: &AuditLog) -> Result<()> {
    for id in Tree::read(tx)?.descendants(page.id) {
        let Some(below) = page::find_by_id(tx, id)? else { continue };
        let gone = store::delete(tx, &below.folder())?;
        if !gone.is_empty() {
            // The files were deleted with their folder, so one record names the folder.
            let changes = json!({"path": {"old": below.folder(), "new": null}}).to_string();
            audit.record_file(0, Action::Deleted, &changes, &gone)?;
        }
        if below.id != page.id {
            audit.record(Entity::Page, below.id, Action::Deleted, &trace::changes(Some(&below), None))?;
        }
        // A trigger deletes the row of the index; foreign keys delete versions and former addresses.
        tx.execute("DELETE FROM web_search WHERE docid = ?1", [id])?;
    }
    tx.execute("DELETE FROM web_pages WHERE id = ?1", [page.id])?;
    audit.record(Entity::Page, page.id, Action::Deleted, &trace::changes(Some(page), None))
}

fn write(tx: &Transaction, before: &Page, after: &Page, audit: &AuditLog) -> Result<()> {
    tx.execute(
        "UPDATE web_pages SET id_parent = ?2, uri = ?3, type = ?4, status = ?5, format = ?6, published = ?7,
            modified = ?8, title = ?9, content = ?10 WHERE id = ?1",
        params![
            after.id,
            after.id_parent,
            after.uri,
            after.kind,
            after.status,
            after.format.word(),
            after.published,
            after.modified,
            after.title,
            after.content,
        ],
    )?;
    if after.uri != before.uri {
        rename(tx, before, after)?;
    }
    if (after.status, after.id_parent) != (before.status, before.id_parent) {
        tree::inherit_statuses(tx)?;
    }
    search::write(tx, after)?;
    if after.content != before.content {
        add_version(tx, before, after, audit)?;
    }
    Ok(())
}

/// Moves the files, and redirects the old address to the page until another page takes it.
fn rename(tx: &Transaction, before: &Page, after: &Page) -> Result<()> {
    store::move_folder(tx, &before.folder(), &after.folder())?;
    tx.execute("DELETE FROM web_pages_uris WHERE uri = ?1 AND id_page = ?2", params![after.uri, after.id])?;
    tx.execute("INSERT OR REPLACE INTO web_pages_uris (id_page, uri) VALUES (?1, ?2)", params![after.id, before.uri])?;
    Ok(())
}

/// Stores a version: the text after the change, its size in characters and the difference in size.
fn add_version(tx: &Transaction, before: &Page, after: &Page, audit: &AuditLog) -> Result<()> {
    let characters = |page: &Page| i64::try_from(page.content.chars().count()).map_err(Error::internal);
    let (old, new) = (characters(before)?, characters(after)?);
    tx.execute(
        "INSERT INTO web_pages_versions (id_page, id_user, date, size, changes, content) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![after.id, audit.member(), audit.moment(), new, new - old, after.content],
    )?;
    Ok(())
}

/// Refuses a new text in an encrypted page: browsers would try to decrypt it.
fn require_readable(before: &Page, after: &Page) -> Result<()> {
    if after.format == Format::Encrypted && after.content != before.content {
        return Err(Error::invalid_field("content", msg!("web-encrypted")));
    }
    Ok(())
}

fn free_address(tx: &Transaction, uri: &str) -> Result<String> {
    if address::is_reserved(uri) {
        return Err(Error::invalid_field("uri", msg!("web-uri-reserved", uri = uri)));
    }
    if address::is_taken(tx, uri)? {
        return Err(Error::invalid_field("uri", msg!("web-uri-taken", uri = uri)));
    }
    Ok(uri.to_owned())
}

/// The parent that a draft names. It must exist and not be below the page `id`, and no branch may get too deep.
fn parent_of(tx: &Transaction, draft: &Draft, id: Option<i64>) -> Result<Option<i64>> {
    let refuse = |message| Err(Error::invalid_field("id_parent", message));
    let parent = match &draft.parent {
        None | Some(ParentRef::Top) => return Ok(None),
        Some(ParentRef::Id(parent)) => page::find_by_id(tx, *parent)?,
        Some(ParentRef::Uri(uri)) => page::find(tx, uri)?,
    };
    let Some(parent) = parent else { return refuse(msg!("web-parent-unknown")) };
    let tree = Tree::read(tx)?;
    let above = tree.ancestry(parent.id);
    if id.is_some_and(|id| above.contains(&id)) {
        return refuse(msg!("web-parent-below"));
    }
    if above.len() + id.map_or(1, |id| tree.height(id)) > LEVELS_MAX {
        return refuse(msg!("web-too-deep", limit = LEVELS_MAX));
    }
    Ok(Some(parent.id))
}

fn stored(tx: &Transaction, id: i64) -> Result<Page> {
    page::find_by_id(tx, id)?.ok_or_else(|| Error::internal(anyhow::anyhow!("a page is gone just after it was stored")))
}

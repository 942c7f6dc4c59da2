//! What happens to pages, on a database of their own.

use std::io::Cursor;

use rusqlite::{Connection, Transaction};

use super::draft::Draft;
use super::page::{self, Format, Status};
use super::*;
use crate::audit::{self, Actor, AuditContext, AuditLog, Entity};
use crate::db::{functions, migrations, schema};
use crate::error::{Error, Result};
use crate::files::{Content, FileName};
use crate::i18n::Language;
use crate::params::{DateContext, Params};

/// The tables, with those of members that foreign keys name, and the functions of queries.
pub(crate) fn database() -> Connection {
    let mut connection = schema::in_memory().unwrap();
    let tx = connection.transaction().unwrap();
    migrations::apply(&tx).unwrap();
    tx.commit().unwrap();
    connection.execute_batch("CREATE TABLE users (id INTEGER PRIMARY KEY)").unwrap();
    functions::register(&connection, &functions::FieldCatalog::load(&connection).unwrap()).unwrap();
    connection
}

fn moment() -> AuditContext {
    AuditContext {
        moment: "2026-03-01 10:00:00".into(),
        address: Some("192.0.2.1".into()),
        actor: Actor::Key { id: 1, name: "bureau".into() },
        import: None,
    }
}

fn draft(values: &[(&str, &str)]) -> Result<Draft> {
    let tree = values.iter().map(|(name, text)| ((*name).to_owned(), (*text).into())).collect();
    let context = DateContext { today: jiff::civil::date(2026, 3, 1), zone: jiff::tz::TimeZone::UTC };
    Draft::from_params(&Params::of_form(tree), &context)
}

fn write<T>(connection: &mut Connection, work: impl FnOnce(&Transaction) -> Result<T>) -> Result<T> {
    let tx = connection.transaction().unwrap();
    let value = work(&tx)?;
    tx.commit().unwrap();
    Ok(value)
}

fn create(connection: &mut Connection, values: &[(&str, &str)]) -> Result<Page> {
    let draft = draft(values)?;
    write(connection, |tx| change::create(tx, draft, "/", &AuditLog::open(tx, &moment())?))
}

fn change(connection: &mut Connection, uri: &str, values: &[(&str, &str)]) -> Result<Page> {
    let draft = draft(values)?;
    let page = page::find(connection, uri).unwrap().unwrap();
    write(connection, |tx| change::change(tx, &page, draft, "/", &AuditLog::open(tx, &moment())?))
}

fn put(connection: &mut Connection, uri: &str, name: &str, content: &[u8]) {
    let page = page::find(connection, uri).unwrap().unwrap();
    let content = Content { size: content.len() as u64, bytes: Cursor::new(content) };
    write(connection, |tx| {
        attachments::put(tx, &page, &FileName::parse(name).unwrap(), content, "/", &AuditLog::open(tx, &moment())?)
    })
    .unwrap();
}

fn shown(connection: &Connection, uri: &str) -> String {
    let page = page::find(connection, uri).unwrap().unwrap();
    render::render(connection, &page, "/", Language::French).unwrap().replace('\n', "")
}

fn text(connection: &Connection, sql: &str) -> String {
    let row = |row: &rusqlite::Row| row.get::<_, Option<String>>(0);
    connection.query_row(sql, [], row).unwrap().unwrap_or_else(|| "NULL".to_owned())
}

fn field_of(error: Error) -> String {
    match error {
        Error::Invalid { fields, .. } => fields[0].field.clone(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_new_page_has_its_usual_values_its_words_and_its_line_in_the_journal() {
    let mut connection = database();
    let page = create(&mut connection, &[("title", "Bourse aux vélos !"), ("content", "**Venez** nombreux")]).unwrap();
    assert_eq!(
        (page.uri.as_str(), page.status, page.inherited_status),
        ("bourse-aux-velos", Status::Online, Status::Online)
    );
    assert_eq!((page.format, page.published.as_str()), (Format::Markdown, "2026-03-01 10:00:00"));
    assert_eq!(text(&connection, "SELECT content FROM web_search WHERE title MATCH 'velos'"), "Venez nombreux");
    assert_eq!(
        text(&connection, "SELECT type || details || created || ip_address FROM logs"),
        format!("10{{\"entity\":\"Web\\\\Page\",\"id\":{}}}2026-03-01 10:00:00192.0.2.1", page.id)
    );
    let second = create(&mut connection, &[("title", "Bourse aux vélos")]).unwrap();
    assert_eq!(second.uri, "bourse-aux-velos-2026-03-01-100000");
    assert_eq!(field_of(create(&mut connection, &[("title", "Bourse aux vélos")]).unwrap_err()), "uri");
    assert_eq!(field_of(create(&mut connection, &[]).unwrap_err()), "title");
    assert_eq!(field_of(create(&mut connection, &[("title", "!")]).unwrap_err()), "title");
}

#[test]
fn a_changed_text_is_a_version_and_nothing_changed_is_nothing_written() {
    let mut connection = database();
    create(&mut connection, &[("title", "A"), ("content", "été")]).unwrap();
    let same = change(&mut connection, "a", &[("content", "été"), ("title", "A")]).unwrap();
    assert_eq!(text(&connection, "SELECT count(*) || '' FROM logs"), "1");
    assert_eq!(same.modified, "2026-03-01 10:00:00");
    change(&mut connection, "a", &[("content", "un été"), ("modified", "2025-01-01 00:00:00")]).unwrap();
    assert_eq!(
        text(
            &connection,
            "SELECT size || '/' || changes || '/' || content || ifnull(id_user, '-') FROM web_pages_versions"
        ),
        "6/3/un été-"
    );
    assert_eq!(text(&connection, "SELECT modified FROM web_pages"), "2025-01-01 00:00:00");
    assert_eq!(text(&connection, "SELECT group_concat(content) FROM web_search"), "un été");
    change(&mut connection, "a", &[("title", "B")]).unwrap();
    assert_eq!(text(&connection, "SELECT count(*) || '' FROM web_pages_versions"), "1");
    assert_eq!(text(&connection, "SELECT group_concat(title || content) FROM web_search"), "Bun été");
}

#[test]
fn a_status_goes_down_to_all_pages_below() {
    let mut connection = database();
    for (title, parent) in [("a", ""), ("b", "a"), ("c", "b"), ("d", "")] {
        create(&mut connection, &[("title", title), ("id_parent", parent)]).unwrap();
    }
    let statuses = |connection: &Connection| {
        text(connection, "SELECT group_concat(uri || inherited_status, '') FROM (SELECT * FROM web_pages ORDER BY uri)")
    };
    change(&mut connection, "a", &[("status", "draft")]).unwrap();
    assert_eq!(statuses(&connection), "a0b0c0d2");
    change(&mut connection, "b", &[("id_parent", "d"), ("status", "private")]).unwrap();
    assert_eq!(statuses(&connection), "a0b1c1d2");
}

#[test]
fn no_page_is_below_itself_nor_too_deep() {
    let mut connection = database();
    create(&mut connection, &[("title", "p1")]).unwrap();
    for level in 2..=50 {
        let parent = format!("p{}", level - 1);
        create(&mut connection, &[("title", &format!("p{level}")), ("id_parent", &parent)]).unwrap();
    }
    assert_eq!(field_of(create(&mut connection, &[("title", "x"), ("id_parent", "p50")]).unwrap_err()), "id_parent");
    for parent in ["p1", "p3", "999", "nope"] {
        assert_eq!(field_of(change(&mut connection, "p1", &[("id_parent", parent)]).unwrap_err()), "id_parent");
    }
    create(&mut connection, &[("title", "top")]).unwrap();
    assert_eq!(field_of(change(&mut connection, "p1", &[("id_parent", "top")]).unwrap_err()), "id_parent");
    change(&mut connection, "p50", &[("id_parent", "top")]).unwrap();
}

#[test]
fn a_renamed_page_keeps_its_files_and_its_old_address_leads_to_it() {
    let mut connection = database();
    create(&mut connection, &[("title", "Ancien")]).unwrap();
    create(&mut connection, &[("title", "Autre")]).unwrap();
    put(&mut connection, "ancien", "a.txt", b"texte");
    assert_eq!(field_of(change(&mut connection, "ancien", &[("uri", "autre")]).unwrap_err()), "uri");
    change(&mut connection, "ancien", &[("uri", "nouveau")]).unwrap();
    assert_eq!(text(&connection, "SELECT path FROM files WHERE type = 1"), "web/nouveau/a.txt");
    assert_eq!(text(&connection, "SELECT group_concat(uri) FROM web_pages_uris"), "ancien");
    change(&mut connection, "nouveau", &[("uri", "ancien")]).unwrap();
    assert_eq!(text(&connection, "SELECT group_concat(uri) FROM web_pages_uris"), "nouveau");
}

#[test]
fn a_deleted_page_takes_its_pages_and_all_their_files_with_it() {
    let mut connection = database();
    create(&mut connection, &[("title", "a")]).unwrap();
    create(&mut connection, &[("title", "b"), ("id_parent", "a"), ("content", "x")]).unwrap();
    create(&mut connection, &[("title", "c")]).unwrap();
    for uri in ["a", "b", "c"] {
        put(&mut connection, uri, "f.txt", b"texte");
    }
    change(&mut connection, "b", &[("content", "y"), ("uri", "b2")]).unwrap();
    let page = page::find(&connection, "a").unwrap().unwrap();
    write(&mut connection, |tx| change::delete(tx, &page, &AuditLog::open(tx, &moment())?)).unwrap();
    assert_eq!(text(&connection, "SELECT group_concat(uri) FROM web_pages"), "c");
    assert_eq!(text(&connection, "SELECT group_concat(path) FROM files WHERE type = 1"), "web/c/f.txt");
    for table in ["web_pages_versions", "web_pages_uris"] {
        assert_eq!(text(&connection, &format!("SELECT count(*) || '' FROM {table}")), "0");
    }
    assert_eq!(text(&connection, "SELECT count(*) || '' FROM web_search"), "1");
    assert_eq!(
        text(&connection, "SELECT group_concat(details) FROM logs WHERE type = 11 AND details LIKE '%Files%'"),
        "{\"entity\":\"Files\\\\File\",\"path\":\"web/a/f.txt\"},{\"entity\":\"Files\\\\File\",\"path\":\"web/b2/f.txt\"}"
    );
}

#[test]
fn the_journal_is_silent_where_it_is_off_but_for_what_is_gone() {
    let mut connection = database();
    connection.execute("INSERT INTO config (key, value) VALUES ('log_retention', '0')", []).unwrap();
    let page = create(&mut connection, &[("title", "a")]).unwrap();
    assert_eq!(text(&connection, "SELECT count(*) || '' FROM logs"), "0");
    write(&mut connection, |tx| change::delete(tx, &page, &AuditLog::open(tx, &moment())?)).unwrap();
    assert_eq!(text(&connection, "SELECT count(*) || '' FROM logs"), "1");
}

#[test]
fn the_history_of_a_page_keeps_who_changed_what() {
    let mut connection = database();
    let page = create(&mut connection, &[("title", "a"), ("content", "x")]).unwrap();
    change(&mut connection, "a", &[("content", "y")]).unwrap();
    let history = audit::history(&connection, Entity::Page, page.id).unwrap();
    assert_eq!((history[0].action.as_str(), history[0].who.as_deref()), ("changed", Some("bureau")));
    assert_eq!(history[0].changes, serde_json::json!({"content": {"old": "x", "new": "y"}}));
    assert_eq!(history[1].changes["title"], serde_json::json!({"old": null, "new": "a"}));
}

#[test]
fn an_encrypted_page_is_told_as_such_and_its_text_is_not_replaced() {
    let mut connection = database();
    create(&mut connection, &[("title", "a"), ("content", "<b>")]).unwrap();
    connection.execute("UPDATE web_pages SET format = 'encrypted'", []).unwrap();
    assert_eq!(
        shown(&connection, "a"),
        "<div class=\"web-content\"><p class=\"encrypted\">Cette page est chiffrée.</p><div class=\"web-content\" hidden=\"\">&lt;b&gt;</div></div>"
    );
    assert_eq!(field_of(change(&mut connection, "a", &[("content", "clair")]).unwrap_err()), "content");
    change(&mut connection, "a", &[("title", "b")]).unwrap();
    assert_eq!(text(&connection, "SELECT content FROM web_search"), "NULL");
}

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";

#[test]
fn files_and_pictures_of_a_page_are_shown() {
    let mut connection = database();
    create(&mut connection, &[("title", "a")]).unwrap();
    create(&mut connection, &[("title", "b")]).unwrap();
    put(&mut connection, "a", "l'été.txt", b"texte");
    put(&mut connection, "a", "photo.png", PNG);
    let mut show = |content: &str| {
        change(&mut connection, "b", &[("content", &content.replace("NAME", "a/photo.png"))]).unwrap();
        shown(&connection, "b").replace("<div class=\"web-content\">", "")
    };
    assert_eq!(
        show("<<file|/a/l'été.txt|Le plan>>"),
        "<figure class=\"file\" data-type=\"txt\"><a class=\"internal-file\" href=\"/a/l%27%C3%A9t%C3%A9.txt\"><figcaption>\
         <b>Le plan</b> <small>Texte — &lt; 1 Ko</small></figcaption></a></figure></div>"
    );
    let picture = |source: &str, alt: &str| {
        format!(
            "<a class=\"internal-image\" target=\"_image\" href=\"/a/photo.png\"><img alt=\"{alt}\" src=\"/a/{source}\" loading=\"lazy\"></a>"
        )
    };
    assert_eq!(
        show("<<image|NAME|centre|Une légende>>"),
        format!(
            "<figure class=\"image img-center\">{}<figcaption>Une légende</figcaption></figure></div>",
            picture("photo.png.750px.webp", "Une légende")
        )
    );
    assert_eq!(show("x <<image src=\"NAME\" alt=A>> y"), format!("<p>x {} y</p></div>", picture("photo.png", "A")));
    assert!(show("<<image src=NAME href=\"javascript:alert(1)\">>").contains("href=\"/a/photo.png\""));
    assert_eq!(
        show("<<gallery slideshow\nNAME|Lég\nnone.png\n>>"),
        format!(
            "<div class=\"gallery slideshow\"><div class=\"images\"><figure>{}<figcaption>Lég</figcaption></figure></div></div></div>",
            picture("photo.png.250px.webp", "Lég")
        )
    );
    assert!(show("<<video|NAME|x>>").contains("<video controls=\"\" preload=\"metadata\" src=\"/a/photo.png\">"));
    change(&mut connection, "a", &[("content", "<<gallery>>")]).unwrap();
    assert!(shown(&connection, "a").contains("photo.png.250px.webp"));
}

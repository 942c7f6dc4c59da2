//! Everybody, filtered, in order, a page at a time. The address says it all, and the API takes the same one.

use std::sync::Arc;

use actix_web::HttpResponse;
use askama::Template;

use super::may;
use crate::auth::Level;
use crate::error::Result;
use crate::members::categories;
use crate::members::fields::{Field, FieldType};
use crate::members::filter::Scope;
use crate::members::record::Member;
use crate::members::search::{PAGE_SIZE, Search, Sort};
use crate::web::admin::form::Choice;
use crate::web::admin::frame::Frame;
use crate::web::admin::screen::Visit;
use crate::web::admin::{page, words};
use crate::web::params::Params;

#[derive(Template)]
#[template(path = "admin/members/list.html")]
struct List {
    frame: Frame,
    count: i64,
    words: String,
    category: i64,
    categories: Vec<Choice>,
    is_filtered: bool,
    may_write: bool,
    may_import: bool,
    columns: Vec<Column>,
    rows: Vec<Row>,
    shown: String,
    previous: String,
    next: String,
    exports: Vec<(&'static str, String)>,
}

struct Column {
    title: String,
    address: String,
    is_number: bool,
    /// 1 where the list is in this order, -1 for the reverse, 0 otherwise.
    sorted: i8,
}

struct Row {
    id: i64,
    name: String,
    /// Texts, and whether they are numbers.
    cells: Vec<(String, bool)>,
    category: String,
}

/// What the address asks for.
struct Asked {
    words: String,
    category: i64,
    sort: String,
    page: i64,
}

/// Columns beside the name and the category.
const COLUMNS_MAX: usize = 4;

impl Asked {
    /// What cannot be read is as if it was not there: an address is typed and shortened by people.
    fn read(params: &Params) -> Asked {
        let number = |name, least| params.integer(name, least, i64::MAX).ok().flatten();
        let text = |name| params.text(name).ok().flatten().unwrap_or_default();
        Asked {
            words: text("q"),
            category: number("category", -1).unwrap_or(0),
            sort: text("sort"),
            page: number("page", 1).unwrap_or(1),
        }
    }

    /// The query that asks for the same in another order or another part.
    fn query(&self, sort: &str, page: i64) -> String {
        let mut pairs = Vec::new();
        let encoded =
            |text: &str| percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string();
        if !self.words.is_empty() {
            pairs.push(format!("q={}", encoded(&self.words)));
        }
        if self.category != 0 {
            pairs.push(format!("category={}", self.category));
        }
        if !sort.is_empty() {
            pairs.push(format!("sort={}", encoded(sort)));
        }
        if page > 1 {
            pairs.push(format!("page={page}"));
        }
        pairs.join("&")
    }

    fn address(&self, sort: &str, page: i64) -> String {
        let query = self.query(sort, page);
        if query.is_empty() { "/admin/members".to_owned() } else { format!("/admin/members?{query}") }
    }

    fn column(&self, title: String, name: &str, is_number: bool) -> Column {
        let backwards = format!("-{name}");
        let sorted = match self.sort.as_str() {
            "" if name == "name" => 1,
            sort if sort == name => 1,
            sort if sort == backwards => -1,
            _ => 0,
        };
        let next = if sorted > 0 { backwards } else { name.to_owned() };
        Column { title, address: self.address(&next, 1), is_number, sorted }
    }
}

pub async fn page(visit: Visit) -> Result<HttpResponse> {
    let asked = Asked::read(&visit.call.query()?);
    let language = visit.call.language;
    let app = visit.call.app.clone();
    let search = Search {
        words: asked.words.clone(),
        scope: Scope::from_number(asked.category),
        sort: Some(asked.sort.as_str()).filter(|sort| !sort.is_empty()).map(Sort::parse).unwrap_or_default(),
    };
    let number = asked.page;
    let principal = visit.call.principal.clone();
    let found = visit.read(move |conn| {
        let (layout, index) = app.search_index.current(&app.db, conn)?;
        let layout = Arc::new(layout).seen_by(&principal);
        let (ids, count) = search.page(conn, &layout, index.as_deref(), number, PAGE_SIZE)?;
        let members = ids.iter().map(|id| Member::get(conn, &layout, *id)).collect::<Result<Vec<_>>>()?;
        Ok((layout, members, count, categories::list(conn)?))
    });
    let (layout, members, count, all) = found.await?;
    let name_of = |id: i64| all.get(&id.to_string()).and_then(|it| it["name"].as_str()).unwrap_or_default().to_owned();
    let is_shown = |kind| !matches!(kind, FieldType::File | FieldType::Password);
    let fields: Vec<_> = layout
        .fields
        .iter()
        .enumerate()
        .filter(|(_, field)| field.in_lists && is_shown(field.field_type) && layout.access.sees(field))
        .filter(|(_, field)| !layout.fields.of_name().any(|name| name.id == field.id))
        .take(COLUMNS_MAX)
        .collect();
    let frame = Frame::of(&visit).await?;
    let mut columns = vec![asked.column(frame.t("admin-name"), "name", false)];
    columns.extend(
        fields.iter().map(|(_, field)| asked.column(field.label.clone(), field.name.as_str(), is_number(field))),
    );
    columns.push(asked.column(frame.t("admin-category"), "category", false));
    let rows = members.iter().map(|member| Row {
        id: member.id,
        name: Some(member.name(&layout)).filter(|name| !name.is_empty()).unwrap_or_else(|| format!("{}", member.id)),
        cells: fields
            .iter()
            .map(|(at, field)| (words::value(field, &member.values[*at], language), is_number(field)))
            .collect(),
        category: name_of(member.id_category),
    });
    let rows: Vec<Row> = rows.collect();
    let first = (asked.page - 1) * PAGE_SIZE + 1;
    let last = first - 1 + i64::try_from(rows.len()).unwrap_or(0);
    let list = List {
        count,
        category: asked.category,
        categories: choices(&all, asked.category),
        is_filtered: !asked.words.is_empty() || asked.category != 0,
        may_write: may(&visit, Level::Write),
        may_import: may(&visit, Level::Admin),
        columns,
        shown: format!("{first}–{last} / {count}"),
        previous: if asked.page > 1 { asked.address(&asked.sort, asked.page - 1) } else { String::new() },
        next: if last < count { asked.address(&asked.sort, asked.page + 1) } else { String::new() },
        exports: exports(&asked),
        words: asked.words,
        rows,
        frame,
    };
    page::ok(&list.frame, &list)
}

/// The categories to choose from, by name.
fn choices(all: &serde_json::Map<String, serde_json::Value>, chosen: i64) -> Vec<Choice> {
    let choice = |(id, category): (&String, &serde_json::Value)| Choice {
        value: id.clone(),
        label: category["name"].as_str().unwrap_or_default().to_owned(),
        chosen: *id == chosen.to_string(),
    };
    all.iter().map(choice).collect()
}

/// The same list as files, by the API.
fn exports(asked: &Asked) -> Vec<(&'static str, String)> {
    let query = asked.query(&asked.sort, 1);
    let address = |format: &str| format!("/api/user?{query}{}format={format}", if query.is_empty() { "" } else { "&" });
    [("ODS", "ods"), ("XLSX", "xlsx"), ("CSV", "csv"), ("JSON", "json")]
        .into_iter()
        .map(|(label, format)| (label, address(format)))
        .collect()
}

/// Numbers stand at the end of their column, so that their digits are below one another.
fn is_number(field: &Field) -> bool {
    matches!(field.field_type, FieldType::Number | FieldType::Decimal)
}

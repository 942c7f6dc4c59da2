//! The system query options of a request.

use jiff::tz::TimeZone;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use crate::datasets::filter::{Expression, parse};
use crate::datasets::{Dataset, Key, Order, Query, key_of, wanted_columns};
use crate::error::{Error, Result};
use crate::msg;
use crate::web::call::Call;
use crate::web::params::Params;

/// Entities of one answer; a link leads to the next ones.
const PAGE: u64 = 5_000;
/// Columns that entities are sorted by.
const ORDER_MAX: usize = 10;

/// Reads the query of a request that takes these options only. Parameters without `$` are the client's own.
///
/// # Errors
///
/// [`Error::Invalid`] for another option.
pub fn read(call: &Call, known: &[&str]) -> Result<Options> {
    let params = call.query()?;
    let other = params.tree.keys().find(|name| name.starts_with('$') && !known.contains(&name.as_str()));
    if let Some(name) = other {
        return Err(Error::invalid_field(
            name,
            msg!("odata-option", option = name.as_str(), options = known.join(", ")),
        ));
    }
    let format = params.text("$format")?.unwrap_or_default();
    if !matches!(format.split(';').next().unwrap_or_default(), "" | "json" | "application/json") {
        return Err(Error::invalid_field("$format", msg!("odata-format")));
    }
    Ok(Options {
        page: max_page_size(call).unwrap_or(PAGE).clamp(1, PAGE),
        query: call.request.uri().query().unwrap_or_default().to_owned(),
        zone: call.app.clock.zone(),
        params,
    })
}

/// `Prefer: odata.maxpagesize=…`
fn max_page_size(call: &Call) -> Option<u64> {
    let headers = call.request.headers().get_all("prefer").filter_map(|value| value.to_str().ok());
    let mut preferences = headers.flat_map(|value| value.split([',', ';'])).map(str::trim);
    preferences
        .find_map(|preference| preference.trim_start_matches("odata.").strip_prefix("maxpagesize=")?.parse().ok())
}

pub struct Options {
    params: Params,
    query: String,
    page: u64,
    zone: TimeZone,
}

impl Options {
    pub fn zone(&self) -> TimeZone {
        self.zone.clone()
    }

    pub fn wants_count(&self) -> Result<bool> {
        Ok(self.params.optional_flag("$count")?.unwrap_or(false))
    }

    /// Whether some columns are chosen, which the context names.
    pub fn selects(&self) -> Result<bool> {
        Ok(self.text("$select")?.is_some_and(|names| names.trim() != "*"))
    }

    pub fn filter(&self, dataset: &Dataset) -> Result<Option<Expression>> {
        self.text("$filter")?.map(|text| parse(&text, dataset, "$filter", &self.zone)).transpose()
    }

    pub fn columns(&self, dataset: &Dataset) -> Result<Vec<usize>> {
        wanted_columns(dataset, "$select", self.text("$select")?.as_deref())
    }

    /// One page.
    pub fn query(&self, dataset: &Dataset) -> Result<Query> {
        let order = self.order(dataset)?;
        let token = self.text("$skiptoken")?;
        let (after, skip) = match token {
            None => (None, self.number("$skip")?.unwrap_or(0)),
            Some(token) if order.is_empty() => (Some(key_of(dataset, "$skiptoken", &token)?), 0),
            Some(token) => {
                let wrong = || Error::invalid_field("$skiptoken", msg!("odata-skip-token", value = token.as_str()));
                (None, token.parse().map_err(|_| wrong())?)
            }
        };
        let limit = self.number("$top")?.map_or(self.page, |top| top.min(self.page));
        let (columns, filter) = (self.columns(dataset)?, self.filter(dataset)?);
        Ok(Query { columns, filter, order, after, skip, limit: Some(limit), ..Query::default() })
    }

    /// The query of the next page; `None` if the client wants no more than there was. `last` is the key of the last
    /// entity of this one.
    pub fn next(&self, query: &Query, last: &Key) -> Result<Option<String>> {
        let given = query.limit.unwrap_or(0);
        let left = self.number("$top")?.map(|top| top - given);
        if left == Some(0) {
            return Ok(None);
        }
        let token = if query.order.is_empty() { last.to_string() } else { (query.skip + given).to_string() };
        let name = |pair: &str| pair.split('=').next().unwrap_or_default().replace("%24", "$");
        let others = self.query.split('&').filter(|pair| !pair.is_empty());
        let others = others.filter(|pair| !matches!(name(pair).as_str(), "$skip" | "$top" | "$skiptoken"));
        let mut next = String::new();
        others.for_each(|pair| next.extend([pair, "&"]));
        if let Some(left) = left {
            next.push_str(&format!("$top={left}&"));
        }
        Ok(Some(format!("{next}$skiptoken={}", utf8_percent_encode(&token, NON_ALPHANUMERIC))))
    }

    /// `name`, `name asc`, `name desc`, with commas between them.
    fn order(&self, dataset: &Dataset) -> Result<Vec<Order>> {
        let Some(text) = self.text("$orderby")? else { return Ok(Vec::new()) };
        let terms: Vec<&str> = text.split(',').map(str::trim).collect();
        if terms.len() > ORDER_MAX {
            return Err(Error::invalid_field("$orderby", msg!("odata-order-long", maximum = ORDER_MAX)));
        }
        let order = |term: &str| {
            let (name, direction) = term.split_once(' ').unwrap_or((term, "asc"));
            let is_descending = match direction.trim() {
                "asc" => false,
                "desc" => true,
                _ => return None,
            };
            Some(Order { column: dataset.position(name)?, is_descending })
        };
        let wrong = |term: &str| Error::invalid_field("$orderby", msg!("odata-order", term = term));
        terms.into_iter().map(|term| order(term).ok_or_else(|| wrong(term))).collect()
    }

    fn number(&self, name: &str) -> Result<Option<u64>> {
        Ok(self.params.integer(name, 0, i64::MAX)?.map(i64::unsigned_abs))
    }

    /// A text as it was sent; `None` if it is blank.
    fn text(&self, name: &str) -> Result<Option<String>> {
        Ok(self.params.raw(name)?.map(|text| text.into_owned()).filter(|text| !text.trim().is_empty()))
    }
}

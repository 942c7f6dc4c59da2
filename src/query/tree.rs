//! What a parsed query reads, and what of it is refused before the engine sees it.
//!
//! SQLite has the last word on what a text means; the authorizer and the check of the compiled program stand behind
//! this. Here people get the clearer answer, and the joins are refused about which the engine asks nobody.

use std::ops::ControlFlow;

use sqlparser::ast::{
    Expr, Join, JoinConstraint, JoinOperator, LimitClause, ObjectName, Query, Select, SetExpr, TableFactor, Value,
    Visit, Visitor,
};
use sqlparser::keywords::Keyword;
use sqlparser::parser::Parser;
use sqlparser::tokenizer::Location;

use super::policy::{self, Access};
use super::tokens;
use crate::error::{Error, Result};
use crate::msg;

/// What is known of a query that may be given to the engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Outline {
    pub has_limit: bool,
    /// Where the text before the outermost LIMIT ends, if all numbers of that are literal integers.
    pub end_without_limit: Option<Location>,
}

/// Reads the tree of a query, and the tokens that it was parsed from.
///
/// Fails with [`Error::Invalid`] when it changes something, names a table or calls a function that is refused, or
/// joins tables by names of hidden columns (platform.md 2.5).
pub(super) fn outline(query: &Query, parser: &Parser<'_>) -> Result<Outline> {
    let mut reading = Reading::default();
    if let ControlFlow::Break(refusal) = query.visit(&mut reading) {
        return Err(Error::invalid(match refusal {
            Refusal::NotAQuery => msg!("sql-not-a-query"),
            Refusal::Forbidden => msg!("sql-forbidden"),
        }));
    }
    reading.refuse_joins_by_hidden_names()?;
    let end_without_limit = literal_limit(query).and_then(|number| end_before_limit(number, parser));
    Ok(Outline { has_limit: query.limit_clause.is_some(), end_without_limit })
}

/// Small, as it is on the stack of every step down the tree.
#[derive(Debug, Clone, Copy)]
enum Refusal {
    NotAQuery,
    Forbidden,
}

/// What was met on the way through the tree.
#[derive(Debug, Default)]
struct Reading {
    has_full_join: bool,
    has_natural_join: bool,
    has_using: bool,
    names_table_with_hidden_columns: bool,
    uses_hidden_column: bool,
}

impl Reading {
    fn join(&mut self, join: &Join) {
        let constraint = match &join.join_operator {
            JoinOperator::FullOuter(constraint) => {
                self.has_full_join = true;
                constraint
            }
            JoinOperator::Join(constraint)
            | JoinOperator::Inner(constraint)
            | JoinOperator::Left(constraint)
            | JoinOperator::LeftOuter(constraint)
            | JoinOperator::Right(constraint)
            | JoinOperator::RightOuter(constraint)
            | JoinOperator::CrossJoin(constraint) => constraint,
            // SQLite has no others.
            _ => return,
        };
        match constraint {
            JoinConstraint::Natural => self.has_natural_join = true,
            JoinConstraint::Using(columns) | JoinConstraint::UsingAlias(columns, _) => {
                self.has_using = true;
                self.uses_hidden_column |= columns.iter().filter_map(last_name).any(policy::is_hidden_column);
            }
            JoinConstraint::On(_) | JoinConstraint::None => {}
        }
    }

    /// A join by column names compares or merges columns without asking whether they may be read, so it must not meet
    /// hidden ones: no FULL join beside a join by name, no USING with a hidden name, no NATURAL beside a table that
    /// hides columns.
    fn refuse_joins_by_hidden_names(&self) -> Result<()> {
        if self.has_full_join && (self.has_natural_join || self.has_using) {
            return Err(Error::invalid(msg!("sql-full-join-by-name")));
        }
        if self.has_natural_join && self.names_table_with_hidden_columns {
            return Err(Error::invalid(msg!("sql-natural-join")));
        }
        if self.uses_hidden_column {
            return Err(Error::invalid(msg!("sql-forbidden")));
        }
        Ok(())
    }
}

impl Visitor for Reading {
    type Break = Refusal;

    fn pre_visit_query(&mut self, query: &Query) -> ControlFlow<Refusal> {
        match *query.body {
            SetExpr::Insert(_) | SetExpr::Update(_) | SetExpr::Delete(_) | SetExpr::Merge(_) => {
                ControlFlow::Break(Refusal::NotAQuery)
            }
            _ => ControlFlow::Continue(()),
        }
    }

    fn pre_visit_select(&mut self, select: &Select) -> ControlFlow<Refusal> {
        select.from.iter().flat_map(|tables| &tables.joins).for_each(|join| self.join(join));
        ControlFlow::Continue(())
    }

    fn pre_visit_table_factor(&mut self, table: &TableFactor) -> ControlFlow<Refusal> {
        if let TableFactor::NestedJoin { table_with_joins, .. } = table {
            table_with_joins.joins.iter().for_each(|join| self.join(join));
        }
        ControlFlow::Continue(())
    }

    fn pre_visit_relation(&mut self, relation: &ObjectName) -> ControlFlow<Refusal> {
        match last_name(relation).map(policy::access) {
            Some(Access::Refused) => return ControlFlow::Break(Refusal::Forbidden),
            Some(Access::Hiding(_)) => self.names_table_with_hidden_columns = true,
            Some(Access::Open) | None => {}
        }
        ControlFlow::Continue(())
    }

    fn pre_visit_expr(&mut self, expression: &Expr) -> ControlFlow<Refusal> {
        match expression {
            Expr::Function(call) if !last_name(&call.name).is_some_and(policy::is_function_allowed) => {
                ControlFlow::Break(Refusal::Forbidden)
            }
            _ => ControlFlow::Continue(()),
        }
    }
}

fn last_name(name: &ObjectName) -> Option<&str> {
    name.0.last()?.as_ident().map(|ident| ident.value.as_str())
}

/// Where the token before the LIMIT of that number ends.
fn end_before_limit(number: Location, parser: &Parser<'_>) -> Option<Location> {
    let number = tokens::of(parser).position(|token| token.span.start == number)?;
    let is_limit = tokens::is_keyword(parser.token_at(number.checked_sub(1)?), Keyword::LIMIT);
    number.checked_sub(2).filter(|_| is_limit).map(|before| parser.token_at(before).span.end)
}

/// The first number of `LIMIT n`, `LIMIT n, m` or `LIMIT n OFFSET m`.
fn literal_limit(query: &Query) -> Option<Location> {
    let (first, second) = match query.limit_clause.as_ref()? {
        LimitClause::LimitOffset { limit, offset, .. } => {
            (limit.as_ref()?, offset.as_ref().map(|offset| &offset.value))
        }
        LimitClause::OffsetCommaLimit { offset, limit } => (offset, Some(limit)),
    };
    let is_literal = second.is_none_or(|second| literal_integer(second).is_some());
    literal_integer(first).filter(|_| is_literal)
}

fn literal_integer(expression: &Expr) -> Option<Location> {
    match expression {
        Expr::Value(value) => match &value.value {
            Value::Number(digits, false) if digits.bytes().all(|byte| byte.is_ascii_digit()) => Some(value.span.start),
            _ => None,
        },
        _ => None,
    }
}

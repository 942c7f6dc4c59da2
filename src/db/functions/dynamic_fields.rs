//! `print_dynamic_field` and `match_dynamic_field`: values of the member record as people see and choose them.

use std::collections::HashMap;

use rusqlite::Connection;
use rusqlite::functions::Context;

use super::field_catalog::FieldKind;
use super::{ANY, CHANGING, FieldCatalog, FunctionError, arguments, scalar};
use crate::countries;
use crate::error::Result;
use crate::msg;

type Answer<T> = std::result::Result<T, FunctionError>;

/// Neither is a pure function: the fields may change between two statements.
pub(super) fn register(connection: &Connection, fields: &FieldCatalog) -> Result<()> {
    let catalog = fields.clone();
    scalar(connection, "print_dynamic_field", 2, CHANGING, move |context| print(context, &catalog))?;
    let catalog = fields.clone();
    scalar(connection, "match_dynamic_field", ANY, CHANGING, move |context| matches(context, &catalog))
}

fn kind_of<'a>(context: &Context<'_>, fields: &'a HashMap<String, FieldKind>) -> Answer<&'a FieldKind> {
    let name = if context.is_empty() { None } else { arguments::text(context, 0) }.unwrap_or_default();
    fields.get(name.as_ref()).ok_or_else(|| msg!("function-field-unknown", name = name.as_ref()).into())
}

/// `print_dynamic_field(name, value)`: the text form of fields.md 7.
fn print(context: &Context<'_>, catalog: &FieldCatalog) -> Answer<Option<String>> {
    let fields = catalog.fields();
    let kind = kind_of(context, &fields)?;
    let Some(text) = arguments::text(context, 1) else { return Ok(None) };
    let shown = match kind {
        FieldKind::Multiple(options) => {
            let mask = arguments::integer(context, 1).unwrap_or(0);
            let set = options.iter().filter(|(bit, _)| mask >> bit & 1 == 1).map(|(_, label)| label.as_str());
            set.collect::<Vec<_>>().join(", ")
        }
        FieldKind::Checkbox if matches!(text.as_ref(), "" | "0" | "0.0") => String::new(),
        // A stored word of the record, the same in exports: it does not follow the reader's language.
        FieldKind::Checkbox => "Oui".to_owned(),
        FieldKind::Country => countries::by_code(&text).map_or_else(|| text.to_string(), |found| found.french.clone()),
        FieldKind::Date => date_for_people(&text).unwrap_or_else(|| text.to_string()),
        FieldKind::DateTime => datetime_for_people(&text).unwrap_or_else(|| text.to_string()),
        FieldKind::Other => text.into_owned(),
    };
    Ok(Some(shown))
}

/// `YYYY-MM-DD…` as `DD/MM/YYYY`; `None` for other forms.
fn date_for_people(text: &str) -> Option<String> {
    let date: jiff::civil::Date = text.get(..10)?.parse().ok()?;
    Some(date.strftime("%d/%m/%Y").to_string())
}

/// `YYYY-MM-DD HH:MM…` as `DD/MM/YYYY à HHhMM`; `None` for other forms.
fn datetime_for_people(text: &str) -> Option<String> {
    let moment: jiff::civil::DateTime = text.parse().ok()?;
    Some(moment.strftime("%d/%m/%Y à %Hh%M").to_string())
}

/// `match_dynamic_field(name, value, [AND or OR,] option…)`: 1 or NULL.
fn matches(context: &Context<'_>, catalog: &FieldCatalog) -> Answer<Option<bool>> {
    let fields = catalog.fields();
    let kind = kind_of(context, &fields)?;
    let operator = if context.len() > 2 { arguments::text(context, 2) } else { None };
    let (all, first) = match operator.as_deref() {
        Some("AND") => (true, 3),
        Some("OR") => (false, 3),
        _ => (false, 2),
    };
    if context.len() <= first {
        return Err(msg!("function-match-without-option").into());
    }
    let options = (first..context.len()).map(|index| arguments::text(context, index).unwrap_or_default());
    let found = match kind {
        FieldKind::Multiple(known) => {
            let wanted = options.map(|option| bit_of(known, &option)).collect::<Answer<Vec<_>>>()?;
            let mask = arguments::integer(context, 1).unwrap_or(0);
            one_or_all(all, wanted.into_iter(), |bit| mask >> bit & 1 == 1)
        }
        _ => match arguments::text(context, 1) {
            Some(value) if !value.is_empty() => one_or_all(all, options, |option| option == value),
            _ => false,
        },
    };
    Ok(found.then_some(true))
}

fn bit_of(known: &[(u32, String)], option: &str) -> Answer<u32> {
    let found = known.iter().find(|(_, label)| label == option);
    found.map(|(bit, _)| *bit).ok_or_else(|| msg!("function-option-unknown", name = option).into())
}

fn one_or_all<T>(all: bool, mut options: impl Iterator<Item = T>, holds: impl Fn(T) -> bool) -> bool {
    if all { options.all(holds) } else { options.any(holds) }
}

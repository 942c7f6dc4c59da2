//! The placeholders of group messages (people.md 9.1): `{{$name|modifier:"argument"}}`, `{{if …}}…{{elseif …}}…{{else}}…{{/if}}`,
//! `{{:assign name=value}}`, `{{* remark *}}`. What a template says is checked when it is saved; it reaches nothing but the
//! values of one recipient. Loops are not among it: values are single texts and numbers.
//!
//! | file | what it holds |
//! |---|---|
//! | `parse` | text → parts |
//! | `operand`, `expression` | values, what is done to them, conditions |
//! | `modifiers` | what stands after `|` |

mod expression;
mod modifiers;
mod operand;
mod parse;
#[cfg(test)]
mod tests;

use std::collections::HashMap;

use crate::error::Result;
use expression::{Condition, Expression};

/// Values by their names. A name without a value is empty.
pub type Values = HashMap<String, String>;

/// A template that was checked.
#[derive(Debug, Clone, PartialEq)]
pub struct Template {
    parts: Vec<Part>,
}

#[derive(Debug, Clone, PartialEq)]
enum Part {
    Text(String),
    Value(Expression),
    /// Branches in their order, each with its condition; the last one may have none.
    If(Vec<(Option<Condition>, Vec<Part>)>),
    Assign(Vec<(String, Expression)>),
}

impl Template {
    /// Reads a text. One that does not hold both `{{` and `}}` is no template: it stands as it is.
    ///
    /// # Errors
    ///
    /// [`crate::error::Error::Invalid`] names the construct that is not known.
    pub fn parse(text: &str) -> Result<Self> {
        if !(text.contains("{{") && text.contains("}}")) {
            return Ok(Template { parts: vec![Part::Text(text.to_owned())] });
        }
        Ok(Template { parts: parse::parse(text)? })
    }

    /// The text for one recipient. `write` writes a value: it is where values are escaped.
    pub fn fill(&self, values: &Values, write: impl Fn(&mut String, &str)) -> String {
        let (mut out, mut values) = (String::new(), values.clone());
        fill(&self.parts, &mut values, &write, &mut out);
        out
    }
}

fn fill(parts: &[Part], values: &mut Values, write: &impl Fn(&mut String, &str), out: &mut String) {
    for part in parts {
        match part {
            Part::Text(text) => out.push_str(text),
            Part::Value(expression) => write(out, &expression.value(values)),
            Part::Assign(all) => {
                for (name, expression) in all {
                    let value = expression.value(values);
                    values.insert(name.clone(), value);
                }
            }
            Part::If(branches) => {
                let holds = |condition: &Option<Condition>| condition.as_ref().is_none_or(|c| c.holds(values));
                if let Some((_, parts)) = branches.iter().find(|(condition, _)| holds(condition)) {
                    fill(parts, values, write, out);
                }
            }
        }
    }
}

//! From text to parts.

use super::Part;
use super::expression::{Comparison, Condition, Expression};
use super::modifiers::Modifier;
use super::operand::Operand;
use crate::error::{Error, Result};
use crate::msg;

/// The deepest nesting of conditions, and the most words of one construct.
const DEPTH_MAX: usize = 30;
const TOKENS_MAX: usize = 200;

/// A branch being read: its condition, and the parts before it.
struct Open {
    branches: Vec<(Option<Condition>, Vec<Part>)>,
    condition: Option<Condition>,
    parts: Vec<Part>,
}

/// # Errors
///
/// [`Error::Invalid`] names the construct that cannot be read.
pub(super) fn parse(text: &str) -> Result<Vec<Part>> {
    let (mut parts, mut open, mut rest) = (Vec::new(), Vec::<Open>::new(), text);
    while let Some(start) = rest.find("{{") {
        push_text(&mut parts, &rest[..start]);
        let inside = &rest[start + 2..];
        let closing = if inside.starts_with('*') { "*}}" } else { "}}" };
        let Some(end) = inside.find(closing) else { return Err(unknown(&rest[start..])) };
        construct(&inside[..end], &mut parts, &mut open)?;
        rest = &inside[end + closing.len()..];
    }
    push_text(&mut parts, rest);
    if open.is_empty() { Ok(parts) } else { Err(Error::invalid_field("body", msg!("mailing-template-open"))) }
}

fn push_text(parts: &mut Vec<Part>, text: &str) {
    if !text.is_empty() {
        parts.push(Part::Text(text.to_owned()));
    }
}

fn construct(inside: &str, parts: &mut Vec<Part>, open: &mut Vec<Open>) -> Result<()> {
    let code = inside.trim();
    let refused = || unknown(&format!("{{{{{inside}}}}}"));
    if inside.starts_with('*') {
        return Ok(());
    }
    if code.starts_with('$') || code.starts_with('"') || code.starts_with('\'') {
        let mut tokens = Tokens::read(code).ok_or_else(refused)?;
        let expression = tokens.expression().filter(|_| tokens.is_done()).ok_or_else(refused)?;
        parts.push(Part::Value(expression));
        return Ok(());
    }
    let (word, after) = code.split_once(char::is_whitespace).unwrap_or((code, ""));
    match word {
        "if" if open.len() < DEPTH_MAX => {
            let condition = Some(condition(after).ok_or_else(refused)?);
            open.push(Open { branches: Vec::new(), condition, parts: std::mem::take(parts) });
        }
        "elseif" | "else" => {
            let after = after.trim();
            let next = match (word, after.strip_prefix("if ")) {
                ("else", None) if after.is_empty() => None,
                ("else", Some(code)) => Some(condition(code).ok_or_else(refused)?),
                ("elseif", _) => Some(condition(after).ok_or_else(refused)?),
                _ => return Err(refused()),
            };
            let branch = open.last_mut().filter(|branch| branch.condition.is_some()).ok_or_else(refused)?;
            branch.branches.push((branch.condition.take(), std::mem::take(parts)));
            branch.condition = next;
        }
        "/if" => {
            let mut branch = open.pop().ok_or_else(refused)?;
            branch.branches.push((branch.condition.take(), std::mem::take(parts)));
            *parts = branch.parts;
            parts.push(Part::If(branch.branches));
        }
        ":assign" => parts.push(Part::Assign(assignments(after).ok_or_else(refused)?)),
        _ => return Err(refused()),
    }
    Ok(())
}

fn unknown(construct: &str) -> Error {
    let shown: String = construct.chars().take(80).collect();
    Error::invalid_field("body", msg!("mailing-template-unknown", construct = shown))
}

fn condition(code: &str) -> Option<Condition> {
    let mut tokens = Tokens::read(code)?;
    tokens.or(0).filter(|_| tokens.is_done())
}

/// `name="value" other=$variable|modifier`
fn assignments(code: &str) -> Option<Vec<(String, Expression)>> {
    let mut tokens = Tokens::read(code)?;
    let mut all = Vec::new();
    while !tokens.is_done() {
        let Token::Word(name) = tokens.next()? else { return None };
        (tokens.next()? == Token::Sign("=")).then_some(())?;
        all.push((name, tokens.expression()?));
    }
    (!all.is_empty()).then_some(all)
}

#[derive(Debug, Clone, PartialEq)]
enum Token {
    Variable(String),
    /// A text in quotes, or a number.
    Literal(String),
    Word(String),
    Sign(&'static str),
}

/// Longer signs come before those they begin with.
const SIGNS: [&str; 16] = ["===", "!==", "==", "!=", "<=", ">=", "&&", "||", "<", ">", "!", "(", ")", "|", ":", "="];

struct Tokens {
    all: Vec<Token>,
    at: usize,
}

impl Tokens {
    fn read(code: &str) -> Option<Self> {
        let (mut all, mut rest) = (Vec::new(), code.trim_start());
        while let Some(first) = rest.chars().next() {
            let (token, after) = match first {
                '$' => {
                    let (name, after) = name(&rest[1..])?;
                    (Token::Variable(name), after)
                }
                '"' | '\'' => {
                    let end = rest[1..].find(first)?;
                    (Token::Literal(rest[1..=end].to_owned()), &rest[end + 2..])
                }
                '0'..='9' | '-' => {
                    let end = rest[1..].find(|c: char| !c.is_ascii_digit() && c != '.').map_or(rest.len(), |at| at + 1);
                    (Token::Literal(rest[..end].to_owned()), &rest[end..])
                }
                _ => match SIGNS.iter().find(|sign| rest.starts_with(**sign)) {
                    Some(sign) => (Token::Sign(sign), &rest[sign.len()..]),
                    None => {
                        let (name, after) = name(rest)?;
                        (Token::Word(name), after)
                    }
                },
            };
            all.push(token);
            if all.len() > TOKENS_MAX {
                return None;
            }
            rest = after.trim_start();
        }
        Some(Tokens { all, at: 0 })
    }

    fn is_done(&self) -> bool {
        self.at == self.all.len()
    }

    fn next(&mut self) -> Option<Token> {
        let token = self.all.get(self.at).cloned();
        self.at += usize::from(token.is_some());
        token
    }

    fn take(&mut self, sign: &str) -> bool {
        let found = matches!(self.all.get(self.at), Some(Token::Sign(next)) if *next == sign);
        self.at += usize::from(found);
        found
    }

    fn operand(&mut self) -> Option<Operand> {
        match self.next()? {
            Token::Variable(name) => Some(Operand::Variable(name)),
            Token::Literal(text) => Some(Operand::Literal(text)),
            Token::Word(_) | Token::Sign(_) => None,
        }
    }

    fn expression(&mut self) -> Option<Expression> {
        let operand = self.operand()?;
        let mut modifiers = Vec::new();
        while self.take("|") {
            let Token::Word(word) = self.next()? else { return None };
            let mut arguments = Vec::new();
            while self.take(":") {
                arguments.push(self.operand()?);
            }
            modifiers.push(Modifier::new(&word, arguments)?);
        }
        Some(Expression { operand, modifiers })
    }

    fn or(&mut self, depth: usize) -> Option<Condition> {
        let mut left = self.and(depth)?;
        while self.take("||") {
            left = Condition::Or(Box::new(left), Box::new(self.and(depth)?));
        }
        Some(left)
    }

    fn and(&mut self, depth: usize) -> Option<Condition> {
        let mut left = self.single(depth)?;
        while self.take("&&") {
            left = Condition::And(Box::new(left), Box::new(self.single(depth)?));
        }
        Some(left)
    }

    fn single(&mut self, depth: usize) -> Option<Condition> {
        if depth > DEPTH_MAX {
            return None;
        }
        if self.take("!") {
            return self.single(depth + 1).map(|condition| Condition::Not(Box::new(condition)));
        }
        if self.take("(") {
            let condition = self.or(depth + 1)?;
            return self.take(")").then_some(condition);
        }
        let left = self.expression()?;
        let comparisons = [
            ("===", Comparison::Equal),
            ("!==", Comparison::Different),
            ("==", Comparison::Equal),
            ("!=", Comparison::Different),
            ("<=", Comparison::LessOrEqual),
            (">=", Comparison::GreaterOrEqual),
            ("<", Comparison::Less),
            (">", Comparison::Greater),
        ];
        match comparisons.into_iter().find(|(sign, _)| self.take(sign)) {
            Some((_, comparison)) => Some(Condition::Compare(left, comparison, self.expression()?)),
            None => Some(Condition::True(left)),
        }
    }
}

/// A name at the start of a text, and what follows.
fn name(text: &str) -> Option<(String, &str)> {
    let end = text.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(text.len());
    (end > 0).then(|| (text[..end].to_owned(), &text[end..]))
}

//! From a text to an [`Expression`], by recursive descent; each column is known and each comparison makes sense.

use jiff::tz::TimeZone;

use super::tokens::{self, Misfit, Token};
use super::{Comparison, Expression, Function, Literal, Operand, Type};
use crate::datasets::Dataset;
use crate::error::{Error, Result};
use crate::i18n::Message;
use crate::msg;

/// Bytes of a condition.
const BYTES_MAX: usize = 8 << 10;
/// Parentheses and negations in one another.
const DEPTH_MAX: usize = 50;
/// Comparisons and functions. SQLite has a limit of its own for expressions in one another, far above.
const TERMS_MAX: usize = 200;

/// Reads a condition over the columns of a dataset. `parameter` is its name in the request; moments are read in that time
/// zone.
///
/// # Errors
///
/// [`Error::Invalid`] says where it stops making sense, which column does not exist, what cannot be compared, or that it is
/// too long or too deep.
pub fn parse(text: &str, dataset: &Dataset, parameter: &str, zone: &TimeZone) -> Result<Expression> {
    let refuse = |message: Message| Error::invalid_field(parameter, message);
    if text.len() > BYTES_MAX {
        return Err(refuse(msg!("dataset-filter-long", maximum = BYTES_MAX)));
    }
    let unexpected = |misfit: Misfit| match misfit.found.as_str() {
        "" => refuse(msg!("dataset-filter-end")),
        found => refuse(msg!("dataset-filter-syntax", at = misfit.at, found = found)),
    };
    let tokens = tokens::split(text, zone).map_err(unexpected)?;
    let mut parser = Parser { text, dataset, tokens, next: 0, terms: 0 };
    let parsed = parser.any(0).and_then(|expression| match parser.peek() {
        None => Ok(expression),
        Some(_) => Err(parser.misfit()),
    });
    parsed.map_err(|fault| match fault {
        Fault::Unexpected(misfit) => unexpected(misfit),
        Fault::Refused(message) => refuse(message),
    })
}

enum Fault {
    Unexpected(Misfit),
    Refused(Message),
}

struct Parser<'a> {
    text: &'a str,
    dataset: &'a Dataset,
    tokens: Vec<(usize, Token)>,
    next: usize,
    terms: usize,
}

type Parsed<T> = Result<T, Fault>;

impl Parser<'_> {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.next).map(|(_, token)| token)
    }

    fn misfit(&self) -> Fault {
        let at = self.tokens.get(self.next).map_or(self.text.len(), |(at, _)| *at);
        Fault::Unexpected(Misfit::at(self.text, at))
    }

    /// Takes the next token if it is that one.
    fn take(&mut self, wanted: &Token) -> bool {
        let is_it = self.peek() == Some(wanted);
        self.next += usize::from(is_it);
        is_it
    }

    fn take_word(&mut self, wanted: &str) -> bool {
        let is_it = matches!(self.peek(), Some(Token::Word(word)) if word == wanted);
        self.next += usize::from(is_it);
        is_it
    }

    fn require(&mut self, wanted: &Token) -> Parsed<()> {
        if self.take(wanted) { Ok(()) } else { Err(self.misfit()) }
    }

    /// Conditions of which one must hold.
    fn any(&mut self, depth: usize) -> Parsed<Expression> {
        if depth > DEPTH_MAX {
            return Err(Fault::Refused(msg!("dataset-filter-deep", maximum = DEPTH_MAX)));
        }
        let mut expression = self.all(depth)?;
        while self.take_word("or") {
            expression = Expression::Or(Box::new(expression), Box::new(self.all(depth)?));
        }
        Ok(expression)
    }

    /// Conditions that must all hold.
    fn all(&mut self, depth: usize) -> Parsed<Expression> {
        let mut expression = self.one(depth)?;
        while self.take_word("and") {
            expression = Expression::And(Box::new(expression), Box::new(self.one(depth)?));
        }
        Ok(expression)
    }

    fn one(&mut self, depth: usize) -> Parsed<Expression> {
        self.terms += 1;
        if self.terms > TERMS_MAX {
            return Err(Fault::Refused(msg!("dataset-filter-terms", maximum = TERMS_MAX)));
        }
        if depth > DEPTH_MAX {
            return Err(Fault::Refused(msg!("dataset-filter-deep", maximum = DEPTH_MAX)));
        }
        if self.take_word("not") {
            return Ok(Expression::Not(Box::new(self.one(depth + 1)?)));
        }
        if self.take(&Token::Open) {
            let inside = self.any(depth + 1)?;
            self.require(&Token::Close)?;
            return Ok(inside);
        }
        if let Some(function) = self.function() {
            return self.call(function);
        }
        self.comparison()
    }

    /// The function whose name and parenthesis come next.
    fn function(&mut self) -> Option<Function> {
        let Some(Token::Word(word)) = self.peek() else { return None };
        let function = Function::of_word(word)?;
        let opens = matches!(self.tokens.get(self.next + 1), Some((_, Token::Open)));
        self.next += if opens { 2 } else { 0 };
        opens.then_some(function)
    }

    fn call(&mut self, function: Function) -> Parsed<Expression> {
        let whole = self.text_operand()?;
        self.require(&Token::Comma)?;
        let part = self.text_operand()?;
        self.require(&Token::Close)?;
        Ok(Expression::Call(function, whole, part))
    }

    fn text_operand(&mut self) -> Parsed<Operand> {
        let operand = self.operand()?;
        match self.type_of(&operand) {
            Type::Text | Type::Any => Ok(operand),
            _ => Err(Fault::Refused(msg!("dataset-filter-text"))),
        }
    }

    fn comparison(&mut self) -> Parsed<Expression> {
        let left = self.operand()?;
        let comparison = match self.peek() {
            Some(Token::Word(word)) => Comparison::of_word(word),
            _ => None,
        };
        let Some(comparison) = comparison else {
            let is_truth = self.type_of(&left) == Type::Truth;
            return if is_truth { Ok(Expression::Holds(left)) } else { Err(self.misfit()) };
        };
        self.next += 1;
        let right = self.operand()?;
        self.require_comparable(&left, &right)?;
        Ok(Expression::Compare(left, comparison, right))
    }

    fn operand(&mut self) -> Parsed<Operand> {
        let operand = match self.peek() {
            Some(Token::Literal(literal)) => Operand::Literal(literal.clone()),
            Some(Token::Word(name)) => match self.dataset.position(name) {
                Some(at) => Operand::Column(at),
                None => {
                    let columns = self.dataset.names();
                    return Err(Fault::Refused(msg!("dataset-no-column", name = name.as_str(), columns = columns)));
                }
            },
            _ => return Err(self.misfit()),
        };
        self.next += 1;
        Ok(operand)
    }

    fn type_of(&self, operand: &Operand) -> Type {
        match operand {
            Operand::Column(at) => self.dataset.columns[*at].kind.into(),
            Operand::Literal(literal) => match literal {
                Literal::Null => Type::Any,
                Literal::Truth(_) => Type::Truth,
                Literal::Number(..) => Type::Number,
                Literal::Text(_) => Type::Text,
                Literal::Date(_) => Type::Date,
                Literal::Moment(_) => Type::Moment,
            },
        }
    }

    fn require_comparable(&self, left: &Operand, right: &Operand) -> Parsed<()> {
        let is_literal = |operand: &Operand| matches!(operand, Operand::Literal(_));
        let fits = match (self.type_of(left), self.type_of(right)) {
            (Type::Any, _) | (_, Type::Any) => true,
            // A day is its midnight.
            (Type::Moment, Type::Date) | (Type::Date, Type::Moment) => {
                matches!(left, Operand::Literal(Literal::Date(_)))
                    || matches!(right, Operand::Literal(Literal::Date(_)))
            }
            (Type::Amount, Type::Number) => is_literal(right),
            (Type::Number, Type::Amount) => is_literal(left),
            (left, right) => left == right,
        };
        let name = |operand: &Operand| match operand {
            Operand::Column(at) => self.dataset.columns[*at].name.clone(),
            Operand::Literal(Literal::Text(text)) => format!("'{text}'"),
            Operand::Literal(Literal::Number(_, text) | Literal::Date(text) | Literal::Moment(text)) => text.clone(),
            Operand::Literal(Literal::Truth(truth)) => truth.to_string(),
            Operand::Literal(Literal::Null) => "null".to_owned(),
        };
        let refusal = || msg!("dataset-filter-types", left = name(left), right = name(right));
        if fits { Ok(()) } else { Err(Fault::Refused(refusal())) }
    }
}

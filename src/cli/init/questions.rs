//! The dialogue of `ruche init`: a wrong answer is explained and the question asked again.

use std::io::{BufRead, ErrorKind, Write};

use crate::error::{Error, Result};
use crate::i18n::{Language, Message, text};
use crate::msg;

/// Wrong answers to one question before the command gives up: a program that answers at random must come to an end.
const ATTEMPTS_MAX: usize = 10;

/// Where questions are put and answers come from.
pub trait Console {
    /// The next line, without its end; `None` at the end of the input.
    fn line(&mut self, question: &str) -> std::io::Result<Option<String>>;
    /// The same, not shown while it is typed.
    fn hidden_line(&mut self, question: &str) -> std::io::Result<Option<String>>;
    fn say(&mut self, sentence: &str);
}

/// Standard error for questions, standard input for answers: standard output is for the result.
pub struct Terminal;

impl Console for Terminal {
    fn line(&mut self, question: &str) -> std::io::Result<Option<String>> {
        let mut screen = std::io::stderr();
        write!(screen, "{question} ")?;
        screen.flush()?;
        let mut line = String::new();
        if std::io::stdin().lock().read_line(&mut line)? == 0 {
            writeln!(screen)?;
            return Ok(None);
        }
        Ok(Some(line))
    }

    fn hidden_line(&mut self, question: &str) -> std::io::Result<Option<String>> {
        match rpassword::prompt_password(format!("{question} ")) {
            Ok(line) => Ok(Some(line)),
            Err(error) if error.kind() == ErrorKind::UnexpectedEof => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn say(&mut self, sentence: &str) {
        let _ = writeln!(std::io::stderr(), "{sentence}");
    }
}

/// One question.
pub struct Question {
    /// The name of the answer in JSON; the flag has the same with hyphens.
    name: &'static str,
    sentence: Message,
    /// The answer when none is given; a question without one needs an answer.
    default: Option<String>,
    hidden: bool,
}

impl Question {
    pub fn needed(name: &'static str, sentence: Message) -> Self {
        Question { name, sentence, default: None, hidden: false }
    }

    pub fn with_default(name: &'static str, sentence: Message, default: String) -> Self {
        Question { name, sentence, default: Some(default), hidden: false }
    }

    /// A secret that need not be given.
    pub fn hidden(name: &'static str, sentence: Message) -> Self {
        Question { name, sentence, default: Some(String::new()), hidden: true }
    }

    fn missing(&self) -> Error {
        Error::invalid_field(self.name, msg!("cli-init-missing", flag = self.name.replace('_', "-")))
    }
}

/// Who may be asked, and what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asked {
    Everything,
    /// Answers come from a pipe or a file: wrong ones are followed by others, and what has a default is not asked.
    NeededOnly,
    Nothing,
}

/// The dialogue.
pub struct Questions<'a> {
    pub language: Language,
    console: Option<&'a mut dyn Console>,
    asked: Asked,
}

impl<'a> Questions<'a> {
    pub fn to_a_person(language: Language, console: &'a mut dyn Console) -> Self {
        Questions { language, console: Some(console), asked: Asked::Everything }
    }

    pub fn needed_only(language: Language, console: &'a mut dyn Console) -> Self {
        Questions { language, console: Some(console), asked: Asked::NeededOnly }
    }

    pub fn not_asked(language: Language) -> Self {
        Questions { language, console: None, asked: Asked::Nothing }
    }

    /// The answer to a question: the one that was given, the default, or what is typed until `read` accepts it. A blank
    /// answer counts as none.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`]: what `read` refused, when nobody can be asked again, or that the answer is missing.
    pub fn settle<T>(
        &mut self,
        question: &Question,
        given: Option<String>,
        read: impl Fn(&str) -> Result<T>,
    ) -> Result<T> {
        let mut refused = false;
        if let Some(answer) = given {
            match read(chosen(question, &answer)) {
                Err(Error::Invalid { message, .. }) if self.asked == Asked::Everything => {
                    self.say(&message);
                    refused = true;
                }
                other => return other,
            }
        } else if let (Some(default), false) = (&question.default, self.asked == Asked::Everything) {
            return read(default);
        }
        for _ in 0..ATTEMPTS_MAX {
            let Some(answer) = self.ask(question)? else { break };
            match read(chosen(question, &answer)) {
                Err(Error::Invalid { message, .. }) => {
                    self.say(&message);
                    refused = true;
                }
                other => return other,
            }
        }
        let given_up = || Error::invalid_field(question.name, msg!("cli-init-given-up"));
        Err(if refused || self.asked == Asked::Everything { given_up() } else { question.missing() })
    }

    fn ask(&mut self, question: &Question) -> Result<Option<String>> {
        let sentence = text(self.language, &question.sentence);
        let Some(console) = self.console.as_mut() else { return Ok(None) };
        let answer = if question.hidden { console.hidden_line(&sentence)? } else { console.line(&sentence)? };
        Ok(answer)
    }

    fn say(&mut self, refusal: &Message) {
        if let Some(console) = self.console.as_mut() {
            console.say(&text(self.language, refusal));
        }
    }
}

/// The answer without blanks around it (a secret is kept as it is); the default when that leaves nothing.
fn chosen<'t>(question: &'t Question, answer: &'t str) -> &'t str {
    let answer = if question.hidden { answer.trim_end_matches(['\r', '\n']) } else { answer.trim() };
    question.default.as_deref().filter(|_| answer.is_empty()).unwrap_or(answer)
}

#[cfg(test)]
mod tests;
